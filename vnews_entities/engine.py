"""The whole way of one article: dates, reader, linking, events, Document. Knows nothing of spaCy."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from . import events
from .article import Article
from .dates import find_dates
from .document import Document, Timex
from .events import Lexicon
from .gazetteers import Gazetteers, Row
from .gazetteers import default as default_gazetteers
from .layers import Name, Reading
from .linking import Linked, link
from .reader.known import words_of_tables
from .reader.settle import settle
from .text import normalise, sentences

#: The models that ship; any other name is the path of a model folder. `rules` reads by the gazetteers alone.
MODELS = ("accurate", "fast", "rules")
DEFAULT_MODEL = "accurate"
#: *Reuters, Guardian*: several outlets in one source line.
_OUTLET = re.compile(r"[^,\s][^,]*")
_FOLDER = Path(__file__).parent / "models"


class Reader(Protocol):
    """Finds names, and what else it knows of, in a text; `dates` are the text's own."""

    def __call__(self, text: str, dates: Sequence[Timex], /) -> Reading: ...


@dataclass(frozen=True)
class Engine:
    """Reads articles. Built once, never changed, safe to share between threads; the same article gives the same result."""

    reader: Reader
    gazetteers: Gazetteers
    lexicon: Lexicon

    def __call__(self, article: Article) -> Document:
        """The document of one article."""
        dates = self.dates(article)
        reading = self.reading(article, dates)
        linked = self.linked(article, reading)
        return self.document(article, dates, reading, linked)

    def dates(self, article: Article) -> tuple[Timex, ...]:
        """The article's time expressions, counted from its day of publication."""
        return find_dates(article.text, article.published)

    def reading(self, article: Article, dates: Sequence[Timex]) -> Reading:
        """Names and triggers, the reader's word weighed against the tables'."""
        reading = settle(self.reader(article.text, dates), article.text, self.gazetteers)
        return _with_outlet(reading, article)

    def linked(self, article: Article, reading: Reading) -> Linked:
        """Who is who. The author whom a page sets apart, above its address, is the byline and nobody of the article."""
        repeats = [(b.start, b.end) for b in article.blocks if b.repeats is not None]
        apart = [(a.start, a.end) for a, b in itertools.pairwise(article.blocks) if a.kind == "byline" and "://" in article.text[b.start : b.end]]
        return link(article.text, reading.names, self.gazetteers, published=article.published, repeats=repeats, skip=apart)

    def document(self, article: Article, dates: tuple[Timex, ...], reading: Reading, linked: Linked) -> Document:
        """All layers as one document, with the dated events."""
        found = events.build(
            article.text, reading, dates, linked.id_of,
            lexicon=self.lexicon, published=article.published, sentences=borders(article.text), people=linked.people,
        )  # fmt: skip
        return replace(
            empty(article), people=linked.people, countries=linked.countries, organisations=linked.organisations,
            places=linked.places, dates=dates, events=found,
        )  # fmt: skip


def borders(text: str) -> list[tuple[int, int]]:
    """The sentences of a text, in characters of the text as given."""
    shadow = normalise(text)
    return [shadow.span(start, end) for start, end in sentences(shadow.text)]


def _with_outlet(reading: Reading, article: Article) -> Reading:
    """The outlets that a source line names are organisations of the article, whatever the reader makes of such a line."""
    if article.source is None:
        return reading
    shadow = normalise(article.text)
    source = normalise(article.source).text
    for block in article.blocks:
        start = shadow.text.find(source, *shadow.inverse(block.start, block.end)) if block.kind == "source" else -1
        if start >= 0:
            outlets = [Name(*shadow.span(start + m.start(), start + m.end()), "ORG") for m in _OUTLET.finditer(source)]
            others = [(n, i) for i, n in enumerate(reading.names) if n.end <= outlets[0].start or outlets[-1].end <= n.start]
            return reading.with_names([*others, *((outlet, None) for outlet in outlets)])
    return reading


def empty(article: Article) -> Document:
    """The document that knows only where the article comes from."""
    a = article
    return Document(a.text, title=a.title, published=a.published, published_from=a.published_from, source=a.source, url=a.url, byline=a.byline)


def engine(model: str | Path = DEFAULT_MODEL, gazetteers: Sequence[str | Path | Row] = (), threads: int = 1) -> Engine:
    """The engine with one of the shipped models or a model folder, and a user's gazetteers before the packaged ones.

    Engines without gazetteers of the user's own are built once and shared.

    Raises:
        ValueError: no model of that name, a damaged model, or a gazetteer that is none. FileNotFoundError: no such file.
    """
    if gazetteers:
        return _build(str(model), Gazetteers.load(gazetteers), threads)
    return _shared(str(model), threads)


@functools.lru_cache(maxsize=8)
def _shared(model: str, threads: int) -> Engine:
    return _build(model, default_gazetteers(), threads)


def _build(model: str, gazetteers: Gazetteers, threads: int) -> Engine:
    lexicon = words_of_tables(gazetteers).lexicon
    return Engine(reader_named(model, gazetteers, lexicon, threads), gazetteers, lexicon)


def reader_named(model: str, gazetteers: Gazetteers, lexicon: Lexicon, threads: int = 1) -> Reader:
    """The reader of that name.

    Raises:
        ValueError: neither a shipped model nor a folder, or a damaged model.
    """
    if model == "rules":
        from .reader.rules import RuleReader

        return RuleReader(gazetteers, lexicon)
    from .reader.learnt import LearntReader

    return LearntReader(model_folder(model), threads)


def model_folder(model: str) -> Path:
    """The folder of a learnt model.

    Raises:
        ValueError: neither a shipped model nor a folder.
    """
    folder = _FOLDER / model if model in MODELS else Path(model)
    if not folder.is_dir():
        raise ValueError(f"no model {model!r}; choose one of {', '.join(MODELS)}, or give the path of a folder that `python -m training.export` wrote")
    return folder
