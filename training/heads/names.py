"""Names: people, places, organisations; outermost ones and those that stand directly in another."""

from __future__ import annotations

from ..data import NAMES, Example, bio, marks, outermost
from .base import Head


class OuterNames(Head):
    labels = ("O", *(f"{p}-{n}" for n in NAMES for p in "BI"))
    which = 0

    def targets(self, example: Example) -> list[int]:
        chosen = outermost(marks(example.article, NAMES))[self.which]
        return bio(example.cut, ((m["start"], m["end"], NAMES.index(m["label"])) for m in chosen))


class NestedNames(OuterNames):
    which = 1
