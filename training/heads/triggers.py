"""Triggers of dated events, without their type: where first, what second."""

from __future__ import annotations

from ..data import Example, bio, marks
from .base import Head


class Triggers(Head):
    labels = ("O", "B", "I")

    def targets(self, example: Example) -> list[int]:
        return bio(example.cut, ((m["start"], m["end"], 0) for m in marks(example.article, ("EVT",))))
