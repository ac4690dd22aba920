"""The amount that stands before a unit of time, and the TIMEX3 duration the two make."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from .numbers import is_number_word, parse_number
from .patterns import words
from .view import View

#: How far to the left of a unit its number may begin, and how many words it may have.
_NUMBER_WINDOW, _LONGEST_NUMBER = 48, 6
_LARGEST_AMOUNT = 10_000


@dataclass(frozen=True, slots=True)
class Count:
    """A number before a unit: from `low` to `high`, both None for *vài*, *nhiều*."""

    start: int
    low: float | None
    high: float | None


_RANGE = re.compile(r"(\d{1,5})[-–](\d{1,5})")
_JOINS = ("đến", "tới", "hoặc", "hay", "-", "–")


def number_before(view: View, at: int) -> Count | None:
    """The number that ends right before `at`, in digits (*3*, *2-3*, *1 đến 3*) or words (*hai mươi*, *vài*)."""
    low = view.low
    if at < 2 or low[at - 1] != " ":
        return None
    window_start = max(0, at - _NUMBER_WINDOW)
    tokens = low[window_start:at].replace("\n", " \n ").split(" ")
    if tokens and tokens[-1] == "":
        tokens.pop()
    position = at
    taken: list[str] = []
    starts: list[int] = []
    while tokens and len(taken) < _LONGEST_NUMBER:
        token = tokens.pop()
        position -= len(token) + 1
        bare = token.lstrip("(“\"'[")
        if not bare:
            break
        numeric = bare[0].isdigit()
        if numeric and _DIGITS_ONLY.fullmatch(bare):
            if taken and taken[0] not in _JOINS:
                break
            taken.insert(0, bare)
            starts.insert(0, position + len(token) - len(bare))
            if not (tokens and tokens[-1] in _JOINS and len(tokens) > 1 and tokens[-2].isdigit()) or len(taken) > 1:
                break
        elif bare in _JOINS and taken and tokens:
            if not (tokens[-1].isdigit() or is_number_word(tokens[-1])) or tokens[-1] == "năm":
                break
            taken.insert(0, bare)
            starts.insert(0, position)
            continue
        elif is_number_word(bare) or bare in _many():
            if taken and taken[0][0].isdigit():
                break
            taken.insert(0, bare)
            starts.insert(0, position + len(token) - len(bare))
        else:
            break
        if bare != token:
            break
    if not taken:
        return None
    years = (i for i in range(len(taken) - 2, 0, -1) if taken[i] == "năm" and taken[i - 1] not in _BEFORE_FIVE and taken[i + 1] in _digits())
    cut = next(years, -1) + 1 if "năm" in taken else 0
    return count_of(starts[cut], taken[cut:])


#: In *hai năm sáu tháng* the middle word is the year, in *một trăm năm sáu* a five.
_BEFORE_FIVE = frozenset(("trăm", "nghìn", "ngàn", *_JOINS))


@functools.cache
def _digits() -> frozenset[str]:
    return frozenset(form for form, value in words("num").items() if value.isdecimal() and 0 < int(value) < 10) | {"mười"}


_DIGITS_ONLY = re.compile(r"\d{1,3}(?:[.,]\d{1,3}){0,3}|\d{1,6}|\d{1,5}[-–]\d{1,5}")


@functools.cache
def _many() -> frozenset[str]:
    return frozenset(word for form in words("many") for word in form.split())


def count_of(start: int, taken: list[str]) -> Count | None:
    while taken and taken[0] in _JOINS:
        taken.pop(0)
    if any(t in _many() and not (t == "chục" and len(taken) > 1 and is_number_word(taken[0])) for t in taken):
        return Count(start, None, None)
    joint = next((i for i, t in enumerate(taken) if t in _JOINS), None)
    if joint is not None:
        low, high = parse_number(" ".join(taken[:joint])), parse_number(" ".join(taken[joint + 1 :]))
        return Count(start, low, high) if low is not None and high is not None and low < high else None
    span = _RANGE.fullmatch(taken[0])
    if span and len(taken) == 1:
        return Count(start, float(span[1]), float(span[2])) if int(span[1]) < int(span[2]) else None
    number = parse_number(" ".join(taken))
    return None if number is None or number > _LARGEST_AMOUNT else Count(start, number, number)


_HALF = 0.5


def duration(code: str, count: Count, *, half: bool = False) -> str | None:
    """A TIMEX3 duration: *P3D*, *PT48H*, *PXY* for *nhiều năm*, *P2D/P3D* for *2-3 ngày*; *P1Y6M* for *một năm rưỡi*."""
    time, letter, scale = code.startswith("T"), code.lstrip("T")[0], int(code.lstrip("T")[1:])
    head = "PT" if time else "P"
    if count.low is None or count.high is None:
        return f"{head}X{letter}"

    def one(number: float) -> str:
        total = (number + (0.5 if half else 0)) * scale
        if total != int(total) and letter == "Y":
            return f"P{int(total)}Y6M" if int(total) else "P6M"
        if total == _HALF and letter in ("D", "M"):
            return "PT12H" if letter == "D" else "P15D"
        if total != int(total) and letter == "H":
            return f"PT{int(total)}H30M" if int(total) else "PT30M"
        return f"{head}{int(total) if total == int(total) else total}{letter}"

    return one(count.low) if count.low == count.high else f"{one(count.low)}/{one(count.high)}"
