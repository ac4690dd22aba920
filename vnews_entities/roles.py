"""What the article says of each person: the role, as it words it, and the country.

Rules gather candidates: the titles that stand before a name (*Tổng thống Pháp Emmanuel Macron*) and after it (*ông Macron,
Tổng thống Pháp*), and the countries near the person. Weights learnt from annotated articles (`linking_weights.tsv`, made by
`training/linking.py`) choose among them; that none is right is a candidate too.
"""

from __future__ import annotations

import functools
import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, repeat
from weakref import WeakKeyDictionary

from .context import LINE_BREAK, Context, Spot, keys_of
from .gazetteers import Gazetteers, PersonEntry
from .people import Cluster, known
from .tables import table
from .text import fold, fold_key

Features = tuple[str, ...]

#: Words of one title, at most; titles of more are cut at a name or a comma by whoever writes them.
_MAX_WORDS = 24
#: Mentions of one person that are looked at for a title.
_MAX_MENTIONS = 12
#: Between two people who are named side by side, words at most.
_FELLOW_WORDS = 12
_HARD = frozenset({LINE_BREAK, ".", "!", "?", ";", ":", "“", "”", '"', "…", ")", "("})
_OPENING = frozenset({"“", '"', "'", "‘"})
_DASHES = frozenset({"-", "–", "—"})
_LINKS = frozenset({",", "-", "–", "—", "(", "là", ":"})
_BEFORE_TITLE = frozenset("một hiện là vốn đang từng cũng đồng thời nay vị trong vai trò chính những số các nữ".split())
_ADDRESS = frozenset("ông bà anh chị cô cậu ngài chú bác cụ em".split())
#: Words before which a title on the left of a name may already have ended: *Cựu cố vấn của ông Johnson, ...*.
_MAY_CUT = frozenset("là của gốc người tại ở trên nữ nam sinh mang đang đã bị khác được do trong từ phe đối nổi lừng khét huyền kỳ hàng về".split())
_CREDITS = frozenset({"ảnh", "nguồn", "video", "clip", "theo", "photo", "image", "tin", "bài"})
#: Hints that speak for a country whoever the person is.
_WEAK = ("top", "first", "before", "after", "share", "line")
#: Hints by those who are named beside somebody.
_COMPANY = "fellow"
#: What ties a title to whom it serves.
_SERVES = frozenset({"của", "cho"})
#: What says that a title is that of several people: *hai thủ môn*, *các cựu tổng thống*.
_SEVERAL = frozenset("các những hai ba bốn năm sáu bảy tám chín mười mấy nhiều cặp đôi nhóm".split())
#: Before a country, what makes it the one where somebody works: *Đại sứ Pháp tại Nhật Bản*.
_POSTED = ("tại", "ở", "với")
#: What joins the names of a list.
_LISTS = frozenset({"và", "cùng", ","})
_OWNERS = _ADDRESS | {"mình", "họ", "ta", "nó"}
#: Verbs by which somebody comes to an office: *nhậm chức tổng thống*, *làm thủ tướng*.
_TAKES_OFFICE = frozenset({"làm", "nhậm", "giữ", "trở", "đắc", "được", "lên"})
#: Words that begin a predicate: what stands before them says nothing of a name behind them.
_AUXILIARIES = frozenset({"đã", "sẽ", "đang"})
#: What ends a title behind a name, a word or two.
_ENDING = _AUXILIARIES | {"từng", "cũng", "tham gia", "phản đối", "ủng hộ"}
#: Words of sports pages, and how rare they are at most on one.
_SPORT = frozenset("clb hlv trận bóng bàn giải vòng đua chặng đấu đội".split())
_SPORT_SHARE = 40
_YEAR = 4  # digits
_COUNTERPARTS = frozenset({"người đồng cấp", "người đồng nhiệm", "người kế nhiệm", "người tiền nhiệm"})


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a person: `role` as worded, ISO code of `country`, Wikidata id where the person is known."""

    role: str | None
    country: str | None
    qid: str | None


@dataclass(frozen=True, slots=True)
class RoleCandidate:
    """Words that may be the person's role: tokens `first`..`last` (exclusive); None for no role at all.

    `kind` is that of the known title which it begins with, '' for none.
    """

    text: str | None
    first: int
    last: int
    features: Features
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CountryCandidate:
    """A country that may be the person's, None for none; `ruled_out`: weights learn from it as a contrast, and never choose it."""

    code: str | None
    features: Features
    ruled_out: bool = False


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A stretch of tokens `first`..`last` beside a name in which a title may stand, how it is tied to the name, and a country beside it.

    `whole` is the stretch's end with the country that stands between title and name, where one does.
    """

    side: str
    via: str
    first: int
    last: int
    country: str | None
    whole: int = 0


class Lexicon:
    """The titles of the gazetteer by their first word."""

    def __init__(self, gazetteers: Gazetteers) -> None:
        kinds: dict[tuple[str, ...], list[str]] = {("người",): ["person"]}
        for entry in gazetteers.titles:
            kinds.setdefault(keys_of(fold_key(entry.title)), []).append(entry.kind)
        self._kinds = {words: tuple(found) for words, found in kinds.items()}
        lengths: dict[str, set[int]] = {}
        for words in kinds:
            lengths.setdefault(words[0], set()).add(len(words))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}
        self._families = {fold_key(r["name"]): r["origin"] for r in gazetteers.rows("family_names")}

    def origin(self, name: str) -> str:
        """What the letters and the family name tell: of Vietnamese letters (also Chinese names read so), foreign, or initials."""
        key = fold_key(name)
        parts = key.replace(".", " ").replace("-", " ").split()
        if all(len(p) == 1 for p in parts):
            return "initials"
        letters = "vi" if any(c in _TONED for c in key) else "foreign"
        return f"{letters}:{self._families.get(parts[0], '') if len(parts) > 1 else 'one'}{min(len(parts), 3)}"

    def begins(self, word: str) -> bool:
        """Whether a title begins with this folded word."""
        return word in self._lengths

    def at(self, context: Context, i: int) -> tuple[tuple[int, str], ...]:
        """The titles that start at token `i`, as their number of words and their kind, longest first."""
        found = ((n, self._kinds.get(context.keys[i : i + n], ())) for n in self._lengths.get(context.key(i), ()))
        return tuple((n, kind) for n, kinds in found for kind in kinds)


#: Letters that only Vietnamese spelling has.
_TONED = frozenset("ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ")


_LEXICONS: WeakKeyDictionary[Gazetteers, Lexicon] = WeakKeyDictionary()


def lexicon(gazetteers: Gazetteers) -> Lexicon:
    """The titles of `gazetteers`, indexed once."""
    if gazetteers not in _LEXICONS:
        _LEXICONS[gazetteers] = Lexicon(gazetteers)
    return _LEXICONS[gazetteers]


@functools.cache
def weights() -> Mapping[str, float]:
    """The learnt weights by feature."""
    return {r["feature"]: float(r["weight"]) for r in table("linking_weights")}


def describe(
    context: Context,
    clusters: Sequence[Cluster],
    gazetteers: Gazetteers,
    *,
    repeats: Sequence[tuple[int, int]] = (),
    published: str | None = None,
) -> list[Told]:
    """Role, country and Wikidata id of each person; `repeats` in the offsets of the context."""
    w = weights()
    article = Article(context, gazetteers, repeats)
    out = []
    for cluster in clusters:
        entry = known(cluster, article.codes, gazetteers, published)
        role = choose_role(article.role_candidates(cluster, entry), w)
        if entry is not None and entry.country and gazetteers.is_added(entry):
            country: str | None = entry.country
        else:
            found = (c for c in article.country_candidates(cluster, role, entry) if not c.ruled_out)
            country = max(found, key=lambda c: score(c.features, w)).code
        out.append(Told(role.text, country, entry.qid if entry else None))
    return out


def score(features: Features, w: Mapping[str, float]) -> float:
    """The sum of the features' weights."""
    return sum(map(w.get, features, repeat(0.0)))


