"""Which names of an article name the same person, and which known person a name may mean."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from weakref import WeakKeyDictionary

from .article import day_given
from .context import Context, Spot
from .gazetteers import Gazetteers, PersonEntry, asked, default
from .groups import Groups
from .text import fold, fold_key, normalise

_PARTS = re.compile(r"[^\W_]+")
_VOWELS = re.compile(r"[aeiouyhw]+")
_DOUBLED = re.compile(r"(.)\1+")
_SOUNDS_ALIKE = str.maketrans({"k": "c", "q": "c", "z": "s", "w": "v", "x": "s", "j": "y"})
#: What stands for a name that has no word.
_NO_WORD = "?"
#: Shorter words than this differ by a letter without being the same name.
_MIN_MISSPELT = 5
#: How many full names a short form is compared with; the latest ones count.
_MAX_RIVALS = 40
#: What is left of the score of somebody who held no office at the time asked for.
_OUT_OF_OFFICE = 0.5
#: Forms of address that tell man and wife apart: *bà Jill Biden*, *ông Biden*.
_ADDRESS = {"man": frozenset(("ông", "anh", "ngài", "chú", "cậu")), "woman": frozenset(("bà", "chị", "cô"))}
#: Between two names that name the same person twice: *Elaine Chao (Triệu Tiểu Lan)*, *Trương Văn Cam tức Năm Cam*.
_ALIAS_LINKS = frozenset(
    "(|tức|, tức|( tức|( hay|tên thật là|, tên thật là|( tên thật là|còn gọi là|( còn gọi là|hay còn gọi là|biệt danh|, biệt danh".split("|")
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known person that a name may mean, with a score in [0, 1]."""

    name: str
    country: str | None
    qid: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Form:
    """One written form of a name: its words, and the places in the order of the text where it stands."""

    key: str
    parts: tuple[str, ...]
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """One person of the article: the mentions in the order of the text, and the fullest name."""

    name: str
    spots: tuple[Spot, ...]


def parts_of(key: str) -> tuple[str, ...]:
    """The words of a folded name: *Kim Jong-un* has three, *M.V.N.* three initials."""
    return tuple(_PARTS.findall(key))


def cluster(context: Context, gazetteers: Gazetteers) -> list[Cluster]:
    """The people of an article, in order of first mention."""
    forms = _forms(s for s in context.spots if s.label == "PER")
    groups = Groups(len(forms))
    _join_known(forms, gazetteers, groups)
    _join_aliases(context, forms, groups)
    _join_spellings(forms, groups)
    full = _full_forms(forms, groups)
    owners = _Owners(context, forms, full, gazetteers)
    placed: dict[int, list[Spot]] = defaultdict(list)
    for i, form in enumerate(forms):
        if i in full:
            placed[groups.find(i)] += form.spots
            continue
        for spot in form.spots:
            placed[groups.find(owners.of(i, spot))].append(spot)
    out = []
    for spots in placed.values():
        ordered = tuple(sorted(spots, key=lambda s: s.start))
        out.append(Cluster(fullest(ordered), ordered))
    return sorted(out, key=lambda c: c.spots[0].start)


def fullest(spots: Sequence[Spot]) -> str:
    """The fullest of the forms: most words, then the most frequent, then the first."""
    count = Counter(s.text for s in spots)
    first = {s.text: i for i, s in reversed(list(enumerate(spots)))}
    return max(count, key=lambda t: (len(parts_of(fold(t))), count[t], -first[t]))


def resolve(name: str, *, gazetteers: Gazetteers | None = None, published: str | date | None = None) -> tuple[Candidate, ...]:
    """The known people that `name` may mean, best first, with scores in [0, 1]; () where nobody is known by it.

    A title, form of address or country before the name is passed over (*ông Macron*, *Tổng thống Pháp Macron*). `published`,
    an ISO date or a `date`, prefers who was in office then.

    Raises:
        TypeError: `name` is no string, or `published` neither a string nor a date. ValueError: a string that is no ISO date.
    """
    day = day_given(published)
    known = gazetteers or default()
    words = normalise(asked(name)).text.split()
    found = _called(" ".join(words), known)
    while not found and (n := _before_name(words, known)):
        words = words[n:]
        found = _called(" ".join(words), known)
    scored = ((e, s if not day or in_office(e, day) else _OUT_OF_OFFICE * s) for e, s in found.items())
    ordered = sorted(scored, key=lambda x: -x[1])
    return tuple(Candidate(e.name, e.country, e.qid, round(s, 3)) for e, s in ordered)


def _called(name: str, gazetteers: Gazetteers) -> dict[PersonEntry, float]:
    """The known people of this name or of a longer one, each with the share of the name that is given; initials do not lengthen a name."""
    found = dict.fromkeys(gazetteers.lookup_person(name), 1.0)
    parts = parts_of(fold_key(name))
    for entry, words in _by_part(gazetteers).get(parts[-1], ()) if parts else ():
        if entry not in found and contains(words, parts):
            found[entry] = len(parts) / (1 + max(len(parts), sum(len(w) > 1 for w in words)))
    return found


