"""The library as spaCy components: the whole (`vnews_entities`) and each part, for anybody's pipeline.

A part reads the layers before it from the `Doc` and adds its own. Layers are kept in `Doc.user_data` as plain data, so
that they survive `DocBin` and `nlp.pipe(n_process=2)`; `doc._.vnews` gives the `Document`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from .article import Article
from .dates import find_dates
from .document import Document
from .engine import DEFAULT_MODEL, Engine, empty, engine
from .gazetteers import Own, own_tables
from .layers import Name, Reading, Trigger
from .linking import Linked
from .tokens import create_words  # noqa: F401  # registers `vnews_words` and the tokeniser that `load` names

Component = Callable[[Doc], Doc]

_DOCUMENT, _READING, _IDS, _ARTICLE = "vnews_document", "vnews_reading", "vnews_ids", "vnews_article"
_METADATA = ("title", "published", "source", "url", "byline")
SPANS = "vnews"


def load(
    *,
    model: str | Path = DEFAULT_MODEL,
    segmenter: str | None = "underthesea",
    gazetteers: Own | Iterable[Own] = (),
) -> Language:
    """A spaCy `Language` that reads articles: `nlp(text)._.vnews` is the `Document`.

    Args:
        model: "accurate", "fast", "rules", or a folder with a model of your own.
        segmenter: what cuts `doc._.vnews_words`: "underthesea", "pyvi" (an extra), or None for syllables.
        gazetteers: a tab-separated file with the header of a packaged table, a row as a dict, or a list of these; yours come first.

    Raises:
        TypeError: gazetteers that are neither paths nor rows. ValueError: no such model, gazetteer or segmenter.
        ImportError: the segmenter's package is missing.
    """
    import spacy

    # named in the config, so that a saved pipeline finds it again
    nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": "vnews_syllables"}}})
    nlp.add_pipe("vnews_words", config={"segmenter": segmenter})
    own = [dict(g) if isinstance(g, Mapping) else str(g) for g in own_tables(gazetteers)]
    nlp.add_pipe("vnews_entities", config={"model": str(model), "gazetteers": own})
    return nlp


@Language.factory("vnews_entities", default_config={"model": DEFAULT_MODEL, "gazetteers": []}, assigns=["doc._.vnews", "doc.ents", "doc.spans"])
def create_entities(nlp: Language, name: str, model: str, gazetteers: list[Any]) -> Component:
    """The whole way, from text to events."""
    return _Whole(engine(model, gazetteers))


@Language.factory("vnews_dates", assigns=["doc._.vnews", "doc.spans"])
def create_dates(nlp: Language, name: str) -> Component:
    """Time expressions alone."""
    return _dates


@Language.factory("vnews_reader", default_config={"model": DEFAULT_MODEL, "gazetteers": []}, assigns=["doc._.vnews_reading"])
def create_reader(nlp: Language, name: str, model: str, gazetteers: list[Any]) -> Component:
    """Names and triggers; reads `vnews_dates` where it comes first."""
    return _Reader(engine(model, gazetteers))


@Language.factory("vnews_linker", default_config={"gazetteers": []}, requires=["doc._.vnews_reading"], assigns=["doc._.vnews", "doc.ents", "doc.spans"])
def create_linker(nlp: Language, name: str, gazetteers: list[Any]) -> Component:
    """People, countries, organisations and places of what `vnews_reader` found."""
    return _Linker(engine("rules", gazetteers))


@Language.factory("vnews_events", default_config={"gazetteers": []}, requires=["doc._.vnews_reading"], assigns=["doc._.vnews", "doc.spans"])
def create_events(nlp: Language, name: str, gazetteers: list[Any]) -> Component:
    """Dated events of what the parts before found."""
    return _Events(engine("rules", gazetteers))


class _Whole:
    def __init__(self, read: Engine) -> None:
        self.read = read

    def __call__(self, doc: Doc) -> Doc:
        return _show(doc, self.read(article_of(doc)))


def _dates(doc: Doc) -> Doc:
    article = article_of(doc)
    return _show(doc, replace(document_of(doc), dates=find_dates(article.text, article.published)))


class _Reader:
    def __init__(self, read: Engine) -> None:
        self.read = read

    def __call__(self, doc: Doc) -> Doc:
        doc.user_data[_READING] = asdict(self.read.reading(article_of(doc), document_of(doc).dates))
        return doc


class _Linker:
    def __init__(self, read: Engine) -> None:
        self.read = read

    def __call__(self, doc: Doc) -> Doc:
        reading = _reading(doc, "vnews_linker")
        linked = self.read.linked(article_of(doc), reading)
        doc.user_data[_IDS] = [linked.id_of(i) for i in range(len(reading.names))]
        found = replace(document_of(doc), people=linked.people, countries=linked.countries, organisations=linked.organisations, places=linked.places)
        return _show(doc, found)


class _Events:
    def __init__(self, read: Engine) -> None:
        self.read = read

    def __call__(self, doc: Doc) -> Doc:
        reading = _reading(doc, "vnews_events")
        if _IDS not in doc.user_data:
            raise ValueError("vnews_events needs vnews_linker before it: nlp.add_pipe('vnews_linker', before='vnews_events')")
        known = document_of(doc)
        linked = Linked(known.people, known.countries, known.organisations, known.places, tuple(doc.user_data[_IDS]))
        return _show(doc, self.read.document(article_of(doc), known.dates, reading, linked))


def article_of(doc: Doc) -> Article:
    """The article that the `Doc` is of: the one set as `doc._.vnews_article`, else its text.

    While `nlp.pipe(…, as_tuples=True)` runs, a record beside the text says where it comes from, and is kept.
    """
    known = doc.user_data.get(_ARTICLE)
    if known is None:
        record = getattr(doc, "_context", None)  # spaCy's own place for what goes with the text
        if not isinstance(record, Mapping):
            return Article.from_text(doc.text)
        told = Article.from_text(doc.text, **{k: record.get(k) for k in _METADATA})
        set_article(doc, told)
        return told
    article = Article.from_text(doc.text, **{k: known[k] for k in _METADATA})
    return replace(article, published_from=known["published_from"]) if known["published"] else article


def set_article(doc: Doc, article: Article) -> None:
    """Tell where a `Doc` comes from, above all its day of publication, before the components read it; its text stays its own.

    Raises:
        TypeError: no `Article`.
    """
    if not isinstance(article, Article):
        raise TypeError(f"doc._.vnews_article is an Article, not a {type(article).__name__}: Article.from_text(doc.text, published='2024-07-18')")
    doc.user_data[_ARTICLE] = {k: getattr(article, k) for k in (*_METADATA, "published_from")}


def document_of(doc: Doc) -> Document:
    """The `Document` as far as the components have read it."""
    known = doc.user_data.get(_DOCUMENT)
    return empty(article_of(doc)) if known is None else Document.from_dict(known)


def reading_of(doc: Doc) -> Reading | None:
    """What `vnews_reader` found, None where it has not read the `Doc`."""
    known = doc.user_data.get(_READING)
    if known is None:
        return None
    return Reading(
        tuple(Name(**{**n, "senses": n["senses"] and tuple(n["senses"])}) for n in known["names"]),
        tuple(Trigger(**{**t, "dates": tuple(map(tuple, t["dates"])), "participants": tuple(map(tuple, t["participants"]))}) for t in known["triggers"]),
    )


def _reading(doc: Doc, asked_by: str) -> Reading:
    reading = reading_of(doc)
    if reading is None:
        raise ValueError(f"{asked_by} needs vnews_reader before it: nlp.add_pipe('vnews_reader', before={asked_by!r})")
    return reading


def _show(doc: Doc, found: Document) -> Doc:
    """Put the document on the `Doc`: entities without overlap, and all mentions as spans."""
    doc.user_data[_DOCUMENT] = found.to_dict()
    names = [s for s in _spans(doc, _names(found)) if s is not None]
    times = [s for s in _spans(doc, ((t.start, t.end, t.type, "") for t in found.dates)) if s is not None]
    triggers = [s for s in _spans(doc, ((m.start, m.end, "EVENT", e.id) for e in found.events for m in (e.trigger, *e.mentions))) if s is not None]
    doc.spans[SPANS] = sorted([*names, *times, *triggers], key=lambda s: (s.start, -s.end))
    doc.set_ents(filter_spans([*names, *times, *doc.ents]))
    return doc


def _names(found: Document) -> Iterator[tuple[int, int, str, str]]:
    for person in found.people:
        yield from ((m.start, m.end, "PER", person.qid or person.id) for m in person.mentions)
    for organisation in found.organisations:
        yield from ((m.start, m.end, "ORG", organisation.qid or organisation.id) for m in organisation.mentions)
    for country in found.countries:
        yield from ((m.start, m.end, "LOC", country.code) for m in country.mentions)
    for place in found.places:
        yield from ((m.start, m.end, "LOC", "") for m in place.mentions)


def _spans(doc: Doc, marks: Iterator[tuple[int, int, str, str]] | Any) -> Iterator[Span | None]:
    # another tokeniser's tokens may be longer than our mention
    return (doc.char_span(start, end, label=label, kb_id=key, alignment_mode="expand") for start, end, label, key in marks)


if not Doc.has_extension("vnews"):
    Doc.set_extension("vnews", getter=document_of)
    Doc.set_extension("vnews_article", getter=article_of, setter=set_article)
    Doc.set_extension("vnews_reading", getter=reading_of)
