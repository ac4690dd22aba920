"""From the reader's triggers to the document's events.

The order of decisions:

1. *Trigger*: the reader's triggers. Of those that one date dates, the best needs only `TRIGGER_LEAST`,
   since a date mostly dates something, and the others `TRIGGER_MORE`. A light verb (*diễn ra*, *bị hủy*) yields to the noun that names the event.
2. *Type*: the reader's probabilities and the lexicon's, mixed; the best type wins, after triggers of one event are joined.
3. *Date*: the reader's dates together with the date that the rules would take; none below `DATE_MIN`. A trigger without a
   date of its own, or with one that only a later sentence tells, stays only where it tells again what a dated one tells;
   from `TRIGGER_AGAIN` on, though it would be no trigger alone.
4. *Participants*: the reader's probabilities and the rules' (`rules.py`, `participants.py`), weighed together for all candidates of the
   trigger (`participation.py`); where the reader tells none, the rules' alone. Each relation has its own threshold, and
   who would be both actor and target is only the likelier of the two.
5. *Merging*: triggers that tell the same event become one (`merge.py`): the first is its `trigger`, the others its `mentions`.
   Its date is the most precise of those that agree; who takes part is as likely as those of its triggers that have the name in their reach say on average.
6. *Status and mode*: by the words of the trigger that carries the date (`status.py`), and by the lexicon.

Every threshold stands below, and nowhere else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..document import Event, Mention, Person, Span, Timex
from ..layers import RELATIONS, Reading, Relation, Trigger
from . import fallback, merge, participants, participation, rules
from .lexicon import Lexicon
from .participation import Candidate
from .scene import Scene, rows_of, stage, words_of
from .status import status_of
from .values import dates_event, precision, same_time

#: The score from which on a trigger counts: the best of those that one date dates, the others of that date, one without a date of its own,
#: and one of these that only tells again what others tell.
TRIGGER_LEAST = 0.42
TRIGGER_MORE = 0.78
TRIGGER_UNDATED = 0.74
TRIGGER_AGAIN = 0.3
#: How much the lexicon's types count beside the reader's.
LEXICON_SHARE = 0.3
#: A date belongs to a trigger from this mixed score on; how much the rule's choice of date adds to the reader's probability.
DATE_MIN = 0.6
DATE_RULE_BONUS = 0.2
#: From this probability on a second date makes a second event.
SECOND_DATE_MIN = 0.8
#: Two dates that a conjunction joins are both the trigger's where the less likely has this probability, and both together that.
PAIR_LEAST = 0.25
PAIR_MIN = 0.8
_JOINS = ("và", "hoặc", ",", ", và")
#: From which probability on a name takes part, as the reader and the rules tell together, and as the rules tell alone.
PARTICIPANT_MIN: Mapping[Relation, float] = MappingProxyType({"actor": 0.43, "target": 0.43, "place": 0.37})
RULED_MIN: Mapping[Relation, float] = MappingProxyType({"actor": 0.45, "target": 0.4, "place": 0.4})

#: A name and what it is to an event -> how likely that is.
Parts = Mapping[tuple[str, Relation], float]


@dataclass(frozen=True, slots=True)
class Telling:
    """A trigger that counts: its number, its own date (index into the dates, None where it has none), and who may take part."""

    trigger: int
    date: int | None
    score: float
    types: dict[str, float]
    candidates: list[Candidate]

    @property
    def type(self) -> str:
        """The likeliest type."""
        return max(self.types, key=self.types.__getitem__)


@dataclass(frozen=True, slots=True)
class Draft:
    """A trigger on its way to an event: `date` is its own date (index into the dates), None where it has none; `parts` are those of all in its reach."""

    trigger: int
    types: dict[str, float]
    date: int | None
    parts: Parts
    score: float


def build(
    text: str,
    reading: Reading,
    dates: Sequence[Timex],
    participant_of: Callable[[int], str | None],
    *,
    lexicon: Lexicon,
    published: str | None,
    sentences: Sequence[tuple[int, int]],
    people: Sequence[Person] = (),
) -> tuple[Event, ...]:
    """The dated events that `reading.triggers` tell, in the order of their first triggers, with ids `e1`, `e2` …

    `participant_of` gives for the index of a name the id of its person or organisation, its country's code or a place's
    text, None for a name that the document leaves out. `dates` are those of the document, `sentences` its sentences
    (offsets of `text`), `published` its day of publication. Where no trigger of the reading carries participants or
    dates (as from `fallback.triggers`), the rules alone decide.
    """
    ids = [participant_of(i) for i in range(len(reading.names))]
    scene, told = tellings(text, reading, dates, ids, lexicon=lexicon, sentences=sentences, people=people)
    if not told:
        return ()
    learnt = any(t.participants for t in reading.triggers)
    least = PARTICIPANT_MIN if learnt else RULED_MIN
    drafts = [
        Draft(t.trigger, t.types, t.date, _parts(t.candidates, learnt, mutual=_mutual(scene, t.trigger), by_power=_in_power(scene, t, ids)), t.score)
        for t in told
    ]
    tellers = [merge.teller(scene, d.trigger, d.types, None if d.date is None else dates[d.date].value, _ids(_likely(d.parts, least)), ids) for d in drafts]
    weak = {i for i, d in enumerate(drafts) if d.date is None and d.score < TRIGGER_UNDATED}
    together = [[drafts[i] for i in cluster] for cluster in merge.clusters(tellers, weak)]
    dated = [c for c in together if any(d.date is not None for d in c)]
    dated.sort(key=lambda c: (c[0].trigger, c[0].date if c[0].date is not None else -1))
    return tuple(_event(f"e{n}", scene, cluster, least, published) for n, cluster in enumerate(dated, 1))


def tellings(
    text: str,
    reading: Reading,
    dates: Sequence[Timex],
    ids: Sequence[str | None],
    *,
    lexicon: Lexicon,
    sentences: Sequence[tuple[int, int]],
    people: Sequence[Person] = (),
) -> tuple[Scene, list[Telling]]:
    """The triggers that count, each with its date and all that may take part, and the scene that they stand in.

    `ids`: for each name of the reading what `participant_of` gives; the rest as in `build`.
    """
    words = words_of(text)
    found = sorted(reading.triggers, key=lambda t: (t.start, -t.end))
    rows = rows_of(sentences, (t.start for t in found))
    wanted = rows | {row - 1 for row in rows}
    scene = stage(words, reading.names, dates, found, sentences, lexicon, wanted)
    named = _named(scene)
    if named is not None:
        found = named
        scene = stage(words, reading.names, dates, found, sentences, lexicon, wanted)
    knows_dates = any(t.dates for t in reading.triggers)
    chosen = _chosen([(k, date, score) for k, trigger in enumerate(found) for date, score in _dates(scene, k, trigger, knows_dates)])
    cast = _Cast(ids, rules.roles_of(people), rules.titled(scene, ids, people))
    out = []
    for k, date, score in chosen:
        types = _types(found[k], scene, lexicon)
        candidates = _candidates(scene, k, max(types, key=types.__getitem__), found[k], cast)
        out.append(Telling(k, date, score, types, candidates))
    return scene, out


def _named(scene: Scene) -> list[Trigger] | None:
    """The triggers with the noun that names the event in place of each light verb (*cuộc gặp … diễn ra*); None where there is none to replace."""
    at = {place: k for k, place in enumerate(scene.place_of)}
    out: dict[int, Trigger] = {}
    moved: list[Trigger] = []
    gone: set[int] = set()
    for k, (row, v) in enumerate(scene.place_of):
        items = scene.sentences[row].items
        noun = fallback.named_event(items, v)
        if noun is None:
            continue
        gone.add(k)
        verb, item, known = scene.triggers[k], items[noun], at.get((row, noun))
        if known is None:
            moved.append(replace(verb, start=item.start, end=item.end, types={}))
        else:
            own = out.get(known, scene.triggers[known])
            out[known] = replace(own, score=max(own.score, verb.score), dates=own.dates or verb.dates, participants=own.participants or verb.participants)
    if not gone:
        return None
    kept = [out.get(k, t) for k, t in enumerate(scene.triggers) if k not in gone]
    return sorted([*kept, *moved], key=lambda t: (t.start, -t.end))


def _chosen(dated: Sequence[tuple[int, int | None, float]]) -> list[tuple[int, int | None, float]]:
    """Of triggers with their dates and scores those that count, in the order given."""
    best: dict[int, float] = {}
    for _, date, score in dated:
        if date is not None:
            best[date] = max(score, best.get(date, 0.0))

    def counts(date: int | None, score: float) -> bool:
        if date is None:
            return score >= TRIGGER_AGAIN
        return score >= (TRIGGER_LEAST if score == best[date] else TRIGGER_MORE)

    return [x for x in dated if counts(x[1], x[2])]


def _types(trigger: Trigger, scene: Scene, lexicon: Lexicon) -> dict[str, float]:
    predicate = lexicon.of(scene.text[trigger.start : trigger.end])
    known = predicate.probabilities() if predicate else {}
    if not trigger.types:
        return known or {"OTHER": 1.0}
    if not known:
        return dict(trigger.types)
    return {t: (1 - LEXICON_SHARE) * trigger.types.get(t, 0.0) + LEXICON_SHARE * known.get(t, 0.0) for t in sorted(trigger.types.keys() | known.keys())}


def _dates(scene: Scene, k: int, trigger: Trigger, learnt: bool) -> list[tuple[int | None, float]]:
    """The dates of a trigger with their scores; one entry with None where it has none."""
    by_rule = rules.date_of(scene, k)
    row, at = scene.place_of[k]
    if by_rule is not None and rules.date_of_birth(scene.sentences[row].items, at) is not None:
        return [(by_rule[0], trigger.score)]
    scores: dict[int, float] = defaultdict(float)
    told = {i: p for i, p in trigger.dates if dates_event(scene.dates[i])}
    for i, p in told.items():
        scores[i] += p
    if by_rule is not None:
        scores[by_rule[0]] += (DATE_RULE_BONUS if learnt else 1.0) * by_rule[1]
    ranked = sorted(((s, -i) for i, s in scores.items() if s >= DATE_MIN), reverse=True)
    pair = _pair(scene, told)
    if pair and (not ranked or -ranked[0][1] in pair):
        return [(i, trigger.score) for i in pair]
    if not ranked:
        return [(None, trigger.score)]
    best = -ranked[0][1]
    # a title tells what a later sentence dates: it is joined with the trigger there, not set against it
    if scene.dates[best].start >= scene.sentences[scene.place_of[k][0]].end:
        return [(None, trigger.score)]
    out: list[tuple[int | None, float]] = [(best, trigger.score)]
    for s, i in ranked[1:]:
        if s >= SECOND_DATE_MIN and not same_time(scene.dates[-i].value, scene.dates[best].value):
            out.append((-i, trigger.score))
    return out


def _pair(scene: Scene, told: Mapping[int, float]) -> list[int] | None:
    """Two dates that a trigger has both, since *và* joins them: *vào năm 2015 và 2017*; in order of the text."""
    likeliest = sorted(told, key=lambda i: -told[i])[:2]
    if len(likeliest) < 2 or told[likeliest[1]] < PAIR_LEAST or told[likeliest[0]] + told[likeliest[1]] < PAIR_MIN:
        return None
    first, second = sorted(likeliest)
    gap = scene.text[scene.dates[first].end : scene.dates[second].start]
    return [first, second] if gap.strip() in _JOINS and not same_time(scene.dates[first].value, scene.dates[second].value) else None


def _parts(candidates: Sequence[Candidate], learnt: bool, *, mutual: bool, by_power: str | None) -> Parts:
    """How likely each candidate takes part; in a `mutual` event (*chiến tranh*) who is acted on acts too, and whom the event brought to power acts."""
    rows = participation.probabilities(candidates) if learnt else [dict(zip(RELATIONS, c.ruled, strict=True)) for c in candidates]
    if mutual:
        rows = [{**row, "actor": min(1.0, row["actor"] + row["target"]), "target": 0.0} for row in rows]
    rows = [{**row, "actor": 1.0, "target": 0.0} if c.name == by_power else row for c, row in zip(candidates, rows, strict=True)]
    return {(c.name, relation): p for c, row in zip(candidates, rows, strict=True) for relation, p in row.items()}


def _likely(parts: Parts, least: Mapping[Relation, float]) -> Parts:
    return {(name, relation): p for (name, relation), p in parts.items() if p >= least[relation]}


def _on_average(cluster: Sequence[Draft]) -> Parts:
    """The parts of all triggers of an event: how likely each is by the mean of those that have the name in their reach."""
    told: dict[tuple[str, Relation], list[float]] = defaultdict(list)
    for draft in cluster:
        for key, p in draft.parts.items():
            told[key].append(p)
    return {key: sum(ps) / len(ps) for key, ps in told.items()}


def _in_power(scene: Scene, told: Telling, ids: Sequence[str | None]) -> str | None:
    """The id of whom the event of a telling brought to power."""
    who = rules.brought_to_power(scene, told.trigger) if told.type == "POWER" else None
    return None if who is None else ids[who]


def _mutual(scene: Scene, k: int) -> bool:
    """Whether trigger number `k` tells what two sides do to each other; *cuộc chiến chống* does not."""
    row, at = scene.place_of[k]
    items = scene.sentences[row].items
    predicate = items[at].predicate
    return predicate is not None and predicate.mutual and not any(item.key == "chống" for item in items[at + 1 : at + 2])


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who an article's names are: the id of each, the people by their roles, and the names that stand with a title for a person."""

    ids: Sequence[str | None]
    roles: rules.Roles
    titled: Mapping[int, str]


