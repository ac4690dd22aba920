"""A page's text as blocks: title, lead, paragraphs, captions, byline, source; and what they say of the article."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from .provenance import find_url, header_date, outlet_named, outlet_of_url
from .text import Shadow, fold, sentences

BlockKind = Literal["title", "lead", "paragraph", "caption", "byline", "source", "credit"]

#: Longest line, in characters, that can be each.
MAX_TITLE, MAX_CAPTION, MAX_META, MAX_NAMES = 200, 500, 120, 60
#: How many lines at the top can come before the article's own text, and how many at the end can follow it.
MAX_HEAD, MAX_TAIL = 8, 8
MAX_PEOPLE, MAX_WORDS_IN_NAME, MAX_WORDS_IN_SOURCE = 3, 5, 8

# Patterns over folded text, which is as long as the text itself.
_PICTURE = r"(?:ảnh|nguồn ảnh|hình ảnh|hình|đồ họa|video|clip|photo|infographic|nguồn)"
_KIND_OF_PICTURE = r"(?: (?:minh họa|tư liệu|chụp màn hình|chụp từ clip|cắt từ clip|cắt từ video|internet))?"
_CREDIT_IN_BRACKETS = re.compile(rf"\(\s?(?:{_PICTURE}{_KIND_OF_PICTURE}\s?:[^()]{{1,80}}|ảnh (?:minh họa|tư liệu|internet|chụp màn hình))\)\s?\.?$")
_CREDIT_BARE = re.compile(rf"(?:^|(?<=[\s.,;!?”\"’)])){_PICTURE}{_KIND_OF_PICTURE}\s?:\s?[^:]{{1,60}}$")
_MAX_CREDIT = 110
_MAX_CREDIT_WORDS = 10
_SOURCE_LABEL = re.compile(r"^\(?(?:nguồn tin|nguồn|theo|link gốc|link bài gốc|link|xem bài gốc|source)\b\s*:?")
_BY = re.compile(
    r"^(?:tác giả|bài và ảnh|bài viết|bài|thực hiện|phóng viên|nhóm pv|nhóm phóng viên|pv|ctv|biên dịch|lược dịch|người dịch|dịch|biên tập)\b\s*[:.]?\s*"
)
_AFTER_NAMES = re.compile(r"\s*[(\[–/,-]?\s*(?:tổng hợp|t/h|t\.h|th|lược dịch|biên dịch|dịch|lược thuật|ghi)\s*[)\]]?$")
_NO_PERSON = re.compile(r"(?:theo|ảnh|nguồn|video|clip|xem|đọc|phần|chương|kỳ|tập)\b")
_AND = re.compile(r"\s*[,;/&–—+-]\s*| và ")
_DATELINE = re.compile(r"^\(?([\w.&+ ]{2,30}?)\)?\s?[-–—]\s")
_SECTIONS = frozenset(
    "thế giới|thời sự|chính trị|xã hội|kinh tế|kinh doanh|thể thao|pháp luật|giáo dục|sức khỏe|khoa học|công nghệ|giải trí|văn hóa|quân sự|quốc tế|"
    "trang chủ|tin tức|phân tích|bình luận|đời sống|du lịch|ý kiến|hồ sơ|tin nóng|tư liệu|góc nhìn|việt nam|trong nước|tin thế giới|châu á|châu âu".split("|")
)
_ENDS_TEXT = tuple('.!?…:;"”»')


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a shadow's text without the white space around it."""

    start: int
    end: int
    text: str
    kind: BlockKind | None = None
    repeats: int | None = None


@dataclass(slots=True)
class Layout:
    """What the lines say: the blocks of the shadow's text, and the article's metadata where a line has it."""

    lines: list[Line]
    #: The blocks' kinds as far as they are known, by the number of the line.
    kinds: dict[int, BlockKind] = field(default_factory=dict)
    title: str | None = None
    byline: str | None = None
    url: str | None = None
    published: str | None = None
    #: Names of the outlet, by how surely it is the one: 0 its own source line, 1 the text's dateline, 2 a credit to an agency.
    sources: dict[int, str] = field(default_factory=dict)
    updated: str | None = None


