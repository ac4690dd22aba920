"""What the command writes, in each of its formats."""

from __future__ import annotations

import contextlib
import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, get_args

from ..document import Document, Table

if TYPE_CHECKING:
    from rich.table import Table as RichTable

#: An article's name and its document.
Result = tuple[str, Document]
Writer = Callable[[Iterable[Result], TextIO], None]

#: The formats by the name that --format takes, and the endings of their files.
FORMATS = ("table", "json", "jsonl", "html", "conll", "timeml", "plover", "csv")
_EXTENSIONS = {"table": "txt", "timeml": "tml", "plover": "jsonl"}

TABLES: tuple[Table, ...] = get_args(Table)

#: Columns of a table that is printed where no terminal says its width.
_DEFAULT_WIDTH = 120

_UNSAFE_IN_NAMES = re.compile(r"[^\w.-]+")


class UsageError(Exception):
    """The options do not go together."""


@contextlib.contextmanager
def open_output(format_: str, output: str | None, *, many: bool, table: Table, other_events: bool) -> Iterator[Callable[[Iterable[Result]], None]]:
    """What takes the results and writes them: to standard output, a file, or a file an article in a folder.

    Raises:
        UsageError: the format cannot hold several articles in one file, or the place cannot be written to.
    """
    writer = _writers(many, table, other_events)[format_]
    if output is not None and (output.endswith(("/", "\\")) or Path(output).is_dir()):
        folder = _folder(output)
        each = _writers(False, table, other_events)[format_]
        yield lambda results: _into_folder(folder, _EXTENSIONS.get(format_, format_), each, results)
    elif many and format_ == "timeml":
        raise UsageError("TimeML holds one article a file; give a folder: --output timeml/")
    elif output is None:
        with _standard_output() as stream:
            yield lambda results: writer(results, stream)
    else:
        with _file(Path(output)) as stream:
            yield lambda results: writer(results, stream)


def _into_folder(folder: Path, extension: str, writer: Writer, results: Iterable[Result]) -> None:
    used: set[str] = set()
    for name, document in results:
        with _file(folder / f"{_file_name(name, used)}.{extension}") as stream:
            writer([(name, document)], stream)


def _file_name(name: str, used: set[str]) -> str:
    """A name for a file, unlike those used before (which it joins)."""
    path = Path(name)
    stem = path.stem if path.suffix.lower() in (".txt", ".html", ".htm", ".json") else path.name
    base = _UNSAFE_IN_NAMES.sub("-", stem).strip(".-") or "article"
    unique = base
    number = 1
    while unique.casefold() in used:
        number += 1
        unique = f"{base}-{number}"
    used.add(unique.casefold())
    return unique


def _folder(output: str) -> Path:
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--output {output}: {error.strerror}") from None
    return folder


