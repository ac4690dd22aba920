"""Which name is which country: `resolve` a name alone, `link_location` for a name that the reader found, `find_countries` without a reader."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from .disambiguation import Context, Stretch, log_odds, probability
from .gazetteers import Gazetteers, default
from .layers import Name
from .misspelling import correct
from .text import fold_key

#: How much the reader's opinion and our own count where both speak, in log odds. The reader has read more.
_READER_WEIGHT = 1.0
_OWN_WEIGHT = 0.5
#: What is called a city is none that acts: *tại thủ đô Niamey*.
_CALLED_CITY = re.compile(r"(?<!\w)(?:thủ đô|thành phố)\s+$", re.IGNORECASE)
_CITY_REACH = 12
#: No opinion is surer than this (log odds), so that the other can be heard.
_SUREST = 6.0
#: From this probability of `government` on, a city that is no capital stands for the government of its country.
_SURE_GOVERNMENT = 0.8
#: Where the reader is surer than this that it sees a mere place, no country's name is misspelt.
_SURE_PLACE = 0.5
#: Scores of `resolve` without a context: a plain name, one that is also something else, a seat of power, a misspelt name.
_PLAIN, _DOUBTFUL, _SEAT, _MISSPELT = 1.0, 0.5, 0.5, 0.4
#: Of several countries of one name each is taken for this part as likely as the one before it.
_NEXT_OF_SEVERAL = 0.5
#: At most so many articles are kept as they were last seen by the models.
_CONTEXTS = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A country that a name may mean. `metonym`: the name is a seat of power that stands for its government. `score` lies in [0, 1]."""

    code: str
    name: str
    score: float
    metonym: bool = False


@dataclass(frozen=True, slots=True)
class CountryLink:
    """The country that a name in a text means; `metonym` where a capital or a seat of power stands for its government."""

    code: str
    metonym: bool = False


@dataclass(frozen=True, slots=True)
class CountryMatch:
    """A country found in a text at `start`..`end` (of the text as given); `score` is its probability."""

    start: int
    end: int
    code: str
    metonym: bool
    score: float


def resolve(name: str, context: str | None = None, *, gazetteers: Gazetteers | None = None) -> tuple[Candidate, ...]:
    """The countries that `name` may mean, the likeliest first; () where it is no country's name.

    `context` is the text where the name stands: it tells *Congo* from *Congo*, and says how likely *Đức* is a country there.
    """
    known = gazetteers or default()
    seen = _context(context, known) if context else None
    scored: dict[tuple[str, bool], float] = {}
    for code, metonym, score in _by_name(name, seen, known):
        scored[code, metonym] = max(score, scored.get((code, metonym), 0.0))
    found = [Candidate(code, known.countries[code].name, round(score, 3), metonym) for (code, metonym), score in scored.items()]
    return tuple(sorted(found, key=lambda c: (-c.score, c.metonym, c.code)))


def link_location(text: str, name: Name, gazetteers: Gazetteers | None = None, article_countries: Collection[str] = ()) -> CountryLink | None:
    """The country that the location `name` of `text` means, or None where it is another place.

    The reader's `senses` are weighed with what the words around say; without them those decide alone. `article_countries`
    are codes that the article is known to speak of: they decide between countries of one name.
    """
    context = _context(text, gazetteers or default())
    start, end = context.shadow.inverse(name.start, name.end)
    stretch = _known_stretch(context, start, end, name)
    if stretch is None:
        return _unlisted(context, context.text[start:end], name)
    if stretch.seat:
        return CountryLink(_choose(stretch, context, article_countries), True) if _is_government(context, stretch, name) else None
    if "place" in stretch.ambiguous and not _is_country(context, stretch, name):
        return None
    return CountryLink(_choose(stretch, context, article_countries))


def find_countries(text: str, gazetteers: Gazetteers | None = None, threshold: float = 0.5) -> list[CountryMatch]:
    """The countries, and the governments named by their seat, in `text`, in order; those of at least `threshold` probability."""
    context = _context(text, gazetteers or default())
    out = []
    for stretch in context.stretches:
        score = probability("seat" if stretch.seat else "country", context.features(stretch))
        if score >= threshold:
            out.append(CountryMatch(*context.shadow.span(stretch.start, stretch.end), _choose(stretch, context, ()), stretch.seat, score))
    return out


