"""Whatever is given, the result is sound, or the message says the fix; and the time grows with the text, no faster."""

from __future__ import annotations

import sys
import time
import unicodedata
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from gold import EXAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st
from test_extraction import TEXT, assert_sound, mentions, read

import vnews_entities as vn
from vnews_entities.text import normalise

EXAMPLE = (EXAMPLES / "ankara.txt").read_text(encoding="utf-8")

# --- Odd texts --------------------------------------------------------------------------------------------------------

NOTHING = ["", " ", "\n", " \t\r\n\u00a0 ", "\u200b\ufeff", "\ud800", "\udfff\ud800", "\0", "\u0301", "...", "-", "⟦¦⟧"]
ODD = [
    "\0\x01\x02\x7f\x80\xff\ufffe\uffff" * 50,
    "PK\x03\x04\x14\0\0\0\x08\0" + "".join(map(chr, range(256))) * 3,
    "".join(chr(c) for c in range(0x300, 0x370)) * 5,
    "\U0001f1fb\U0001f1f3 Việt Nam \U0001f468\u200d\U0001f469\u200d\U0001f467 ngày 17/7",
    "\u202eagN gnốht gnổT\u202c Tổng thống Nga",
    "Ông \ud800Lavrov\udfff đến Cuba ngày 17/7\ud800.",
    "ngày 99/99/9999, ngày 0/0/0, ngày 31/2/2024, 24h61, năm 99999999999999999999",
    "Ngày ١٧/٧, ông Nam đến Nga. Ngày １７/７, Ｎｇａ",
    '{"title": "Nga", "text": "ngày 17/7"}',
    "Ông Ông Ông Bà Bà Tổng thống Tổng thống Nga Nga Mỹ-Trung-Nga-Mỹ",
    "(((((ngày 17/7)))))]]]\"\"\"'''“““”””",
]


@pytest.mark.parametrize("text", NOTHING, ids=ascii)
def test_nothing_gives_nothing(text: str) -> None:
    doc = read(text)
    assert_sound(doc)
    assert doc.text == text
    assert mentions(doc) == []


@pytest.mark.parametrize("text", ODD, ids=lambda t: ascii(t[:12]))
@pytest.mark.parametrize("published", [None, "2024-07-18"])
def test_odd_texts_give_sound_documents(text: str, published: str | None) -> None:
    assert_sound(read(text, published=published))


PIECES = [
    *("Ngoại trưởng ", "Nga ", "Sergei Lavrov ", "Bộ Ngoại giao ", "Hà Nội", "hôm qua", "17/7", "ngày ", "đã hội đàm với ", "ký ", "sẽ ", "bị "),
    *(". ", ", ", "\n\n", "(", "”", "ông ", "\u200b", "\u00ad", "\u0301", "\ud800", "\r\n", "\u00a0", "Mỹ-Trung ", "http://a.vn/2024/07/18 "),
    *("Ảnh: ", "Nguồn: ", "<p>", "TP.HCM ", "tháng trước ", "Reuters "),
]
odd_text = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=25).map("".join)
forms = st.sampled_from(["NFC", "NFD", "NFKD"])


