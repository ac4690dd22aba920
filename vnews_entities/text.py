"""Unicode: a normalised shadow of a text with a map back to the original offsets, folding for matching, sentences and syllables.

Everything that reads the text reads `normalise(text).text`, in which a letter is one character, a space is a space and
nothing is invisible; `Shadow.span` leads back to the text as it was given.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from array import array
from bisect import bisect_left
from dataclasses import dataclass, field

import regex

#: From this length on a text is an article, which one part after the other reads: what was last made of such texts is kept.
_ARTICLE_LENGTH = 256
_KEPT_ARTICLES = 4
#: Of longer texts the syllables are not kept: they take many times the text's memory.
_LONGEST_KEPT = 200_000
#: How many short strings, above all syllables, are kept folded; Vietnamese has few, so that most are found there.
_KEPT_WORDS = 1 << 14

# --- The shadow -------------------------------------------------------------------------------------------------------

#: Characters without width, which news sites and word processors leave inside words: dropped from the shadow.
_INVISIBLE_RANGES = ((0xAD, 0xAD), (0x61C, 0x61C), (0x180E, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x206F), (0xFEFF, 0xFEFF))
_INVISIBLE_CHARS = "".join(chr(c) for first, last in _INVISIBLE_RANGES for c in range(first, last + 1))
_INVISIBLE = "".join(f"{chr(first)}-{chr(last)}" for first, last in _INVISIBLE_RANGES)
#: Spaces that the shadow writes as one ' '.
_SPACES = "\t\x1f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
#: Line breaks that the shadow writes as one '\n'.
_BREAKS = "\x0b\x0c\x1c-\x1e\u0085\u2028\u2029"
_SURROGATES = "\ud800-\udfff"
#: Hangul vowels and finals, the only letters that join the letter before them under NFC without being marks.
_JAMO = "\u1161-\u1175\u11a8-\u11c2"

_REMOVED = re.compile(f"[\r{_INVISIBLE}]")
_REPLACED = re.compile(f"[{_SPACES}{_BREAKS}{_SURROGATES}]")
_DROP_INVISIBLE = str.maketrans("", "", _INVISIBLE_CHARS)
#: What the slow path handles apart: what joins the letter before it, and what is replaced or removed.
_UNPLAIN = regex.compile(rf"(?P<joins>[\p{{M}}{_JAMO}{_INVISIBLE}]++)|\r\n?|[{_SPACES}{_BREAKS}{_SURROGATES}]")
_NO_BASE = regex.compile(rf"[\s{_SURROGATES}]")


@dataclass(frozen=True, slots=True)
class Shadow:
    """A text in normal form: NFC, no invisible characters, every space a ' ', every line break a '\\n'.

    `starts` and `ends` give, for each character of `text`, the characters of the original it comes from; both are None
    where the two texts have the same offsets. `length` is that of the original.
    """

    text: str
    length: int
    starts: array[int] | None = field(default=None, repr=False)
    ends: array[int] | None = field(default=None, repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of the shadow's characters `start` up to `end`, with the marks of the last one.

        An empty span stays empty.
        """
        if self.starts is None or self.ends is None:
            return start, end
        first = self.starts[start] if start < len(self.starts) else self.length
        return first, self.ends[end - 1] if end > start else first

    def inverse(self, start: int, end: int) -> tuple[int, int]:
        """The shadow offsets of the characters that come from the original's `start` up to `end`."""
        if self.starts is None or self.ends is None:
            return start, end
        first = _first_above(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))


def _first_above(values: array[int], bound: int) -> int:
    return bisect_left(values, bound + 1)


def normalise(text: str) -> Shadow:
    """The shadow of `text`: NFC, '\\n' for every line break, ' ' for every other space, U+FFFD for a lone surrogate.

    Zero-width characters and soft hyphens vanish. Nothing else changes: no case, no tone-mark placement, no trimming.
    """
    return _shadow(text) if len(text) < _ARTICLE_LENGTH else _kept_shadow(text)