def _candidates(scene: Scene, k: int, event_type: str, trigger: Trigger, cast: _Cast) -> list[Candidate]:
    """All that may take part in the event of trigger number `k`, by the reader or by the rules.

    Who stands there by his title is meant by what they say of the country or organisation that stands for him.
    """
    read: dict[int, dict[Relation, float]] = defaultdict(dict)
    for n, relation, p in trigger.participants:
        read[n][relation] = p
    ruled = dict(rules.candidates(scene, k, event_type, cast.ids, cast.roles, cast.titled))
    sentence = scene.sentences[scene.place_of[k][0]]
    mentions = []
    for n in sorted(read.keys() | ruled.keys()):
        facts, name = ruled.get(n), cast.titled.get(n, cast.ids[n])
        if name is None:
            continue
        by_rule = (0.0, 0.0, 0.0) if facts is None else participants.probabilities(facts)
        here = sentence.start <= scene.names[n].start < sentence.end
        by_reader = tuple(read[n].get(relation, 0.0) for relation in RELATIONS)
        label = "P" if n in cast.titled else rules.label_of(scene, n, name)
        mentions.append(Candidate(name, label, here, by_reader, by_rule))
    return participation.merged(mentions)


def _ids(parts: Parts) -> frozenset[str]:
    return frozenset(name for name, relation in parts if relation != "place")