@settings(max_examples=60, deadline=None)
@given(odd_text, forms, st.sampled_from([None, "2024-02-29"]))
def test_any_text_gives_a_sound_document(text: str, form: Any, published: str | None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        assert_sound(read(unicodedata.normalize(form, text), published=published))


# --- The same text, written otherwise ---------------------------------------------------------------------------------


def half_nfd(text: str) -> str:
    return "".join(unicodedata.normalize("NFD" if i % 2 else "NFC", c) for i, c in enumerate(text))


WRITTEN_OTHERWISE: dict[str, Callable[[str], str]] = {
    "NFD": lambda t: unicodedata.normalize("NFD", t),
    "mixed": half_nfd,
    "CRLF": lambda t: t.replace("\n", "\r\n"),
    "zero width": lambda t: t.replace("o", "o\u200b").replace(" ", " \ufeff"),
    "soft hyphens": lambda t: t.replace("ng", "n\u00adg"),
    "no-break spaces": lambda t: t.replace(" ", "\u00a0"),
    "byte order mark": lambda t: "\ufeff" + t,
}


def gist(doc: vn.Document) -> Any:
    """All that is said, without where it stands."""

    def plain(text: str | None) -> str | None:
        return None if text is None else normalise(text).text

    def surfaces(found: Any) -> list[str | None]:
        return [plain(m.text) for m in found.mentions]

    return (
        plain(doc.title), doc.published, plain(doc.byline), plain(doc.source),
        [(plain(p.name), plain(p.role), p.country, surfaces(p)) for p in doc.people],
        [(c.code, surfaces(c)) for c in doc.countries],
        [(plain(o.name), o.country, surfaces(o)) for o in doc.organisations],
        [(plain(p.name), p.country, surfaces(p)) for p in doc.places],
        [(plain(d.text), d.value, d.type) for d in doc.dates],
        [(e.type, e.date, plain(e.trigger.text), e.actors, e.targets, tuple(map(plain, e.places))) for e in doc.events],
    )  # fmt: skip


@pytest.mark.parametrize("form", WRITTEN_OTHERWISE)
@pytest.mark.parametrize("text", [TEXT, EXAMPLE], ids=["short", "example"])
def test_the_form_of_the_text_changes_only_the_offsets(text: str, form: str) -> None:
    written = WRITTEN_OTHERWISE[form](text)
    assert written != text
    doc = read(written, published="2025-03-13")
    assert_sound(doc)
    assert doc.text == written
    assert gist(doc) == gist(read(text, published="2025-03-13"))


# --- Misuse -----------------------------------------------------------------------------------------------------------


def test_html_read_as_text_warns_and_is_read() -> None:
    page = f"<html><body><p>{TEXT}</p></body></html>"
    calls: list[Callable[[], vn.Document]] = [
        lambda: vn.extract(page, model="rules", published="2024-07-18"),
        lambda: vn.extract({"text": page, "published": "2024-07-18"}, model="rules"),
        lambda: next(vn.extract_many([page], model="rules", published="2024-07-18")),
    ]
    for call in calls:
        with pytest.warns(UserWarning, match="Article.from_html") as told:
            doc = call()
        assert [w.filename for w in told] == [__file__], "it points at the caller"
    assert_sound(doc)
    assert "RU" in {c.code for c in doc.countries}


@pytest.mark.parametrize("published", ["18/7/2024", "hôm qua", "2024-13-01", "2024-02-30", "2024", "20240718T99"])
def test_a_day_that_is_no_date_is_refused_with_the_form_it_needs(published: str) -> None:
    with pytest.raises(ValueError, match="write it as YYYY-MM-DD"):
        read(published=published)


@pytest.mark.parametrize(
    ("article", "message"),
    [
        (b"Ng\xc3\xa0y 17/7", r"decode it first: text.decode\('utf-8'\)"),
        (bytearray(b"x"), "decode it first"),
        ({"text": b"x"}, "decode it first"),
        (None, "an article is a str, a dict with the key 'text' or an Article, not a NoneType"),
        (17, "not a int"),
        ([TEXT], "not a list"),
    ],
)
def test_what_is_no_article_is_refused_with_the_fix(article: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        read(article)


@pytest.mark.parametrize("written", ["[]", "null", '"x"', "7", "{", "", "{}", '{"schema": 1}', '{"schema": 1, "text": "x", "people": [[]]}'])
def test_what_is_no_document_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"schema 1, not None|not a document as Document.to_dict|line 1 column"):
        vn.Document.from_json(written)


def test_a_record_without_text_is_refused_with_the_fix() -> None:
    with pytest.raises(ValueError, match="put the article's text under the key 'text'"):
        read({"title": "Nga"})


@pytest.mark.parametrize(
    ("package", "use", "install"),
    [
        ("pandas", lambda: read().to_frame(), "frame"),
        ("trafilatura", lambda: vn.Article.from_html("<p>Nga</p>"), "html"),
        ("pyvi", lambda: vn.load(model="rules", segmenter="pyvi"), "pyvi"),
    ],
)
def test_a_missing_extra_is_named_with_its_command(package: str, use: Callable[[], Any], install: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    from vnews_entities import tokens

    tokens._pyvi.cache_clear()
    with pytest.raises(ImportError, match=rf"pip install 'vnews-entities\[{install}\]'"):
        use()


# --- Time -------------------------------------------------------------------------------------------------------------

#: Characters of the adversarial texts, and the processor seconds that one may take: several times what the slowest takes.
LONG, SHORTER, SECONDS = 100_000, 25_000, 12.0


def seconds(text: str) -> float:
    """Processor time: what else the machine does must not count."""
    began = time.process_time()
    doc = read(text, published="2024-07-18")
    took = time.process_time() - began
    assert doc.text == text
    return took


ADVERSARIAL = {
    "one token": "a",
    "one capital token": "A",
    "one mixed token": "Aa",
    "one letter with marks": "\u0301",
    "a line without stops": "ông Nam gặp bà Lan ở Nga và ",
    "digits": "1",
    "digits and slashes": "1/",
    "digits and hyphens": "1-",
    "digits and stops": "1.",
    "numbers": "17 7 ",
    "opening words of dates": "ngày ",
    "months without end": "tháng năm ",
    "spaces": " ",
    "line breaks": "\n",
    "signs": ".,!? ",
    "quotation marks": "“",
    "brackets": "([",
    "capitalised words": "Nam ",
    "titles": "Ông Tổng thống ",
    "heads of organisations": "Bộ Ngoại giao ",
    "tags that open": "<div ",
    "addresses": "https://a.vn/",
    "hyphens": "A-",
    "lone surrogates": "\ud800",
    "zero-width characters": "\u200b",
}


HUNDRED_THOUSAND = ("one token", "one capital token", "a line without stops", "digits", "digits and slashes")


@pytest.mark.parametrize("kind", ADVERSARIAL)
def test_a_long_line_of_anything_takes_its_time_and_no_more(kind: str) -> None:
    unit = ADVERSARIAL[kind]
    length = LONG if kind in HUNDRED_THOUSAND else SHORTER
    assert seconds(unit * (length // len(unit))) < SECONDS


#: A text's unit, and how many characters of it are read before they are made four times as many.
GROWING = {
    "news": (EXAMPLE + "\n\n", 15_000),
    "names": ("Bộ Ngoại giao Nga và ông Sergei Lavrov. ", 10_000),
    "dates in one line": ("ngày 17/7 ", 20_000),
    "dated verbs in one line": ("ngày 17/7 ông Nam gặp bà Lan ", 1_000),
}


@pytest.mark.parametrize("kind", GROWING)
def test_four_times_the_text_takes_about_four_times_the_time(kind: str) -> None:
    unit, length = GROWING[kind]
    once = unit * (length // len(unit))
    read(once)
    # the faster of two: what is counted is coarse, a busy machine slow, and a collection of garbage falls anywhere
    single, fourfold = (min(seconds(text), seconds(text)) for text in (once, once * 4))
    assert fourfold <= 4 * 1.3 * single + 0.4


def test_a_megabyte_is_read_in_bounded_time() -> None:
    prose = "Trời mưa suốt từ sáng, nước dâng lên rất nhanh và người dân phải chuyển đồ đạc lên tầng hai. "
    unit = prose * 12 + "Ngày 17/7, ông Nguyễn Văn Tám đến thăm Huế.\n\n"
    assert seconds(unit * (1_000_000 // len(unit))) < 40
