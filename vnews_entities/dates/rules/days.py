"""Days: in figures and words, of the week, of the lunar calendar, holidays."""

from __future__ import annotations

import re
from typing import cast

from .. import holidays, values
from ..counts import number_before
from ..draft import Draft
from ..numbers import parse_number
from ..patterns import Match, words
from ..view import View, trapped, traps
from .amounts import amount
from .base import DAY_LEADS, NO_DATE_AFTER, draft_of, month_number, optional_int, rule, shift_of


@rule("timestamp")
def _timestamp(match: Match, view: View) -> Draft | None:
    draft = draft_of("day", match)
    draft.month, draft.day = int(match.parts["m"]), int(match.parts["d"])
    if not values.is_day(draft.year, draft.month, draft.day) or view.before(match.start) in ("số",):
        return None
    if "h" in match.parts:
        draft.clock, draft.type = (int(match.parts["h"]), int(match.parts["mi"])), "TIME"
    return draft


@rule("day")
def _day(match: Match, view: View) -> Draft | None:
    parts = match.parts
    draft = draft_of("day", match)
    draft.month = month_number(parts["m"])
    if "dw" in parts:
        number = parse_number(parts["dw"])
        draft.day = int(number) if number else 0
        if "yw" in parts:
            year = parse_number(parts["yw"])
            draft.year = int(year) if year and 1000 <= year <= 2099 else None
    else:
        draft.day = int(parts["d"])
    lunar = parts.get("lunar", "") + parts.get("lunar2", "")
    if lunar == " al" and view.text.startswith("Al", match.end - 2):
        draft.end, lunar = match.end - 3, ""  # *ngày 5/6 Al Jazeera*
    bare = not draft.lead and "mung" not in parts
    if bare and "s" in parts and "âm" not in lunar and not _numeric_day_stands(draft, parts["s"].strip(), match, view):
        return None
    if bare and parts["m"] == "năm" and _counts_months(draft, match, view):
        return None
    if lunar or ("s" not in parts and parts["m"] in words("lunarmonth")):
        draft.kind = "lunar_day"
        return draft if draft.day <= 30 else None
    if not values.is_day(draft.year, draft.month, draft.day or 0):
        return _month_alone(draft, match, view)
    if "set" in parts:
        draft.type, draft.kind, draft.value = "SET", "fixed", f"XXXX-{draft.month:02d}-{draft.day:02d}"
    return draft


def _counts_months(draft: Draft, match: Match, view: View) -> bool:
    """Whether *9 tháng năm 2024* is nine months of the year: no word leads to a day, and *năm* is no name of a month."""
    at = view.low.rindex("năm", match.start, match.end)
    if view.capital(at) or view.before(match.start) in DAY_LEADS:
        return False
    return 1 < cast(int, draft.day) < _MONTHS and _YEAR_AFTER.match(view.low, at + len("năm")) is not None


_YEAR_AFTER = re.compile(r" (?:1[89]|20)\d\d(?!\d)")


def _month_alone(draft: Draft, match: Match, view: View) -> Draft | None:
    """Where the day does not exist (*31 tháng 2*), the month in words that follows it still dates; *31/2* says nothing."""
    at = view.low.find("tháng", match.start, match.end)
    if at < 0 or "set" in match.parts:
        return None
    draft.kind, draft.start, draft.day = "month", at, None
    return draft


def _numeric_day_stands(draft: Draft, sep: str, match: Match, view: View) -> bool:
    """Whether a bare *17/7* is a date: no fraction, score, law or street."""
    if NO_DATE_AFTER.match(view.low, match.end) or (view.low[match.start - 1 : match.start] in "-–" and view.low[match.start - 2 : match.start - 1].isalnum()):
        return False
    before, two = view.before(match.start), view.before(match.start, 2)
    if draft.year is not None:
        laws = traps()["number with year"][0]
        return before not in laws and two not in laws
    traps_before, traps_after = traps()["number"]
    following = view.after(match.end)
    if following in words("unit") and following != "giờ":
        return False
    if two in ("từ khoảng", "vào khoảng", "đến khoảng"):
        return True
    if two in traps_before or before in traps_before - words("before_day").keys():
        return False
    if _EXPLAINING.search(view.low, max(0, match.start - _EXPLAINING_REACH), match.start):
        return True
    if before in ("đến", "tới", "và") and sep != "/" and _RANGE_BEGUN.search(view.low, max(0, match.start - 16), match.start):
        return True
    if before in words("before_day") or draft.near:
        scored = sep != "/" and before in ("đến", "tới", "hay", "và", "sau")
        shared = following in traps_after and before not in DAY_LEADS
        return not (_small(draft) and (scored or shared))
    if sep != "/":
        return view.low[match.start - 1 : match.start] == "(" and view.next_char(match.end) == ")" and sep == "-" and not _small(draft)
    if (draft.day, draft.month) == (24, 7):
        return view.low[match.start - 1 : match.start] == "("
    return not (view.after(match.end) in traps_after or (_small(draft) and cast(int, draft.day) < cast(int, draft.month) and before not in ("", "là")))


