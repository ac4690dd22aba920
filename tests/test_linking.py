"""Who is who: names of a text become people, countries, organisations and places, none lost."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnews_entities.document import Person
from vnews_entities.gazetteers import Gazetteers, default
from vnews_entities.layers import Name
from vnews_entities.linking import Linked, link

MARK = re.compile(r"\[([^\[\]|]+)\|(PER|LOC|ORG)\]")


def read(marked: str) -> tuple[str, list[Name]]:
    """The text without its marks, and the names; a mark inside another comes after it, as the reader gives them."""
    names: list[Name] = []
    while (m := MARK.search(marked)) is not None:
        cut = len("[")
        tail = len(m.group()) - cut - len(m[1])
        moved = []
        for n in names:
            start = n.start - (cut if n.start > m.start() else 0) - (tail if n.start >= m.end() else 0)
            end = n.end - (cut if n.end > m.start() else 0) - (tail if n.end >= m.end() else 0)
            moved.append(Name(start, end, n.label, n.score, n.nested))
        names = [*moved, Name(m.start(), m.start() + len(m[1]), m[2])]  # type: ignore[arg-type]
        marked = marked[: m.start()] + m[1] + marked[m.end() :]
    nested = [
        Name(n.start, n.end, n.label, 1.0, any(o is not n and o.start <= n.start and n.end <= o.end and o.end - o.start > n.end - n.start for o in names))
        for n in names
    ]
    return marked, sorted(nested, key=lambda n: (n.start, -n.end))


def linked(marked: str, published: str | None = "2024-07-18", gazetteers: Gazetteers | None = None) -> Linked:
    text, names = read(marked)
    return link(text, names, gazetteers or default(), published=published)


def told(person: Person) -> tuple[str, str | None, str | None]:
    return person.name, person.role, person.country


ROLES = [
    # title, country, name in every order
    ("Tổng thống [Pháp|LOC] [Emmanuel Macron|PER] hôm qua tới thăm xưởng đóng tàu.", ("Emmanuel Macron", "Tổng thống", "FR")),
    ("Ông [Macron|PER], Tổng thống [Pháp|LOC], đã tới thăm xưởng đóng tàu.", ("Macron", "Tổng thống", "FR")),
    ("Bà [Ursula von der Leyen|PER], Chủ tịch [EC|ORG], phát biểu sáng nay.", ("Ursula von der Leyen", "Chủ tịch EC", None)),
    ("Ngoại trưởng [Thổ Nhĩ Kỳ|LOC] [Hakan Fidan|PER] đến dự.", ("Hakan Fidan", "Ngoại trưởng", "TR")),
    # former and acting
    ("Cựu Tổng thống [Mỹ|LOC] [Barack Obama|PER] viết một cuốn hồi ký.", ("Barack Obama", "Cựu Tổng thống", "US")),
    ("Quyền Bộ trưởng Quốc phòng [Chile|LOC] [Juan Pradera|PER] từ chối trả lời.", ("Juan Pradera", "Quyền Bộ trưởng Quốc phòng", "CL")),
    # a country inside an organisation's name stays
    (
        "Người phát ngôn [Bộ Ngoại giao [Trung Quốc|LOC]|ORG] [Lý Văn Khôi|PER] bác bỏ tin này.",
        ("Lý Văn Khôi", "Người phát ngôn Bộ Ngoại giao Trung Quốc", "CN"),
    ),
    # the country of an office that the title stands in does not
    ("[Văn phòng Thủ tướng [Canada|LOC]|ORG] [Alan Pierce|PER] chưa trả lời.", ("Alan Pierce", "Thủ tướng", "CA")),
    # a title that goes on after the country
    ("Đại sứ [Bỉ|LOC] tại [Việt Nam|LOC] [Jan Verbeke|PER] khai mạc triển lãm.", ("Jan Verbeke", "Đại sứ tại Việt Nam", "BE")),
    # the person's age or a year between title and name
    ("Tiền đạo 18 tuổi [Vũ Đình Khoa|PER] ghi bàn.", ("Vũ Đình Khoa", "Tiền đạo", "VN")),
    ("Cựu ứng viên tổng thống 2012 [Mitt Romney|PER] rời [Mỹ|LOC].", ("Mitt Romney", "Cựu ứng viên tổng thống", "US")),
    # what stands before a title behind the name
    ("[Kyaw Lin|PER] - một trong những thủ lĩnh của phong trào ở [Myanmar|LOC] - bị bắt.", ("Kyaw Lin", "thủ lĩnh", "MM")),
    # a relative's country
    ("[Anna Keller|PER], vợ Thủ tướng [Áo|LOC] [Karl Keller|PER], mở cửa triển lãm tại [Áo|LOC].", ("Anna Keller", None, "AT")),
    # no title: none is made up
    (
        "Sáng nay, [Trần Thu Hà|PER] (34 tuổi, ngụ [Hà Nội|LOC]) kể lại câu chuyện với nhiều người hàng xóm đang đứng chờ mua nước ở đầu ngõ.",
        ("Trần Thu Hà", None, "VN"),
    ),
]


@pytest.mark.parametrize(("marked", "expected"), ROLES)
def test_role_and_country(marked: str, expected: tuple[str, str | None, str | None]) -> None:
    assert told(linked(marked).people[0]) == expected


CLUSTERS = [
    ("[Hakan Fidan|PER] tới nơi. Ông [Fidan|PER] nói ngắn gọn.", ["Hakan Fidan"]),
    ("[Kim Jong-un|PER] gặp em gái [Kim Yo-jong|PER].", ["Kim Jong-un", "Kim Yo-jong"]),
    ("[George Bush|PER] và em trai [Jeb Bush|PER] cùng dự.", ["George Bush", "Jeb Bush"]),
    ("[Volodymyr Zelensky|PER] phát biểu, sau đó [Volodymyr Zelenskiy|PER] rời đi.", ["Volodymyr Zelensky"]),
    ("Anh [Nguyễn Văn Bình|PER] bị thương, [Bình|PER] đang nằm viện.", ["Nguyễn Văn Bình"]),
    ("[Tập Cận Bình|PER] đến sân bay. Ông [Tập|PER] vẫy tay.", ["Tập Cận Bình"]),
    ("Chị [L.T.H.|PER] trình báo, chị [H.|PER] mất ví.", ["L.T.H."]),
    ("[Trương Văn Lực|PER] tức [Lực sẹo|PER] bị bắt.", ["Trương Văn Lực"]),
    ("Bà [Jill Carver|PER] đến trước, ông [Carver|PER] đến sau.", ["Jill Carver", "Carver"]),
    ("Ông [Joe Carver|PER] và bà [Jill Carver|PER] cùng đến; bà [Carver|PER] nói ngắn.", ["Joe Carver", "Jill Carver"]),
    ("[Vladimir Putin|PER] và [Pu-tin|PER] là một người.", ["Vladimir Putin"]),
    ("[Lê Văn Mít|PER] gặp [Trần Văn Ổi|PER]; [Mít|PER] hay [Ổi|PER] thắng cũng được.", ["Lê Văn Mít", "Trần Văn Ổi"]),
]


@pytest.mark.parametrize(("marked", "names"), CLUSTERS)
def test_one_person_per_article(marked: str, names: list[str]) -> None:
    assert [p.name for p in linked(marked).people] == names


def test_organisations_are_numbered_in_order_of_first_mention_with_their_country() -> None:
    found = linked("[Bộ Quốc phòng [Nga|LOC]|ORG] và [NATO|ORG] lên tiếng. [Bộ Quốc phòng|ORG] nói thêm.").organisations
    assert [(o.id, o.name, o.country, len(o.mentions)) for o in found] == [("o1", "Bộ Quốc phòng Nga", "RU", 2), ("o2", "NATO", None, 1)]


def test_the_country_inside_a_longer_name_is_a_mention_of_its_own() -> None:
    found = linked("[Bộ Ngoại giao [Nga|LOC]|ORG] triệu đại sứ.").countries
    assert [(c.code, [m.text for m in c.mentions]) for c in found] == [("RU", ["Nga"])]


def test_places_of_one_folded_form_are_one_record() -> None:
    found = linked("Mưa lớn ở [Hòa Khê|LOC] và [Hoà Khê|LOC].").places
    assert [(p.name, len(p.mentions)) for p in found] == [("Hòa Khê", 2)]


def test_id_of_gives_the_participant_of_each_name() -> None:
    text, names = read("[Bộ Ngoại giao [Nga|LOC]|ORG] đón [Jan Verbeke|PER] tại [Hồ Nước Xanh|LOC].")
    found = link(text, names, default())
    assert [found.id_of(i) for i in range(len(names))] == ["o1", "RU", "p1", "Hồ Nước Xanh"]


def test_a_capital_that_acts_is_its_country() -> None:
    text, names = read("[Ankara|LOC] tuyên bố sẽ đáp trả.")
    government = [Name(n.start, n.end, n.label, sense="government", senses=(0.02, 0.03, 0.95)) for n in names]
    found = link(text, government, default())
    assert found.id_of(0) == "TR"
    assert found.countries[0].mentions[0].metonym


def test_names_to_skip_are_nobody() -> None:
    text, names = read("[Nguyễn Minh Anh|PER] gặp [Jan Verbeke|PER].")
    found = link(text, names, default(), skip=[(0, names[0].end)])
    assert [p.name for p in found.people] == ["Jan Verbeke"]
    assert found.id_of(0) is None


def test_a_repeated_passage_tells_nothing_new() -> None:
    marked = "Kỹ sư [Jan Verbeke|PER] đứng bên cầu.\nThợ lặn [Jan Verbeke|PER] đứng bên cầu."
    text, names = read(marked)
    line = text.index("\n") + 1
    assert link(text, names, default(), repeats=[(0, line)]).people[0].role == "Thợ lặn"
    assert link(text, names, default(), repeats=[(line, len(text))]).people[0].role == "Kỹ sư"


def test_a_known_person_has_the_wikidata_id_and_country() -> None:
    person = linked("Tổng thống [Emmanuel Macron|PER] chúc mừng đội tuyển [Pháp|LOC].").people[0]
    assert (person.qid, person.country) == ("Q3052772", "FR")


def test_a_person_of_ones_own_rows_brings_his_country() -> None:
    own = Gazetteers.load([{"name": "Kofi Mensah", "country": "GH", "qid": "", "forms": "", "office": "Bộ trưởng@GH:2020-"}])
    text = "Hội nghị ở [Pháp|LOC] bế mạc, [Kofi Mensah|PER] đọc diễn văn."
    assert told(linked(text, gazetteers=own).people[0]) == ("Kofi Mensah", None, "GH")


KNOWN = [
    {"name": "Kofi Mensah", "country": "GH", "qid": "", "forms": "", "office": "Bộ trưởng@GH:2020-"},
    {"name": "Pavel Dimov", "country": "", "qid": "", "forms": "", "office": "Thủ tướng@BG:2001-2005|Tổng thư ký@NATO:2015-"},
]


@pytest.mark.parametrize(
    ("marked", "countries"),
    [
        # an unknown person beside a known one
        ("Bộ trưởng [Kofi Mensah|PER] và Thứ trưởng [Yaw Boateng|PER] tới dự.", ["GH", "GH"]),
        # but not one of the next sentence
        ("Bộ trưởng [Kofi Mensah|PER] tới dự. Thứ trưởng [Yaw Boateng|PER] không tới.", ["GH", None]),
        # who served a country before he served an organisation
        ("[Pavel Dimov|PER], cựu thủ tướng [Bulgaria|LOC], đọc diễn văn ở [Pháp|LOC].", ["BG"]),
        ("[Pavel Dimov|PER] đọc diễn văn ở [Pháp|LOC].", [None]),
    ],
)
def test_the_country_of_whom_known_people_tell(marked: str, countries: list[str | None]) -> None:
    assert [p.country for p in linked(marked, gazetteers=Gazetteers.load(KNOWN)).people] == countries


def test_ones_own_rows_go_before_the_packaged_ones() -> None:
    rows = [
        {"name": "Emmanuel Macron", "country": "CA", "qid": "Q1", "forms": "", "office": "Thị trưởng@CA:2020-"},
        {"name": "Viện Sóng và Gió", "acronym": "FPT", "country": "CL", "kind": "agency", "qid": "Q2", "forms": ""},
    ]
    found = linked("[Emmanuel Macron|PER] rời [FPT|ORG].", gazetteers=Gazetteers.load(rows))
    assert (found.people[0].qid, found.people[0].country, found.organisations[0].qid) == ("Q1", "CA", "Q2")


LISTS = [
    # an apposition belongs to the name before it
    ("Ông [Vũ Đình Khoa|PER] - Giám đốc [Sở Y tế|ORG], bà [Hồ Thị Nga|PER] (32 tuổi) ký tên.", ["Giám đốc Sở Y tế", None]),
    ("Ông [Vũ Đình Khoa|PER], giám đốc, ông [Đỗ Văn Tín|PER], phó giám đốc, ký tên.", ["giám đốc", "phó giám đốc"]),
    ("Tổng thống [Pháp|LOC] [Emmanuel Macron|PER] và ông [Vũ Đình Khoa|PER] trồng cây.", ["Tổng thống", None]),
    # the title of several people is that of each
    ("Hai thủ môn [Vũ Đình Khoa|PER] và [Đỗ Văn Tín|PER] ngồi dự bị.", ["thủ môn", "thủ môn"]),
    ("3 nghi can gồm [Vũ Đình Khoa|PER], [Đỗ Văn Tín|PER] và [Hồ Văn Lễ|PER] bị bắt.", ["nghi can"] * 3),
    ("Các cựu tổng thống [Chile|LOC] [Juan Pradera|PER], [Luis Mora|PER] và [Ana Vidal|PER] dự lễ.", ["cựu tổng thống"] * 3),
    ("[Vũ Đình Khoa|PER] và [Đỗ Văn Tín|PER], chuyên gia của [Viện Sóng|ORG], ký tên.", ["chuyên gia của Viện Sóng"] * 2),
    ("2 phiến quân khác là [Karim Ansar|PER] và [Omar Zaid|PER] bỏ trốn.", ["phiến quân", "phiến quân"]),
]


@pytest.mark.parametrize(("marked", "roles"), LISTS)
def test_whose_a_title_is_in_a_list(marked: str, roles: list[str | None]) -> None:
    assert [p.role for p in linked(marked).people] == roles


def test_nobody_has_the_country_of_anothers_title() -> None:
    found = linked("Bộ trưởng Quốc phòng [Mỹ|LOC] [Pete Hegseth|PER], Đại tướng [Phan Văn Giang|PER] và Trung tướng [Kim Jong-gwan|PER] cùng dự.")
    assert [p.country for p in found.people] == ["US", "VN", None]


def test_a_title_that_fills_the_brackets_behind_a_name_is_read_once() -> None:
    assert told(linked("[Lê Văn Tám|PER] ([Giám đốc Sở Tài chính|ORG]) trả lời báo chí.").people[0])[1] == "Giám đốc Sở Tài chính"


def test_nothing_comes_of_nothing() -> None:
    assert link("", (), default()) == Linked()


SAMPLE = "Tổng thống [Pháp|LOC] [Emmanuel Macron|PER] gặp [Hội đồng Bảo an Liên Hợp Quốc|ORG] ở [Hòa Khê|LOC]; ông [Macron|PER] nói với [LHQ|ORG]."


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_are_those_of_the_text_as_given(form: str) -> None:
    text, names = read(unicodedata.normalize(form, SAMPLE))  # type: ignore[arg-type]
    found = link(text, names, default())
    records = (*found.people, *found.countries, *found.organisations, *found.places)
    mentions = [m for r in records for m in r.mentions]
    assert sorted((m.start, m.end) for m in mentions) == [(n.start, n.end) for n in names]
    assert all(text[m.start : m.end] == m.text for m in mentions)
    assert told(found.people[0]) == ("Emmanuel Macron", "Tổng thống", "FR")


WORDS = st.sampled_from(["Tổng thống ", "Nga", "Nguyễn ", "(", ") ", ", ", "ông ", "Macron", "\n", "é", "\u200b", "\ud800", "của ", "WHO", " - ", "này "])


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=30), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9), st.sampled_from(["PER", "LOC", "ORG"])), max_size=8))
def test_every_name_is_one_mention_whatever_the_text(words: list[str], spans: list[tuple[int, int, str]]) -> None:
    text = "".join(words)
    placed = {(s, min(s + n, len(text))): label for s, n, label in spans if s < len(text)}
    names = [Name(start, end, label) for (start, end), label in sorted(placed.items(), key=lambda x: (x[0][0], -x[0][1]))]  # type: ignore[arg-type]
    found = link(text, names, default())
    mentions = [(m.start, m.end) for r in (*found.people, *found.countries, *found.organisations, *found.places) for m in r.mentions]
    assert sorted(mentions) == sorted((n.start, n.end) for n in names)
    assert found == link(text, names, default())


def test_time_grows_with_the_text_and_not_faster() -> None:
    def seconds(n: int) -> float:
        text, names = "", []
        for i in range(n):
            name = f"Nguyễn Văn {chr(65 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676 % 26)}"
            text += "ông "
            names.append(Name(len(text), len(text) + len(name), "PER"))
            text += f"{name}, giám đốc, "
        begun = time.process_time()
        link(text, names, default())
        return time.process_time() - begun

    seconds(20)
    assert seconds(400) < 12 * max(seconds(80), 0.01)
