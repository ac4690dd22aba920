"""Which names name one person, and which known person a name may mean."""

from __future__ import annotations

import datetime

import pytest

from vnews_entities.gazetteers import Gazetteers
from vnews_entities.people import contains, misspelt, parts_of, resolve

KNOWN = Gazetteers.load(
    [
        {"name": "Ardan Velkov", "country": "BG", "qid": "Q1", "forms": "Ác-đan Ven-cốp", "office": "Thủ tướng@BG:2001-2005"},
        {"name": "Milena Velkov", "country": "BG", "qid": "Q2", "forms": "", "office": "Thủ tướng@BG:2015-"},
    ]
)


@pytest.mark.parametrize(
    ("name", "published", "expected"),
    [
        ("Ardan Velkov", None, ["Ardan Velkov"]),
        ("ác-đan ven-cốp", None, ["Ardan Velkov"]),
        ("Velkov", "2020-05-01", ["Milena Velkov", "Ardan Velkov"]),
        ("Velkov", "2003-05-01", ["Ardan Velkov", "Milena Velkov"]),
        ("Không Ai Cả Zzz", None, []),
        ("", None, []),
    ],
)
def test_resolve_gives_candidates_best_first(name: str, published: str | None, expected: list[str]) -> None:
    found = resolve(name, gazetteers=KNOWN, published=published)
    assert [c.name for c in found if "Velkov" in c.name] == expected
    assert all(0 < c.score <= 1 for c in found)
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2005-01-01", "Karl G. Ostrum"),
        (datetime.date(2005, 1, 1), "Karl G. Ostrum"),
        (datetime.datetime(2016, 1, 1), "Ina Ostrum"),
    ],
)
def test_who_held_an_office_then_comes_first(published: str | datetime.date, expected: str) -> None:
    rows = [
        {"name": "Abel Ostrum", "country": "BG", "qid": "", "forms": "", "office": ""},
        {"name": "Karl G. Ostrum", "country": "BG", "qid": "", "forms": "", "office": "Tổng thống@BG:2001-2009"},
        {"name": "Ina Ostrum", "country": "BG", "qid": "", "forms": "", "office": "Thống đốc@BG:2015-"},
    ]
    assert resolve("Ostrum", gazetteers=Gazetteers.load(rows), published=published)[0].name == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ông Velkov", {"Ardan Velkov", "Milena Velkov"}),
        ("Thủ tướng Ardan Velkov", {"Ardan Velkov"}),
        ("cựu Thủ tướng Bulgaria Ardan Velkov", {"Ardan Velkov"}),
        ("ông", set()),
    ],
)
def test_what_stands_before_a_name_is_passed_over(name: str, expected: set[str]) -> None:
    assert {c.name for c in resolve(name, gazetteers=KNOWN)} == expected


@pytest.mark.parametrize(
    ("name", "published", "error"),
    [(7, None, TypeError), (None, None, TypeError), ("Velkov", 2005, TypeError), ("Velkov", "hôm qua", ValueError), ("Velkov", "2005-02-30", ValueError)],
)
def test_resolve_refuses_what_is_no_name_or_no_date(name: str, published: str | None, error: type[Exception]) -> None:
    with pytest.raises(error):
        resolve(name, gazetteers=KNOWN, published=published)


def test_the_packaged_gazetteer_knows_leaders() -> None:
    assert resolve("Emmanuel Macron")[0].country == "FR"


@pytest.mark.parametrize(
    ("key", "parts"),
    [("kim jong-un", ("kim", "jong", "un")), ("m.v.n.", ("m", "v", "n")), ("robert o’brien", ("robert", "o", "brien"))],
)
def test_parts_of_a_name(key: str, parts: tuple[str, ...]) -> None:
    assert parts_of(key) == parts


@pytest.mark.parametrize(
    ("long", "short", "expected"),
    [
        ("ursula von der leyen", "von der leyen", True),
        ("nguyễn văn bình", "bình", True),
        ("nguyễn văn bình", "b", True),
        ("nguyễn văn bình", "bình văn", False),
        ("kim jong un", "kim yo jong", False),
    ],
)
def test_a_short_form_keeps_the_order_of_the_words(long: str, short: str, expected: bool) -> None:
    assert contains(long.split(), short.split()) is expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("zelensky", "zelenskiy", True), ("lukashenko", "lukasenko", True), ("erdogan", "erdorgan", True), ("bình", "bính", False), ("jong", "jung", False)],
)
def test_misspelt(a: str, b: str, expected: bool) -> None:
    assert misspelt(a, b) is expected
    assert misspelt(b, a) is expected
