"""The type of a dated event, read at the first syllable of its trigger."""

from __future__ import annotations

from vnews_entities.document import EVENT_TYPES

from ..data import Example, marks
from .base import IGNORE, Head


class Types(Head):
    labels = EVENT_TYPES

    def targets(self, example: Example) -> list[int]:
        kinds = {e["id"]: EVENT_TYPES.index(e["type"]) for e in example.article["events"]}
        out = [IGNORE] * len(example.cut.spans)
        for m in marks(example.article, ("EVT",)):
            out[example.cut.covering(m["start"], m["end"])[0]] = kinds[m["id"]]
        return out
