"""The names of a text with the words around them: what the linkers of people and organisations look at.

All offsets here are those of the normalised text (`text.Shadow.text`).
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from .layers import Label
from .text import fold_key

#: The key of a line break and of what lies outside the text.
LINE_BREAK = "¶"
#: A word, a line break, or one sign. Hyphens part words, so that both names of *Mỹ-Trung* have tokens of their own.
_TOKEN = re.compile(r"([^\W_]+|\n|[^\w\s])")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words and signs of a text: where each begins and ends, and how it is written. Columns, since there are as many as there are words."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    words: tuple[str, ...]


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

    `keys` are the tokens' words folded for comparison; `names` gives for each token the outermost name on it.
    """

    text: str
    tokens: Tokens
    keys: tuple[str, ...]
    spots: tuple[Spot, ...]
    names: tuple[Spot | None, ...]

    def key(self, i: int) -> str:
        """The folded word of token `i`, `LINE_BREAK` for a line break and outside the text."""
        return self.keys[i] if 0 <= i < len(self.keys) else LINE_BREAK

    def at(self, i: int) -> Spot | None:
        """The outermost name on token `i`."""
        return self.names[i] if 0 <= i < len(self.names) else None

    def words(self, first: int, last: int) -> str:
        """The text of the tokens `first` up to `last` (exclusive), with single spaces."""
        return squeeze(self.text[self.tokens.starts[first] : self.tokens.ends[last - 1]]) if first < last else ""


def squeeze(text: str) -> str:
    """`text` with each run of white space made one space."""
    return " ".join(text.split())


@functools.lru_cache(maxsize=2)
def tokenise(text: str) -> Tokens:
    """The words and signs of a normalised text; kept for the next part that reads the same text."""
    pieces = _TOKEN.split(text)  # what lies between the tokens, and the tokens, in turn
    borders = tuple(accumulate(map(len, pieces)))
    return Tokens(borders[:-1:2], borders[1::2], tuple(pieces[1::2]))


def keys_of(text: str) -> tuple[str, ...]:
    """The words and signs of a normalised text, folded; `LINE_BREAK` for a line break."""
    folded, tokens = fold_key(text), tokenise(text)
    keys = (folded[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True))
    return tuple(LINE_BREAK if key == "\n" else key for key in keys)


def build(text: str, spans: Sequence[tuple[int, int, Label, bool, str | None, bool]]) -> Context:
    """The context of names given as (start, end, label, nested, country code, metonym)."""
    folded, tokens = fold_key(text), tokenise(text)
    spots = []
    for index, (start, end, label, nested, code, metonym) in enumerate(spans):
        first = bisect_right(tokens.ends, start)
        last = max(first, bisect_left(tokens.starts, end))
        spots.append(Spot(index, start, end, squeeze(text[start:end]), squeeze(folded[start:end]), label, nested, first, last, code, metonym))
    names: list[Spot | None] = [None] * len(tokens.words)
    for spot in sorted(spots, key=lambda s: s.end - s.start):
        names[spot.first : spot.last] = [spot] * (spot.last - spot.first)
    return Context(text, tokens, keys_of(text), tuple(spots), tuple(names))