def choose_role(candidates: Sequence[RoleCandidate], w: Mapping[str, float]) -> RoleCandidate:
    """The best role: candidates that say the same in other places count together."""
    total: dict[str | None, float] = {}
    best: dict[str | None, tuple[float, RoleCandidate]] = {}
    for c in candidates:
        s = score(c.features, w)
        key = fold(c.text) if c.text is not None else None
        total[key] = total.get(key, 0.0) + math.exp(s)
        if key not in best or s > best[key][0]:
            best[key] = s, c
    return best[max(total, key=lambda k: total[k])][1]


class Article:
    """One article's people with what stands around them."""

    def __init__(self, context: Context, gazetteers: Gazetteers, repeats: Sequence[tuple[int, int]] = ()) -> None:
        self.context = context
        self._repeats = sorted(repeats)
        self._gazetteers = gazetteers
        self._lexicon = lexicon(gazetteers)
        self._count = Counter(s.code for s in context.spots if s.label == "LOC" and s.code)
        self._ranked = [c for c, _ in self._count.most_common(3)]
        self.codes = frozenset(self._count)
        self._places = _countries_of_places(context, gazetteers)
        self._left: dict[int, _Phrase | None] = {}
        self._beside: dict[int, tuple[_Phrase, ...]] = {}
        self._known: dict[int, tuple[tuple[int, str], ...]] = {}
        self._locations = [s for s in sorted(context.spots, key=lambda s: s.start) if s.label == "LOC" and s.code]
        self._starts = [s.start for s in self._locations]
        people = sorted((s for s in context.spots if s.label == "PER"), key=lambda s: s.start)
        self._people = people
        self._people_starts = [s.start for s in people]
        self._previous = {b.index: a for a, b in pairwise(people)}

    # --- where a title may stand --------------------------------------------------------------------------------------

    def _phrases(self, spot: Spot) -> tuple[_Phrase, ...]:
        """What stands left and right of a name, where anything does."""
        if spot.index not in self._beside:
            self._beside[spot.index] = tuple(p for p in (self._left_phrase(spot), self._right_phrase(spot)) if p is not None)
        return self._beside[spot.index]

    def _left_phrase(self, spot: Spot) -> _Phrase | None:
        if spot.index not in self._left:
            self._left[spot.index] = None
            self._left[spot.index] = self._find_left(spot)
        return self._left[spot.index]

    def _find_left(self, spot: Spot) -> _Phrase | None:
        context = self.context
        j, via = spot.first - 1, "direct"
        if context.key(j) in _OPENING:
            j -= 1
        if context.key(j) in ("tên", "là") and context.key(j - 1) == "tên":
            j, via = j - 1, "named"
        if context.key(j) == "tên":
            j, via = j - 1, "named"
        if context.key(j) in _ADDRESS and context.at(j) is None:
            j, via = j - 1, "address"
        if context.key(j) == ")" and (name := context.at(j - 1)) is not None and context.key(name.first - 1) == "(":
            if name.code:
                return self._phrase_before(name.first - 2, via + "(", name.code)
            found = self._phrase_before(name.first - 2, via + "()", None)
            return replace(found, whole=j + 1) if found is not None else None
        if context.key(j) in _LINKS:
            listed = self._listed(spot, j, "list" if via == "direct" else "list-" + via) if context.key(j) == "," else None
            if listed is not None:
                return listed
            via += "-" if context.key(j) in _DASHES else context.key(j)
            j -= 1
        elif context.key(j) in ("và", "cùng"):
            return self._listed(spot, j, "list" if via == "direct" else "list+" + via)
        elif context.key(j) in ("gồm", "như"):
            j, via = j - 1 - (context.key(j - 1) == "bao"), via + context.key(j)
        return self._phrase_before(j, via, None)

    def _phrase_before(self, j: int, via: str, told: str | None) -> _Phrase | None:
        """The phrase that ends at token `j`, or before the country, the age or the year there: *tiền đạo 18 tuổi*, *ứng viên tổng thống 2012*."""
        if self.context.key(j) == "tuổi" and self.context.key(j - 1).isdigit():
            j, via = j - 2, via + "+age"
        elif self.context.key(j).isdigit() and len(self.context.key(j)) == _YEAR:
            j, via = j - 1, via + "+year"
        k, country, dropped = self._skip_country(j)
        if self.context.key(k) in _OWNERS and self.context.key(k - 1) == "của":
            k, dropped = k - 2, dropped + "+own"
        if self.context.key(k) == "đó" and self.context.key(k - 1) == "khi":
            k, dropped = k - 2, dropped + "+then"
        first = self._reach_left(k, any(x in via for x in ",-("))
        return _Phrase("L", via + dropped, first, k + 1, told or country, j + 1) if first <= k else None

    def _listed(self, spot: Spot, j: int, via: str) -> _Phrase | None:
        """The phrase before the list that the name is in: *các phi hành gia A của Pháp, B của Nga và C*.

        A form of address ends its scope, but not where the name is what the phrase tells of: *phu nhân Tổng thống A, bà B*.
        """
        before = self._previous.get(spot.index)
        if before is None or before.index not in self._left:
            return None
        k = j - 1
        place = self.context.at(k)
        if self.context.key(k) == ")":
            k = next((i - 1 for i in range(k - 1, before.last - 1, -1) if self.context.key(i) == "("), k)
        elif place is not None and place.label == "LOC" and self.context.key(place.first - 1) == "của":
            k = place.first - 2
        if k != before.last - 1:
            return None
        phrase = self._left[before.index]
        if phrase is not None and via.startswith("list+") and not ("gồm" in phrase.via or phrase.via.startswith("list")):
            return None
        return _Phrase("L", via, phrase.first, phrase.last, phrase.country, phrase.whole) if phrase is not None else None

    def _skip_country(self, j: int) -> tuple[int, str | None, str]:
        """Past a country that stands between title and name: the new token, the country's code, how it was named."""
        context = self.context
        if context.key(j) == "này" and context.key(j - 1) in ("nước", "quốc"):
            return j - 2, self._country_before(context.tokens.starts[j]), "+this"
        if [context.key(j - n) for n in (2, 1, 0)] == ["nước", "chủ", "nhà"]:
            return j - 3, self._country_before(context.tokens.starts[j]), "+this"
        place = context.at(j)
        if place is not None and place.label == "LOC" and place.code and not place.metonym:
            k = place.first - 1
            if context.key(k) in ("của", "nước", "người"):
                return k - 1, place.code, "+of"
            if context.key(k) in _POSTED:
                return j, None, ""
            return k, place.code, "+country"
        return j, None, ""

    def _country_before(self, start: int) -> str | None:
        i = bisect_left(self._starts, start) - 1
        return self._locations[i].code if i >= 0 else None

    def _reach_left(self, j: int, crossing: bool) -> int:
        """The first token of the stretch that ends at `j` and holds no end of a sentence; persons only where `crossing`."""
        context = self.context
        first = j + 1
        while first > 0 and j + 1 - first < _MAX_WORDS:
            k = first - 1
            name = context.at(k)
            if name is not None:
                if name.label == "PER" and not crossing:
                    break
                first = name.first
                continue
            if context.key(k) in _AUXILIARIES:
                break
            if context.key(k) in _HARD:
                opened = self._bracket(k)
                if not 0 <= opened < k:  # the bracket opens here: the stretch lies inside
                    break
                first = opened
                continue
            first = k
        return first

    def _bracket(self, k: int) -> int:
        """The other bracket's token, where token `k` closes or opens a pair round one name, as acronyms stand; else -1."""
        step = {")": -1, "(": 1}.get(self.context.key(k), 0)
        name = self.context.at(k + step) if step else None
        if name is None or name.label == "PER":
            return -1
        other = name.first - 1 if step < 0 else name.last
        return other if self.context.key(other) == ("(" if step < 0 else ")") else -1

    def _right_phrase(self, spot: Spot, *, alone: bool = False) -> _Phrase | None:
        """The phrase behind a name, or behind the one joined to it by *và*: *A và B, hai chuyên gia của …*; `alone`: only its own."""
        context = self.context
        k = spot.last
        if context.key(k) in ("”", '"', "’", "'"):
            k += 1
        country = None
        if context.key(k) == "của" and (place := context.at(k + 1)) is not None and place.code:
            country, k = place.code, place.last
        if context.key(k) == "(":
            close = next((i for i in range(k + 1, min(k + _MAX_WORDS, len(context.keys))) if context.key(i) == ")"), -1)
            place = context.at(k + 1)
            if place is not None and place.code and place.last == close:
                country = place.code
            if close > 0 and (title := self._title_in_brackets(k, close)) > k + 2:
                return _Phrase("R", "(,", title, self._reach_right(title), country)
            if close > 0 and not self._known_title(k + 1, close)[0] and not self._known_title(k + 2, close)[0]:
                k = close + 1
        if context.key(k) == "," and context.key(k + 2) == "tuổi":
            k += 3
        via = context.key(k)
        if via == "và" and not alone and (other := context.at(k + 1)) is not None and other.label == "PER":
            shared = self._right_phrase(other, alone=True)
            return replace(shared, via="list" + shared.via) if shared is not None and shared.last > shared.first else None
        if via in _TAKES_OFFICE:
            title = next((i for i in range(k + 1, k + 5) if self._known_title(i, len(context.keys))[0]), 0)
            if title:
                return _Phrase("R", "takes", title, self._reach_right(title), country)
        if via not in _LINKS:
            return _Phrase("R", "", k, k, country) if country else None
        k += 1
        started = k
        while context.key(k) in _BEFORE_TITLE and k - started < 4 and self._known_title(k, len(context.keys))[1] in ("", "modifier"):
            via += "+" + context.key(k)
            k += 1
        return _Phrase("R", "-" + via[1:] if via[0] in _DASHES else via, k, self._reach_right(k), country)

    def _title_in_brackets(self, opening: int, close: int) -> int:
        """The token at which a title begins behind a comma: *(40 tuổi, tài xế xe tải)*, *(SN 1990, hiện là giáo viên)*; -1 for none."""
        commas = (i for i in range(opening + 1, close) if self.context.key(i) == ",")
        firsts = (next((i for i in range(c + 1, close) if self.context.key(i) not in _BEFORE_TITLE), close) for c in commas)
        return next((i for i in firsts if self._known_title(i, close)[1] not in ("", "modifier", "form", "kinship")), -1)

    def _reach_right(self, k: int) -> int:
        context = self.context
        last = k
        while last < len(context.keys) and last - k < _MAX_WORDS:
            name = context.at(last)
            if name is not None:
                last = name.last
                continue
            key = context.key(last)
            if key in _ENDING or f"{key} {context.key(last + 1)}" in _ENDING:
                break
            if key in _HARD:
                closed = self._bracket(last)
                if closed < last:  # the bracket closes here: the stretch lies inside
                    break
                last = closed
            last += 1
        return last

    # --- roles --------------------------------------------------------------------------------------------------------

    def role_candidates(self, cluster: Cluster, entry: PersonEntry | None) -> list[RoleCandidate]:
        """Every stretch that may be the person's role, and the candidate that there is none."""
        out: list[RoleCandidate] = []
        seen: Counter[str] = Counter()
        lefts = rights = addressed = 0
        for rank, spot in enumerate(self._telling(cluster)):
            addressed += self.context.key(spot.first - 1) in _ADDRESS
            for phrase in self._phrases(spot):
                found = list(self._in_phrase(phrase, min(rank, 2), spot.text == cluster.name))
                lefts += phrase.side == "L" and bool(found)
                rights += phrase.side == "R" and bool(found)
                for text in {fold(c.text) for c in found if c.text}:
                    seen[text] += 1
                out += found
        out += self._offices_held(entry)
        out = _compared(out, seen)
        out.append(RoleCandidate(None, 0, 0, self._no_role(cluster, lefts, rights, addressed, entry)))
        return out

    def _telling(self, cluster: Cluster) -> Sequence[Spot]:
        """The person's first mentions that are not the repeat of a passage; all of them where there are no others."""
        fresh = [s for s in cluster.spots if not self._is_repeat(s)] if self._repeats else cluster.spots
        return (fresh or cluster.spots)[:_MAX_MENTIONS]

    def _is_repeat(self, spot: Spot) -> bool:
        """Whether the name stands in a passage told before; these do not overlap."""
        i = bisect_right(self._repeats, spot.start, key=lambda passage: passage[0]) - 1
        return i >= 0 and spot.end <= self._repeats[i][1]

    def _offices_held(self, entry: PersonEntry | None) -> Iterator[RoleCandidate]:
        """Titles of a known person's offices where the article words them for whoever holds them: *Tổng thống Nga*."""
        context = self.context
        for title in dict.fromkeys(o.title for o in entry.offices) if entry is not None else ():
            words = keys_of(fold_key(title))
            for i in self._where(words[0]):
                last = i + len(words)
                if all(context.key(i + k) == w for k, w in enumerate(words)):
                    place = context.at(last)
                    tie = "none" if place is None else "own" if place.code and entry is not None and place.code == entry.country else place.label
                    yield RoleCandidate(context.words(i, last), i, last, ("G", f"G:{tie}", f"G:{title.casefold()}", f"G:words{len(words)}"))
                    break

    def _where(self, key: str) -> Iterator[int]:
        """The tokens that are this folded word, in order."""
        keys, i = self.context.keys, -1
        for _ in range(keys.count(key)):
            i = keys.index(key, i + 1)
            yield i

    def _in_phrase(self, phrase: _Phrase, rank: int, full: bool) -> Iterator[RoleCandidate]:
        context = self.context
        starts = []
        for i in self._title_words(phrase.first, phrase.last):
            if phrase.side == "R" and i > phrase.first and context.key(i - 1) != ",":
                continue
            n, kind = self._title_at(i, phrase.last)
            name = context.at(i)
            if n and kind != "form" and (name is None or name.first == i or name.label == "ORG") and not self._is_anothers(phrase, i):
                starts.append((i, n, kind))
        yield from self._as_counterpart(phrase)
        if not starts:
            return
        where = (f"{phrase.side}:{phrase.via}", f"{phrase.side}:rank{rank}", f"{phrase.side}:{phrase.via}:rank{rank}", f"{phrase.side}:full{full}")
        for order, (i, n, kind) in enumerate(starts):
            for last, tag in self._ends(phrase, i, n, [x[0] for x in starts[order + 1 :]]):
                if self._names_another(i, last) or "là" in context.keys[i:last]:
                    continue
                found = self._candidate(phrase, where, starts, order, i, n, kind, self._before_inner_country(i, n, last), tag)
                yield found
                short = self._without_country(found, i + n)
                if short is not None:
                    yield short

    def _before_inner_country(self, i: int, n: int, last: int) -> int:
        """`last`, moved before the country with which an office's name ends that the title stands in: *Văn phòng Thủ tướng Lào [tên]*."""
        office = self.context.at(i)
        if office is None or office.first == i or office.last != last:
            return last
        return next((place.first for place in self._on(last - 1) if place.code and place.first >= i + n), last)

    def _is_anothers(self, phrase: _Phrase, i: int) -> bool:
        """Whether the title at token `i`, parted from the name by a comma or dash, stands behind another name: *ông An, giám đốc sở, bà Bình*."""
        if phrase.side == "R" or not ("," in phrase.via or "-" in phrase.via):
            return False
        k = bisect_left(self._people_starts, self.context.tokens.starts[i]) - 1
        told = self._right_phrase(self._people[k]) if k >= 0 else None
        return told is not None and told.first <= i < told.last and "," not in self.context.keys[told.first : i]

    def _names_another(self, first: int, last: int) -> bool:
        """Whether a person is named in the stretch other than as whom the title serves: *cố vấn của Tổng thống Zelensky*."""
        context = self.context
        k = next((k for k in range(first, last) if (name := context.at(k)) is not None and name.label == "PER"), last)
        return k < last and not any(key in _SERVES for key in context.keys[first:k])

    def _title_words(self, first: int, last: int) -> list[int]:
        """The tokens from `first` up to `last` (exclusive) with which a known title may begin."""
        return [i for i, key in enumerate(self.context.keys[first:last], first) if self._lexicon.begins(key)]

    def _known_title(self, i: int, last: int) -> tuple[int, str]:
        """How many words the longest known title at token `i` has, before token `last`, and its kind; (0, '') where none starts."""
        if i not in self._known:
            self._known[i] = self._lexicon.at(self.context, i)
        return next(((n, kind) for n, kind in self._known[i] if i + n <= last), (0, ""))

    def _title_at(self, i: int, last: int) -> tuple[int, str]:
        """How many words the known title at token `i` has, with the modifiers before it (*cựu*, *quyền*), and its kind; (0, '') for none."""
        n, kind = self._known_title(i, last)
        if kind == "modifier":
            more, kind = self._title_at(i + n, last)
            return (n + more, kind) if more else (0, "")
        if n and " ".join(self.context.keys[i : min(i + 3, last)]) in _COUNTERPARTS:
            return 0, ""
        return n, kind

    def _as_counterpart(self, phrase: _Phrase) -> Iterator[RoleCandidate]:
        """*người đồng cấp Nga Sergei Lavrov*: the title of the person named before him."""
        context = self.context
        words = " ".join(context.keys[max(phrase.last - 3, 0) : phrase.last])
        if phrase.side != "L" or words not in _COUNTERPARTS:
            return
        i = bisect_left(self._people_starts, context.tokens.starts[phrase.last - 1]) - 1
        before = self._left_phrase(self._people[i]) if i >= 0 else None
        if before is None:
            return
        for k in range(before.first, before.last):
            n, kind = self._known_title(k, before.last)
            if kind == "office" and n:
                yield RoleCandidate(context.words(k, before.last), k, before.last, ("C", f"C:{words}", f"C:{kind}"))
                return

    def _without_country(self, found: RoleCandidate, k: int) -> RoleCandidate | None:
        """*Đại sứ Anh tại Việt Nam* without the country that follows the title directly: *Đại sứ tại Việt Nam*."""
        context = self.context
        while k < found.last and context.at(k) is None:
            k += 1
        place = context.at(k)
        if k >= found.last or place is None or not place.code or place.label != "LOC" or place.last >= found.last:
            return None
        text = f"{context.words(found.first, place.first)} {context.words(place.last, found.last)}"
        side = found.features[0][0]
        cut = (f"{side}:cut", f"{side}:cut:{context.key(place.first - 1)}", f"{side}:cut-next:{context.key(place.last)}")
        return RoleCandidate(text, found.first, found.last, (*found.features, *cut), kind=found.kind)

    def _ends(self, phrase: _Phrase, i: int, n: int, later: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Where a title that starts at `i` with a known word of `n` tokens may end, and why there: never inside a name."""
        context = self.context
        if phrase.side == "L":
            yield phrase.last, "close"
            if phrase.whole > phrase.last:
                yield phrase.whole, "whole"
            if (opened := self._bracket(phrase.last - 1)) > i:
                yield opened, "no-bracket"
            behind = list(enumerate(context.keys[i + n : phrase.last], i + n))
            yield from ((k, f"cut:{key}") for k, key in behind if key in _MAY_CUT and context.at(k) is None)
            yield from ((k, "cut:country") for k, _ in behind if (name := context.at(k)) is not None and name.first == k and name.code)
            for k in (*later, *(k for k, key in behind if key in _ADDRESS and context.key(k - 1) in _LINKS)):
                last = self._trim(k)
                # *Bộ trưởng A và vợ chồng ca sĩ B*: the first title is that of another one
                if last >= i + n and (last > i + n or last < k) and "và" not in context.keys[last:k]:
                    yield last, "before-title" if last == k else "before-title,"
            return
        for last in range(i + n, phrase.last + 1):
            a, b = context.at(last - 1), context.at(last)
            if a is None or a is not b:
                yield last, "right"

    def _trim(self, last: int) -> int:
        """`last` moved before a comma or dash and a country that stand there."""
        if self.context.key(last - 1) in (",", "-", "–", "kiêm"):
            last -= 1
        return self._skip_country(last - 1)[0] + 1

    def _candidate(
        self, phrase: _Phrase, where: Features, starts: Sequence[tuple[int, int, str]], order: int, i: int, n: int, kind: str, last: int, tag: str
    ) -> RoleCandidate:
        context = self.context
        side = phrase.side
        keys, words, names = context.keys[i:last], context.tokens.words[i:last], context.names[i:last]
        end = names[-1]
        ending = (end.label + ("*" if end.code else "")) if end is not None else keys[-1]
        features = [
            *where,
            f"{side}:tag:{tag}",
            f"{side}:tag:{tag}:{ending}",
            f"{side}:kind:{kind}",
            f"{side}:head:{' '.join(keys[:n])}",
            f"{side}:end:{ending}",
            f"{side}:len{_bucket(last - i)}",
            f"{side}:rest{_bucket(last - i - n)}",
            f"{side}:capital" if words[0][0].isupper() else f"{side}:small",
        ]
        behind = list(zip(keys[n:], words[n:], names[n:], strict=True))
        rest = {key if word[0].islower() or not key.isalpha() else "Aa" for key, word, name in behind if name is None}
        features += [f"{side}:in:{word}" for word in sorted(rest)]
        labels = {name.label for _, _, name in behind if name is not None}
        features += [f"{side}:holds:{label}" for label in sorted(labels)]
        if side == "L":
            before = context.at(i - 1)
            features += [f"L:order{min(order, 3)}of{min(len(starts), 4)}", f"L:before:{before.label if before is not None else context.key(i - 1)}"]
            if order:
                previous = starts[order - 1]
                gap = [context.key(k) for k in range(previous[0] + previous[1], i)]
                features += [f"L:after-{previous[2]}", f"L:gap:{' '.join(gap) if len(gap) < 2 else 'long'}", f"L:overlap{previous[0] + previous[1] > i}"]
            features += [f"L:{kind}:{phrase.via}"]
            if phrase.via.startswith(("list", "directlà", "directgồm")):
                several = context.key(i - 1) in _SEVERAL or context.key(i - 1).isdigit()
                features += [f"L:{phrase.via}:several{several}", f"L:{kind}:several{several}"]
        else:
            after = context.at(last)
            features += [f"R:next:{(after.label + ('*' if after.code else '')) if after is not None else context.key(last)}", f"R:{kind}:{phrase.via}"]
            known, next_kind = self._known_title(last + 1, len(context.keys)) if context.key(last) == "," else (0, "")
            if known:
                features += [f"R:more:{next_kind}"]
            if order:
                features += [f"R:order{min(order, 3)}", f"R:{kind}:after-{starts[0][2]}"]
        return RoleCandidate(context.words(i, last), i, last, tuple(features), kind=kind)

    def _no_role(self, cluster: Cluster, lefts: int, rights: int, addressed: int, entry: PersonEntry | None) -> Features:
        spot = cluster.spots[0]
        context = self.context
        before, after = context.key(spot.first - 1), context.key(spot.last)
        return (
            "none",
            f"none:left{min(lefts, 3)}",
            f"none:right{min(rights, 2)}",
            f"none:addressed{min(addressed, 2)}",
            f"none:mentions{_bucket(len(cluster.spots))}",
            f"none:before:{before}",
            f"none:after:{after}",
            f"none:place:{self._place_of(spot)}",
            f"none:known{entry is not None}",
            f"none:credit{any(context.key(spot.first - k) in _CREDITS for k in (1, 2, 3))}",
        )

    def _place_of(self, spot: Spot) -> str:
        """Where the name stands: alone on a line or at the text's end, as bylines do, or in it."""
        context = self.context
        line_start = context.key(spot.first - 1) in (LINE_BREAK, ".", "”", '"', "/")
        left = len(context.keys) - spot.last
        line_end = context.key(spot.last) in (LINE_BREAK, "(", "/", "theo")
        return f"{line_start}{line_end}{'end' if left < 15 else 'in'}"

    # --- countries ----------------------------------------------------------------------------------------------------

    def country_candidates(self, cluster: Cluster, role: RoleCandidate, entry: PersonEntry | None) -> list[CountryCandidate]:
        """Every country that may be the person's, with what speaks for it, and the candidate that there is none."""
        origin = self._lexicon.origin(cluster.name)
        letters = origin.partition(":")[0]
        found: dict[str, set[str]] = {"VN": set()}
        for feature, code in self._country_hints(cluster, role, entry):
            if code:
                found.setdefault(code, set()).add(feature)
        kind = self._known_title(role.first, role.last)[1] if role.text is not None else "-"
        known_as = "known" if entry is not None else "unknown"
        place = self._place_of(cluster.spots[0])
        strong = {code for code, hints in found.items() if any(not f.startswith(_WEAK) for f in hints)}
        sure = f"{'sure' if strong else 'unsure'}{'-sport' * self._is_sport}"
        titled = self._titled_only(cluster)
        found = {code: hints for code, hints in found.items() if code == "VN" or code in strong or code not in titled}
        out = []
        for code, hints in found.items():
            features = sorted(hints)  # sums depend on the order of their terms, and a set has another one in every run
            said = [f"c:{f}" for f in features]
            said += [f"c:{f}&{x}" for f in features for x in (kind, known_as, sure)]
            if code == "VN":
                mentioned = "VN" if "VN" in self.codes else "others" if self.codes else "none"
                said += [f"c:vn:{x}" for x in (origin, sure, f"{letters}&{kind}", f"{origin}&{place}", f"{origin}&{mentioned}")]
                said += [f"c:vn:{origin}&{sure}&{len(self.codes) > 1}"]
            # somebody of a foreign name, in an article that names only other countries, is no Vietnamese for want of another or for his company
            foreign = code == "VN" and letters == "foreign" and bool(self.codes) and all(f.startswith(_COMPANY) for f in hints)
            out.append(CountryCandidate(code, tuple(said), ruled_out=foreign))
        out.append(CountryCandidate(None, self._no_country(cluster, role, kind, known_as, origin, place, sure)))
        return out

    def _no_country(self, cluster: Cluster, role: RoleCandidate, kind: str, known_as: str, origin: str, place: str, sure: str) -> Features:
        context = self.context
        letters = origin.partition(":")[0]
        head = f"{context.key(role.first)} {context.key(role.first + 1)}" if role.text is not None else "-"
        holds = any((s := context.at(k)) is not None and s.label == "ORG" for k in range(role.first, role.last))
        said = (f"kind:{kind}", f"head:{head}", f"{kind}:{letters}", f"{sure}:{kind}", f"{sure}:{kind}:org{holds}", known_as, sure)
        spot = cluster.spots[0]
        credit = any(context.key(spot.first - k) in _CREDITS for k in (1, 2, 3))
        looks = (letters, origin, place, f"{letters}:{place}", f"credit{credit}:{place}", f"codes{min(len(self.codes), 3)}")
        around = (f"before:{context.key(spot.first - 1)}", f"after:{context.key(spot.last)}", f"mentions{_bucket(len(cluster.spots))}")
        return ("c:none", *(f"c:none:{x}" for x in (*said, *looks, *around)))

    def _country_hints(self, cluster: Cluster, role: RoleCandidate, entry: PersonEntry | None) -> Iterator[tuple[str, str | None]]:
        """What speaks for which country: beside the name, in and beside the role, in the sentence, in the article, and what is known of the person."""
        for rank, spot in enumerate(self._telling(cluster)):
            for phrase in self._phrases(spot):
                titled = phrase.side == "L" and any(self._known_title(i, phrase.last)[0] for i in self._title_words(phrase.first, phrase.last))
                yield f"{phrase.side}:{'title' if titled else 'plain'}:rank{min(rank, 1)}", phrase.country
                yield f"{phrase.side}:{phrase.via}", phrase.country
                yield from self._held(phrase)
                if phrase.side == "R" and self._known_title(phrase.first, phrase.last)[1] == "kinship":
                    yield "R:kin", next((place.code for k in range(phrase.first, phrase.last) for place in self._on(k)), None)
            if rank < 2:
                yield from ((f"{f}:rank{rank}", code) for f, code in self._nearby(spot))
                yield from self._fellows(spot)
        if role.text is not None:
            yield from self._role_hints(role)
        yield from self._told_by_all
        if entry is not None:
            yield from self._known_of(entry)

    def _known_of(self, entry: PersonEntry) -> list[tuple[str, str | None]]:
        """The country of a known person; of one who serves an organisation now those that he served before."""
        if entry.country:
            return [("known", entry.country)]
        return [("served", o.country) for o in entry.offices if o.country in self._gazetteers.countries]

    def _held(self, phrase: _Phrase) -> Iterator[tuple[str, str | None]]:
        """The countries right behind the titles of a phrase: *cựu thủ tướng Hà Lan*."""
        for i in self._title_words(phrase.first, phrase.last):
            n, kind = self._known_title(i, phrase.last)
            place = self.context.at(i + n) if n else None
            if place is not None and place.code and place.first == i + n < phrase.last:
                yield f"{phrase.side}:of:{kind}", place.code

    def _titled_only(self, cluster: Cluster) -> frozenset[str]:
        """The countries that are named only in other people's titles; they are nobody else's."""
        mine = {spot.index for spot in cluster.spots}
        return frozenset(code for code, whose in self._titled.items() if not whose & mine)

    @functools.cached_property
    def _titled(self) -> dict[str, set[int]]:
        """The countries that are named only in titles, and the names behind these: *Thủ tướng Anh Keir Starmer*."""
        behind: dict[str, list[Spot | None]] = {}
        for place in self._locations:
            if place.code:
                behind.setdefault(place.code, []).append(self.context.at(place.last))
        titled = {code: [s for s in spots if s is not None and s.label == "PER"] for code, spots in behind.items()}
        return {code: {s.index for s in named} for code, named in titled.items() if len(named) == len(behind[code])}

    @functools.cached_property
    def _is_sport(self) -> bool:
        """Whether the article tells of a match: a club's country is not its players'."""
        keys = self.context.keys
        return sum(key in _SPORT for key in keys) * _SPORT_SHARE > len(keys)

    @functools.cached_property
    def _told_by_all(self) -> tuple[tuple[str, str | None], ...]:
        """What the whole article says for a country, whoever the person is: the ones it names most and first."""
        out: list[tuple[str, str | None]] = []
        total = sum(self._count.values())
        for rank, code in enumerate(self._ranked):
            out += [(f"top{rank}", code), (f"share{5 * self._count[code] // total}", code)]
        for rank, (code, n) in enumerate(self._places.most_common(2)):
            out += [(f"places{rank}", code), (f"places:{_bucket(n)}", code)]
        return (*out, ("first", self._locations[0].code if self._locations else None))

    def _nearby(self, spot: Spot) -> Iterator[tuple[str, str | None]]:
        """The countries named last before and first after the name on its line."""
        i = bisect_left(self._starts, spot.start)
        if i > 0:
            place = self._locations[i - 1]
            yield self._distance("before", place.last, spot.first), place.code
        if i < len(self._locations):
            place = self._locations[i]
            yield self._distance("after", spot.last, place.first), place.code

    def _fellows(self, spot: Spot) -> Iterator[tuple[str, str | None]]:
        """The countries of the known people named last before and first after a name in its sentence."""
        i = bisect_left(self._people_starts, spot.start)
        for side, k in (("before", i - 1), ("after", i + 1)):
            if not 0 <= k < len(self._people):
                continue
            other = self._people[k]
            between = self.context.keys[min(spot.last, other.last) : max(spot.first, other.first)]
            if other.key == spot.key or len(between) > _FELLOW_WORDS or LINE_BREAK in between or "." in between:
                continue
            found = self._gazetteers.lookup_person(other.text)
            if len(found) == 1:
                joined = not _LISTS.isdisjoint(between)
                yield f"{_COMPANY}:{side}:{'joined' if joined else 'apart'}", found[0].country

    def _distance(self, side: str, first: int, last: int) -> str:
        keys = {self.context.key(k) for k in range(first, min(last, first + 40))} if last - first < 40 else {LINE_BREAK}
        return f"{side}:far" if LINE_BREAK in keys else f"{side}:line" if "." in keys else f"{side}:sentence" if last - first > 6 else f"{side}:near"

    def _role_hints(self, role: RoleCandidate) -> Iterator[tuple[str, str | None]]:
        context = self.context
        inside = [s for k in range(role.first, role.last) for s in self._on(k) if s.first == k]
        for n, place in enumerate(inside):
            yield f"role{min(n, 1)}:{context.key(place.first - 1) if context.key(place.first - 1) in ('tại', 'ở', 'của', 'với') else ''}", place.code
        for k in range(role.first, role.last):
            name = context.at(k)
            if name is not None and name.first == k and name.label == "ORG":
                for o in self._gazetteers.lookup_organisation(name.text):
                    yield "role:organisation", o.country
            if name is not None and name.first == k and name.label == "LOC" and not name.code:
                for p in self._gazetteers.lookup_place(name.text):
                    yield "role:place", p.country
        link = context.key(role.last)
        k = role.last + 1 if link in ("của", "(", "tại", "ở", ",", "từ") else role.last
        for place in self._on(k):
            yield f"role:after:{link if k > role.last else ''}", place.code
        for code in sorted(self._offices.get(" ".join(context.keys[role.first : min(role.last, role.first + 2)]), ())):
            yield "office-of", code

    @functools.cached_property
    def _offices(self) -> dict[str, set[str]]:
        """The countries that the article names right after a title of two words: *Thủ tướng Đức*."""
        out: dict[str, set[str]] = {}
        for s in self._locations:
            if s.code:
                out.setdefault(f"{self.context.key(s.first - 2)} {self.context.key(s.first - 1)}", set()).add(s.code)
        return out

    def _on(self, k: int) -> Sequence[Spot]:
        """The countries named on token `k`, also inside a longer name."""
        return self._by_token.get(k, ())

    @functools.cached_property
    def _by_token(self) -> dict[int, list[Spot]]:
        out: dict[int, list[Spot]] = {}
        for s in self._locations:
            for k in range(s.first, s.last):
                out.setdefault(k, []).append(s)
        return out


def _countries_of_places(context: Context, gazetteers: Gazetteers) -> Counter[str]:
    """How often places of each country are named, where their country is sure."""
    out: Counter[str] = Counter()
    for spot in context.spots:
        if spot.label == "LOC" and not spot.code:
            found = {p.country for p in gazetteers.lookup_place(spot.text)}
            if len(found) == 1 and (code := found.pop()):
                out[code] += 1
    return out


def _bucket(n: int) -> str:
    return str(n) if n < 4 else "4-6" if n < 7 else "7-11" if n < 12 else "12+"


def _compared(candidates: Sequence[RoleCandidate], seen: Mapping[str, int]) -> list[RoleCandidate]:
    """The candidates with what they are beside one another: told again, the longer or the shorter wording, the only office."""
    texts = {fold(c.text) for c in candidates if c.text}
    kinds = sorted({c.kind for c in candidates if c.kind})
    beside = {text: _beside(text, texts, seen) for text in texts}
    others = {kind: [f"beside:{kind}:{other}" for other in kinds if other != kind] for kind in (*kinds, "")}
    out = []
    for c in candidates:
        side = c.features[0][0]
        more = [f"{side}:{m}" for told in (beside[fold(c.text or "")], others[c.kind]) for m in told]
        out.append(RoleCandidate(c.text, c.first, c.last, (*c.features, *more), c.kind))
    return out


def _beside(text: str, texts: Collection[str], seen: Mapping[str, int]) -> list[str]:
    """What a wording is beside the person's other ones."""
    longer = [t for t in texts if len(t) > len(text)]
    more = ["again"] if seen.get(text, 0) > 1 else []
    more += ["longest"] if not any(t.startswith(text) for t in longer) else []
    more += ["extends"] if any(len(t) < len(text) and text.startswith(t) for t in texts) else []
    more += ["ends-other"] if any(t.endswith(text) for t in longer) else []
    return more
