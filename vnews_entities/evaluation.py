"""How well the library reads articles that somebody annotated by hand.

A gold article is a record as `vnews_entities.gold` states it; a prediction is what `Document.to_dict` writes, with the same
`id`. `evaluate` compares them:

| measure | what counts as right |
|---|---|
| `names`, `names/PER` … | exact span and label, outermost names only |
| `countries/mentions` | exact span and code, nested mentions too |
| `countries/articles` | the set of codes of an article |
| `countries/metonyms` | exact span and code of a capital that stands for its government |
| `people`, `organisations` | found under the full name (an organisation: under any of its names) |
| `people/role`, `people/country` | among the people found |
| `people/b-cubed`, `organisations/b-cubed` | mentions grouped by who they name (Bagga and Baldwin 1998), over mentions both sides have |
| `dates/extent`, `dates/value`, `dates/type` | overlap; overlap and equal value (as in TempEval-3); type among those that overlap |
| `events` | told in the same sentence, with the same day |
| `events/trigger`, `events/strict` | the triggers overlap; overlap and same day |
| `events/type`, `events/participants` | among the events found |
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .gold import COUNTRY_CODE, NAME_LABELS, TIME_LABELS, check

Article = Mapping[str, Any]
Place = tuple[int, int]

#: Characters shown on each side of a mistake.
_NAME_CONTEXT = 30
_EVENT_CONTEXT = 60

_SENTENCE_END = re.compile(r"[.!?…]['\"”’)]*\s+(?=[\"“'(]?[A-ZĐÀ-Ỹ0-9])|\n")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, in per cent with one decimal, over `gold` and `predicted` items."""

    precision: float
    recall: float
    f1: float
    gold: int
    predicted: int

    def to_dict(self) -> dict[str, float | int]:
        return {"p": self.precision, "r": self.recall, "f1": self.f1, "gold": self.gold, "pred": self.predicted}

    def __str__(self) -> str:
        return f"P {self.precision:5.1f}  R {self.recall:5.1f}  F1 {self.f1:5.1f}   gold {self.gold}, predicted {self.predicted}"


@dataclass(frozen=True, slots=True)
class Rate:
    """The per cent of `of` items that are right, with one decimal; None where there was nothing to judge."""

    right: float | None
    of: int

    def to_dict(self) -> dict[str, float | int | None]:
        return {"right": self.right, "of": self.of}

    def __str__(self) -> str:
        return f"{self.right}% of {self.of}"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing the prediction lacks (`missed`), has too much (`false`) or values wrongly (`value`)."""

    article: str
    kind: str
    layer: str
    what: str
    context: str

    def __str__(self) -> str:
        return "\t".join(x.replace("\n", " ") for x in (self.article, self.kind, self.layer, self.what, self.context))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The measures by name, in a fixed order, and every mistake behind them."""

    measures: dict[str, Score | Rate]
    mistakes: tuple[Mistake, ...]

    def to_dict(self) -> dict[str, dict[str, float | int | None]]:
        """The measures as JSON-ready dicts."""
        return {name: dict(measure.to_dict()) for name, measure in self.measures.items()}

    def table(self) -> str:
        """The measures as text, a line a measure."""
        return "\n".join(f"{name:24s}{measure}" for name, measure in self.measures.items())


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    label: str
    id: str

    @property
    def place(self) -> Place:
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class _Told:
    """A date or an event at the places where it stands, with the record it came from."""

    places: tuple[Place, ...]
    record: Mapping[str, Any]

    @property
    def date(self) -> str:
        return _day(self.record["date"])


