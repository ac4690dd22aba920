"""The sense of a place name: a place, a country, or a government (a capital or palace that acts)."""

from __future__ import annotations

from typing import get_args

from vnews_entities.layers import Sense

from ..data import Example, marks, sense_of
from .base import IGNORE, Head


class Senses(Head):
    labels = get_args(Sense)

    def targets(self, example: Example) -> list[int]:
        out = [IGNORE] * len(example.cut.spans)
        # the shorter mark comes last and keeps the syllable that it shares with a longer one
        for m in sorted(marks(example.article, ("LOC",)), key=lambda m: m["start"] - m["end"]):
            first, _ = example.cut.covering(m["start"], m["end"])
            out[first] = self.labels.index(sense_of(m))
        return out