def _shadow(text: str) -> Shadow:
    if (not text.isascii() and not unicodedata.is_normalized("NFC", text)) or _REMOVED.search(text):
        return _mapped(text)
    return Shadow(_REPLACED.sub(_replacement, text), len(text))


_kept_shadow = functools.lru_cache(maxsize=_KEPT_ARTICLES)(_shadow)


def _replacement(match: re.Match[str] | regex.Match[str]) -> str:
    char = match.group()
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    return " " if unicodedata.category(char) == "Zs" or char in "\t\x1f" else "\n"


def _mapped(text: str) -> Shadow:
    mapping = _Mapping(text)
    position = 0
    for match in _UNPLAIN.finditer(text):
        start, end = match.span()
        if match.lastgroup is None:
            mapping.add_run(position, start)
            mapping.add("\n" if text[start] == "\r" else _replacement(match), start, end)
        else:
            base = start - 1 if start > position and not _NO_BASE.match(text, start - 1) else start
            mapping.add_run(position, base)
            mapping.add_cluster(base, end)
        position = end
    mapping.add_run(position, len(text))
    return mapping.shadow()


class _Mapping:
    """A shadow in the making: its pieces, and where each of its characters comes from."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.pieces: list[str] = []
        self.starts, self.ends = array("I"), array("I")

    def add(self, piece: str, start: int, end: int) -> None:
        """`piece`, all of which comes from the original's `start` up to `end`."""
        self.pieces.append(piece)
        for _ in piece:
            self.starts.append(start)
            self.ends.append(end)

    def add_run(self, start: int, end: int) -> None:
        """Characters that stand for themselves."""
        if start == end:
            return
        run = self.original[start:end]
        if unicodedata.is_normalized("NFC", run):
            self.pieces.append(run)
            self.starts.extend(range(start, end))
            self.ends.extend(range(start + 1, end + 1))
        else:  # letters that NFC writes otherwise even alone, such as the Ångström sign
            for i, char in enumerate(run, start):
                self.add(unicodedata.normalize("NFC", char), i, i + 1)

    def add_cluster(self, start: int, end: int) -> None:
        """A letter with its marks as one; the invisible characters at either end belong to nothing."""
        cluster = self.original[start:end].rstrip(_INVISIBLE_CHARS)
        end = start + len(cluster)
        cluster = cluster.lstrip(_INVISIBLE_CHARS)
        self.add(unicodedata.normalize("NFC", cluster.translate(_DROP_INVISIBLE)), end - len(cluster), end)

    def shadow(self) -> Shadow:
        return Shadow("".join(self.pieces), len(self.original), self.starts, self.ends)


# --- Folding ----------------------------------------------------------------------------------------------------------

_OLD_STYLE = dict(
    zip(
        "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split(),
        "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split(),
        strict=True,
    )
)
# both patterns open with a set of letters, which `re` looks for many times faster than for a border between words
_OLD_STYLE_FINAL = re.compile(r"(?:o[àáảãạèéẻẽẹ]|u(?<!qu)[ỳýỷỹỵ])(?!\w)")
_Y_TO_I = dict(zip("yỳýỷỹỵ", "iìíỉĩị", strict=True))
_Y_FINAL = re.compile(r"[yỳýỷỹỵ](?!\w)(?:(?<=\b[hklmst].)|(?<=\bqu.))")


def fold(s: str) -> str:
    """`s` for matching without regard to case and to the placement of tone marks (*Hoà* = *hòa*, *Thuý* = *thúy*).

    The result is NFC and as long as `s` in NFC, so that offsets in a shadow's text hold in its folded form.
    """
    return _folded_word(s) if len(s) < _ARTICLE_LENGTH else _folded_article(s)


