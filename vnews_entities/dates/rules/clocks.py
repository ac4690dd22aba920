"""Clocks and parts of the day."""

from __future__ import annotations

import re

from ..counts import number_before
from ..draft import Draft
from ..patterns import Match, words
from ..view import View, trapped
from .amounts import amount, amount_after
from .base import NO_DATE_AFTER, rule, shift_of

_CLOCK_AFTER = re.compile(
    r",? ?\(?(?:(?:rạng )?sáng|trưa|chiều|tối|đêm|khuya|ngày \d|ngày hôm|hôm|cùng ngày|giờ (?!đồng|liền)|gmt|thứ|mai(?!\w)|chủ nhật|\d{1,2}/\d|kém"
    r"|(?:đến|tới|-) \d{1,2} ?(?:h|g|giờ))"
)
_SPAN_AFTER = re.compile(r" ?(?:qua|tới|nữa|liên|trước|sau|đồng hồ|liền|mỗi|một|vừa qua|bay|lái|làm|/)")


@rule("clock")
def _clock(match: Match, view: View) -> Draft | None:
    parts = match.parts
    hour, minute = int(parts["h"]), int(parts.get("mi", 30 if "half" in parts else 0))
    matched = view.low[match.start : match.end]
    exact = "mi" in parts
    if not exact and "g" in matched and view.text[match.end - 1] == "G":
        return None  # 5G
    if minute > 59 or hour > 24 or (exact and ":" in matched and len(parts["mi"]) != 2):
        return None
    if exact and "kém" in matched:
        hour, minute = (hour * 60 - minute) // 60, (hour * 60 - minute) % 60
    if not exact and NO_DATE_AFTER.match(view.low, match.end) and view.next_char(match.end) == "/":
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
    compact = "giờ" not in view.low[match.start : match.end]
    if before in ("hơn", "gần") and compact and view.before(match.start, 2).split(" ")[0] in ("lúc", "hồi", "vào", "đến", "tới"):
        return True
    if before in words("before_span") and not (before in ("hơn", "gần") and _CLOCK_AFTER.match(view.low, match.end)):
        return bool(_CLOCK_AFTER.match(view.low, match.end)) and before not in ("trong", "suốt", "vòng", "mất")
    if _CLOCK_AFTER.match(view.low, match.end):
        return True
    if _SPAN_AFTER.match(view.low, match.end) or match.parts["h"] in ("48", "72"):
        return False
    if before == "khoảng":
        two = view.before(match.start, 2)
        return two in ("vào khoảng", "lúc khoảng", "từ khoảng") or (compact and two in ("", "đến khoảng", "tới khoảng"))
    return before in ("lúc", "hồi", "vào", "đến", "tới", "từ", "trước") or (compact and before in ("sau", ""))


def _span(match: Match, view: View, hours: int) -> Draft | None:
    if "ampm" in match.parts:
        return None
    end = match.end + len(" đồng hồ") if view.low.startswith(" đồng hồ", match.end) else match.end
    extra = amount_after().match(view.low, end)
    return Draft("amount", match.start, extra.end() if extra else end, type="DURATION", unit="TH", amount="span", value=f"PT{hours}H")


@rule("clock_range")
def _clock_range(match: Match, view: View) -> Draft | None:
    """*8-18h*."""
    first, last = int(match.parts["h"]), int(match.parts["h2"])
    if not first < last <= 24 or view.before(match.start) not in ("từ", "lúc", "đến", "tới", "giờ", "điểm", "vào", "khoảng", ""):
        return None
    unit = "giờ" if view.low.startswith("giờ", match.end - 3) else "h"
    if unit == "giờ" and view.before(match.start) not in ("từ", "lúc"):
        return None
    return Draft("clock", match.start, match.end, type="TIME", clock=(first, 0), clock_end=(last, 0))


#: *vào ban đêm* is that of every day, *giới nghiêm ban đêm* no time.
_OF_EVERY_DAY = ("ban ngày", "ban đêm")


@rule("part")
def _part(match: Match, view: View) -> Draft | None:
    word = match.parts["p"]
    count = number_before(view, match.start) if word == "đêm" and "rel" not in match.parts else None
    if count is not None and view.before(count.start) in (*words("before_span"), "sau"):
        return amount(Match(match.start, match.end, "amount", {"u": word}), view)
    if word == "sớm" and match.parts.get("rel") not in ("nay", "mai"):
        return None
    draft = Draft("part", match.start, match.end, type="TIME", part=words("part")[word])
    if "rel" in match.parts:
        draft.shift, draft.narrative = shift_of(words("partday")[match.parts["rel"]])
        if match.parts["rel"] == "qua" and word in ("chiều", "sáng") and view.before(match.start) in ("hai", "một", "nhiều"):
            return None
        return draft
    draft.name = word
    if word in _OF_EVERY_DAY:
        return Draft("fixed", match.start, match.end, type="TIME", value=f"XXXX-XX-XX{draft.part}") if view.before(match.start) == "vào" else None
    return None if trapped(word, match.start, match.end, view) else draft
