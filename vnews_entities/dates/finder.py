"""Finds the time expressions of a text: scan, read, join, resolve."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import cast

from ..document import Timex
from ..text import normalise
from . import compose
from .draft import Draft
from .patterns import grammar
from .resolve import Resolver, timex
from .rules import RULES
from .told import Writing, explains, writing
from .values import Point
from .view import View

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def find_dates(text: str, reference: str | datetime.date | None = None, *, paragraphs: Sequence[tuple[int, int]] | None = None) -> tuple[Timex, ...]:
    """The time expressions of `text` with their TIMEX3 values, in order and without overlap.

    Args:
        reference: the day the text was published, as a date or *YYYY-MM-DD*. With None, what only the publication date could tell is written `X`.
        paragraphs: offsets of the paragraphs to read; all of the text where None.

    Raises:
        ValueError: `reference` is no date of the form *YYYY-MM-DD*.
        TypeError: `text` is no string.
    """
    if not isinstance(text, str):
        raise TypeError(f"find_dates reads a str, not {type(text).__name__}; decode bytes first")
    point = _reference(reference)
    shadow = normalise(text)
    view = View(shadow.text, lower(shadow.text))
    spans = [(0, len(view.low))] if paragraphs is None else [shadow.inverse(*p) for p in paragraphs]
    drafts = [d for start, end in spans for d in _read(view, start, end)]
    resolver = Resolver(view, Writing(point) if point else writing(drafts, view))
    found = []
    for i, draft in enumerate(drafts):
        value = resolver.resolve(_linked(drafts, i, view))
        if value is not None:
            found.append(timex(draft, value, view, shadow.span(draft.start, draft.end), text))
    return tuple(found)


def _reference(reference: str | datetime.date | None) -> Point | None:
    if reference is None:
        return None
    if isinstance(reference, datetime.datetime):
        return Point(reference.date())
    if isinstance(reference, datetime.date):
        return Point(reference)
    if isinstance(reference, str) and _ISO_DATE.fullmatch(reference):
        try:
            return Point(datetime.date.fromisoformat(reference))
        except ValueError:
            pass
    raise ValueError(f"reference={reference!r} is no date; give a datetime.date or a string such as '2024-07-18', or None where the date is unknown")


def lower(text: str) -> str:
    """`text` in small letters and as long as before."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _read(view: View, start: int, end: int) -> list[Draft]:
    """The drafts between two offsets, joined where several tell one time."""
    out: list[Draft] = []
    rules = grammar()
    position = start
    for at, first in rules.places(view.low, start, end):
        if at < position:
            continue
        match = rules.match(view.low, at, first)
        draft = None if match is None or match.end > end else RULES[match.rule](match, view)
        if draft is None and first in compose.UNITS:
            draft = compose.edge_only(at, at + len(first), view)
        if draft is None or (out and draft.start < out[-1].end):
            continue
        _leave_verb(draft, view)
        position = max(position, draft.end, match.end if match is not None else 0)
        _add(out, draft, view, start)
        position = max(position, out[-1].end)
    return out


def _add(out: list[Draft], draft: Draft, view: View, left: int) -> None:
    """Appends a draft, with what it takes from its left, or joins it to the one before."""
    if out and compose.join(out[-1], draft, view):
        joined = out.pop()
        _borrow(out, joined, view, left)
        out.append(joined)
        return
    _borrow(out, draft, view, left)
    compose.modify(draft, out[-1].end if out else left, view)
    out.append(draft)
    out += compose.following(draft, view)


def _borrow(out: list[Draft], draft: Draft, view: View, left: int) -> None:
    """Appends the days before `draft` that take month and year from it: *ngày 16 và 17/7*, *đêm 18, rạng sáng 19/11*."""
    opener = out[-1] if out and out[-1].kind in ("month_day", "part") and out[-1].shift is None else None
    border = out[-1].end if out else left
    borrowing = compose.borrowing_days(draft, opener.start if opener else border, view)
    if borrowing:
        if opener is not None and opener.start >= borrowing[0].start:
            out.pop()
        out += borrowing


def _leave_verb(draft: Draft, view: View) -> None:
    """*hôm 17/5 tới Hàn Quốc*: before a name *tới* is the verb."""
    if draft.near == "future" and view.low.startswith(" tới", draft.end - 4) and view.capital(draft.end + 1):
        draft.near, draft.end = None, draft.end - 4


def _linked(drafts: list[Draft], i: int, view: View) -> Draft:
    """A date that the next one tells more of: *hôm nay (1/6)*, *từ tháng 3 đến tháng 8/2022*."""
    draft = drafts[i]
    if i + 1 == len(drafts):
        return draft
    following = drafts[i + 1]
    if _shares_day(draft, following, view):
        return compose.on_the_day_of(draft, following)
    if explains(draft, following, view):
        draft.kind, draft.year, draft.month, draft.day = "day", following.year, following.month, following.day
    elif draft.kind == following.kind == "weekday":
        _run_weekdays(draft, following, view)
    elif _runs_to(draft, following, view) and draft.month and following.month and following.year:
        begins_later = (draft.month, draft.day or 0) > (following.month, following.day or 0)
        draft.year = following.year - begins_later
    return draft


_CLOCKS_APART = re.compile(r" ?[-–] ?| (?:cho )?(?:đến|tới) (?:khoảng |lúc )?| (?:và|hoặc|hay) (?:lúc )?")


def _shares_day(draft: Draft, following: Draft, view: View) -> bool:
    """Whether a bare clock takes the day of the one behind it: *từ 9h đến 11h ngày 4/6*; not where the night lies between the two."""
    if draft.kind != "clock" or draft.shift is not None or draft.clock is None or following.clock is None:
        return False
    dated = (following.kind != "clock" or following.shift is not None) and not (following.narrative and following.shift)
    return dated and draft.clock < following.clock and _CLOCKS_APART.fullmatch(view.low, draft.end, following.start) is not None


def _runs_to(draft: Draft, following: Draft, view: View) -> bool:
    """Both are days or months, the first without a year, the second its end: *từ ngày 3/5 đến 4/6/2020*."""
    kinds = ("day", "month")
    if draft.kind not in kinds or following.kind not in kinds or draft.year is not None or draft.year_shift is not None or draft.near:
        return False
    return view.before(draft.start) == "từ" and _until(draft, following, view)


def _until(draft: Draft, following: Draft, view: View) -> bool:
    return view.low[draft.end : following.start].strip() in ("đến", "tới", "đến hết", "cho đến", "đến ngày")


def _run_weekdays(draft: Draft, following: Draft, view: View) -> None:
    """*từ thứ Hai đến thứ Sáu tuần tới*: both of one week or of two in a row, the end never before the beginning."""
    if view.before(draft.start) != "từ" or not _until(draft, following, view) or draft.shift is not None or draft.near:
        return
    if following.shift is None and following.near is None:
        following.narrative = True
    elif cast(int, draft.weekday) < cast(int, following.weekday):
        draft.shift, draft.near = following.shift, following.near
