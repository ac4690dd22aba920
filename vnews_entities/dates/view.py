"""The text as the rules see it, and the words beside a place that make it no time."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from ..tables import table

#: How far the words before a place are read.
BEFORE_WINDOW = 32
OPENING = "([“\"'‘«"
_WORD_AFTER = re.compile(r"[ ]{1,2}(\w+)")


@dataclass(frozen=True, slots=True)
class View:
    """The text under the rules: `low` in small letters, `text` as it stands; both of one length."""

    text: str
    low: str

    def before(self, at: int, count: int = 1) -> str:
        """The `count` words before `at` on the same line, '' where another sign than a blank parts them."""
        if self.low[at - 1 : at] != " ":
            return ""
        window = self.low[max(0, at - BEFORE_WINDOW) : at].rstrip(" ").rpartition("\n")[2]
        tail = window.rsplit(" ", count)[-count:]
        tail[0] = tail[0].lstrip(OPENING)
        return " ".join(tail) if all(map(str.isalnum, tail)) else ""

    def two_before(self, at: int) -> tuple[str, str]:
        """The two words before `at` as one string, and the one right before, as `before` gives them."""
        if self.low[at - 1 : at] != " ":
            return "", ""
        words_before = self.low[max(0, at - BEFORE_WINDOW) : at].rstrip(" ").rpartition("\n")[2].rsplit(" ", 2)[-2:]
        last = words_before[-1].lstrip(OPENING)
        if not last.isalnum():
            return "", ""
        if len(words_before) == 1 or last is not words_before[-1]:
            return "", last
        first = words_before[0].lstrip(OPENING)
        return (f"{first} {last}" if first.isalnum() else ""), last

    def after(self, at: int) -> str:
        """The word behind `at`, '' where no single blank leads to one."""
        found = _WORD_AFTER.match(self.low, at)
        return found[1] if found else ""

    def next_char(self, at: int) -> str:
        """The character at `at`, '' at the end."""
        return self.low[at : at + 1]

    def capital(self, at: int) -> bool:
        """Whether a capital stands at `at`."""
        return self.text[at : at + 1].isupper()


@functools.cache
def traps() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    return {row["word"]: (frozenset(row["before"].split("|")) - {""}, frozenset(row["after"].split("|")) - {""}) for row in table("date_traps")}


def trapped(word: str, start: int, end: int, view: View) -> bool:
    """Whether the words beside `word` make it no time (*thực hiện*, *sáng tạo*)."""
    if word not in traps():
        return False
    before, after = traps()[word]
    if before and not before.isdisjoint(view.two_before(start)):
        return True
    # a capital begins a name: *Hiện Đại sứ quán*; and *hiện đại sứ* is no *hiện đại*
    return bool(after) and view.after(end) in after and not view.capital(end + 1) and not view.low.startswith(" đại sứ", end)
