"""The Vietnamese lunar calendar (UTC+7) as dates of the Gregorian one; the only module that knows the library behind it."""

from __future__ import annotations

import datetime
import functools

_CYCLE = 60
#: The year 4 of our era opened a cycle of sixty (*Giáp Tý*).
_CYCLE_START = 4


@functools.lru_cache(maxsize=4096)
def lunar_to_date(year: int, month: int, day: int, *, leap: bool = False) -> datetime.date | None:
    """The Gregorian date of a lunar day; None where that month has no such day or the year lies outside the calendar's range."""
    import lunar_vn  # here, because few articles name a lunar day, and the library is slow to load

    first_year, last_year = lunar_vn.SUPPORTED_YEAR_RANGE
    if not first_year < year < last_year:
        return None
    try:
        date = lunar_vn.convert_lunar_to_solar(day, month, year, int(leap))
        back = lunar_vn.convert_solar_to_lunar(date.day, date.month, date.year)
    except ValueError:
        return None
    return date if (back.day, back.month, back.year, back.leap) == (day, month, year, leap) else None


def tet(year: int) -> datetime.date | None:
    """The first day of the lunar year `year` (*mùng 1 Tết*)."""
    return lunar_to_date(year, 1, 1)


def last_month_day(year: int, day: int) -> datetime.date | None:
    """Day `day` of the month Chạp before Tết of `year`; *30 Tết* is its last day also where the month has 29."""
    date = lunar_to_date(year - 1, 12, day)
    first = tet(year)
    return date or (first - datetime.timedelta(days=1) if first and day == 30 else None)


def sexagenary_year(stem: int, branch: int, near: int) -> int | None:
    """The year named by a heavenly stem (0 = Giáp) and an earthly branch (0 = Tý) that lies nearest to `near`; None for a pair that never meets."""
    place = next((n for n in range(_CYCLE) if n % 10 == stem and n % 12 == branch), None)
    if place is None:
        return None
    first = near - (near - _CYCLE_START - place) % _CYCLE
    return min((first, first + _CYCLE), key=lambda y: abs(y - near))
