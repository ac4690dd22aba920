"""Names that may be a country's: is *Đức* here Germany, is *Ankara* here the government? Two small logistic models.

Each looks at the words around, at what the gazetteers know about the stretch, and at the rest of the article. The weights
(`country_weights.tsv`) are learnt from annotated articles by `training/disambiguation.py`; nothing here is a list of exceptions.
"""

from __future__ import annotations

import functools
import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Literal

from .context import tokenise
from .gazetteers import Gazetteers, Kind, Match
from .tables import read_packaged
from .text import fold, fold_key, normalise

Model = Literal["country", "seat"]

_HYPHENS = frozenset("-–—‑/")
_OPENING = frozenset("\"'“‘«([")
_STOPS = frozenset(".!?…:;")
#: A Vietnamese syllable as it is spelt; the next word decides less by its capital than by whether it is one.
_SYLLABLE = re.compile(
    r"(?:ngh?|[cgknpt]h|gi|qu|tr|[bcdđghklmnpqrstvx])?"
    r"[aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ]{1,3}"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_EDGE = "<>"
#: How many words are kept with what they look like.
_KEPT_WORDS = 1 << 12
_TITLES: tuple[Kind, ...] = ("title",)
_WINDOW = 3
#: How far behind a name its verb is looked for.
_REACH = 8
#: So many members of a list are looked back and forth over.
_LONGEST_LIST = 12
#: Words that stand between a subject and its verb.
_BEFORE_VERB = frozenset("đã sẽ đang cũng vẫn vừa mới còn chỉ luôn hôm ngày tháng năm qua nay sáng chiều tối trưa đêm qua".split())
_JOINING = frozenset((",", "và", "hay", "hoặc", "với", *_HYPHENS))
#: Words before a name that say where something is.
_LOCATING = frozenset("tại ở đô phố gần từ ngoại quanh".split())


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the shadow text that may name the countries `codes`: a country's form, or a seat of power."""

    start: int
    end: int
    form: str
    codes: tuple[str, ...]
    seat: bool
    compound: bool
    ambiguous: tuple[str, ...]


class Context:
    """One article as the models see it: its tokens, and what the gazetteers find in it. Offsets are the shadow text's."""

    def __init__(self, text: str, gazetteers: Gazetteers) -> None:
        self.shadow = normalise(text)
        self.gazetteers = gazetteers
        self.text = self.shadow.text

    # What follows is made when it is first asked for: of most articles' names the gazetteers alone say what they are.

    @functools.cached_property
    def _starts(self) -> tuple[int, ...]:
        return tokenise(self.text).starts

    @functools.cached_property
    def _words(self) -> tuple[str, ...]:
        return tokenise(self.text).words

    @functools.cached_property
    def _cover(self) -> _Cover:
        return _Cover(self.gazetteers.find(self.text, ("place", "person", "organisation")))

    @functools.cached_property
    def _titles(self) -> frozenset[int]:
        """Where titles end."""
        return frozenset(m.end for m in self.gazetteers.find(self.text, _TITLES))

    @functools.cached_property
    def _small(self) -> Counter[str]:
        """How often the article has each word in small letters."""
        return Counter(filter(str.islower, self._words))

    @functools.cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """All stretches that may name a country, in order."""
        return tuple(_stretches(self.text, self.gazetteers))

    @functools.cached_property
    def _ending(self) -> dict[int, Stretch]:
        return {c.end: c for c in self.stretches}

    @functools.cached_property
    def _starting(self) -> dict[int, Stretch]:
        return {c.start: c for c in self.stretches}

    @functools.cached_property
    def sure(self) -> Counter[str]:
        """How often the article names each country beyond doubt."""
        return Counter(c.codes[0] for c in self.stretches if not c.seat and not c.ambiguous and not c.compound)

    @functools.cached_property
    def hints(self) -> Counter[str]:
        """How often it names the seats, places and people of each country."""
        return _hints(self.stretches, self._cover.matches, self.gazetteers)

    @functools.cached_property
    def _seats(self) -> Counter[tuple[str, ...]]:
        """How often the article names the seats of each government."""
        return Counter(s.codes for s in self.stretches if s.seat)

    @functools.cached_property
    def _located(self) -> Counter[tuple[str, ...]]:
        """How often it names them as where something is."""
        return Counter(s.codes for s in self.stretches if s.seat and self._key(bisect_left(self._starts, s.start) - 1) in _LOCATING)

    @functools.cached_property
    def _named(self) -> frozenset[str]:
        """The forms that end a person's full name somewhere in the article: *Đức* after *Nguyễn Văn Đức*."""
        return frozenset(fold_key(s.form) for s in self.stretches if not s.seat and self._ends_full_name(s))

    def stretch(self, start: int, end: int, form: str | None = None) -> Stretch | None:
        """The stretch as what `form` may name (else its own words), whatever longer name it stands in; None where that is unknown."""
        meaning = _meaning(form or self.text[start:end], self.gazetteers)
        return None if meaning is None else Stretch(start, end, *meaning)

    def features(self, c: Stretch) -> list[str]:
        """What the models know of `c`, as names of features."""
        i, j = bisect_left(self._starts, c.start), bisect_left(self._starts, c.end)
        before = [self._key(i - n) for n in range(1, _WINDOW + 1)]
        after = [self._key(j + n) for n in range(_WINDOW)]
        out = [
            "bias",
            *(f"b{n}={k}" for n, k in enumerate(before, 1)),
            *(f"a{n}={k}" for n, k in enumerate(after, 1)),
            f"b21={before[1]} {before[0]}",
            f"a12={after[0]} {after[1]}",
            f"b1a1={before[0]} {after[0]}",
            *self._article(c),
        ]
        shapes = list(self._shapes(i, j, c))
        out += shapes
        if c.seat:
            out += self._government(i, j, c)
        else:
            out += [f"{_class(c)} {shape}" for shape in shapes]
        if c.seat or c.ambiguous or c.compound or " " not in c.form:
            form = fold_key(c.form)
            out += [f"f={form}", f"f={form} b1={before[0]}", f"f={form} a1={after[0]}"]
        return out

    def _ends_full_name(self, s: Stretch) -> bool:
        """Whether two capital syllables in a row stand before it."""
        i = bisect_left(self._starts, s.start)
        return all(_shape(self._word(i - n)) == "Syllable" for n in (1, 2)) and " " not in s.form

    def _government(self, i: int, j: int, c: Stretch) -> Iterator[str]:
        """What tells a government from a city: the words around the list it stands in, the verb, the seat's other mentions."""
        first, last = self._list_start(i), self._list_end(j)
        yield f"list b1={self._key(first - 1)}"
        yield f"list b21={self._key(first - 2)} {self._key(first - 1)}"
        verb = next((k for k in range(last, min(last + _REACH, len(self._words))) if not self._skipped(k)), last)
        yield f"verb={self._key(verb)}"
        yield f"verb={self._key(verb)} {self._key(verb + 1)}"
        yield f"list b1={self._key(first - 1)} verb={self._key(verb)}"
        others, located = self._seats[c.codes] - 1, self._located[c.codes] - (self._key(i - 1) in _LOCATING)
        yield f"others={max(0, min(others, 3))} located={max(0, min(located, 2))}"

    def _list_start(self, i: int) -> int:
        """The first token of the list of countries and seats (*Berlin, Rome và Paris*) whose member starts at token `i`."""
        for _ in range(_LONGEST_LIST):
            if i < 2 or fold(self._words[i - 1]) not in _JOINING or not (other := self._ending.get(self._end(i - 2))):
                break
            i = bisect_left(self._starts, other.start)
        return i

    def _list_end(self, j: int) -> int:
        """The token after the list whose member ends before token `j`."""
        for _ in range(_LONGEST_LIST):
            if j + 1 >= len(self._words) or fold(self._words[j]) not in _JOINING or not (other := self._starting.get(self._starts[j + 1])):
                break
            j = bisect_left(self._starts, other.end)
        return j

    def _skipped(self, i: int) -> bool:
        word = self._words[i]
        return fold(word) in _BEFORE_VERB or word[0].isdigit() or word in _HYPHENS

    def _key(self, i: int) -> str:
        return fold(self._words[i]) if 0 <= i < len(self._words) and self._words[i] != "\n" else _EDGE

    def _shapes(self, i: int, j: int, c: Stretch) -> Iterator[str]:
        previous, following = self._word(i - 1), self._word(j)
        yield f"ps={_shape(previous)}"
        yield f"ns={_shape(following)}"
        yield f"ps={_shape(previous)} ns={_shape(following)}"
        if previous in _HYPHENS:
            yield f"hyphen before={self._neighbour(self._ending, i - 1, before=True)}"
        if following in _HYPHENS:
            yield f"hyphen after={self._neighbour(self._starting, j, before=False)}"
        written = self.text[c.start : c.end]
        if written.isupper():
            yield "capitals"
        for kind in sorted(self._cover.over(c.start, c.end)):
            yield f"inside {kind}"
        if self._end(i - 1) in self._titles:
            yield "title before"
        if " " not in c.form and not c.seat:
            yield f"small={min(self._small[fold(c.form)], 3)}"
            yield f"named={fold_key(c.form) in self._named}"
        yield from ("or " + a for a in c.ambiguous)
        if c.compound:
            yield "compound"

    def _neighbour(self, at: Mapping[int, Stretch], hyphen: int, *, before: bool) -> str:
        """What stands beyond a hyphen: a country (sure or not), a seat, or the shape of the word."""
        beyond = hyphen - 1 if before else hyphen + 1
        if not 0 <= beyond < len(self._words):
            return _EDGE
        other = at.get(self._end(beyond) if before else self._starts[beyond])
        if other is None:
            return _shape(self._words[beyond])
        return "seat" if other.seat else "doubtful" if other.ambiguous or other.compound else "country"

    def _article(self, c: Stretch) -> Iterator[str]:
        others = sum(self.sure[code] for code in c.codes) - (not c.seat and not c.ambiguous and not c.compound)
        yield f"sure={min(others, 3)}"
        hints = sum(self.hints[code] for code in c.codes)
        yield f"hints={min(hints, 3)}"

    def _word(self, i: int) -> str:
        return self._words[i] if 0 <= i < len(self._words) else "\n"

    def _end(self, i: int) -> int:
        return self._starts[i] + len(self._words[i]) if 0 <= i < len(self._words) else -1


def probability(model: Model, features: Iterable[str]) -> float:
    """How likely the candidate is what the model asks: the country (`country`), the government (`seat`)."""
    return 1 / (1 + math.exp(-log_odds(model, features)))


def log_odds(model: Model, features: Iterable[str]) -> float:
    """The same before the logistic function."""
    weights = _weights(model)
    return max(-30.0, min(30.0, sum(map(weights.get, features, repeat(0.0)))))


def _weights(model: Model) -> dict[str, float]:
    return _all_weights()[model]


@functools.cache
def _all_weights() -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {"country": {}, "seat": {}}
    for row in read_packaged("country_weights"):
        out[row["model"]][row["feature"]] = float(row["weight"])
    return out


@functools.lru_cache(maxsize=_KEPT_WORDS)
def is_vietnamese_syllable(word: str) -> bool:
    """Whether `word` is spelt as one Vietnamese syllable (*Bình*; not *Donald*)."""
    return _SYLLABLE.fullmatch(word.lower()) is not None


def _class(c: Stretch) -> str:
    return "compound" if c.compound else "person" if "person" in c.ambiguous else "word" if c.ambiguous else "plain"


@functools.lru_cache(maxsize=_KEPT_WORDS)
def _shape(word: str) -> str:
    if word == "\n":
        return _EDGE
    if word[0].isdigit():
        return "digit"
    if not word[0].isalpha():
        return "hyphen" if word in _HYPHENS else "open" if word in _OPENING else "stop" if word in _STOPS else "sign"
    syllable = is_vietnamese_syllable(word)
    if word[0].isupper():
        return "CAPITALS" if len(word) > 1 and word.isupper() else "Syllable" if syllable else "Foreign"
    return "syllable" if syllable else "foreign"


class _Cover:
    """The known names of places, people and organisations, to ask which of them covers a stretch."""

    def __init__(self, matches: Sequence[Match]) -> None:
        self.matches = matches
        self._starts = [m.start for m in matches]

    def over(self, start: int, end: int) -> set[str]:
        """The kinds of the names that cover the stretch; `same …` where they are no longer than it."""
        out = set()
        i = bisect_left(self._starts, start + 1) - 1
        while i >= 0 and self.matches[i].end > start:
            m = self.matches[i]
            if m.end >= end:
                out.add(m.kind if m.end - m.start > end - start else f"same {m.kind}")
            i -= 1
        return out


def _stretches(text: str, gazetteers: Gazetteers) -> Iterator[Stretch]:
    spans: dict[tuple[int, int], list[Match]] = {}
    for m in gazetteers.find(text, ("country", "compound", "seat")):
        spans.setdefault((m.start, m.end), []).append(m)
    for (start, end), matches in spans.items():
        yield _stretch(start, end, matches, gazetteers)


def _stretch(start: int, end: int, matches: Sequence[Match], gazetteers: Gazetteers) -> Stretch:
    kinds: list[tuple[Kind, str, str]] = [(m.kind, m.key, m.form) for m in matches]
    return Stretch(start, end, *_told(kinds, gazetteers))


#: What a `Stretch` says beside where it stands: form, codes, seat, compound, ambiguous.
_Meaning = tuple[str, tuple[str, ...], bool, bool, tuple[str, ...]]


@functools.lru_cache(maxsize=_KEPT_WORDS)
def _meaning(written: str, gazetteers: Gazetteers) -> _Meaning | None:
    """What a name may mean as a country or seat, None where it is neither; kept, since articles name few countries, often."""
    known: list[tuple[Kind, str, str]] = [("compound" if f.kind == "compound" else "country", f.code, f.form) for f in gazetteers.lookup_country(written)]
    known += [("seat", s.code, s.form) for s in gazetteers.lookup_seat(written)]
    return _told(known, gazetteers) if known else None


def _told(known: Sequence[tuple[Kind, str, str]], gazetteers: Gazetteers) -> _Meaning:
    countries = [x for x in known if x[0] != "seat"]
    chosen = countries or known
    return (
        chosen[0][2],
        tuple(dict.fromkeys(code for _, code, _ in chosen)),
        not countries,
        all(kind == "compound" for kind, _, _ in chosen),
        tuple(sorted({a for _, _, form in countries for f in gazetteers.lookup_country(form) for a in f.ambiguous})),
    )


def _hints(stretches: Iterable[Stretch], matches: Iterable[Match], gazetteers: Gazetteers) -> Counter[str]:
    out = Counter(code for c in stretches if c.seat for code in c.codes)
    for m in matches:
        if m.kind == "person":
            found: Iterable[str | None] = (p.country for p in gazetteers.lookup_person(m.form))
        elif m.kind == "place":
            found = (p.country for p in gazetteers.lookup_place(m.form))
        else:
            continue
        out.update({code for code in found if code})
    return out
