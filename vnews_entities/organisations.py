"""Which names of an article name the same organisation, and which known organisation a name may mean."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .context import Context, Spot
from .gazetteers import Gazetteers, OrganisationEntry, default
from .groups import Groups
from .text import fold, fold_key, normalise

_PARTS = re.compile(r"[^\W_]+")
#: Common nouns that one mention carries and the next leaves out: *đảng Dân chủ*, *Dân chủ*.
_HEADS = frozenset(
    fold(x)
    for x in (
        "đảng|tập đoàn|công ty|tổng công ty|công ty cổ phần|công ty tnhh|hãng|hãng tin|hãng thông tấn|tổ chức|báo|tờ|tạp chí|nhật báo|đài|kênh|kênh truyền hình|đài truyền hình|"
        "trường|trường đại học|đại học|đh|học viện|clb|câu lạc bộ|đội|nhóm|phong trào|lực lượng|ngân hàng|cơ quan|bộ|viện|bệnh viện|quỹ|trang|trang tin|mạng|mạng xã hội|"
        "hãng hàng không|hãng xe|liên đoàn|hiệp hội|chính đảng|phiến quân|nhóm phiến quân|nhóm khủng bố|tổ chức khủng bố|phong trào hồi giáo|chuỗi|sàn|tổng cục|cục|nhà máy"
    ).split("|")
)
#: Written-out words for those that organisations' names abbreviate.
_ABBREVIATED = {
    "đh": "đại học", "ubnd": "ủy ban nhân dân", "clb": "câu lạc bộ", "tp": "thành phố", "hđnd": "hội đồng nhân dân", "lhq": "liên hợp quốc", "bv": "bệnh viện",
    "thpt": "trung học phổ thông", "thcs": "trung học cơ sở", "cty": "công ty", "mttq": "mặt trận tổ quốc", "tw": "trung ương", "cs": "cảnh sát",
    "csgt": "cảnh sát giao thông", "csđt": "cảnh sát điều tra", "tand": "tòa án nhân dân", "vksnd": "viện kiểm sát nhân dân", "cp": "cổ phần", "sv": "sinh viên",
    "uỷ": "ủy", "gdđt": "giáo dục và đào tạo", "gd": "giáo dục", "đt": "đào tạo", "nn": "nông nghiệp", "gtvt": "giao thông vận tải", "tnmt": "tài nguyên và môi trường", "tdtt": "thể dục thể thao", "hcm": "hồ chí minh", "tphcm": "thành phố hồ chí minh",
}  # fmt: skip
#: Words that a name has or lacks without being another: *Công an tỉnh Nghệ An*, *Công an Nghệ An*.
_LIGHT = frozenset(("tỉnh", "huyện", "thành", "phố", "quận", "xã", "của", "và", "nước", "the", "of"))
_MAX_RIVALS = 40


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
    spare = known.lookup_organisation(_without_head(fold_key(" ".join(normalise(name).text.split())))) if not exact else ()
    scored = [(e, 1.0 / len(exact)) for e in exact] + [(e, 0.8 / len(spare)) for e in spare]
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
    return [_Form(key, _expand(key), tuple(found), frozenset().union(*(nested.get(s.index, frozenset()) for s in found))) for key, found in by_key.items()]


def _expand(key: str) -> tuple[str, ...]:
    """The words of a folded name, abbreviations written out, words that make no difference left out."""
    words = " ".join(_ABBREVIATED.get(p, p) for p in _PARTS.findall(key)).split()
    return tuple(w for w in words if w not in _LIGHT) or tuple(words) or (key,)


def _without_head(key: str) -> str:
    """The name without its common noun: *tập đoàn Rostec* is *rostec*; the name itself where there is none."""
    words = key.split()
    for n in range(min(4, len(words) - 1), 0, -1):
        if " ".join(words[:n]) in _HEADS:
            return " ".join(words[n:])
    return key


def _join_equal(forms: Sequence[_Form], groups: Groups) -> None:
    """Forms of the same words: *UBND tỉnh Đắk Lắk*, *Ủy ban nhân dân Đắk Lắk*."""
    seen: dict[str, int] = {}
    for i, form in enumerate(forms):
        for key in {"".join(form.parts), "".join(_expand(_without_head(form.key)))}:
            groups.join(i, seen.setdefault(key, i))


def _join_introduced(context: Context, forms: Sequence[_Form], groups: Groups) -> None:
    """A name and the acronym or translation that the article gives in brackets after it."""
    where = {spot.index: i for i, form in enumerate(forms) for spot in form.spots}
    spots = sorted((s for s in context.spots if s.label == "ORG"), key=lambda s: (s.start, -s.end))
    for a, b in zip(spots, spots[1:], strict=False):
        between = [t.key for t in context.tokens[a.last : b.first]] if 0 < b.first - a.last <= 5 else []
        if between and _introduces(between, context.key(b.last), forms[where[a.index]], forms[where[b.index]]):
            groups.join(where[a.index], where[b.index])


def _introduces(between: Sequence[str], after: str, a: _Form, b: _Form) -> bool:
    link = " ".join(between)
    if link in ("( gọi tắt là", "( viết tắt là", "( tên viết tắt là", ", viết tắt là", ", gọi tắt là", "( tên tiếng anh là", "( tức", "hay còn gọi là", "( còn gọi là", "( hay còn gọi là", "hay"):
        return True
    if link != "(" or after not in (")", ",", "-", ";", "–"):
        return False
    return _is_acronym(a) != _is_acronym(b) or not _press(b)


def _is_acronym(form: _Form) -> bool:
    text = form.spots[0].text
    return " " not in text and sum(c.isupper() for c in text) > len(text) / 2


def _press(form: _Form) -> bool:
    return False


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