@dataclass(slots=True)
class _Tally:
    """Running counts of what is right, what gold holds and what was predicted."""

    right: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    #: B-cubed precision and recall summed over mentions, and their number.
    cubed: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0, 0]))
    mistakes: list[Mistake] = field(default_factory=list)

    def add(self, measure: str, right: int, gold: int, predicted: int) -> None:
        self.right[measure] += right
        self.gold[measure] += gold
        self.predicted[measure] += predicted

    def add_sets(self, measure: str, gold: set[Any], predicted: set[Any]) -> None:
        self.add(measure, len(gold & predicted), len(gold), len(predicted))

    def score(self, measure: str) -> Score:
        right, gold, predicted = self.right[measure], self.gold[measure], self.predicted[measure]
        return _score(right / predicted if predicted else 0.0, right / gold if gold else 0.0, gold, predicted)

    def rate(self, measure: str) -> Rate:
        of = self.gold[measure]
        return Rate(round(100 * self.right[measure] / of, 1) if of else None, of)

    def b_cubed(self, group: str) -> Score:
        precision, recall, n = self.cubed[group]
        return _score(precision / n if n else 0.0, recall / n if n else 0.0, int(n), int(n))


def evaluate(golds: Iterable[Article], predictions: Iterable[Article]) -> Evaluation:
    """The measures over all gold articles, each compared with the prediction of its `id`.

    Raises:
        ValueError: a gold article without a prediction, or whose annotation does not hold together.
    """
    predicted = {p["id"]: p for p in predictions}
    tally = _Tally()
    for gold in golds:
        check(gold)
        if gold["id"] not in predicted:
            raise ValueError(f"no prediction for article {gold['id']!r}; every gold article needs one with its id")
        _compare(gold, predicted[gold["id"]], tally)
    return Evaluation(_measures(tally), tuple(tally.mistakes))


_SCORES = (
    "names", "names/PER", "names/LOC", "names/ORG", "countries/mentions", "countries/articles", "countries/metonyms",
    "people", "organisations", "dates/extent", "dates/value", "events", "events/trigger", "events/strict", "events/participants",
)  # fmt: skip
_RATES = ("people/role", "people/country", "dates/type", "events/type")
_GROUPS = {"people": "PER", "organisations": "ORG"}


def _measures(tally: _Tally) -> dict[str, Score | Rate]:
    measures: dict[str, Score | Rate] = {name: tally.score(name) for name in _SCORES}
    measures |= {name: tally.rate(name) for name in _RATES}
    return measures | {f"{group}/b-cubed": tally.b_cubed(group) for group in _GROUPS}


def _score(precision: float, recall: float, gold: int, predicted: int) -> Score:
    f1 = 200 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(round(100 * precision, 1), round(100 * recall, 1), round(f1, 1), gold, predicted)


def _compare(gold: Article, predicted: Article, tally: _Tally) -> None:
    gold_names = [_Mark(m["start"], m["end"], m["label"], m["id"]) for m in gold["marks"] if m["label"] in NAME_LABELS]
    names = _predicted_names(predicted)
    log = _Log(str(gold["id"]), gold["text"], tally.mistakes)
    _compare_names(gold_names, names, tally, log)
    _compare_countries(gold_names, names, tally, log)
    same: dict[str, str] = {}
    for group in _GROUPS:
        same |= _compare_group(group, gold, predicted, gold_names, names, tally, log)
    _compare_dates(gold, predicted, tally, log)
    _compare_events(gold, predicted, same, tally, log)


@dataclass(frozen=True, slots=True)
class _Log:
    article: str
    text: str
    mistakes: list[Mistake]

    def at(self, kind: str, layer: str, place: Place, note: str = "", width: int = _NAME_CONTEXT) -> None:
        """A mistake at a place of the text, with the words around it."""
        start, end = place
        context = self.text[max(0, start - width) : end + width]
        self.named(kind, layer, self.text[start:end], f"{note}  {context}" if note else context)

    def named(self, kind: str, layer: str, what: str, context: str = "") -> None:
        self.mistakes.append(Mistake(self.article, kind, layer, what, context))


# Names and countries


