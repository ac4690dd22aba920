"""Amounts of time, sets, and references to now, before and later."""

from __future__ import annotations

import functools
import re

from ..counts import Count, count_of, duration, number_before
from ..draft import Draft
from ..patterns import Match, words
from ..view import View, trapped
from .base import draft_of, rule


@functools.cache
def amount_after() -> re.Pattern[str]:
    forms = sorted((re.escape(f) for f in words("amount")), key=len, reverse=True)
    return re.compile(rf"[ ]{{1,2}}(?P<after>{'|'.join(forms)})(?!\w)")


_HALF_AFTER = re.compile(r" rưỡi(?!\w)")
_NO_AMOUNT_AFTER = re.compile(r" (?:tuổi|nào|đầu năm|sinh|thứ)(?!\w)|/\w")
_EVERY_AFTER = re.compile(r" (?:một|1) lần(?!\w)")


@rule("amount")
def amount(match: Match, view: View) -> Draft | None:
    unit = match.parts.get("u") or next(u for u in sorted(words("unit"), key=len, reverse=True) if view.low.startswith(u, match.start))
    count = number_before(view, match.start)
    if count is None or trapped(unit, match.start, match.start + len(unit), view):
        return None
    return amount_of(count, unit, match.start + len(unit), view)


def amount_of(count: Count, unit: str, end: int, view: View) -> Draft | None:
    code = words("unit")[unit]
    if not code or _NO_AMOUNT_AFTER.match(view.low, end) or view.low[count.start - 1 : count.start] in ("/", "-") or view.before(count.start) == "cứ":
        return None
    if view.low[count.start : end] == "năm tháng" and not amount_after().match(view.low, end):
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
    after = amount_after().match(view.low, end)
    if after:
        meaning = words("amount")[after["after"]]
        if (after["after"] in ("trước", "sau") and view.after(after.end()) in words("counted_from")) or (after["after"] == "sau" and view.after(after.end())):
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


@rule("ago")
def _ago(match: Match, view: View) -> Draft | None:
    return _counted(match, view, "past")


@rule("before_after")
def _before_after(match: Match, view: View) -> Draft | None:
    return _counted(match, view, "before" if match.parts["dir"] == "trước" else "after")


def _counted(match: Match, view: View, amount: str) -> Draft | None:
    count = count_of(match.start, match.parts["nw"].replace("–", "-").split())
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
    if (view.capital(match.start) and view.before(match.start)) or _DIGIT_AFTER.match(view.low, match.end):
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
        many = view.low.startswith("hàng", match.start)
        if many and view.after(match.end) == "trời":
            return amount_of(Count(match.start, None, None), parts["u"], match.end + len(" trời"), view)
        if parts.get("nw") or (many and int(code.lstrip("T")[1:] or 1) >= _DECADE):
            return _tens_of(match, code, view)
        count = Count(match.start, 1, 1)
        if not code or _rate(match, view):
            return None
        draft.value = duration(code, count)
    return draft


_DECADE = 10


def _tens_of(match: Match, code: str, view: View) -> Draft | None:
    """*hàng chục năm*, *hàng thập kỷ*: an uncounted amount; *mỗi hai năm* a set."""
    count = count_of(match.start, match.parts["nw"].split()) if "nw" in match.parts else None
    if view.low.startswith("hàng", match.start):
        return amount_of(Count(match.start, None, None), match.parts["u"], match.end, view)
    return None if count is None or not code else Draft("fixed", match.start, match.end, type="SET", value=duration(code, count))


_RATE = re.compile(r"\d[\w., ]*$|(?:lần|lượt|ca|vong|người) $")
_RATE_AFTER = re.compile(r"[\w ]{0,24} (?:\d|(?:một|hai|ba)(?!\w))")


def _rate(match: Match, view: View) -> bool:
    """*10.000 ca mỗi ngày*, *mỗi ngày 140 người*: an amount for each day, and no time."""
    if not view.low.startswith("mỗi", match.start) or (view.next_char(match.end) == "," and not view.before(match.start)):
        return False
    return bool(_RATE.search(view.low, max(0, match.start - 40), match.start) or _RATE_AFTER.match(view.low, match.end))


@rule("yearly")
def _yearly(match: Match, view: View) -> Draft | None:
    return Draft("fixed", match.start, match.end, type="SET", value="P1Y")


@rule("same_period")
def _same_period(match: Match, view: View) -> Draft | None:
    return draft_of("same_period", match)


@rule("plural_span")
def _plural_span(match: Match, view: View) -> Draft | None:
    code = words("unit")[match.parts["u"]]
    if not code:
        return None
    vague = {"past": "PAST_REF", "future": "FUTURE_REF"}.get(words("plural")[match.parts["pl"]])
    if vague:
        return Draft("fixed", match.start, match.end, value=vague)
    return Draft("fixed", match.start, match.end, type="DURATION", value=duration(code, Count(match.start, None, None)))


@rule("reference")
def _reference(match: Match, view: View) -> Draft | None:
    word = match.parts["ref"]
    if trapped(word, match.start, match.end, view) or not _reference_stands(word, match, view):
        return None
    return Draft("fixed", match.start, match.end, value=words("ref")[word])


#: Behind these words *tới* is the verb.
_COMING = frozenset("đưa đường đi muốn phải từng cũng đã sẽ quân sĩ lính khách ông bà họ người gửi chuyển kéo lần".split())


def _reference_stands(word: str, match: Match, view: View) -> bool:
    if word == "tương lai":
        return view.before(match.start) in ("trong", "ở", "vào")
    if word == "hiện" and not view.capital(match.start) and _AT_HAND.match(view.low, match.end):
        return False  # *lực lượng hiện có*
    if word in ("sắp tới", "tới đây"):  # *sắp tới Nga*: about to come to; *muốn tới đây*: here
        return not view.capital(match.end + 1) and view.after(match.end) != "để" and view.before(match.start) not in _COMING
    if word == "gần đây nhất":
        return view.before(match.start) != "lần"
    return True


_AT_HAND = re.compile(r" có(?!\w)(?! (?:\d|(?:khoảng|hơn|gần|trên|tới|đến|một|hai|ba|bốn|năm|vài|nhiều|những|các|rất|tổng|ít|mặt|đủ|thể)(?!\w)))")


@rule("whole")
def _whole(match: Match, view: View) -> Draft | None:
    """*cả ngày*: as long as that; *cả năm* is the year."""
    code = {"ngày": "P1D", "ngày đêm": "P1D", "đêm": "P1D", "tuần": "P1W", "tháng": "P1M"}.get(match.parts["u"])
    return None if code is None else Draft("fixed", match.start, match.end, type="DURATION", value=code)
