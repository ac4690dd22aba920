"""The names of a text with the words around them: what the linkers of people and organisations look at.

All offsets here are those of the normalised text (`text.Shadow.text`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .layers import Label
from .text import fold_key

#: The key of a line break and of what lies outside the text.
LINE_BREAK = "¶"
#: A word, a line break, or one sign. Hyphens part words, so that both names of *Mỹ-Trung* have tokens of their own.
_TOKEN = re.compile(r"[^\W_]+|\n|[^\w\s]")


class Token(NamedTuple):
    """A word or a sign; `key` is the word folded for comparison. A tuple, because there are as many as there are words."""

    start: int
    end: int
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A name where it stands: `index` in the names as given, `first`..`last` (exclusive) its tokens.

    `code` is the country that it names; `metonym`: it is a seat of power that stands for the country's government.
    """

    index: int
    start: int
    end: int
    text: str
    key: str
    label: Label
    nested: bool
    first: int
    last: int
    code: str | None = None
    metonym: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """The text's tokens and the names on them.

    `cover` gives for each token the position in `spots` of the outermost name on it, or -1.
    """

    text: str
    tokens: tuple[Token, ...]
    spots: tuple[Spot, ...]
    cover: tuple[int, ...]

    def key(self, i: int) -> str:
        """The folded word of token `i`, `LINE_BREAK` for a line break and outside the text."""
        return self.tokens[i].key if 0 <= i < len(self.tokens) else LINE_BREAK

    def at(self, i: int) -> Spot | None:
        """The outermost name on token `i`."""
        if not 0 <= i < len(self.cover) or self.cover[i] < 0:
            return None
        return self.spots[self.cover[i]]

    def token_range(self, start: int, end: int) -> tuple[int, int]:
        """The tokens of the characters `start` up to `end`, as first and last (exclusive)."""
        first = bisect_right(self.tokens, start, key=lambda t: t.end)
        return first, max(first, bisect_left(self.tokens, end, key=lambda t: t.start))

    def words(self, first: int, last: int) -> str:
        """The text of the tokens `first` up to `last` (exclusive), with single spaces."""
        return squeeze(self.text[self.tokens[first].start : self.tokens[last - 1].end]) if first < last else ""


def squeeze(text: str) -> str:
    """`text` with each run of white space made one space."""
    return " ".join(text.split())


def tokenise(text: str) -> tuple[Token, ...]:
    """The words and signs of a normalised text."""
    return _tokens(text, fold_key(text))


def _tokens(text: str, folded: str) -> tuple[Token, ...]:
    return tuple(
        Token(m.start(), m.end(), m.group(), LINE_BREAK if m.group() == "\n" else folded[m.start() : m.end()]) for m in _TOKEN.finditer(text)
    )


def build(text: str, spans: Sequence[tuple[int, int, Label, bool, str | None, bool]]) -> Context:
    """The context of names given as (start, end, label, nested, country code, metonym)."""
    folded = fold_key(text)
    tokens = _tokens(text, folded)
    ends = [t.end for t in tokens]
    starts = [t.start for t in tokens]
    spots = []
    for index, (start, end, label, nested, code, metonym) in enumerate(spans):
        first = bisect_left(ends, start + 1)
        last = max(first, bisect_left(starts, end))
        spots.append(Spot(index, start, end, squeeze(text[start:end]), squeeze(folded[start:end]), label, nested, first, last, code, metonym))
    cover = [-1] * len(tokens)
    for position, spot in sorted(enumerate(spots), key=lambda x: x[1].end - x[1].start):
        cover[spot.first : spot.last] = [position] * (spot.last - spot.first)
    return Context(text, tokens, tuple(spots), tuple(cover))
