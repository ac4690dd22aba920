"""Which names of an article name the same organisation, and which known organisation a name may mean."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .context import Context, Spot
from .gazetteers import Gazetteers, OrganisationEntry, asked, default
from .groups import Groups
from .tables import table
from .text import fold_key, normalise

_PARTS = re.compile(r"[^\W_]+\+?")
#: Written-out words for those that organisations' names abbreviate.
_ABBREVIATED = {
    "đh": "đại học", "ubnd": "ủy ban nhân dân", "clb": "câu lạc bộ", "tp": "thành phố", "hđnd": "hội đồng nhân dân", "lhq": "liên hợp quốc",
    "bv": "bệnh viện", "thpt": "trung học phổ thông", "thcs": "trung học cơ sở", "cty": "công ty", "mttq": "mặt trận tổ quốc", "tw": "trung ương",
    "cs": "cảnh sát", "csgt": "cảnh sát giao thông", "csđt": "cảnh sát điều tra", "tand": "tòa án nhân dân", "vksnd": "viện kiểm sát nhân dân",
    "cp": "cổ phần", "gdđt": "giáo dục và đào tạo", "gd": "giáo dục", "đt": "đào tạo", "gtvt": "giao thông vận tải", "tdtt": "thể dục thể thao",
    "tnmt": "tài nguyên và môi trường", "nnptnt": "nông nghiệp và phát triển nông thôn", "hcm": "hồ chí minh", "tphcm": "thành phố hồ chí minh",
    "lđ": "liên đoàn", "lđbđ": "liên đoàn bóng đá", "nhnn": "ngân hàng nhà nước",
}  # fmt: skip
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")
#: What stands for a name that has no word.
_NO_WORD = "?"
#: Words that a name has or lacks without being another: *Công an tỉnh Nghệ An*, *Công an Nghệ An*.
_LIGHT = frozenset(("tỉnh", "huyện", "thành", "phố", "quận", "xã", "của", "và", "nước", "the", "of"))
#: Between two names, says that they are one; an opening bracket alone says so too where it closes after the second.
_SAYS_SAME = frozenset(
    "( gọi tắt là|( viết tắt là|( tên viết tắt là|, viết tắt là|, gọi tắt là|( tên tiếng anh là|( tức|( hay|( còn gọi là|hay còn gọi là".split("|")
)
_CLOSES = frozenset((")", ",", "-", "–", ";"))
#: How many longer names a shorter one is compared with.
_MAX_RIVALS = 40
_LONGEST_HEAD = 4
#: Kinds of organisations whose common noun is left out at will.
_LOOSE_KINDS = frozenset(("company", "club", "party", "media", "university", "bank", "ngo"))
#: The score of an organisation that is known only without the common noun of the name asked for.
_WITHOUT_HEAD = 0.8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known organisation that a name may mean, with a score in [0, 1]."""

    name: str
    acronym: str | None
    country: str | None
    qid: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """One organisation of the article: the mentions in the order of the text, the fullest name, what is known of it."""

    name: str
    country: str | None
    qid: str | None
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """One written form of a name: its words, where it stands, the countries named in it, and those with the homes of the places in and behind it."""

    key: str
    parts: tuple[str, ...]
    spots: tuple[Spot, ...]
    countries: frozenset[str]
    homes: frozenset[str]


def cluster(context: Context, gazetteers: Gazetteers) -> list[Cluster]:
    """The organisations of an article, in order of first mention."""
    forms = _forms(context, gazetteers)
    groups = Groups(len(forms))
    _join_equal(forms, groups)
    _join_introduced(context, forms, groups)
    _join_known(forms, gazetteers, groups)
    _join_shortened(forms, gazetteers, groups)
    members: dict[int, list[int]] = defaultdict(list)
    for i in range(len(forms)):
        members[groups.find(i)].append(i)
    spoken = _homes((s for s in context.spots if s.label == "LOC"), gazetteers)
    out = [_cluster([forms[i] for i in group], spoken, gazetteers) for group in members.values()]
    return sorted(out, key=lambda c: c.spots[0].start)


def resolve(name: str, *, gazetteers: Gazetteers | None = None) -> tuple[Candidate, ...]:
    """The known organisations that `name` may mean, best first, with scores in [0, 1]; () where none is known by it.

    Raises:
        TypeError: `name` is no string.
    """
    known = gazetteers or default()
    exact = known.lookup_organisation(asked(name))
    bare = " ".join(_without_head(fold_key(normalise(name).text)))
    spare = known.lookup_organisation(bare) if not exact else ()
    scored = [(e, 1.0 / len(exact)) for e in exact] + [(e, _WITHOUT_HEAD / len(spare)) for e in spare]
    return tuple(Candidate(e.name, e.acronym, e.country, e.qid, round(s, 3)) for e, s in scored)


