"""Where reader and tables meet: who wins."""

from __future__ import annotations

import pytest

from vnews_entities.gazetteers import default
from vnews_entities.layers import Label, Name, Reading, Trigger
from vnews_entities.reader.settle import settle


def name(text: str, form: str, label: Label, score: float, *, nested: bool = False, after: int = 0) -> Name:
    start = text.index(form, after)
    return Name(start, start + len(form), label, score, nested)


def forms(text: str, reading: Reading) -> list[tuple[str, str]]:
    return [(text[n.start : n.end], n.label) for n in reading.names]


@pytest.mark.parametrize(
    ("form", "said", "score", "label"),
    [
        ("Ankara", "ORG", 0.5, "LOC"),  # the tables know it as a place only, the reader is unsure
        ("Ankara", "ORG", 0.97, "ORG"),  # the reader is sure
        ("Kemal Aksoy", "ORG", 0.5, "ORG"),  # the tables know nothing
        ("UNESCO", "PER", 0.6, "ORG"),
    ],
)
def test_tables_decide_only_where_the_reader_is_unsure(form: str, said: Label, score: float, label: Label) -> None:
    text = f"Hôm qua {form} lên tiếng."
    assert forms(text, settle(Reading((name(text, form, said, score),)), text, default())) == [(form, label)]


def test_part_of_a_persons_name_is_that_person() -> None:
    text = "Ngoại trưởng Kemal Aksoy tới nơi. Ông Aksoy nói."
    read = Reading((name(text, "Kemal Aksoy", "PER", 0.97), name(text, "Aksoy", "LOC", 0.9, after=30)))
    assert forms(text, settle(read, text, default())) == [("Kemal Aksoy", "PER"), ("Aksoy", "PER")]


def test_a_known_place_is_no_part_of_a_name() -> None:
    text = "Ông Jack London tới London."
    read = Reading((name(text, "Jack London", "PER", 0.97), name(text, "London", "LOC", 0.9, after=18)))
    assert forms(text, settle(read, text, default())) == [("Jack London", "PER"), ("London", "LOC")]


def test_two_organisations_with_a_hyphen_come_apart_and_both_take_part() -> None:
    text = "Hội nghị EU-ASEAN họp hôm 3/4."
    trigger = Trigger(text.index("họp"), text.index("họp") + 3, 0.9, {"CONSULT": 1.0}, participants=((0, "actor", 0.8),))
    settled = settle(Reading((name(text, "EU-ASEAN", "ORG", 0.9),), triggers=(trigger,)), text, default())
    assert forms(text, settled) == [("EU", "ORG"), ("ASEAN", "ORG")]
    assert settled.triggers[0].participants == ((0, "actor", 0.8), (1, "actor", 0.8))


@pytest.mark.parametrize("head", ["Phái đoàn", "Quân đội", "Chính quyền"])
def test_a_head_that_names_no_institution_leaves_the_country(head: str) -> None:
    text = f"{head} Thổ Nhĩ Kỳ đến hôm qua."
    outer = name(text, f"{head} Thổ Nhĩ Kỳ", "ORG", 0.9)
    inner = name(text, "Thổ Nhĩ Kỳ", "LOC", 0.9, nested=True)
    trigger = Trigger(text.index("đến"), text.index("đến") + 3, 0.9, {"CONSULT": 1.0}, participants=((0, "actor", 0.8), (1, "actor", 0.7)))
    settled = settle(Reading((outer, inner), triggers=(trigger,)), text, default())
    assert forms(text, settled) == [("Thổ Nhĩ Kỳ", "LOC")]
    assert not settled.names[0].nested
    assert settled.triggers[0].participants == ((0, "actor", 0.7),)


def test_a_ministry_stays() -> None:
    text = "Bộ Ngoại giao Nga lên tiếng."
    read = Reading((name(text, "Bộ Ngoại giao Nga", "ORG", 0.9), name(text, "Nga", "LOC", 0.9, nested=True)))
    assert settle(read, text, default()) == read


@pytest.mark.parametrize(("score", "expected"), [(0.7, [("Mông Cổ", "LOC")]), (0.99, [("Mông", "LOC"), ("Cổ", "LOC")])])
def test_a_known_name_that_was_read_as_two_is_one(score: float, expected: list[tuple[str, str]]) -> None:
    text = "Đoàn tới Mông Cổ hôm qua."
    assert forms(text, settle(Reading((name(text, "Mông", "LOC", score), name(text, "Cổ", "LOC", score))), text, default())) == expected


def test_a_name_with_a_plus_sign_ends_behind_it() -> None:
    text = "Nhóm OPEC+ họp hôm qua."
    assert forms(text, settle(Reading((name(text, "OPEC", "ORG", 0.9),)), text, default())) == [("OPEC+", "ORG")]


def test_country_and_person_in_one_come_apart() -> None:
    text = "Võ sĩ Conor Byrne thắng. Tay đấm Ireland Byrne nói."
    read = Reading((name(text, "Conor Byrne", "PER", 0.97), name(text, "Ireland Byrne", "PER", 0.9)))
    assert forms(text, settle(read, text, default())) == [("Conor Byrne", "PER"), ("Ireland", "LOC"), ("Byrne", "PER")]


@pytest.mark.parametrize(("form", "kept"), [("pháo đài", False), ("hội đồng", False), ("phường 2", True), ("Pháo đài", True)])
def test_words_without_a_capital_are_no_name(form: str, kept: bool) -> None:
    text = f"Họ đến {form} hôm qua."
    assert bool(settle(Reading((name(text, form, "LOC", 0.9),)), text, default()).names) == kept