def _before_name(words: Sequence[str], gazetteers: Gazetteers) -> int:
    """How many of the words are a title, a form of address or a country before a name."""
    for n in range(len(words) - 1, 0, -1):
        start = " ".join(words[:n])
        if gazetteers.lookup_title(start) or gazetteers.lookup_country(start):
            return n
    return 0


def known(cluster: Cluster, countries: Collection[str], gazetteers: Gazetteers, published: str | None) -> PersonEntry | None:
    """The known person that a cluster is, where that is sure.

    A full name means who bears it, a user's own person before others. A lone family name (*Scholz*) means a known person only where the article speaks of
    the person's country, and only one such person held an office at the time.
    """
    found = gazetteers.lookup_person(cluster.name)
    if not found:
        parts = parts_of(fold_key(cluster.name))
        near = _by_part(gazetteers).get(parts[-1], ()) if parts and len(parts[-1]) > 2 else ()
        found = tuple(e for e, words in near if e.country in countries and _is_name_of(parts, words))
    if len(found) > 1:
        found = tuple(e for e in found if gazetteers.is_added(e)) or found
        found = tuple(e for e in found if not published or in_office(e, published)) or found
    return found[0] if len(found) == 1 else None


def _is_name_of(short: Sequence[str], long: Sequence[str]) -> bool:
    return _shortens(short, long) and (tuple(long[-len(short) :]) == tuple(short) or len(short) > 1)


def in_office(entry: PersonEntry, day: str) -> bool:
    """Whether the person held an office in the year of `day`; an office of unknown years is held at all times."""
    year = int(day[:4])
    return any(not o.periods or any((a is None or a <= year) and (b is None or year <= b) for a, b in o.periods) for o in entry.offices)


def contains(long: Sequence[str], short: Sequence[str]) -> bool:
    """Whether the words of `short` stand in `long` in this order; an initial stands for its word."""
    it = iter(long)
    return all(any(_same(word, part) for word in it) for part in short)


def _same(word: str, part: str) -> bool:
    return word == part or (len(part) == 1 and word.startswith(part)) or (len(word) == 1 and part.startswith(word) and len(part) > 1)


def _by_part(gazetteers: Gazetteers) -> Mapping[str, tuple[tuple[PersonEntry, tuple[str, ...]], ...]]:
    """The known people by each word of the name, with all its words; kept for the gazetteers that were used last."""
    cached = _BY_PART.get(gazetteers)
    if cached is None:
        index: dict[str, list[tuple[PersonEntry, tuple[str, ...]]]] = defaultdict(list)
        for entry in gazetteers.people:
            words = parts_of(fold_key(entry.name))
            for word in dict.fromkeys(words):
                index[word].append((entry, words))
        cached = _BY_PART[gazetteers] = {word: tuple(entries) for word, entries in index.items()}
    return cached


_BY_PART: WeakKeyDictionary[Gazetteers, Mapping[str, tuple[tuple[PersonEntry, tuple[str, ...]], ...]]] = WeakKeyDictionary()


def _forms(spots: Iterable[Spot]) -> list[Form]:
    by_key: dict[str, list[Spot]] = {}
    for spot in sorted(spots, key=lambda s: s.start):
        by_key.setdefault(spot.key, []).append(spot)
    return [Form(key, parts_of(key) or (key or _NO_WORD,), tuple(found)) for key, found in by_key.items()]


def _join_known(forms: Sequence[Form], gazetteers: Gazetteers, groups: Groups) -> None:
    """Two forms of one known person (*Pu-tin*, *Vladimir Putin*), where the form means nobody else."""
    seen: dict[PersonEntry, int] = {}
    for i, form in enumerate(forms):
        entries = gazetteers.lookup_person(form.spots[0].text)
        if len(entries) == 1:
            groups.join(i, seen.setdefault(entries[0], i))


def _join_aliases(context: Context, forms: Sequence[Form], groups: Groups) -> None:
    where = {spot.index: i for i, form in enumerate(forms) for spot in form.spots}
    people = [s for s in context.spots if s.label == "PER" and s.index in where]
    people.sort(key=lambda s: s.start)
    for a, b in pairwise(people):
        between = " ".join(context.keys[a.last : b.first]) if 0 < b.first - a.last <= 6 else ""
        if between in _ALIAS_LINKS and (between != "(" or context.key(b.last) in (")", ",")):
            groups.join(where[a.index], where[b.index])


def sound(part: str) -> str:
    """The consonants of a word as they sound alike: *Zelensky* and *Zelenskiy* share theirs."""
    head, tail = part[:1], part[1:].replace("ph", "f")
    return _DOUBLED.sub(r"\1", (head + _VOWELS.sub("", tail)).translate(_SOUNDS_ALIKE))


def misspelt(a: str, b: str) -> bool:
    """Whether two words are spellings of one foreign name: long, of the same sound, hardly different."""
    if a == b:
        return True
    return min(len(a), len(b)) >= _MIN_MISSPELT and (sound(a) == sound(b) or _one_edit(a, b))