def _folded(s: str) -> str:
    s = unicodedata.normalize("NFC", s)
    folded = s.casefold()
    if len(folded) != len(s):
        folded = _folded_in_place(s)
    return _OLD_STYLE_FINAL.sub(lambda m: _OLD_STYLE[m.group()], folded)


def _folded_in_place(s: str) -> str:
    """`s` folded but for the letters that would become two (*ß*), which stay."""
    growing = {char: "i" if char == "İ" else char for char in set(s) if len(char.casefold()) > 1}
    pieces = re.split("([" + "".join(map(re.escape, sorted(growing))) + "])", s)
    return "".join(growing.get(piece) or piece.casefold() for piece in pieces)


def fold_key(s: str) -> str:
    """`fold(s)` that also writes i for a final y where both are in use (*kỳ* = *kì*, *Mỹ* = *mĩ*, *quý* = *quí*); as long as `fold(s)`."""
    return _key_of_word(s) if len(s) < _ARTICLE_LENGTH else _key_of_article(s)


def _key(s: str) -> str:
    return _Y_FINAL.sub(lambda m: _Y_TO_I[m.group()], fold(s))


_folded_word = functools.lru_cache(maxsize=_KEPT_WORDS)(_folded)
_folded_article = functools.lru_cache(maxsize=_KEPT_ARTICLES)(_folded)
_key_of_word = functools.lru_cache(maxsize=_KEPT_WORDS)(_key)
_key_of_article = functools.lru_cache(maxsize=_KEPT_ARTICLES)(_key)


# --- Sentences --------------------------------------------------------------------------------------------------------

