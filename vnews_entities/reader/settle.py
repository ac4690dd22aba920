"""Where the learnt reader meets what is known of the world and of the article: who wins, and why.

The reader wins. Measured on annotated articles, known names that it passes over are mostly no names where they stand
(*Boeing-737*, *Anh ấy*), and where it is sure of a label it is right against the tables. Five things are decided here:

- the label of a name that the reader is unsure of, where the tables know its form as one other kind of thing only;
- a name that the reader is not sure of and that is part of a person's full name elsewhere in the article is that person;
- *EU-ASEAN* is two organisations, where the tables know both and not the whole;
- *Mông* and *Cổ* side by side are *Mông Cổ*, where the tables know the whole and the reader is unsure of the parts;
- *Phái đoàn Thổ Nhĩ Kỳ*, *Quân đội Mỹ* name no institution: the country is the name.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace

from ..gazetteers import Gazetteers
from ..layers import Label, Name, Reading
from ..tables import table
from ..text import fold

#: Below this score the reader is unsure of a label; below the next it is not sure enough to part a person's names.
UNSURE = 0.8
NOT_SURE = 0.95


def settle(reading: Reading, text: str, gazetteers: Gazetteers) -> Reading:
    """The reading after all this has been weighed."""
    people = _parts_of_people(reading, text)
    names: list[tuple[Name, int | None]] = []
    freed = -1  # the end of a name that was none: what was nested in it now stands for itself
    for i, name in enumerate(reading.names):
        joined = _joined(names[-1][0], name, text, gazetteers) if names else None
        if joined is not None:
            names[-1] = (joined, names[-1][1])
            continue
        if not name.nested and _no_institution(name, text, gazetteers):
            freed = name.end
            continue
        inner = replace(name, nested=False) if name.nested and name.end <= freed else name
        names += [(part, i) for part in _settled(inner, text, gazetteers, people)]
    return reading.with_names(names)


def _joined(left: Name, right: Name, text: str, gazetteers: Gazetteers) -> Name | None:
    """One known name that was read as two."""
    if left.nested or right.nested or min(left.score, right.score) >= NOT_SURE or text[left.end : right.start] != " ":
        return None
    labels = known_labels(text[left.start : right.end], gazetteers)
    return Name(left.start, right.end, next(iter(labels)), max(left.score, right.score)) if len(labels) == 1 else None


def _settled(name: Name, text: str, gazetteers: Gazetteers, people: frozenset[str]) -> Iterator[Name]:
    form = text[name.start : name.end]
    if name.label == "ORG" and form.count("-") == 1 and not known_labels(form, gazetteers):
        left, _, right = form.partition("-")
        if all("ORG" in known_labels(part, gazetteers) for part in (left, right)):
            yield replace(name, end=name.start + len(left))
            yield replace(name, start=name.end - len(right))
            return
    label = _label(name, form, gazetteers, people)
    yield name if label == name.label else replace(name, label=label, sense=None, senses=None)


def _label(name: Name, form: str, gazetteers: Gazetteers, people: frozenset[str]) -> Label:
    if name.score < NOT_SURE and name.label != "PER" and form in people and not known_labels(form, gazetteers) - {"PER"}:
        return "PER"
    if name.score < UNSURE:
        labels = known_labels(form, gazetteers)
        if len(labels) == 1:
            return next(iter(labels))
    return name.label


def _parts_of_people(reading: Reading, text: str) -> frozenset[str]:
    """The first and last words of the full names of people of whom the reader is sure."""
    full = (text[n.start : n.end].split() for n in reading.names if n.label == "PER" and n.score >= UNSURE)
    return frozenset(word for words in full if len(words) > 1 for word in (words[0], words[-1]) if len(word) > 1)


def _no_institution(name: Name, text: str, gazetteers: Gazetteers) -> bool:
    """A head that names no single body, with nothing but a country behind it."""
    if name.label != "ORG":
        return False
    form = fold(text[name.start : name.end])
    head = next((h for h in _heads_of_nothing() if form.startswith(h)), None)
    return head is not None and bool(gazetteers.lookup_country(form[len(head) :]))


@functools.cache
def _heads_of_nothing() -> tuple[str, ...]:
    return tuple(fold(row["head"]) + " " for row in table("org_heads") if "country-only" in row["note"].split("|"))


def known_labels(form: str, gazetteers: Gazetteers) -> frozenset[Label]:
    """What the tables know under this form: people, organisations, places."""
    looks: tuple[tuple[Label, bool], ...] = (
        ("PER", bool(gazetteers.lookup_person(form))),
        ("ORG", bool(gazetteers.lookup_organisation(form))),
        ("LOC", bool(gazetteers.lookup_country(form) or gazetteers.lookup_seat(form) or gazetteers.lookup_place(form))),
    )
    return frozenset(label for label, known in looks if known)
