"""The reader without a network: gazetteers, titles and runs of capitalised syllables.

Known names come first; what is left of a capitalised run is a person after a title, an organisation from its head word
on, a place after the common noun of one. It needs no model file and no time, finds less, and is the learnt reader's partner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..countries import find_countries
from ..document import Timex
from ..events import Lexicon, triggers
from ..gazetteers import Gazetteers, Kind
from ..layers import Label, Name, Reading
from ..text import Shadow, fold, normalise, sentences

#: Kinds of known names, and the label of each; countries come with their sense from `countries.find_countries`.
_LABELS: dict[Kind, Label] = {"person": "PER", "organisation": "ORG", "place": "LOC"}
_KNOWN_SCORE, _GUESS_SCORE = 0.9, 0.6

_UPPER = r"[^\W\d_a-zà-ỹđ]"
_WORD = rf"(?<!\w){_UPPER}\w*(?:[’'&-]\w+)*"
_PARTICLE = r"(?:bin|al|el|von|van|der|den|de|da|di|du|la|le|ibn)"
#: A run of capitalised words; a foreign particle may stand inside.
_RUN = re.compile(rf"{_WORD}(?: (?:{_PARTICLE} )?{_WORD})*")
_BEFORE = 60  # characters before a run in which its title or common noun stands

_PLACE_NOUNS = (
    "thành phố|tỉnh|huyện|quận|phường|xã|thị xã|thị trấn|làng|thôn|bang|vùng|khu vực|thủ đô|sân bay|cảng|đảo|quần đảo|bán đảo|sông|hồ|biển|vịnh|"
    "eo biển|núi|đèo|cầu|đường|phố|quảng trường|công viên|thung lũng|cao nguyên|sa mạc|tại|ở|đến|tới"
)
_PLACE_BEFORE = re.compile(rf"(?:^|\W)(?:{_PLACE_NOUNS})\s$", re.IGNORECASE)
_MEDIA_BEFORE = re.compile(r"(?:^|\W)(?:hãng tin|hãng thông tấn|hãng|báo|tờ|tờ báo|đài|kênh|trang|công ty|tập đoàn|câu lạc bộ|clb|theo|nguồn:|ảnh:)\s$", re.IGNORECASE)
_HEADS = re.compile(
    r"(?:Bộ|Sở|Ủy ban|Uỷ ban|UBND|HĐND|Quốc hội|Thượng viện|Hạ viện|Nghị viện|Đại học|Trường|Bệnh viện|Công ty|Tập đoàn|Ngân hàng|Đảng|Liên đoàn|Hiệp hội|Hội|Viện|Cục|"
    r"Tổng cục|Công an|Tòa án|Toà án|Viện kiểm sát|CLB|Câu lạc bộ|Quỹ|Liên minh|Tổ chức|Cơ quan|Hội đồng|Ban|Văn phòng|Chính phủ|Đại sứ quán|Lãnh sự quán|Học viện|Trung tâm)\b"
)
#: Words of an organisation's name that news writes small: *Bộ Quốc phòng*, *Tổ chức Y tế Thế giới*.
_TAIL = re.compile(rf" (?:{_WORD}|phòng|giao|chính|thương|tế|dục|nghệ|hóa|thông|tải|an|vệ|khí|bảo|bản|lao|động|nhân|dân|học|viên|các|và|về|quốc|gia|tỉnh|thành phố|thế|giới|của)(?=\W|$)")
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
        known = list(self._known(text))
        bodies = list(self._organisations(shadow))
        outer = [n for n in known if not any(_inside(n, b) for b in bodies)] + bodies
        nested = [Name(n.start, n.end, n.label, n.score, True, n.sense, n.senses) for n in known if n.label == "LOC" and any(_inside(n, b) for b in bodies)]
        outer += self._guessed(shadow, outer)
        outer += _short_forms(shadow, outer)
        return tuple(sorted(outer + nested, key=lambda n: (n.start, -n.end)))

    def _known(self, text: str) -> Iterator[Name]:
        taken: list[Name] = []
        for country in find_countries(text, self.gazetteers):
            taken.append(Name(country.start, country.end, "LOC", country.score, sense="government" if country.metonym else "country"))
        for match in self.gazetteers.find(text, tuple(_LABELS)):
            name = Name(match.start, match.end, _LABELS[match.kind], _KNOWN_SCORE, sense="place" if match.kind == "place" else None)
            longer = [t for t in taken if _overlap(t, name) and name.end - name.start > t.end - t.start]
            if longer or not any(_overlap(t, name) for t in taken):
                taken = [t for t in taken if t not in longer]
                taken.append(name)
        yield from taken

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

    def _guessed(self, shadow: Shadow, known: Sequence[Name]) -> Iterator[Name]:
        """What is left of the capitalised runs between known names, labelled by what stands before."""
        taken = sorted(shadow.inverse(n.start, n.end) for n in known)
        for run in _RUN.finditer(shadow.text):
            for start, end in _left_of(run.span(), taken):
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


def _short_forms(shadow: Shadow, known: Sequence[Name]) -> Iterator[Name]:
    """The last word of a person's name where it stands alone: *Fidan* after *Hakan Fidan*."""
    text = shadow.text
    taken = sorted(shadow.inverse(n.start, n.end) for n in known)
    last = {text[a:b].split()[-1] for (a, b), n in ((shadow.inverse(n.start, n.end), n) for n in known) if n.label == "PER" and " " in text[a:b]}
    for word in sorted(w for w in last if len(w) > 1):
        for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text):
            if not any(a < found.end() and found.start() < b for a, b in taken):
                yield Name(*shadow.span(*found.span()), "PER", _GUESS_SCORE)


def _left_of(run: tuple[int, int], taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The parts of `run` that no taken span covers."""
    at, end = run
    for a, b in taken:
        if b <= at or a >= end:
            continue
        if a > at:
            yield at, a
        at = max(at, b)
    if at < end:
        yield at, end


def _without_small_end(text: str, start: int, end: int) -> int:
    """A name ends neither in *và* nor in *của*."""
    return start + len(re.sub(r"(?: (?:và|của|về|các))+$", "", text[start:end]))


def _foreign_phrase(text: str) -> bool:
    """One capitalised word after a sentence's first word is no name: *Hôm Qua* never stands so, *Theo Reuters* does."""
    return text.split()[0].casefold() in _OPENERS


_OPENERS = frozenset("theo tại trong ngày hôm sau trước khi ông bà các những đây tuy nhưng và với từ do vì nếu để một hai ba".split())


def _overlap(a: Name, b: Name) -> bool:
    return a.start < b.end and b.start < a.end


def _inside(a: Name, b: Name) -> bool:
    return b.start <= a.start and a.end <= b.end
