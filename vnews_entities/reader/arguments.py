"""What belongs to a trigger: the syllables around it, as the argument scorer reads them.

The encoder reads a window once, for all its triggers. The scorer, a small transformer, then goes over the encoder's vectors once more for
each trigger: over its sentence, and over the names and days of the sentences near it, every syllable marked by what it is and where it stands
from the trigger. It says of each name whether it is actor, target or place, of each day whether it dates the event, and of the trigger whether
it tells a dated event at all.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..layers import Label, Sense
from .windows import DATE_MARKS, DAY_BEGIN

Array = NDArray[Any]

#: Names stand at most so many sentences before the trigger, days before or after it.
SENTENCES_AWAY = 2
#: So many syllables of the trigger's sentence are read, those nearest to it.
LONGEST_SENTENCE = 96
#: Distances from the trigger are told apart up to so many syllables.
FARTHEST = 32
#: What a name can be.
KINDS = ("PER", "ORG", "place", "country", "government")
_NAME_MARKS = 2 * len(KINDS) + 1
#: How many values each mark of a syllable has: outer name, nested name, date, trigger, distance from it, sentences from it.
MARKS = (_NAME_MARKS, _NAME_MARKS, DATE_MARKS, 3, 2 * FARTHEST + 1, 2 * SENTENCES_AWAY + 1)


class Named(NamedTuple):
    """A name by its syllables [first, last) and the number of its kind."""

    first: int
    last: int
    kind: int
    nested: bool


def kind_of(label: Label, sense: Sense | None) -> int:
    """The number of a name's kind among `KINDS`."""
    return KINDS.index((sense or "place") if label == "LOC" else label)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the scorer reads for one trigger.

    `syllables` are numbers in the text, ascending, and `marks` [syllables, marks] what each is; `trigger` is the place of the trigger's
    first syllable among them. `names` (number among all names, place, kind) and `days` (number among all days, place) are the candidates; a kind
    is a number among `KINDS`, of a nested name behind them.
    """

    syllables: Array
    marks: Array
    trigger: int
    names: tuple[tuple[int, int, int], ...]
    days: tuple[tuple[int, int], ...]


class Marked:
    """The syllables of a text with their marks, to look around a trigger in."""

    def __init__(self, sentence: Sequence[int], names: Sequence[Named], date_marks: Sequence[int]) -> None:
        """`sentence`: the number of each syllable's sentence, ascending. `names` in order of their first syllables. `date_marks` as of `windows.date_marks`."""
        self._sentence = np.asarray(sentence, np.int64)
        self._names = names
        self._marks = np.zeros((len(sentence), 3), np.int64)
        self._marks[:, 2] = date_marks
        for first, last, kind, nested in names:
            self._marks[first:last, int(nested)] = 2 * kind + 2
            self._marks[first, int(nested)] = 2 * kind + 1
        self.days = np.flatnonzero(self._marks[:, 2] == DAY_BEGIN).tolist()
        self._begins = [name.first for name in names]

    def around(self, first: int, last: int, begin: int = 0, end: int | None = None) -> Surroundings:
        """What the scorer reads for the trigger of the syllables [first, last); nothing outside of [begin, end)."""
        end = len(self._sentence) if end is None else end
        here = int(self._sentence[first])
        before, row, next_row, after = (int(np.searchsorted(self._sentence, here + n)) for n in (-SENTENCES_AWAY, 0, 1, SENTENCES_AWAY + 1))
        own = _nearest(first, row, next_row)
        own = range(max(own.start, begin), min(own.stop, end))
        nearest, farthest = max(before, begin), min(after, end)
        names = range(bisect.bisect_left(self._begins, nearest), bisect.bisect_left(self._begins, own.stop))
        days = range(bisect.bisect_left(self.days, nearest), bisect.bisect_left(self.days, farthest))
        others = [self._begins[n] for n in names if self._begins[n] < row] + [self.days[n] for n in days if not row <= self.days[n] < next_row]
        places = sorted({*own, *others})
        syllables = np.array(places, np.int64)
        at = {syllable: place for place, syllable in enumerate(places)}
        kept = [n for n in names if self._begins[n] in at]
        marks = np.empty((len(places), len(MARKS)), np.int64)
        marks[:, :3] = self._marks[syllables]
        marks[:, 3] = np.where(syllables == first, 1, np.where((first < syllables) & (syllables < last), 2, 0))
        marks[:, 4] = np.clip(syllables - first, -FARTHEST, FARTHEST) + FARTHEST
        marks[:, 5] = self._sentence[syllables] - here + SENTENCES_AWAY
        return Surroundings(
            syllables,
            marks,
            at[first],
            tuple((n, at[self._begins[n]], self._names[n].kind + len(KINDS) * self._names[n].nested) for n in kept),
            tuple((n, at[self.days[n]]) for n in days if self.days[n] in at),
        )


def _nearest(trigger: int, first: int, last: int) -> range:
    """The syllables of the sentence [first, last), or of a long one those nearest to the trigger."""
    if last - first <= LONGEST_SENTENCE:
        return range(first, last)
    first = max(first, min(trigger - LONGEST_SENTENCE // 2, last - LONGEST_SENTENCE))
    return range(first, first + LONGEST_SENTENCE)


class Batch(NamedTuple):
    """Several triggers' surroundings side by side, padded to the longest.

    `syllables` [triggers, length] (0 where nothing stands), `marks` [triggers, length, marks], `mask` [triggers, length] (1 where a syllable
    stands); `asked` [triggers, most]: the places that something is asked about, the trigger's own first (and 0 where nothing more is). Rows count
    through all of `asked`: `triggers` [triggers]: that of each; `names` [names, 3]: the row of each candidate, that of its trigger, its kind;
    `days` [days, 2]: the row of each and that of its trigger.
    """

    syllables: Array
    marks: Array
    mask: Array
    asked: Array
    triggers: Array
    names: Array
    days: Array


def batch(surroundings: Iterable[Surroundings], multiple: int = 1) -> Batch:
    """The batch of `surroundings`, its length a `multiple` of that."""
    every = list(surroundings)
    length = -(-max(len(s.syllables) for s in every) // multiple) * multiple
    asked = [list(dict.fromkeys((s.trigger, *(place for _, place, _ in s.names), *(place for _, place in s.days)))) for s in every]
    most = max(map(len, asked))
    syllables = np.zeros((len(every), length), np.int64)
    marks = np.zeros((len(every), length, len(MARKS)), np.int64)
    mask = np.zeros((len(every), length), np.int32)
    names: list[tuple[int, int, int]] = []
    days: list[tuple[int, int]] = []
    for row, (s, own) in enumerate(zip(every, asked, strict=True)):
        n, begin = len(s.syllables), row * most
        syllables[row, :n], marks[row, :n], mask[row, :n] = s.syllables, s.marks, 1
        at = {place: begin + i for i, place in enumerate(own)}
        names += [(at[place], begin, kind) for _, place, kind in s.names]
        days += [(at[place], begin) for _, place in s.days]
    places = np.array([[*own, *[0] * (most - len(own))] for own in asked], np.int64)
    triggers = np.arange(len(every), dtype=np.int64) * most
    return Batch(syllables, marks, mask, places, triggers, np.array(names, np.int64).reshape(-1, 3), np.array(days, np.int64).reshape(-1, 2))
