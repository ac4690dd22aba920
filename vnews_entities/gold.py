"""Articles that somebody annotated by hand: how they are written, and whether the annotation holds together.

A gold article is a record, in a file a line of JSON:

    {"id", "published", "text", "marks": [{"start", "end", "label", "id"}],
     "people": [{"id", "name", "role", "country"}], "organisations": [{"id", "name"}],
     "events": [{"id", "type", "date", "actors", "targets", "places"}]}

or a text file with its marks inline, `⟦surface¦LABEL¦id⟧`, which may nest, then a line `===`, then the record without `id`,
`text` and `marks`; its id is the file's name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .article import day_given
from .document import EVENT_TYPES
from .tables import decoded

Gold = Mapping[str, Any]

NAME_LABELS = ("PER", "LOC", "ORG")
TIME_LABELS = ("DATE", "TIME", "DURATION", "SET")
LABELS = (*NAME_LABELS, *TIME_LABELS, "EVT")
COUNTRY_CODE = re.compile(r"[A-Z]{2}|[A-Z]{4}")

_KEYS = ("id", "text", "marks", "people", "organisations", "events")
#: The list that a mark's id is declared in.
_DECLARED = {"PER": "people", "ORG": "organisations", "EVT": "events"}
_SINGULAR = {"people": "person", "organisations": "organisation", "events": "event", "marks": "mark"}
_PLACE_ID = re.compile(rf"-|@?(?:{COUNTRY_CODE.pattern})")

_RECORD_LINE = re.compile(r"^===\s*$", re.MULTILINE)
_SIGN = re.compile(r"⟦|¦(?P<label>[^¦⟦⟧]+)¦(?P<id>[^¦⟦⟧]+)⟧|[¦⟧]")
_SHOWN = 40


def read_gold(path: Path) -> list[dict[str, Any]]:
    """The gold articles of a file: one with inline marks where its name ends in `.txt`, else a record a line.

    Raises:
        OSError: no such file. ValueError: what is wrong, and in which line.
    """
    text = decoded(path.read_bytes())
    golds = [_marked(path.stem, text)] if path.suffix.lower() == ".txt" else _records(text)
    if not golds:
        raise ValueError("no annotated article in it")
    return golds


def _records(text: str) -> list[dict[str, Any]]:
    golds: list[dict[str, Any]] = []
    lines: dict[Any, int] = {}
    for number, line in enumerate(text.split("\n"), 1):  # not splitlines: JSON may hold other line ends in its strings
        if not line.strip():
            continue
        try:
            gold = json.loads(line)
            check(gold)
            if gold["id"] in lines:
                raise ValueError(f"the id {gold['id']!r} is that of line {lines[gold['id']]} too")
        except json.JSONDecodeError as error:
            raise ValueError(f"line {number}: no JSON: {error}") from None
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
        lines[gold["id"]] = number
        golds.append(gold)
    return golds


def _marked(name: str, content: str) -> dict[str, Any]:
    borders = [*_RECORD_LINE.finditer(content)]
    _require(bool(borders), "no line === between the marked text and the record")
    border = borders[-1]
    try:
        record = json.loads(content[border.end() :])
    except json.JSONDecodeError as error:
        raise ValueError(f"line {_line(content, border.end() + error.pos)}: no JSON: {error.msg}") from None
    _require(isinstance(record, dict), "after the line === stands no record")
    text, marks = read_marks(content[: border.start()].removesuffix("\n"))
    gold = {**record, "id": name, "text": text, "marks": marks}
    check(gold)
    return gold


def read_marks(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """The text without its inline marks, and the marks with offsets into it, outer ones first.

    Raises:
        ValueError: a mark that is not closed, has no known label, is empty, or begins or ends in white space.
    """
    plain: list[str] = []
    length = at = 0
    opened: list[tuple[int, int]] = []
    marks: list[dict[str, Any]] = []
    for sign in _SIGN.finditer(marked):
        plain.append(marked[at : sign.start()])
        length += sign.start() - at
        at = sign.end()
        if sign.group() == "⟦":
            opened.append((length, sign.start()))
            continue
        shown = f"line {_line(marked, at)}: the mark that ends {marked[max(0, at - _SHOWN) : at]!r}"
        _require(sign["label"] is not None and bool(opened), f"{shown} is broken; write ⟦surface¦LABEL¦id⟧")
        _require(sign["label"] in LABELS, f"{shown} has the label {sign['label']!r}; choose one of {', '.join(LABELS)}")
        start, where = opened.pop()
        inside = marked[where + 1 : sign.start()]
        _require(inside != "" and inside == inside.strip(), f"{shown} is empty or has white space at its border")
        marks.append({"start": start, "end": length, "label": sign["label"], "id": sign["id"]})
    if opened:
        where = opened[-1][1]
        raise ValueError(f"line {_line(marked, where)}: the mark {marked[where : where + _SHOWN]!r} is never closed")
    text = "".join([*plain, marked[at:]])
    marks.sort(key=lambda m: (m["start"], -m["end"]))
    return text, [{**m, "text": text[m["start"] : m["end"]]} for m in marks]


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


# Whether it holds together


def check(gold: Gold) -> None:
    """Nothing where the annotation of an article holds together.

    Raises:
        ValueError: what is missing, of the wrong type, outside the text, or named and not declared.
    """
    _require(isinstance(gold, Mapping), f"no record but a {type(gold).__name__}; see vnews-entities evaluate --help")
    if missing := [key for key in _KEYS if key not in gold]:
        raise ValueError(f"lacks {', '.join(missing)}; see vnews-entities evaluate --help")
    _require(isinstance(gold["id"], (str, int)), f"its id is a {type(gold['id']).__name__}; give a string")
    _require(isinstance(gold["text"], str), f"its text is a {type(gold['text']).__name__}; give a string")
    try:
        day_given(gold.get("published"))
    except TypeError as error:
        raise ValueError(str(error)) from None
    ids = {group: _ids(gold, group) for group in _DECLARED.values()}
    marked = _check_marks(gold, ids)
    _check_events(gold["events"], ids, marked)


def _ids(gold: Gold, group: str) -> set[str]:
    """The ids that a list declares."""
    found: set[str] = set()
    wanted = ("id", "type", "date") if group == "events" else ("id", "name")
    for what, item in _items(gold, group, wanted):
        _require(item["id"] not in found, f"{what}: its id is that of another one")
        found.add(item["id"])
        for key in ("role", "country"):
            _require(isinstance(item.get(key), (str, type(None))), f"{what}: its {key} is a {type(item.get(key)).__name__}; give a string or null")
    return found


def _items(gold: Gold, group: str, strings: Iterable[str]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """A list's items, each with what to call it; that all are records with these strings is checked."""
    items = gold[group]
    _require(isinstance(items, (list, tuple)), f"its {group} are a {type(items).__name__}; give a list of records")
    for number, item in enumerate(items, 1):
        _require(isinstance(item, Mapping), f"{_SINGULAR[group]} {number} is a {type(item).__name__}; give a record")
        key = item.get("id") if group in _DECLARED.values() else None
        what = f"{_SINGULAR[group]} {number if key is None else repr(key)}"
        for name in strings:
            _require(name in item, f"{what} lacks its {name}")
            _require(isinstance(item[name], str), f"{what}: its {name} is a {type(item[name]).__name__}; give a string")
        yield what, item