def _event(name: str, scene: Scene, cluster: Sequence[Draft], least: Mapping[Relation, float], published: str | None) -> Event:
    types: dict[str, float] = defaultdict(float)
    for draft in cluster:
        for t, p in draft.types.items():
            types[t] += p
    parts = _one_side(_likely(_on_average(cluster), least))
    event_type = max(sorted(types), key=lambda t: types[t])
    dated = _dated(scene, cluster)
    assert dated.date is not None
    date = scene.dates[dated.date].value
    first, *others = _spans(scene, cluster)
    row = scene.place_of[cluster[0].trigger][0]
    sentence = scene.sentences[row]
    return Event(
        id=name,
        type=event_type,
        date=date,
        date_mention=dated.date,
        trigger=first,
        mentions=tuple(others),
        actors=_of(parts, "actor"),
        targets=_of(parts, "target"),
        places=_of(parts, "place"),
        sentence=Span(sentence.start, sentence.end),
        score=round(min(1.0, max(d.score for d in cluster)), 4),
        status=status_of(scene, dated.trigger, event_type, date, published),
        mode=_mode(scene, cluster, event_type),
    )


def _one_side(parts: Parts) -> Parts:
    """The parts without the less likely one of those who would both act and be acted on: nobody is target of what he does."""
    other: dict[Relation, Relation] = {"actor": "target", "target": "actor"}
    rival = {key: parts.get((key[0], other[key[1]]), 0.0) if key[1] in other else 0.0 for key in parts}
    return {(name, r): p for (name, r), p in parts.items() if p > rival[name, r] or (p == rival[name, r] and r != "target")}


