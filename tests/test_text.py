"""text.py: the shadow and its map, folding, sentences, syllables."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnews_entities.text import fold, fold_key, normalise, sentences, syllables

NFC = "Bộ Ngoại giao Nhật Bản hôm 5/3 bác thoả thuận ở Đà Nẵng."
INVISIBLE = ["\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad", "\u2060", "\u200e"]


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def original_of(given: str, wanted: str) -> str:
    """What of `given` stands behind the first `wanted` of its shadow."""
    shadow = normalise(given)
    start = shadow.text.index(wanted)
    return given[slice(*shadow.span(start, start + len(wanted)))]


@pytest.mark.parametrize("char", INVISIBLE)
@pytest.mark.parametrize("form", [str, nfd])
def test_invisible_characters_vanish_and_the_map_skips_them(char, form):
    given = form("Đà").join(["", char + form(" N")]) + char + form("ẵng") + char + "."
    assert normalise(given).text == "Đà Nẵng."
    assert original_of(given, "Nẵng") == form("N") + char + form("ẵng")
    assert original_of(given, "Đà") == form("Đà")
    assert original_of(given, ".") == "."


@pytest.mark.parametrize(
    ("given", "shadow"),
    [
        (NFC, NFC),
        (nfd(NFC), NFC),
        (nfd("Bộ Ngoại giao ") + "Nhật Bản", "Bộ Ngoại giao Nhật Bản"),
        ("a\u00a0b\u2003c\u3000d\te", "a b c d e"),
        ("a\r\nb\rc\u2028d\u0085e\x0bf", "a\nb\nc\nd\ne\nf"),
        ("a\r\n\r\nb", "a\n\nb"),
        ("x\ud800y\udfff", "x\ufffdy\ufffd"),
        ("\u212bngström", "Ångström"),
        ("\u0301a", "\u0301a"),
        ("a\u200b\u0301", "á"),
        (" \u200b\u0301", " \u0301"),
        ("\u1112\u1161\u11ab", "\ud55c"),
        ("", ""),
        ("\u200b", ""),
    ],
)
def test_shadow(given, shadow):
    assert normalise(given).text == shadow


@pytest.mark.parametrize("word", ["Ngoại", "Nhật Bản", "thoả", "Đà Nẵng", "5/3"])
def test_span_takes_in_the_marks_of_the_last_letter(word):
    assert original_of(nfd(NFC), word) == nfd(word)
    assert original_of(NFC, word) == word


def test_a_plain_text_is_its_own_shadow():
    assert normalise(NFC).text == NFC
    assert normalise(NFC).starts is None
    assert normalise(NFC).span(3, 8) == (3, 8)


def test_no_break_spaces_need_no_map():
    assert normalise("Hà\u00a0Nội").starts is None


mixed = st.text(st.one_of(st.sampled_from("aAeoăâêôơưđĐ ộạ\n\r.,-"), st.sampled_from([*INVISIBLE, "\u0301", "\u0323", "\u0302", "\ud800"]), st.characters()))


@given(mixed)
def test_the_map_is_monotone_and_leads_to_the_same_characters(text):
    shadow = normalise(text)
    previous = 0
    for i, char in enumerate(shadow.text):
        start, end = shadow.span(i, i + 1)
        assert previous <= start < end <= len(text)
        assert char in normalise(text[start:end]).text
        previous = start
    assert shadow.span(0, len(shadow.text))[1] <= len(text)


@given(mixed)
def test_the_shadow_is_in_normal_form_and_its_own_shadow(text):
    shadow = normalise(text).text
    assert unicodedata.is_normalized("NFC", shadow)
    assert normalise(shadow).text == shadow


@given(st.text(st.sampled_from("aeoươđộạ ỹ.,\n\u0323\u0302")))
def test_all_unicode_forms_of_a_text_have_one_shadow(text):
    assert normalise(nfd(text)).text == normalise(unicodedata.normalize("NFC", text)).text


@given(mixed)
def test_inverse_undoes_span(text):
    shadow = normalise(text)
    for i in range(len(shadow.text)):
        start, end = shadow.span(i, i + 1)
        first, last = shadow.inverse(start, end)
        assert first <= i < last
        assert shadow.span(first, last) == (start, end)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "hòa bình"),
        ("THUÝ", "Thúy"),
        ("khoẻ", "khỏe"),
        ("Toà án", "TÒA ÁN"),
        ("luỹ thừa", "lũy thừa"),
        (nfd("Hoà"), "hòa"),
        ("İstanbul", "istanbul"),
        ("Σίσυφος", "σίσυφοσ"),
    ],
)
def test_fold_unifies(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("quý", "qúy"), ("hoàn", "hòan"), ("Mỹ", "mĩ"), ("má", "mà")])
def test_fold_keeps_apart(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Mỹ", "Mĩ"), ("thế kỷ", "thế kỉ"), ("Lý", "Lí"), ("Quy Nhơn", "Qui Nhơn"), ("quý 2", "quí 2"), ("bác sỹ", "bác sĩ"), ("Hy Lạp", "Hi Lạp")],
)
def test_fold_key_unifies_y_and_i(one, other):
    assert fold_key(one) == fold_key(other)


@pytest.mark.parametrize(("one", "other"), [("hay", "hai"), ("tay", "tai"), ("thuý", "thúi"), ("may mắn", "mai mắn"), ("Ý", "í")])
def test_fold_key_keeps_words_apart(one, other):
    assert fold_key(one) != fold_key(other)


@given(st.text())
def test_folding_keeps_offsets(text):
    shadow = normalise(text).text
    assert len(fold(shadow)) == len(fold_key(shadow)) == len(shadow)


@pytest.mark.parametrize(
    "text",
    [
        "Ông làm việc tại TP.HCM từ năm ngoái.|Sau đó ông ra Bắc.",
        "Đoàn tới TP. HCM hôm 17.7.|Theo kế hoạch, họ ở lại hai ngày.",
        "Công an TP. Thủ Đức báo cáo UBND TP.|Theo đó, hai người bị thương.",
        "TS. Trần Văn An nói chuyện.|Bà ghi lại.",
        "PGS.TS. Lê Thị Bình và GS. Phạm Hòa có mặt.",
        "ThS. Hà đến.|Th.S. Lan về.|BS. Nam ở lại.",
        "Mr. Smith gặp Dr. Jones ở St. Petersburg.",
        "Tàu của U.S. Navy cập cảng.|Thủy thủ lên bờ.",
        "Họ sống ở U.S.|Theo lời họ, ở đó rất lạnh.",
        "Nhà văn J. K. Rowling và ông George W. Bush trả lời.",
        "Giá là 17.7 triệu đồng.|17 người mua.",
        "Xem tr. 12 của sách.|Đó là bản mới.",
        "Rau, củ, quả, v.v.|Các loại này tăng giá.",
        "1. Điều thứ nhất.|2. Điều thứ hai.",
        "“Tôi biết điều đó.”|Ông nói vậy.",
        "“Ai vậy?” anh hỏi.|“Tôi đây!”|Chị đáp.",
        "Chờ đã… rồi đi.|Ừ!",
        "Hết chuyện...|Ngày mai khác.",
        "Ông ăn no.|Bà cũng vậy.",
        "Năm 2023.|Ông trở lại.",
        "Trang Booking.Com và ông Prof.Smith còn nguyên.",
        "Vitamin C.|Ngoài ra còn có sắt.",
    ],
)
def test_sentences(text):
    joined = text.replace("|", " ")
    assert [joined[a:b] for a, b in sentences(joined)] == text.split("|")


def test_sentences_that_a_crawl_glued_are_cut():
    text = "Hai bên đã ký thỏa thuận này.Theo đó, cảng được mở."
    assert [text[a:b] for a, b in sentences(text)] == ["Hai bên đã ký thỏa thuận này.", "Theo đó, cảng được mở."]


def test_sentences_end_at_line_breaks_and_keep_no_space_around():
    text = "\n Một dòng \n\n  Dòng hai. \n"
    assert [text[a:b] for a, b in sentences(text)] == ["Một dòng", "Dòng hai."]
    assert sentences("") == sentences(" \n ") == []


@given(mixed)
def test_sentences_cover_all_visible_characters_once(text):
    shadow = normalise(text).text
    covered = "".join(shadow[a:b] for a, b in sentences(shadow))
    assert "".join(covered.split()) == "".join(shadow.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ngày 17/7 ở TP.HCM", "ngày|17|/|7|ở|TP|.|HCM"),
        ("Mỹ-Trung", "Mỹ|-|Trung"),
        ("3.000 km²", "3|.|000|km²"),
        ("a_b “Á”…", "a_b|“|Á|”|…"),
        ("TheoReuters", "Theo|Reuters"),
        ("COVID19 HÀNỘI", "COVID19|HÀNỘI"),
    ],
)
@pytest.mark.parametrize("form", [str, nfd])
def test_syllables(text, expected, form):
    assert [form(text)[a:b] for a, b in syllables(form(text))] == form(expected).split("|")


@given(st.text())
def test_syllables_cover_all_but_white_space(text):
    assert "".join("".join(text[a:b] for a, b in syllables(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "line",
    [
        "." * 10_000,
        "A. " * 5_000,
        "a\u200b" * 5_000,
        "\u200b" * 10_000,
        "\u0301" * 10_000,
        '."' * 5_000,
        "\r\n" * 5_000,
        " " * 10_000,
        "1." * 5_000,
        "\n " * 5_000,
    ],
)
def test_adversarial_lines_take_no_longer_than_others(line):
    started = time.process_time()
    shadow = normalise(line)
    sentences(shadow.text), syllables(shadow.text), fold_key(shadow.text)
    assert time.process_time() - started < 0.5
