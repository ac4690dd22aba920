"""The learnt reader: one network reads the text once; names, and triggers with what belongs to them, come out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from ..document import Timex
from ..layers import RELATIONS, Label, Name, Reading, Relation, Sense, Trigger
from ..text import Shadow, normalise
from .arguments import Marked, Named, Surroundings, batch, kind_of
from .decode import runs, sigmoid, softmax, spans
from .network import Network, Scores
from .windows import DAY_BEGIN, DAY_INSIDE, Syllables, cut, date_marks

#: A trigger is worth a look from this probability on; the event rules have higher thresholds of their own.
TRIGGER_FLOOR = 0.3
#: How much it counts for a trigger's score what its surroundings say, beside what the text says word by word.
TOLD_SHARE = 0.5
#: Below these, a participant and a date are not told at all.
PARTICIPANT_FLOOR = 0.05
DATE_FLOOR = 0.02

#: Windows are decoded together in stretches of so many syllables: fewer calls, and memory that does not grow with the text.
_STRETCH = 2000

_SENSES: tuple[Sense, ...] = get_args(Sense)
#: The arguments of so many triggers are scored together, those with surroundings of like length.
_TOGETHER = 16
Vector = NDArray[Any]
#: First syllable, last syllable, number of the label, score.
Found = tuple[int, int, int, float]


@dataclass(slots=True)
class _Text:
    """One text, and what its windows gave, by syllables."""

    shadow: Shadow
    syllables: Syllables
    outer: list[Found] = field(default_factory=list)
    inner: list[Found] = field(default_factory=list)
    triggers: list[Found] = field(default_factory=list)
    senses: dict[int, Vector] = field(default_factory=dict)
    types: dict[int, Vector] = field(default_factory=dict)
    #: What the head `arguments` gives for the syllables in the triggers' reach, and the row of each there; row 0 is nought.
    vectors: list[Vector] = field(default_factory=list)
    row_of: Vector = field(init=False)

    def __post_init__(self) -> None:
        self.row_of = np.zeros(len(self.syllables.spans), np.int64)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The characters, of the text as given, of the syllables [first, last)."""
        return self.shadow.span(self.syllables.spans[first][0], self.syllables.spans[last - 1][1])

    def within_sentences(self, found: list[Found]) -> list[Found]:
        """Spans that run over the end of a sentence, cut there."""
        number, out = self.syllables.sentence, []
        for first, last, label, score in found:
            while number[first] != number[last - 1]:
                border = next(i for i in range(first, last) if number[i] != number[first])
                out.append((first, border, label, score))
                first = border
            out.append((first, last, label, score))
        return out


class LearntReader:
    """Reads a text with the network of a model folder."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self.network = Network(folder, threads)
        self._labels: tuple[Label, ...] = get_args(Label)
        if [f"B-{label}" for label in self._labels] != self.network.labels["names"][1::2]:
            raise ValueError(f"{folder}: the network's names are {self.network.labels['names']}, not those of this version; export the model again")
        self._types = self.network.labels["types"]

    def __call__(self, text: str, dates: Sequence[Timex] = ()) -> Reading:
        """All that the network says of `text`; offsets are those of the text as given. `dates` are the text's own."""
        shadow = normalise(text)
        syllables = cut(shadow.text, self.network.pieces)
        times = [(*shadow.inverse(d.start, d.end), d.type, d.value) for d in dates]
        marks = date_marks(syllables, times)
        return self.interpret(shadow, syllables, [(start, end) for start, end, _, _ in times], marks, self.network.scores(syllables, marks))

    def interpret(
        self, shadow: Shadow, syllables: Syllables, times: Sequence[tuple[int, int]], marks: Sequence[int], scores: Iterable[tuple[int, int, Scores]]
    ) -> Reading:
        """The reading that the network's `scores` of all windows tell. `times`: offsets in the shadow; `marks`: what each syllable is to them."""
        dated = {i for i, mark in enumerate(marks) if mark == DAY_BEGIN}
        in_date = frozenset(i for i, mark in enumerate(marks) if mark in (DAY_BEGIN, DAY_INSIDE))
        text = _Text(shadow, syllables)
        for first, of_windows in _stretches(scores):
            _collect(text, first, of_windows, dated, in_date)
        names = self._names(text)
        marked = Marked(syllables.sentence, [named for _, named in names], marks)
        date_at = {at: i for i, (a, b) in enumerate(times) if (at := syllables.covering(a, b)[0]) in dated}
        found = sorted(text.triggers)
        belonging = self._arguments(text, [marked.around(first, last) for first, last, _, _ in found])
        date_of = [date_at[at] for at in marked.days]
        triggers = tuple(self._trigger(text, trigger, own, date_of) for trigger, own in zip(found, belonging, strict=True))
        return Reading(tuple(name for name, _ in names), triggers=triggers)

    def _names(self, text: _Text) -> list[tuple[Name, Named]]:
        """The names, also by their syllables, by start, longer first; a nested one lies inside an outer one."""
        outer = sorted(text.outer)
        out = [self._name(text, name, nested=False) for name in outer]
        at = 0
        for name in sorted(text.inner):
            first, last, _, _ = name
            while at < len(outer) and outer[at][1] <= first:
                at += 1
            if at < len(outer) and outer[at][0] <= first and last <= outer[at][1] and (first, last) != outer[at][:2]:
                out.append(self._name(text, name, nested=True))
        return sorted(out, key=lambda n: (n[0].start, -n[0].end))

    def _name(self, text: _Text, found: Found, *, nested: bool) -> tuple[Name, Named]:
        first, last, number, score = found
        start, end = text.span(first, last)
        label = self._labels[number]
        name = Name(start, end, label, score, nested)
        if label == "LOC":
            place, country, government = (float(p) for p in softmax(text.senses[first]))
            best = int(np.argmax((place, country, government)))
            name = replace(name, sense=_SENSES[best], senses=(place, country, government))
        return name, Named(first, last, kind_of(label, name.sense), nested)

    def _trigger(self, text: _Text, found: Found, own: _Arguments, date_of: Sequence[int]) -> Trigger:
        """`date_of`: the number of the date that each day is."""
        first, last, _, score = found
        types = dict(zip(self._types, softmax(text.types[first]).tolist(), strict=True))
        dates = tuple((date_of[day], p) for day, p in own.days)
        return Trigger(*text.span(first, last), (1 - TOLD_SHARE) * score + TOLD_SHARE * own.told, types, dates, own.participants)

    def _arguments(self, text: _Text, surroundings: Sequence[Surroundings]) -> list[_Arguments]:
        """What belongs to each of the triggers with these surroundings."""
        if not surroundings:
            return []
        vectors = np.concatenate([np.zeros_like(text.vectors[0][:1]), *text.vectors])
        out: dict[int, _Arguments] = {}
        by_length = sorted(range(len(surroundings)), key=lambda i: (len(surroundings[i].syllables), i))
        for numbers in (by_length[i : i + _TOGETHER] for i in range(0, len(by_length), _TOGETHER)):
            together = batch(surroundings[i] for i in numbers)
            said = self.network.arguments(vectors[text.row_of[together.syllables]].astype(np.float32), together)
            chances, days = iter(sigmoid(said["participants"]).tolist()), iter(said["date_scores"].tolist())
            for i, none, told in zip(numbers, said["dateless"].tolist(), sigmoid(said["told"]).tolist(), strict=True):
                s = surroundings[i]
                of_names, of_days = itertools.islice(chances, len(s.names)), itertools.islice(days, len(s.days))
                out[i] = _Arguments(_participants(s, of_names), _dates(s, of_days, none), told)
        return [out[i] for i in range(len(surroundings))]


