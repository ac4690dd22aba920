"""The learnt reader: one network reads the text once; names, and triggers with what belongs to them, come out."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from ..document import Timex
from ..layers import Label, Name, Reading, Relation, Sense, Trigger
from ..text import Shadow, normalise
from .decode import runs, sigmoid, softmax, spans
from .distance import PAIR_WIDTH, RELATIONS, SENTENCES_AWAY, distance_bucket
from .network import Network, Scores
from .windows import DAY_BEGIN, DAY_INSIDE, Syllables, cut, date_marks

#: A trigger is worth a look from this probability on; the event rules have higher thresholds of their own.
TRIGGER_FLOOR = 0.3
#: Below these, a participant and a date are not told at all.
PARTICIPANT_FLOOR = 0.05
DATE_FLOOR = 0.02

#: Windows are decoded together in stretches of so many syllables: fewer calls, and memory that does not grow with the text.
_STRETCH = 2000

_SENSES: tuple[Sense, ...] = get_args(Sense)
_PARTS: tuple[Relation, ...] = get_args(Relation)
_SIDE = len(RELATIONS) * PAIR_WIDTH
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
    pairs: dict[int, Vector] = field(default_factory=dict)

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
        self._bias = np.array(self.network.manifest["pair_bias"], np.float32)

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
        days = {at: i for i, (a, b) in enumerate(times) if (at := syllables.covering(a, b)[0]) in dated}
        near = _Candidates.of(text, [at for _, at in names], days)
        return Reading(tuple(name for name, _ in names), triggers=tuple(self._trigger(text, t, near) for t in sorted(text.triggers)))

    def _names(self, text: _Text) -> list[tuple[Name, int]]:
        """The names with the syllable that each begins at, by start, longer first; a nested one lies inside an outer one."""
        outer = sorted(text.outer)
        out = [(self._name(text, name, nested=False), name[0]) for name in outer]
        at = 0
        for name in sorted(text.inner):
            first, last, _, _ = name
            while at < len(outer) and outer[at][1] <= first:
                at += 1
            if at < len(outer) and outer[at][0] <= first and last <= outer[at][1] and (first, last) != outer[at][:2]:
                out.append((self._name(text, name, nested=True), first))
        return sorted(out, key=lambda n: (n[0].start, -n[0].end))

    def _name(self, text: _Text, found: Found, *, nested: bool) -> Name:
        first, last, label, score = found
        start, end = text.span(first, last)
        if self._labels[label] != "LOC":
            return Name(start, end, self._labels[label], score, nested)
        place, country, government = (float(p) for p in softmax(text.senses[first]))
        best = int(np.argmax((place, country, government)))
        return Name(start, end, "LOC", score, nested, _SENSES[best], (place, country, government))

    def _trigger(self, text: _Text, found: Found, candidates: _Candidates) -> Trigger:
        first, last, _, score = found
        types = dict(zip(self._types, softmax(text.types[first]).tolist(), strict=True))
        names, days = candidates.near(text, first)
        scores = self._pairs(text, first, [at for _, at in names + days])
        dates = self._dates(days, scores[len(names) :, -1], float(text.pairs[first][-1]))
        return Trigger(*text.span(first, last), score, types, dates, self._participants(names, scores[: len(names), :-1]))

    def _pairs(self, text: _Text, trigger: int, candidates: list[int]) -> Vector:
        """The scores [candidates, relations] of a trigger with each candidate: actor, target, place, date."""
        if not candidates:
            return np.zeros((0, len(RELATIONS)), np.float32)
        query = text.pairs[trigger][:_SIDE].reshape(len(RELATIONS), PAIR_WIDTH)
        keys = np.stack([text.pairs[at] for at in candidates])[:, _SIDE : 2 * _SIDE].reshape(-1, len(RELATIONS), PAIR_WIDTH)
        sentence = text.syllables.sentence
        away = [sentence[at] - sentence[trigger] + SENTENCES_AWAY for at in candidates]
        bias = self._bias[:, away, [distance_bucket(at - trigger) for at in candidates]].T
        out: Vector = (query * keys).sum(axis=2) / PAIR_WIDTH**0.5 + bias
        return out

    def _dates(self, days: list[tuple[int, int]], scores: Vector, none: float) -> tuple[tuple[int, float], ...]:
        """`none`: the score of having no date."""
        chances = softmax(np.array([*scores.tolist(), none], np.float32)).tolist()
        dated = [(i, p) for (i, _), p in zip(days, chances, strict=False) if p >= DATE_FLOOR]
        return tuple(sorted(dated, key=lambda d: -d[1]))

    def _participants(self, names: list[tuple[int, int]], scores: Vector) -> tuple[tuple[int, Relation, float], ...]:
        chances = sigmoid(scores).tolist()
        return tuple((i, part, p) for (i, _), row in zip(names, chances, strict=True) for part, p in zip(_PARTS, row, strict=True) if p >= PARTICIPANT_FLOOR)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The names and days of a text: number and first syllable of each, in order, with the sentences that they stand in."""

    names: list[tuple[int, int]]
    days: list[tuple[int, int]]
    sentences_of_names: list[int]
    sentences_of_days: list[int]

    @classmethod
    def of(cls, text: _Text, names: list[int], days: dict[int, int]) -> _Candidates:
        """`names`: the first syllable of each name; `days`: from the first syllable of a date to its number."""
        ordered = [(i, at) for at, i in sorted(days.items())]
        sentence = text.syllables.sentence
        return cls(list(enumerate(names)), ordered, [sentence[at] for at in names], [sentence[at] for _, at in ordered])

    def near(self, text: _Text, trigger: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Names up to the trigger's sentence, and days on both sides of it, in the reach of the pair scorer."""
        here = text.syllables.sentence[trigger]

        def within(sentences: list[int], until: int) -> slice:
            return slice(bisect.bisect_left(sentences, here - SENTENCES_AWAY), bisect.bisect_right(sentences, until))

        return self.names[within(self.sentences_of_names, here)], self.days[within(self.sentences_of_days, here + SENTENCES_AWAY)]


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
    wanted = names | events | {i for i in dated if first <= i < first + len(scores["names"])}
    text.pairs.update((a, scores["pairs"][a - first].copy()) for a in wanted)
