"""What the command reads: files, folders and standard input, as articles one by one."""

from __future__ import annotations

import enum
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..article import Article

_JSONL = frozenset({".jsonl", ".ndjson"})
_JSON = frozenset({".json"})
_HTML = frozenset({".html", ".htm"})
_IN_FOLDERS = frozenset({".txt"}) | _JSONL | _JSON | _HTML

STANDARD_INPUT = "-"


class InputFormat(enum.Enum):
    """What a file holds; `AUTO` goes by the ending of its name."""

    AUTO = "auto"
    TEXT = "text"
    JSONL = "jsonl"
    JSON = "json"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or standard input."""

    path: Path | None

    @property
    def name(self) -> str:
        return str(self.path) if self.path else "standard input"

    def format(self, asked: InputFormat) -> InputFormat:
        suffix = self.path.suffix.lower() if self.path else ""
        if asked is not InputFormat.AUTO:
            return asked
        for format_, suffixes in ((InputFormat.JSONL, _JSONL), (InputFormat.JSON, _JSON), (InputFormat.HTML, _HTML)):
            if suffix in suffixes:
                return format_
        return InputFormat.TEXT

    def may_hold_many(self, asked: InputFormat) -> bool:
        """May it hold more than one article?"""
        return self.format(asked) in (InputFormat.JSONL, InputFormat.JSON)

    def read(self) -> bytes:
        return self.path.read_bytes() if self.path else sys.stdin.buffer.read()

    def lines(self) -> Iterator[bytes]:
        if self.path is None:
            yield from sys.stdin.buffer
            return
        with self.path.open("rb") as file:
            yield from file


@dataclass(frozen=True, slots=True)
class Item:
    """An article, and what to call it: the `id` of its record, else where it came from."""

    name: str
    article: Article


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be read, and why, in words that say what to do."""

    name: str
    message: str


def expand(paths: Sequence[str]) -> tuple[list[Source], list[Failure]]:
    """The files that the paths name, a folder with the files directly in it in order of name, and the paths that name none."""
    sources: list[Source] = []
    failures: list[Failure] = []
    for given in paths:
        path = Path(given)
        if given == STANDARD_INPUT:
            sources.append(Source(None))
        elif path.is_dir():
            found = _in_folder(path)
            sources += [Source(file) for file in found]
            failures += [] if found else [Failure(given, f"no article in this folder; it may hold {', '.join(sorted(_IN_FOLDERS))} files")]
        elif path.exists():
            sources.append(Source(path))
        else:
            failures.append(Failure(given, "no such file or folder"))
    return sources, failures


def _in_folder(folder: Path) -> list[Path]:
    return sorted(f for f in folder.iterdir() if f.suffix.lower() in _IN_FOLDERS and not f.name.startswith(".") and f.is_file())


def count_articles(sources: Iterable[Source], asked: InputFormat) -> int | None:
    """How many articles there are; None where that is known only after reading them."""
    total = 0
    for source in sources:
        format_ = source.format(asked)
        if format_ is InputFormat.JSON or (format_ is InputFormat.JSONL and source.path is None):
            return None
        total += sum(1 for line in source.lines() if line.strip()) if format_ is InputFormat.JSONL else 1
    return total


def read_items(sources: Iterable[Source], asked: InputFormat, published: str | None) -> Iterator[Item | Failure]:
    """The articles one by one; one that cannot be read does not stop the others.

    `published` dates those whose record brings no date of its own.
    """
    for source in sources:
        try:
            yield from _READERS[source.format(asked)](source, published)
        except OSError as error:
            yield Failure(source.name, error.strerror or str(error))
        except (ValueError, TypeError, ImportError) as error:
            yield Failure(source.name, str(error))


def _text(source: Source, published: str | None) -> Iterator[Item | Failure]:
    text = _decoded(source.read())
    if not text.strip():
        raise ValueError("it is empty")
    yield Item(source.name, Article.from_text(text, published=published))


def _html(source: Source, published: str | None) -> Iterator[Item | Failure]:
    yield Item(source.name, Article.from_html(source.read(), published=published))


def _jsonl(source: Source, published: str | None) -> Iterator[Item | Failure]:
    for number, line in enumerate(source.lines(), 1):
        if line.strip():
            yield _record_item(f"{source.name}:{number}", line, published)


def _record_item(name: str, line: bytes, published: str | None) -> Item | Failure:
    try:
        return _item(name, json.loads(_decoded(line)), published)
    except json.JSONDecodeError as error:
        return Failure(name, f"no JSON: {error.msg} at column {error.colno}")
    except (ValueError, TypeError) as error:
        return Failure(name, str(error))


def _json(source: Source, published: str | None) -> Iterator[Item | Failure]:
    try:
        data = json.loads(_decoded(source.read()))
    except json.JSONDecodeError as error:
        raise ValueError(f"no JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    if not isinstance(data, list):
        yield _item(source.name, data, published)
        return
    for number, record in enumerate(data, 1):
        name = f"{source.name}:{number}"
        try:
            yield _item(name, record, published)
        except (ValueError, TypeError) as error:
            yield Failure(name, str(error))


def _item(name: str, record: Any, published: str | None) -> Item:
    if isinstance(record, dict) and record.get("published") in (None, ""):
        record = {**record, "published": published}
    article = Article.from_record(record)
    key = record.get("id")
    return Item(name if key is None or key == "" else str(key), article)


def _decoded(data: bytes) -> str:
    """The text of UTF-8, or of UTF-16 that says so with a byte-order mark.

    Raises:
        ValueError: it is neither.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(
            f"not UTF-8 (byte {data[error.start]:#04x} at position {error.start}); convert it first, for instance: iconv -f WINDOWS-1258 -t UTF-8"
        ) from None


_READERS = {
    InputFormat.TEXT: _text,
    InputFormat.JSONL: _jsonl,
    InputFormat.JSON: _json,
    InputFormat.HTML: _html,
}
