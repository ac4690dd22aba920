"""The unlabelled articles of the corpus folder: `world.jsonl.xz`."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vnews_entities.text import normalise

from .data import Article

LONGEST = 1500  # syllables; longer pages are mostly lists
_KEY_WORDS = 12  # by so many first words two copies of an article are known


def rows(corpus: Path) -> Iterator[dict[str, Any]]:
    """The articles as they are kept."""
    with lzma.open(corpus / "world.jsonl.xz", "rt", encoding="utf-8") as f:
        yield from map(json.loads, f)


def text_of(row: dict[str, Any]) -> str:
    """The text that marks are made on: title and body, normalised."""
    return normalise("\n".join(part.strip() for part in (row.get("title"), row["text"]) if part)).text


def unlabelled(corpus: Path, count: int, seed: int) -> list[Article]:
    """A random choice of articles that neither `train.jsonl` nor `dev.jsonl` holds: `id`, `text`, `published`."""
    known = {k for name in ("train", "dev") for line in (corpus / f"{name}.jsonl").open(encoding="utf-8") for k in _keys(json.loads(line)["text"])}
    shuffled = list(rows(corpus))
    random.Random(seed).shuffle(shuffled)
    out: list[Article] = []
    for row in shuffled:
        text = text_of(row)
        if len(text.split()) <= LONGEST and not known & _keys(text):
            out.append({"id": row["id"], "text": text, "published": row.get("published")})
        if len(out) == count:
            break
    return out


def _keys(text: str) -> set[str]:
    """The first words of the first few lines: a title, or a body without one."""
    return {" ".join(re.findall(r"\w+", line.casefold())[:_KEY_WORDS]) for line in text.split("\n")[:3] if len(line) > 40}
