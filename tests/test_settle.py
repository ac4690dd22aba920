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


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [("Tạ", "Thị Hoài Thương", True), ("Anh", "Tú", True), ("Putin", "Yuri Ushakov", False), ("Lam Trường", "Phương Thanh", False)],
)
def test_a_vietnamese_full_name_read_in_two_is_one(first: str, second: str, together: bool) -> None:
    text = f"Hôm qua {first} {second} ra mắt sách."
    read = Reading((name(text, first, "PER", 0.97), name(text, second, "PER", 0.97)))
    expected = [(f"{first} {second}", "PER")] if together else [(first, "PER"), (second, "PER")]
    assert forms(text, settle(read, text, default())) == expected


def test_a_known_place_is_no_part_of_a_name() -> None:
    text = "Ông Jack London tới London."
    read = Reading((name(text, "Jack London", "PER", 0.97), name(text, "London", "LOC", 0.9, after=18)))
    assert forms(text, settle(read, text, default())) == [("Jack London", "PER"), ("London", "LOC")]


@pytest.mark.parametrize("both", ["EU-ASEAN", "EU - ASEAN"])
def test_two_organisations_with_a_hyphen_come_apart_and_both_take_part(both: str) -> None:
    text = f"Hội nghị {both} họp hôm 3/4."
    trigger = Trigger(text.index("họp"), text.index("họp") + 3, 0.9, {"CONSULT": 1.0}, participants=((0, "actor", 0.8),))
    settled = settle(Reading((name(text, both, "ORG", 0.9),), triggers=(trigger,)), text, default())
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


@pytest.mark.parametrize(
    ("first", "second", "score", "expected"),
    [
        ("Long", "Thành", 0.7, [("Long Thành", "LOC")]),
        ("Long", "Thành", 0.99, [("Long", "LOC"), ("Thành", "LOC")]),
        ("Mông", "Cổ", 0.99, [("Mông Cổ", "LOC")]),  # never anything but a country
        ("Bờ", "Biển Ngà", 0.97, [("Bờ Biển Ngà", "LOC")]),
    ],
)
def test_a_known_name_that_was_read_as_two_is_one(first: str, second: str, score: float, expected: list[tuple[str, str]]) -> None:
    text = f"Đoàn tới {first} {second} hôm qua."
    assert forms(text, settle(Reading((name(text, first, "LOC", score), name(text, second, "LOC", score))), text, default())) == expected


def test_a_known_name_with_a_dash_between_its_halves_is_one() -> None:
    text = "Bão vào Bà Rịa - Vũng Tàu tối qua."
    read = Reading((name(text, "Bà Rịa -", "LOC", 0.7), name(text, "Vũng Tàu", "LOC", 0.7)))
    assert forms(text, settle(read, text, default())) == [("Bà Rịa - Vũng Tàu", "LOC")]


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


Read = list[tuple[str, Label]]


def settled(text: str, read: Read, score: float = 0.97) -> list[tuple[str, str]]:
    """The names of `text` after settling, where the reader read `read`, in this order."""
    names, after = [], 0
    for form, label in read:
        names.append(name(text, form, label, score, after=after))
        after = names[-1].end
    return forms(text, settle(Reading(tuple(names)), text, default()))


@pytest.mark.parametrize(
    ("text", "read", "expected"),
    [
        ("Đoàn rời Oa-sinh-tơn tối qua.", [("Oa-sinh-", "LOC")], [("Oa-sinh-tơn", "LOC")]),
        ("Đoàn rời I-xra-en tối qua.", [("I", "LOC")], [("I-xra-en", "LOC")]),
        ("Ông Véc-na-ni-xki tới.", [("Véc-na-ni-", "PER")], [("Véc-na-ni-xki", "PER")]),
        ("Ông Véc-na-ni-xki tới.", [("Véc-na", "PER")], [("Véc-na-ni-xki", "PER")]),
        ("Hãng OpenAI lên tiếng.", [("Open", "ORG"), ("AI", "ORG")], [("OpenAI", "ORG")]),
        ("Đoàn Guinea-Bissau tới.", [("Guinea-", "LOC"), ("Bissau", "LOC")], [("Guinea-Bissau", "LOC")]),
        ("Ông Franz-Peter Holzmann tới.", [("Franz-", "PER"), ("Peter Holzmann", "PER")], [("Franz-Peter Holzmann", "PER")]),
        ("Ông Franz-Peter Holzmann tới.", [("Franz", "PER"), ("Peter Holzmann", "PER")], [("Franz-Peter Holzmann", "PER")]),
        ("Cuộc gặp Holzmann-Brandner bị hủy.", [("Holzmann", "PER"), ("Brandner", "PER")], [("Holzmann", "PER"), ("Brandner", "PER")]),
        ("Quan hệ Mỹ-Trung xấu đi.", [("Mỹ-", "LOC"), ("Trung", "LOC")], [("Mỹ", "LOC"), ("Trung", "LOC")]),
        ("Quan hệ Nga-Ấn tốt lên.", [("Nga", "LOC"), ("Ấn", "LOC")], [("Nga", "LOC"), ("Ấn", "LOC")]),
        ("Theo NATOMark Holzmann nói.", [("NATO", "ORG"), ("Mark Holzmann", "PER")], [("NATO", "ORG"), ("Mark Holzmann", "PER")]),
        ("Hãng Airbus-thông báo.", [("Airbus", "ORG")], [("Airbus", "ORG")]),
    ],
)
def test_a_name_ends_with_its_word(text: str, read: Read, expected: list[tuple[str, str]]) -> None:
    assert settled(text, read) == expected


