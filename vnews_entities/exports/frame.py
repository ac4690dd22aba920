"""One of a document's lists as rows, or as a pandas DataFrame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, get_args

from ..document import Document, Mention, Table

if TYPE_CHECKING:
    import pandas

Row = dict[str, Any]

#: What stands between several values in one cell.
_SEPARATOR = "; "


def to_frame(documents: Iterable[Document], table: Table = "mentions") -> pandas.DataFrame:
    """One row a record of `table`, over all documents; `article` is the index of the document, and the columns are `COLUMNS[table]`.

    Participants of events are named (`actors`) and given by id (`actor_ids`), several in a cell parted by `; `.

    Raises:
        ImportError: pandas is not installed.
        ValueError: no such table.
    """
    try:
        import pandas
    except ImportError as error:
        raise ImportError("a DataFrame needs pandas, which is an extra: pip install 'vnews-entities[frame]'") from error
    return pandas.DataFrame(list(rows(documents, table)), columns=list(columns(table)))


def rows(documents: Iterable[Document], table: Table = "mentions") -> Iterator[Row]:
    """The rows of `table` over all documents as dicts from column to value; `article` is the index of the document.

    Raises:
        ValueError: no such table.
    """
    columns(table)
    return (
        {"article": n, "title": document.title, "published": document.published, **row}
        for n, document in enumerate(documents)
        for row in _ROWS[table](document)
    )


def columns(table: Table) -> tuple[str, ...]:
    """The columns of `table`.

    Raises:
        ValueError: no such table.
    """
    if table not in COLUMNS:
        raise ValueError(f"no table {table!r}; the tables are {', '.join(get_args(Table))}")
    return ("article", "title", "published", *COLUMNS[table])


#: The columns of each table after `article`, `title` and `published`.
COLUMNS: dict[Table, tuple[str, ...]] = {
    "people": ("id", "name", "role", "country", "qid", "mentions"),
    "countries": ("code", "name", "mentions", "metonyms"),
    "organisations": ("id", "name", "country", "qid", "mentions"),
    "places": ("name", "country", "mentions"),
    "dates": ("start", "end", "text", "type", "value", "mod", "begin_date", "end_date"),
    "events": (
        "id", "type", "date", "date_text", "trigger", "actors", "targets", "places", "actor_ids", "target_ids",
        "sentence", "status", "mode", "score", "mentions",
    ),
    "mentions": ("start", "end", "text", "kind", "id", "name", "metonym"),
}  # fmt: skip


def names(document: Document) -> dict[str, str]:
    """The name of every participant that an event may list, by its id or code."""
    named = {p.id: p.name for p in document.people} | {o.id: o.name for o in document.organisations}
    return named | {c.code: c.name for c in document.countries}


def _people(document: Document) -> Iterator[Row]:
    for p in document.people:
        yield {"id": p.id, "name": p.name, "role": p.role, "country": p.country, "qid": p.qid, "mentions": len(p.mentions)}


def _countries(document: Document) -> Iterator[Row]:
    for c in document.countries:
        yield {"code": c.code, "name": c.name, "mentions": len(c.mentions), "metonyms": sum(m.metonym for m in c.mentions)}


def _organisations(document: Document) -> Iterator[Row]:
    for o in document.organisations:
        yield {"id": o.id, "name": o.name, "country": o.country, "qid": o.qid, "mentions": len(o.mentions)}


def _places(document: Document) -> Iterator[Row]:
    for p in document.places:
        yield {"name": p.name, "country": p.country, "mentions": len(p.mentions)}


def _dates(document: Document) -> Iterator[Row]:
    for d in document.dates:
        yield {name: getattr(d, name) for name in COLUMNS["dates"]}


def _events(document: Document) -> Iterator[Row]:
    named = names(document)
    for e in document.events:
        yield {
            "id": e.id,
            "type": e.type,
            "date": e.date,
            "date_text": None if e.date_mention is None else document.dates[e.date_mention].text,
            "trigger": e.trigger.text,
            "actors": _SEPARATOR.join(named.get(x, x) for x in e.actors),
            "targets": _SEPARATOR.join(named.get(x, x) for x in e.targets),
            "places": _SEPARATOR.join(named.get(x, x) for x in e.places),
            "actor_ids": _SEPARATOR.join(e.actors),
            "target_ids": _SEPARATOR.join(e.targets),
            "sentence": document.text[e.sentence.start : e.sentence.end],
            "status": e.status,
            "mode": e.mode,
            "score": e.score,
            "mentions": 1 + len(e.mentions),
        }


def _mentions(document: Document) -> Iterator[Row]:
    yield from sorted(_every_mention(document), key=lambda row: (row["start"], -row["end"]))


def _every_mention(document: Document) -> Iterator[Row]:
    for p in document.people:
        yield from (_mention(m, "person", p.id, p.name) for m in p.mentions)
    for c in document.countries:
        yield from (_mention(m, "country", c.code, c.name, m.metonym) for m in c.mentions)
    for o in document.organisations:
        yield from (_mention(m, "organisation", o.id, o.name) for m in o.mentions)
    for place in document.places:
        yield from (_mention(m, "place", None, place.name) for m in place.mentions)
    for d in document.dates:
        yield _mention(Mention(d.start, d.end, d.text), d.type.lower(), None, d.value)
    for e in document.events:
        yield from (_mention(m, "event", e.id, e.type) for m in (e.trigger, *e.mentions))


def _mention(m: Mention, kind: str, ref: str | None, name: str, metonym: bool = False) -> Row:
    return {"start": m.start, "end": m.end, "text": m.text, "kind": kind, "id": ref, "name": name, "metonym": metonym}


_ROWS: dict[Table, Callable[[Document], Iterator[Row]]] = {
    "people": _people,
    "countries": _countries,
    "organisations": _organisations,
    "places": _places,
    "dates": _dates,
    "events": _events,
    "mentions": _mentions,
}
