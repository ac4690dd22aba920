"""Vietnamese numbers in digits and in words."""

from __future__ import annotations

import functools

from ..tables import table

_TEN, _HUNDRED, _THOUSAND = 10, 100, 1000
#: The most words that one number is written with (*một nghìn chín trăm bốn mươi lăm*).
LONGEST = 8


@functools.cache
def _values() -> dict[str, str]:
    return {row["form"]: row["value"] for row in table("date_words") if row["class"] == "num"}


def is_number_word(word: str) -> bool:
    """Whether `word` (small letters) is part of a number in words."""
    return word in _values()


def parse_number(text: str) -> float | None:
    """The number that `text` (small letters) writes: *1.200*, *2,5*, *hai mươi lăm*, *một năm rưỡi*; None where it writes none."""
    if text[:1].isdigit():
        return _parse_digits(text)
    words = text.split()
    if not 0 < len(words) <= LONGEST or not all(map(is_number_word, words)):
        return None
    return _parse_words(words)


def _parse_digits(text: str) -> float | None:
    whole, point, rest = text.partition(",")
    if not point and "." in text:
        head, *groups = text.split(".")
        if all(len(g) == 3 for g in groups):
            whole, rest = head + "".join(groups), ""
        elif len(groups) == 1:
            whole, rest = head, groups[0]
    if not whole.isdecimal() or (rest and not rest.isdecimal()):
        return None
    return float(f"{whole}.{rest or 0}")


def _parse_words(words: list[str]) -> float | None:
    """Adds up from the left: a multiplier takes what stands before it, two units in a row are tens and units."""
    total = current = 0.0
    previous = ""
    for word in words:
        value = _values()[word]
        if value == "half":
            scale = {"nghìn": _THOUSAND, "ngàn": _THOUSAND, "trăm": _HUNDRED}.get(previous, 1)
            current += scale / 2
        elif word in ("mươi", "chục"):
            current = current - current % _TEN + (current % _TEN or 1) * _TEN
        elif word == "mười":
            current += _TEN
        elif value == str(_HUNDRED):
            current = (current or 1) * _HUNDRED
        elif value == str(_THOUSAND):
            total += (current or 1) * _THOUSAND
            current = 0
        elif previous and _values()[previous] not in ("10", "100", "1000", "0") and previous not in ("mươi", "mười"):
            current = current - current % _TEN + (current % _TEN) * _TEN + float(value)
        else:
            current += float(value)
        previous = word
    return total + current