#: What a day right behind explains: *hôm nay 3/10*, *chủ nhật (30-6)*.
_EXPLAINING = re.compile(
    r"(?<!\w)(?:(?:hôm|ngày|sớm|sáng|trưa|chiều|tối|đêm) (?:nay|qua|mai)|chủ nhật|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])),? \(?$|(?:nay|qua|mai) \($"
)
_EXPLAINING_REACH = 14
_RANGE_BEGUN = re.compile(r"\d[.\-]\d{1,2} (?:đến|tới|và) $")
_SMALL, _MONTHS = 10, 12


def _small(draft: Draft) -> bool:
    """Whether day and month are numbers as fractions and scores have them."""
    return cast(int, draft.day) <= _SMALL and cast(int, draft.month) <= _SMALL


@rule("day_range")
def _day_range(match: Match, view: View) -> Draft | None:
    parts = match.parts
    draft = draft_of("day_range", match)
    draft.month2 = month_number(parts["m2"] if "m2" in parts else parts["m"])
    draft.month = month_number(parts["m"])
    draft.day, draft.day2 = int(parts["d"]), int(parts["d2"])
    draft.year2 = optional_int(parts.get("y2")) or draft.year
    if "m2" in parts and draft.year is None:
        draft.year = draft.year2 if draft.year2 is None or draft.month <= draft.month2 else draft.year2 - 1
    if not (values.is_day(draft.year, draft.month, draft.day) and values.is_day(draft.year2, draft.month2, draft.day2)):
        return None
    _leave_near(draft, match)
    if (draft.month == draft.month2 and draft.day2 <= draft.day) or NO_DATE_AFTER.match(view.low, match.end):
        return None
    return draft


def _leave_near(draft: Draft, match: Match) -> None:
    """*vừa qua* behind a range or a holiday tells the year and stays outside."""
    if "near" in match.parts:
        draft.end = match.end - len(match.parts["near"]) - 1


@rule("tet_day")
def _tet_day(match: Match, view: View) -> Draft | None:
    parts = match.parts
    draft = draft_of("tet_day", match)
    number = parse_number(parts["dw"]) if "dw" in parts else int(parts["d"])
    draft.day = int(number or 0)
    if not 1 <= draft.day <= 30 or ("mung" not in parts and draft.day < 20):
        return None
    # before Tết the days count up to 30, after it from 1: *27 Tết* is the last month's
    draft.month = 1 if "mung" in parts or draft.day <= 10 else 12
    if "stem" in parts:
        draft.name = f"{words('stem')[parts['stem']]} {words('branch')[parts['branch']]}"
    return draft


@rule("full_moon")
def _full_moon(match: Match, view: View) -> Draft | None:
    draft = draft_of("lunar_day", match)
    draft.month, draft.day = month_number(match.parts["m"]) if "m" in match.parts else 8, 15
    return draft


@rule("monthly_day")
def _monthly_day(match: Match, view: View) -> Draft | None:
    return Draft("fixed", match.start, match.end, type="SET", value=f"XXXX-XX-{int(match.parts['d']):02d}")


@rule("month_day")
def _month_day(match: Match, view: View) -> Draft | None:
    draft = draft_of("month_day", match)
    draft.day = int(match.parts["d"])
    if "mr" in match.parts:
        draft.shift, draft.narrative = shift_of(words("relmonth")[match.parts["mr"]])
    if view.next_char(match.end) in ("/", "%", "°") or number_before(view, match.start):
        return None
    return draft