@pytest.mark.parametrize(
    ("text", "read", "expected"),
    [
        ("Ông nói trước Quốc hội và Chính phủ.", [("Quốc hội và", "ORG"), ("Chính phủ", "ORG")], [("Quốc hội", "ORG"), ("Chính phủ", "ORG")]),
        ("Ông nói trước Quốc hội hôm qua.", [("Quốc", "ORG")], [("Quốc hội", "ORG")]),
        ("Ngân hàng Sao Biển báo lãi.", [("Ngân", "ORG"), ("Sao Biển", "ORG")], [("Sao Biển", "ORG")]),
        ("Trung tâm (CDC) Cà Mau lên tiếng.", [("CDC) Cà Mau", "ORG")], [("CDC", "ORG")]),
        ("Hội Sao Biển (HSB lên tiếng.", [("Hội Sao Biển (HSB", "ORG")], [("Hội Sao Biển", "ORG")]),
        ("Tuyến Suối Đá - Gò Dưa mở.", [("Suối Đá -", "LOC")], [("Suối Đá", "LOC")]),
        ("\x00\x01 tới.", [("\x00\x01", "PER")], []),
        ("Trận Bờ Biển Ngà gặp Nigeria.", [("Biển Ngà", "LOC"), ("Nigeria", "LOC")], [("Bờ Biển Ngà", "LOC"), ("Nigeria", "LOC")]),
    ],
)
def test_a_name_is_whole_and_nothing_else(text: str, read: Read, expected: list[tuple[str, str]]) -> None:
    assert settled(text, read) == expected


@pytest.mark.parametrize(
    ("outer", "inner", "kept"),
    [("Cầu Gò Sậy", "Sậy", False), ("Sân bay Long Thành", "Long", False), ("UBND Gò Sậy", "Gò Sậy", True), ("Bộ Quốc Phòng Nga", "Nga", True)],
)
def test_a_piece_of_a_longer_names_capitals_is_no_name(outer: str, inner: str, kept: bool) -> None:
    text = f"Chiều qua {outer} đóng cửa."
    read = Reading((name(text, outer, "ORG", 0.97), name(text, inner, "LOC", 0.9, nested=True)))
    assert forms(text, settle(read, text, default())) == [(outer, "ORG"), *([(inner, "LOC")] if kept else [])]


@pytest.mark.parametrize(
    ("text", "read", "expected"),
    [
        ("Năm 1968 Tiệp Khắc đổi khác.", [("Tiệp Khắc", "PER")], [("Tiệp Khắc", "LOC")]),
        ("Đội Mông Cổ thắng.", [("Mông Cổ", "ORG")], [("Mông Cổ", "LOC")]),
        ("Bị cáo Mông Cổ khai hết.", [("Mông Cổ", "PER")], [("Mông Cổ", "PER")]),
        ("Bộ trưởng Mông Cổ Batzorig Ganbold tới.", [("Mông Cổ", "PER"), ("Batzorig Ganbold", "PER")], [("Mông Cổ", "LOC"), ("Batzorig Ganbold", "PER")]),
        ("Đội Mỹ thắng.", [("Mỹ", "PER")], [("Mỹ", "PER")]),  # also a person's name: the reader knows
        ("Bà Lan và ông Pháp bị bắt.", [("Pháp", "LOC")], [("Lan", "PER"), ("Pháp", "PER")]),
        ("Bà Lan bị bắt.", [("Bà Lan", "LOC")], [("Lan", "PER")]),
        ("Bà Rịa đón khách.", [("Bà Rịa", "LOC")], [("Bà Rịa", "LOC")]),
        ("Ông ấy và bà Chủ tịch đến Anh Quốc.", [("Anh Quốc", "LOC")], [("Anh Quốc", "LOC")]),
        ("Báo Anh Pháp Đức đưa tin.", [("Pháp", "LOC")], [("Pháp", "LOC")]),
        ("Jordan Holzmann phát biểu.", [("Jordan", "LOC"), ("Holzmann", "PER")], [("Jordan Holzmann", "PER")]),
        ("Jordan Holzmann phát biểu.", [("Jordan Holzmann", "PER")], [("Jordan Holzmann", "PER")]),
        ("Quốc vương Jordan Hassan tới.", [("Jordan", "LOC"), ("Hassan", "PER")], [("Jordan", "LOC"), ("Hassan", "PER")]),
        ("Thủ tướng I-xra-en Ben-gia-min Na-khum tới.", [("I-xra-en Ben-gia-min Na-khum", "PER")], [("I-xra-en", "LOC"), ("Ben-gia-min Na-khum", "PER")]),
        ("Ca sĩ nhí Israel Holzmann hát.", [("Israel Holzmann", "PER")], [("Israel Holzmann", "PER")]),
    ],
)
def test_who_is_a_person_and_what_a_country(text: str, read: Read, expected: list[tuple[str, str]]) -> None:
    assert settled(text, read) == expected


