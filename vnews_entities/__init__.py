"""People, countries, organisations and dated events out of Vietnamese news.

    import vnews_entities as vn

    doc = vn.extract(text, published="2024-07-18")
    doc.people, doc.countries, doc.organisations, doc.dates, doc.events

Importing this loads no model and no spaCy.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .document import (
    Country,
    CountryMention,
    Document,
    Event,
    Mention,
    Organisation,
    Person,
    Place,
    Span,
    Timex,
    schema,
)

if TYPE_CHECKING:
    from . import countries, organisations, people
    from .article import Article, Block
    from .components import load
    from .dates import find_dates
    from .events.timeline import timeline
    from .extraction import extract, extract_many

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Block",
    "Country",
    "CountryMention",
    "Document",
    "Event",
    "Mention",
    "Organisation",
    "Person",
    "Place",
    "Span",
    "Timex",
    "countries",
    "extract",
    "extract_many",
    "find_dates",
    "load",
    "organisations",
    "people",
    "schema",
    "timeline",
]

_LAZY = {
    "Article": "article",
    "Block": "article",
    "extract": "extraction",
    "extract_many": "extraction",
    "find_dates": "dates",
    "load": "components",
    "timeline": "events.timeline",
}
_MODULES = ("countries", "organisations", "people")


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f".{name}", __name__)
    if name in _LAZY:
        value = getattr(importlib.import_module(f".{_LAZY[name]}", __name__), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
