"""What an undated text itself tells of the time of its writing: the day, or only the year or the month."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from . import values
from .draft import Draft
from .values import Point
from .view import View, trapped

#: A year that stands alone so near to the beginning, in the name of what the text is about (*SEA Games 2025*), is that of the text.
_LEAD = 400
#: A day that tells no year is of that of a day so few days away.
_NEAR_DAYS = 10
#: Behind these a year that stands alone is mostly another one than that of the text.
_OTHER_YEARS = frozenset("cử olympic cup euro hội thống tranh và mỹ pháp đến từ sau trước".split())
#: *sinh năm*, *sinh ra tại Huế vào*, *SN* right before a date.
_BORN = re.compile(r"(?<!\w)(?P<word>sinh|sn)(?: ra)?(?:,? (?:tại|ở) [^.,;:!?()\n]{1,40}?)?[,:]?(?: (?:vào|trong|khoảng|ngày|năm))*[ ]$")
_BORN_REACH = 72


@dataclass(frozen=True, slots=True)
class Writing:
    """When a text was written, as far as anybody knows: its day, the year of days that tell none, and the month that *tháng trước* counts from."""

    day: Point | None = None
    year: int | None = None
    month: tuple[int | None, int] | None = None


def writing(drafts: Sequence[Draft], view: View) -> Writing:
    """The time of writing that the drafts of an undated text tell."""
    day, year = _day(drafts, view), _year(drafts, view)
    if day is not None:
        if year is not None and not day.known and values.is_day(year, day.date.month, day.date.day):
            day = Point(day.date.replace(year=year))
        return Writing(day, day.year)
    first = next((d for d in drafts if d.kind == "day" and d.month and d.near is None), None)
    return Writing(None, year, None if first is None or first.month is None else (first.year or year, first.month))


def explains(first: Draft, second: Draft, view: View) -> bool:
    """Whether `second` is the day that *hôm nay*, *tối qua* right before it means."""
    if first.shift is None or first.narrative or first.kind not in ("relative_day", "part", "clock") or second.kind != "day":
        return False
    return view.low[first.end : second.start] in (" (", ", ", " (ngày ", ", tức ")


def of_birth(draft: Draft, view: View) -> bool:
    """Whether somebody was born then: *sinh năm 1956* says who it is, and what follows is of another time."""
    left = max(0, draft.start - _BORN_REACH)
    if view.low.find("sinh", left, draft.start) < 0 and view.low.find("sn", left, draft.start) < 0:
        return False  # as a rule; spares the search
    born = _BORN.search(view.low, left, draft.start)
    return born is not None and not trapped(born["word"], *born.span("word"), view)


def _day(drafts: Sequence[Draft], view: View) -> Point | None:
    """The date that the text sets behind *hôm nay*, *hôm qua*, in brackets or not."""
    told = ((d, d.counted) for d in drafts if d.counted is not None)
    explained = ((second, first.shift or 0) for first, second in pairwise(drafts) if explains(first, second, view))
    for draft, away in (*told, *explained):
        year = draft.year or values.STAND_IN_YEAR
        if draft.month and draft.day and values.is_day(year, draft.month, draft.day):
            return Point(datetime.date(year, draft.month, draft.day), draft.year is not None).shifted(-away)
    return None


def _year(drafts: Sequence[Draft], view: View) -> int | None:
    """The latest year of the text, where its lead names it alone, or where its latest day is near one without a year."""
    dated = [(d.year2 or d.year or 0, d) for d in drafts if not of_birth(d, view)]
    latest = max((year for year, _ in dated), default=0)
    if not latest:
        return None
    if any(year == latest and d.start < _LEAD and _names_year(d, view) for year, d in dated):
        return latest
    days = ((d.year or 0, d.month, d.day) for _, d in dated if d.kind == "day" and d.month and d.day and not d.name)
    year, month, day = max(days, default=(0, 0, 0))
    open_ = (d for d in drafts if d.kind in ("day", "day_range") and d.year is None and d.year_shift is None and d.month == month and d.day)
    return latest if year == latest and any(abs(cast(int, d.day) - day) <= _NEAR_DAYS for d in open_) else None


def _names_year(draft: Draft, view: View) -> bool:
    """*SEA Games 2025*, *quý I/2025*; *năm 2025* may be any, and one in brackets is somebody's or something's."""
    if draft.kind == "quarter":
        return True
    if draft.kind != "year" or draft.end - draft.start != len("2025") or view.low[draft.start - 1 : draft.start] == "(":
        return False
    return view.before(draft.start) not in _OTHER_YEARS and view.low[draft.start - 2 : draft.start] != ", "