@pytest.mark.parametrize(
    ("text", "read", "expected"),
    [
        ("Bộ đã công bố số liệu.", ["công"], ["công bố"]),
        ("Bộ cho biết giá tăng.", ["biết", "tăng"], ["cho biết", "tăng"]),
        ("Tòa tuyên phạt bị cáo hai năm tù.", ["tuyên phạt", "cáo"], ["tuyên phạt"]),
        ("Hai bên tấn công nhau.", ["tấn", "công"], ["tấn công"]),
        ("Họ bắt giữ ba người.", ["bắt"], ["bắt"]),  # a predicate as it stands
        ("Công ty gỡ lưới.", ["gỡ"], ["gỡ"]),
    ],
)
def test_a_trigger_is_a_whole_predicate(text: str, read: list[str], expected: list[str]) -> None:
    triggers = tuple(Trigger(text.index(form), text.index(form) + len(form), 0.9, {"OTHER": 1.0}) for form in read)
    settled = settle(Reading(triggers=triggers), text, default())
    assert [text[t.start : t.end] for t in settled.triggers] == expected


def test_a_name_that_grows_takes_its_words_from_a_trigger() -> None:
    text = "Trận Bờ Biển Ngà gặp Nigeria."
    trigger = Trigger(0, len("Trận Bờ"), 0.9, {"SPORT": 1.0})
    settled = settle(Reading((name(text, "Biển Ngà", "LOC", 0.9),), triggers=(trigger,)), text, default())
    assert [text[t.start : t.end] for t in settled.triggers] == ["Trận"]


def test_a_person_read_whole_elsewhere_is_whole_everywhere() -> None:
    text = "Ca sĩ Anh Kha hát. Tối qua Anh Kha nói đùa. Quỹ Anh Kha mở cửa."
    again, fund = text.index("Anh Kha", 10), text.index("Quỹ")
    read = Reading(
        (
            name(text, "Anh Kha", "PER", 0.95),
            name(text, "Anh", "LOC", 0.7, after=again),
            name(text, "Quỹ Anh Kha", "ORG", 0.95),
            name(text, "Anh", "LOC", 0.7, nested=True, after=fund),
        )
    )
    assert ("Anh Kha", "PER") in forms(text, settle(read, text, default()))[1:]
    assert ("Anh", "LOC") not in forms(text, settle(read, text, default()))[:2]
    assert ("Quỹ Anh Kha", "ORG") in forms(text, settle(read, text, default()))


def test_a_sure_full_name_does_not_grow_into_a_longer_one_read_elsewhere() -> None:
    text = "Samdech Sok Vanna tới. Hôm sau Samdech Sok Vanna về."
    read = Reading((name(text, "Samdech Sok Vanna", "PER", 0.85), name(text, "Sok Vanna", "PER", 0.95, after=25)))
    assert forms(text, settle(read, text, default()))[-1] == ("Sok Vanna", "PER")


def test_a_name_behind_an_artists_title_is_a_person_throughout() -> None:
    text = "Ca sĩ ZENKO ra đĩa mới. Đĩa của ZENKO bán chạy. Tiền đạo VINA ghi bàn."
    read = Reading((name(text, "ZENKO", "ORG", 0.9), name(text, "ZENKO", "ORG", 0.9, after=20), name(text, "VINA", "ORG", 0.9)))
    assert forms(text, settle(read, text, default())) == [("ZENKO", "PER"), ("ZENKO", "PER"), ("VINA", "ORG")]


@pytest.mark.parametrize(("form", "is_name"), [("UBND", False), ("Công an huyện", False), ("UBND tỉnh Nghệ An", True), ("VKS", True)])
def test_a_local_body_without_its_place_is_nobody(form: str, is_name: bool) -> None:
    text = f"Chiều qua {form} ra thông báo."
    assert forms(text, settle(Reading((name(text, form, "ORG", 0.9),)), text, default())) == ([(form, "ORG")] if is_name else [])
