"""Months, years and other stretches of the calendar."""

from __future__ import annotations

import re
from typing import cast

from ..counts import number_before
from ..draft import Draft
from ..numbers import parse_number
from ..patterns import Match, words
from ..view import BEFORE_WINDOW, OPENING, View, trapped, traps
from .amounts import amount
from .base import NO_DATE_AFTER, draft_of, month_number, optional_int, rule, shift_of

_FIRST_BARE_YEAR, _LAST_BARE_YEAR = 1900, 2060
_ROMAN = {"i": 1, "v": 5, "x": 10}


@rule("month")
def _month_rule(match: Match, view: View) -> Draft | None:
    draft = draft_of("month", match)
    draft.month = month_number(match.parts["m"])
    if number_before(view, match.start) and "y" not in match.parts and not match.parts["m"].isdecimal():
        return amount(Match(match.start, match.start + len("tháng"), "amount", {"u": "tháng"}), view)
    if view.before(match.start, 2) == "cách mạng" or view.next_char(match.end) == "%":
        return None
    if "set" in match.parts:
        draft.kind, draft.type, draft.value = "fixed", "SET", f"XXXX-{draft.month:02d}"
    return draft


@rule("month_range")
def _month_range(match: Match, view: View) -> Draft | None:
    draft = draft_of("month_range", match)
    draft.month, draft.month2 = int(match.parts["m"]), int(match.parts["m2"])
    draft.year2 = optional_int(match.parts.get("y2")) or draft.year
    return draft if draft.year2 != draft.year or draft.month < draft.month2 else None


@rule("month_year")
def _month_year(match: Match, view: View) -> Draft | None:
    barred = traps()["number"][0] - {"khoảng", "điểm", "gần", "hơn"}
    if NO_DATE_AFTER.match(view.low, match.end) or view.before(match.start) in barred - words("before_day").keys() or view.before(match.start, 2) in barred:
        return None
    draft = draft_of("month", match)
    draft.month = int(match.parts["m"])
    return draft


@rule("relative_month")
def _relative_month(match: Match, view: View) -> Draft | None:
    return _relative_unit(match, view, "M")


_YEAR_AFTER = re.compile(r" \d{4}(?!\d)")


@rule("relative_year")
def _relative_year(match: Match, view: View) -> Draft | None:
    word = match.parts["rel"]
    if word.startswith("năm") and number_before(view, match.start):
        return amount(match, view)
    if trapped(word, match.start, match.end, view) or (word == "sang năm" and _YEAR_AFTER.match(view.low, match.end)):
        return None  # *dời sang năm 2026*
    return _by_relation(match, view, "Y", words("relyear")[word])


def _by_relation(match: Match, view: View, unit: str, relation: str) -> Draft | None:
    """*tuần trước* is a week; *tuần qua* is the seven days up to now, but *cuối tuần qua* the weekend before.

    *Tuần qua, …* that opens a clause is the week before.
    """
    edged = view.before(match.start) in ("đầu", "giữa", "cuối")
    opens = unit == "W" and not view.before(match.start)
    if relation == "span" and not edged and not opens:
        return Draft("fixed", match.start, match.end, type="DURATION", value="P3M" if unit == "Q" else f"P1{unit}")
    draft = Draft("relative_unit", match.start, match.end, unit=unit)
    draft.shift, draft.narrative = shift_of(relation)
    return draft


@rule("relative_week")
def _relative_week(match: Match, view: View) -> Draft | None:
    return _relative_unit(match, view, "W")


@rule("relative_quarter")
def _relative_quarter(match: Match, view: View) -> Draft | None:
    return _relative_unit(match, view, "Q")


def _relative_unit(match: Match, view: View, unit: str) -> Draft | None:
    if number_before(view, match.start):
        return amount(match, view)
    return _by_relation(match, view, unit, words("relunit")[match.parts["rel"]])