@functools.lru_cache(maxsize=_CONTEXTS)
def _context(text: str, gazetteers: Gazetteers) -> Context:
    return Context(text, gazetteers)


# --- One name ---------------------------------------------------------------------------------------------------------


def _by_name(name: str, context: Context | None, known: Gazetteers) -> Iterator[tuple[str, bool, float]]:
    """(code, metonym, score) of every reading of `name`."""
    forms, seats = known.lookup_country(name), known.lookup_seat(name)
    here = [s for s in context.stretches if fold_key(s.form) == fold_key(name.strip())] if context else []
    if forms:
        several = list(dict.fromkeys(f.code for f in forms))
        score = _in_context(context, here, seat=False) or (_DOUBTFUL if any(f.ambiguous or f.kind == "compound" for f in forms) else _PLAIN)
        if context and here:
            several.sort(key=lambda code: code != _choose(here[0], context, ()))
        yield from ((code, False, score * _NEXT_OF_SEVERAL**n) for n, code in enumerate(several))
    for seat in seats:
        yield seat.code, True, _in_context(context, here, seat=True) or _SEAT
    if not forms and not seats and (meant := correct(name, known)):
        yield from ((f.code, False, _MISSPELT) for f in known.lookup_country(meant))
        yield from ((s.code, True, _MISSPELT) for s in known.lookup_seat(meant))


def _in_context(context: Context | None, here: list[Stretch], *, seat: bool) -> float | None:
    """The probability of the likeliest of the places where the context has the name."""
    scores = [probability("seat" if seat else "country", context.features(s)) for s in here if s.seat == seat] if context else []
    return max(scores, default=None)


# --- A name in a text -------------------------------------------------------------------------------------------------


def _choose(stretch: Stretch, context: Context, article_countries: Collection[str]) -> str:
    """The country of several under one name: the one that the article speaks of, else the one listed first."""

    def evidence(code: str) -> tuple[bool, int]:
        return context.sure[code] > 0 or code in article_countries, context.sure[code] + context.hints[code]

    if len(stretch.codes) == 1:
        return stretch.codes[0]
    return max(stretch.codes, key=evidence)


def _is_government(context: Context, stretch: Stretch, name: Name) -> bool:
    if _CALLED_CITY.search(context.text, max(0, stretch.start - _CITY_REACH), stretch.start):
        return False
    own = log_odds("seat", context.features(stretch))
    # a capital is no country by itself: where the reader takes it for one, it acts
    return own > 0 if name.senses is None else _weighed(name.senses[1] + name.senses[2], own) > 0


def _is_country(context: Context, stretch: Stretch, name: Name) -> bool:
    own = log_odds("country", context.features(stretch))
    return own > 0 if name.senses is None else _weighed(name.senses[1] + name.senses[2], own) > 0


def _weighed(reader: float, own: float) -> float:
    """The log odds of both opinions together."""
    return _READER_WEIGHT * _bounded(_logit(reader)) + _OWN_WEIGHT * _bounded(own)


def _logit(p: float) -> float:
    tiny = 1e-6
    return math.log(max(p, tiny) / max(1 - p, tiny))


def _bounded(x: float) -> float:
    return max(-_SUREST, min(_SUREST, x))


def _unlisted(context: Context, written: str, name: Name) -> CountryLink | None:
    """A location that is no listed country or seat and no misspelt one: a city that the reader takes for a government, or a place."""
    if name.senses is None or name.senses[2] < _SURE_GOVERNMENT:
        return None
    homes = {p.country for p in context.gazetteers.lookup_place(written)}
    home = homes.pop() if len(homes) == 1 else None
    return CountryLink(home, True) if home else None


def _known_stretch(context: Context, start: int, end: int, name: Name) -> Stretch | None:
    """What the stretch may name, as written or as it was meant; a place that the reader or the gazetteers know is meant as written."""
    written = context.text[start:end]
    stretch = context.stretch(start, end)
    if stretch is not None or context.gazetteers.lookup_place(written) or (name.senses is not None and name.senses[0] > _SURE_PLACE):
        return stretch
    form = correct(written, context.gazetteers)
    return context.stretch(start, end, form) if form else None