def _one_edit(a: str, b: str) -> bool:
    """Whether one letter added, left out, changed or swapped with its neighbour makes `b` of `a`."""
    if abs(len(a) - len(b)) > 1:
        return False
    n = next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[n + 1 :] == b[n:] or a[n:] == b[n + 1 :] or a[n + 1 :] == b[n + 1 :] or (a[n : n + 2] == b[n : n + 2][::-1] and a[n + 2 :] == b[n + 2 :])


def _join_spellings(forms: Sequence[Form], groups: Groups) -> None:
    """Forms of the same words in another order or spelling: *Volodymir Zelensky*, *Volodymyr Zelensky*."""
    by_words: dict[tuple[str, ...], int] = {}
    by_sound: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, form in enumerate(forms):
        groups.join(i, by_words.setdefault(tuple(sorted(form.parts)), i))
        sounds = {(str(len(form.parts)), str(k), sound(p)) for k, p in enumerate(form.parts) if len(p) >= _MIN_MISSPELT}
        rivals = {j for s in sounds for j in by_sound[s][-_MAX_RIVALS:]}
        for j in sorted(rivals):
            if all(misspelt(a, b) for a, b in zip(form.parts, forms[j].parts, strict=True)):
                groups.join(i, j)
        for s in sounds:
            by_sound[s].append(i)


def _full_forms(forms: Sequence[Form], groups: Groups) -> set[int]:
    """The forms that no longer one of another group holds."""
    index: dict[str, list[int]] = defaultdict(list)
    for i, form in enumerate(forms):
        for key in _index_keys(form.parts):
            index[key].append(i)
    out = set()
    for i, form in enumerate(forms):
        rivals = [j for j in _rivals(form.parts, index) if j != i]
        if not any(_shortens(form.parts, forms[j].parts) or _misspells(form.parts, forms[j].parts) for j in rivals):
            out.add(i)
    return out


def _index_keys(parts: Sequence[str]) -> set[str]:
    return {key for p in parts for key in (p, p[0], "~" + sound(p))}


def _probe(parts: Sequence[str]) -> str:
    return max(parts, key=len)


def _rivals(parts: Sequence[str], index: Mapping[str, Sequence[int]]) -> Sequence[int]:
    """The latest forms that hold the longest word of `parts`, or one that sounds like it."""
    probe = _probe(parts)
    return [*index.get(probe, ())[-_MAX_RIVALS:], *index.get("~" + sound(probe), ())[-_MAX_RIVALS:]]


def _misspells(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether a lone name is a misspelling of one of a longer name's words: *Raffspenger* of *Brad Raffensperger*."""
    return len(short) == 1 < len(long) and any(misspelt(short[0], word) for word in (long[-1], long[0]))


def _shortens(short: Sequence[str], long: Sequence[str]) -> bool:
    return len(short) < len(long) and contains(long, short)


class _Owners:
    """Whose name a short form is, where it stands."""

    def __init__(self, context: Context, forms: Sequence[Form], full: set[int], gazetteers: Gazetteers) -> None:
        self._context = context
        self._forms = forms
        self._gazetteers = gazetteers
        self._addressed: dict[int, frozenset[str]] = {}
        self._index: dict[str, list[int]] = defaultdict(list)
        for i in sorted(full):
            for key in _index_keys(forms[i].parts):
                self._index[key].append(i)

    def of(self, i: int, spot: Spot) -> int:
        """The full form that `spot`, of form `i`, shortens."""
        short = self._forms[i].parts
        near = _rivals(short, self._index)
        rivals = [j for j in near if _shortens(short, self._forms[j].parts)] or [j for j in near if _misspells(short, self._forms[j].parts)]
        address = self._address(spot) or self._addresses(i)
        rivals = [j for j in rivals if not address or not self._addresses(j) or address & self._addresses(j)]
        if not rivals:
            return i
        return max(rivals, key=lambda j: self._fit(short, j, spot))

    def _address(self, spot: Spot) -> frozenset[str]:
        """Whether the form of address before a mention is a man's or a woman's; empty for neither."""
        before = self._context.key(spot.first - 1)
        return frozenset(sex for sex, words in _ADDRESS.items() if before in words)

    def _addresses(self, i: int) -> frozenset[str]:
        """How form `i` is addressed in its mentions."""
        if i not in self._addressed:
            self._addressed[i] = frozenset().union(*map(self._address, self._forms[i].spots))
        return self._addressed[i]

    def _fit(self, short: Sequence[str], j: int, spot: Spot) -> tuple[int, int, int]:
        """How well full form `j` fits a short mention: where the shared words stand, told before, how often."""
        form = self._forms[j]
        before = form.spots[0].start < spot.start
        return _position_fit(short, form.parts), int(before), len(form.spots)


def _position_fit(short: Sequence[str], long: Sequence[str]) -> int:
    if tuple(long[-len(short) :]) == tuple(short):
        return 3
    if tuple(long[: len(short)]) == tuple(short):
        return 2
    return 1