def _check_marks(gold: Gold, ids: Mapping[str, set[str]]) -> set[str]:
    """The events that have a mark."""
    marked: set[str] = set()
    length = len(gold["text"])
    for what, mark in _items(gold, "marks", ("label", "id")):
        label, ref = mark["label"], mark["id"]
        start: Any = mark.get("start")
        end: Any = mark.get("end")
        _require(type(start) is int and type(end) is int, f"{what}: its start and end are {start!r} and {end!r}; give two whole numbers")
        _require(0 <= start < end <= length, f"{what}: {start} to {end} is no stretch of the text, which has {length} characters")
        surface = gold["text"][start:end]
        _require(label in LABELS, f"{what} ({surface!r}) has the label {label!r}; choose one of {', '.join(LABELS)}")
        if group := _DECLARED.get(label):
            _require(ref in ids[group], f"{what} ({surface!r}) is of {_SINGULAR[group]} {ref!r}, which {group} does not list")
        if label == "LOC":
            _require(_PLACE_ID.fullmatch(ref) is not None, f"{what} ({surface!r}) has the id {ref!r}; give a country's code, @ and a code, or -")
        if label == "EVT":
            marked.add(ref)
    return marked


def _check_events(events: Iterable[Mapping[str, Any]], ids: Mapping[str, set[str]], marked: set[str]) -> None:
    known = ids["people"] | ids["organisations"]
    for event in events:
        what = f"event {event['id']!r}"
        _require(event["id"] in marked, f"{what} has no EVT mark in the text")
        _require(event["type"] in EVENT_TYPES, f"{what} has the type {event['type']!r}; choose one of {', '.join(EVENT_TYPES)}")
        for role in ("actors", "targets"):
            names = event.get(role)
            _require(isinstance(names, (list, tuple)) and all(isinstance(x, str) for x in names), f"{what}: its {role} are {names!r}; give a list of ids")
            strangers = [x for x in names or () if x not in known and not COUNTRY_CODE.fullmatch(x)]
            _require(not strangers, f"{what} has among its {role} {', '.join(map(repr, strangers))}, neither listed nor a country's code")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)
