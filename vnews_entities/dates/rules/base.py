"""What the rules share: the registry, and how parts of a match become fields of a draft."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from ..draft import Draft, Kind, Tense
from ..patterns import Match, words
from ..view import View

Rule = Callable[[Match, View], Draft | None]
RULES: dict[str, Rule] = {}

#: Two digits of a year below this are of this century.
_CENTURY_TURN = 50
#: What right behind a number makes it no date: a sign, a further stroke, a letter.
NO_DATE_AFTER = re.compile(r" ?%|[/\-]\w|[/]|[.,]\d|°|\w")
#: Words that open a day.
DAY_LEADS = frozenset("ngày hôm sáng trưa chiều tối đêm khuya".split())


def rule(name: str) -> Callable[[Rule], Rule]:
    """Registers the function that reads what the patterns of a rule matched."""

    def register(function: Rule) -> Rule:
        RULES[name] = function
        return function

    return register


def optional_int(text: str | None) -> int | None:
    return None if text is None else int(text)


def month_number(text: str) -> int:
    return int(text) if text.isdecimal() else int(words("monthname")[text])


def shift_of(value: str) -> tuple[int, bool]:
    """A shift as the tables write it: *-1*, *n1* (from the date told before); a *span* up to now is the unit before (*ngày 3/5 năm qua*)."""
    if value == "span":
        return -1, False
    return int(value.lstrip("n")), value.startswith("n")


def _year_of(draft: Draft, match: Match) -> Draft:
    parts = match.parts
    if "y" in parts:
        draft.year = int(parts["y"])
    elif "yy" in parts:
        two = int(parts["yy"])
        draft.year = two + (2000 if two < _CENTURY_TURN else 1900)
    elif "yr" in parts:
        draft.year_shift, draft.year_narrative = shift_of(words("relyear")[parts["yr"]])
    if "near" in parts:
        draft.near = cast(Tense, words("near")[parts["near"]])
    return draft


def draft_of(kind: Kind, match: Match) -> Draft:
    return _year_of(Draft(kind, match.start, match.end, lead=match.parts.get("lead", "")), match)