class _Arguments(NamedTuple):
    """What belongs to a trigger: who takes part, by the number of the name; when, by the number of the day; and how surely it tells a dated event."""

    participants: tuple[tuple[int, Relation, float], ...]
    days: tuple[tuple[int, float], ...]
    told: float


def _participants(s: Surroundings, chances: Iterable[Sequence[float]]) -> tuple[tuple[int, Relation, float], ...]:
    return tuple(
        (n, part, p) for (n, _, _), row in zip(s.names, chances, strict=True) for part, p in zip(RELATIONS, row, strict=True) if p >= PARTICIPANT_FLOOR
    )


def _dates(s: Surroundings, scores: Iterable[float], none: float) -> tuple[tuple[int, float], ...]:
    """The likely days, best first; `none`: the score of having none."""
    chances = softmax(np.array([*scores, none], np.float32)).tolist()
    return tuple(sorted(((n, p) for (n, _), p in zip(s.days, chances, strict=False) if p >= DATE_FLOOR), key=lambda d: -d[1]))


def _stretches(scores: Iterable[tuple[int, int, Scores]]) -> Iterator[tuple[int, Scores]]:
    """The scores of windows in a row, put together to stretches of some length: the first syllable of each and its scores."""
    parts: list[Scores] = []
    begin = 0
    for first, last, of_window in scores:
        begin = begin if parts else first
        parts.append(of_window)
        if last - begin >= _STRETCH:
            yield begin, _joined(parts)
            parts = []
    if parts:
        yield begin, _joined(parts)


def _joined(parts: list[Scores]) -> Scores:
    return {head: np.concatenate([part[head] for part in parts]) for head in parts[0]}


def _outside(found: list[Found], syllables: frozenset[int]) -> Iterator[Found]:
    """Spans without those of their syllables that are among `syllables`; the longest stretch of what is left."""
    for first, last, label, score in found:
        if syllables.isdisjoint(range(first, last)):
            yield first, last, label, score
            continue
        borders = [first - 1, *(i for i in range(first, last) if i in syllables), last]
        a, b = max(((a + 1, b) for a, b in itertools.pairwise(borders)), key=lambda part: part[1] - part[0])
        if a < b:
            yield a, b, label, score


def _collect(text: _Text, first: int, scores: Scores, dated: set[int], in_date: frozenset[int]) -> None:
    """Decode the stretch that begins at the syllable `first`, and keep of the other heads' scores the rows that are asked for later.

    No syllable of a date is one of a trigger.
    """

    def shifted(found: list[Found]) -> list[Found]:
        return text.within_sentences([(a + first, b + first, label, score) for a, b, label, score in found])

    outer, inner = (shifted(spans(softmax(scores[head]))) for head in ("names", "nested"))
    triggers = list(_outside(shifted(runs(softmax(scores["triggers"]), TRIGGER_FLOOR)), in_date))
    text.outer += outer
    text.inner += inner
    text.triggers += triggers
    names = {a for a, _, _, _ in outer + inner}
    events = {a for a, _, _, _ in triggers}
    text.senses.update((a, scores["senses"][a - first]) for a in names)
    text.types.update((a, scores["types"][a - first]) for a in events)
    sentence = np.asarray(text.syllables.sentence[first : first + len(scores["names"])])
    wanted = np.isin(sentence, [text.syllables.sentence[a] for a in events])
    wanted[[a - first for a in names]] = True
    wanted[[i - first for i in dated if first <= i < first + len(wanted)]] = True
    rows = np.flatnonzero(wanted)
    text.row_of[first + rows] = np.arange(len(rows)) + 1 + sum(map(len, text.vectors))
    text.vectors.append(scores["arguments"][rows].astype(np.float16))
