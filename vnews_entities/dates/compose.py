"""Drafts that stand side by side become one: *khoảng 8h30* + *sáng* + *ngày 17/7*."""

from __future__ import annotations

import functools
import re
from typing import cast

from ..document import TimexMod
from . import values
from .counts import number_before
from .draft import Draft
from .patterns import words
from .view import View

_DATED = frozenset(("day", "day_range", "relative_day", "weekday", "month_day", "lunar_day", "tet_day", "holiday"))
_LONGEST_GAP = 34


@functools.cache
def _gap_after_clock() -> re.Pattern[str]:
    zones = "|".join(sorted((re.escape(z) for z in words("zone")), key=len, reverse=True))
    return re.compile(rf"[ ]?[,(|\-–]?[ ]?(?:(?:theo )?(?:{zones})\)?,? ?)?(?:vào )?(?:của )?(?:ngày |hôm )?")


_GAP_AFTER_PART = re.compile(r"[ ]{1,2}(?:(?:của |ngày |hôm ))?")
_GAP_AFTER_WEEKDAY = re.compile(r",?[ ]{1,2}\(?|/|,? ngày |[ ]?\(")
_GAP_AFTER_DAY = re.compile(r"[ ]{1,2}|,[ ]| \| | [-–] |[ ]?\(")


def join(previous: Draft, draft: Draft, view: View) -> bool:
    """Takes `draft` into `previous` where both tell one time; says whether it did."""
    gap = view.low[previous.end : draft.start]
    if len(gap) > _LONGEST_GAP:
        return False
    if previous.kind == draft.kind == "amount":
        return gap == " " and _compound(previous, draft, view)
    if previous.kind == "clock" and draft.kind == "part" and gap == " ":
        return _clock_and_part(previous, draft)
    if "(" in gap and previous.shift is not None:
        return False  # *sáng nay (6/8)*: the brackets explain
    if previous.kind == "clock" and draft.kind in _DATED and _gap_after_clock().fullmatch(gap):
        return _take_day(previous, draft, view)
    if previous.kind == "part" and previous.shift is None and draft.kind in _DATED and _GAP_AFTER_PART.fullmatch(gap):
        return _take_day(previous, draft, view)
    if previous.kind == "part" and previous.shift is not None and draft.kind == "day" and gap == " ":
        return _take_day(previous, draft, view)
    if previous.kind == "weekday" and draft.kind in ("day", "month_day") and _GAP_AFTER_WEEKDAY.fullmatch(gap):
        return _take_day(previous, draft, view)
    if previous.kind == "relative_day" and draft.kind == "day" and gap == " ":
        return _take_day(previous, draft, view)
    bare_clock = draft.kind == "clock" and draft.shift is None and draft.part is None
    if previous.kind == "day" and previous.clock is None and bare_clock and _GAP_AFTER_DAY.fullmatch(gap):
        return _clock_behind(previous, draft, view)
    return False


#: The unit that may follow a unit in one amount, and how many of it are fewer than one of the other.
_BELOW = {"Y1": ("M1", 12), "M1": ("D1", 31), "TH1": ("TM1", 60), "TM1": ("TS1", 60)}
_COUNTED = re.compile(r"PT?(?:\d+[YMDHS])+")


def _compound(first: Draft, second: Draft, view: View) -> bool:
    """*2 năm 6 tháng* is one amount in two units; *1 ngày 8 giờ* may be hours a day and stays apart."""
    below, fewer = _BELOW.get(first.unit, ("", 0))
    if second.unit != below or first.number is None or second.number is None or second.number >= fewer:
        return False
    ends_in_unit = view.low.endswith(tuple(words("unit")), first.start, first.end)
    if not ends_in_unit or not _COUNTED.fullmatch(first.value or "") or not _COUNTED.fullmatch(second.value or ""):
        return False
    if cast(str, first.value)[-1] != first.unit[-2]:
        return False  # *2 năm rưỡi*
    if "DATE" in (first.type, second.type):
        if first.unit != "Y1" or (first.amount and second.amount):
            return False
        first.type, first.number = "DATE", first.number * fewer + second.number
    first.value = cast(str, first.value) + cast(str, second.value).lstrip("PT")
    first.unit, first.amount, first.end = second.unit, first.amount or second.amount, second.end
    return True


def _clock_behind(previous: Draft, draft: Draft, view: View) -> bool:
    if ":" not in view.low[draft.start : draft.end] and previous.year is None:
        return False
    previous.clock, previous.clock_end, previous.type, previous.end = draft.clock, draft.clock_end, "TIME", draft.end
    return True


