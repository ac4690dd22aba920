"""Tokens for spaCy: syllables that keep every character, and words as a layer over them, made when somebody asks."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal, Protocol

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import registry
from spacy.vocab import Vocab

from .text import normalise, sentences, syllables

SegmenterName = Literal["underthesea", "pyvi"]

_SURROGATE = re.compile("[\ud800-\udfff]")
_PIECE_OF_GAP = re.compile(r"\s+|\S+")
_NO_INK = re.compile(r"[\s_]+")
_SEGMENTER_KEY, _WORDS_KEY = "vnews_segmenter", "vnews_words"


class Segmenter(Protocol):
    """Cuts a sentence into words. It may rewrite letters, spaces and `_`; `segment` finds the words again in the text."""

    def __call__(self, sentence: str, /) -> Iterable[str]: ...


# --- Syllables --------------------------------------------------------------------------------------------------------


class SyllableTokenizer:
    """Tokenises by `text.syllables` and sets the starts of sentences.

    Every character is kept: `doc.text == text`, but that a lone surrogate, which spaCy cannot hold, becomes U+FFFD. White space
    other than a single ' ' after a token, and zero-width characters between words, are tokens of their own.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The text as a `Doc` with sentence starts; raises TypeError for anything but a string."""
        if not isinstance(text, str):
            raise TypeError(f"the tokeniser reads a str, not a {type(text).__name__}; decode bytes first")
        shadow = normalise(text)
        text = _SURROGATE.sub("\ufffd", text)
        starts = {shadow.span(start, end)[0] for start, end in sentences(shadow.text)}
        words: list[str] = []
        spaces: list[bool] = []
        sentence_starts: list[bool | int | None] = []
        for start, end in _pieces(text, [shadow.span(*span) for span in syllables(shadow.text)]):
            word = text[start:end]
            if word[0] == " " and words and not words[-1].isspace():
                spaces[-1] = True
                word = word[1:]
            if word:
                words.append(word)
                spaces.append(False)
                sentence_starts.append(start in starts or len(words) == 1)
        return Doc(self.vocab, words=words, spaces=spaces, sent_starts=sentence_starts) if words else Doc(self.vocab)

    def to_bytes(self, **_: object) -> bytes:
        """Nothing: the tokeniser has no state but the vocabulary, which spaCy saves."""
        return b""

    def from_bytes(self, _data: bytes, **_: object) -> SyllableTokenizer:
        """The tokeniser itself."""
        return self

    def to_disk(self, path: str | Path, **_: object) -> None:
        """Writes nothing, as `to_bytes`."""

    def from_disk(self, path: str | Path, **_: object) -> SyllableTokenizer:
        """The tokeniser itself."""
        return self


def _pieces(text: str, tokens: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The tokens, and between them the runs of white space and of invisible characters that they leave."""
    position = 0
    for start, end in [*tokens, (len(text), len(text))]:
        if start > position:
            yield from (m.span() for m in _PIECE_OF_GAP.finditer(text, position, start))
            position = start
        if end > position:  # less where a sign has a mark of its own: two syllables, one stretch of the text
            yield position, end
            position = end


def create_syllable_tokenizer() -> Callable[[Language], SyllableTokenizer]:
    """What a spaCy config names under `[nlp.tokenizer]` as `@tokenizers = "vnews_syllables"`."""
    return lambda nlp: SyllableTokenizer(nlp.vocab)


registry.tokenizers.register("vnews_syllables", func=create_syllable_tokenizer)


# --- Words ------------------------------------------------------------------------------------------------------------


def segment(text: str | Doc, segmenter: SegmenterName | Segmenter | None = "underthesea") -> list[tuple[int, int]]:
    """The words of a text as offsets into it; each word is one or more whole syllables, and every syllable is in one word.

    Args:
        segmenter: "underthesea", "pyvi" (an extra), a function from a sentence to its words, or None, with which every
            syllable is a word.

    Raises:
        ImportError: pyvi is not installed. ValueError: no segmenter of that name.
    """
    shadow = normalise(text if isinstance(text, str) else text.text)
    cut = segmenter_named(segmenter) if segmenter is None or isinstance(segmenter, str) else segmenter
    out: list[tuple[int, int]] = []
    for word in _words(shadow.text, cut):
        start, end = shadow.span(*word)
        if not out or start >= out[-1][1]:
            out.append((start, end))
    return out


def _words(text: str, segmenter: Segmenter | None) -> Iterator[tuple[int, int]]:
    tokens = syllables(text)
    if segmenter is None:
        yield from tokens
        return
    position = 0
    for start, end in sentences(text):
        first = position
        while position < len(tokens) and tokens[position][0] < end:
            position += 1
        sentence = [(a - start, b - start) for a, b in tokens[first:position]]
        yield from ((start + a, start + b) for a, b in _aligned(text[start:end], sentence, segmenter))