def _homes(places: Iterable[Spot], gazetteers: Gazetteers) -> frozenset[str]:
    """The countries that the places are or, where that is sure, lie in."""
    found = ({s.code} if s.code else {p.country for p in gazetteers.lookup_place(s.text)} for s in places)
    return frozenset(code for codes in found if len(codes) == 1 for code in codes if code)


def _places_of(context: Context) -> dict[int, list[Spot]]:
    """For each outermost name the places named inside it, and the one right behind the bracket that it closes."""
    out: dict[int, list[Spot]] = defaultdict(list)
    for spot in context.spots:
        if spot.label == "LOC":
            outer = context.at(spot.first)
            if outer is spot and context.key(spot.first - 1) == ")":
                outer = context.at(spot.first - 2)
            if outer is not None and outer is not spot:
                out[outer.index].append(spot)
    return out


def _forms(context: Context, gazetteers: Gazetteers) -> list[_Form]:
    by_key: dict[str, list[Spot]] = {}
    for spot in sorted((s for s in context.spots if s.label == "ORG"), key=lambda s: s.start):
        by_key.setdefault(spot.key, []).append(spot)
    places = _places_of(context)
    out = []
    for key, found in by_key.items():
        near = [place for s in found for place in places.get(s.index, ())]
        countries = frozenset(place.code for place in near if place.code and context.at(place.first) is not place)
        out.append(_Form(key, _written_out(_PARTS.findall(key)) or (key or _NO_WORD,), tuple(found), countries, _homes(near, gazetteers)))
    return out


def _written_out(words: Iterable[str]) -> tuple[str, ...]:
    """The words with abbreviations written out, and without those that make no difference."""
    full = " ".join(_ABBREVIATED.get(w, w) for w in words).split()
    return tuple(w for w in full if w not in _LIGHT) or tuple(full)


@functools.cache
def _heads() -> frozenset[tuple[str, ...]]:
    """The common nouns that a name may leave out: *tập đoàn*, *đảng*; not those of bodies within bodies (*Hội đồng*)."""
    rows = (r for r in table("org_heads") if r["kind"] in _LOOSE_KINDS or "outside" in r["note"])
    return frozenset((*(tuple(_PARTS.findall(fold_key(r["head"]))) for r in rows), ("tổ", "chức")))


@functools.cache
def _common_nouns() -> frozenset[str]:
    """The first words of all common nouns of organisations."""
    return frozenset(_PARTS.findall(fold_key(r["head"]))[0] for r in table("org_heads")) | {"tổ"}


def _without_head(key: str) -> tuple[str, ...]:
    """The words of the name without its common noun: *tập đoàn Rostec* is *rostec*; all its words where there is none."""
    words = tuple(_PARTS.findall(key))
    for n in range(min(_LONGEST_HEAD, len(words) - 1), 0, -1):
        if words[:n] in _heads():
            return words[n:]
    return words


def _join_equal(forms: Sequence[_Form], groups: Groups) -> None:
    """Forms of the same words (*UBND tỉnh Đắk Lắk*, *Ủy ban nhân dân Đắk Lắk*), or with and without the common noun."""
    seen: dict[str, int] = {}
    for i, form in enumerate(forms):
        groups.join(i, seen.setdefault("".join(form.parts), i))
    for i, form in enumerate(forms):
        bare = seen.get("".join(_written_out(_without_head(form.key))))
        if bare is not None:
            groups.join(i, bare)


def _join_introduced(context: Context, forms: Sequence[_Form], groups: Groups) -> None:
    """A name and the acronym or translation that the article gives in brackets after it."""
    by_key = {form.key: i for i, form in enumerate(forms)}
    for i, form in enumerate(forms):
        for inside in _IN_BRACKETS.findall(form.key):
            groups.join(i, by_key.get(inside, i))
    where = {spot.index: i for i, form in enumerate(forms) for spot in form.spots}
    spots = sorted((s for s in context.spots if s.label == "ORG"), key=lambda s: (s.start, -s.end))
    for a, b in pairwise(spots):
        between = context.keys[a.last : b.first] if 0 < b.first - a.last <= 5 else ()
        if between and _introduces(between, context.key(b.last), forms[where[a.index]], forms[where[b.index]]):
            groups.join(where[a.index], where[b.index])


def _introduces(between: Sequence[str], after: str, a: _Form, b: _Form) -> bool:
    """Whether the words between two names say that both are one: *Tổ chức Y tế Thế giới (WHO)*."""
    link = " ".join(between)
    return link in _SAYS_SAME or (link == "(" and after in _CLOSES and a.key != b.key)