def _clock_and_part(clock: Draft, part: Draft) -> bool:
    """*9h tối* is 21:00; *12h đêm* ends the day."""
    clock.clock, clock.end = _in_part(cast("tuple[int, int]", clock.clock), part), part.end
    if clock.clock_end:
        clock.clock_end = _in_part(clock.clock_end, part)
    clock.shift, clock.narrative, clock.name = part.shift, part.narrative, part.name or "part"
    return True


def _in_part(time: tuple[int, int], part: Draft) -> tuple[int, int]:
    hour, minute = time
    if (part.part in ("TAF", "TEV") and hour < 12) or (part.part == "TNI" and 6 <= hour < 12) or (part.part == "TMI" and hour < 4):
        hour += 12
    elif part.part == "TNI" and hour == 12:
        hour = 24 if part.shift is not None else 0
    return hour, minute


def _take_day(first: Draft, day: Draft, view: View) -> bool:
    """The time `first` with the day that follows it."""
    mod = first.mod or day.mod
    clock, clock_end, part, kind = first.clock or day.clock, first.clock_end or day.clock_end, first.part or day.part, first.kind
    start, weekday, counted = first.start, first.weekday, None if first.narrative else first.shift
    opened = "(" in view.low[first.end : day.start] and ")" not in view.low[first.end : day.start]
    _copy(day, first)
    first.start, first.clock, first.clock_end, first.part, first.mod = start, clock, clock_end, part, mod
    if kind == "weekday" and first.kind in ("day", "month_day"):
        first.weekday = weekday
    elif first.kind == "day":
        first.counted = counted
    if clock or part:
        first.type = "TIME"
    if opened and view.next_char(first.end) == ")":
        first.end += 1
    return True


def _copy(source: Draft, target: Draft) -> None:
    for name in Draft.__slots__:
        setattr(target, name, getattr(source, name))


def on_the_day_of(clock: Draft, dated: Draft) -> Draft:
    """The bare clock, on the day of another clock."""
    start, end, time, time_end, mod = clock.start, clock.end, clock.clock, clock.clock_end, clock.mod
    _copy(dated, clock)
    clock.start, clock.end, clock.clock, clock.clock_end, clock.mod = start, end, time, time_end, mod
    return clock


# --- Modifiers before -------------------------------------------------------------------------------------------------


@functools.cache
def _modifiers() -> dict[str, tuple[str, str]]:
    edges = {form: ("edge", value) for form, value in words("edge").items()}
    return edges | {form: ("approx", value) for form, value in words("approx").items()}


#: Words that make one word with a modifier behind them: *bắt đầu năm 2022*, *muộn hơn hai ngày*.
_WHOLE_WITH: dict[str, tuple[str, ...]] = {
    "đầu": ("bắt", "lần", "khởi", "mở"),
    "hơn": ("thấp", "cao", "sớm", "muộn", "xa"),
}
_EDGED = frozenset("day month month_range year year_range relative_unit quarter half season decade week relative_day relative_decade month_day holiday".split())
_NOT_APPROX = frozenset(("part",))


def modify(draft: Draft, left: int, view: View) -> None:
    """Takes the words before the draft that belong to it (*đầu*, *khoảng*, *gần*), no further left than `left`."""
    if draft.kind == "weekday" and view.before(draft.start) == "hôm" and draft.start - 4 >= left:
        draft.start, draft.lead = draft.start - 4, "hôm"
    for _ in range(3):
        for word in view.two_before(draft.start):
            start = draft.start - 1 - len(word)
            if word in _modifiers() and start >= left and view.low[start : start + len(word)] == word and _take_modifier(draft, start, word, view):
                break
        else:
            return


def _take_modifier(draft: Draft, start: int, word: str, view: View) -> bool:
    kind, value = _modifiers()[word]
    if view.before(start) in _WHOLE_WITH.get(word, ()):
        return False
    if kind == "edge":
        if draft.kind not in _EDGED or draft.type != "DATE":
            return False
        if draft.kind == "relative_unit" and draft.unit == "W" and value == "END":
            draft.name = "weekend"
        elif value:
            draft.mod = draft.mod or cast(TimexMod, value)
        draft.start = start
        return True
    point, span = value.split("/")
    mod = span if draft.type == "DURATION" else point
    if not mod or draft.type == "SET" or draft.kind in _NOT_APPROX or draft.value in ("PRESENT_REF", "PAST_REF", "FUTURE_REF"):
        return False
    draft.start = start
    if mod != "-":
        draft.mod = draft.mod or cast(TimexMod, mod)
    return True


