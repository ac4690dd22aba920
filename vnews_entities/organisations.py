"""Which names of an article name the same organisation, and which known organisation a name may mean."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .context import Context, Spot
from .gazetteers import Gazetteers, OrganisationEntry, default
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
    key: str
    parts: tuple[str, ...]
    spots: tuple[Spot, ...]
    countries: frozenset[str]


def cluster(context: Context, gazetteers: Gazetteers) -> list[Cluster]:
    """The organisations of an article, in order of first mention."""
    nested = _nested_countries(context)
    forms = _forms((s for s in context.spots if s.label == "ORG"), nested)
    groups = Groups(len(forms))
    _join_equal(forms, groups)
    _join_introduced(context, forms, groups)
    _join_known(forms, gazetteers, groups)
    _join_shortened(forms, groups)
    members: dict[int, list[int]] = defaultdict(list)
    for i in range(len(forms)):
        members[groups.find(i)].append(i)
    out = [_cluster([forms[i] for i in group], gazetteers) for group in members.values()]
    return sorted(out, key=lambda c: c.spots[0].start)


def resolve(name: str, *, gazetteers: Gazetteers | None = None) -> tuple[Candidate, ...]:
    """The known organisations that `name` may mean, best first, with scores in [0, 1]; () where none is known by it."""
    known = gazetteers or default()
    exact = known.lookup_organisation(name)
    bare = " ".join(_without_head(fold_key(normalise(name).text)))
    spare = known.lookup_organisation(bare) if not exact else ()
    scored = [(e, 1.0 / len(exact)) for e in exact] + [(e, _WITHOUT_HEAD / len(spare)) for e in spare]
    return tuple(Candidate(e.name, e.acronym, e.country, e.qid, round(s, 3)) for e, s in scored)


def _nested_countries(context: Context) -> dict[int, frozenset[str]]:
    """For each outermost name, the countries named inside it."""
    out: dict[int, set[str]] = defaultdict(set)
    for spot in context.spots:
        if spot.label == "LOC" and spot.code:
            outer = context.at(spot.first)
            if outer is not None and outer is not spot:
                out[outer.index].add(spot.code)
    return {k: frozenset(v) for k, v in out.items()}


def _forms(spots: Iterable[Spot], nested: dict[int, frozenset[str]]) -> list[_Form]:
    by_key: dict[str, list[Spot]] = {}
    for spot in sorted(spots, key=lambda s: s.start):
        by_key.setdefault(spot.key, []).append(spot)
    out = []
    for key, found in by_key.items():
        countries = frozenset(code for s in found for code in nested.get(s.index, ()))
        out.append(_Form(key, _written_out(_PARTS.findall(key)) or (key or _NO_WORD,), tuple(found), countries))
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
    """The one organisation that the form means, where it contradicts no country in the form."""
    found = [e for e in gazetteers.lookup_organisation(form.spots[0].text) if not form.countries or e.country is None or e.country in form.countries]
    return found[0] if len(found) == 1 else None


def _join_shortened(forms: Sequence[_Form], groups: Groups) -> None:
    """A name and its beginning (*Bộ Quốc phòng Nga*, *Bộ Quốc phòng*), or its end without the common noun."""
    by_start: dict[str, list[int]] = defaultdict(list)
    for i, form in enumerate(forms):
        by_start[form.parts[0]].append(i)
    for i, form in enumerate(forms):
        rivals = [j for j in by_start[form.parts[0]][:_MAX_RIVALS] if _opens(form, forms[j])]
        if rivals:
            groups.join(i, max(rivals, key=lambda j: _closeness(form, forms[j])))


def _opens(short: _Form, long: _Form) -> bool:
    n = len(short.parts)
    return n < len(long.parts) and long.parts[:n] == short.parts and not short.countries - long.countries


def _closeness(short: _Form, long: _Form) -> tuple[bool, int, int]:
    """Prefers a full form told before the short one, then the one told most, then the one that adds least."""
    return long.spots[0].start < short.spots[0].start, len(long.spots), -len(long.parts)


def _cluster(forms: Sequence[_Form], gazetteers: Gazetteers) -> Cluster:
    spots = tuple(sorted((s for f in forms for s in f.spots), key=lambda s: s.start))
    count = Counter(s.text for s in spots)
    first = {s.text: i for i, s in reversed(list(enumerate(spots)))}
    name = max(count, key=lambda t: (len(_PARTS.findall(t)), count[t], len(t), -first[t]))
    entries = [e for e in (_known(f, gazetteers) for f in forms) if e is not None]
    named = Counter(c for f in forms for c in f.countries)
    country = named.most_common(1)[0][0] if len(named) == 1 else next((e.country for e in entries if e.country), None)
    return Cluster(name, country, next((e.qid for e in entries if e.qid), None), spots)
