"""A text as the encoder reads it: syllables, their pieces, and windows of whole sentences."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from ..disambiguation import is_vietnamese_syllable
from ..document import TIMEX_REFERENCES
from ..text import sentences, syllables
from .pieces import Pieces

# what a syllable is to the dates, as the encoder's input feature
DATE_MARKS = 5
NO_DATE, DAY_BEGIN, DAY_INSIDE, TIME_BEGIN, TIME_INSIDE = range(DATE_MARKS)
_SHORTEST_GLUED = 3  # letters of a name that is looked for at the head of a glued word


@dataclass(frozen=True, slots=True)
class Syllables:
    """One text, cut: `spans` (characters), `pieces` (ids) and `sentence` (number) of each syllable."""

    text: str
    spans: list[tuple[int, int]]
    pieces: list[tuple[int, ...]]
    sentence: list[int]

    def first_at(self, character: int) -> int:
        """The number of the first syllable that begins at `character` or later."""
        return bisect.bisect_left(self.spans, (character, -1))

    def covering(self, start: int, end: int) -> tuple[int, int]:
        """The syllables [first, last) that touch the characters [start, end)."""
        first = bisect.bisect_right(self.spans, (start, 1 << 60)) - 1
        if first < 0 or self.spans[first][1] <= start:
            first += 1
        return first, max(first, self.first_at(end))


def cut(text: str, pieces: Pieces) -> Syllables:
    """Cut a normalised text into syllables with their pieces and sentences."""
    spans = unglued(text, syllables(text))
    sentence, number = [], 0
    borders = [end for _, end in sentences(text)]
    for start, _ in spans:
        while number < len(borders) - 1 and start >= borders[number]:
            number += 1
        sentence.append(number)
    return Syllables(text, spans, pieces.of(text, spans), sentence)


def unglued(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The syllables, with a name cut from the word that a bad page has glued to it (*Reutersghi*).

    Only where the name also stands alone in the text, the rest is spelt as a Vietnamese syllable, and the whole is not.
    """
    alone = {text[a:b] for a, b in spans if b - a >= _SHORTEST_GLUED and text[a].isupper()}
    out = []
    for start, end in spans:
        at = _glue(text[start:end], alone) if end - start > _SHORTEST_GLUED and text[start].isupper() else 0
        out += [(start, start + at), (start + at, end)] if at else [(start, end)]
    return out


def _glue(word: str, alone: set[str]) -> int:
    """Where the glued word begins, 0 where nothing is glued."""
    cuts = (i for i in range(len(word) - 1, _SHORTEST_GLUED - 1, -1) if word[:i] in alone and word[i].islower())
    # *Arab-ia*, *Radev-a*: a short ending without diacritics belongs to the name
    at = next((i for i in cuts if (len(word) - i > 2 or not word[i:].isascii()) and is_vietnamese_syllable(word[i:])), 0)
    return 0 if at and is_vietnamese_syllable(word) else at


def windows(cut_text: Syllables, limit: int, first: int = 0) -> list[tuple[int, int]]:
    """Runs of whole sentences of at most `limit` pieces, as [first, last) syllables, from syllable `first` on.

    A sentence longer than `limit` pieces is cut after its last comma that fits, else where it is full.
    """
    lengths = [len(p) for p in cut_text.pieces]
    sentence, text, spans = cut_text.sentence, cut_text.text, cut_text.spans
    total = len(lengths)
    out = []
    while first < total:
        used, at, border, comma = 0, first, first, first
        while at < total and (used + lengths[at] <= limit or at == first):
            used += lengths[at]
            if text[spans[at][0]] in ",;":
                comma = at + 1
            at += 1
            if at == total or sentence[at] != sentence[at - 1]:
                border = at
        last = border if border > first else comma if comma > first + (at - first) // 2 and at < total else at
        out.append((first, last))
        first = last
    return out


def date_marks(cut_text: Syllables, dates: Sequence[tuple[int, int, str, str]]) -> list[int]:
    """What each syllable is to the dates, given as (start, end, TIMEX3 type, TIMEX3 value)."""
    out = [NO_DATE] * len(cut_text.spans)
    for start, end, kind, value in dates:
        first, last = cut_text.covering(start, end)
        if first < last:
            begin, inside = (DAY_BEGIN, DAY_INSIDE) if kind in ("DATE", "TIME") and value not in TIMEX_REFERENCES else (TIME_BEGIN, TIME_INSIDE)
            out[first:last] = [begin, *[inside] * (last - first - 1)]
    return out
