"""Annotated articles as examples to learn from."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vnews_entities.dates import find_dates
from vnews_entities.layers import Sense
from vnews_entities.reader.pieces import Pieces
from vnews_entities.reader.windows import Syllables, cut, date_marks, windows

NAMES = ("PER", "LOC", "ORG")
TIMES = ("DATE", "TIME", "DURATION", "SET")
Article = dict[str, Any]


@dataclass(frozen=True)
class Example:
    """One article, cut, with its gold record; `dates` are marks a syllable (see `date_marks`)."""

    article: Article
    cut: Syllables
    dates: list[int]
    labels: dict[str, Any] = field(default_factory=dict)  # head name -> what that head made of the article


def read_articles(*paths: Path) -> list[Article]:
    """The articles of JSONL files as `markup.py build` writes them."""
    return [json.loads(line) for path in paths for line in path.open(encoding="utf-8") if line.strip()]


def example(article: Article, pieces: Pieces) -> Example:
    """Cut an article. Its text must be in NFC, so that the gold offsets hold for the encoder's text too."""
    text = article["text"]
    syllabled = cut(text, pieces)
    times = [(m["start"], m["end"], m["label"], m["id"]) for m in article["marks"] if m["label"] in TIMES]
    return Example(article, syllabled, date_marks(syllabled, times))


def count_days(article: Article) -> int:
    """How many expressions of a day or an hour the date grammar finds in the article."""
    return sum(d.type in ("DATE", "TIME") and not d.value.endswith("_REF") for d in find_dates(article["text"], article["published"]))


def marks(article: Article, labels: Sequence[str]) -> list[dict[str, Any]]:
    return [m for m in article["marks"] if m["label"] in labels]


def sense_of(mark: dict[str, Any]) -> Sense:
    """What a place's mark means."""
    return "place" if mark["id"] == "-" else "government" if mark["id"].startswith("@") else "country"


def key_of(mark: dict[str, Any]) -> str:
    """How an event record calls whom or what a name's mark means."""
    return str(mark["text"] if mark["id"] == "-" else mark["id"].removeprefix("@"))


def outermost(items: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Names that stand in no other name, and names that stand directly in one."""
    outer: list[dict[str, Any]] = []
    inner: list[dict[str, Any]] = []
    stack: list[dict[str, Any]] = []
    for m in sorted(items, key=lambda m: (m["start"], -m["end"])):
        while stack and stack[-1]["end"] <= m["start"]:
            stack.pop()
        if not stack:
            outer.append(m)
        elif len(stack) == 1 and (m["start"], m["end"]) != (stack[0]["start"], stack[0]["end"]):
            inner.append(m)
        stack.append(m)
    return outer, inner


def bio(syllabled: Syllables, spans: Iterable[tuple[int, int, int]], size: int | None = None) -> list[int]:
    """BIO tags a syllable for spans (start, end, label number): O is 0, B of label n is 2n + 1, I is 2n + 2."""
    out = [0] * (size or len(syllabled.spans))
    for start, end, label in spans:
        first, last = syllabled.covering(start, end)
        out[first:last] = [2 * label + 1, *[2 * label + 2] * (last - first - 1)][: last - first]
    return out


def shifted_windows(syllabled: Syllables, limit: int, rng: random.Random) -> list[tuple[int, int]]:
    """Windows whose borders fall elsewhere at each call, so that a sentence is seen in many company."""
    if not syllabled.spans:
        return []
    head = rng.randrange(limit // 4, limit)
    first = windows(syllabled, head)[0]
    return [first, *windows(syllabled, limit, first[1])]