def _dated(scene: Scene, cluster: Sequence[Draft]) -> Draft:
    """The draft that gives the event its date: the surest, or one that agrees with it and is more precise."""
    own = [d for d in cluster if d.date is not None]
    surest = max(own, key=lambda d: d.score)

    def rank(d: Draft) -> tuple[bool, int, float]:
        value = scene.dates[d.date or 0].value
        return same_time(value, scene.dates[surest.date or 0].value), precision(value), d.score

    return max(own, key=rank)


def _spans(scene: Scene, cluster: Iterable[Draft]) -> list[Mention]:
    triggers = [scene.triggers[k] for k in sorted({d.trigger for d in cluster})]
    return [Mention(t.start, t.end, scene.text[t.start : t.end]) for t in triggers]


def _of(parts: Parts, relation: Relation) -> tuple[str, ...]:
    """The names in one relation, the surest first."""
    return tuple(name for name, r in sorted(parts, key=lambda key: -parts[key]) if r == relation)


def _mode(scene: Scene, cluster: Iterable[Draft], event_type: str) -> str | None:
    for draft in cluster:
        row, at = scene.place_of[draft.trigger]
        predicate = scene.sentences[row].items[at].predicate
        if predicate and predicate.mode and predicate.types[0] == event_type:
            return predicate.mode
    return None
