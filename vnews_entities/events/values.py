"""TIMEX3 values as events need them: which are dates, which is the more precise, which name one time."""

from __future__ import annotations

import datetime
import functools
import re

from ..document import TIMEX_REFERENCES, Timex

#: How many values and pairs of values are kept with what was found out of them: a text has few dates, which are compared over and over.
_KEPT = 1 << 12
_DAY = re.compile(r"(\w{4}-\w\d-\w\d)(?:T.*)?$")
_MONTH = re.compile(r"(\w{4}-\d\d)(?:-XX)?$")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(?:-WE)?$")


def dates_event(timex: Timex) -> bool:
    """Whether a time expression can date an event: a date or time of day that is on the calendar, or would be if its year were known."""
    return timex.type in ("DATE", "TIME") and timex.value not in TIMEX_REFERENCES and not timex.value.startswith("P")


@functools.lru_cache(maxsize=_KEPT)
def day(value: str) -> str:
    """The value without its part of day or clock time."""
    match = _DAY.match(value)
    return match.group(1) if match else value


@functools.lru_cache(maxsize=_KEPT)
def precision(value: str) -> int:
    """How precise a value is: 5 clock time, 4 part of day, 3 day, 2 week or month, 1 year and longer, 0 interval."""
    if "/" in value:
        return 0
    match = _DAY.match(value)
    if match:
        return 3 if match.group(1) == value else 5 if ":" in value else 4
    return 2 if _MONTH.match(value) or _WEEK.match(value) else 1


@functools.lru_cache(maxsize=_KEPT)
def same_time(a: str, b: str) -> bool:
    """Whether two values may well mean one time: equal, the same day, or one inside the other."""
    if day(a) == day(b):
        return True
    wide, narrow = sorted((day(a), day(b)), key=precision)
    if "/" in wide:
        begin, _, end = wide.partition("/")
        return bool(begin <= narrow <= end)
    week = _WEEK.match(wide)
    if week:
        return _week_of(narrow) == week.group(1, 2)
    month = _MONTH.match(wide)
    if month:
        return narrow.startswith(month.group(1))
    return len(wide) >= 4 and wide.isdigit() and narrow.startswith(wide[:4])


def _week_of(value: str) -> tuple[str, str] | None:
    try:
        year, week, _ = datetime.date.fromisoformat(value).isocalendar()
    except ValueError:
        return None
    return f"{year:04d}", f"{week:02d}"