def read_layout(shadow: Shadow, given_title: str | None = None) -> Layout:
    """The blocks of a page's text, in order; every line with visible characters is one, and a byline at a paragraph's end is one more."""
    layout = Layout(list(_lines(shadow.text)))
    kinds = layout.kinds
    for i, line in enumerate(layout.lines):
        if (credit := _credit_start(line.text)) is not None:
            kinds[i] = "caption" if credit else "credit"
    first = _read_head(layout, given_title)
    _read_tail(layout, first)
    _split_signed_paragraph(layout)
    _mark_repeats(layout)
    _name_paragraphs(layout, given_title is not None)
    layout.published = layout.published or layout.updated
    return layout


def _lines(text: str) -> Iterator[Line]:
    position = 0
    for raw in text.split("\n"):
        if stripped := raw.strip():
            start = position + raw.index(stripped[0])
            yield Line(start, start + len(stripped), stripped)
        position += len(raw) + 1


# --- Captions ---------------------------------------------------------------------------------------------------------


def _credit_start(line: str) -> int | None:
    """Where the credit of a picture begins that ends the line, None where none does."""
    if len(line) > MAX_CAPTION or (":" not in line and not line.endswith((")", ")."))):
        return None
    offset = max(0, len(line) - _MAX_CREDIT)
    tail = fold(line[offset:])
    match = _CREDIT_IN_BRACKETS.search(tail) or _CREDIT_BARE.search(tail)
    if match is None or len(match.group().split()) > _MAX_CREDIT_WORDS or find_url(match.group()):
        return None
    return offset + match.start()


def _mark_repeats(layout: Layout) -> None:
    """Marks lines that repeat an earlier one; a page shows a picture's text twice, as its description and as its caption."""
    kinds = layout.kinds
    seen: dict[str, int] = {}
    for i, line in enumerate(layout.lines):
        earlier = seen.setdefault(_without_credit(line.text), i)
        if earlier == i:
            continue
        layout.lines[i] = Line(line.start, line.end, line.text, repeats=earlier)
        if i == earlier + 1 and i not in kinds and len(line.text) <= MAX_CAPTION and kinds.get(earlier) != "title":
            kinds[i] = kinds.setdefault(earlier, "caption")
        elif kinds.get(i) == "caption" and earlier not in kinds:
            kinds[earlier] = "caption"


def _without_credit(line: str) -> str:
    credit = _credit_start(line)
    return " ".join(fold(line[:credit] if credit else line).split()).rstrip(".")


# --- Head -------------------------------------------------------------------------------------------------------------


def _read_head(layout: Layout, given_title: str | None) -> int:
    """Reads the lines before the article's own text; returns the first line of that text."""
    kinds = layout.kinds
    wanted = None if given_title is None else _same(given_title)
    beside_date = False
    first = 0
    for i, line in enumerate(layout.lines[:MAX_HEAD]):
        text = line.text
        first = i
        if kinds.get(i) in ("caption", "credit"):
            continue
        if _read_date(layout, text) or _read_url(layout, text) or fold(text) in _SECTIONS or outlet_named(text):
            kinds[i] = "source"
            beside_date = True
        elif wanted is not None and _same(text) == wanted:
            kinds[i] = "title"
        elif wanted is None and layout.title is None and _could_be_title(text) and _has_text_after(layout, i):
            kinds[i], layout.title = "title", text
        elif layout.byline is None and (beside_date or _BY.match(fold(text)) or _dated_next(layout, i)) and _read_signature(layout, text):
            kinds[i] = "byline"
        else:
            break
    return first


def _same(text: str) -> str:
    return " ".join(fold(text).split())


def _could_be_title(text: str) -> bool:
    return len(text) <= MAX_TITLE and (not text.endswith((".", ":", ";", ",")) or text.endswith("...")) and not _SOURCE_LABEL.match(fold(text))