def _join_known(forms: Sequence[_Form], gazetteers: Gazetteers, groups: Groups) -> None:
    seen: dict[OrganisationEntry, int] = {}
    for i, form in enumerate(forms):
        entry = _known(form, gazetteers)
        if entry is not None:
            groups.join(i, seen.setdefault(entry, i))


def _known(form: _Form, gazetteers: Gazetteers) -> OrganisationEntry | None:
    """The one organisation that the form means, a user's own before others, where it contradicts no country in the form."""
    found = [e for e in gazetteers.lookup_organisation(form.spots[0].text) if not form.countries or e.country is None or e.country in form.countries]
    if len(found) > 1:
        found = [e for e in found if gazetteers.is_added(e)] or found
    return found[0] if len(found) == 1 else None


def _join_shortened(forms: Sequence[_Form], gazetteers: Gazetteers, groups: Groups) -> None:
    """A name and its beginning (*Bộ Quốc phòng Nga*, *Bộ Quốc phòng*).

    A known name that needs no common noun (*FPT*) is whole, and is not short for what else begins with it (*FPT Shop*).
    """
    by_start: dict[str, list[int]] = defaultdict(list)
    for i, form in enumerate(forms):
        by_start[form.parts[0]].append(i)
    for i, form in enumerate(forms):
        rivals = [j for j in by_start[form.parts[0]][:_MAX_RIVALS] if _opens(form, forms[j])]
        entry = _known(form, gazetteers) if rivals else None
        if entry is not None and form.parts[0] not in _common_nouns():
            rivals = [j for j in rivals if _is_acronym(form, entry) and not _agrees(forms[j], entry)]
        if rivals:
            groups.join(i, max(rivals, key=lambda j: _closeness(form, forms[j])))


def _is_acronym(form: _Form, entry: OrganisationEntry) -> bool:
    return entry.acronym is not None and form.key == fold_key(entry.acronym)


def _agrees(form: _Form, entry: OrganisationEntry) -> bool:
    """Whether the places in and behind the form allow it to be an organisation of the entry's country."""
    return not form.homes or entry.country is None or entry.country in form.homes


def _is_sure(entry: OrganisationEntry, form: _Form, forms: Sequence[_Form], spoken: Collection[str], gazetteers: Gazetteers) -> bool:
    """Whether `form` of a cluster means the organisation that the table knows by it.

    Two kinds of forms mean it only in an article that speaks of its country, or of none: one that leaves the country out
    (*đảng Dân chủ*), and an acronym that the article gives to a name not in the table. Places elsewhere rule out the acronym.
    """
    if not entry.country:
        return True
    unlisted = _is_acronym(form, entry) and any(len(f.parts) > 1 and _known(f, gazetteers) is not entry for f in forms)
    if unlisted and not all(_agrees(f, entry) for f in forms):
        return False
    return not spoken or entry.country in spoken or not (unlisted or _leaves_out_country(form, entry, gazetteers))


def _leaves_out_country(form: _Form, entry: OrganisationEntry, gazetteers: Gazetteers) -> bool:
    """Whether the entry has the form with its country behind it too."""
    others = (fold_key(f) for f in (entry.name, *entry.forms))
    rests = (other[len(form.key) :] for other in others if other.startswith(f"{form.key} "))
    return any(c.code == entry.country for rest in rests for c in gazetteers.lookup_country(rest))


def _opens(short: _Form, long: _Form) -> bool:
    n = len(short.parts)
    return n < len(long.parts) and long.parts[:n] == short.parts and not short.countries - long.countries


def _closeness(short: _Form, long: _Form) -> tuple[bool, int, int]:
    """Prefers a full form told before the short one, then the one told most, then the one that adds least."""
    return long.spots[0].start < short.spots[0].start, len(long.spots), -len(long.parts)


def _cluster(forms: Sequence[_Form], spoken: Collection[str], gazetteers: Gazetteers) -> Cluster:
    """The organisation of these forms, in an article that speaks of the countries `spoken`."""
    spots = tuple(sorted((s for f in forms for s in f.spots), key=lambda s: s.start))
    count = Counter(s.text for s in spots)
    first = {s.text: i for i, s in reversed(list(enumerate(spots)))}
    name = max(count, key=lambda t: (len(_PARTS.findall(t)), not t.isupper(), count[t], len(t), -first[t]))
    known = ((f, _known(f, gazetteers)) for f in forms)
    entries = [e for f, e in known if e is not None and _is_sure(e, f, forms, spoken, gazetteers)]
    named = Counter(c for f in forms for c in f.countries)
    country = named.most_common(1)[0][0] if len(named) == 1 else next((e.country for e in entries if e.country), None)
    return Cluster(name, country, next((e.qid for e in entries if e.qid), None), spots)
