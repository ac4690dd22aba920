"""What a time expression means on the calendar: TIMEX3 values, and the days that bound them."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

UNKNOWN_YEAR = "XXXX"
_DAY = datetime.timedelta(days=1)
_MONTHS = 12
#: Stands for the year where only month and day are known; a leap year, so that 29/2 has a place.
STAND_IN_YEAR = 2000
#: The first month of each meteorological season; winter runs into the next year.
_SEASON_STARTS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_PART_ENDS = re.compile(r"T.*$")


@dataclass(frozen=True, slots=True)
class Point:
    """A day on the calendar; where `known` is False its year is only a stand-in."""

    date: datetime.date
    known: bool = True

    def shifted(self, days: int) -> Point:
        """The day `days` later; the calendar's first or last day where it would end."""
        try:
            return Point(self.date + datetime.timedelta(days=days), self.known)
        except OverflowError:
            return Point(datetime.date.max if days > 0 else datetime.date.min, self.known)

    @property
    def year(self) -> int | None:
        """The year, None where nobody knows it."""
        return self.date.year if self.known else None


def year_text(year: int | None) -> str:
    """*2024*; *XXXX* for an unknown year, *BC0257* for a year before our era."""
    if year is None:
        return UNKNOWN_YEAR
    return f"{year:04d}" if year > 0 else f"BC{-year:04d}"


def is_day(year: int | None, month: int, day: int) -> bool:
    """Whether the calendar has this day (29/2 of an unknown year: yes)."""
    return 1 <= month <= _MONTHS and 1 <= day <= calendar.monthrange(year if year and year > 0 else STAND_IN_YEAR, month)[1]


def day_text(point: Point | None) -> str:
    """*2024-07-17*, *XXXX-07-17*, *XXXX-XX-XX*."""
    return "XXXX-XX-XX" if point is None else f"{year_text(point.year)}-{point.date.month:02d}-{point.date.day:02d}"


def month_text(year: int | None, month: int | None) -> str:
    """*2024-07*, *XXXX-07*, *XXXX-XX*."""
    return f"{year_text(year)}-{'XX' if month is None else f'{month:02d}'}"


def week_text(point: Point | None) -> str:
    """The ISO week that holds the day: *2024-W29*; *XXXX-WXX* where the year is unknown."""
    if point is None or not point.known:
        return "XXXX-WXX"
    year, week, _ = point.date.isocalendar()
    return f"{year:04d}-W{week:02d}"


def months_later(year: int, month: int, months: int) -> tuple[int, int]:
    """The month `months` after (before, where negative) the given one."""
    years, index = divmod(year * _MONTHS + month - 1 + months, _MONTHS)
    return years, index + 1


def easter(year: int) -> datetime.date:
    """Easter Sunday of the Gregorian calendar (the anonymous computus; Meeus, Astronomical Algorithms, ch. 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return datetime.date(year, month, day + 1)


def bounds(value: str) -> tuple[str | None, str | None]:
    """The first and last day (ISO, inclusive) that a TIMEX3 value covers; (None, None) where it has no place on the calendar.

    Seasons are the meteorological ones of the north: SP March to May, SU June to August, FA September to November, WI from
    December into February of the next year. A part of a day is bounded by its day.
    """
    if value[:1] in "XPFB":
        return None, None
    first, slash, last = value.partition("/")
    begin, end = _one(first)
    if slash:
        end = _one(last)[1]
    return (begin.isoformat(), end.isoformat()) if begin and end and begin <= end else (None, None)


_ONE = re.compile(
    r"(?P<y>\d{4})(?:-(?:(?P<m>\d\d)(?:-(?P<d>\d\d))?|Q(?P<q>[1-4])|H(?P<h>[12])|W(?P<w>\d\d)(?:-(?P<wd>[1-7]|WE))?|(?P<s>SP|SU|FA|WI)))?|(?P<decade>\d{3})X|(?P<century>\d\d)XX"
)


def _one(value: str) -> tuple[datetime.date | None, datetime.date | None]:
    match = _ONE.fullmatch(_PART_ENDS.sub("", value))
    if match is None:
        return None, None
    try:
        return _first_and_last(match)
    except (ValueError, OverflowError):
        return None, None


def _first_and_last(match: re.Match[str]) -> tuple[datetime.date, datetime.date]:
    part = match.groupdict()
    if part["decade"]:
        return datetime.date(int(part["decade"]) * 10, 1, 1), datetime.date(int(part["decade"]) * 10 + 9, 12, 31)
    if part["century"]:
        return datetime.date(int(part["century"]) * 100, 1, 1), datetime.date(int(part["century"]) * 100 + 99, 12, 31)
    year = int(part["y"])
    if part["d"]:
        day = datetime.date(year, int(part["m"]), int(part["d"]))
        return day, day
    if part["w"]:
        return _week_days(year, int(part["w"]), part["wd"])
    if part["s"]:
        return _months(year, _SEASON_STARTS[part["s"]], 3)
    if part["q"]:
        return _months(year, int(part["q"]) * 3 - 2, 3)
    if part["h"]:
        return _months(year, int(part["h"]) * 6 - 5, 6)
    return _months(year, int(part["m"] or 1), 1 if part["m"] else _MONTHS)


def _months(year: int, month: int, count: int) -> tuple[datetime.date, datetime.date]:
    after = datetime.date(*months_later(year, month, count), 1)
    return datetime.date(year, month, 1), after - _DAY


def _week_days(year: int, week: int, day: str | None) -> tuple[datetime.date, datetime.date]:
    first, last = {None: (1, 7), "WE": (6, 7)}.get(day) or (int(day or 1),) * 2
    return datetime.date.fromisocalendar(year, week, first), datetime.date.fromisocalendar(year, week, last)