#: *ba hôm trước*, *hai hôm sau*: what is a day beside this one elsewhere.
_COUNTED_BACK = frozenset(("hôm trước", "hôm sau", "hôm trước đó", "hôm sau đó"))


@rule("relative_day")
def _relative_day(match: Match, view: View) -> Draft | None:
    word = match.parts["rel"]
    if trapped(word, match.start, match.end, view):
        return None
    if word in _COUNTED_BACK and number_before(view, match.start):
        return amount(Match(match.start, match.start + len("hôm"), "amount", {"u": "hôm"}), view)
    if word.startswith("ngày") and not word.startswith(("ngày hôm", "ngày mai", "ngày kia")) and number_before(view, match.start):
        return amount(match, view)
    if word == "hôm nay" and view.before(match.start) == "mấy":
        return amount(match, view)
    draft = Draft("relative_day", match.start, match.end)
    draft.shift, draft.narrative = shift_of(words("relday")[word])
    return draft


@rule("weekday")
def _weekday(match: Match, view: View) -> Draft | None:
    parts = match.parts
    draft = draft_of("weekday", match)
    draft.weekday = int(words("weekday")[parts["wd"]])
    if "wr" in parts:
        relation = words("weekrel")[parts["wr"]]
        if relation == "set":
            draft.kind, draft.type, draft.value = "fixed", "SET", f"XXXX-WXX-{draft.weekday}"
        else:
            draft.shift = int(relation)
    elif draft.near is None and not _weekday_stands(match, view):
        return None
    return draft


_WEEKDAY_AFTER = re.compile(r",? \(?(?:ngày )?\d{1,2}[/\-.]\d{1,2}(?!\d)|,? ngày \d")


def _weekday_stands(match: Match, view: View) -> bool:
    """Whether *thứ ba* is Tuesday: by its capital, or by the words beside it; else it is an ordinal."""
    before = view.before(match.start)
    named = not match.parts["wd"][-1].isdecimal() and view.capital(match.start + match.parts["wd"].rindex(" ") + 1)
    if before in traps()["thứ"][0] and not (before == "ngày" and named):
        return False
    if before in DAY_LEADS - {"ngày"} or _WEEKDAY_AFTER.match(view.low, match.end):
        return True
    word = match.parts["wd"]
    if word.startswith(("ch", "ngày ch")):
        # *Tuổi Trẻ Chủ Nhật*: two capitals behind a word are a name's
        in_name = view.capital(match.start + word.rindex("nhật")) and view.text[max(0, match.start - 2) : match.start - 1].isalpha()
        return before in ("vào", "từ", "đến", "tới") or (view.capital(match.start) and not in_name)
    name = word.split()[1]
    if name.isdecimal() or not view.capital(match.start + word.index(name)):
        return False
    return before in ("", "vào", "từ", "đến", "tới", "trong", "ngày", "sau", "trước") or not view.capital(match.start)


@rule("english_day")
def _english_day(match: Match, view: View) -> Draft | None:
    draft = draft_of("day", match)
    draft.month, draft.day = int(words("english")[match.parts["mn"]]), int(match.parts["d"])
    at = match.start + view.low[match.start : match.end].index(match.parts["mn"])
    if not view.capital(at) or (match.parts["mn"] in ("may", "mar", "jan") and draft.year is None) or not values.is_day(draft.year, draft.month, draft.day):
        return None
    return draft


@rule("holiday")
def _holiday(match: Match, view: View) -> Draft | None:
    parts = match.parts
    name = parts["hd"]
    draft = draft_of("holiday", match)
    draft.name = name
    if "d" in parts:
        draft.month, draft.day = int(parts["m"]), int(parts["d"])
        draft.kind = "lunar_day" if "lunar" in parts or holidays.lunar_day(name) == (draft.month, draft.day) else "day"
        _leave_near(draft, match)
        return draft if values.is_day(draft.year, draft.month, draft.day) else None
    if view.after(match.end) in ("mùng", "mồng", "rằm"):
        return None  # the day that follows dates it
    before = view.before(match.start)
    leads = before in words("before_holiday") or view.before(match.start, 2) in words("before_holiday")
    if not leads and "y" not in parts and "yr" not in parts and (holidays.is_weak(name) or before in words("celebrating")):
        return None
    return draft
