"""Titles: the words by which the article says what a person is, wherever they stand beside his name."""

from __future__ import annotations

import re

from ..data import Example, bio, marks
from .base import Head

_REACH = 120  # characters between a title and the name that it belongs to


class Titles(Head):
    labels = ("O", "B", "I")

    def targets(self, example: Example) -> list[int]:
        article = example.article
        text = article["text"]
        sentence_at = dict(zip((s for s, _ in example.cut.spans), example.cut.sentence, strict=True))
        people = marks(article, ("PER",))
        spans = []
        for person in article["people"]:
            if not person.get("role"):
                continue
            own = [m["start"] for m in people if m["id"] == person["id"]]
            for found in re.finditer(rf"(?<!\w){re.escape(person['role'])}(?!\w)", text, re.IGNORECASE):
                where = sentence_at.get(found.start())
                if any(abs(found.start() - at) < _REACH and sentence_at.get(at) == where for at in own):
                    spans.append((found.start(), found.end(), 0))
        return bio(example.cut, spans)
