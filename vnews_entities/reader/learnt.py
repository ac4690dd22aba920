"""The learnt reader: one network reads the text once; names, titles and triggers with what belongs to them come out."""

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

#: A trigger is worth a look from this probability on; the event rules have a higher threshold of their own.
TRIGGER_FLOOR = 0.3
#: A participant is not told below this probability.
PARTICIPANT_FLOOR = 0.05
DATE_FLOOR = 0.02

_SENSES: tuple[Sense, ...] = get_args(Sense)
_SIDE = len(RELATIONS) * PAIR_WIDTH
Vector = NDArray[Any]


@dataclass(slots=True)
class _Found:
    """What the windows of one text gave, by syllables."""

    outer: list[tuple[int, int, int, float]] = field(default_factory=list)
    inner: list[tuple[int, int, int, float]] = field(default_factory=list)
    senses: dict[int, Vector] = field(default_factory=dict)
    triggers: list[tuple[int, int, int, float]] = field(default_factory=list)
    types: dict[int, Vector] = field(default_factory=dict)
    pairs: dict[int, Vector] = field(default_factory=dict)


class LearntReader:
    """Reads a text with the network of a model folder."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self.network = Network(folder, threads)
        self._labels: list[Label] = [label[2:] for label in self.network.labels["names"] if label.startswith("B-")]  # type: ignore[misc]
        self._types = self.network.labels["types"]
        self._bias = np.array(self.network.manifest["pair_bias"], np.float32)

    def __call__(self, text: str, dates: Sequence[Timex] = ()) -> Reading:
        """All that the network says of `text`; offsets are those of the text as given. `dates` are the text's own."""
        shadow = normalise(text)
        syllables = cut(shadow.text, self.network.pieces)
        times = [(*shadow.inverse(d.start, d.end), d.type, d.value) for d in dates]
        return self.interpret(shadow, syllables, times, self.network.scores(syllables, date_marks(syllables, times)))

    def interpret(self, shadow: Shadow, syllables: Syllables, times: Sequence[tuple[int, int, str, str]], scores: Iterable[tuple[int, int, Scores]]) -> Reading:
        """The reading that the network's `scores` of all windows tell. `times`: (start, end, type, value) in the shadow."""
        dated = {i for i, mark in enumerate(date_marks(syllables, times)) if mark == DAY_BEGIN}
        found = _Found()
        for first, last, of_window in scores:
            _collect(found, first, last, of_window, dated)
        names = self._names(found, syllables, shadow)
        day_at = {at: i for i, (a, b, _, _) in enumerate(times) if (at := syllables.covering(a, b)[0]) in dated}
        begins = [at for _, at in names]
        return Reading(
            names=tuple(name for name, _ in names),
            triggers=tuple(self._trigger(t, found, syllables, shadow, begins, day_at) for t in sorted(found.triggers)),
        )

    def _names(self, found: _Found, syllables: Syllables, shadow: Shadow) -> list[tuple[Name, int]]:
        """The names with the syllable that each begins at, by start, longer first; a nested one lies inside an outer one."""
        out = []
        outer = sorted(found.outer)
        at = 0
        for first, last, label, score in outer:
            out.append(self._name(first, last, label, score, False, found, syllables, shadow))
        for first, last, label, score in sorted(found.inner):
            while at < len(outer) and outer[at][1] <= first:
                at += 1
            if at < len(outer) and outer[at][0] <= first and last <= outer[at][1] and (first, last) != outer[at][:2]:
                out.append(self._name(first, last, label, score, True, found, syllables, shadow))
        return sorted(out, key=lambda n: (n[0].start, -n[0].end))

    def _name(self, first: int, last: int, label: int, score: float, nested: bool, found: _Found, syllables: Syllables, shadow: Shadow) -> tuple[Name, int]:
        senses = None
        kind = self._labels[label]
        if kind == "LOC":
            senses = tuple(float(p) for p in softmax(found.senses[first]))
        sense = None if senses is None else _SENSES[int(np.argmax(senses))]
        return Name(*_span(shadow, syllables, first, last), kind, score, nested, sense, senses), first  # type: ignore[arg-type]

    def _trigger(self, t: tuple[int, int, int, float], found: _Found, syllables: Syllables, shadow: Shadow, names: Sequence[int], dates: dict[int, int]) -> Trigger:
        first, last, _, score = t
        types = dict(zip(self._types, (float(p) for p in softmax(found.types[first])), strict=True))
        dated, taking_part = self._pairs(first, found, syllables, names, dates)
        return Trigger(*_span(shadow, syllables, first, last), score, types, dated, taking_part)

    def _pairs(
        self, trigger: int, found: _Found, syllables: Syllables, names: Sequence[int], dates: dict[int, int]
    ) -> tuple[tuple[tuple[int, float], ...], tuple[tuple[int, Relation, float], ...]]:
        """(date, probability) and (name, relation, probability) of one trigger."""
        vector = found.pairs[trigger]
        query = vector[:_SIDE].reshape(len(RELATIONS), PAIR_WIDTH) / PAIR_WIDTH**0.5

        def scores(candidate: int, sentence: int) -> Vector:
            key = found.pairs[candidate][_SIDE : 2 * _SIDE].reshape(len(RELATIONS), PAIR_WIDTH)
            out: Vector = (query * key).sum(axis=1) + self._bias[:, sentence, distance_bucket(candidate - trigger)]
            return out

        def reach(candidate: int) -> int | None:
            return sentence_bucket(syllables.sentence[candidate] - syllables.sentence[trigger])

        near = [(i, scores(at, bucket)[3]) for at, i in dates.items() if (bucket := reach(at)) is not None]
        chances = softmax(np.array([s for _, s in near] + [vector[-1]], np.float32))
        dated = sorted(((i, float(p)) for (i, _), p in zip(near, chances, strict=False) if p >= DATE_FLOOR), key=lambda d: -d[1])
        taking_part = []
        for i, at in enumerate(names):
            bucket = reach(at)
            if bucket is None or syllables.sentence[at] > syllables.sentence[trigger]:
                continue
            for relation, p in zip(RELATIONS[:3], sigmoid(scores(at, bucket)[:3]), strict=True):
                if p >= PARTICIPANT_FLOOR:
                    taking_part.append((i, relation, float(p)))
        return tuple(dated), tuple(taking_part)  # type: ignore[return-value]


def _collect(found: _Found, first: int, last: int, scores: Scores, dated: set[int]) -> None:
    """Decode one window, and keep of the other heads' scores the rows that are asked for later."""

    def shifted(found_there: list[tuple[int, int, int, float]]) -> list[tuple[int, int, int, float]]:
        return [(a + first, b + first, label, score) for a, b, label, score in found_there]

    outer, inner = shifted(spans(softmax(scores["names"]))), shifted(spans(softmax(scores["nested"])))
    triggers = shifted(runs(softmax(scores["triggers"]), TRIGGER_FLOOR))
    found.outer += outer
    found.inner += inner
    found.triggers += triggers
    begins = {a for a, _, _, _ in outer + inner}
    found.senses.update((a, scores["senses"][a - first]) for a in begins)
    found.types.update((a, scores["types"][a - first]) for a, _, _, _ in triggers)
    wanted = begins | {a for a, _, _, _ in triggers} | {i for i in dated if first <= i < last}
    found.pairs.update((a, scores["pairs"][a - first].copy()) for a in wanted)


def _span(shadow: Shadow, syllables: Syllables, first: int, last: int) -> tuple[int, int]:
    return shadow.span(syllables.spans[first][0], syllables.spans[last - 1][1])