_CLOSING = "\"'”’»)\\]"
_OPENING = "\"'“‘«([-–—•"
#: Where a sentence may end: a line break, or a stop with what closes behind it and the white space that follows.
_STOP = re.compile(rf"\n\s*|[.!?…]+[{_CLOSING}]*[^\S\n]*")
#: Words that a full stop only shortens, in any case of letters; a sentence does not end there.
_ABBREVIATIONS = frozenset("tx ts ths th.s bs ks gs pgs ts.bs ths.bs gs.ts pgs.ts gs.tskh pgs.tskh tskh pgs.ts.bs gs.ts.bs ncs ls lm đ.c nxb vd tr vs".split())
#: The same, by their letters' case: *no* and *sen* are also words.
_CASED_ABBREVIATIONS = frozenset(
    "Mr Mrs Ms Dr St No Nos Prof Gen Col Capt Lt Sgt Rev Gov Sen Rep Hon Mt Ft TT CN Q P Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec".split()
)
#: What may also stand at a sentence's end; the word that follows decides.
_MAYBE = frozenset("tp inc co corp ltd jr sr bros v.v".split())
#: Words that open a Vietnamese sentence and no name.
_OPENERS = frozenset(
    "ông bà anh chị theo ngoài trong tuy các những đây trước sau khi tại với đó ngày năm hiện do và nhưng còn về từ một cũng vì đến người "
    "được chúng mặc để nếu bên dù trên dưới như tôi họ việc cả nhiều mỗi không đồng song thậm hơn có cuộc cùng kể qua là thế tháng vào "
    "hôm này phía giới tổng thủ bộ chính lực quân nước số mới sự cách phát hắn nó vài cũng thay nhằm sáng trưa chiều tối đêm tòa".split()
)
#: Two words in a row that begin with a capital: *TP. Thủ Đức*, unlike *TP. Ông Nam*, *TP. Theo UBND*.
_PLACE = regex.compile(r"(?!(?:Ông|Bà|Anh|Chị)\b)\p{Lu}\p{Ll}*+ \p{Lu}\p{Ll}")
_DOMAINS = frozenset("com net org vn edu gov info tv".split())
_SPACE_OR_OPEN = re.compile(r"[\s\"'“‘«(\[]")
_WORD = re.compile(r"\w+")
_LONGEST_ABBREVIATION = 16


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a shadow's text as offsets, without the white space around them.

    A sentence ends at a line break, and at `. ! ? …` before white space and a capital, digit or opening sign, except after
    an abbreviation (*TS.*, *PGS.TS.*, *Mr.*), an initial (*J. K. Rowling*, *U.S.*) or the number of a list's item.
    """
    out: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for match in _STOP.finditer(text, start):
        stop, end = match.span()
        if text[stop] == "\n" or _ends_sentence(text, start, stop, end):
            out.append((start, start + len(text[start:end].rstrip())))
            start = end
    if start < len(text):
        out.append((start, start + len(text[start:].rstrip())))
    return out


def _ends_sentence(text: str, start: int, stop: int, end: int) -> bool:
    if end >= len(text):
        return False
    if not text[end - 1].isspace():
        return _glued(text, stop, end)
    following = text[end]
    if not (following.isupper() or following.isdigit() or following in _OPENING):
        return False
    if text[stop] != "." or text[stop + 1] != " ":
        return True
    word = _SPACE_OR_OPEN.split(text[max(start, stop - _LONGEST_ABBREVIATION) : stop])[-1]
    if stop - len(word) == start and _numbers_item(word):
        return False
    if _abbreviates(word):
        return False
    if word.lower() in _MAYBE or _initials(word):
        opener = _WORD.match(text, end)
        return opener is not None and opener.group().lower() in _OPENERS and not (word.lower() == "tp" and _PLACE.match(text, end))
    return True


def _glued(text: str, stop: int, end: int) -> bool:
    """*… nước này.Theo đó …*: a crawl lost the space between two sentences, which is no domain (*Booking.Com*) and no title (*Prof.Smith*)."""
    before, after = text[max(0, stop - 2) : stop], text[end : end + 2]
    if not (len(before) == len(after) == 2 and before.isalpha() and before.islower() and after[0].isupper() and after[1].islower()):
        return False
    last = _SPACE_OR_OPEN.split(text[max(0, stop - _LONGEST_ABBREVIATION) : stop])[-1]
    opener = _WORD.match(text, end)
    return not (_abbreviates(last) or (opener and opener.group().lower() in _DOMAINS))


def _abbreviates(word: str) -> bool:
    return word.lower() in _ABBREVIATIONS or word in _CASED_ABBREVIATIONS


def _numbers_item(word: str) -> bool:
    """*1*, *2.3*, *a*, *IV*: what numbers an item where it opens the sentence."""
    digits = word.replace(".", "")
    return len(word) == 1 or (digits.isdigit() and len(digits) <= 3) or (bool(word) and not word.strip("IVX"))


def _initials(word: str) -> bool:
    """*J*, *U.S*: single capitals with full stops between."""
    return all(len(part) == 1 and part.isupper() for part in word.split("."))


# --- Syllables --------------------------------------------------------------------------------------------------------

_CAPITAL = r"\p{Lu}\p{Lt}\p{M}_"
_SMALL = r"[[\w\p{M}\p{N}]--[\p{Lu}\p{Lt}]]"
_SYLLABLE = regex.compile(rf"[{_CAPITAL}]++{_SMALL}*+|{_SMALL}++|\S", regex.V1)


def syllables(text: str) -> list[tuple[int, int]]:
    """The tokens of a text as offsets: each run of letters, digits, marks and underscores, and every other visible character alone.

    A run is cut before a capital that follows a small letter or digit, since pages glue words (*TheoReuters*).
    *17/7* is three tokens, *Mỹ-Trung* three, *TP.HCM* three. Together they cover all but the white space. The learnt reader was
    trained on these tokens: a change here asks for new weights.
    """
    return _kept_syllables(text) if _ARTICLE_LENGTH <= len(text) <= _LONGEST_KEPT else _syllables(text)


def _syllables(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in _SYLLABLE.finditer(text)]


_kept_syllables = functools.lru_cache(maxsize=_KEPT_ARTICLES)(_syllables)
