"""What can be written: the patterns of `date_patterns.tsv` over the words of `date_words.tsv`, compiled.

One scan of the text finds the places where a pattern may begin; only there the patterns of that beginning are tried.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from ..tables import table

_D = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_M = r"(?:1[0-2]|0?[1-9])(?!\d)"
_Y = r"(?:1\d\d\d|20\d\d)(?!\d)"
_NUM = r"(?:\d{1,6}(?:[.,]\d{1,3}){0,2}(?: ?[-–] ?\d{1,4}| (?:đến|tới|hoặc) \d{1,4})?|{numeral}(?: {numeral}){0,5})"
#: Parts of patterns that are no list of words; a part may use the words and the parts before it.
_PARTS = {
    "D": _D,
    "M": _M,
    "Y": _Y,
    "YY": r"\d\d(?![\d/\-–%]|[.,]\d)",
    "DD": r"(?:3[01]|[12]\d|0[1-9])(?!\d)",
    "MM": r"(?:1[0-2]|0[1-9])(?!\d)",
    "WK": r"(?:5[0-3]|[1-4]\d|0?[1-9])(?!\d)",
    "H": r"(?:2[0-4]|1\d|0?\d)(?!\d)",
    "MI": r"[0-5]?\d(?!\d)",
    "S": r"(?: ?[/\-–] ?|\.)",
    "SL": r"(?: ?/ ?|[.\-])",
    "CENTURY": r"(?:\d{1,2}|[ivx]{1,5})(?!\w)",
    "MONTH": rf"(?:{_M}|(?:{{monthname}})(?! (?:ngoái|nay|mươi)))",
    "NUMS": r"(?:{num})(?: {num}){0,7}",
    "NUM": _NUM,
    # *14/3 rồi lên đường*: then, not last
    "NEAR": r"(?P<near>(?!qua (?:đời|lại|tay|mạng|điện|kênh|các|việc)(?!\w))(?!rồi (?!(?:tại|ở|đã|của|và|do|trên|trong)(?!\w))\w)"
    r"(?:{near})(?! (?:hết|ngày|hôm|khi|nay|cuối|đầu|giữa|tháng|năm|sáng|trưa|chiều|tối|đêm)(?!\w)| \d))",
    "LEAD": r"(?:(?P<lead>hôm ngày|ngày hôm|hôm|ngày) ?)?",
    "LEAD1": r"(?:(?P<lead>hôm|ngày) )",
    "OFYEAR": rf"(?:(?: ?[/\-–] ?|\.|,? ?năm |,? (?=\d{{4}}(?! ?\w)))(?P<y>{_Y})|,? (?:của )?(?P<yr>{{relyear}}))",
}
_BLANK = re.compile(r" (\?)?")
_MACRO = re.compile(r"\{([A-Za-z_]+)(\d?)(?::([a-z_]+\d?))?\}")
_GROUP = re.compile(r"\(\?P<([a-z_]+?\d?)>|\(\?P=([a-z_]+)\)")
_END = r"(?!\w)"
#: So many characters are scanned at once, so that the list of places stays short in the longest text.
_STRETCH = 1 << 16
#: Words that pages set without a blank before a number.
_GLUED = frozenset("ngày hôm năm tháng sáng trưa chiều tối đêm quý".split())
#: Digits open a pattern only where a sign, a unit or a word for a unit of time follows, or where they write a year.
_DIGITS = (
    r"(?<![\w.,/])\d{1,4}(?:(?= ?[/\-–] ?\d|[.:]\d|,? (?:giờ|tháng|tết|am|pm)(?!\w)| ?[hg](?![^\W\d])|(?:st|nd|rd|th)?[ ,.](?:{english})(?!\w))"
    r"|(?<=[12]\d\d\d)(?!\d))"
)


#: A pattern of several branches, and for each branch its rule with the groups that it names.
_Compiled = tuple[re.Pattern[str], tuple[tuple[str, tuple[tuple[int, str], ...]], ...]]


@dataclass(frozen=True, slots=True)
class Match:
    """A place where a pattern fits: `rule` reads its `parts` (name -> what was written)."""

    start: int
    end: int
    rule: str
    parts: dict[str, str]


@functools.cache
def words(name: str) -> dict[str, str]:
    """The words of a class of `date_words.tsv` with their values."""
    if name == "holiday":
        return {form: row["name"] for row in table("holidays") for form in (row["name"], *filter(None, row["aliases"].split("|")))}
    return {row["form"]: row["value"] for row in table("date_words") if row["class"] == name}


_DERIVED = {"numeral": ("num", "many"), "weekrel": ("weekrel",)}


def _alternation(forms: Iterable[str]) -> str:
    return "|".join(re.escape(f).replace(r"\ ", " ") for f in sorted(forms, key=lambda f: (-len(f), f)))


def _forms(name: str) -> list[str]:
    return [form for part in _DERIVED.get(name, (name,)) for form in words(part)]


def _expand(pattern: str) -> str:
    """The pattern with its macros replaced."""

    def put(match: re.Match[str]) -> str:
        name, _, group = match.groups()
        body = _expand(_PARTS[name]) if name in _PARTS else _alternation(_forms(name))
        if not body:
            raise ValueError(f"date_patterns.tsv uses {{{name}}}, a class that date_words.tsv does not have")
        return f"(?P<{group}>{body})" if group else f"(?:{body})"

    return _MACRO.sub(put, pattern)


class _Numbered:
    """Gives each group of a pattern a name of its own, since one pattern may name a group in several branches."""

    def __init__(self, counter: Iterator[int]) -> None:
        self.counter = counter
        self.names: dict[str, str] = {}
        self.last: dict[str, str] = {}

    def __call__(self, match: re.Match[str]) -> str:
        name, back = match.groups()
        if back:
            return f"(?P={self.last[back]})"
        unique = f"{name}_{next(self.counter)}"
        self.names[unique] = name.rstrip("0123456789") if name in ("y3", "lunar2") else name
        self.last[name] = unique
        return f"(?P<{unique}>"


class Grammar:
    """The patterns: `places` finds where one may begin, `match` tries those that begin so, compiled when they are first tried."""

    def __init__(self) -> None:
        self._rows = table("date_patterns")
        self._by_first: dict[str, list[int]] = {}
        for number, row in enumerate(self._rows):
            for first in self._firsts(row["first"]):
                self._by_first.setdefault(first, []).append(number)
        self._chosen: dict[str, _Compiled] = {}
        self._compiled: dict[tuple[int, ...], _Compiled] = {}
        self._triggers = sorted(t for t in self._by_first if t != "#")
        self._words = AhoCorasick(self._triggers)
        self._digits = re.compile(_expand(_DIGITS))
        self._reach = max(map(len, self._triggers)) + 1

    def _patterns(self, first: str) -> _Compiled:
        """The patterns that the trigger `first` opens; a longer trigger (*tháng*) also opens what a shorter one that begins it does."""
        if first not in self._chosen:
            mine = (t for t in self._by_first if first == t or first.startswith(t + " ") or t.startswith(first + " "))
            numbers = tuple(sorted({n for t in mine for n in self._by_first[t]}))
            if numbers not in self._compiled:
                self._compiled[numbers] = _compile([self._rows[n] for n in numbers])
            self._chosen[first] = self._compiled[numbers]
        return self._chosen[first]

    @staticmethod
    def _firsts(cell: str) -> list[str]:
        out: list[str] = []
        for first in cell.split("|"):
            out += _forms(first[1:-1]) if first.startswith("{") else [first]
        return out

    def places(self, text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
        """Where in the small-lettered `text[start:end]` a pattern may begin, and the trigger that stands there, the longest of several."""
        for left in range(start, end, _STRETCH):
            right = min(left + _STRETCH, end)
            reach = min(right + self._reach, end)
            stretch = text if left == 0 and reach == len(text) else text[left:reach]
            words_found = self._words.find_matches_as_indexes(stretch, overlapping=True)
            found = [(left + at, -stop, number) for number, at, stop in words_found if left + at < right]
            found += [(m.start(), 0, -1) for m in self._digits.finditer(text, left, reach) if m.start() < right]
            found.sort()
            last = -1
            for at, minus_stop, number in found:
                if number < 0:
                    yield at, "#"
                elif at != last and self._stands(text, at, (at and text[at - 1]) or " ", left - minus_stop, number):
                    last = at
                    yield at, self._triggers[number]

    def _stands(self, text: str, at: int, before: str, stop: int, number: int) -> bool:
        """Whether the trigger is a word of its own; *ngày17/7* may lack its blank."""
        if before.isalnum() or before == "_":
            return False
        after = text[stop : stop + 1]
        return (not after.isalnum() and after != "_") or (after.isdecimal() and self._triggers[number] in _GLUED)

    def match(self, text: str, start: int, first: str) -> Match | None:
        """The first pattern that fits at `start`, where the trigger `first` stands."""
        pattern, rules = self._patterns(first)
        found = pattern.match(text, start)
        if found is None or found.lastgroup is None:
            return None
        rule, groups = rules[int(found.lastgroup[1:])]
        parts: dict[str, str] = {}
        for index, name in groups:
            value = found[index]
            if value is not None:
                parts[name] = value
        return Match(start, found.end(), rule, parts)


def _compile(rows: list[dict[str, str]]) -> _Compiled:
    counter = iter(range(100_000))
    branches, names = [], []
    for i, row in enumerate(rows):
        numbered = _Numbered(counter)
        body = _GROUP.sub(numbered, _expand(row["pattern"]))
        branches.append(f"(?P<r{i}>{body}{_END})")
        names.append(numbered.names)
    source = _BLANK.sub(lambda m: "[ ]{0,2}" if m[1] else "[ ]{1,2}", "|".join(branches))
    pattern = re.compile(source)
    rules = tuple((row["rule"], tuple((pattern.groupindex[u], n) for u, n in given.items())) for row, given in zip(rows, names, strict=True))
    return pattern, rules


@functools.cache
def grammar() -> Grammar:
    """The grammar, compiled once."""
    return Grammar()