def _aligned(sentence: str, tokens: list[tuple[int, int]], segmenter: Segmenter) -> Iterator[tuple[int, int]]:
    """The words as runs of tokens. A word's border inside a token is no border."""
    ends = _ends_of_words(sentence, [_NO_INK.sub("", word) for word in segmenter(" ".join(sentence.split()))])
    word_start: int | None = None
    ink = 0
    for start, end in tokens:
        word_start = start if word_start is None else word_start
        ink += len(_NO_INK.sub("", sentence[start:end]))
        if ink in ends or end == tokens[-1][1]:
            yield word_start, end
            word_start = None


def _ends_of_words(sentence: str, words: list[str]) -> set[int]:
    """Where words end, counted in the sentence's characters without spaces and `_`, which segmenters add and drop."""
    ink, written = _base_letters(_NO_INK.sub("", sentence)), _base_letters("".join(words))
    ends = set(itertools.accumulate(len(word) for word in words))
    if written == ink:  # all that was rewritten is marks
        return ends
    same = SequenceMatcher(None, ink, written, autojunk=False).get_matching_blocks()
    return {block.a + end - block.b for block in same for end in ends if block.b < end <= block.b + block.size} | {len(ink)}


def _base_letters(text: str) -> str:
    """`text` without the marks on its letters, letter for letter."""
    return "".join(unicodedata.normalize("NFD", char)[0] for char in text)


def segmenter_named(name: SegmenterName | str | None) -> Segmenter | None:
    """The segmenter of that name, loaded once; None for None.

    Raises:
        ImportError: it is not installed. ValueError: there is none of that name.
    """
    if name is None:
        return None
    if name not in _SEGMENTERS:
        raise ValueError(f"no segmenter is named {name!r}; choose 'underthesea', 'pyvi' or None")
    return _SEGMENTERS[name]()


@functools.cache
def _underthesea() -> Segmenter:
    from underthesea import word_tokenize

    def cut(sentence: str, /) -> Iterable[str]:
        words: list[str] = word_tokenize(sentence)
        return words

    return cut


@functools.cache
def _pyvi() -> Segmenter:
    try:
        from pyvi import ViTokenizer
    except ImportError:
        raise ImportError("the segmenter 'pyvi' is an extra: pip install 'vnews-entities[pyvi]'") from None

    def cut(sentence: str, /) -> Iterable[str]:
        words: list[str] = ViTokenizer.tokenize(sentence).split()
        return words

    return cut


_SEGMENTERS: dict[str, Callable[[], Segmenter]] = {"underthesea": _underthesea, "pyvi": _pyvi}


@Language.factory("vnews_words", default_config={"segmenter": "underthesea"}, assigns=["doc._.vnews_words"])
def create_words(nlp: Language, name: str, segmenter: str | None) -> Words:
    """The component that chooses the segmenter of `doc._.vnews_words`."""
    return Words(segmenter)


class Words:
    """Notes which segmenter cuts a `Doc` into words; the work is done when `doc._.vnews_words` is first read.

    Raises:
        ImportError: the segmenter is not installed. ValueError: there is none of that name.
    """

    def __init__(self, segmenter: str | None = "underthesea") -> None:
        if segmenter == "pyvi":
            segmenter_named(segmenter)  # an extra that is missing is told here, not in the middle of the work
        elif segmenter is not None and segmenter not in _SEGMENTERS:
            raise ValueError(f"no segmenter is named {segmenter!r}; choose 'underthesea', 'pyvi' or None")
        self.segmenter = segmenter

    def __call__(self, doc: Doc) -> Doc:
        """`doc`, with its segmenter noted."""
        doc.user_data[_SEGMENTER_KEY] = self.segmenter
        doc.user_data.pop(_WORDS_KEY, None)
        return doc


def words_of(doc: Doc) -> tuple[Span, ...]:
    """The words of a `Doc` as spans of its tokens, by the segmenter that the component `vnews_words` chose, else underthesea.

    In a `Doc` of another tokeniser a word takes in whole tokens.
    """
    if _WORDS_KEY not in doc.user_data:
        segmenter = doc.user_data.get(_SEGMENTER_KEY, "underthesea")
        doc.user_data[_WORDS_KEY] = [list(span) for span in segment(doc, segmenter)]
    spans = (doc.char_span(start, end, alignment_mode="expand") for start, end in doc.user_data[_WORDS_KEY])
    out: list[Span] = []
    for span in spans:
        if span is not None and (not out or span.start >= out[-1].end):
            out.append(span)
    return tuple(out)


if not Doc.has_extension("vnews_words"):
    Doc.set_extension("vnews_words", getter=words_of)
