"""What is read: raw page text, a record or HTML as an `Article`, with its blocks and what is known of its publication."""

from __future__ import annotations

import re
import sys
import warnings
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NoReturn

from .document import PublishedFrom
from .layout import BlockKind, Layout, read_layout
from .provenance import LAST_YEAR, iso_date, outlet_of_url, url_date
from .text import normalise

_TAG = re.compile(r"<(?:!doctype|html|head|body|div|p|span|br|a|article|section|script|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
_CLOSING_TAG = re.compile(r"</(?:html|head|body|div|p|span|a|article|section|script|h[1-6])>", re.IGNORECASE)
#: How htmldate looks for a page's date: in its metadata, the first publication, and not bounded by today's date.
_HTML_DATES = {"extensive_search": False, "original_date": True, "max_date": f"{LAST_YEAR}-12-31"}
_RECORD_KEYS = ("title", "url", "source", "byline")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of an article's text: characters `start` up to, not including, `end`, of the text as given.

    `kind`: `title`, `lead`, `paragraph`; `caption` of a picture, `credit` alone; `byline`; `source`, that is outlet, URL or date line.
    `repeats`: the index of the earlier block whose text this one says again, as a page does with a picture's description.
    """

    start: int
    end: int
    kind: BlockKind
    repeats: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A news article: its text as given, its blocks in order, and what is known of where and when it appeared.

    `published` is 'YYYY-MM-DD'; `published_from` says whether it was given, or found in the text or in the URL.
    """

    text: str
    title: str | None = None
    published: str | None = None
    published_from: PublishedFrom | None = None
    source: str | None = None
    url: str | None = None
    byline: str | None = None
    blocks: tuple[Block, ...] = ()

    @classmethod
    def from_text(
        cls,
        text: str,
        *,
        published: str | date | None = None,
        title: str | None = None,
        source: str | None = None,
        url: str | None = None,
        byline: str | None = None,
    ) -> Article:
        """The article that a page's text holds. What is given wins over what the text says.

        Args:
            text: the article, a paragraph a line; blank lines, and lines before and after the article, do no harm.
            published: an ISO date or time as a string, a `date` or a `datetime`.

        Raises:
            TypeError: a value of the wrong type. ValueError: `published` is no date.
        """
        if not isinstance(text, str):
            _refuse_text(text)
        given = {"title": _string("title", title), "source": _string("source", source), "url": _string("url", url), "byline": _string("byline", byline)}
        day = day_given(published)
        if looks_like_html(text):
            warnings.warn("the text holds HTML tags, which are read as text; Article.from_html(html) reads pages", UserWarning, stacklevel=_callers_level())
        shadow = normalise(text)
        layout = read_layout(shadow, given["title"])
        link = given["url"] or layout.url
        day, day_from = _publication(day, layout, link)
        return cls(
            text=text,
            title=given["title"] or layout.title,
            published=day,
            published_from=day_from,
            source=given["source"] or _source(layout, link),
            url=link,
            byline=given["byline"] or layout.byline,
            blocks=tuple(Block(*shadow.span(line.start, line.end), line.kind or "paragraph", line.repeats) for line in layout.lines),
        )

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Article:
        """The article of a record with the keys `text` and, where known, `title`, `published`, `url`, `source`, `byline`; others are ignored.

        Offsets count characters of `record["text"]` as given; the title is metadata where the text does not repeat it.

        Raises:
            TypeError: a value of the wrong type. ValueError: no text, or `published` is no date.
        """
        if not isinstance(record, Mapping):
            raise TypeError(f"a record is a dict with the key 'text', not a {type(record).__name__}")
        text: Any = record.get("text")
        if text != "" and _is_missing(text):
            raise ValueError("the record has no 'text'; put the article's text under the key 'text'")
        return cls.from_text(text, published=record.get("published"), **{key: record.get(key) for key in _RECORD_KEYS})

    @classmethod
    def from_html(cls, html: str | bytes, *, url: str | None = None, published: str | date | None = None) -> Article:
        """The article of a web page, found by trafilatura (the extra `html`); its title is the text's first line.

        A date of the page's metadata counts as found in the text.

        Raises:
            ImportError: trafilatura is not installed. ValueError: the page holds no article.
        """
        try:
            from trafilatura import bare_extraction
        except ImportError:
            raise ImportError("Article.from_html needs trafilatura: pip install 'vnews-entities[html]'") from None
        page = bare_extraction(html, url=url, with_metadata=True, include_comments=False, date_extraction_params=_HTML_DATES)
        found: Mapping[str, Any] = {} if page is None else page if isinstance(page, dict) else page.as_dict()
        body = found.get("text")
        if not body:
            raise ValueError("no article found in the HTML; extract its text yourself and give it to Article.from_text(text)")
        title = found.get("title")
        link = url or found.get("url")
        text = body if not title or body.startswith(title) else f"{title}\n\n{body}"
        byline = (found.get("author") or "").replace("; ", ", ") or None
        source = (outlet_of_url(link) if link else None) or found.get("sitename")
        given = published if not _is_missing(published) else found.get("date")
        article = cls.from_text(text, published=given, title=title, source=source, url=link, byline=byline)
        return article if not _is_missing(published) or article.published is None else replace(article, published_from="text")

    @classmethod
    def of(cls, article: str | Mapping[str, Any] | Article, *, published: str | date | None = None) -> Article:
        """`article` as an `Article`: a string is a page's text, a mapping a record. `published`, where given, wins.

        Raises:
            TypeError: none of the three, or a value of the wrong type. ValueError: no text, or `published` is no date.
        """
        if isinstance(article, Article):
            day = day_given(published)
            return article if day is None else replace(article, published=day, published_from="given")
        if isinstance(article, str):
            return cls.from_text(article, published=published)
        if isinstance(article, Mapping):
            return cls.from_record(article if _is_missing(published) else {**article, "published": published})
        _refuse_text(article)

    def block_at(self, offset: int) -> Block | None:
        """The block that the character at `offset` stands in, None between blocks."""
        i = bisect_right(self.blocks, offset, key=lambda block: block.start) - 1
        return self.blocks[i] if i >= 0 and offset < self.blocks[i].end else None


def day_given(published: str | date | None) -> str | None:
    """The day that somebody gives as publication, 'YYYY-MM-DD'; None for None, an empty string, or the NaN and NaT of a pandas row.

    Raises:
        TypeError: neither a string nor a date. ValueError: a string that is no ISO 8601 date.
    """
    return None if published is None or _is_missing(published) else iso_date(published)


def looks_like_html(text: str) -> bool:
    """Whether a text is a page's source, tags and all."""
    return "<" in text and _TAG.search(text) is not None and _CLOSING_TAG.search(text) is not None


def _callers_level() -> int:
    """The stack level of whoever called the library, for a warning of the function that asks."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == __package__:
        level, frame = level + 1, frame.f_back
    return level


def _publication(given: str | None, layout: Layout, url: str | None) -> tuple[str | None, PublishedFrom | None]:
    if given:
        return given, "given"
    if layout.published:
        return layout.published, "text"
    found = url_date(url) if url else None
    return found, "url" if found else None


def _source(layout: Layout, url: str | None) -> str | None:
    """The outlet: by its source line, by the URL's domain, by the dateline, by the agency it credits, in this order."""
    found = layout.sources
    return found.get(0) or (outlet_of_url(url) if url else None) or found.get(1) or found.get(2)


def _is_missing(value: object) -> bool:
    """None, an empty string, or the NaN and NaT of a pandas row."""
    return value is None or value == "" or value != value


def _string(key: str, value: object) -> str | None:
    if _is_missing(value):
        return None
    if not isinstance(value, str):
        raise TypeError(f"{key} is a {type(value).__name__}; give a string or leave it out")
    return value


def _refuse_text(value: object) -> NoReturn:
    if isinstance(value, (bytes, bytearray, memoryview)):
        raise TypeError("the text is bytes; decode it first: text.decode('utf-8')")
    raise TypeError(f"an article is a str, a dict with the key 'text' or an Article, not a {type(value).__name__}")