def _has_text_after(layout: Layout, i: int) -> bool:
    return any(_is_prose(line.text) for j, line in enumerate(layout.lines[i + 1 :], i + 1) if j not in layout.kinds)


def _is_prose(text: str) -> bool:
    return len(text) > MAX_NAMES or text.endswith(_ENDS_TEXT)


def _dated_next(layout: Layout, i: int) -> bool:
    return i + 1 < len(layout.lines) and len(layout.lines[i + 1].text) <= MAX_META and header_date(layout.lines[i + 1].text) is not None


def _read_date(layout: Layout, text: str, is_aside: bool = False) -> bool:
    """Reads a line that does no more than date the page, perhaps with its section, its outlet or its author."""
    found = header_date(text, is_aside) if len(text) <= MAX_META else None
    if found is None:
        return False
    published, is_update, rest = found
    for piece in rest.split("|") if rest else ():
        if fold(piece) in _SECTIONS:
            continue
        if outlet := outlet_named(piece):
            layout.sources.setdefault(0, outlet)
        elif "|" not in rest and text.startswith(piece) and layout.byline is None and len(piece.split()) > 1 and (names := _names(piece)):
            layout.byline = names
        else:
            return False
    if is_update:
        layout.updated = layout.updated or published
    else:
        layout.published = layout.published or published
    return True


# --- Tail -------------------------------------------------------------------------------------------------------------


def _read_tail(layout: Layout, first: int) -> None:
    """Reads the lines after the article's own text, from the last one up."""
    kinds = layout.kinds
    last = len(layout.lines) - 1
    for i in range(last, max(first, last - MAX_TAIL), -1):
        text = layout.lines[i].text
        if kinds.get(i) in ("title", "byline", "source"):
            return
        if _read_url(layout, text) or _read_source(layout, text) or _read_date(layout, text, is_aside=True):
            kinds[i] = "source"
        elif i not in kinds and (len(text.split()) > 1 or i == last) and _read_signature(layout, text):
            kinds[i] = "byline"
        elif kinds.get(i) not in ("caption", "credit"):
            return


def _read_url(layout: Layout, text: str) -> bool:
    """Reads a line that is a URL, with or without a label and the outlet's name before it."""
    where = find_url(text)
    if where is None or where[0] > MAX_META:
        return False
    rest = text[: where[0]] + text[where[1] :]
    label = _SOURCE_LABEL.match(fold(rest))
    name = (rest[label.end() :] if label else rest).strip(" :()[]|-–.")
    if name and not outlet_named(name) and not (label and _is_name(name)):
        return False
    url = text[slice(*where)]
    layout.url = layout.url or url
    source = (outlet_named(name) or name) if name else outlet_of_url(url)
    if source:
        layout.sources.setdefault(0, source)
    return True


def _read_source(layout: Layout, text: str) -> bool:
    """Reads *Theo Reuters*, *(Nguồn: TTXVN)*, *VOV*, *Tổng hợp*."""
    if len(text) > MAX_META:
        return False
    folded = fold(text)
    if outlet := outlet_named(text):
        layout.sources.setdefault(2, outlet)
        return True
    if folded.strip("() .") in ("tổng hợp", "t.h", "t/h", "th"):
        return True
    label = _SOURCE_LABEL.match(folded)
    if label is None:
        return False
    name = text[label.end() :].strip(" :().,")
    if not name:
        return True
    if not _is_name(name):
        return False
    layout.sources.setdefault(0 if "nguồn" in label.group() else 2, outlet_named(name) or name)
    return True


def _is_name(text: str) -> bool:
    """Names joined by commas, each a few words of which the first and most have a capital or a digit."""
    words = text.split()
    capitals = sum(not w[0].islower() for w in words)
    return (
        not set(text) & set("()")
        and 0 < len(words) <= MAX_WORDS_IN_SOURCE
        and not words[0][0].islower()
        and 2 * capitals >= len(words)
        and len(text) <= MAX_NAMES
    )


