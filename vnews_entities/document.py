"""The result: plain, immutable data that knows nothing of spaCy.

`Document.to_dict` is a contract: `document.schema.json`, beside this file, states it. Offsets count
characters (code points) of the text as it was given, and `text[start:end] == mention.text` always holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas

SCHEMA_VERSION = 1

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
TimexMod = Literal["START", "MID", "END", "APPROX", "LESS_THAN", "MORE_THAN", "EQUAL_OR_LESS", "EQUAL_OR_MORE"]
PublishedFrom = Literal["given", "text", "url"]
Status = Literal["happened", "planned", "hypothetical", "denied", "ongoing"]
Table = Literal["people", "countries", "organisations", "places", "dates", "events", "mentions"]

#: TIMEX3 values that name no day or hour.
TIMEX_REFERENCES = frozenset({"PRESENT_REF", "PAST_REF", "FUTURE_REF"})

#: PLOVER's sixteen event types, then the seven for what PLOVER leaves out.
EVENT_TYPES: tuple[str, ...] = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
    "STATEMENT", "POWER", "HARM", "JUSTICE", "ECONOMY", "SPORT", "OTHER",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text: characters `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or a trigger where it stands in the text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class CountryMention(Mention):
    """A country's mention; `metonym` where a capital or a seat of power stands for its government (*Ankara*)."""

    metonym: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the article: fullest `name`, `role` as the article words it, ISO code of `country`."""

    id: str
    name: str
    role: str | None
    country: str | None
    qid: str | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """One country: ISO 3166-1 alpha-2 code (ISO 3166-3 for a state that is gone, `XK` for Kosovo)."""

    code: str
    name: str
    mentions: tuple[CountryMention, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation under its fullest name; full name and acronym share the record."""

    id: str
    name: str
    country: str | None
    qid: str | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place that is no country; `country` is the code of the country it lies in, where that is sure."""

    name: str
    country: str | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression with its TIMEX3 `value`; `begin_date` and `end_date` (ISO, inclusive) bound it on the calendar.

    Both are None where the value has no place on the calendar (durations, sets, unknown years, `PRESENT_REF`).
    """

    start: int
    end: int
    text: str
    type: TimexType
    value: str
    mod: TimexMod | None = None
    begin_date: str | None = None
    end_date: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event.

    `actors`, `targets`: ids of people and organisations, and country codes. `places`: country codes, and other
    places by their text. `date_mention`: index into `Document.dates`, None where the date is only implied.
    `trigger` is where the event is first told, `mentions` where it is told again. `score` lies in [0, 1].
    """

    id: str
    type: str
    date: str
    date_mention: int | None
    trigger: Mention
    mentions: tuple[Mention, ...]
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    places: tuple[str, ...]
    sentence: Span
    score: float
    status: Status = "happened"
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What one article says: who, which countries, which organisations, what happened when."""

    text: str
    title: str | None = None
    published: str | None = None
    published_from: PublishedFrom | None = None
    source: str | None = None
    url: str | None = None
    byline: str | None = None
    people: tuple[Person, ...] = ()
    countries: tuple[Country, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    places: tuple[Place, ...] = ()
    dates: tuple[Timex, ...] = ()
    events: tuple[Event, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The document as JSON-ready dicts and lists, in the form that `document.schema.json` states."""
        return {"schema": SCHEMA_VERSION, **{f.name: _plain(getattr(self, f.name)) for f in fields(self)}}

    def to_json(self, *, indent: int | None = None) -> str:
        """The document as a JSON string; characters outside ASCII stay readable.

        A lone surrogate, which no JSON file can hold in UTF-8, is written as its `\\udXXX` escape.
        """
        out = json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)
        return out if out.isascii() else "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in out)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Document:
        """The document that `to_dict` wrote.

        Raises:
            ValueError: no mapping, another schema version, or a field that is missing or unknown.
        """
        if not isinstance(data, Mapping):
            raise ValueError(f"not a document as Document.to_dict() writes it: a {type(data).__name__}")
        if data.get("schema") != SCHEMA_VERSION:
            raise ValueError(f"this reads documents of schema {SCHEMA_VERSION}, not {data.get('schema')!r}; write them again with Document.to_dict()")
        rest = {k: v for k, v in data.items() if k not in ("schema", "id")}
        try:
            return cls(**(rest | {k: tuple(_RECORDS[k](x) for x in rest.get(k, ())) for k in _RECORDS}))
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a document as Document.to_dict() writes it: {error}") from None

    @classmethod
    def from_json(cls, text: str) -> Document:
        """The document that `to_json` wrote.

        Raises:
            ValueError: no JSON, or as `from_dict`.
        """
        return cls.from_dict(json.loads(text))

    def to_frame(self, table: Table = "mentions") -> pandas.DataFrame:
        """One of the document's lists as a pandas DataFrame, a row a record (needs the extra `frame`)."""
        from .exports.frame import to_frame

        return to_frame([self], table)

    def timeline(self) -> tuple[Event, ...]:
        """The events in order of time; those whose year nobody can know come last, in the order of the text."""
        from .events.timeline import in_order_of_time

        return in_order_of_time(self.events)

    def _repr_html_(self) -> str:
        from .exports.html import to_html

        return to_html(self)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `Document.to_dict`."""
    from importlib import resources  # here, because it is slow to load

    loaded: dict[str, Any] = json.loads(resources.files(__package__).joinpath("document.schema.json").read_text(encoding="utf-8"))
    return loaded


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(x) for x in value]
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return value


def _mentions(items: Iterable[Mapping[str, Any]]) -> tuple[Mention, ...]:
    return tuple(Mention(**m) for m in items)


def _event(x: Mapping[str, Any]) -> Event:
    lists = {k: tuple(x[k]) for k in ("actors", "targets", "places")}
    return Event(**{**x, **lists, "trigger": Mention(**x["trigger"]), "mentions": _mentions(x["mentions"]), "sentence": Span(**x["sentence"])})


_RECORDS: dict[str, Any] = {
    "people": lambda x: Person(**{**x, "mentions": _mentions(x["mentions"])}),
    "countries": lambda x: Country(**{**x, "mentions": tuple(CountryMention(**m) for m in x["mentions"])}),
    "organisations": lambda x: Organisation(**{**x, "mentions": _mentions(x["mentions"])}),
    "places": lambda x: Place(**{**x, "mentions": _mentions(x["mentions"])}),
    "dates": lambda x: Timex(**x),
    "events": _event,
}