@rule("months_of_year")
def _months_of_year(match: Match, view: View) -> Draft | None:
    count = number_before(view, match.start)
    months = 3 if match.parts.get("quarters") else 1
    if count is None and months > 1:
        draft = draft_of("quarter", match)
        draft.number = 1 if match.parts["edge"] == "đầu" else 4
        return draft
    if count is None or not count.low or not 1 <= count.low * months < 12 or count.low != count.high or (count.low == 1 and "edge" not in match.parts):
        return None
    draft = draft_of("months_of_year", match)
    draft.start, draft.number, draft.name = count.start, int(count.low) * months, match.parts.get("edge", "đầu")
    return draft


@rule("year")
def _year(match: Match, view: View) -> Draft | None:
    if NO_DATE_AFTER.match(view.low, match.end) and view.next_char(match.end) != "/" and view.next_char(match.end) != "-":
        return None
    return draft_of("year", match)


@rule("year_words")
def _year_words(match: Match, view: View) -> Draft | None:
    number = parse_number(match.parts["yw"])
    if number is None or not 1000 <= number <= 2100 or number != int(number):
        return amount(Match(match.start, match.start + len("năm"), "amount", {"u": "năm"}), view)
    return Draft("year", match.start, match.end, year=int(number))


@rule("bare_year")
def _bare_year(match: Match, view: View) -> Draft | None:
    """*ASEAN 2020*, *từ 2014*, *(SN 1982)*: a number as years are, behind a name or a word that leads to a date."""
    draft = draft_of("year", match)
    if not _FIRST_BARE_YEAR <= cast(int, draft.year) <= _LAST_BARE_YEAR or NO_DATE_AFTER.match(view.low, match.end):
        return None
    if view.after(match.end) in words("counted"):
        return None
    gap = view.low[match.start - 1 : match.start]
    before = view.before(match.start)
    if before in words("before_year") or view.before(match.start, 2) in words("before_year"):
        return draft
    if gap == " " and not before:
        return draft if _named_before(match.start, view) else None
    if gap == "-":
        return draft if _named_before(match.start - 1, view) and view.low[match.start - 2 : match.start - 1].isalpha() else None
    if before and gap == " ":
        return draft if before not in words("not_before_year") and not before.isdecimal() and _named_before(match.start, view) else None
    return draft if gap == "(" and view.next_char(match.end) == ")" else None


_NAME_REACH = 3


def _named_before(at: int, view: View) -> bool:
    """Whether a capital opens one of the words right before: *giải Nobel văn học 2024*."""
    window = view.text[max(0, at - BEFORE_WINDOW) : at].rpartition("\n")[2].rstrip()
    words_before = window.split(" ")[-_NAME_REACH:]
    for word in reversed(words_before):
        word = word.lstrip(OPENING)
        if not word.replace("-", "").isalnum():
            return False
        if word[0].isupper():
            return True
    return False


@rule("school_year")
def _school_year(match: Match, view: View) -> Draft | None:
    draft = draft_of("year_range", match)
    first = int(match.parts["y"])
    second = first - first % 100 + int(match.parts["yy"])
    if (second != first + 1 and not (second > first and view.low[match.start : match.start + 3] == "năm")) or NO_DATE_AFTER.match(view.low, match.end):
        return None
    draft.year, draft.year2 = first, second
    return draft if match.parts["y"][0] in "12" and first >= 1800 else None


@rule("year_range")
def _year_range(match: Match, view: View) -> Draft | None:
    first, last = int(match.parts["y"]), int(match.parts["y2"])
    named = view.low.startswith("năm", match.start)
    if last <= first or NO_DATE_AFTER.match(view.low, match.end) or (not named and (first < 1500 or view.after(match.end) in words("counted"))):
        return None
    return Draft("year_range", match.start, match.end, year=first, year2=last)


@rule("old_year")
def _old_year(match: Match, view: View) -> Draft | None:
    return Draft("year", match.start, match.end, year=-int(match.parts["y"].replace(".", "")))


@rule("quarter")
def _quarter(match: Match, view: View) -> Draft | None:
    draft = draft_of("quarter", match)
    draft.number = int(words("quarter")[match.parts["q"]])
    return draft


