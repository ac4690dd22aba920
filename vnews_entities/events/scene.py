"""The article as the event rules see it: each sentence a row of names, dates, predicates, words and signs.

All offsets are those of the text as given; only the words' keys are folded.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ..document import Timex
from ..layers import Name, Trigger
from ..text import fold, normalise, syllables
from .lexicon import Lexicon, Predicate

ItemKind = Literal["name", "date", "trigger", "predicate", "word", "sign"]

_OPENING, _CLOSING, _STRAIGHT = "“«", "”»", '"'
_MARKS = re.compile(rf"[\n{_OPENING}{_CLOSING}{_STRAIGHT}]")


class Item(NamedTuple):
    """One element of a sentence. `ref` is the index of the name, date or trigger; `quoted`: inside quotation marks.

    A tuple, because there are almost as many as there are words.
    """

    kind: ItemKind
    start: int
    end: int
    key: str
    ref: int
    quoted: bool
    predicate: Predicate | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's items in order; `index` is its number in the text, `paragraph_end` whether a line ends with it."""

    index: int
    start: int
    end: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """The whole article. `place_of[i]` gives sentence and item of trigger `i`."""

    text: str
    sentences: tuple[Sentence, ...]
    names: tuple[Name, ...]
    dates: tuple[Timex, ...]
    triggers: tuple[Trigger, ...]
    place_of: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The syllables of a text: offsets as given, folded keys, and whether each stands inside quotation marks."""

    text: str
    spans: tuple[tuple[int, int], ...]
    keys: tuple[str, ...]
    starts: tuple[int, ...]
    quoted: tuple[bool, ...]


def words_of(text: str) -> Words:
    """The text's syllables and signs with their offsets in the text as given."""
    shadow = normalise(text)
    folded = fold(shadow.text)
    spans = syllables(shadow.text)
    keys = tuple(folded[a:b] for a, b in spans)
    given = tuple(shadow.span(a, b) for a, b in spans) if shadow.starts is not None else tuple(spans)
    return Words(text, given, keys, tuple(a for a, _ in given), tuple(_quoted(text, given)))


def stage(
    words: Words,
    names: Sequence[Name],
    dates: Sequence[Timex],
    triggers: Sequence[Trigger],
    sentences: Sequence[tuple[int, int]],
    lexicon: Lexicon,
    wanted: Collection[int] | None = None,
) -> Scene:
    """Lays names, dates, triggers and the lexicon's predicates out over the sentences; those not `wanted` stay empty.

    Where they overlap, a date goes before a trigger, a trigger before a name, and a name before a predicate; of
    overlapping names the longest counts.
    """
    owner = _owners(words, names, dates, triggers)
    bounds = list(sentences) or [(0, len(words.text))]
    firsts = [0, *(bisect_left(words.starts, a) for a, _ in bounds[1:]), len(words.starts)]
    place_of: list[tuple[int, int] | None] = [None] * len(triggers)
    made: list[Sentence] = []
    for row, (start, end) in enumerate(bounds):
        items: list[Item] = []
        i = firsts[row] if wanted is None or row in wanted else firsts[row + 1]
        while i < firsts[row + 1]:
            n, item = _item(words, owner, i, lexicon)
            if item.kind == "trigger" and place_of[item.ref] is None:
                place_of[item.ref] = (row, len(items))
            items.append(item)
            i += n
        made.append(Sentence(row, start, end, tuple(items)))
    placed = tuple(p or _nearest(made, triggers[k].start) for k, p in enumerate(place_of))
    return Scene(words.text, tuple(made), tuple(names), tuple(dates), tuple(triggers), placed)


def rows_of(sentences: Sequence[tuple[int, int]], offsets: Iterable[int]) -> set[int]:
    """The numbers of the sentences that hold these characters."""
    starts = [a for a, _ in sentences]
    return {max(0, bisect_right(starts, at) - 1) for at in offsets}


def _owners(words: Words, names: Sequence[Name], dates: Sequence[Timex], triggers: Sequence[Trigger]) -> list[tuple[ItemKind, int] | None]:
    owner: list[tuple[ItemKind, int] | None] = [None] * len(words.spans)
    starts = words.starts
    shortest_first = sorted(range(len(names)), key=lambda k: names[k].end - names[k].start)
    marks: list[tuple[ItemKind, int, int, int]] = [("name", k, names[k].start, names[k].end) for k in shortest_first]
    marks += [("trigger", k, t.start, t.end) for k, t in reversed(list(enumerate(triggers)))]
    marks += [("date", k, d.start, d.end) for k, d in enumerate(dates)]
    for kind, k, start, end in marks:
        first = max(0, bisect_right(starts, start) - 1)
        for i in range(first, len(starts)):
            if starts[i] >= end:
                break
            if words.spans[i][1] > start:
                owner[i] = (kind, k)
    return owner


def _quoted(text: str, spans: Sequence[tuple[int, int]]) -> list[bool]:
    """For each word whether it stands inside quotation marks, the opening one with it; a line's end closes what is open."""
    out = [False] * len(spans)
    depth, straight, since = 0, False, -1
    for mark in _MARKS.finditer(text):
        char, at = mark[0], mark.start()
        if char == "\n":
            depth, straight = 0, False
        elif char == _STRAIGHT:
            straight = not straight
        else:
            depth = depth + 1 if char in _OPENING else max(0, depth - 1)
        if depth or straight:
            since = at if since < 0 else since
        elif since >= 0:
            first, last = bisect_left(spans, (since,)), bisect_left(spans, (at,))
            out[first:last] = [True] * (last - first)
            since = -1
    if since >= 0:
        first = bisect_left(spans, (since,))
        out[first:] = [True] * (len(out) - first)
    return out


def _item(words: Words, owner: list[tuple[ItemKind, int] | None], i: int, lexicon: Lexicon) -> tuple[int, Item]:
    """The item that begins with word `i`, and how many words it takes."""
    start, end = words.spans[i]
    quoted = words.quoted[i]
    owned = owner[i]
    if owned is not None:
        n = 1
        while i + n < len(owner) and owner[i + n] == owned:
            n += 1
        kind, ref = owned
        key = " ".join(words.keys[i : i + n])
        return n, Item(kind, start, words.spans[i + n - 1][1], key, ref, quoted, lexicon.of(key) if kind == "trigger" else None)
    found = lexicon.at(words.keys, i)
    if found and all(o is None for o in owner[i : i + found[0]]):
        n, predicate = found
        return n, Item("predicate", start, words.spans[i + n - 1][1], " ".join(words.keys[i : i + n]), -1, quoted, predicate)
    is_word = words.keys[i][0].isalnum()
    return 1, Item("word" if is_word else "sign", start, end, words.keys[i], -1, quoted)


def _nearest(sentences: Sequence[Sentence], offset: int) -> tuple[int, int]:
    """Where a trigger stands whose words all belong to a date: the item that covers it."""
    row = max(0, bisect_right(sentences, offset, key=lambda s: s.start) - 1)
    before = [k for k, item in enumerate(sentences[row].items) if item.start <= offset]
    return row, before[-1] if before else 0
