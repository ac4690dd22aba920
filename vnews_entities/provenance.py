"""Where and when an article appeared: publication dates in header lines and URLs, outlets by domain and by name."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from urllib.parse import urlsplit

from .tables import table
from .text import fold, fold_key

#: Years that a publication date may have; everything else is an article's number or a misprint.
FIRST_YEAR, LAST_YEAR = 1945, 2099

_VIETNAM = timezone(timedelta(hours=7))

_DATE = re.compile(
    r"(?<![\d/.-])(?:(?P<d>\d{1,2})(?P<sep>[/.-])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4})"
    r"|(?P<dw>\d{1,2}) tháng (?P<mw>\d{1,2})(?:,| năm|) (?P<yw>\d{4})"
    r"|(?P<yi>\d{4})-(?P<mi>\d{2})-(?P<di>\d{2})(?P<t>[t ]\d{2}:\d{2}[\d:.]*(?:z|[+-]\d{2}:?\d{2})?)?)(?![\d])"
)
#: What stands beside the date in a header line. Folded text; blanked before the rest is judged.
_HEADER_WORDS = re.compile(
    r"\d{1,2}\s?[:h]\s?\d{2}(?::\d{2})?(?:\s?(?:am|pm|sa|ch)\b)?|\(?\b(?:gmt|utc)\s?[+-]?\s?\d{0,2}(?::?\d\d)?\)?"
    r"|\b(?:thứ\s?(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|cn)\b"
    r"|\b(?:cập nhật|ngày đăng|đăng tải|đăng|xuất bản|phát hành|thời gian|ngày|lúc|vào|hồi|giờ việt nam|giờ)\b"
)
_UPDATED = re.compile(r"\b(?:cập nhật|sửa)\b")
_POSTED = re.compile(r"\b(?:đăng|xuất bản|phát hành|cập nhật)\b")
_SEPARATORS = re.compile(r"[|,;:•·/()–—-]")

_URL = re.compile(r"https?://[^\s<>\"'“”]+")
_URL_TRAILING = ".,;:!?)]}»…"
_PATH_DATES = (
    re.compile(r"/(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d])"),
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?!\d)"),
    re.compile(r"(?<![\d])(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>\d{4})(?![\d-])"),
    re.compile(r"/(?P<y>20\d\d)/\d{2}/\d{2}(?P<m>\d{2})(?P<d>\d{2})_"),
    # 20240718101500123 and 20240718101500: to the second, in Dân trí's, Tuổi Trẻ's and many others' numbers
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)\d{0,3})?(?!\d)"),
    # 185240718101500123: a site's number of three digits, then yymmdd and the time (Thanh Niên, Người Lao Động, CafeF)
    re.compile(r"(?<!\d)[12]\d\d(?P<yy>\d\d)(?P<m>\d\d)(?P<d>\d\d)(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)\d{3}(?!\d)"),
)


def header_date(line: str, is_aside: bool = False) -> tuple[str, bool, str] | None:
    """The date of a line that says when the page was published: ISO date, whether of an update only, and what else stands in the line.

    The rest is pieces joined by '|'; whether they belong in a header is for the caller to judge. None where the line has no whole
    date. `is_aside`: far from the page's head, where a bare date is a subheading and only one with a label counts.
    """
    folded = fold(line)
    match = _DATE.search(folded)
    if match is None or (is_aside and not _POSTED.search(folded)):
        return None
    found = _valid(*(match[k] or match[k + "w"] or match[k + "i"] for k in "ymd"))
    if found is None:
        return None
    rest = list(line)
    for pattern in (_DATE, _HEADER_WORDS):
        for m in pattern.finditer(folded):
            rest[m.start() : m.end()] = "|" * (m.end() - m.start())
    pieces = (p.strip() for p in _SEPARATORS.split("".join(rest)))
    return found, _UPDATED.search(folded, 0, match.start()) is not None, "|".join(p for p in pieces if p)


def url_date(url: str) -> str | None:
    """The ISO date in a URL's path, as in `/2024/07/18/`, `-20240718101500.htm` or `-185240718101500123.htm`; None where there is none."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    return next(_path_dates(path), None)


def _path_dates(path: str) -> Iterator[str]:
    for pattern in _PATH_DATES:
        for match in pattern.finditer(path):
            parts = match.groupdict()
            year = parts.get("y") or "20" + parts["yy"]
            found = _valid(year, parts["m"], parts["d"])
            if found and _is_clock(parts.get("H"), parts.get("M"), parts.get("S")):
                yield found


def _valid(year: str, month: str, day: str) -> str | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found.isoformat() if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _is_clock(hour: str | None, minute: str | None, second: str | None) -> bool:
    try:
        time(int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        return False
    return True


def find_url(line: str) -> tuple[int, int] | None:
    """Where the first http(s) URL of a line stands, without the punctuation that follows it."""
    match = _URL.search(line)
    return None if match is None else (match.start(), match.start() + len(match.group().rstrip(_URL_TRAILING)))


def outlet_of_url(url: str) -> str | None:
    """The name of the outlet whose page `url` is, by `outlets.tsv`: that of the longest domain that fits."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    labels = host.lower().split(".")
    return next((name for i in range(len(labels)) if (name := _domains().get(".".join(labels[i:])))), None)


def outlet_named(name: str) -> str | None:
    """The outlet that calls itself `name` (*Dân trí*, *TTO*, *Báo Tin Tức*), under its name in `outlets.tsv`."""
    return _names().get(fold_key(name.strip()))


@functools.cache
def _domains() -> dict[str, str]:
    return {row["domain"]: row["name"] for row in table("outlets")}


@functools.cache
def _names() -> dict[str, str]:
    forms = ((form, row["name"]) for row in table("outlets") for form in (row["domain"], row["name"], *row["aliases"].split("|")) if form)
    return {fold_key(form): name for form, name in forms}


def iso_date(value: str | date | datetime, what: str = "published") -> str:
    """A given publication date as 'YYYY-MM-DD'. A time with a zone is brought to Vietnam's, where the newspaper's day is meant.

    Raises:
        TypeError: neither a string nor a date.
        ValueError: a string that is no ISO 8601 date.
    """
    if isinstance(value, datetime):
        return _in_vietnam(value)
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise TypeError(f"{what} is a {type(value).__name__}; give a string such as '2024-07-18', a datetime.date or a datetime.datetime")
    try:
        written = value.strip()
        return date.fromisoformat(written).isoformat() if len(written) == 10 else _in_vietnam(datetime.fromisoformat(written.replace("Z", "+00:00")))
    except ValueError:
        raise ValueError(f"{what}={value!r} is no date; write it as YYYY-MM-DD, such as '2024-07-18', or as an ISO 8601 time") from None


def _in_vietnam(moment: datetime) -> str:
    if moment.tzinfo is not None:
        moment = moment.astimezone(_VIETNAM)
    return moment.date().isoformat()
