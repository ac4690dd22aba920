"""Holidays and anniversaries: the date that a name means in a year. The data are `holidays.tsv`."""

from __future__ import annotations

import datetime
import functools

from ..tables import table
from . import lunar, values

_THURSDAY = 4


@functools.cache
def _by_name() -> dict[str, dict[str, str]]:
    return {name: row for row in table("holidays") for name in (row["name"], *filter(None, row["aliases"].split("|")))}


def is_weak(name: str) -> bool:
    """Whether the name (small letters) dates something only beside a preposition or a date (*quốc khánh*)."""
    return _by_name()[name]["weak"] == "1"


def month_and_day(name: str) -> tuple[int, int] | None:
    """Month and day of a holiday of the solar calendar; None for the others."""
    row = _by_name()[name]
    return (int(row["month"]), int(row["day"])) if row["calendar"] == "solar" else None


def lunar_day(name: str) -> tuple[int, int] | None:
    """Month and day of a holiday of the lunar calendar; None for the others."""
    row = _by_name()[name]
    return (int(row["month"]), int(row["day"])) if row["calendar"] == "lunar" else None


def holiday_date(name: str, year: int) -> datetime.date | None:
    """The Gregorian date of the holiday in the year (for a lunar one: the lunar year); None outside the calendar's range."""
    row = _by_name()[name]
    month, day = int(row["month"]), int(row["day"])
    if row["calendar"] == "lunar":
        return lunar.lunar_to_date(year, month, day)
    if not 1 <= year <= datetime.MAXYEAR:
        return None
    if row["calendar"] == "easter":
        return values.easter(year) + datetime.timedelta(days=day)
    if row["calendar"] == "thursday":
        first = datetime.date(year, month, 1)
        return first + datetime.timedelta(days=(_THURSDAY - first.isoweekday()) % 7 + 7 * (day - 1))
    return datetime.date(year, month, day)