def _file(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise UsageError(f"--output {path}: {error.strerror}") from None


@contextlib.contextmanager
def _standard_output() -> Iterator[TextIO]:
    """Standard output in UTF-8 wherever it goes; a lone surrogate becomes a question mark."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    yield sys.stdout
    sys.stdout.flush()


# The formats


def _writers(many: bool, table: Table, other_events: bool) -> dict[str, Writer]:
    return {
        "table": _write_table,
        "json": _write_json_list if many else _write_json,
        "jsonl": _write_jsonl,
        "html": _write_html,
        "conll": _write_conll,
        "timeml": _write_timeml,
        "plover": partial(_write_plover, other_events=other_events),
        "csv": partial(_write_csv, table=table),
    }


def _json(result: Result, indent: int | None = None) -> str:
    name, document = result
    return _as_json({"id": name, **document.to_dict()}, indent)


def _as_json(data: Any, indent: int | None = None) -> str:
    """JSON in readable UTF-8; a lone surrogate, which UTF-8 cannot hold, as its escape."""
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    return re.sub("[\ud800-\udfff]", lambda m: f"\\u{ord(m.group()):04x}", text)


def _write_json(results: Iterable[Result], out: TextIO) -> None:
    for result in results:
        out.write(_json(result, indent=2) + "\n")


def _write_json_list(results: Iterable[Result], out: TextIO) -> None:
    before = "[\n"
    for result in results:
        out.write(before + _json(result))
        before = ",\n"
    out.write("[]\n" if before == "[\n" else "\n]\n")


def _write_jsonl(results: Iterable[Result], out: TextIO) -> None:
    for result in results:
        out.write(_json(result) + "\n")


def _write_html(results: Iterable[Result], out: TextIO) -> None:
    from ..exports.html import to_html_page

    out.write(to_html_page(document for _, document in results))


def _write_conll(results: Iterable[Result], out: TextIO) -> None:
    from ..exports.conll import to_conll

    for _, document in results:
        out.write(to_conll(document))


def _write_timeml(results: Iterable[Result], out: TextIO) -> None:
    from ..exports.timeml import to_timeml

    for name, document in results:
        out.write(to_timeml(document, docid=name))


def _write_plover(results: Iterable[Result], out: TextIO, other_events: bool) -> None:
    from ..exports.plover import to_plover

    for name, document in results:
        for record in to_plover(document, docid=name, other=other_events):
            out.write(_as_json(record) + "\n")


def left_out_of_plover(document: Document) -> int:
    """How many of the events are of no PLOVER type."""
    from ..exports.plover import to_plover

    return len(document.events) - len(to_plover(document))


def _write_csv(results: Iterable[Result], out: TextIO, table: Table) -> None:
    from ..exports.frame import columns, rows

    writer = csv.DictWriter(out, columns(table), lineterminator="\n")
    writer.writeheader()
    for name, document in results:
        writer.writerows({**row, "article": name} for row in rows([document], table))


# The table for people


def _write_table(results: Iterable[Result], out: TextIO) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, width=None if out.isatty() else _DEFAULT_WIDTH, highlight=False)
    for name, document in results:
        console.print(Text(document.title or name, style="bold"))
        about = " · ".join(x for x in (document.source, document.published, document.byline, document.url) if x)
        if about:
            console.print(Text(about, style="dim"))
        for table in _tables(document):
            console.print(table)


def _tables(document: Document) -> Iterator[RichTable]:
    from ..exports.frame import names

    named = names(document)
    yield from _table("People", ("name", "role", "country", "mentions"), ((p.name, p.role, p.country, _surfaces(p.mentions)) for p in document.people))
    yield from _table("Countries", ("code", "name", "mentions"), ((c.code, c.name, _surfaces(c.mentions)) for c in document.countries))
    yield from _table("Organisations", ("name", "country", "mentions"), ((o.name, o.country, _surfaces(o.mentions)) for o in document.organisations))
    yield from _table("Places", ("name", "country", "mentions"), ((p.name, p.country, _surfaces(p.mentions)) for p in document.places))
    yield from _table("Dates", ("value", "type", "text"), ((d.value, d.type, d.text) for d in document.dates))
    yield from _table(
        "Events",
        ("date", "type", "what", "who", "to or with whom", "where"),
        (
            (e.date, e.type, e.trigger.text, *(", ".join(named.get(x, x) for x in side) for side in (e.actors, e.targets, e.places)))
            for e in document.timeline()
        ),
    )


def _table(title: str, header: tuple[str, ...], rows: Iterable[tuple[str | None, ...]]) -> Iterator[RichTable]:
    """The table, or nothing where it has no rows."""
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    given = iter(rows)
    first = next(given, None)
    if first is None:
        return
    table = RichTable(*header, title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for row in chain([first], given):
        table.add_row(*(Text(value or "") for value in row))
    yield table


def _surfaces(mentions: Iterable[Any]) -> str:
    """How the article words it, each wording once, with how often."""
    counts: dict[str, int] = {}
    for m in mentions:
        counts[m.text] = counts.get(m.text, 0) + 1
    return ", ".join(text if n == 1 else f"{text} ×{n}" for text, n in counts.items())
