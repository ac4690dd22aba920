"""tokens.py: the spaCy tokeniser keeps every character; words are runs of whole syllables of the text as given."""

from __future__ import annotations

import unicodedata

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from vnews_entities import tokens
from vnews_entities.text import normalise, syllables
from vnews_entities.tokens import SyllableTokenizer, segment

TEXT = "Thoả thuận giữa Hoà Bình và TP.HCM được ký ngày 17/7. Bà Lan nói tại thủ đô Hà Nội."
AWKWARD = ["\u200b", "\ufeff", "\u00a0", "  ", "\t", "\r\n", "\n\n", "\ud800", "_", "\u0301", "", " ", "Thoả thuận", "TP.HCM", "17/7", "nói. Ông", "kinh tế"]
odd_text = st.lists(st.one_of(st.sampled_from(AWKWARD), st.text(max_size=5)), max_size=10).map("".join)


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("xx")
    nlp.tokenizer = SyllableTokenizer(nlp.vocab)
    return nlp


def without_surrogates(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mỹ-Trung, 17/7", ["Mỹ", "-", "Trung", ",", "17", "/", "7"]),
        ("a  b", ["a", " ", "b"]),
        ("a\u00a0b", ["a", "\u00a0", "b"]),
        ("a\r\n\r\nb \n", ["a", "\r\n\r\n", "b", "\n"]),
        (" a", [" ", "a"]),
        ("a\u200b b\u200bc", ["a", "\u200b", "b\u200bc"]),
        ("a\ud800", ["a", "\ufffd"]),
        (unicodedata.normalize("NFD", "Đà Nẵng"), [unicodedata.normalize("NFD", "Đà"), unicodedata.normalize("NFD", "Nẵng")]),
        ("", []),
        (" ", [" "]),
    ],
)
def test_tokens(nlp, text, expected):
    doc = nlp(text)
    assert [t.text for t in doc] == expected
    assert doc.text == without_surrogates(text)


@given(odd_text)
def test_every_character_is_kept_and_syllables_are_tokens(text):
    tokenizer = SyllableTokenizer(_VOCAB)
    doc = tokenizer(text)
    assert doc.text == without_surrogates(text)
    found = {(t.idx, t.idx + len(t)) for t in doc}
    shadow = normalise(text)
    assert {shadow.span(*span) for span in syllables(shadow.text)} <= found


_VOCAB = spacy.blank("xx").vocab


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_sentences(nlp, form):
    doc = nlp(unicodedata.normalize(form, TEXT + "\n\n  PGS.TS. Lê Nam về TP. HCM."))
    starts = [unicodedata.normalize("NFC", s.text.strip())[:10] for s in doc.sents]
    assert starts == ["Thoả thuận", "Bà Lan nói", "PGS.TS. Lê"]


def test_the_tokenizer_refuses_what_is_no_text(nlp):
    with pytest.raises(TypeError, match="decode"):
        nlp.tokenizer(b"a")


def test_a_pipeline_is_saved_and_loaded(nlp, tmp_path):
    config = {"nlp": {"tokenizer": {"@tokenizers": "vnews_syllables"}}}
    made = spacy.blank("xx", config=config)
    made.add_pipe("vnews_words", config={"segmenter": None})
    made.to_disk(tmp_path / "saved")
    for again in (spacy.load(tmp_path / "saved"), spacy.blank("xx", config=config).from_bytes(made.to_bytes(exclude=["vnews_words"]), exclude=["vnews_words"])):
        assert [t.text for t in again(TEXT)] == [t.text for t in nlp(TEXT)]


WORDS = {"underthesea": ["Thoả thuận", "Hoà Bình", "thủ đô", "Hà Nội", "được", "Bà"], "pyvi": ["Thoả thuận", "Hoà Bình", "thủ đô", "Hà Nội", "được"]}


@pytest.fixture(params=["underthesea", "pyvi"])
def segmenter(request):
    pytest.importorskip(request.param)
    return request.param


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words(segmenter, form):
    text = unicodedata.normalize(form, TEXT)
    found = [text[a:b] for a, b in segment(text, segmenter)]
    assert {unicodedata.normalize(form, w) for w in WORDS[segmenter]} <= set(found)


def test_words_across_what_segmenters_rewrite(segmenter):
    text = "Thoả \u00a0thuận\t giữa Hoà\u200b Bình\ud800 và thủ  đô."
    found = [text[a:b] for a, b in segment(text, segmenter)]
    assert {"Thoả \u00a0thuận", "giữa", "thủ  đô"} <= set(found)


@settings(max_examples=40)
@given(odd_text)
def test_each_syllable_is_in_one_word(text):
    shadow = normalise(text)
    for name in ("underthesea", "pyvi", None):
        try:
            words = segment(text, name)
        except ImportError:
            continue
        starts = {start for start, _ in words}
        inside = [sum(a <= start and end <= b for a, b in words) for start, end in (shadow.span(*s) for s in syllables(shadow.text))]
        assert all(n == 1 for n in inside)
        assert len(starts) == len(words)


def test_without_a_segmenter_syllables_are_words():
    assert segment(TEXT, None) == syllables(TEXT)


def test_a_segmenter_of_ones_own_may_add_and_drop_letters():
    words = segment("một hai ba bốn năm", lambda sentence: ["một hai", "baa bốn", "nm"])
    assert words == [(0, 7), (8, 14), (15, 18)]


@pytest.mark.parametrize("wrong", [lambda: segment("a", "nobody"), lambda: spacy.blank("xx").add_pipe("vnews_words", config={"segmenter": "nobody"})])
def test_an_unknown_segmenter(wrong):
    with pytest.raises(ValueError, match="underthesea"):
        wrong()


def test_pyvi_missing(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyvi", None)
    tokens._pyvi.cache_clear()
    with pytest.raises(ImportError, match=r"vnews-entities\[pyvi\]"):
        segment("a", "pyvi")


def test_words_are_made_when_asked_for_and_once(nlp, monkeypatch):
    made = []
    monkeypatch.setitem(tokens._SEGMENTERS, "underthesea", lambda: lambda s: made.append(s) or s.split())
    doc = tokens.Words("underthesea")(nlp(TEXT))
    assert not made
    assert [w.text for w in doc._.vnews_words][:2] == ["Thoả", "thuận"]
    count = len(made)
    assert len(doc._.vnews_words)
    assert len(made) == count == 2


def test_words_in_a_doc_of_another_tokeniser():
    nlp = spacy.blank("xx")
    nlp.add_pipe("vnews_words")
    words = [w.text for w in nlp(TEXT)._.vnews_words]
    assert "thủ đô" in words
    assert "".join(words).replace(" ", "") == TEXT.replace(" ", "")
    assert nlp("")._.vnews_words == ()
