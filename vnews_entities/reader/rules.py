"""The reader without a network: gazetteers, titles and runs of capitalised syllables.

Known names come first; what is left of a capitalised run is a person after a title, an organisation from its head word
on, a place after the common noun of one. It needs no model file and no time, finds less, and is the learnt reader's partner.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import regex

from ..countries import find_countries
from ..document import Timex
from ..events import Lexicon, triggers
from ..gazetteers import Gazetteers, Kind
from ..layers import Label, Name, Reading
from ..text import Shadow, fold, normalise, sentences

#: Kinds of known names, and the label of each; countries come with their sense from `countries.find_countries`.
_LABELS: dict[Kind, Label] = {"person": "PER", "organisation": "ORG", "place": "LOC"}
_TITLE: tuple[Kind, ...] = ("title",)
_KNOWN_SCORE, _GUESS_SCORE = 0.9, 0.6

_WORD = r"(?<!\w)\p{Lu}\w*(?:[’'&-]\w+)*"
_PARTICLE = r"(?:bin|al|el|von|van|der|den|de|da|di|du|la|le|ibn)"
#: A run of capitalised words; a foreign particle may stand inside.
_RUN = regex.compile(rf"{_WORD}(?: (?:{_PARTICLE} )?{_WORD})*")
_TOKEN = re.compile(r"\w+(?:[’'&-]\w+)*")
_PART = re.compile(r"\w+")
_BEFORE = 60  # characters before a run in which its title or common noun stands

_PLACE_NOUNS = (
    "thành phố|tỉnh|huyện|quận|phường|xã|thị xã|thị trấn|làng|thôn|bang|vùng|khu vực|thủ đô|sân bay|cảng|đảo|quần đảo|bán đảo|sông|hồ|biển|vịnh|"
    "eo biển|núi|đèo|cầu|đường|phố|quảng trường|công viên|thung lũng|cao nguyên|sa mạc|tại|ở|đến|tới"
)
_PLACE_BEFORE = re.compile(rf"(?:^|\W)(?:{_PLACE_NOUNS})\s$", re.IGNORECASE)
_MEDIA_BEFORE = re.compile(
    r"(?:^|\W)(?:hãng tin|hãng thông tấn|hãng|báo|tờ|tờ báo|đài|kênh|trang|công ty|tập đoàn|câu lạc bộ|clb|theo|nguồn:|ảnh:)\s$", re.IGNORECASE
)
_HEADS = re.compile(
    r"(?:Bộ|Sở|Ủy ban|Uỷ ban|UBND|HĐND|Quốc hội|Thượng viện|Hạ viện|Nghị viện|Đại học|Trường|Bệnh viện|Công ty|Tập đoàn|Ngân hàng|Đảng|Liên đoàn"
    r"|Hiệp hội|Hội|Viện|Cục|Tổng cục|Công an|Tòa án|Toà án|Viện kiểm sát|CLB|Câu lạc bộ|Quỹ|Liên minh|Tổ chức|Cơ quan|Hội đồng|Ban|Văn phòng"
    r"|Chính phủ|Đại sứ quán|Lãnh sự quán|Học viện|Trung tâm)\b"
)
#: Words of an organisation's name that news writes small: *Bộ Quốc phòng*, *Tổ chức Y tế Thế giới*.
_TAIL = regex.compile(
    rf" (?:{_WORD}|phòng|giao|chính|thương|tế|dục|nghệ|hóa|thông|tải|an|vệ|khí|bảo|bản|lao|động|nhân|dân|học|viên|các|và|về|quốc|gia|tỉnh"
    rf"|thành phố|thế|giới|của)(?=\W|$)"
)
_MOST_TAILS = 12


class RuleReader:
    """Reads a text by rules; the same text gives the same reading, and nothing is learnt or loaded but tables."""

    def __init__(self, gazetteers: Gazetteers, lexicon: Lexicon) -> None:
        self.gazetteers = gazetteers
        self.lexicon = lexicon
        self._titles = frozenset(fold(t.title) for t in gazetteers.titles)
        self._longest_title = max((t.count(" ") + 1 for t in self._titles), default=0)

    def __call__(self, text: str, dates: Sequence[Timex] = ()) -> Reading:
        """Names and, for the text's `dates`, triggers."""
        shadow = normalise(text)
        names = self._names(text, shadow)
        borders = [shadow.span(*s) for s in sentences(shadow.text)]
        return Reading(names, triggers=triggers(text, names, dates, lexicon=self.lexicon, sentences=borders))

    def _names(self, text: str, shadow: Shadow) -> tuple[Name, ...]:
        known = self._known(text)
        taken = _Spans((n.start, n.end) for n in known)
        organisations = [n for n in self._organisations(shadow) if not taken.sticks_out(n.start, n.end)]
        bodies = _Spans((n.start, n.end) for n in organisations)
        inside = [n for n in known if bodies.touches(n.start, n.end)]
        nested = [replace(n, nested=True) for n in inside if n.label == "LOC"]
        outer = [n for n in known if not bodies.touches(n.start, n.end)] + organisations
        outer += list(self._guessed(text, shadow, outer))
        outer += list(_short_forms(shadow, outer))
        return tuple(sorted(outer + nested, key=lambda n: (n.start, -n.end)))

    def _known(self, text: str) -> list[Name]:
        """What the gazetteers know: of names that overlap the longest, of equals a country before the rest."""
        found = []
        for country in find_countries(text, self.gazetteers):
            found.append(Name(country.start, country.end, "LOC", country.score, sense="government" if country.metonym else "country"))
        for match in self.gazetteers.find(text, tuple(_LABELS)):
            found.append(Name(match.start, match.end, _LABELS[match.kind], _KNOWN_SCORE, sense="place" if match.kind == "place" else None))
        taken = _Spans()
        return [n for n in sorted(found, key=lambda n: n.start - n.end) if taken.add(n.start, n.end)]

    def _organisations(self, shadow: Shadow) -> Iterator[Name]:
        """Names that begin with an organisation's head word."""
        text, free = shadow.text, 0
        for head in _HEADS.finditer(text):
            if head.start() < free:
                continue
            end = head.end()
            for _ in range(_MOST_TAILS):
                tail = _TAIL.match(text, end)
                if tail is None:
                    break
                end = tail.end()
            end = _without_small_end(text, head.start(), end)
            if end > head.end() and any(c.isupper() for c in text[head.end() : end]):
                free = end
                yield Name(*shadow.span(head.start(), end), "ORG", _GUESS_SCORE)

    def _guessed(self, text: str, shadow: Shadow, known: Sequence[Name]) -> Iterator[Name]:
        """What known names and titles leave of the capitalised runs, labelled by what stands before."""
        taken = _Spans(shadow.inverse(n.start, n.end) for n in known)
        for title in self.gazetteers.find(text, _TITLE):
            taken.add(*shadow.inverse(title.start, title.end))
        for run in _RUN.finditer(shadow.text):
            for start, end in taken.gaps(*run.span()):
                piece = _RUN.search(shadow.text, start, end)
                if piece is None:
                    continue
                label = self._label(shadow.text, piece.start(), piece.end())
                if label is not None:
                    yield Name(*shadow.span(*piece.span()), label, _GUESS_SCORE)

    def _label(self, text: str, start: int, end: int) -> Label | None:
        before = text[max(0, start - _BEFORE) : start]
        if _MEDIA_BEFORE.search(before):
            return "ORG"
        if self._title_before(before):
            return "PER"
        if _PLACE_BEFORE.search(before):
            return "LOC"
        if text[start:end].isupper() and end - start > 1:
            return "ORG"
        return "PER" if " " in text[start:end] and not _foreign_phrase(text[start:end]) else None

    def _title_before(self, before: str) -> bool:
        """A title ends right before, or before the country that stands between it and the name."""
        words = fold(before).split()
        for skip in range(4):
            rest = words[: len(words) - skip]
            if any(" ".join(rest[-n:]) in self._titles for n in range(1, min(self._longest_title, len(rest)) + 1)):
                return skip == 0 or bool(self.gazetteers.lookup_country(" ".join(words[-skip:])))
        return False