# --- Days that borrow their month -------------------------------------------------------------------------------------

_LIST = re.compile(
    r"(?<![\w/.,])(?P<lead>(?:(?:các |hai |ba |cả )?(?:ngày|hôm)|sáng|trưa|chiều|tối|đêm) )?(?P<days>(?:mùng )?\d{1,2}(?:, ?\d{1,2}){0,5}),? ?"
    r"(?P<join>và|hoặc|hay|đến|tới|,|-|–|cho đến|cho tới|đến hết|tới hết) (?:ngày |hết ngày |hết |sáng |tối |chiều |đêm |rạng sáng )?$"
)
_JOIN_END = re.compile(r"(?:và|hoặc|hay|đến|tới|,|hết|ngày|sáng|tối|chiều|đêm|[-–]) $")
_WINDOW = 60
_NUMBER = re.compile(r"\d+")


def borrowing_days(draft: Draft, left: int, view: View) -> list[Draft]:
    """*ngày 14, 15* before *và 16/7*: the days that take month and year from the draft that follows."""
    if draft.month is None or draft.kind not in ("day", "day_range", "lunar_day") or not _JOIN_END.search(view.low, max(0, draft.start - 6), draft.start):
        return []
    match = _LIST.search(view.low, max(left, draft.start - _WINDOW), draft.start)
    if match is None:
        return []
    ranged = match["join"] not in ("và", "hoặc", "hay", ",")
    before = view.before(match.start())
    if not match["lead"] and not (ranged and before in ("từ", "ngày")) and before not in ("ngày", "ngày,"):
        return []
    out: list[Draft] = []
    for number in _NUMBER.finditer(view.low, match.start("days"), match.end("days")):
        day = int(number[0])
        if not values.is_day(draft.year, draft.month, day):
            return []
        new = Draft("lunar_day" if draft.kind == "lunar_day" else "day", number.start(), number.end(), month=draft.month, day=day, near=draft.near)
        new.year, new.year_shift, new.year_narrative = draft.year, draft.year_shift, draft.year_narrative
        out.append(new)
    first = out[0]
    lead = match["lead"]
    if lead:
        first.start = match.start("lead") if not lead.startswith(("các", "cả")) else match.start("lead") + lead.index(" ") + 1
        part = lead.strip()
        if part in words("part"):
            first.part, first.type = words("part")[part], "TIME"
    return out


_MORE_MONTHS = re.compile(
    r"(?:, ?| và | hoặc | đến | tới )(1[0-2]|0?[1-9])(?![\d%]|[/.,]\d| ?(?:ngày|năm \d|tháng|tuần|người|giờ|tỷ|triệu|nghìn|lần|ca)(?!\w))"
)
_MORE_YEARS = re.compile(r"(?:, ?| và | hoặc | đến | tới | hay |/)((?:1[89]|20)\d\d)(?![\d%/]|[.,]\d)")


def following(draft: Draft, view: View) -> list[Draft]:
    """*tháng 7* before *và 8*, *năm 2019* before *, 2020*: further months and years of a list."""
    out: list[Draft] = []
    pattern = {"month": _MORE_MONTHS, "year": _MORE_YEARS}.get(draft.kind)
    if pattern is None or not view.low[draft.end - 1].isdigit():
        return out
    end = draft.end
    while match := pattern.match(view.low, end):
        number = int(match[1])
        if draft.kind == "month":
            out.append(Draft("month", match.start(1), match.end(), month=number, year=draft.year, year_shift=draft.year_shift))
        else:
            out.append(Draft("year", match.start(1), match.end(), year=number))
        end = match.end()
    return out


UNITS = {"tuần": "W", "tháng": "M", "năm": "Y", "quý": "Q"}


def edge_only(start: int, end: int, view: View) -> Draft | None:
    """*đầu tháng*, *cuối năm*, *cuối tuần* with no more: the present month, year or week."""
    unit = UNITS.get(view.low[start:end])
    word = view.before(start)
    if unit is None or word not in ("đầu", "giữa", "cuối", "cả") or number_before(view, start) is not None:
        return None
    if (word == "cả" and unit != "Y") or (word == "giữa" and unit == "Y"):
        return None
    return Draft("relative_unit", start, end, unit=unit, shift=0, lead="bare")