def _read_signature(layout: Layout, text: str) -> bool:
    """Reads who wrote the article and after whom: *Bảo Minh*, *PV*, *An Bình (Theo AFP)*, *Hà Lê/Báo Tin tức*."""
    if len(text) > MAX_META:
        return False
    people, source, weight = _without_agency(text)
    cut = _AFTER_NAMES.search(fold(people))
    people = people[: cut.start()] if cut else people
    label = _BY.match(fold(people))
    people = (people[label.end() :] if label else people).strip(" ().:-–")
    names = _names(people) if people else ""
    if names is None or not (names or label or source):
        return False
    if source:
        layout.sources.setdefault(weight, source)
    if names and names not in (layout.byline or ""):
        # Read from the end up: the line that stands first is named first.
        layout.byline = f"{names}, {layout.byline}" if layout.byline else names
    return True


def _without_agency(text: str) -> tuple[str, str | None, int]:
    """A signature without the agency or outlet that it names, that name, and how surely it is the article's outlet."""
    at = max(text.rfind("Theo"), text.rfind("(theo"))
    if at > 0:
        name = text[at:].lstrip("(")[len("theo") :].strip(" :().,")
        if _is_name(name):
            return text[:at].rstrip(" (,-–/"), outlet_named(name) or name, 2
    head, slash, last = text.rpartition("/")
    if slash and (outlet := outlet_named(last)):
        return head, outlet, 0
    if slash and last.strip().startswith("Báo "):
        return head, last.strip(), 0
    return text, None, 2


def _names(text: str) -> str | None:
    """The names of one to three people, joined by ', '; None where the text is anything else.

    An outlet among them, and what follows it, says whose correspondent somebody is and where: *Thu Hà, VOV, Paris*.
    """
    if len(text) > MAX_NAMES:
        return None
    names = [name.strip() for name in _AND.split(text)]
    if not all(map(_is_person, names)):
        return None
    people = list(itertools.takewhile(lambda name: outlet_named(name) is None, names))
    return ", ".join(people) if len(people) <= MAX_PEOPLE else None


def _is_person(name: str) -> bool:
    if _NO_PERSON.match(fold(name)):
        return False
    words = name.replace(".", ". ").split()
    return 0 < len(words) <= MAX_WORDS_IN_NAME and not name.endswith(".") and all(w[0].isupper() and w.strip(".'’").isalpha() for w in words)


def _split_signed_paragraph(layout: Layout) -> None:
    """Splits the names off a last paragraph that a crawl joined with its byline: *… trong tháng tới. Bảo Minh*."""
    kinds = layout.kinds
    last = len(layout.lines) - 1
    while last >= 0 and last in kinds:
        last -= 1
    if last < 0 or layout.byline is not None:
        return
    line = layout.lines[last]
    parts = sentences(line.text)
    start, end = parts[-1]
    signature = line.text[start:end]
    if len(parts) < 2 or len(signature.split()) < 2 or not (_read_source(layout, signature) or _read_signature(layout, signature)):
        return
    body = line.text[: parts[-2][1]]
    layout.lines[last : last + 1] = [Line(line.start, line.start + len(body), body), Line(line.start + start, line.end, signature)]
    for i in range(len(layout.lines) - 1, last + 1, -1):
        if i - 1 in kinds:
            kinds[i] = kinds.pop(i - 1)
    kinds[last + 1] = "byline" if layout.byline else "source"


# --- Body -------------------------------------------------------------------------------------------------------------


def _name_paragraphs(layout: Layout, has_title: bool) -> None:
    """Gives every line its kind; the first paragraph under a title, where more follow, is the lead."""
    kinds = layout.kinds
    body = [i for i in range(len(layout.lines)) if i not in kinds]
    if len(body) > 1 and (has_title or "title" in kinds.values()):
        kinds[body[0]] = "lead"
    if body and (dateline := _DATELINE.match(layout.lines[body[0]].text)) and (outlet := outlet_named(dateline[1])):
        layout.sources.setdefault(1, outlet)
    layout.lines = [Line(x.start, x.end, x.text, kinds.get(i, "paragraph"), x.repeats) for i, x in enumerate(layout.lines)]