def _predicted_names(predicted: Article) -> list[_Mark]:
    """The library's lists as flat marks.

    A capital that stands for its government may be listed as a place and under its country: it is one name, and the
    country's code counts.
    """
    best: dict[tuple[int, int, str], _Mark] = {}
    for mark in _listed_names(predicted):
        key = (mark.start, mark.end, mark.label)
        if key not in best or best[key].id == "-":
            best[key] = mark
    return list(best.values())


def _listed_names(predicted: Article) -> Iterable[_Mark]:
    for label, group in (("PER", "people"), ("ORG", "organisations")):
        for item in predicted[group]:
            for m in item["mentions"]:
                yield _Mark(m["start"], m["end"], label, item["id"])
    for item in predicted["countries"]:
        for m in item["mentions"]:
            yield _Mark(m["start"], m["end"], "LOC", f"@{item['code']}" if m.get("metonym") else item["code"])
    for item in predicted.get("places", ()):
        for m in item["mentions"]:
            yield _Mark(m["start"], m["end"], "LOC", "-")


def _outermost(marks: Sequence[_Mark]) -> list[_Mark]:
    return [m for m in marks if not any(o.start <= m.start and m.end <= o.end and o.place != m.place for o in marks)]


def _compare_names(gold: Sequence[_Mark], predicted: Sequence[_Mark], tally: _Tally, log: _Log) -> None:
    gold_outer, predicted_outer = _outermost(gold), _outermost(predicted)
    for label in NAME_LABELS:
        want = {m.place for m in gold_outer if m.label == label}
        have = {m.place for m in predicted_outer if m.label == label}
        tally.add_sets(f"names/{label}", want, have)
        tally.add_sets("names", want, have)
        for kind, places in (("missed", want - have), ("false", have - want)):
            for place in sorted(places):
                log.at(kind, label, place)


def _compare_countries(gold: Sequence[_Mark], predicted: Sequence[_Mark], tally: _Tally, log: _Log) -> None:
    want, have = _coded(gold, COUNTRY_CODE.fullmatch), _coded(predicted, COUNTRY_CODE.fullmatch)
    tally.add_sets("countries/mentions", want, have)
    codes, predicted_codes = {code for _, code in want}, {code for _, code in have}
    # a country that the gold article names only by its capital is neither asked for nor held against the reader
    only_metonym = {m.id[1:] for m in gold if m.label == "LOC" and m.id.startswith("@")} - codes
    tally.add("countries/articles", len(codes & predicted_codes), len(codes), len(predicted_codes - only_metonym))
    for code in sorted(codes - predicted_codes):
        log.named("missed", "country", code)
    for code in sorted(predicted_codes - codes - only_metonym):
        log.named("false", "country", code)
    tally.add_sets("countries/metonyms", _coded(gold, _is_metonym), _coded(predicted, _is_metonym))


def _coded(marks: Iterable[_Mark], wanted: Callable[[str], object]) -> set[tuple[Place, str]]:
    return {(m.place, m.id) for m in marks if m.label == "LOC" and wanted(m.id)}


def _is_metonym(code: str) -> bool:
    return code.startswith("@")


# People and organisations


def _compare_group(
    group: str, gold: Article, predicted: Article, gold_names: Sequence[_Mark], names: Sequence[_Mark], tally: _Tally, log: _Log
) -> dict[str, str]:
    """Count a group's members; return the gold id of each predicted id, by the most mentions shared."""
    label = _GROUPS[group]
    gold_of = {m.place: m.id for m in gold_names if m.label == label}
    predicted_of = {m.place: m.id for m in names if m.label == label}
    shared = gold_of.keys() & predicted_of.keys()
    cells = Counter((predicted_of[place], gold_of[place]) for place in shared)
    _add_b_cubed(cells, tally.cubed[group])
    found = _found(group, gold, predicted, _surfaces(gold, label), log)
    if group == "people":
        for want, have in found:
            tally.add("people/role", _fold(want.get("role")) == _fold(have.get("role")), 1, 1)
            tally.add("people/country", (want.get("country") or None) == (have.get("country") or None), 1, 1)
    tally.add(group, len(found), len(gold[group]), len(predicted[group]))
    hit = {want["id"] for want, _ in found}
    for item in gold[group]:
        if item["id"] not in hit:
            log.named("missed", group, item["name"])
    return _by_votes(cells)


