"""The one resolver: from names in a text to people, countries, organisations and places with an identity.

names ──► country of each place ──► who is one person ──► role and country of each person
                               └──► which is one organisation
                               └──► which is one place
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from . import organisations, people, roles
from .context import Context, Spot, build
from .countries import CountryLink, link_location
from .document import Country, CountryMention, Mention, Organisation, Person, Place
from .gazetteers import Gazetteers
from .layers import Name
from .text import Shadow, fold_key, normalise


@dataclass(frozen=True, slots=True)
class Linked:
    """Who is who in one text. Every input name is a mention of exactly one record."""

    people: tuple[Person, ...] = ()
    countries: tuple[Country, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    places: tuple[Place, ...] = ()
    _ids: tuple[str | None, ...] = field(default=(), repr=False)

    def id_of(self, name_index: int) -> str | None:
        """The participant that the input name is: a person's or organisation's id, a country's code, a place's name.

        None where the name was skipped.
        """
        return self._ids[name_index]


def link(
    text: str,
    names: Sequence[Name],
    gazetteers: Gazetteers,
    *,
    published: str | None = None,
    repeats: Sequence[tuple[int, int]] = (),
    skip: Sequence[tuple[int, int]] = (),
) -> Linked:
    """Say who is who among `names`, which the reader found in `text` (offsets of the text as given).

    `published` (ISO date) tells who held an office then. Names inside `skip` are left out; those inside `repeats` (a
    caption told twice) are linked, and tell nothing new about a person.
    """
    shadow = normalise(text)
    kept = [i for i, n in enumerate(names) if not any(a <= n.start and n.end <= b for a, b in skip)]
    locations = _locations(text, names, kept, gazetteers)
    spans = []
    for i in kept:
        start, end = shadow.inverse(names[i].start, names[i].end)
        found = locations.get(i)
        spans.append((start, end, names[i].label, names[i].nested, found.code if found else None, found.metonym if found else False))
    context = build(shadow.text, spans)
    ids: list[str | None] = [None] * len(names)
    mention = _Mentions(text, names, kept)
    linked = Linked(
        people=_people(context, shadow, repeats, gazetteers, published, mention, ids),
        countries=_countries(locations, gazetteers, mention, ids),
        organisations=_organisations(context, gazetteers, mention, ids),
        places=_places(context, locations, kept, gazetteers, mention, ids),
    )
    return Linked(linked.people, linked.countries, linked.organisations, linked.places, tuple(ids))


@dataclass(frozen=True, slots=True)
class _Mentions:
    """Makes mentions, with offsets of the text as given, of the names that were kept."""

    text: str
    names: Sequence[Name]
    kept: Sequence[int]

    def of(self, i: int) -> Mention:
        """The mention of input name `i`."""
        name = self.names[i]
        return Mention(name.start, name.end, self.text[name.start : name.end])

    def all(self, spots: Sequence[Spot], record: str, ids: list[str | None]) -> tuple[Mention, ...]:
        """The mentions of one record; notes in `ids` that these names are the record's."""
        for spot in spots:
            ids[self.kept[spot.index]] = record
        return tuple(self.of(self.kept[s.index]) for s in spots)


def _locations(text: str, names: Sequence[Name], kept: Sequence[int], gazetteers: Gazetteers) -> dict[int, CountryLink]:
    """The country of each location that is one; the article's other countries decide about a name of several countries."""
    places = [i for i in kept if names[i].label == "LOC"]
    first = {i: link_location(text, names[i], gazetteers, ()) for i in places}
    plain = {found.code for found in first.values() if found is not None}
    doubtful = [i for i in places if len(gazetteers.lookup_country(text[names[i].start : names[i].end])) > 1]
    out = first | {i: link_location(text, names[i], gazetteers, plain) for i in doubtful}
    return {i: found for i, found in out.items() if found is not None}


def _people(
    context: Context,
    shadow: Shadow,
    repeats: Sequence[tuple[int, int]],
    gazetteers: Gazetteers,
    published: str | None,
    mention: _Mentions,
    ids: list[str | None],
) -> tuple[Person, ...]:
    clusters = people.cluster(context, gazetteers)
    again = [shadow.inverse(start, end) for start, end in repeats]
    told = roles.describe(context, clusters, gazetteers, repeats=again, published=published)
    out = []
    for n, (cluster, who) in enumerate(zip(clusters, told, strict=True), 1):
        out.append(Person(f"p{n}", cluster.name, who.role, who.country, who.qid, mention.all(cluster.spots, f"p{n}", ids)))
    return tuple(out)


def _organisations(context: Context, gazetteers: Gazetteers, mention: _Mentions, ids: list[str | None]) -> tuple[Organisation, ...]:
    out = []
    for n, cluster in enumerate(organisations.cluster(context, gazetteers), 1):
        out.append(Organisation(f"o{n}", cluster.name, cluster.country, cluster.qid, mention.all(cluster.spots, f"o{n}", ids)))
    return tuple(out)


def _countries(locations: dict[int, CountryLink], gazetteers: Gazetteers, mention: _Mentions, ids: list[str | None]) -> tuple[Country, ...]:
    by_code: dict[str, list[CountryMention]] = {}
    for i, found in sorted(locations.items(), key=lambda x: mention.names[x[0]].start):
        m = mention.of(i)
        by_code.setdefault(found.code, []).append(CountryMention(m.start, m.end, m.text, found.metonym))
        ids[i] = found.code
    return tuple(Country(code, _country_name(code, gazetteers), tuple(mentions)) for code, mentions in by_code.items())


def _country_name(code: str, gazetteers: Gazetteers) -> str:
    entry = gazetteers.countries.get(code)
    return entry.name if entry else code


def _places(
    context: Context,
    locations: dict[int, CountryLink],
    kept: Sequence[int],
    gazetteers: Gazetteers,
    mention: _Mentions,
    ids: list[str | None],
) -> tuple[Place, ...]:
    by_key: dict[str, list[Spot]] = defaultdict(list)
    for spot in sorted(context.spots, key=lambda s: s.start):
        if spot.label == "LOC" and kept[spot.index] not in locations:
            by_key[fold_key(spot.key)].append(spot)
    out = []
    for spots in by_key.values():
        count = Counter(s.text for s in spots)
        name = count.most_common(1)[0][0]
        out.append(Place(name, _country_of_place(name, gazetteers), mention.all(spots, name, ids)))
    return tuple(out)


def _country_of_place(name: str, gazetteers: Gazetteers) -> str | None:
    """The country of a place, where all known places of this name lie in one."""
    found = {p.country for p in gazetteers.lookup_place(name)}
    return found.pop() if len(found) == 1 else None
