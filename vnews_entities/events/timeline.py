"""Events in order of time, in one article or over many.

A TIMEX3 value says when something happened more or less precisely (*2024*, *2024-07*, *2024-07-17TMO*). What is
compared is the moment at which the value begins; of two that begin together, the one that ends first stands first.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..document import Document, Event

#: A moment as (year, month, day, minute of the day); years before Christ are negative.
Moment = tuple[int, int, int, int]
Bounds = tuple[Moment, Moment]

_LAST_MINUTE = 24 * 60 - 1

#: First and last minute of the parts of a day, as the news uses them.
_PARTS_OF_DAY = {
    "MO": (0, 11 * 60 - 1),
    "MI": (11 * 60, 13 * 60 - 1),
    "AF": (13 * 60, 18 * 60 - 1),
    "EV": (18 * 60, 22 * 60 - 1),
    "NI": (22 * 60, _LAST_MINUTE),
    "DT": (6 * 60, 18 * 60 - 1),
}

#: First month and number of months of the parts of a year; winter is the one that begins in the year named.
_PARTS_OF_YEAR = {
    "Q1": (1, 3), "Q2": (4, 3), "Q3": (7, 3), "Q4": (10, 3),
    "H1": (1, 6), "H2": (7, 6),
    "SP": (3, 3), "SU": (6, 3), "FA": (9, 3), "WI": (12, 3),
}  # fmt: skip

#: First weekday of a week's part, and how many days it has.
_WEEKEND = (6, 2)
_WHOLE_WEEK = (1, 7)

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(.+))?")
_MONTH = re.compile(r"(\d{4})-(\d\d)(?:-XX)?(?:T.*)?")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(?:-(WE|[1-7]))?(?:T(.+))?")
_PART_OF_YEAR = re.compile(r"(\d{4})-([QH]\d|SP|SU|FA|WI)")
_YEARS = re.compile(r"(BC)?(\d{1,4})(X{0,3})(?:-XX(?:-XX)?)?")
_CLOCK = re.compile(r"(\d\d)(?::(\d\d))?")


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event on the timeline of many articles.

    `article` is the index of its document among those given. `begin` and `end` (ISO days, inclusive; `BC0257-01-01`
    before Christ) bound its date, and are None where the value has no place on the calendar.
    """

    article: int
    document: Document
    event: Event
    begin: str | None
    end: str | None


def in_order_of_time(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events in order of time; those whose year nobody can know come last, in the order given."""
    return tuple(sorted(events, key=lambda e: _order(bounds(e.date))))


def timeline(documents: Iterable[Document]) -> tuple[TimelineEntry, ...]:
    """The events of many articles in one order of time; undated ones last, in the order of the articles."""
    dated = [(bounds(event.date), n, document, event) for n, document in enumerate(documents) for event in document.events]
    dated.sort(key=lambda entry: _order(entry[0]))
    return tuple(TimelineEntry(n, document, event, *_days(span)) for span, n, document, event in dated)


def bounds(value: str) -> Bounds | None:
    """First and last moment of a TIMEX3 value, None where it has no place on the calendar (`XXXX-07-17`, `P3D`, `PAST_REF`).

    An interval `A/B` runs from the begin of A to the end of B; where one side is unknown, the other one stands for both.
    """
    sides = [b for b in map(_single, value.split("/")) if b]
    return (sides[0][0], sides[-1][1]) if sides else None


def _single(value: str) -> Bounds | None:
    for pattern, read in _READERS:
        if m := pattern.fullmatch(value):
            try:
                return read(m)
            except ValueError:  # a day or week that the calendar does not have
                return None
    return None


def _day(m: re.Match[str]) -> Bounds:
    day = datetime.date(int(m[1]), int(m[2]), int(m[3]))
    return _within_day(day, m[4])


def _within_day(day: datetime.date, part: str | None) -> Bounds:
    first, last = _minutes(part)
    date = (day.year, day.month, day.day)
    return (*date, first), (*date, last)


def _minutes(part: str | None) -> tuple[int, int]:
    """First and last minute of what stands after the T; the whole day where that is nothing, or unknown."""
    if part in _PARTS_OF_DAY:
        return _PARTS_OF_DAY[part]
    if part and (clock := _CLOCK.match(part)):
        first = int(clock[1]) * 60 + int(clock[2] or 0)
        return first, first if clock[2] else first + 59
    return 0, _LAST_MINUTE


def _month(m: re.Match[str]) -> Bounds:
    return _months(int(m[1]), int(m[2]), 1)


def _part_of_year(m: re.Match[str]) -> Bounds | None:
    part = _PARTS_OF_YEAR.get(m[2])
    return _months(int(m[1]), *part) if part else None


def _months(year: int, month: int, count: int) -> Bounds:
    first = datetime.date(year, month, 1)
    end_year, end_month = year + (month + count - 2) // 12, (month + count - 2) % 12 + 1
    return (first.year, first.month, 1, 0), (end_year, end_month, calendar.monthrange(end_year, end_month)[1], _LAST_MINUTE)


def _week(m: re.Match[str]) -> Bounds:
    if m[3] and m[3] != "WE":
        return _within_day(datetime.date.fromisocalendar(int(m[1]), int(m[2]), int(m[3])), m[4])
    weekday, count = _WEEKEND if m[3] else _WHOLE_WEEK
    first = datetime.date.fromisocalendar(int(m[1]), int(m[2]), weekday)
    last = first + datetime.timedelta(days=count - 1)
    return _within_day(first, None)[0], _within_day(last, None)[1]


def _years(m: re.Match[str]) -> Bounds:
    """A year, decade (`199X`, `199`) or century (`19XX`, `19`)."""
    width = 10 ** (4 - len(m[2]))
    low = int(m[2]) * width
    first, last = (-(low + width - 1), -low) if m[1] else (low, low + width - 1)
    return (first, 1, 1, 0), (last, 12, 31, _LAST_MINUTE)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Bounds | None]], ...] = (
    (_DAY, _day),
    (_MONTH, _month),
    (_WEEK, _week),
    (_PART_OF_YEAR, _part_of_year),
    (_YEARS, _years),
)


def _order(span: Bounds | None) -> tuple[bool, Bounds]:
    nowhere = ((0, 0, 0, 0), (0, 0, 0, 0))
    return span is None, span or nowhere


def _days(span: Bounds | None) -> tuple[str | None, str | None]:
    return (_iso(span[0]), _iso(span[1])) if span else (None, None)


def _iso(moment: Moment) -> str:
    year, month, day, _ = moment
    return f"{'BC' if year < 0 else ''}{abs(year):04d}-{month:02d}-{day:02d}"