def _found(group: str, gold: Article, predicted: Article, surfaces: Mapping[str, set[str]], log: _Log) -> list[tuple[Article, Article]]:
    """Pairs (gold, predicted) of the same name; a gold record is met once."""
    pairs: list[tuple[Article, Article]] = []
    free = list(gold[group])
    for have in predicted[group]:
        name = _fold(have["name"])
        want = next((x for x in free if _fold(x["name"]) == name or (group == "organisations" and name in surfaces[x["id"]])), None)
        if want is None:
            log.named("false", group, have["name"])
            continue
        free = [x for x in free if x["id"] != want["id"]]
        pairs.append((want, have))
    return pairs


def _surfaces(gold: Article, label: str) -> defaultdict[str, set[str]]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for m in gold["marks"]:
        if m["label"] == label:
            names[m["id"]].add(_fold(gold["text"][m["start"] : m["end"]]))
    return names


def _by_votes(cells: Counter[tuple[str, str]]) -> dict[str, str]:
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (mine, theirs), n in cells.items():
        votes[mine][theirs] = n
    return {mine: count.most_common(1)[0][0] for mine, count in votes.items()}


def _add_b_cubed(cells: Counter[tuple[str, str]], sums: list[float]) -> None:
    """Each of the n mentions of a cell shares n of its predicted cluster's mentions, and n of its gold cluster's."""
    mine: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    for (a, b), n in cells.items():
        mine[a] += n
        theirs[b] += n
    for (a, b), n in cells.items():
        sums[0] += n * n / mine[a]
        sums[1] += n * n / theirs[b]
        sums[2] += n


# Dates


def _compare_dates(gold: Article, predicted: Article, tally: _Tally, log: _Log) -> None:
    want = [_Told(((m["start"], m["end"]),), {"type": m["label"], "value": m["id"]}) for m in gold["marks"] if m["label"] in TIME_LABELS]
    have = [_Told(((m["start"], m["end"]),), m) for m in predicted["dates"]]
    pairs = _aligned(want, have)
    tally.add("dates/extent", len(pairs), len(want), len(have))
    same_value = [(a, b) for a, b in pairs if _value(a.record["value"]) == _value(b.record.get("value"))]
    tally.add("dates/value", len(same_value), len(want), len(have))
    tally.add("dates/type", sum(a.record["type"] == b.record.get("type") for a, b in pairs), len(pairs), len(pairs))
    for a, b in pairs:
        if (a, b) not in same_value:
            log.at("value", "date", a.places[0], f"{b.record.get('value')} for {a.record['value']}")
    _log_unmatched("date", want, have, pairs, log)


def _aligned(gold: Sequence[_Told], predicted: Sequence[_Told]) -> list[tuple[_Told, _Told]]:
    """Pairs that overlap, the most overlap first; of several alike, those whose borders lie nearest."""
    ranked = sorted(
        (
            (shared, -abs(g.places[0][0] - p.places[0][0]) - abs(g.places[0][1] - p.places[0][1]), i, j)
            for i, g in enumerate(gold)
            for j, p in enumerate(predicted)
            if (shared := _overlap(g, p)) > 0
        ),
        reverse=True,
    )
    return [(gold[i], predicted[j]) for i, j in _one_to_one((i, j) for *_, i, j in ranked)]


def _overlap(a: _Told, b: _Told) -> int:
    return max(min(x[1], y[1]) - max(x[0], y[0]) for x in a.places for y in b.places)


