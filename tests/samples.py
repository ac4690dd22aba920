"""Documents for the tests of what comes after reading: gold articles as the library would return them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from vnews_entities.document import Country, CountryMention, Document, Event, Mention, Organisation, Person, Place, Span, Timex
from vnews_entities.gold import read_marks

Gold = dict[str, Any]


def as_document(gold: Gold) -> Document:
    """The document of a reader that makes no mistake."""
    marks: defaultdict[str, list[Gold]] = defaultdict(list)
    for m in gold["marks"]:
        marks[m["label"] if m["label"] in ("PER", "ORG", "LOC", "EVT") else "TIMEX"].append(m)
    dates = tuple(Timex(m["start"], m["end"], m["text"], m["label"], m["id"]) for m in marks["TIMEX"])
    return Document(
        text=gold["text"],
        title=gold["text"].split("\n")[0],
        published=gold.get("published"),
        published_from="given" if gold.get("published") else None,
        people=tuple(Person(p["id"], p["name"], p["role"], p["country"], None, _mentions(marks["PER"], p["id"])) for p in gold["people"]),
        countries=_countries(marks["LOC"]),
        organisations=tuple(Organisation(o["id"], o["name"], None, None, _mentions(marks["ORG"], o["id"])) for o in gold["organisations"]),
        places=_places(marks["LOC"]),
        dates=dates,
        events=tuple(_event(e, _mentions(marks["EVT"], e["id"]), dates, len(gold["text"])) for e in gold["events"]),
    )


def document(marked: str, **fields: Any) -> Document:
    """The document of one marked text; people, organisations and events are made from the marks alone."""
    text, marks = read_marks(marked)

    def ids(label: str) -> list[str]:
        return list(dict.fromkeys(m["id"] for m in marks if m["label"] == label))

    def longest(ref: str) -> str:
        return str(max((m["text"] for m in marks if m["id"] == ref), key=len))

    gold = {
        "text": text,
        "marks": marks,
        "people": [{"id": x, "name": longest(x), "role": None, "country": None} for x in ids("PER")],
        "organisations": [{"id": x, "name": longest(x)} for x in ids("ORG")],
        "events": [{"id": x, "type": "OTHER", "date": "2024-07-17", "actors": [], "targets": [], "places": []} for x in ids("EVT")],
    }
    return as_document({**gold, **fields})


def _mentions(marks: list[Gold], ref: str) -> tuple[Mention, ...]:
    return tuple(Mention(m["start"], m["end"], m["text"]) for m in marks if m["id"] == ref)


def _countries(marks: list[Gold]) -> tuple[Country, ...]:
    grouped: defaultdict[str, list[CountryMention]] = defaultdict(list)
    names: dict[str, str] = {}
    for m in marks:
        if m["id"] != "-":
            code = m["id"].removeprefix("@")
            grouped[code].append(CountryMention(m["start"], m["end"], m["text"], metonym=code != m["id"]))
            names.setdefault(code, m["text"])
    return tuple(Country(code, names[code], tuple(mentions)) for code, mentions in grouped.items())


def _places(marks: list[Gold]) -> tuple[Place, ...]:
    grouped: defaultdict[str, list[Mention]] = defaultdict(list)
    for m in marks:
        if m["id"] == "-":
            grouped[m["text"]].append(Mention(m["start"], m["end"], m["text"]))
    return tuple(Place(name, None, tuple(mentions)) for name, mentions in grouped.items())


def _event(e: Gold, triggers: tuple[Mention, ...], dates: tuple[Timex, ...], length: int) -> Event:
    dated = next((n for n, d in enumerate(dates) if d.value == e["date"]), None)
    lists = (tuple(e[key]) for key in ("actors", "targets", "places"))
    return Event(e["id"], e["type"], e["date"], dated, triggers[0], triggers[1:], *lists, sentence=Span(0, length), score=1.0)
