"""The gazetteers: known names of countries, places, people and organisations, where they stand in a text, and what a user adds.

Matching is exact up to case, Unicode form and the spelling variants that `text.fold_key` unifies (*hoà/hòa*, *kì/kỳ*).
An Aho-Corasick automaton finds every form; a match counts only between word borders, and of overlapping ones the
longest from the left. Research notes: this gives the matches of a regular expression at two hundred times its speed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeVar

import ahocorasick_rs

from .tables import data_dir, is_frame, read_tsv
from .text import fold_key, normalise

Kind = Literal["country", "compound", "seat", "place", "person", "organisation", "title"]
Row = Mapping[str, str]
#: A table of a user's own: the path of a file, or a single row.
Own = str | Path | Row
_T = TypeVar("_T")

#: A table's columns, and of these the ones that a user's rows cannot leave out: the least that tells what the row is.
_COLUMNS: Mapping[str, tuple[tuple[str, ...], frozenset[str]]] = MappingProxyType(
    {
        "countries": (("code", "name", "official", "status", "years"), frozenset({"code", "name"})),
        "country_forms": (("form", "code", "kind", "ambiguous"), frozenset({"form", "code"})),
        "seats": (("form", "code", "kind"), frozenset({"form", "code", "kind"})),
        "places": (("form", "country", "kind"), frozenset({"form", "country"})),
        "people": (("name", "country", "qid", "forms", "office"), frozenset({"name"})),
        "organisations": (("name", "acronym", "country", "kind", "qid", "forms"), frozenset({"name"})),
        "titles": (("title", "kind"), frozenset({"title", "kind"})),
        "family_names": (("name", "origin"), frozenset({"name", "origin"})),
        "given_names": (("name", "origin"), frozenset({"name", "origin"})),
        "triggers": (("predicate", "type", "mode"), frozenset({"predicate", "type"})),
    }
)

#: Columns with words of a fixed list, those of our own rows; `triggers` are checked where they are read.
_WORDED = frozenset({"kind", "status", "origin", "ambiguous"})

#: Acronyms from this length on are also written with one capital (*Nato*); shorter ones would be words (*Us*, *Tq*).
_MIXED_CASE_ACRONYM = 4

#: How many forms that were looked up are kept folded.
_KEPT_KEYS = 1 << 12

#: What `Gazetteers.find` looks for unless told otherwise: not the parts of compounds (*Trung*, *Triều*), which alone are words.
_NAMES: tuple[Kind, ...] = ("country", "seat", "place", "person", "organisation", "title")


@dataclass(frozen=True, slots=True)
class CountryEntry:
    """A country: `status` is '', 'territory' or 'gone'; `years` says when a gone state was one (*1922-1991*)."""

    code: str
    name: str
    official: str
    status: str
    years: str


@dataclass(frozen=True, slots=True)
class CountryForm:
    """A written form of a country's name; `ambiguous` lists what else it is: word, person, place, several."""

    form: str
    code: str
    kind: str
    ambiguous: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """A capital or a palace that can stand for the government of `code`."""

    form: str
    code: str
    kind: str


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A place that is no country; `country` is None where it lies in several or in none."""

    form: str
    country: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office: `title` in the service of `country`, over `periods` of first and last year (None: open)."""

    title: str
    country: str | None
    periods: tuple[tuple[int | None, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A person of public life: the fullest usual `name`, all other `forms`, and the main `offices`."""

    name: str
    country: str | None
    qid: str | None
    forms: tuple[str, ...]
    offices: tuple[Office, ...]


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """An organisation: full `name`, `acronym` (None where it has none) and all other `forms`."""

    name: str
    acronym: str | None
    country: str | None
    kind: str
    qid: str | None
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TitleEntry:
    """Words that stand before a person's name and say who he is."""

    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Match:
    """A known form at `start`..`end` of the text as given. `key` is the country's code, else the entry's name; `form` as listed."""

    start: int
    end: int
    kind: Kind
    key: str
    form: str


class _Target(NamedTuple):
    """What a form means. A tuple, since there are as many as there are forms."""

    kind: Kind
    key: str
    form: str

    def fits(self, written: str) -> bool:
        """Whether `written` has the capitals that the form needs; *mỹ* and *us* are no countries."""
        if len(self.form) > 1 and self.form.isupper() and " " not in self.form:
            return written.isupper() or (len(written) >= _MIXED_CASE_ACRONYM and written[0].isupper())
        return not self.form[0].isupper() or not written[0].islower()


class _Hit(NamedTuple):
    """All that a stretch of a text may mean: `start`..`end` in the folded text, `span` in the text as given."""

    start: int
    end: int
    span: tuple[int, int]
    targets: tuple[_Target, ...]


@dataclass(frozen=True, slots=True)
class _Automaton:
    matcher: ahocorasick_rs.AhoCorasick
    targets: tuple[tuple[_Target, ...], ...]


@dataclass(frozen=True, eq=False)
class Gazetteers:
    """All tables, ready to look up and to match. Built once, never changed, safe to share between threads."""

    countries: Mapping[str, CountryEntry]
    country_forms: tuple[CountryForm, ...]
    seats: tuple[Seat, ...]
    places: tuple[PlaceEntry, ...]
    people: tuple[PersonEntry, ...]
    organisations: tuple[OrganisationEntry, ...]
    titles: tuple[TitleEntry, ...]
    _rows: Mapping[str, tuple[Row, ...]] = field(repr=False)

    @classmethod
    def load(cls, extra: Own | Iterable[Own] = ()) -> Gazetteers:
        """The packaged tables with a user's additions in front of them.

        `extra`: files (tab-separated, first line the header of one of our tables, see `data/gazetteers/README.md`)
        or single rows as mappings from column to text. An added row goes before ours where both know a form.

        Raises:
            TypeError: neither paths nor rows. ValueError: a file or row that is of none of our tables or of several, a kind
            that does not exist, or a code that is no country's.
        """
        added: dict[str, list[Row]] = {}
        for item in own_tables(extra):
            for table, row in _user_rows(item):
                added.setdefault(table, []).append(row)
        _check_words(added)
        rows = {table: (*added.get(table, ()), *_packaged_rows(table)) for table in _COLUMNS}
        countries = {r["code"]: CountryEntry(**_only(r, "code", "name", "official", "status", "years")) for r in reversed(rows["countries"])}
        _check_codes(rows, countries.keys())
        return cls(
            countries=MappingProxyType(countries),
            country_forms=_country_forms(countries.values(), rows["country_forms"]),
            seats=tuple(Seat(**_only(r, "form", "code", "kind")) for r in rows["seats"]),
            places=tuple(PlaceEntry(r["form"], r["country"] or None, r["kind"]) for r in rows["places"]),
            people=tuple(_person(r) for r in rows["people"]),
            organisations=tuple(_organisation(r) for r in rows["organisations"]),
            titles=tuple(TitleEntry(r["title"], r["kind"]) for r in rows["titles"]),
            _rows=MappingProxyType(rows),
        )

    def rows(self, table: str) -> tuple[Row, ...]:
        """The raw rows of a table, a user's first; () for a table that is not there."""
        return self._rows.get(table, ())

    def find(self, text: str, kinds: Collection[Kind] = _NAMES) -> list[Match]:
        """Every known name of `kinds` in `text`, in order, longest first from the left and not overlapping.

        The kind `compound`, found only where asked for, is a form that names a country in compounds (*Mỹ-Trung*).

        One span has several matches where its form is known as several things (*Georgia*: country and place).
        Names inside longer ones are found by asking for fewer kinds.
        """
        out: list[Match] = []
        free = 0
        for hit in _hits(self, text):
            if hit.start < free:
                continue
            found = [Match(*hit.span, t.kind, t.key, t.form) for t in hit.targets if t.kind in kinds]
            if found:
                out += found
                free = hit.end
        return out

    def is_added(self, entry: PersonEntry | OrganisationEntry) -> bool:
        """Whether the person or organisation is of a user's rows and not of the packaged ones."""
        return entry in self._added

    @functools.cached_property
    def _added(self) -> frozenset[PersonEntry | OrganisationEntry]:
        people = self.people[: len(self.people) - len(_packaged_rows("people"))]
        return frozenset((*people, *self.organisations[: len(self.organisations) - len(_packaged_rows("organisations"))]))

    def _scan(self, text: str) -> Iterator[_Hit]:
        """Every known name in `text`, also overlapping ones, from the left, the longest first."""
        shadow = normalise(text)
        folded, at = _fold_with_offsets(shadow.text)
        automaton = self._automaton
        found = automaton.matcher.find_matches_as_indexes(folded, overlapping=True)
        whole = [m for m in found if _at_border(folded, m[1]) and _at_border(folded, m[2])]
        for pattern, start, end in sorted(whole, key=lambda m: (m[1], -m[2])):
            first, last = at[start], at[end]
            written = shadow.text[first:last]
            fitting: dict[tuple[Kind, str], _Target] = {}
            for t in automaton.targets[pattern]:
                if t.fits(written):
                    fitting.setdefault((t.kind, t.key), t)
            if fitting:
                yield _Hit(start, end, shadow.span(first, last), tuple(fitting.values()))

    def lookup_country(self, form: str) -> tuple[CountryForm, ...]:
        """The countries that `form` names, as given by the tables, also with *nước* before it; () where none does. Case does not matter."""
        key = _key(form)
        return self._by_form_country.get(key) or self._by_form_country.get(key.removeprefix("nước "), ())

    def lookup_seat(self, form: str) -> tuple[Seat, ...]:
        """The governments that a capital or palace stands for."""
        return self._by_form_seat.get(_key(form), ())

    def lookup_person(self, form: str) -> tuple[PersonEntry, ...]:
        """The people known under `form`."""
        return self._by_form_person.get(_key(form), ())

    def lookup_organisation(self, form: str) -> tuple[OrganisationEntry, ...]:
        """The organisations known under `form`, name, acronym or another form."""
        return self._by_form_organisation.get(_key(form), ())

    def lookup_place(self, form: str) -> tuple[PlaceEntry, ...]:
        """The places known under `form`."""
        return self._by_form_place.get(_key(form), ())

    def lookup_title(self, form: str) -> tuple[TitleEntry, ...]:
        """The titles written `form`."""
        return self._by_form_title.get(_key(form), ())

    @functools.cached_property
    def _by_form_country(self) -> dict[str, tuple[CountryForm, ...]]:
        return _index((f.form, f) for f in self.country_forms)

    @functools.cached_property
    def _by_form_seat(self) -> dict[str, tuple[Seat, ...]]:
        return _index((s.form, s) for s in self.seats)

    @functools.cached_property
    def _by_form_place(self) -> dict[str, tuple[PlaceEntry, ...]]:
        return _index((p.form, p) for p in self.places)

    @functools.cached_property
    def _by_form_person(self) -> dict[str, tuple[PersonEntry, ...]]:
        return _index((form, p) for p in self.people for form in (p.name, *p.forms))

    @functools.cached_property
    def _by_form_organisation(self) -> dict[str, tuple[OrganisationEntry, ...]]:
        return _index((form, o) for o in self.organisations for form in _organisation_forms(o))

    @functools.cached_property
    def _by_form_title(self) -> dict[str, tuple[TitleEntry, ...]]:
        return _index((t.title, t) for t in self.titles)

    @functools.cached_property
    def _automaton(self) -> _Automaton:
        targets = _index((t.form, t) for t in self._targets())
        return _Automaton(ahocorasick_rs.AhoCorasick(list(targets)), tuple(targets.values()))

    def _targets(self) -> Iterable[_Target]:
        yield from (_Target("compound" if f.kind == "compound" else "country", f.code, f.form) for f in self.country_forms)
        yield from (_Target("seat", s.code, s.form) for s in self.seats)
        yield from (_Target("place", p.form, p.form) for p in self.places)
        yield from (_Target("person", p.name, form) for p in self.people for form in (p.name, *p.forms))
        yield from (_Target("organisation", o.name, form) for o in self.organisations for form in _organisation_forms(o))
        yield from (_Target("title", t.title, t.title) for t in self.titles)


@functools.lru_cache(maxsize=2)
def _hits(gazetteers: Gazetteers, text: str) -> tuple[_Hit, ...]:
    """The names in a text, kept for the next part that asks for some of their kinds."""
    return tuple(gazetteers._scan(text))


def asked(name: str) -> str:
    """`name` as given.

    Raises:
        TypeError: it is no string.
    """
    if not isinstance(name, str):
        raise TypeError(f"a name is a string, got {type(name).__name__}")
    return name


@functools.cache
def default() -> Gazetteers:
    """The packaged gazetteers, loaded once."""
    return Gazetteers.load()


@functools.lru_cache(maxsize=_KEPT_KEYS)
def _key(form: str) -> str:
    return fold_key(" ".join(normalise(form).text.split()))


def _keys(forms: Sequence[str]) -> list[str]:
    """The `_key` of each form. They are folded as one text, a form a line, which takes a tenth of the time."""
    keys = [" ".join(line.split()) for line in fold_key(normalise("\n".join(forms)).text).split("\n")]
    return keys if len(keys) == len(forms) else [_key(form) for form in forms]


def _index(pairs: Iterable[tuple[str, _T]]) -> dict[str, tuple[_T, ...]]:
    """From folded form to the entries that have it, each once, in the order given."""
    listed = list(pairs)
    out: dict[str, tuple[_T, ...]] = {}
    for key, (_, entry) in zip(_keys([form for form, _ in listed]), listed, strict=True):
        others = out.get(key, ())
        if entry not in others:
            out[key] = (*others, entry)
    return out


def _fold_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """`text` folded, runs of spaces made one; and for each border between folded characters its offset in `text`."""
    if "  " not in text:
        return fold_key(text), range(len(text) + 1)
    kept = [i for i, char in enumerate(text) if char != " " or not i or text[i - 1] != " "]
    return fold_key("".join(text[i] for i in kept)), [*kept, len(text)]


def _at_border(text: str, i: int) -> bool:
    """Whether `i` lies between words: at most one of its neighbours is a letter or digit."""
    return i == 0 or i == len(text) or not (_in_word(text[i - 1]) and _in_word(text[i]))


def _in_word(char: str) -> bool:
    return char.isalnum() or "\u0300" <= char <= "\u036f"


def own_tables(given: Own | Iterable[Own]) -> tuple[Own, ...]:
    """What a user gives as tables of his own, one path or row or several, as a tuple.

    Raises:
        TypeError: neither paths nor rows.
    """
    if isinstance(given, (str, Path, Mapping)):
        return (given,)
    items: tuple[Any, ...] = tuple(given) if isinstance(given, Iterable) and not is_frame(given) else (given,)
    for item in items:
        if not isinstance(item, (str, Path, Mapping)):
            raise TypeError(f"a gazetteer is the path of a tab-separated file, or a row as a dict, not a {type(item).__name__}; give one or a list of them")
    return items


def _packaged_rows(table: str) -> tuple[Row, ...]:
    path = data_dir() / f"{table}.tsv"
    return read_tsv(path) if path.is_file() else ()


def _user_rows(item: Own) -> Iterable[tuple[str, Row]]:
    if isinstance(item, Mapping):
        yield _as_row(item, "the row given")
        return
    path = Path(item)
    if not path.is_file():
        raise ValueError(f"gazetteer file {str(path)!r} does not exist; give the path of a tab-separated file, or a row as a mapping")
    rows = read_tsv(path)
    if not rows:
        raise ValueError(f"gazetteer file {path.name!r} has no rows; its first line names the columns of one of: {_known_headers()}")
    for row in rows:
        yield _as_row(row, f"gazetteer file {path.name!r}")


def _as_row(given: Row, where: str) -> tuple[str, Row]:
    """The table that `given` belongs to by its columns, and the row with every column of that table."""
    table = _table_of(frozenset(given), where)
    columns, _ = _COLUMNS[table]
    row = {c: " ".join(normalise(given.get(c) or "").text.split()) for c in columns}
    if not row[columns[0]]:
        raise ValueError(f"{where}: a row of {table} needs a {columns[0]}, got {dict(given)!r}")
    return table, row


def _table_of(columns: frozenset[str], where: str) -> str:
    exact = [t for t, (all_columns, _) in _COLUMNS.items() if columns == set(all_columns) and t != "given_names"]
    fitting = exact or [t for t, (all_columns, required) in _COLUMNS.items() if required <= columns <= set(all_columns) and t != "given_names"]
    if not fitting:
        raise ValueError(f"{where} has the columns {sorted(columns)}, which are those of no table of ours; known headers: {_known_headers()}")
    if len(fitting) > 1:
        telling = {t: [c for c in _COLUMNS[t][0] if not any(c in _COLUMNS[other][0] for other in fitting if other != t)] for t in fitting}
        ways = "; ".join(f"for {t} {' or '.join(more)}" for t, more in telling.items())
        raise ValueError(f"{where} has the columns {sorted(columns)}, which fit several tables; add one, which may stay empty: {ways}")
    return fitting[0]


def _known_headers() -> str:
    return "; ".join(f"{t}: {' '.join(columns)}" for t, (columns, _) in _COLUMNS.items() if t != "given_names")


def _check_words(added: Mapping[str, Iterable[Row]]) -> None:
    """Refuse a word of a user's rows that none of ours has in its column: nothing would read it."""
    for table, rows in added.items():
        for column in _WORDED.intersection(_COLUMNS[table][0]):
            known = {word for row in _packaged_rows(table) for word in _many(row[column])}
            for row in rows:
                if strange := [word for word in _many(row[column]) if word not in known]:
                    raise ValueError(f"{table}: there is no {column} {strange[0]!r} (in the row {dict(row)!r}); choose one of {', '.join(sorted(known))}")


def _check_codes(rows: Mapping[str, tuple[Row, ...]], codes: Collection[str]) -> None:
    if not codes:
        raise ValueError("countries.tsv is missing or empty; reinstall vnews-entities")
    for table, column in (("country_forms", "code"), ("seats", "code"), ("places", "country"), ("people", "country"), ("organisations", "country")):
        for row in rows[table]:
            if row[column] and row[column] not in codes:
                raise ValueError(
                    f"{table}: {row[column]!r} is no country code (in the row {dict(row)!r}); use ISO 3166-1 alpha-2, or ISO 3166-3 for a gone state"
                )


def _only(row: Row, *columns: str) -> dict[str, str]:
    return {c: row[c] for c in columns}


def _many(cell: str) -> tuple[str, ...]:
    return tuple(x.strip() for x in cell.split("|") if x.strip())


def _country_forms(countries: Iterable[CountryEntry], rows: Iterable[Row]) -> tuple[CountryForm, ...]:
    """The listed forms, the closed spelling of phonetic ones (*I-xra-en*: *Ixraen*), then names and official names."""
    forms: dict[tuple[str, str], CountryForm] = {}

    def add(form: CountryForm) -> None:
        forms.setdefault((form.form, form.code), form)

    for r in rows:
        form = CountryForm(r["form"], r["code"], r["kind"] or "exonym", _many(r["ambiguous"]))
        add(form)
    for form in list(forms.values()):
        if form.kind == "phonetic" and "-" in form.form:
            add(CountryForm(_closed(form.form), form.code, form.kind, form.ambiguous))
    for c in countries:
        add(CountryForm(c.name, c.code, "exonym"))
        if c.official:
            add(CountryForm(c.official, c.code, "official"))
    return tuple(forms.values())


def _closed(form: str) -> str:
    """A hyphenated spelling written together, word by word: *Xô-ma-li* is *Xômali*."""
    return re.sub(r"(?<=\w)-(\w)", lambda m: m[1].lower(), form)


def _person(row: Row) -> PersonEntry:
    return PersonEntry(row["name"], row["country"] or None, row["qid"] or None, _many(row["forms"]), _offices(row["office"], row["country"] or None))


def _organisation(row: Row) -> OrganisationEntry:
    return OrganisationEntry(row["name"], row["acronym"] or None, row["country"] or None, row["kind"], row["qid"] or None, _many(row["forms"]))


def _organisation_forms(o: OrganisationEntry) -> tuple[str, ...]:
    return (o.name, *((o.acronym,) if o.acronym else ()), *o.forms)


def _offices(cell: str, country: str | None) -> tuple[Office, ...]:
    """*Tổng thống@RU:2000-2008|Tổng thống@RU:2012-* as offices, the same office at several times as one."""
    out: dict[tuple[str, str | None], list[tuple[int | None, int | None]]] = {}
    for part in _many(cell):
        name, _, years = part.partition(":")
        title, _, code = name.partition("@")
        periods = out.setdefault((title.strip(), code.strip() or country), [])
        periods += [_period(y) for y in years.split(",") if y.strip()]
    return tuple(Office(title, code, tuple(periods)) for (title, code), periods in out.items())


def _period(cell: str) -> tuple[int | None, int | None]:
    first, dash, last = cell.strip().partition("-")
    try:
        start = int(first) if first else None
        return start, (int(last) if last else None) if dash else start
    except ValueError:
        raise ValueError(f"people: {cell!r} is no period of years; write 2012-2018, 2012- or 2012") from None
