"""Drafts become values: against the reference date, against the date told before, and by the tense of the clause."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from ..document import Timex
from . import holidays, lunar, values
from .draft import Draft, Tense
from .patterns import words
from .told import Writing, of_birth
from .values import Point
from .view import View

_MONTHS, _HOURS, _DECADE = 12, 24, 10
_FAR_DAYS, _FAR_MONTHS = 31, 1
#: How far the clause is read on each side for its tense.
_TENSE_LEFT, _TENSE_RIGHT = 120, 60
_PAST_LEADS = frozenset(("hồi", "kể từ", "hôm"))
_STOP = re.compile(r"[.!?;]\s|\n")
_EXPLICIT_YEARS_REACH = 400
_NEAR_YEAR = 40
#: Parts of a day that stand for those of the day told.
_OF_A_DAY = ("chiều tối", "rạng sáng", "sáng sớm", "đầu giờ sáng", "đầu giờ chiều", "cuối giờ chiều")
_LINE_START = re.compile(r"(?:\A|\n)[ \-–—•*(\[]*$")
_LINE_START_REACH = 6
#: *hôm nay* in a quote is the day of the quote, where that was told so few characters and days before.
_QUOTE_REACH, _QUOTED_DAYS, _LONGEST_QUOTE = 400, 7, 2000
#: Tense words elsewhere in the clause move a date only from this far away; *hồi* and *kể từ* right before it at once.
_WEAK_TENSE_DAYS = 120
#: A day or month further ahead than this is past behind a verb of what has happened, where no word says that it is to come.
_AHEAD_DAYS, _HAPPENING_REACH = 90, 60
_REPORTED = frozenset(("day", "day_range", "month", "month_range"))


@functools.cache
def _tense_words() -> re.Pattern[str]:
    past, future = (("|".join(sorted(words(name), key=len, reverse=True))) for name in ("past", "future"))
    return re.compile(rf"(?<!\w)(?:(?P<past>{past})|(?P<future>{future}))(?!\w)")


@functools.cache
def _happenings() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words('happened'), key=len, reverse=True))})(?: [^\W\d_]+){{0,6}} $")


@dataclass(slots=True)
class Narrative:
    """The dates told last, which *cùng ngày* and *năm đó* mean."""

    day: Point | None = None
    day_at: int = -1
    month: tuple[int | None, int] | None = None
    week: Point | None = None
    year: int | None = None
    year_at: int = -1
    relative: bool = False
    last: str = ""
    span: str | None = None


@dataclass(slots=True)
class Resolver:
    """Resolves the drafts of one text in their order."""

    view: View
    writing: Writing
    told: Narrative = field(default_factory=Narrative)

    @property
    def reference(self) -> Point | None:
        """The day of writing."""
        return self.writing.day

    def resolve(self, draft: Draft) -> str | None:
        """The TIMEX3 value of the draft, None where it turns out to be no time; remembers it for what follows."""
        value = draft.value if draft.kind in ("fixed", "decade") else self._value(draft)
        if value is None:
            return None
        self._remember(draft, value)
        return value

    def _value(self, draft: Draft) -> str | None:
        if draft.kind == "year":
            return values.year_text(draft.year)
        resolve: Callable[[Draft], str | None] = getattr(self, "_" + draft.kind)
        return resolve(draft)

    # --- days

    def _day(self, draft: Draft) -> str | None:
        month, day = cast(int, draft.month), cast(int, draft.day)
        year = self._year(draft, month, day)
        if not values.is_day(year, month, day):
            return None
        return self._at_time(draft, self._point(year, month, day), year, month, day)

    def _point(self, year: int | None, month: int, day: int) -> Point | None:
        if year is not None and not 1 <= year <= datetime.MAXYEAR:
            return None
        return Point(datetime.date(year or values.STAND_IN_YEAR, month, day), year is not None)

    def _at_time(self, draft: Draft, point: Point | None, year: int | None = None, month: int = 0, day: int = 0) -> str:
        text = values.day_text(point) if point is not None or not month else f"{values.year_text(year)}-{month:02d}-{day:02d}"
        if draft.clock and draft.clock_end:
            return f"{_clock_text(text, point, draft.clock)}/{_clock_text(text, point, draft.clock_end)}"
        return _clock_text(text, point, draft.clock) if draft.clock else text + (draft.part or "")

    def _day_range(self, draft: Draft) -> str | None:
        month, day, month2, day2 = cast(int, draft.month), cast(int, draft.day), cast(int, draft.month2), cast(int, draft.day2)
        year = self._year(draft, month, day)
        year2 = draft.year2 or (year if year is None or month2 >= month else year + 1)
        return f"{values.year_text(year)}-{month:02d}-{day:02d}/{values.year_text(year2)}-{month2:02d}-{day2:02d}"

    def _year(self, draft: Draft, month: int, day: int | None) -> int | None:
        """The year of a month or day: written, told (*năm ngoái*), of the narrative, or nearest to the reference by the tense."""
        if draft.year is not None:
            return draft.year
        if draft.year_shift is not None:
            return self._shifted_year(draft.year_shift, draft.year_narrative)
        told = self._narrative_year(draft)
        if told is not None:
            return told
        if self.reference is None or not self.reference.known:
            return self.writing.year
        return self._nearest_year(draft, self.reference.date, month, day)

    def _shifted_year(self, shift: int, narrative: bool) -> int | None:
        base = self.told.year if narrative and self.told.year is not None else self.reference.year if self.reference else self.writing.year
        return None if base is None else base + shift

    def _narrative_year(self, draft: Draft) -> int | None:
        """The year that the sentence has just named, where it is not the present one."""
        if self.told.year is None or draft.near or self.told.year_at < 0 or draft.lead.startswith("hôm"):
            return None
        if draft.start - self.told.year_at > _EXPLICIT_YEARS_REACH:
            return None
        between = self.view.low[self.told.year_at : draft.start]
        if _STOP.search(between):
            return None
        if self.told.relative and len(between) < _NEAR_YEAR:
            return self.told.year
        if (self.reference is not None and self.reference.known and self.told.year >= self.reference.date.year - 1) or ")" in between:
            return None
        return self.told.year if (self.reference is not None and self.reference.known) or len(between) < _NEAR_YEAR else None

    def _nearest_year(self, draft: Draft, reference: datetime.date, month: int, day: int | None) -> int:
        def distance(year: int) -> int:
            if day is None:
                return 30 * ((year - reference.year) * _MONTHS + month - reference.month)
            return (datetime.date(year, month, min(day, 28)) - reference).days

        years = _years_around(reference.year)
        if day is not None and (month, day) == (2, 29):
            years = [y for y in _years_around(reference.year, 8) if values.is_day(y, 2, 29)]
        near = min(years, key=lambda y: (abs(distance(y)), y))
        tense = draft.near or self._year_tense(draft, distance(near))
        if tense == "past" and distance(near) > 0:
            return max((y for y in years if distance(y) <= 0), default=near)
        if tense == "future" and distance(near) < (0 if draft.near else -_FAR_DAYS):
            return min((y for y in years if distance(y) >= 0), default=near)
        return near

    def _year_tense(self, draft: Draft, days: int) -> Tense | None:
        """The tense where it may move a date off the nearest year, `days` from the reference: a lead at once, a word of the clause from afar."""
        leads = self.view.two_before(draft.start)
        if not _PAST_LEADS.isdisjoint(leads):
            return "past"
        if abs(days) <= _FAR_DAYS:
            return None
        tense, strong = self._clause_tense(draft)
        if days > _AHEAD_DAYS and tense != "future" and draft.kind in _REPORTED and self._happened(draft):
            return "past"
        return tense if strong or abs(days) >= _WEAK_TENSE_DAYS else None

    def _happened(self, draft: Draft) -> bool:
        """Whether a verb of what news reports afterwards leads to the date: *bị bắt tại Huế ngày 11/4*."""
        return _happenings().search(self.view.low, max(0, draft.start - _HAPPENING_REACH), draft.start) is not None

    def _tense(self, draft: Draft) -> Tense | None:
        return self._clause_tense(draft)[0]

    def _clause_tense(self, draft: Draft) -> tuple[Tense | None, bool]:
        """Past or future by the words of the clause, and whether the word is a strong one; the nearest word decides."""
        if draft.lead.startswith("hôm"):
            return "past", True
        left = max(0, draft.start - _TENSE_LEFT)
        window = self.view.low[left : draft.start]
        stops = [m.end() for m in _STOP.finditer(window)]
        window = window[stops[-1] :] if stops else window
        after = _STOP.split(self.view.low[draft.end : draft.end + _TENSE_RIGHT], maxsplit=1)[0]
        found = max(_tense_words().finditer(window), key=re.Match.start, default=None) or _tense_words().search(after)
        if found is None:
            return None, False
        if found["future"]:
            return "future", False
        return "past", words("past")[found["past"]] == "strong"

    def _relative_day(self, draft: Draft) -> str:
        return self._at_time(draft, self._counted_day(draft))

    def _counted_day(self, draft: Draft) -> Point | None:
        base = self.told.day or self.reference if draft.narrative or (draft.shift == 0 and self._quoted(draft)) else self.reference
        return None if base is None else base.shifted(draft.shift or 0)

    def _quoted(self, draft: Draft) -> bool:
        """Whether *hôm nay* stands in a quote of a day told just before, some days back."""
        day, low = self.told.day, self.view.low
        if day is None or self.reference is None or not 0 < (self.reference.date - day.date).days <= _QUOTED_DAYS:
            return False
        if self.told.day_at < draft.start - _QUOTE_REACH:
            return False
        before = low[max(0, draft.start - _LONGEST_QUOTE) : draft.start].rpartition("\n")[2]
        return before.count('"') % 2 == 1 or before.count("“") > before.count("”")

    def _month_day(self, draft: Draft) -> str | None:
        """*ngày 17*: of the month told last, else of the reference's."""
        day = cast(int, draft.day)
        base = self.reference if draft.shift is not None else self.told.day or self.reference
        if base is None:
            return self._at_time(draft, None).replace("XXXX-XX-XX", f"XXXX-XX-{day:02d}")
        year, month = values.months_later(base.date.year, base.date.month, self._months_from(base, draft, day))
        if not values.is_day(year, month, day) or not 1 <= year <= datetime.MAXYEAR:
            return None
        return self._at_time(draft, Point(datetime.date(year, month, day), base.known))

    def _months_from(self, base: Point, draft: Draft, day: int) -> int:
        """How many months from the month of `base` the day lies: as worded (*tháng trước*), or by the tense from the day of writing."""
        if draft.shift is not None:
            return draft.shift
        if self.told.day is not None:
            return 0
        if draft.near == "past":
            return -1 if day > base.date.day else 0
        if draft.near == "future":
            return 1 if day < base.date.day else 0
        return -1 if day > base.date.day + 15 and self._tense(draft) == "past" else 0

    def _weekday(self, draft: Draft) -> str:
        weekday = cast(int, draft.weekday)
        if self.reference is None or not self.reference.known:
            return f"XXXX-WXX-{weekday}" + self._at_time(draft, None).removeprefix("XXXX-XX-XX")
        if draft.narrative and self.told.day is not None:
            return self._at_time(draft, self.told.day.shifted((weekday - self.told.day.date.isoweekday()) % 7))
        today = self.reference.date
        offset = weekday - today.isoweekday()
        if draft.shift is not None:
            offset += 7 * draft.shift
        elif draft.near == "future" or (draft.near is None and self._tense(draft) == "future"):
            offset += 7 if offset <= 0 else 0
        elif draft.near != "same":
            offset -= 7 if offset > 0 else 0
        return self._at_time(draft, self.reference.shifted(offset))

    def _lunar_day(self, draft: Draft) -> str | None:
        """A lunar day on the solar calendar; with no year, the nearest to the reference."""
        if draft.year is None and draft.year_shift is None and (self.reference is None or not self.reference.known):
            return self._at_time(draft, None)
        if draft.year is not None or draft.year_shift is not None:
            years = [y for y in (draft.year or self._shifted_year(cast(int, draft.year_shift), draft.year_narrative),) if y is not None]
        else:
            here = cast(Point, self.reference).date.year
            years = [here - 1, here, here + 1]
        return self._nearest_lunar(draft, [lunar.lunar_to_date(y, cast(int, draft.month), cast(int, draft.day)) for y in years])

    def _nearest_lunar(self, draft: Draft, dates: list[datetime.date | None]) -> str | None:
        found = [d for d in dates if d is not None]
        if not found:
            return None
        if self.reference is None or len(found) == 1:
            return self._at_time(draft, Point(found[0]))
        today = self.reference.date
        near = min(found, key=lambda d: abs((d - today).days))
        tense = draft.near or (self._tense(draft) if abs((near - today).days) > _FAR_DAYS else None)
        if tense == "past" and near > today:
            near = max((d for d in found if d <= today), default=near)
        elif tense == "future" and near < today:
            near = min((d for d in found if d >= today), default=near)
        return self._at_time(draft, Point(near))

    def _tet_day(self, draft: Draft) -> str | None:
        near_year = self.reference.date.year if self.reference and self.reference.known else None
        if draft.name:
            stem, branch = map(int, draft.name.split())
            named = lunar.sexagenary_year(stem, branch, near_year or values.STAND_IN_YEAR + 20)
            years = [named] if named and near_year else []
        elif draft.year is not None or draft.year_shift is not None:
            year = draft.year or self._shifted_year(cast(int, draft.year_shift), draft.year_narrative)
            years = [] if year is None else [year]
        else:
            years = [] if near_year is None else [near_year - 1, near_year, near_year + 1]
        if not years:
            return self._at_time(draft, None)
        day = cast(int, draft.day)
        dates = [lunar.lunar_to_date(y, 1, day) if draft.month == 1 else lunar.last_month_day(y, day) for y in years]
        return self._nearest_lunar(draft, dates)

    def _holiday(self, draft: Draft) -> str | None:
        fixed = holidays.month_and_day(draft.name)
        if fixed is not None:
            draft.month, draft.day = fixed
            return self._day(draft)
        if draft.year is not None or draft.year_shift is not None:
            year = draft.year or self._shifted_year(cast(int, draft.year_shift), draft.year_narrative)
            years = [] if year is None else [year]
        elif self.reference is not None and self.reference.known:
            years = _years_around(self.reference.date.year)
        else:
            years = []
        if not years:
            return "XXXX" if draft.part is None else self._at_time(draft, None)
        return self._nearest_lunar(draft, [holidays.holiday_date(draft.name, y) for y in years])

    # --- clocks

    def _clock(self, draft: Draft) -> str:
        if draft.shift is not None:
            return self._relative_day(draft)
        if draft.clock_end:
            return self._at_time(draft, None)  # hours given so are mostly those of every day
        return self._at_time(draft, self.told.day or (self.reference if not draft.name and self._opens_line(draft) else None))

    def _opens_line(self, draft: Draft) -> bool:
        """Whether the draft opens its paragraph, as the clock times of a live report do; elsewhere one of no day may be that of every day."""
        return _LINE_START.search(self.view.low, max(0, draft.start - _LINE_START_REACH), draft.start) is not None

    def _part(self, draft: Draft) -> str | None:
        if draft.shift is not None:
            return self._relative_day(draft)
        if not draft.name.startswith(("buổi", "đêm giao", "giao")) and draft.name not in _OF_A_DAY:
            return None
        if draft.name.endswith("giao thừa"):
            first = self._eve()
            return self._at_time(draft, first)
        return self._at_time(draft, self.told.day)

    def _eve(self) -> Point | None:
        if self.reference is None or not self.reference.known:
            return None
        today = self.reference.date
        firsts = [d for d in (lunar.tet(today.year + k) for k in (-1, 0, 1)) if d is not None]
        return Point(min(firsts, key=lambda d: abs((d - today).days))).shifted(-1) if firsts else None

    # --- months, years

    def _month(self, draft: Draft) -> str:
        month = cast(int, draft.month)
        return values.month_text(self._year(draft, month, None), month)

    def _month_range(self, draft: Draft) -> str:
        month, month2 = cast(int, draft.month), cast(int, draft.month2)
        year = self._year(draft, month2, None)
        return f"{values.month_text(year, month)}/{values.month_text(draft.year2 or year, month2)}"

    def _relative_unit(self, draft: Draft) -> str | None:
        shift, unit = cast(int, draft.shift), draft.unit
        if unit == "W":
            base = self.told.day or self.told.week or self.reference if draft.narrative else self.reference
            week = values.week_text(None if base is None else base.shifted(7 * shift))
            return week + ("-WE" if draft.name == "weekend" or draft.mod == "END" else "")
        if unit == "Y":
            return values.year_text(self._shifted_year(shift, draft.narrative))
        base_month = self.told.month if draft.narrative and self.told.month else None
        if base_month is None and self.reference is not None:
            base_month = (self.reference.year, self.reference.date.month)
        if base_month is None and unit == "M":
            base_month = self.writing.month
        if base_month is None:
            return "XXXX-XX" if unit == "M" else "XXXX-QX"
        if unit == "Q":
            quarters = (base_month[0] or values.STAND_IN_YEAR) * 4 + (base_month[1] - 1) // 3 + shift
            return f"{values.year_text(quarters // 4 if base_month[0] else None)}-Q{quarters % 4 + 1}"
        year, month = values.months_later(base_month[0] or values.STAND_IN_YEAR, base_month[1], shift)
        return values.month_text(year if base_month[0] else None, month)

    def _months_of_year(self, draft: Draft) -> str:
        year = self._plain_year(draft)
        count = cast(int, draft.number)
        if count == 6:
            return f"{values.year_text(year)}-H{1 if draft.name == 'đầu' else 2}"
        first, last = (1, count) if draft.name == "đầu" else (_MONTHS - count + 1, _MONTHS)
        return f"{values.month_text(year, first)}/{values.month_text(year, last)}"

    def _plain_year(self, draft: Draft) -> int | None:
        if draft.year is not None:
            return draft.year
        return self._shifted_year(draft.year_shift or 0, draft.year_narrative)

    def _year_range(self, draft: Draft) -> str:
        return f"{values.year_text(draft.year)}/{values.year_text(draft.year2)}"

    def _quarter(self, draft: Draft) -> str:
        quarter = cast(int, draft.number)
        year = self._year(draft, quarter * 3 - 1, None)
        return f"{values.year_text(year)}-Q{quarter}"

    def _half(self, draft: Draft) -> str:
        return f"{values.year_text(self._plain_year(draft))}-H{draft.number}"

    def _season(self, draft: Draft) -> str:
        month = {"SP": 4, "SU": 7, "FA": 10, "WI": 12}[draft.name]
        if draft.year2 is not None:
            return f"{values.year_text(draft.year)}-{draft.name}"
        year = self._year(draft, month, None)
        return f"{values.year_text(year)}-{draft.name}"

    def _relative_decade(self, draft: Draft) -> str:
        if self.reference is None or not self.reference.known:
            return "XXXX"
        year = self.reference.date.year
        if draft.unit == "century":
            return f"{year // 100 + cast(int, draft.shift):02d}XX"
        return f"{year // 10 + cast(int, draft.shift):03d}X"

    # --- amounts

    def _amount(self, draft: Draft) -> str | None:
        if draft.type == "DURATION":
            return draft.value
        if draft.number is None:
            return {"past": "PAST_REF", "future": "FUTURE_REF"}.get(draft.amount, "PAST_REF")
        forward = draft.amount in ("future", "after")
        base = self.reference
        if draft.amount in ("after", "before"):
            base = self._told_point(draft.unit) or base
        time, letter, scale = draft.unit.startswith("T"), draft.unit.lstrip("T")[0], int(draft.unit.lstrip("T")[1:])
        count = draft.number * scale * (1 if forward else -1)
        if time:
            draft.type = "DURATION"
            return draft.value
        value = _counted(base, letter, count)
        return f"{value[:3]}X" if scale == _DECADE else value

    def _told_point(self, unit: str) -> Point | None:
        if unit[0] == "Y" and self.told.last in ("year", "month", "day") and self.told.year is not None:
            return Point(datetime.date(min(max(self.told.year, 1), 9999), 6, 15))
        if unit[0] in "M" and self.told.month is not None:
            year, month = self.told.month
            return Point(datetime.date(year or values.STAND_IN_YEAR, month, 15), year is not None)
        return self.told.day

    def _same_period(self, draft: Draft) -> str | None:
        """The span told before, in the year before (or the year named)."""
        year = draft.year
        if year is None:
            base = int(self.told.span[:4]) if self.told.span and self.told.span[:4].isdecimal() else self.reference.year if self.reference else None
            shift = draft.year_shift if draft.year_shift is not None and draft.year_shift < 0 else -1
            year = None if base is None else base + shift
        text = values.year_text(year)
        if self.told.span is None:
            return text
        return "/".join(text + part[4:] for part in self.told.span.split("/"))

    # --- what was told

    def _remember(self, draft: Draft, value: str) -> None:
        if self._borrowed(draft):
            return
        told = self.told
        first = value.partition("/")[0]
        match = _FULL.match(first)
        if match is None:
            if first.startswith("P") or value.endswith("_REF") or draft.type == "SET":
                return
        else:
            if draft.kind in ("same_period",) or draft.type == "SET" or of_birth(draft, self.view):
                return
            year = None if match["y"] == "XXXX" else int(match["y"])
            if match["d"] and match["d"] != "XX" and match["m"] != "XX":
                point = self._point(year, int(match["m"]), int(match["d"]))
                told.day, told.day_at, told.last = point, draft.end, "day"
            elif match["m"] and match["m"] != "XX":
                told.last = "month"
            elif year is not None:
                told.last = "year"
            if match["m"] and match["m"] != "XX":
                told.month = (year, int(match["m"]))
            if year is not None and "W" not in first:
                told.year = year
                told.year_at = draft.end
                told.relative = draft.kind == "relative_unit" and draft.unit == "Y" and draft.shift != 0
        if "T" not in value:
            told.span = value

    def _borrowed(self, draft: Draft) -> bool:
        """Whether the day is the one told already: *9h*, *buổi sáng* tell none of their own."""
        return draft.kind in ("clock", "part") and draft.shift is None and not draft.name.endswith("giao thừa")


