"""Where the learnt reader meets what is known of the world and of the article: who wins, and why.

The reader wins. Measured on annotated articles, known names that it passes over are mostly no names where they stand
(*Boeing-737*, *Anh ấy*), and where it is sure of a label it is right against the tables. What is decided here, a function each:

- which label a name has that the reader is unsure of: the one that the tables know its form under, if that is one only;
  a person's, if it is part of a person's full name elsewhere in the article;
- where a name ends: *Mông* and *Cổ* side by side are *Mông Cổ*, *OPEC* before a plus sign is *OPEC+*, where the tables know the whole;
  *EU-ASEAN* is two organisations, and *Ireland McGregor* a country and a person whom the article names elsewhere;
- what is no name: *Phái đoàn Thổ Nhĩ Kỳ*, *Quân đội Mỹ* name no institution, so the country is the name; words without a capital
  that no table knows are common nouns.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace

from ..disambiguation import is_vietnamese_syllable
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
    return reading.with_names([(n, i) for n, i in names if not _common(text[n.start : n.end], gazetteers)])


def _common(form: str, gazetteers: Gazetteers) -> bool:
    """Words without capital or number that no table knows."""
    return form.islower() and not any(c.isdigit() for c in form) and not known_labels(form, gazetteers)


def _joined(left: Name, right: Name, text: str, gazetteers: Gazetteers) -> Name | None:
    """One known name that was read as two."""
    if left.nested or right.nested or min(left.score, right.score) >= NOT_SURE or text[left.end : right.start] != " ":
        return None
    labels = known_labels(text[left.start : right.end], gazetteers)
    return Name(left.start, right.end, next(iter(labels)), max(left.score, right.score)) if len(labels) == 1 else None


def _settled(name: Name, text: str, gazetteers: Gazetteers, people: frozenset[str]) -> Iterator[Name]:
    form = text[name.start : name.end]
    parts = _two_organisations(name, form, gazetteers) or _country_and_person(name, form, gazetteers, people)
    if parts:
        yield from parts
        return
    if text[name.end : name.end + 1] == "+" and known_labels(form + "+", gazetteers):
        name = replace(name, end=name.end + 1)
    label = _label(name, form, gazetteers, people)
    yield name if label == name.label else replace(name, label=label, sense=None, senses=None)


def _two_organisations(name: Name, form: str, gazetteers: Gazetteers) -> tuple[Name, ...]:
    left, _, right = form.partition("-")
    if name.label != "ORG" or form.count("-") != 1 or known_labels(form, gazetteers):
        return ()
    if not all("ORG" in known_labels(part, gazetteers) for part in (left, right)):
        return ()
    return replace(name, end=name.start + len(left)), replace(name, start=name.end - len(right))


def _country_and_person(name: Name, form: str, gazetteers: Gazetteers, people: frozenset[str]) -> tuple[Name, ...]:
    left, _, right = form.rpartition(" ")
    # *Đức Hoàng* is a name as it stands
    if name.label != "PER" or right not in people or is_vietnamese_syllable(left) or not gazetteers.lookup_country(left):
        return ()
    return replace(name, end=name.start + len(left), label="LOC"), replace(name, start=name.end - len(right))


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