class _Spans:
    """Spans that do not overlap, in order."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._spans: list[tuple[int, int]] = []
        for span in sorted(spans):
            self.add(*span)

    def add(self, start: int, end: int) -> bool:
        """Take the span in where it is free; says whether it was."""
        if self.touches(start, end):
            return False
        bisect.insort(self._spans, (start, end))
        return True

    def touches(self, start: int, end: int) -> bool:
        """Whether one of them shares a character with the span."""
        return next(self._among(start, end), None) is not None

    def sticks_out(self, start: int, end: int) -> bool:
        """Whether one of them lies partly in the span and partly outside."""
        return any(a < start or b > end for a, b in self._among(start, end))

    def gaps(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of the span that none of them covers."""
        for a, b in self._among(start, end):
            if a > start:
                yield start, a
            start = b
        if start < end:
            yield start, end

    def _among(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        i = bisect.bisect_right(self._spans, (start, start))
        if i and self._spans[i - 1][1] > start:
            i -= 1
        while i < len(self._spans) and self._spans[i][0] < end:
            yield self._spans[i]
            i += 1


def _short_forms(shadow: Shadow, known: Sequence[Name]) -> Iterator[Name]:
    """The last word of a person's name where it stands alone: *Fidan* after *Hakan Fidan*."""
    text = shadow.text
    taken = _Spans(shadow.inverse(n.start, n.end) for n in known)
    people = (text[slice(*shadow.inverse(n.start, n.end))].split() for n in known if n.label == "PER")
    last = {words[-1] for words in people if len(words) > 1 and len(words[-1]) > 1}
    for token in _TOKEN.finditer(text):
        # what is written together is one name (*Jong-un*) or several (*Fidan-Lavrov*)
        parts = [token] if token.group() in last else _PART.finditer(text, *token.span())
        for part in parts:
            if part.group() in last and not taken.touches(*part.span()):
                yield Name(*shadow.span(*part.span()), "PER", _GUESS_SCORE)


def _without_small_end(text: str, start: int, end: int) -> int:
    """A name ends neither in *và* nor in *của*."""
    return start + len(re.sub(r"(?: (?:và|của|về|các))+$", "", text[start:end]))


def _foreign_phrase(text: str) -> bool:
    """One capitalised word after a sentence's first word is no name: *Hôm Qua* never stands so, *Theo Reuters* does."""
    return text.split()[0].casefold() in _OPENERS


_OPENERS = frozenset("nguồn ảnh theo tại trong ngày hôm sau trước khi ông bà các những đây tuy nhưng và với từ do vì nếu để một hai ba".split())
