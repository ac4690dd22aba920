"""PLOVER records: the exchange format of political event data (Open Event Data Alliance).

PLOVER knows sixteen types of events. The library's seven further types (STATEMENT, POWER, HARM, JUSTICE, ECONOMY, SPORT,
OTHER) are no PLOVER: they are left out, unless they are asked for.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Any

from ..document import EVENT_TYPES, Country, Document, Event
from ..events.timeline import bounds
from ..tables import table
from ..text import normalise

Record = dict[str, Any]

_PLOVER_TYPES = frozenset(EVENT_TYPES[:16])

#: PLOVER's sector by the words of a role or of an organisation's name; the first that is found, at the start of a word, counts.
_SECTORS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (sector, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for sector, words in (
        ("REB", "phiến quân|nổi dậy|ly khai|quân kháng chiến"),
        ("SPY", "tình báo|phản gián|mật vụ"),
        ("JUD", "tòa án|toà án|tòa tối cao|thẩm phán|chánh án|viện kiểm sát|công tố viên|kiểm sát viên"),
        ("LEG", "quốc hội|nghị viện|thượng viện|hạ viện|nghị sĩ|nghị sỹ|hạ nghị sĩ|thượng nghị sĩ|đại biểu"),
        ("JRN", "phóng viên|nhà báo|tổng biên tập|hãng tin|thông tấn xã|hãng thông tấn|đài truyền hình|nhật báo"),
        ("EDU", "đại học|học viện|trường học|trường trung học|giáo sư|hiệu trưởng|viện nghiên cứu|nhà khoa học"),
        ("COP", "cảnh sát|công an"),
        ("BUS", "công ty|tập đoàn|ngân hàng thương mại|hãng|giám đốc điều hành|CEO|doanh nghiệp|chủ tịch HĐQT"),
        ("MIL", "tướng|tư lệnh|bộ tư lệnh|đại tá|thượng tá|trung tá|thiếu tá|đô đốc|bộ tổng tham mưu|tổng tham mưu trưởng"),
        ("MIL", "quân đội|hải quân|không quân|lục quân|binh sĩ"),
        ("GOV", "tổng thống|thủ tướng|bộ trưởng|ngoại trưởng|chủ tịch nước|quốc vương|nhà vua|tổng bí thư|thứ trưởng|đại sứ"),
        ("GOV", "bộ|chính phủ|ủy ban nhân dân|ubnd|tỉnh trưởng|thị trưởng"),
        ("PTY", "đảng"),
        ("REL", "giáo hoàng|giáo chủ|linh mục|hồng y|giáo hội|hòa thượng"),
    )
)  # fmt: skip


def to_plover(document: Document, *, other: bool = False, docid: str | None = None) -> list[Record]:
    """One JSON-ready record an event, in the order of the article; an event without a participant has empty lists.

    `date` is the first day of the resolved date where the calendar has one, else its TIMEX3 value; `enddate` stands
    where the date is longer than a day. `dates` holds the publication date, the date as worded and its TIMEX3 value.
    `event` and `mode` are lists, as PLOVER's are; a `mode` that the words do not tell is null.
    `other=True` also gives the events that are no PLOVER type: `event` is then `["OTHER"]`, and `subtype` the library's type.
    """
    key = docid or document.url or "article"
    writer = _Writer(document, key)
    return [writer.record(event) for event in document.events if other or event.type in _PLOVER_TYPES]


class _Writer:
    def __init__(self, document: Document, key: str) -> None:
        self.document = document
        self.key = key
        self.people = {p.id: p for p in document.people}
        self.organisations = {o.id: o for o in document.organisations}
        self.countries = {c.code: c for c in document.countries}

    def record(self, event: Event) -> Record:
        document = self.document
        plover = event.type in _PLOVER_TYPES
        return {
            "id": f"{self.key}#{event.id}",
            **_dates(document, event),
            "event": [event.type if plover else "OTHER"],
            **({} if plover else {"subtype": event.type}),
            "mode": [event.mode] if event.mode else None,
            "actor": [self.entity(x, event) for x in event.actors],
            "recipient": [self.entity(x, event) for x in event.targets],
            "event_loc": self.locations(event.places),
            "event_text": event.trigger.text,
            "status": event.status,
            "score": event.score,
            "text_info": {
                "text": document.text[event.sentence.start : event.sentence.end],
                "start": event.sentence.start,
                "end": event.sentence.end,
                "language": "vi",
            },
            "cite_info": {"title": document.title, "publisher": document.source, "author": document.byline, "url": document.url, "date": document.published},
        }

    def entity(self, ref: str, event: Event) -> Record:
        """A participant: ISO3 code, sector, text, office and Wikidata item, null where unknown."""
        if person := self.people.get(ref):
            return _entity(iso3(person.country), _sector(person.role), person.name, person.role, person.qid)
        if organisation := self.organisations.get(ref):
            return _entity(iso3(organisation.country), _sector(organisation.name), organisation.name, None, organisation.qid)
        country = self.countries.get(ref)
        sector = "GOV" if country and _acts_as_government(country, event) else None
        return _entity(iso3(ref), sector, country.name if country else ref, None, None)

    def locations(self, places: Iterable[str]) -> list[Record]:
        lies_in = {place.name: place.country for place in self.document.places}
        return [
            {"text": self.countries[x].name, "iso3": iso3(x)} if x in self.countries else {"text": x, "iso3": iso3(lies_in.get(x))}
            for x in places
        ]  # fmt: skip


def _entity(code: str | None, sector: str | None, text: str, office: str | None, qid: str | None) -> Record:
    return {"code": code, "sector": sector, "text": text, "office": office, "wikidata": qid}


def _acts_as_government(country: Country, event: Event) -> bool:
    """Does the event's sentence name the country by its capital or seat of power?"""
    return any(m.metonym and event.sentence.start <= m.start < event.sentence.end for m in country.mentions)


def _dates(document: Document, event: Event) -> Record:
    span = bounds(event.date)
    first, last = (_day(moment[:3]) for moment in span) if span else (None, None)
    raw = None if event.date_mention is None else document.dates[event.date_mention].text
    return {
        "date": first or event.date,
        **({"enddate": last} if last != first else {}),
        "dates": {"published": document.published, "raw": raw, "resolved": event.date},
    }


def _day(date: tuple[int, int, int]) -> str | None:
    """An ISO day; None before Christ, for which the record's format has no writing."""
    return "-".join((f"{date[0]:04d}", f"{date[1]:02d}", f"{date[2]:02d}")) if date[0] >= 0 else None


@functools.cache
def _iso3_table() -> dict[str, str]:
    return {row["code"]: row["alpha3"] for row in table("iso3")}


def iso3(code: str | None) -> str | None:
    """The ISO 3166-1 alpha-3 code of an alpha-2 (or ISO 3166-3) code, None for one that has none."""
    return _iso3_table().get(code) if code else None


def _sector(words: str | None) -> str | None:
    """The sector whose words come first in `words`: what a title begins with is what somebody is."""
    plain = normalise(words or "").text
    found = [(m.start(), n, sector) for n, (sector, pattern) in enumerate(_SECTORS) if (m := pattern.search(plain))]
    return min(found)[2] if found else None
