"""Country names with one letter wrong: *Venezuel*, *Boliva*, *Điện Krelin*.

Forms are compared without their marks. Two of them are at most one edit apart (a letter more, less, another, or two swapped)
only if they agree after dropping at most one letter of each, so an index of the forms so shortened finds the few to compare
(the method of W. Garbe's SymSpell).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection, Iterator

from .disambiguation import is_vietnamese_syllable
from .gazetteers import Gazetteers

#: Shorter names have too many neighbours that are names of something else.
_SHORTEST = 6
_WORD = re.compile(r"[^\W_]+")


def correct(written: str, gazetteers: Gazetteers) -> str | None:
    """The country's or seat's form that `written` misspells, or None where none is near or several countries are.

    Vietnamese words are never taken for misspelt ones: *Thái Lai* is a town and no slip for *Thái Lan*.
    """
    if all(is_vietnamese_syllable(word) for word in _WORD.findall(written)):
        return None
    bare = skeleton(written)
    index = _index(gazetteers)
    near = {form: codes for key in _shortened(bare) for form, codes in index.get(key, ()) if within_one_edit(bare, skeleton(form))}
    codes = set().union(*near.values()) if near else set()
    return min(near, key=lambda form: (len(form), form)) if len(codes) == 1 else None


def skeleton(form: str) -> str:
    """`form` in small letters without marks: *Đài Loan* is *dai loan*."""
    bare = "".join(c for c in unicodedata.normalize("NFD", form.casefold()) if not unicodedata.combining(c))
    return bare.replace("đ", "d")


def within_one_edit(a: str, b: str) -> bool:
    """Whether one letter more, less or different, or two neighbours swapped, makes `a` into `b`."""
    if abs(len(a) - len(b)) > 1:
        return False
    first = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest, other = a[first:], b[first:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])


@functools.lru_cache(maxsize=2)
def _index(gazetteers: Gazetteers) -> dict[str, list[tuple[str, Collection[str]]]]:
    forms: dict[str, set[str]] = {}
    for f in gazetteers.country_forms:
        if not f.ambiguous and f.kind not in ("compound", "misspelling"):
            forms.setdefault(f.form, set()).add(f.code)
    for s in gazetteers.seats:
        forms.setdefault(s.form, set()).add(s.code)
    out: dict[str, list[tuple[str, Collection[str]]]] = {}
    for form, codes in forms.items():
        bare = skeleton(form)
        if len(bare) >= _SHORTEST:
            for key in set(_shortened(bare)):
                out.setdefault(key, []).append((form, codes))
    return out


def _shortened(bare: str) -> Iterator[str]:
    """The word itself and without each of its letters but the first, which people get right."""
    yield bare
    yield from (bare[:i] + bare[i + 1 :] for i in range(1, len(bare)))
