"""The example articles and their gold annotation (`vnews_entities.gold` says how that is written)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from vnews_entities.gold import read_gold

EXAMPLES = Path(__file__).parent.parent / "examples"
GOLD = EXAMPLES / "gold"
RECORDS = EXAMPLES / "ban-tin.jsonl"


def examples() -> list[dict[str, Any]]:
    """The gold records of all examples, by name."""
    return [gold for path in sorted(GOLD.glob("*.txt")) for gold in read_gold(path)]


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
