"""Which pattern gives which value, and when what matched is no date."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from ..document import TimexMod
from ..tables import table
from . import holidays, values
from .draft import Draft, Kind, Tense
from .numbers import is_number_word, parse_number
from .patterns import Match, words

Rule = Callable[[Match, "View"], "Draft | None"]
RULES: dict[str, Rule] = {}

#: How far to the left of a unit its number may begin.
_NUMBER_WINDOW = 48
_LONGEST_NUMBER = 6
#: How far the words before a place are read.
_BEFORE_WINDOW = 32
_OPENING = "([“\"'‘«"
_LARGEST_AMOUNT = 10_000
_FIRST_BARE_YEAR, _LAST_BARE_YEAR = 1900, 2060
#: Two digits of a year below this are of this century.
_CENTURY_TURN = 50
_WORD_BEFORE = re.compile(r"(\w+)[ ]{1,2}$")
_WORD_AFTER = re.compile(r"[ ]{1,2}(\w+)(?:[ ](\w+))?")
_ROMAN = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True, slots=True)
class View:
    """The text under the rules: `low` in small letters, `text` as it stands; both of one length."""

    text: str
    low: str

    def before(self, at: int, count: int = 1) -> str:
        """The `count` words before `at` on the same line, '' where another sign than a blank parts them."""
        if self.low[at - 1 : at] != " ":
            return ""
        window = self.low[max(0, at - _BEFORE_WINDOW) : at].rstrip(" ").rpartition("\n")[2]
        tail = window.rsplit(" ", count)[-count:]
        tail[0] = tail[0].lstrip(_OPENING)
        return " ".join(tail) if all(map(str.isalnum, tail)) else ""

    def after(self, at: int) -> str:
        """The word behind `at`, '' where no single blank leads to one."""
        found = _WORD_AFTER.match(self.low, at)
        return found[1] if found else ""

    def next_char(self, at: int) -> str:
        """The character at `at`, '' at the end."""
        return self.low[at : at + 1]

    def capital(self, at: int) -> bool:
        """Whether a capital stands at `at`."""
        return self.text[at : at + 1].isupper()


def rule(name: str) -> Callable[[Rule], Rule]:
    """Registers the function that reads what the patterns of a rule matched."""

    def register(function: Rule) -> Rule:
        RULES[name] = function
        return function

    return register


@functools.cache
def _traps() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    return {row["word"]: (frozenset(row["before"].split("|")) - {""}, frozenset(row["after"].split("|")) - {""}) for row in table("date_traps")}


def trapped(word: str, start: int, end: int, view: View) -> bool:
    """Whether the words beside `word` make it no time (*thực hiện*, *sáng tạo*)."""
    if word not in _traps():
        return False
    before, after = _traps()[word]
    if before and (view.before(start) in before or view.before(start, 2) in before):
        return True
    # a capital begins a name: *Hiện Đại sứ quán*; and *hiện đại sứ* is no *hiện đại*
    return bool(after) and view.after(end) in after and not view.capital(end + 1) and not view.low.startswith(" đại sứ", end)


def _int(text: str | None) -> int | None:
    return None if text is None else int(text)


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else int(words("monthname")[text])


def _shift(value: str) -> tuple[int, bool]:
    """A shift as the tables write it: *-1*, *n1* (from the date told before)."""
    return int(value.lstrip("n")), value.startswith("n")


def _year_of(draft: Draft, match: Match) -> Draft:
    parts = match.parts
    if "y" in parts:
        draft.year = int(parts["y"])
    elif "yy" in parts:
        two = int(parts["yy"])
        draft.year = two + (2000 if two < _CENTURY_TURN else 1900)
    elif "yr" in parts:
        draft.year_shift, draft.year_narrative = _shift(words("relyear")[parts["yr"]])
    if "near" in parts:
        draft.near = cast(Tense, words("near")[parts["near"]])
    return draft


def _draft(kind: Kind, match: Match) -> Draft:
    return _year_of(Draft(kind, match.start, match.end, lead=match.parts.get("lead", "")), match)


# --- Days -------------------------------------------------------------------------------------------------------------


@rule("timestamp")
def _timestamp(match: Match, view: View) -> Draft | None:
    draft = _draft("day", match)
    draft.month, draft.day = int(match.parts["m"]), int(match.parts["d"])
    if not values.is_day(draft.year, draft.month, draft.day) or view.before(match.start) in ("số",):
        return None
    if "h" in match.parts:
        draft.clock = int(match.parts["h"]), int(match.parts["mi"])
    return draft


@rule("day")
def _day(match: Match, view: View) -> Draft | None:
    parts = match.parts
    draft = _draft("day", match)
    draft.month = _month(parts["m"])
    if "dw" in parts:
        number = parse_number(parts["dw"])
        draft.day = int(number) if number else 0
        if "yw" in parts:
            year = parse_number(parts["yw"])
            draft.year = int(year) if year and 1000 <= year <= 2099 else None
    else:
        draft.day = int(parts["d"])
    if "s" in parts and not draft.lead and "mung" not in parts and not _numeric_day_stands(draft, parts["s"].strip(), match, view):
        return None
    if "lunar" in parts or "lunar2" in parts or "s" not in parts and parts["m"] in words("lunarmonth"):
        draft.kind = "lunar_day"
        return draft if draft.day <= 30 else None
    if not values.is_day(draft.year, draft.month, draft.day):
        return _month_alone(draft, match, view)
    if "set" in parts:
        draft.type, draft.kind, draft.value = "SET", "fixed", f"XXXX-{draft.month:02d}-{draft.day:02d}"
    return draft


def _month_alone(draft: Draft, match: Match, view: View) -> Draft | None:
    """Where the day does not exist (*31 tháng 2*), the month in words that follows it still dates; *31/2* says nothing."""
    at = view.low.find("tháng", match.start, match.end)
    if at < 0 or "set" in match.parts:
        return None
    draft.kind, draft.start, draft.day = "month", at, None
    return draft


_TIME_PREPOSITIONS = frozenset("ngày hôm sáng trưa chiều tối đêm khuya từ đến tới vào trước sau qua dịp lễ nghỉ và hoặc hay ra kể hết nam phiên".split())
_NUMERIC_NO = re.compile(r" ?%|[/\-]\w|[/]|[.,]\d|°|\w")


def _numeric_day_stands(draft: Draft, sep: str, match: Match, view: View) -> bool:
    """Whether a bare *17/7* is a date: no fraction, score, law or street."""
    if _NUMERIC_NO.match(view.low, match.end) or view.low[match.start - 1 : match.start] in "-–" and view.low[match.start - 2 : match.start - 1].isalnum():
        return False
    before, two = view.before(match.start), view.before(match.start, 2)
    if draft.year is not None:
        laws = _traps()["number with year"][0]
        return before not in laws and two not in laws
    traps_before, traps_after = _traps()["number"]
    following = view.after(match.end)
    if following in words("unit") and following != "giờ":
        return False
    if two in ("từ khoảng", "vào khoảng", "đến khoảng"):
        return True
    if two in traps_before or before in traps_before - _TIME_PREPOSITIONS:
        return False
    if _EXPLAINING.search(view.low, max(0, match.start - 6), match.start):
        return True
    if before in ("đến", "tới", "và") and sep != "/" and _RANGE_BEGUN.search(view.low, max(0, match.start - 16), match.start):
        return True
    if before in _TIME_PREPOSITIONS or draft.near:
        return not (before in ("đến", "tới", "hay", "và", "sau") and sep != "/" and _small(draft)) and not (view.after(match.end) in traps_after and _small(draft) and before not in _PARTS)
    if sep != "/":
        return view.low[match.start - 1 : match.start] == "(" and view.next_char(match.end) == ")" and sep == "-" and not _small(draft)
    if (draft.day, draft.month) == (24, 7):
        return view.low[match.start - 1 : match.start] == "("
    return not (view.after(match.end) in traps_after or _small(draft) and draft.day < cast(int, draft.month) and before not in ("", "là"))


_EXPLAINING = re.compile(r"(?:nay|qua|mai) \($")
_RANGE_BEGUN = re.compile(r"\d[.\-]\d{1,2} (?:đến|tới|và) $")
_PARTS = frozenset("ngày hôm sáng trưa chiều tối đêm khuya".split())
_SMALL = 10


def _small(draft: Draft) -> bool:
    """Whether day and month are numbers as fractions and scores have them."""
    return cast(int, draft.day) <= _SMALL and cast(int, draft.month) <= _SMALL


@rule("day_range")
def _day_range(match: Match, view: View) -> Draft | None:
    parts = match.parts
    draft = _draft("day_range", match)
    draft.month2 = _month(parts["m2"] if "m2" in parts else parts["m"])
    draft.month = _month(parts["m"])
    draft.day, draft.day2 = int(parts["d"]), int(parts["d2"])
    draft.year2 = _int(parts.get("y2")) or draft.year
    if "m2" in parts and draft.year is None:
        draft.year = draft.year2 if draft.year2 is None or draft.month <= draft.month2 else draft.year2 - 1
    if not (values.is_day(draft.year, draft.month, draft.day) and values.is_day(draft.year2, draft.month2, draft.day2)):
        return None
    _leave_near(draft, match)
    if draft.month == draft.month2 and draft.day2 <= draft.day or _NUMERIC_NO.match(view.low, match.end):
        return None
    return draft


def _leave_near(draft: Draft, match: Match) -> None:
    """*vừa qua* behind a range or a holiday tells the year and stays outside."""
    if "near" in match.parts:
        draft.end = match.end - len(match.parts["near"]) - 1


@rule("tet_day")
def _tet_day(match: Match, view: View) -> Draft | None:
    parts = match.parts
    draft = _draft("tet_day", match)
    number = parse_number(parts["dw"]) if "dw" in parts else int(parts["d"])
    draft.day = int(number or 0)
    if not 1 <= draft.day <= 30 or "mung" not in parts and draft.day < 20:
        return None
    # before Tết the days count up to 30, after it from 1: *27 Tết* is the last month's
    draft.month = 1 if "mung" in parts or draft.day <= 10 else 12
    if "stem" in parts:
        draft.name = f"{words('stem')[parts['stem']]} {words('branch')[parts['branch']]}"
    return draft


@rule("full_moon")
def _full_moon(match: Match, view: View) -> Draft | None:
    draft = _draft("lunar_day", match)
    draft.month, draft.day = _month(match.parts["m"]) if "m" in match.parts else 8, 15
    return draft


@rule("monthly_day")
def _monthly_day(match: Match, view: View) -> Draft | None:
    return Draft("fixed", match.start, match.end, type="SET", value=f"XXXX-XX-{int(match.parts['d']):02d}")


@rule("month_day")
def _month_day(match: Match, view: View) -> Draft | None:
    draft = _draft("month_day", match)
    draft.day = int(match.parts["d"])
    if "mr" in match.parts:
        draft.shift, draft.narrative = _shift(words("relmonth")[match.parts["mr"]])
    if view.next_char(match.end) in ("/", "%", "°") or number_before(view, match.start):
        return None
    return draft


@rule("relative_day")
def _relative_day(match: Match, view: View) -> Draft | None:
    word = match.parts["rel"]
    if trapped(word, match.start, match.end, view):
        return None
    if word.startswith("ngày") and not word.startswith(("ngày hôm", "ngày mai", "ngày kia")) and number_before(view, match.start):
        return _amount(match, view)
    draft = Draft("relative_day", match.start, match.end)
    draft.shift, draft.narrative = _shift(words("relday")[word])
    return draft


@rule("weekday")
def _weekday(match: Match, view: View) -> Draft | None:
    parts = match.parts
    draft = _draft("weekday", match)
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
    if before in _traps()["thứ"][0] and not (before == "ngày" and named):
        return False
    if before in _PARTS - {"ngày"} or _WEEKDAY_AFTER.match(view.low, match.end):
        return True
    word = match.parts["wd"]
    if word.startswith("ch") or word.startswith("ngày ch"):
        return view.capital(match.start + word.rindex("nhật")) is False and view.capital(match.start) or before in ("vào", "từ", "đến", "tới") or (
            view.capital(match.start) and not view.text[max(0, match.start - 2) : match.start - 1].isalpha()
        )
    name = word.split()[1]
    return view.capital(match.start + word.index(name)) and not name.isdecimal() and (before in ("", "vào", "từ", "đến", "tới", "trong", "ngày", "sau", "trước") or not view.capital(match.start))


# --- Months, years and other stretches of the calendar ----------------------------------------------------------------


@rule("month")
def _month_rule(match: Match, view: View) -> Draft | None:
    draft = _draft("month", match)
    draft.month = _month(match.parts["m"])
    if number_before(view, match.start) and "y" not in match.parts and not match.parts["m"].isdecimal():
        return _amount(Match(match.start, match.start + len("tháng"), "amount", {"u": "tháng"}), view)
    if view.before(match.start, 2) == "cách mạng" or view.next_char(match.end) == "%":
        return None
    if "set" in match.parts:
        draft.kind, draft.type, draft.value = "fixed", "SET", f"XXXX-{draft.month:02d}"
    return draft


@rule("month_range")
def _month_range(match: Match, view: View) -> Draft | None:
    draft = _draft("month_range", match)
    draft.month, draft.month2 = int(match.parts["m"]), int(match.parts["m2"])
    draft.year2 = _int(match.parts.get("y2")) or draft.year
    return draft if draft.year2 != draft.year or draft.month < draft.month2 else None


@rule("month_year")
def _month_year(match: Match, view: View) -> Draft | None:
    traps = _traps()["number"][0] - {"khoảng", "điểm", "gần", "hơn"}
    if _NUMERIC_NO.match(view.low, match.end) or view.before(match.start) in traps - _TIME_PREPOSITIONS or view.before(match.start, 2) in traps:
        return None
    draft = _draft("month", match)
    draft.month = int(match.parts["m"])
    return draft


@rule("relative_month")
def _relative_month(match: Match, view: View) -> Draft | None:
    return _relative_unit(match, view, "M")


@rule("relative_year")
def _relative_year(match: Match, view: View) -> Draft | None:
    word = match.parts["rel"]
    if word.startswith("năm") and number_before(view, match.start):
        return _amount(match, view)
    return _by_relation(match, view, "Y", words("relyear")[word])


def _by_relation(match: Match, view: View, unit: str, relation: str) -> Draft | None:
    """*tuần trước* is a week; *tuần qua* is the seven days up to now, but *cuối tuần qua* the weekend before."""
    edged = view.before(match.start) in ("đầu", "giữa", "cuối")
    if relation == "span" and not edged:
        return Draft("fixed", match.start, match.end, type="DURATION", value="P3M" if unit == "Q" else f"P1{unit}")
    draft = Draft("relative_unit", match.start, match.end, unit=unit)
    draft.shift, draft.narrative = _shift("-1" if relation == "span" else relation)
    return draft


@rule("relative_week")
def _relative_week(match: Match, view: View) -> Draft | None:
    return _relative_unit(match, view, "W")


@rule("relative_quarter")
def _relative_quarter(match: Match, view: View) -> Draft | None:
    return _relative_unit(match, view, "Q")


def _relative_unit(match: Match, view: View, unit: str) -> Draft | None:
    if number_before(view, match.start):
        return _amount(match, view)
    return _by_relation(match, view, unit, words("relunit")[match.parts["rel"]])


@rule("months_of_year")
def _months_of_year(match: Match, view: View) -> Draft | None:
    count = number_before(view, match.start)
    months = 3 if match.parts.get("quarters") else 1
    if count is None and months > 1:
        draft = _draft("quarter", match)
        draft.number = 1 if match.parts["edge"] == "đầu" else 4
        return draft
    if count is None or not count.low or not 1 <= count.low * months < 12 or count.low != count.high or count.low == 1 and "edge" not in match.parts:
        return None
    draft = _draft("months_of_year", match)
    draft.start, draft.number, draft.name = count.start, int(count.low) * months, match.parts.get("edge", "đầu")
    return draft


@rule("year")
def _year(match: Match, view: View) -> Draft | None:
    if _NUMERIC_NO.match(view.low, match.end) and view.next_char(match.end) != "/" and not view.low[match.end : match.end + 1] == "-":
        return None
    return _draft("year", match)


@rule("year_words")
def _year_words(match: Match, view: View) -> Draft | None:
    number = parse_number(match.parts["yw"])
    if number is None or not 1000 <= number <= 2100 or number != int(number):
        return _amount(Match(match.start, match.start + len("năm"), "amount", {"u": "năm"}), view)
    return Draft("year", match.start, match.end, year=int(number))


@rule("bare_year")
def _bare_year(match: Match, view: View) -> Draft | None:
    """*ASEAN 2020*, *từ 2014*, *(SN 1982)*: a number as years are, behind a name or a word that leads to a date."""
    draft = _draft("year", match)
    if not _FIRST_BARE_YEAR <= cast(int, draft.year) <= _LAST_BARE_YEAR or _NUMERIC_NO.match(view.low, match.end):
        return None
    if view.after(match.end) in _COUNTED:
        return None
    gap = view.low[match.start - 1 : match.start]
    before = view.before(match.start)
    if before in _BEFORE_YEAR or view.before(match.start, 2) in _BEFORE_YEAR:
        return draft
    if gap == " " and not before:
        return draft if _named_before(match.start, view) else None
    if gap == "-":
        return draft if _named_before(match.start - 1, view) and view.low[match.start - 2 : match.start - 1].isalpha() else None
    if before and gap == " ":
        return draft if before not in _NO_YEAR_NAMES and not before.isdecimal() and _named_before(match.start, view) else None
    return draft if gap == "(" and view.next_char(match.end) == ")" else None


_NAME_REACH = 3


def _named_before(at: int, view: View) -> bool:
    """Whether a capital opens one of the words right before: *giải Nobel văn học 2024*."""
    window = view.text[max(0, at - _BEFORE_WINDOW) : at].rpartition("\n")[2].rstrip()
    words_before = window.split(" ")[-_NAME_REACH:]
    for word in reversed(words_before):
        if not word.replace("-", "").isalnum():
            return False
        if word[0].isupper():
            return True
    return False


_BEFORE_YEAR = frozenset("sn sinh từ đến tới trước sau giữa vào kể niên khóa khoá mùa giải giai đoạn hè đầu cuối hết".split()) | {"bầu cử", "giai đoạn", "định hướng", "tầm nhìn", "mục tiêu"}
_NO_YEAR_NAMES = frozenset("boeing số airbus quận khóa khoá điều bkav windows office iso euro mác gần hơn khoảng có là".split()) - {"euro"}
_COUNTED = frozenset(
    "người usd đô tỷ tỉ triệu nghìn ngàn đồng km m mét tấn kg chiếc ca vụ binh lính học sinh hộ con ha hecta vnd euro tên quân căn máy tàu xe trẻ "
    "cuộc cửa doanh thành sản điểm trường hợp mw gb mb lượt nhân cán suất trang euro bảng yen nhân chỗ ghế vé đơn mẫu bộ lít watt cc mah vôn w kw hồ".split()
)


@rule("school_year")
def _school_year(match: Match, view: View) -> Draft | None:
    draft = _draft("year_range", match)
    first = int(match.parts["y"])
    second = first - first % 100 + int(match.parts["yy"])
    if second != first + 1 and not (second > first and view.low[match.start : match.start + 3] == "năm") or _NUMERIC_NO.match(view.low, match.end):
        return None
    draft.year, draft.year2 = first, second
    return draft if match.parts["y"][0] in "12" and first >= 1800 else None


@rule("year_range")
def _year_range(match: Match, view: View) -> Draft | None:
    first, last = int(match.parts["y"]), int(match.parts["y2"])
    named = view.low.startswith("năm", match.start)
    if last <= first or _NUMERIC_NO.match(view.low, match.end) or not named and (first < 1500 or view.after(match.end) in _COUNTED):
        return None
    return Draft("year_range", match.start, match.end, year=first, year2=last)


@rule("old_year")
def _old_year(match: Match, view: View) -> Draft | None:
    return Draft("year", match.start, match.end, year=-int(match.parts["y"].replace(".", "")))


@rule("quarter")
def _quarter(match: Match, view: View) -> Draft | None:
    draft = _draft("quarter", match)
    draft.number = int(words("quarter")[match.parts["q"]])
    return draft


@rule("half_year")
def _half_year(match: Match, view: View) -> Draft | None:
    draft = _draft("half", match)
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
        return _amount(Match(match.start, match.start + len("thập kỷ"), "amount", {"u": "thập kỷ"}), view) if not match.parts["rel"] == "này" else None
    draft = Draft("relative_decade", match.start, match.end, unit="decade")
    draft.shift = {"này": 0, "trước": -1, "qua": -1}.get(match.parts["rel"], 1)
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
        return _amount(Match(match.start, match.start + len("thế kỷ"), "amount", {"u": "thế kỷ"}), view)
    draft = Draft("relative_decade", match.start, match.end, unit="century")
    draft.shift = {"này": 0, "trước": -1, "qua": -1}.get(match.parts["rel"], 1)
    return draft


@rule("iso_week")
def _iso_week(match: Match, view: View) -> Draft | None:
    return Draft("fixed", match.start, match.end, value=f"{match.parts['y']}-W{int(match.parts['w']):02d}")


@rule("english_day")
def _english_day(match: Match, view: View) -> Draft | None:
    draft = _draft("day", match)
    draft.month, draft.day = int(words("english")[match.parts["mn"]]), int(match.parts["d"])
    at = match.start + view.low[match.start : match.end].index(match.parts["mn"])
    if not view.capital(at) or match.parts["mn"] in ("may", "mar", "jan") and draft.year is None or not values.is_day(draft.year, draft.month, draft.day):
        return None
    return draft


@rule("english_month")
def _english_month(match: Match, view: View) -> Draft | None:
    draft = _draft("month", match)
    draft.month = int(words("english")[match.parts["mn"]])
    return draft if view.capital(match.start) else None


@rule("season")
def _season(match: Match, view: View) -> Draft | None:
    parts = match.parts
    draft = _draft("season", match)
    draft.name = words("season")[parts["s"]]
    if trapped(f"mùa {parts['s']}", match.start, match.end, view):
        return None
    if parts.get("near") in ("này", None) and "lastp" in parts:
        draft.near = "past"
    if not view.low.startswith("mùa", match.start) and (trapped(parts["s"], match.start, match.end, view) or not _season_word_stands(match, view)):
        return None
    return draft


def _season_word_stands(match: Match, view: View) -> bool:
    return match.parts["s"] == "hè" and bool(match.parts.keys() & {"y", "yr", "near"}) or "y" in match.parts and view.before(match.start) in ("vụ", "đông", "kỳ", "từ", "vào", "dịp")


@rule("cup_season")
def _cup_season(match: Match, view: View) -> Draft | None:
    if number_before(view, match.start):
        return None
    shift = {"này": 0, "năm nay": 0, "trước": -1, "vừa qua": -1, "năm ngoái": -1}.get(match.parts["rel"], 1)
    return Draft("relative_unit", match.start, match.end, unit="Y", shift=shift)


# --- Clocks and parts of the day --------------------------------------------------------------------------------------

_CLOCK_AFTER = re.compile(
    r",? ?\(?(?:(?:rạng )?sáng|trưa|chiều|tối|đêm|khuya|ngày \d|ngày hôm|hôm|cùng ngày|giờ (?!đồng|liền)|gmt|thứ|mai(?!\w)|chủ nhật|\d{1,2}/\d|kém|(?:đến|tới|-) \d{1,2} ?(?:h|g|giờ))"
)
_SPAN_BEFORE = frozenset("trong suốt mất vòng dài vài chừng ít nhất mỗi cứ làm hơn gần chỉ tận tổng qua thêm chậm muộn sớm".split())
_SPAN_AFTER = re.compile(r" ?(?:qua|tới|nữa|liên|trước|sau|đồng hồ|liền|mỗi|một|vừa qua|bay|lái|làm|/)")


@rule("clock")
def _clock(match: Match, view: View) -> Draft | None:
    parts = match.parts
    hour, minute = int(parts["h"]), int(parts.get("mi", 30 if "half" in parts else 0))
    matched = view.low[match.start : match.end]
    exact = "mi" in parts
    if not exact and "g" in matched and view.text[match.end - 1] == "G":
        return None  # 5G
    if minute > 59 or hour > 24 or exact and ":" in matched and len(parts["mi"]) != 2:
        return None
    if exact and "kém" in matched:
        hour, minute = (hour * 60 - minute) // 60, (hour * 60 - minute) % 60
    if not exact and _NUMERIC_NO.match(view.low, match.end) and view.next_char(match.end) == "/":
        return None  # *8 giờ/ngày*
    if not exact and not _hour_stands(match, view):
        return _span(match, view, hour)
    if exact and ":" in matched and (view.next_char(match.end) == ":" or view.low[match.start - 1 : match.start] == ":"):
        return None
    draft = Draft("clock", match.start, match.end, type="TIME")
    if parts.get("ampm", "").startswith("p") and hour < 12:
        hour += 12
    draft.clock = hour, minute
    return draft


def _hour_stands(match: Match, view: View) -> bool:
    """Whether *8h*, *10 giờ* is a time of day and no amount of hours."""
    if "ampm" in match.parts:
        return view.low[match.end - 1] in "m."
    before = view.before(match.start)
    if before in _SPAN_BEFORE and not (before in ("hơn", "gần") and _CLOCK_AFTER.match(view.low, match.end)):
        return bool(_CLOCK_AFTER.match(view.low, match.end)) and before not in ("trong", "suốt", "vòng", "mất")
    if _CLOCK_AFTER.match(view.low, match.end):
        return True
    if _SPAN_AFTER.match(view.low, match.end) or match.parts["h"] in ("48", "72"):
        return False
    compact = "giờ" not in view.low[match.start : match.end]
    if before == "khoảng":
        return view.before(match.start, 2) in ("vào khoảng", "lúc khoảng", "từ khoảng")
    return before in ("lúc", "hồi", "vào", "đến", "tới", "từ", "trước") or compact and before in ("sau", "")


def _span(match: Match, view: View, hours: int) -> Draft | None:
    if "ampm" in match.parts:
        return None
    end = match.end
    extra = _AMOUNT_AFTER().match(view.low, end)
    draft = Draft("amount", match.start, extra.end() if extra else end, type="DURATION", unit="TH", amount="span", value=f"PT{hours}H")
    return draft


@rule("clock_range")
def _clock_range(match: Match, view: View) -> Draft | None:
    """*8-18h*: of no day, since hours given so are mostly those of every day."""
    first, last = int(match.parts["h"]), int(match.parts["h2"])
    if not first < last <= 24 or view.before(match.start) not in ("từ", "lúc", "đến", "tới", "giờ", "điểm", "vào", "khoảng", ""):
        return None
    unit = "giờ" if view.low.startswith("giờ", match.end - 3) else "h"
    if unit == "giờ" and view.before(match.start) not in ("từ", "lúc"):
        return None
    return Draft("fixed", match.start, match.end, type="TIME", value=f"XXXX-XX-XXT{first:02d}:00/XXXX-XX-XXT{last:02d}:00")


@rule("part")
def _part(match: Match, view: View) -> Draft | None:
    word = match.parts["p"]
    draft = Draft("part", match.start, match.end, type="TIME", part=words("part")[word])
    if "rel" in match.parts:
        draft.shift, draft.narrative = _shift(words("partday")[match.parts["rel"]])
        if match.parts["rel"] == "qua" and word in ("chiều", "sáng") and view.before(match.start) in ("hai", "một", "nhiều"):
            return None
        return draft
    draft.name = word
    return None if trapped(word, match.start, match.end, view) else draft


# --- Amounts, sets, references ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Count:
    """A number before a unit: from `low` to `high`, both None for *vài*, *nhiều*."""

    start: int
    low: float | None
    high: float | None


_RANGE = re.compile(r"(\d{1,5})[-–](\d{1,5})")
_JOINS = ("đến", "tới", "hoặc", "hay", "-", "–")


def number_before(view: View, at: int) -> Count | None:
    """The number that ends right before `at`, in digits (*3*, *2-3*, *1 đến 3*) or words (*hai mươi*, *vài*)."""
    low = view.low
    if at < 2 or low[at - 1] != " ":
        return None
    window_start = max(0, at - _NUMBER_WINDOW)
    tokens = low[window_start:at].replace("\n", " \n ").split(" ")
    if tokens and tokens[-1] == "":
        tokens.pop()
    position = at
    taken: list[str] = []
    start = at
    while tokens and len(taken) < _LONGEST_NUMBER:
        token = tokens.pop()
        position -= len(token) + 1
        bare = token.lstrip("(“\"'[")
        if not bare:
            break
        numeric = bare[0].isdigit()
        if numeric and _DIGITS_ONLY.fullmatch(bare):
            if taken and taken[0] not in _JOINS:
                break
            taken.insert(0, bare)
            start = position + len(token) - len(bare)
            if not (tokens and tokens[-1] in _JOINS and len(tokens) > 1 and tokens[-2].isdigit()) or len(taken) > 1:
                break
        elif bare in _JOINS and taken and tokens:
            if not (tokens[-1].isdigit() or is_number_word(tokens[-1])) or tokens[-1] == "năm":
                break
            taken.insert(0, bare)
            continue
        elif is_number_word(bare) or bare in _many():
            if taken and taken[0][0].isdigit():
                break
            taken.insert(0, bare)
            start = position + len(token) - len(bare)
        else:
            break
        if bare != token:
            break
    if not taken:
        return None
    return _count(start, taken)


_DIGITS_ONLY = re.compile(r"\d{1,3}(?:[.,]\d{1,3}){0,3}|\d{1,6}|\d{1,5}[-–]\d{1,5}")


@functools.cache
def _many() -> frozenset[str]:
    return frozenset(word for form in words("many") for word in form.split())


def _count(start: int, taken: list[str]) -> Count | None:
    while taken and taken[0] in _JOINS:
        taken.pop(0)
    if any(t in _many() and not (t == "chục" and len(taken) > 1 and is_number_word(taken[0])) for t in taken):
        return Count(start, None, None)
    joint = next((i for i, t in enumerate(taken) if t in _JOINS), None)
    if joint is not None:
        low, high = parse_number(" ".join(taken[:joint])), parse_number(" ".join(taken[joint + 1 :]))
        return Count(start, low, high) if low is not None and high is not None and low < high else None
    span = _RANGE.fullmatch(taken[0])
    if span and len(taken) == 1:
        return Count(start, float(span[1]), float(span[2])) if int(span[1]) < int(span[2]) else None
    number = parse_number(" ".join(taken))
    return None if number is None or number > _LARGEST_AMOUNT else Count(start, number, number)


@functools.cache
def _AMOUNT_AFTER() -> re.Pattern[str]:  # noqa: N802
    forms = sorted((re.escape(f) for f in words("amount")), key=len, reverse=True)
    return re.compile(rf"[ ]{{1,2}}(?P<after>{'|'.join(forms)})(?!\w)")


_HALF_AFTER = re.compile(r" rưỡi(?!\w)")
_NO_AMOUNT_AFTER = re.compile(r" (?:tuổi|nào|đầu năm|sinh|thứ)(?!\w)|/\w")
_EVERY_AFTER = re.compile(r" (?:một|1) lần(?!\w)")
#: Behind *3 ngày sau*, *2 năm trước*: what they are counted from, and so no point in time of their own.
_EVENT_AFTER = re.compile(r" (?:khi|vụ|cuộc|đó|ngày|trận|chiến|thảm|sự|cơn|lúc|thời|chuyến|lệnh|lần|đợt|giờ|hội|bầu|cái|ca|nhiều|nhau|tuyên|kỳ|phẫu|thông|phiên|nỗ|động|bão|năm|tháng|mùa|lễ|buổi|vòng|khoảng|phát|những|các|dịp|phần|thềm)(?!\w)")


@rule("amount")
def _amount(match: Match, view: View) -> Draft | None:
    unit = match.parts.get("u") or next(u for u in sorted(words("unit"), key=len, reverse=True) if view.low.startswith(u, match.start))
    count = number_before(view, match.start)
    if count is None or trapped(unit, match.start, match.start + len(unit), view):
        return None
    return _amount_of(count, unit, match.start + len(unit), view)


def _amount_of(count: Count, unit: str, end: int, view: View) -> Draft | None:
    code = words("unit")[unit]
    if not code or _NO_AMOUNT_AFTER.match(view.low, end) or view.low[count.start - 1 : count.start] in ("/", "-") or view.before(count.start) == "cứ":
        return None
    if view.low[count.start : end] == "năm tháng" and not _AMOUNT_AFTER().match(view.low, end):
        return None  # *qua năm tháng*: the years and months
    half = _HALF_AFTER.match(view.low, end)
    if half:
        end = half.end()
    draft = Draft("amount", count.start, end, type="DURATION", unit=code)
    every = _EVERY_AFTER.match(view.low, end)
    draft.value = duration(code, count, half=bool(half))
    draft.number = None if count.low is None else int(count.low)
    if draft.value is None:
        return None
    if every:
        draft.type, draft.kind, draft.end = "SET", "fixed", every.end()
        return draft
    after = _AMOUNT_AFTER().match(view.low, end)
    if after:
        meaning = words("amount")[after["after"]]
        if after["after"] in ("trước", "sau") and _EVENT_AFTER.match(view.low, after.end()) or after["after"] == "sau" and view.after(after.end()):
            return draft
        if after["after"] == "nữa" and view.before(count.start) in ("thêm", "trong", "vòng", "mất"):
            draft.end = after.end()
            return draft
        draft.amount, draft.end = meaning, after.end()
        if meaning != "span":
            draft.type = "DATE"
            if count.low is None and meaning in ("after", "before"):
                draft.amount, draft.type, draft.end = "", "DURATION", end
    return draft


_HALF = 0.5


def duration(code: str, count: Count, *, half: bool = False) -> str | None:
    """A TIMEX3 duration: *P3D*, *PT48H*, *PXY* for *nhiều năm*, *P2D/P3D* for *2-3 ngày*; *P1Y6M* for *một năm rưỡi*."""
    time, letter, scale = code.startswith("T"), code.lstrip("T")[0], int(code.lstrip("T")[1:])
    head = "PT" if time else "P"
    if count.low is None or count.high is None:
        return f"{head}X{letter}"

    def one(number: float) -> str:
        total = (number + (0.5 if half else 0)) * scale
        if total != int(total) and letter == "Y":
            return f"P{int(total)}Y6M" if int(total) else "P6M"
        if total == _HALF and letter in ("D", "M"):
            return "PT12H" if letter == "D" else "P15D"
        if total != int(total) and letter == "H":
            return f"PT{int(total)}H30M" if int(total) else "PT30M"
        return f"{head}{int(total) if total == int(total) else total}{letter}"

    return one(count.low) if count.low == count.high else f"{one(count.low)}/{one(count.high)}"


@rule("ago")
def _ago(match: Match, view: View) -> Draft | None:
    return _counted(match, view, "past")


@rule("before_after")
def _before_after(match: Match, view: View) -> Draft | None:
    return _counted(match, view, "before" if match.parts["dir"] == "trước" else "after")


def _counted(match: Match, view: View, amount: str) -> Draft | None:
    count = _count(match.start, match.parts["nw"].replace("–", "-").split())
    if count is None:
        return None
    code = words("unit")[match.parts["u"]]
    if not code:
        return None
    draft = Draft("amount", match.start, match.end, unit=code, amount=amount)
    draft.number = None if count.low is None else int(count.low)
    draft.value = duration(code, count)
    if "ap" in match.parts:
        draft.mod = "APPROX"
    return draft


_DIGIT_AFTER = re.compile(r" \d")


@rule("set")
def _set(match: Match, view: View) -> Draft | None:
    parts = match.parts
    if view.capital(match.start) and view.before(match.start) or _DIGIT_AFTER.match(view.low, match.end):
        return None  # *(Lê Thị Thu) Hằng ngày 9/4*
    draft = Draft("fixed", match.start, match.end, type="SET")
    if "p" in parts:
        draft.value = f"XXXX-XX-XXT{words('part')[parts['p']][1:]}"
    elif "s" in parts:
        draft.value = f"XXXX-{words('season')[parts['s']]}"
    elif "wd" in parts:
        draft.value = f"XXXX-WXX-{words('weekday')[parts['wd']]}"
    else:
        code = words("unit")[parts["u"]]
        if match.parts.get("nw") or view.low.startswith("hàng", match.start) and int(code.lstrip("T")[1:] or 1) >= _DECADE:
            return _tens_of(match, code, view)
        count = Count(match.start, 1, 1)
        if not code or _rate(match, view):
            return None
        draft.value = duration(code, count)
    return draft


_DECADE = 10


def _tens_of(match: Match, code: str, view: View) -> Draft | None:
    """*hàng chục năm*, *hàng thập kỷ*: an uncounted amount; *mỗi hai năm* a set."""
    count = _count(match.start, match.parts["nw"].split()) if "nw" in match.parts else None
    if view.low.startswith("hàng", match.start):
        return _amount_of(Count(match.start, None, None), match.parts["u"], match.end, view)
    return None if count is None or not code else Draft("fixed", match.start, match.end, type="SET", value=duration(code, count))


_RATE = re.compile(r"\d[\d.,]* ?(?:\w+ ){0,6}$|(?:lần|lượt|ca|vong|người) $")
_RATE_AFTER = re.compile(r"(?: \w+){0,4} \d|(?: \w+){0,1} (?:một|hai|ba)(?!\w)")


def _rate(match: Match, view: View) -> bool:
    """*10.000 ca mỗi ngày*, *mỗi ngày 140 người*: an amount for each day, and no time."""
    if not view.low.startswith("mỗi", match.start) or view.next_char(match.end) == "," and not view.before(match.start):
        return False
    return bool(_RATE.search(view.low, max(0, match.start - 40), match.start) or _RATE_AFTER.match(view.low, match.end))


@rule("yearly")
def _yearly(match: Match, view: View) -> Draft | None:
    return Draft("fixed", match.start, match.end, type="SET", value="P1Y")


@rule("same_period")
def _same_period(match: Match, view: View) -> Draft | None:
    return _draft("same_period", match)


@rule("plural_span")
def _plural_span(match: Match, view: View) -> Draft | None:
    code = words("unit")[match.parts["u"]]
    if not code:
        return None
    if words("plural")[match.parts["pl"]] == "past":
        return Draft("fixed", match.start, match.end, value="PAST_REF")
    return Draft("fixed", match.start, match.end, type="DURATION", value=duration(code, Count(match.start, None, None)))


@rule("reference")
def _reference(match: Match, view: View) -> Draft | None:
    word = match.parts["ref"]
    if trapped(word, match.start, match.end, view) or not _reference_stands(word, match, view):
        return None
    return Draft("fixed", match.start, match.end, value=words("ref")[word])


def _reference_stands(word: str, match: Match, view: View) -> bool:
    if word == "tương lai":
        return view.before(match.start) in ("trong", "ở", "vào")
    if word == "hiện" and not view.capital(match.start) and _AT_HAND.match(view.low, match.end):
        return False  # *lực lượng hiện có*
    if word in ("sắp tới", "tới đây"):  # *sắp tới Nga*: about to come to
        return not view.capital(match.end + 1) and view.before(match.start) not in ("đưa", "đường", "đi")
    if word == "gần đây nhất":
        return view.before(match.start) != "lần"
    return True


_AT_HAND = re.compile(r" có(?!\w)(?! (?:\d|khoảng|hơn|gần|trên|một|hai|ba|bốn|năm|nhiều|tổng|ít))")


@rule("whole")
def _whole(match: Match, view: View) -> Draft | None:
    """*cả ngày*: as long as that; *cả năm* is the year."""
    code = {"ngày": "P1D", "ngày đêm": "P1D", "đêm": "P1D", "tuần": "P1W", "tháng": "P1M"}.get(match.parts["u"])
    return None if code is None else Draft("fixed", match.start, match.end, type="DURATION", value=code)


@rule("holiday")
def _holiday(match: Match, view: View) -> Draft | None:
    parts = match.parts
    name = parts["hd"]
    draft = _draft("holiday", match)
    draft.name = name
    if "d" in parts:
        draft.kind, draft.month, draft.day = "day", int(parts["m"]), int(parts["d"])
        _leave_near(draft, match)
        return draft if values.is_day(draft.year, draft.month, draft.day) else None
    if view.after(match.end) in ("mùng", "mồng", "rằm"):
        return None  # the day that follows dates it
    before = view.before(match.start)
    leads = before in _HOLIDAY_LEADS or view.before(match.start, 2) in _HOLIDAY_LEADS
    if not leads and "y" not in parts and "yr" not in parts and (holidays.is_weak(name) or before in _CELEBRATING):
        return None
    return draft


_HOLIDAY_LEADS = frozenset("vào dịp trước sau đến tới từ qua nhân hồi nghỉ".split()) | {"kỳ nghỉ"}
_CELEBRATING = frozenset("mừng vui đón ăn chào kỷ niệm quà".split())