@rule("half_year")
def _half_year(match: Match, view: View) -> Draft | None:
    draft = draft_of("half", match)
    draft.number = 1 if match.parts["half"] == "đầu" else 2
    return draft


@rule("decade")
def _decade(match: Match, view: View) -> Draft | None:
    number = int(match.parts["y"])
    if number >= 1000:
        value = f"{number // 10:03d}X"
    elif number >= 100 or number % 10:
        return None
    else:
        century = _century_number(match.parts.get("c", "")) or 20
        if match.parts.get("c") is None and number < 30:
            return None
        value = f"{century - 1:02d}{number // 10}X"
    return Draft("decade", match.start, match.end, value=value)


@rule("relative_decade")
def _relative_decade(match: Match, view: View) -> Draft | None:
    if number_before(view, match.start):
        return None if match.parts["rel"] == "này" else amount(match, view)
    if match.parts["rel"].endswith("qua"):
        return Draft("fixed", match.start, match.end, type="DURATION", value="P10Y")
    draft = Draft("relative_decade", match.start, match.end, unit="decade")
    draft.shift = {"này": 0, "trước": -1}.get(match.parts["rel"], 1)
    return draft


def _century_number(text: str) -> int | None:
    if text.isdecimal():
        number = int(text)
    else:
        number = 0
        for letter, following in zip(text, text[1:] + " ", strict=False):
            value = _ROMAN.get(letter, 0)
            number += -value if _ROMAN.get(following, 0) > value else value
    return number if 1 <= number <= 30 else None


@rule("century")
def _century(match: Match, view: View) -> Draft | None:
    number = _century_number(match.parts["c"])
    if number is None:
        return None
    return Draft("decade", match.start, match.end, value=f"{'BC' if 'bc' in match.parts else ''}{number - 1:02d}XX")


@rule("relative_century")
def _relative_century(match: Match, view: View) -> Draft | None:
    if number_before(view, match.start):
        return amount(match, view)
    if match.parts["rel"].endswith("qua"):
        return Draft("fixed", match.start, match.end, type="DURATION", value="P100Y")
    draft = Draft("relative_decade", match.start, match.end, unit="century")
    draft.shift = {"này": 0, "trước": -1}.get(match.parts["rel"], 1)
    return draft


@rule("iso_week")
def _iso_week(match: Match, view: View) -> Draft | None:
    return Draft("fixed", match.start, match.end, value=f"{match.parts['y']}-W{int(match.parts['w']):02d}")


@rule("english_month")
def _english_month(match: Match, view: View) -> Draft | None:
    draft = draft_of("month", match)
    draft.month = int(words("english")[match.parts["mn"]])
    return draft if view.capital(match.start) else None


@rule("season")
def _season(match: Match, view: View) -> Draft | None:
    parts = match.parts
    draft = draft_of("season", match)
    draft.name = words("season")[parts["s"]]
    if trapped(f"mùa {parts['s']}", match.start, match.end, view):
        return None
    if parts.get("near") in ("này", None) and "lastp" in parts:
        draft.near = "past"
    if not view.low.startswith("mùa", match.start) and (trapped(parts["s"], match.start, match.end, view) or not _season_word_stands(match, view)):
        return None
    return draft


def _season_word_stands(match: Match, view: View) -> bool:
    return (match.parts["s"] == "hè" and bool(match.parts.keys() & {"y", "yr", "near"})) or (
        "y" in match.parts and view.before(match.start) in ("vụ", "đông", "kỳ", "từ", "vào", "dịp")
    )


@rule("cup_season")
def _cup_season(match: Match, view: View) -> Draft | None:
    if number_before(view, match.start):
        return None
    shift = {"này": 0, "năm nay": 0, "trước": -1, "vừa qua": -1, "năm ngoái": -1}.get(match.parts["rel"], 1)
    return Draft("relative_unit", match.start, match.end, unit="Y", shift=shift)