def _one_to_one(ranked: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs in their order, each side used once."""
    left: set[int] = set()
    right: set[int] = set()
    pairs = []
    for i, j in ranked:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def _value(value: object) -> str:
    """A TIMEX3 value in one spelling: 24:00 is night, no seconds, no time zone, decades and centuries by their digits."""
    v = str(value or "").strip().upper()
    v = re.sub(r"T24:00$", "TNI", v)
    v = re.sub(r"T(\d\d)$", r"T\1:00", v)
    v = re.sub(r"(T\d\d:\d\d):\d\d(\.\d+)?$", r"\1", v)
    if "T" in v and ":" in v:
        v = re.sub(r"([+-]\d\d:?\d\d|Z)$", "", v)
    v = re.sub(r"^(BC)?(\d{2})XX$", r"\1\2", v)
    return re.sub(r"^(\d{3})X$", r"\1", v)


def _day(value: object) -> str:
    """A value without its part of day or clock time."""
    return re.sub(r"^(\d{4}-\d\d-\d\d)T.*$", r"\1", _value(value))


# Events


def _compare_events(gold: Article, predicted: Article, same: Mapping[str, str], tally: _Tally, log: _Log) -> None:
    want, have = _gold_events(gold), _predicted_events(predicted)
    aligned = _aligned(want, have)
    tally.add("events/trigger", len(aligned), len(want), len(have))
    tally.add("events/strict", sum(a.date == b.date for a, b in aligned), len(want), len(have))
    pairs = _same_sentence_and_day(want, have, gold["text"])
    tally.add("events", len(pairs), len(want), len(have))
    for a, b in pairs:
        tally.add("events/type", a.record["type"] == b.record["type"], 1, 1)
        for role in ("actors", "targets"):
            tally.add_sets("events/participants", set(a.record[role]), {same.get(who, who) for who in b.record[role]})
    _log_unmatched("event", want, have, pairs, log, note=lambda e: str(e.record["date"]), width=_EVENT_CONTEXT)


def _gold_events(gold: Article) -> list[_Told]:
    triggers: defaultdict[str, list[Place]] = defaultdict(list)
    for m in gold["marks"]:
        if m["label"] == "EVT":
            triggers[m["id"]].append((m["start"], m["end"]))
    return [_Told(tuple(triggers[e["id"]]), e) for e in gold["events"]]


def _predicted_events(predicted: Article) -> list[_Told]:
    return [_Told(tuple((m["start"], m["end"]) for m in (e["trigger"], *(e.get("mentions") or ()))), e) for e in predicted["events"]]


def _same_sentence_and_day(gold: Sequence[_Told], predicted: Sequence[_Told], text: str) -> list[tuple[_Told, _Told]]:
    """Pairs told in the same sentence with the same day; of several, those whose triggers lie nearest."""
    borders = [m.end() for m in _SENTENCE_END.finditer(text)]

    def sentences(e: _Told) -> set[int]:
        return {bisect.bisect_right(borders, start) for start, _ in e.places}

    ranked = sorted(
        (min(abs(x[0] - y[0]) for x in g.places for y in p.places), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(predicted)
        if g.date == p.date and sentences(g) & sentences(p)
    )
    return [(gold[i], predicted[j]) for i, j in _one_to_one((i, j) for _, i, j in ranked)]


def _log_unmatched(
    layer: str,
    gold: Sequence[_Told],
    predicted: Sequence[_Told],
    pairs: Sequence[tuple[_Told, _Told]],
    log: _Log,
    note: Callable[[_Told], str] = lambda _: "",
    width: int = _NAME_CONTEXT,
) -> None:
    met = {id(told) for pair in pairs for told in pair}
    for kind, items in (("missed", gold), ("false", predicted)):
        for told in items:
            if id(told) not in met:
                log.at(kind, layer, told.places[0], note(told), width)


def _fold(s: object) -> str:
    return unicodedata.normalize("NFC", _SPACE.sub(" ", str(s or ""))).strip().casefold()
