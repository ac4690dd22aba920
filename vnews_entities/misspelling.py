"""Country names with one letter wrong: *Venezuel*, *Boliva*, *Điện Krelin*.

Forms are compared without their marks, and those that begin with the same letter, which people get right. These are few
enough to compare a name with each of them.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection

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
    near = {form: codes for other, form, codes in _by_letter(gazetteers).get(bare[:1], ()) if within_one_edit(bare, other)}
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
def _by_letter(gazetteers: Gazetteers) -> dict[str, list[tuple[str, str, Collection[str]]]]:
    """The forms (without marks, as listed, with their countries) by their first letter without its mark."""
    forms: dict[str, set[str]] = {}
    for f in gazetteers.country_forms:
        if not f.ambiguous and f.kind not in ("compound", "misspelling"):
            forms.setdefault(f.form, set()).add(f.code)
    for s in gazetteers.seats:
        forms.setdefault(s.form, set()).add(s.code)
    out: dict[str, list[tuple[str, str, Collection[str]]]] = {}
    for form, codes in forms.items():
        bare = skeleton(form)
        if len(bare) >= _SHORTEST:
            out.setdefault(bare[0], []).append((bare, form, codes))
    return out
