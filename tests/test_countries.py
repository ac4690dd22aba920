"""Which name is which country: every way to write it, and what the words around decide."""

from __future__ import annotations

import re
import time

import pytest

from vnews_entities.countries import CountryLink, find_countries, link_location, resolve
from vnews_entities.gazetteers import Gazetteers, default
from vnews_entities.layers import Name
from vnews_entities.misspelling import correct, within_one_edit

MARK = re.compile(r"⟦([^¦]+)¦([^⟧]+)⟧")


def unmark(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text, and (start, end, code) of its marks."""
    out, marks, at = "", [], 0
    for m in MARK.finditer(marked):
        out += marked[at : m.start()]
        marks.append((len(out), len(out) + len(m[1]), m[2]))
        out += m[1]
        at = m.end()
    return out + marked[at:], marks


def said(text: str) -> set[tuple[int, int, str]]:
    return {(m.start, m.end, "@" * m.metonym + m.code) for m in find_countries(text)}


# --- One name ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *[(name, "US") for name in ("Mỹ", "Mĩ", "Hoa Kỳ", "Hoa Kì", "Hợp chúng quốc Hoa Kỳ", "USA", "United States")],
        *[(name, "IL") for name in ("Israel", "I-xra-en", "Ixraen", "Ít-xra-en")],
        *[(name, "SY") for name in ("Syria", "Xy-ri", "Xyri", "Xi-ri", "Cộng hòa Ả Rập Syria")],
        *[(name, "AU") for name in ("Úc", "Australia", "Ô-xtrây-li-a", "Ôxtrâylia")],
        *[(name, "MM") for name in ("Myanmar", "Mi-an-ma", "Mianma", "Miến Điện", "My-an-ma")],
        *[(name, "UA") for name in ("Ukraine", "Ukraina", "U-crai-na", "Ucraina")],
        *[(name, "KP") for name in ("CHDCND Triều Tiên", "Bắc Triều Tiên", "Bắc Hàn", "Cộng hòa Dân chủ Nhân dân Triều Tiên", "Triều")],
        *[(name, "KR") for name in ("Hàn Quốc", "Nam Hàn", "Hàn", "Đại Hàn Dân Quốc", "South Korea")],
        *[(name, "DE") for name in ("Đức", "CHLB Đức", "Cộng hòa Liên bang Đức", "Allemagne")],
        *[(name, "CN") for name in ("Trung Quốc", "CHND Trung Hoa", "TQ", "Trung", "China")],
        *[(name, "CD") for name in ("CHDC Congo", "Cộng hòa Dân chủ Congo", "CHDC Công-gô")],
        *[(name, "AE") for name in ("UAE", "Các Tiểu vương quốc Ả Rập Thống nhất", "Các Tiểu vương quốc Arập Thống nhất")],
        *[(name, "SA") for name in ("Saudi Arabia", "Arab Saudi", "Ả Rập Xê Út", "Ả rập Xê-út", "Ảrập Saudi")],
        *[(name, "CH") for name in ("Thụy Sĩ", "Thuỵ Sỹ", "Thụy Sỹ")],
        *[(name, "GQ") for name in ("Guinea Xích Đạo", "Ghi-nê Xích Đạo")],
        *[(name, "TL") for name in ("Timor-Leste", "Timor Leste", "Đông Timor")],
        *[(name, "SUHH") for name in ("Liên Xô", "Liên bang Xô viết", "Xô viết", "USSR")],
        ("Thổ", "TR"),
        ("Nam Tư", "YUCS"),
        ("Tiệp Khắc", "CSHH"),
        ("Đông Đức", "DDDE"),
        ("CHDC Đức", "DDDE"),
        ("Việt Nam Dân chủ Cộng hòa", "VDVN"),
        ("Kosovo", "XK"),
        ("Tòa Thánh", "VA"),
        ("Toà Thánh", "VA"),
        ("Guinea-Bissau", "GW"),
        ("Papua New Guinea", "PG"),
        ("Nam Sudan", "SS"),
        ("Bờ Biển Ngà", "CI"),
        ("Cốtđivoa", "CI"),
        ("Cộng hòa Dominicana", "DO"),
        ("Hồng Kông", "HK"),
        ("Venezuella", "VE"),
        ("Afganistan", "AF"),
        ("Kazakhstam", "KZ"),
    ],
)
def test_resolve(name: str, code: str) -> None:
    best = resolve(name)[0]
    assert (best.code, best.metonym) == (code, False)
    assert 0 < best.score <= 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Ankara", "TR"),
        ("Bình Nhưỡng", "KP"),
        ("Seoul", "KR"),
        ("Nhà Trắng", "US"),
        ("Điện Kremlin", "RU"),
        ("Mátxcơva", "RU"),
        ("Luân Đôn", "GB"),
        ("Điện Elysee", "FR"),
    ],
)
def test_a_seat_resolves_as_a_metonym(name: str, code: str) -> None:
    assert [(c.code, c.metonym) for c in resolve(name)] == [(code, True)]


@pytest.mark.parametrize("name", ["phương Tây", "châu Âu", "EU", "ASEAN", "Trung Đông", "Bắc Phi", "Thái Lai", "Wakanda", "", " ", "Scotland"])
def test_what_is_no_country(name: str) -> None:
    assert resolve(name) == ()


def test_several_countries_of_one_name_come_with_falling_scores() -> None:
    first, second = resolve("Congo")
    assert (first.code, second.code) == ("CD", "CG")
    assert first.score > second.score


@pytest.mark.parametrize(
    ("context", "code"),
    [
        ("Ông Sassou Nguesso tuyên thệ ở Brazzaville, người dân Congo chờ đổi thay.", "CG"),
        ("Giao tranh ở Goma: quân đội Congo điều thêm lính, chính phủ tại Kinshasa cầu viện.", "CD"),
    ],
)
def test_the_context_tells_countries_of_one_name_apart(context: str, code: str) -> None:
    assert resolve("Congo", context)[0].code == code


def test_the_context_says_how_likely_a_country_is() -> None:
    country = resolve("Đức", "Thủ tướng Đức thăm Pháp, hai nước Đức và Pháp ký hiệp định.")
    person = resolve("Đức", "Nghi can Lê Văn Đức ra đầu thú. Đức khai do thiếu tiền.")
    assert country[0].score > 0.8 > 0.2 > person[0].score


def test_a_users_form_resolves() -> None:
    gazetteers = Gazetteers.load([{"form": "Xứ sở Kim chi", "code": "KR"}])
    assert resolve("Xứ sở Kim chi", gazetteers=gazetteers)[0].code == "KR"
    assert resolve("Xứ sở Kim chi") == ()


# --- Misspelt names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Boliva", "Bolivia"), ("Điện Kremln", "Điện Kremlin"), ("Afghanitan", "Afghanistan"), ("Trung Quocs", "Trung Quốc"), ("Phillippines", "Philippines")],
)
def test_misspelt_names_are_mended(written: str, meant: str) -> None:
    form = correct(written, default())
    assert form is not None
    assert {f.code for f in default().lookup_country(form)} == {f.code for f in default().lookup_country(meant)}


@pytest.mark.parametrize("written", ["Thái Lai", "Hà Lam", "Ba Lang", "Nam Phú", "Malia", "Omar", "Samara", "Iraq", "Đài Loạn"])
def test_other_names_are_not_mended(written: str) -> None:
    assert correct(written, default()) in (None, written)


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("abc", "abc", True),
        ("abc", "abd", True),
        ("abc", "ab", True),
        ("ab", "abc", True),
        ("acb", "abc", True),
        ("abc", "cba", False),
        ("abc", "a", False),
        ("abcd", "badc", False),
    ],
)
def test_within_one_edit(a: str, b: str, near: bool) -> None:
    assert within_one_edit(a, b) is near


# --- In a text --------------------------------------------------------------------------------------------------------

PLAIN = [
    "Phái đoàn ⟦Thổ Nhĩ Kỳ¦TR⟧ rời ⟦Niger¦NE⟧ chiều qua.",
    "Sau vòng đàm phán ⟦Mỹ¦US⟧-⟦Trung¦CN⟧, thị trường ổn định trở lại.",
    "Quan hệ ⟦Nga¦RU⟧ – ⟦Thổ¦TR⟧ trải qua nhiều sóng gió.",
    "Trục ⟦Nhật¦JP⟧-⟦Hàn¦KR⟧ được Washington thúc đẩy.".replace("Washington", "⟦Washington¦@US⟧"),
    "Giao lưu thanh niên quan hệ ⟦Việt¦VN⟧ - ⟦Lào¦LA⟧ khai mạc.",
    "⟦Mỹ¦US⟧, ⟦Anh¦GB⟧ và ⟦Pháp¦FR⟧ cùng không kích.",
    "Bộ Ngoại giao ⟦Nga¦RU⟧ triệu đại sứ ⟦Ba Lan¦PL⟧.",
    "Nhiều người học tiếng ⟦Anh¦GB⟧ để làm cho công ty ⟦Đức¦DE⟧.",
    "Tuyển ⟦Việt Nam¦VN⟧ gặp ⟦Thái Lan¦TH⟧ ở chung kết AFF Cup.",
    "Năm 1979, quân đội ⟦Liên Xô¦SUHH⟧ tiến vào ⟦Afghanistan¦AF⟧.",
    "Các nước phương Tây, châu Âu và ASEAN chưa lên tiếng.",
    "⟦CHDCND Triều Tiên¦KP⟧ cáo buộc ⟦Hàn Quốc¦KR⟧ rải truyền đơn.",
    "Thủ tướng ⟦I-xra-en¦IL⟧ tới ⟦Xy-ri¦SY⟧ rồi bay sang ⟦Ai Cập¦EG⟧.",
    "Giáo hoàng nói ở ⟦Vatican¦VA⟧ rằng nội chiến ⟦Sudan¦SD⟧ lan sang ⟦Nam Sudan¦SS⟧.",
    "Tổng thống ⟦Mỹ¦US⟧ Donald Trump và Thủ tướng ⟦Nhật¦JP⟧ Ishiba Shigeru điện đàm.",
]

DOUBTFUL = [
    "Chị Nga mở quán phở ở quận 3, khách quen gọi chị là cô Nga phở.",
    "Đối tượng Trần Anh Đức bị bắt; tại cơ quan điều tra, Đức nhận tội.",
    "Anh Hải kể anh mất việc từ tháng ba, nay anh chạy xe ôm.",
    "Ý nghĩa của giải thưởng nằm ở chỗ khác.",
    "Áo mưa bán chạy khi bão về.",
    "Pháp lý dự án còn vướng mắc, theo Sở Xây dựng.",
    "Trung tá Lê Quang cho biết vụ việc đang được làm rõ.",
    "Mưa lớn ở miền Trung khiến đường sắt tê liệt.",
    "Dự án ở Mỹ Đình chậm tiến độ.",
    "Lễ hội pháo hoa bên sông Hàn hút khách.",
    "Bão mạnh lên khi đi qua Thái Bình Dương.",
    "Hồ Thái Bình lập công cho đội khách.",
    "Lào Cai công bố tình trạng khẩn cấp.",
    "Ông Trung, hàng xóm nạn nhân, nghe tiếng kêu lúc nửa đêm.",
    "Triều cường khiến nhiều tuyến phố ngập sâu.",
    "Michael Jordan bán cổ phần đội bóng rổ.",
    "Bang Georgia kiện công ty dầu khí; thống đốc Georgia không bình luận.",
    "Tổng thống ⟦Georgia¦GE⟧ phủ quyết dự luật ở Tbilisi, phe đối lập ⟦Georgia¦GE⟧ hoan nghênh.",
    "Vua ⟦Jordan¦JO⟧ tiếp phái đoàn ⟦Iraq¦IQ⟧ ở Amman.",
    "Quân đội ⟦Đức¦DE⟧ mua xe tăng mới, ⟦Đức¦DE⟧ tăng chi quốc phòng.",
    "Thủ tướng ⟦Anh¦GB⟧ và Tổng thống ⟦Pháp¦FR⟧ họp kín.",
    "Ngoại trưởng ⟦Áo¦AT⟧ và người đồng cấp ⟦Ý¦IT⟧ ký biên bản.",
    "Du khách ⟦Thái¦TH⟧ và ⟦Nhật¦JP⟧ đến Đà Nẵng đông.",
    "Ca sĩ ⟦Hàn¦KR⟧ lưu diễn tại TP.HCM.",
    "Binh sĩ ⟦Thổ¦TR⟧ vượt biên giới vào miền bắc ⟦Syria¦SY⟧.",
]

SEATS = [
    "⟦Ankara¦@TR⟧ tuyên bố không nhượng bộ.",
    "Một vụ nổ làm rung chuyển khu chợ tại Ankara.",
    "⟦Moscow¦@RU⟧ cáo buộc ⟦Kiev¦@UA⟧ vi phạm lệnh ngừng bắn.",
    "Hàng nghìn người xuống đường ở thủ đô Kiev.",
    "Quan hệ giữa ⟦Bắc Kinh¦@CN⟧ và ⟦Canberra¦@AU⟧ ấm lên.",
    "Ông sống tại Bắc Kinh từ năm 2010.",
    "⟦Nhà Trắng¦@US⟧ cho biết cuộc gặp bị hủy.",
    "Phóng viên chờ bên trong Nhà Trắng.",
    "Phát ngôn viên ⟦Điện Kremlin¦@RU⟧ từ chối bình luận.",
    "⟦Lầu Năm Góc¦@US⟧ xác nhận vụ tấn công.",
    "Căng thẳng giữa ⟦Tehran¦@IR⟧ và ⟦Tel Aviv¦@IL⟧ leo thang.",
    "Chuyến bay từ Tehran hạ cánh khẩn cấp.",
    "Theo ⟦Seoul¦@KR⟧, tên lửa của ⟦Bình Nhưỡng¦@KP⟧ rơi xuống biển.",
    "Giá nhà tại Seoul lập kỷ lục.",
]


@pytest.mark.parametrize("marked", PLAIN)
def test_find_countries(marked: str) -> None:
    text, marks = unmark(marked)
    assert said(text) == set(marks)


@pytest.mark.parametrize(("examples", "floor"), [(DOUBTFUL, 0.9), (SEATS, 0.9)], ids=["doubtful", "seats"])
def test_context_decides(examples: list[str], floor: float) -> None:
    """The share of sentences read without any mistake; it may only rise."""
    wrong = []
    for marked in examples:
        text, marks = unmark(marked)
        if said(text) != set(marks):
            wrong.append(marked)
    assert 1 - len(wrong) / len(examples) >= floor, wrong


@pytest.mark.parametrize("marked", ["⟦Ukraine¦UA⟧ và ⟦Nga¦RU⟧", "quan hệ ⟦Mỹ¦US⟧-⟦Trung¦CN⟧"])
def test_scores_are_probabilities_and_offsets_hold(marked: str) -> None:
    text, marks = unmark(marked)
    matches = find_countries("\u200b" + text)
    assert [(m.start - 1, m.end - 1) for m in matches] == [(s, e) for s, e, _ in marks]
    assert all(0.5 <= m.score <= 1 for m in matches)


def test_a_threshold_of_zero_shows_every_candidate() -> None:
    assert [m.code for m in find_countries("Ý kiến của Đức", threshold=0)] == ["IT", "DE"]
    assert find_countries("") == []


# --- Names that the reader found --------------------------------------------------------------------------------------


def link(text: str, written: str, senses: tuple[float, float, float] | None = None, article: tuple[str, ...] = ()) -> CountryLink | None:
    start = text.index(written)
    return link_location(text, Name(start, start + len(written), "LOC", senses=senses), default(), article)


@pytest.mark.parametrize(
    ("text", "written", "expected"),
    [
        ("Ngoại trưởng Thổ Nhĩ Kỳ tới nơi", "Thổ Nhĩ Kỳ", CountryLink("TR")),
        ("Ankara tuyên bố sẽ đáp trả", "Ankara", CountryLink("TR", True)),
        ("Cuộc họp diễn ra tại Ankara", "Ankara", None),
        ("Quan hệ Trung-Ấn", "Ấn", CountryLink("IN")),
        ("Các nước phương Tây phản đối", "phương Tây", None),
        ("Máy bay rơi ở Boliva", "Boliva", CountryLink("BO")),
        ("Dân vùng Thái Lai gặt lúa", "Thái Lai", None),
        ("Cử tri bang Georgia đi bầu", "Georgia", None),
        ("Biểu tình ở thủ đô Tbilisi của Georgia, chính phủ Georgia lo ngại", "Georgia", CountryLink("GE")),
        ("Nhà nước Liên Xô tan rã", "Liên Xô", CountryLink("SUHH")),
    ],
)
def test_link_location_by_the_words_around(text: str, written: str, expected: CountryLink | None) -> None:
    assert link(text, written) == expected


@pytest.mark.parametrize(
    ("senses", "expected"),
    [((0.01, 0.01, 0.98), CountryLink("TR", True)), ((0.98, 0.01, 0.01), None)],
)
def test_a_sure_reader_decides(senses: tuple[float, float, float], expected: CountryLink | None) -> None:
    assert link("Thông điệp gửi tới Ankara", "Ankara", senses) == expected


def test_what_is_called_a_capital_is_no_government() -> None:
    acts = (0.01, 0.01, 0.98)
    assert link("Lễ ký diễn ra ở thủ đô Ankara", "Ankara", acts) is None
    assert link("Thủ đô mới: Ankara lên tiếng", "Ankara", acts) == CountryLink("TR", True)


def test_a_city_that_the_reader_takes_for_a_government() -> None:
    gazetteers = Gazetteers.load([{"form": "Benghazi", "country": "LY", "kind": "city"}])
    text = "Benghazi bác đề nghị ngừng bắn"
    for senses, expected in (((0.05, 0.05, 0.9), CountryLink("LY", True)), ((0.9, 0.05, 0.05), None), (None, None)):
        assert link_location(text, Name(0, 8, "LOC", senses=senses), gazetteers) == expected


def test_the_articles_countries_choose_between_namesakes() -> None:
    assert link("Dân Congo đi bầu", "Congo") == CountryLink("CD")
    assert link("Dân Congo đi bầu", "Congo", article=("CG",)) == CountryLink("CG")


def test_offsets_of_decomposed_text() -> None:
    text = "Quân đội Thái Lan"  # the tone marks are characters of their own
    assert link_location(text, Name(len(text) - len("Thái Lan"), len(text), "LOC")) == CountryLink("TH")


def test_long_lists_take_linear_time() -> None:
    text = "Ankara, Moscow và " * 3000
    started = time.process_time()
    assert len(find_countries(text, threshold=0)) == 6000
    assert time.process_time() - started < 5


def test_the_same_text_gives_the_same() -> None:
    text = "Đức và Pháp họp ở Paris, Paris lạc quan"
    assert find_countries(text) == find_countries(text, Gazetteers.load())
