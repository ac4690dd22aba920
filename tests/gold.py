"""Articles with inline marks, and the gold records that `vnews_entities.evaluation` reads.

A marked file is an article with `⟦surface¦LABEL¦id⟧` marks, which may nest, a line `===`, and a JSON object with
`published`, `people`, `organisations` and `events`. Without its marks it is the article, to the character.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent.parent / "examples"
GOLD = EXAMPLES / "gold"
RECORDS = EXAMPLES / "ban-tin.jsonl"

LABELS = frozenset({"PER", "LOC", "ORG", "DATE", "TIME", "DURATION", "SET", "EVT"})
_RECORD_LINE = "\n===\n"
_SIGN = re.compile(r"⟦|¦(?P<label>[A-Z]+)¦(?P<id>[^¦⟦⟧]+)⟧|[¦⟧]")
_CODE = re.compile(r"[A-Z]{2}|[A-Z]{4}")


def read_marks(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """The text without its marks, and the marks with offsets into it, outer ones first.

    Raises:
        ValueError: a mark that is not closed, has no known label, is empty, or begins or ends in white space.
    """
    plain: list[str] = []
    length = 0
    opened: list[int] = []
    spans: list[tuple[int, int, str, str]] = []
    at = 0
    for sign in _SIGN.finditer(marked):
        plain.append(marked[at : sign.start()])
        length += sign.start() - at
        at = sign.end()
        if sign.group() == "⟦":
            opened.append(length)
        elif sign["label"] in LABELS and opened:
            spans.append((opened.pop(), length, sign["label"], sign["id"]))
        else:
            raise ValueError(f"a mark is broken near {marked[max(0, at - 40) : at]!r}")
    if opened:
        raise ValueError("a mark is still open at the end")
    text = "".join([*plain, marked[at:]])
    spans.sort(key=lambda s: (s[0], -s[1]))
    for start, end, _, _ in spans:
        if not text[start:end] or text[start:end] != text[start:end].strip():
            raise ValueError(f"a mark is empty or has white space at its border: {text[start:end]!r}")
    return text, [{"start": s, "end": e, "label": label, "id": ref, "text": text[s:e]} for s, e, label, ref in spans]


def read_gold(path: Path) -> dict[str, Any]:
    """A marked file as a gold record; its `id` is the file's name.

    Raises:
        ValueError: broken marks, or a record that does not fit them.
    """
    body, line, record = path.read_text(encoding="utf-8").rpartition(_RECORD_LINE)
    if not line:
        raise ValueError(f"{path.name}: no line === before the record")
    text, marks = read_marks(body)
    gold = {"id": path.stem, "text": text, "marks": marks, **json.loads(record)}
    _check(gold)
    return gold


def _check(gold: dict[str, Any]) -> None:
    for label, group in (("PER", "people"), ("ORG", "organisations"), ("EVT", "events")):
        marked, listed = {m["id"] for m in gold["marks"] if m["label"] == label}, {x["id"] for x in gold[group]}
        if marked != listed:
            raise ValueError(f"{gold['id']}: {label} ids only marked {sorted(marked - listed)}, only listed {sorted(listed - marked)}")
    known = {x["id"] for group in ("people", "organisations") for x in gold[group]}
    for event in gold["events"]:
        strangers = [x for x in (*event["actors"], *event["targets"]) if x not in known and not _CODE.fullmatch(x)]
        if strangers:
            raise ValueError(f"{gold['id']}: event {event['id']} names the unknown participants {strangers}")


def examples() -> list[dict[str, Any]]:
    """The gold records of all examples, by name."""
    return [read_gold(path) for path in sorted(GOLD.glob("*.txt"))]


def example_input(name: str) -> str | dict[str, Any]:
    """What a user would hand the library: the text of a file, or a record of the JSONL file."""
    path = EXAMPLES / f"{name}.txt"
    if path.exists():
        return path.read_text(encoding="utf-8")
    for line in RECORDS.read_text(encoding="utf-8").splitlines():
        record: dict[str, Any] = json.loads(line)
        if record["id"] == name:
            return record
    raise ValueError(f"no example {name}")
