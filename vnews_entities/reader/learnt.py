"""The learnt reader: one network reads the text once; names, and triggers with what belongs to them, come out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from ..document import Timex
from ..layers import Label, Name, Reading, Relation, Sense, Trigger
from ..text import Shadow, normalise
from .decode import runs, sigmoid, softmax, spans
from .distance import PAIR_WIDTH, RELATIONS, distance_bucket, sentence_bucket
from .network import Network, Scores
from .windows import DAY_BEGIN, Syllables, cut, date_marks

#: A trigger is worth a look from this probability on; the event rules have higher thresholds of their own.
TRIGGER_FLOOR = 0.3
#: Below these, a participant and a date are not told at all.
PARTICIPANT_FLOOR = 0.05
DATE_FLOOR = 0.02

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

    def reach(self, trigger: int, candidate: int) -> int | None:
        """How many sentences a candidate stands from a trigger, as a bucket; None where that is too far."""
        return sentence_bucket(self.syllables.sentence[candidate] - self.syllables.sentence[trigger])


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
        text = _Text(shadow, syllables)
        for first, last, of_window in scores:
            _collect(text, first, last, of_window, dated)
        names = self._names(text)
        days = {at: i for i, (a, b) in enumerate(times) if (at := syllables.covering(a, b)[0]) in dated}
        begins = [at for _, at in names]
        return Reading(tuple(name for name, _ in names), triggers=tuple(self._trigger(text, t, begins, days) for t in sorted(text.triggers)))

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

    def _trigger(self, text: _Text, found: Found, names: Sequence[int], days: dict[int, int]) -> Trigger:
        """A trigger; `names`: the first syllable of each name, `days`: from the first syllable of a date to its number."""
        first, last, _, score = found
        types = dict(zip(self._types, (float(p) for p in softmax(text.types[first])), strict=True))
        return Trigger(*text.span(first, last), score, types, self._dates(text, first, days), self._participants(text, first, names))

    def _dates(self, text: _Text, trigger: int, days: dict[int, int]) -> tuple[tuple[int, float], ...]:
        near = [(i, self._score(text, trigger, at, bucket)[-1]) for at, i in days.items() if (bucket := text.reach(trigger, at)) is not None]
        # last, the score of having no date
        chances = softmax(np.array([score for _, score in near] + [text.pairs[trigger][-1]], np.float32))
        dated = [(i, float(p)) for (i, _), p in zip(near, chances, strict=False) if p >= DATE_FLOOR]
        return tuple(sorted(dated, key=lambda d: -d[1]))

    def _participants(self, text: _Text, trigger: int, names: Sequence[int]) -> tuple[tuple[int, Relation, float], ...]:
        out = []
        for i, at in enumerate(names):
            bucket = text.reach(trigger, at)
            if bucket is None or text.syllables.sentence[at] > text.syllables.sentence[trigger]:
                continue
            chances = sigmoid(self._score(text, trigger, at, bucket)[:-1])
            out += [(i, relation, float(p)) for relation, p in zip(_PARTS, chances, strict=True) if p >= PARTICIPANT_FLOOR]
        return tuple(out)

    def _score(self, text: _Text, trigger: int, candidate: int, sentence: int) -> Vector:
        """The scores of one pair: actor, target, place, date."""
        query = text.pairs[trigger][:_SIDE].reshape(len(RELATIONS), PAIR_WIDTH)
        key = text.pairs[candidate][_SIDE : 2 * _SIDE].reshape(len(RELATIONS), PAIR_WIDTH)
        out: Vector = (query * key).sum(axis=1) / PAIR_WIDTH**0.5 + self._bias[:, sentence, distance_bucket(candidate - trigger)]
        return out


def _collect(text: _Text, first: int, last: int, scores: Scores, dated: set[int]) -> None:
    """Decode one window, and keep of the other heads' scores the rows that are asked for later."""

    def shifted(found: list[Found]) -> list[Found]:
        return [(a + first, b + first, label, score) for a, b, label, score in found]

    outer, inner = (text.within_sentences(shifted(spans(softmax(scores[head])))) for head in ("names", "nested"))
    triggers = shifted(runs(softmax(scores["triggers"]), TRIGGER_FLOOR))
    text.outer += outer
    text.inner += inner
    text.triggers += triggers
    names = {a for a, _, _, _ in outer + inner}
    events = {a for a, _, _, _ in triggers}
    text.senses.update((a, scores["senses"][a - first]) for a in names)
    text.types.update((a, scores["types"][a - first]) for a in events)
    wanted = names | events | {i for i in dated if first <= i < last}
    text.pairs.update((a, scores["pairs"][a - first].copy()) for a in wanted)