def _clock_text(day: str, point: Point | None, clock: tuple[int, int]) -> str:
    hour, minute = clock
    if hour >= _HOURS and point is not None:
        return values.day_text(point.shifted(1) if minute else point) + ("T24:00" if not minute else f"T{hour - _HOURS:02d}:{minute:02d}")
    return f"{day}T{hour % _HOURS if hour > _HOURS else hour:02d}:{minute:02d}"


def _years_around(year: int, reach: int = 1) -> list[int]:
    return [y for y in range(year - reach, year + reach + 1) if 1 <= y <= datetime.MAXYEAR]


_FULL = re.compile(r"(?P<y>\d{4}|XXXX)(?:-(?P<m>\d\d|XX)(?:-(?P<d>\d\d|XX))?)?(?![\dWQHX])")


def _counted(base: Point | None, letter: str, count: int) -> str:
    """The day, week, month or year `count` units from `base`."""
    if base is None:
        return {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX"}.get(letter, "XXXX")
    if letter == "D":
        return values.day_text(base.shifted(count))
    if letter == "W":
        return values.week_text(base.shifted(7 * count))
    if letter == "M":
        year, month = values.months_later(base.date.year, base.date.month, count)
        return values.month_text(year if base.known else None, month)
    year = base.date.year + count
    return values.year_text(year if base.known else None) if year != 0 else values.year_text(-1)


def timex(draft: Draft, value: str, view: View, span: tuple[int, int], text: str) -> Timex:
    """The record of a resolved draft at `span` of the original text."""
    begin, end = values.bounds(value)
    start, stop = span
    return Timex(start, stop, text[start:stop], draft.type, value, draft.mod, begin, end)
