"""Excerpts of `raw_text.txt.xz`, a paragraph a line: the domestic, economy and sports news that `world.jsonl.xz` has none of.

An excerpt is named by its place: `raw:FIRST+COUNT`, the number of its first line, counted from 0, and how many lines it has.
"""

from __future__ import annotations

import lzma
import random
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from vnews_entities.tables import table
from vnews_entities.text import normalise

from .data import Article, count_days, read_articles

SHORTEST, LONGEST = 150, 520  # syllables of an excerpt
_ENOUGH = 330  # syllables after which an excerpt takes no further line
_FEWEST_DATES = 2
_MOST_FOREIGN = 3  # mentions of other countries, beyond which it is world news
_WITHOUT_TITLE = 0.4  # share of the excerpts that lose their title, as pages lose it
_KEY_WORDS = 8  # by so many first words a sentence is known again
#: From here on most articles are whole; before stand lists of titles and leads.
WHOLE_FROM = 1_300_000
_ID = re.compile(r"raw:(\d+)\+(\d+)")


def lines(corpus: Path) -> Iterator[str]:
    """The paragraphs, in order."""
    with lzma.open(corpus / "raw_text.txt.xz", "rt", encoding="utf-8") as f:
        yield from (line.rstrip("\n") for line in f)


def is_excerpt(name: str) -> bool:
    return _ID.fullmatch(name) is not None


def texts(corpus: Path, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """The excerpts of these names with their texts, in order of the file."""
    wanted = sorted((*map(int, found.groups()), name) for name in names if (found := _ID.fullmatch(name)))
    open_: list[tuple[int, str, list[str]]] = []
    for n, line in enumerate(lines(corpus)):
        while wanted and wanted[0][0] == n:
            first, count, name = wanted.pop(0)
            open_.append((first + count, name, []))
        for end, name, found in open_:
            found.append(line)
            if end == n + 1:
                yield name, _text(found)
        open_ = [x for x in open_ if x[0] > n + 1]
        if not wanted and not open_:
            return


def choose(corpus: Path, count: int, seed: int, *, first_line: int = WHOLE_FROM, taken: Iterable[str] = ()) -> list[Article]:
    """A random choice of dated excerpts from `first_line` on: none with a sentence of `train.jsonl` or `dev.jsonl`, none `taken`, hardly any of world news."""
    known = {key for a in read_articles(corpus / "train.jsonl", corpus / "dev.jsonl") for key in _keys(a["text"])}
    forms = sorted({r["form"] for r in table("country_forms") if r["code"] != "VN" and len(r["form"]) > 2}, key=len, reverse=True)
    foreign = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)")
    rng = random.Random(seed)
    paragraphs = list(lines(corpus))
    firsts = [n for n in range(first_line, len(paragraphs) - 1) if _is_title(paragraphs, n)]
    rng.shuffle(firsts)
    # with the line before each, which may be its title
    used = {n for name in taken if (found := _ID.fullmatch(name)) for n in range(int(found[1]) - 1, int(found[1]) + int(found[2]))}
    out: list[Article] = []
    for title in firsts:
        end = _end(paragraphs, title)
        if not used.isdisjoint(range(title, end)):
            continue
        first = title + 1 if rng.random() < _WITHOUT_TITLE else title
        text = _text(paragraphs[first:end])
        fits = SHORTEST <= len(text.split()) <= LONGEST and len(foreign.findall(text)) <= _MOST_FOREIGN and not known & _keys(text)
        excerpt = {"id": f"raw:{first}+{end - first}", "text": text, "published": None}
        if fits and count_days(excerpt) >= _FEWEST_DATES:
            used.update(range(title, end))
            out.append(excerpt)
        if len(out) == count:
            break
    return out


def _text(paragraphs: Sequence[str]) -> str:
    return normalise("\n".join(paragraphs)).text


def _is_title(paragraphs: Sequence[str], n: int) -> bool:
    """A short line without an end of a sentence before a longer one with one."""
    line, after = paragraphs[n], paragraphs[n + 1]
    return 5 <= len(line.split()) <= 20 and line[:1].isupper() and line[-1:] not in '.!?…:;,"”)' and len(after.split()) > 12 and after.rstrip()[-1:] in '.”"'


def _end(paragraphs: Sequence[str], title: int) -> int:
    """The line behind an article's last one: the next title, or where it is long enough."""
    n, syllables = title + 1, 0
    while n < len(paragraphs) - 1 and syllables < _ENOUGH and not (n > title + 2 and _is_title(paragraphs, n)):
        syllables += len(paragraphs[n].split())
        n += 1
    return n


def _keys(text: str) -> set[str]:
    """The first words of each sentence."""
    sentences = (re.findall(r"\w+", s.casefold()) for s in re.split(r"(?<=[.!?])\s+|\n", text))
    return {" ".join(words[:_KEY_WORDS]) for words in sentences if len(words) >= _KEY_WORDS}
