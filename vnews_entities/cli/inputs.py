"""What the command reads: files, folders and standard input, as articles one by one."""

from __future__ import annotations

import enum
import itertools
import json
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..article import Article, looks_like_html
from ..tables import decoded

_JSONL = frozenset({".jsonl", ".ndjson"})
_JSON = frozenset({".json"})
_HTML = frozenset({".html", ".htm"})
_IN_FOLDERS = frozenset({".txt"}) | _JSONL | _JSON | _HTML

STANDARD_INPUT = "-"


class InputFormat(enum.Enum):
    """What a file holds; `AUTO` goes by the ending of its name, and of standard input by its first line."""

    AUTO = "auto"
    TEXT = "text"
    JSONL = "jsonl"
    JSON = "json"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or standard input with the lines that were already read to find out what it holds."""

    path: Path | None
    head: bytes = b""

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
        return InputFormat.JSONL if _is_record(self.head) else InputFormat.TEXT

    def may_hold_many(self, asked: InputFormat) -> bool:
        """May it hold more than one article?"""
        return self.format(asked) in (InputFormat.JSONL, InputFormat.JSON)

    def read(self) -> bytes:
        return self.path.read_bytes() if self.path else self.head + sys.stdin.buffer.read()

    def lines(self) -> Iterator[bytes]:
        if self.path is None:
            yield from itertools.chain(self.head.splitlines(keepends=True), sys.stdin.buffer)
            return
        with self.path.open("rb") as file:
            yield from file


def _standard_input() -> Source:
    """Standard input with its first line that is not blank: it has no name to go by."""
    head = b""
    for line in sys.stdin.buffer:
        head += line
        if line.strip():
            break
    return Source(None, head)


def _is_record(line: bytes) -> bool:
    """Whether it is an article's record, which no article's first line is."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and "text" in record


@dataclass(frozen=True, slots=True)
class Item:
    """An article, and what to call it: the `id` of its record, else where it came from; `hint` says what may be amiss."""

    name: str
    article: Article
    hint: str | None = None


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
            sources.append(_standard_input())
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
    text = decoded(source.read())
    if not text.strip():
        raise ValueError("it is empty")
    article = _quietly(Article.from_text, text, published=published)
    yield Item(source.name, article, "looks like HTML; use --input html" if looks_like_html(text) else None)


def _html(source: Source, published: str | None) -> Iterator[Item | Failure]:
    yield Item(source.name, Article.from_html(source.read(), published=published))


def _jsonl(source: Source, published: str | None) -> Iterator[Item | Failure]:
    for number, line in enumerate(source.lines(), 1):
        if line.strip():
            yield _record_item(f"{source.name}:{number}", line, published)


def _record_item(name: str, line: bytes, published: str | None) -> Item | Failure:
    try:
        return _item(name, json.loads(decoded(line)), published)
    except json.JSONDecodeError as error:
        return Failure(name, f"no JSON: {error.msg} at column {error.colno}")
    except (ValueError, TypeError) as error:
        return Failure(name, str(error))


def _json(source: Source, published: str | None) -> Iterator[Item | Failure]:
    try:
        data = json.loads(decoded(source.read()))
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
    article = _quietly(Article.from_record, record)
    key = record.get("id")
    hint = "the text holds HTML tags, which are read as text" if looks_like_html(article.text) else None
    return Item(name if key is None or key == "" else str(key), article, hint)


def _quietly(make: Callable[..., Article], *arguments: Any, **options: Any) -> Article:
    """The article without the library's warnings, which speak of Python; the item's hint speaks of the command line."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return make(*arguments, **options)


_READERS = {
    InputFormat.TEXT: _text,
    InputFormat.JSONL: _jsonl,
    InputFormat.JSON: _json,
    InputFormat.HTML: _html,
}
