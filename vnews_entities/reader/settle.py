"""Where the learnt reader meets what is known of the world and of the article: who wins, and why.

The reader wins. Measured on annotated articles, known names that it passes over are mostly no names where they stand
(*Boeing-737*, *Anh ấy*), and where it is sure of a label it is right against the tables. What is decided here, a function each:

- which label a name has that the reader is unsure of: the one that the tables know its form under, if that is one only;
  a person's, if it is part of a person's full name elsewhere in the article, stands once behind an artist's title, or alone behind a form
  of address (*ông Pháp*); a form that is only ever a country (*Tiệp Khắc*) is that, unless a title stands before it;
- where a name ends: with the word (*Oa-sinh-tơn*), not with a bracket or an *và*; *Mông* and *Cổ* side by side are *Mông Cổ*,
  *OPEC* before a plus sign is *OPEC+*, where the tables know the whole; *EU-ASEAN* is two organisations, *Ireland McGregor* a
  country and a person whom the article names elsewhere, and *Jordan Peterson* one person;
- what is no name: *Phái đoàn Thổ Nhĩ Kỳ*, *Quân đội Mỹ* name no institution, so the country is the name; nor does *UBND* alone; words without a capital
  that no table knows are common nouns; a piece cut from a name's capitals (*Châu* of *Cầu Phong Châu*) names nothing;
- where a trigger ends: see `triggers.py`.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..disambiguation import is_vietnamese_syllable
from ..events.lexicon import words
from ..gazetteers import Gazetteers
from ..layers import Label, Name, Reading
from ..tables import table
from ..text import fold, fold_key
from .known import known_labels, words_of_tables
from .triggers import with_whole_triggers

#: Below this score the reader is unsure of a label; below the next it is not sure enough to part a person's names.
UNSURE = 0.8
NOT_SURE = 0.95
#: What the reader would have said of a name that it has passed over.
_PASSED_OVER = 0.5

_JOINTS = frozenset("-‐‑")
#: What ends a word for certain.
_CLEAR = frozenset((" ", ",", ""))
#: No word of more characters is looked at beyond a name's border.
_LONGEST_WORD = 40
#: What may stand between the halves of a known name: *Mông Cổ*, *châu Á-Thái Bình Dương*, *Bà Rịa - Vũng Tàu*.
_GAPS = frozenset(("", " ", "-", " - ", " – "))
_REST_OF_WORD = re.compile(r"[-‐‑]?\w+(?:[-‐‑]\w+)*")
#: A word read backwards.
_WORD_SO_FAR = re.compile(r"(?:[-‐‑]?\w+)*")
_TAIL = re.compile(r"(?:\s*[-‐‑–—]|\s+và)+\Z")
_ADDRESSED = re.compile(r"(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô) (?![a-zđ])([^\W\d_]{2,})(?![\w-])")
_ADDRESS_TAKEN_IN = re.compile(r"(?:Ông|Bà|Chị|Cô) ([^\W\d_]{2,})")
#: What stands before the first word of a sentence.
_OPENERS = frozenset(".!?:;…\n\"“'‘(-–—")
_LONGEST_ADDRESS = 4
_ADDRESS = ("ông ", "bà ", "anh ", "chị ", "cô ")
#: Titles of artists: what follows them is no body (*ca sĩ ZENKO*), as it may be behind others (*tiền đạo Barcelona*, *phóng viên Reuters*).
_ARTISTS = ("ca sĩ ", "rapper ", "diễn viên ", "nghệ sĩ ", "nhạc sĩ ", "người mẫu ", "hoa hậu ", "á hậu ", "đạo diễn ", "danh hài ")
#: Titles that a person's name follows; the other kinds do not say that what follows is one.
_OFFICES = frozenset(("office", "profession", "rank", "faith", "honorific", "kinship"))
_LONGEST_TITLE = 4
#: Words on either side of a name that may belong to it.
_NEIGHBOURS = 3

#: A name, and the number of the one that it was made of.
_Made = tuple[Name, int | None]


def settle(reading: Reading, text: str, gazetteers: Gazetteers) -> Reading:
    """The reading after all this has been weighed."""
    people = {**dict.fromkeys(_behind_artists_titles(reading, text), frozenset[str]()), **_parts_of_people(reading, text)}
    made: list[_Made] = []
    outer: Name | None = None
    for i, read in enumerate(reading.names):
        name = _bordered(read, text, gazetteers)
        if name is None or (not name.nested and _no_institution(name, text, gazetteers)):
            continue
        if name.nested:
            if outer is not None and name.end <= outer.end and _fragment(name, outer, text, gazetteers):
                continue
        else:
            joined = _joined(made[-1][0], name, text, gazetteers) if made else None
            if joined is not None:
                left, of_left = made[-1]
                made[-1] = (joined, i if name.score > left.score else of_left)  # its part in events is that of the surer piece
                outer = joined
                continue
            outer = name
        made += [(part, i) for part in _settled(name, text, gazetteers, people)]
    made = _whole_people(made, text)
    made += [(name, None) for name in _passed_over(made, text, gazetteers)]
    kept = _nested([(n, i) for n, i in made if not _common(text[n.start : n.end], gazetteers)])
    grown = [n for n, i in made if i is not None and (n.start < reading.names[i].start or n.end > reading.names[i].end)]
    return with_whole_triggers(reading.with_names(kept), grown, text, gazetteers)


def _nested(made: Iterable[_Made]) -> Iterator[_Made]:
    """The names in order, each nested or not as it lies; of two over the same characters, or that cross, the first stays."""
    outer: Name | None = None
    for name, i in sorted(made, key=lambda m: (m[0].start, -m[0].end, m[0].nested)):
        inside = outer is not None and name.start < outer.end
        if inside and outer is not None and (name.end > outer.end or (name.start, name.end) == (outer.start, outer.end)):
            continue
        if not inside:
            outer = name
        yield (name if name.nested == inside else replace(name, nested=inside)), i


# --- Borders ----------------------------------------------------------------------------------------------------------


def _bordered(name: Name, text: str, gazetteers: Gazetteers) -> Name | None:
    """The name from border to border of its words, None where nothing of it is left."""
    if text[name.start - 1 : name.start] != " " or text[name.end : name.end + 1] not in _CLEAR:
        name = _whole_word(name, text, gazetteers)
    form = text[name.start : name.end]
    kept = _balanced(form)
    if kept[-1:] in "-‐‑–—à" and (tail := _TAIL.search(kept)):
        kept = kept[: tail.start()]
    if not kept[:1].isalpha() and not any(c.isalnum() for c in kept):
        return None
    if kept != form:
        start = name.start + form.index(kept)
        name = replace(name, start=start, end=start + len(kept))
    if name.label == "ORG" and " " not in kept and (head := _head(name, text)) is not name:
        return head
    if name.label == "PER" and " " in kept and kept[-1].islower():
        name = _without_common_words(name, text)
    return name if name.nested else _country_around(name, text, gazetteers)


def _without_common_words(name: Name, text: str) -> Name:
    """A person without the words in small letters that follow his name: *hoan* of *Ganzorig hoan nghênh*; *Moon Jae - in* is whole."""
    form = text[name.start : name.end]
    before, _, last = form.rpartition(" ")
    while before and last.isalpha() and last.islower() and before[-1].isalnum() and is_vietnamese_syllable(last):
        form = before
        before, _, last = form.rpartition(" ")
    return replace(name, end=name.start + len(form)) if name.start + len(form) < name.end else name


def _inside_word(text: str, at: int) -> bool:
    """Whether the border `at` parts a word, be it joined by hyphens."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if after in _JOINTS:
        return before.isalnum() and text[at + 1 : at + 2].isalpha()
    return after.isalnum() and (before.isalnum() or (before in _JOINTS and text[max(0, at - 2) : at - 1].isalpha()))


def _whole_word(name: Name, text: str, gazetteers: Gazetteers) -> Name:
    """The name to the borders of the hyphenated words that it begins and ends in: where the tables know the whole, or it took in the hyphen."""
    start, end = name.start, name.end
    first, last = start, end
    if _inside_word(text, start):
        so_far = _WORD_SO_FAR.match(text[max(0, start - _LONGEST_WORD) : start][::-1])
        first -= so_far.end() if so_far else 0
    if _inside_word(text, end) and (following := _REST_OF_WORD.match(text, end, end + _LONGEST_WORD)):
        last = following.end()
    for a, b in () if name.nested else ((first, last), (start, last), (first, end)):
        if (a, b) != (start, end) and known_labels(text[a:b], gazetteers):
            return replace(name, start=a, end=b)
    if last == end:
        return name
    own, rest = text[start:end].split()[-1], text[end:last].lstrip("-‐‑")
    # *Nê-ta-ni-a-* before *hu*, *Nê-ta* before *-ni-a-hu*: a phonetic spelling; *VOV-* before *Bắc Kinh*: two names
    goes_on = text[end - 1] in _JOINTS or (not _JOINTS.isdisjoint(own) and rest.islower())
    return replace(name, end=last) if goes_on and not known_labels(own.rstrip("-‐‑"), gazetteers) and not known_labels(rest, gazetteers) else name


def _balanced(form: str) -> str:
    """The form before a bracket that has no other."""
    if "(" not in form and ")" not in form:
        return form
    depth = 0
    for i, char in enumerate(form):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return form[:i].rstrip() or _balanced(form[i + 1 :].lstrip())
    return form if not depth else form[: form.rindex("(")].rstrip() or form[1:]


def _head(name: Name, text: str) -> Name | None:
    """The name to the end of the head that its one syllable begins (*Quốc* of *Quốc hội*); None where the head names nothing alone (*Ngân hàng*)."""
    if not text[name.end + 1 : name.end + 2].islower() or not (second := _REST_OF_WORD.match(text, name.end + 1, name.end + _LONGEST_WORD)):
        return name
    alone = _short_heads().get(fold(text[name.start : second.end()]))
    return name if alone is None else replace(name, end=second.end()) if alone else None


def _country_around(name: Name, text: str, gazetteers: Gazetteers) -> Name:
    """The country that an unknown name is a piece of, with the syllables beside it."""
    starts, ends = [name.start], [name.end]
    while len(starts) < _NEIGHBOURS and (word := _capital_before(text, starts[-1])):
        starts.append(starts[-1] - 1 - len(word))
    while len(ends) < _NEIGHBOURS and (word := _capital_after(text, ends[-1])):
        ends.append(ends[-1] + 1 + len(word))
    if len(starts) == len(ends) == 1:
        return name
    around = [(a, b) for a in reversed(starts) for b in reversed(ends)][:-1]
    a, b = next((ab for ab in around if _only_country(text[slice(*ab)], gazetteers)), (name.start, name.end))
    if (a, b) == (name.start, name.end) or known_labels(text[name.start : name.end], gazetteers):
        return name
    return replace(name, start=a, end=b) if name.label == "LOC" else Name(a, b, "LOC", name.score)


def _capital_before(text: str, at: int) -> str:
    """The word with a capital that ends a blank before `at`, '' where none does."""
    if at < 2 or text[at - 1] != " " or not text[at - 2].isalnum():
        return ""
    word = text[max(0, at - _LONGEST_WORD) : at - 1].split()[-1].lstrip("(“\"'‘")
    return word if word[0].isupper() else ""


def _capital_after(text: str, at: int) -> str:
    """The word with a capital that begins a blank behind `at`, '' where none does."""
    if text[at : at + 1] != " " or not text[at + 1 : at + 2].isupper():
        return ""
    word = _REST_OF_WORD.match(text, at + 1, at + _LONGEST_WORD)
    return word.group() if word else ""


def _fragment(name: Name, outer: Name, text: str, gazetteers: Gazetteers) -> bool:
    """A piece of the capitals of a longer name, which by itself is nobody's name."""
    before = _capital_before(text, name.start) if name.start > outer.start else ""
    after = _capital_after(text, name.end) if name.end < outer.end else ""
    # an acronym (*UBND*) is no part of the name behind it
    return (bool(after) or (bool(before) and not before.isupper())) and not known_labels(text[name.start : name.end], gazetteers)


def _common(form: str, gazetteers: Gazetteers) -> bool:
    """Words without capital or number that no table knows."""
    return form.islower() and not any(c.isdigit() for c in form) and not known_labels(form, gazetteers)


# --- One name or two --------------------------------------------------------------------------------------------------


def _joined(left: Name, right: Name, text: str, gazetteers: Gazetteers) -> Name | None:
    """One name that was read as two."""
    if left.nested or right.nested:
        return None
    gap = text[left.end : right.start]
    if right.start < left.end:  # one of them was widened over the other
        return left if right.end <= left.end else replace(left, end=right.end)
    if gap == " " and _foreign_first_name(left, right, text, gazetteers):
        return replace(right, start=left.start)
    if gap == " " and _vietnamese_full_name(left, right, text):
        return replace(left, end=right.end)
    if gap in _JOINTS and _parts_of_one(left, right, text, gazetteers):
        return replace(left, end=right.end)
    if gap not in _GAPS or (" " in gap and min(left.score, right.score) >= NOT_SURE):
        return None
    labels = known_labels(text[left.start : right.end], gazetteers)
    return Name(left.start, right.end, next(iter(labels)), max(left.score, right.score)) if len(labels) == 1 else None


def _foreign_first_name(left: Name, right: Name, text: str, gazetteers: Gazetteers) -> bool:
    """*Jordan* before *Peterson*: a country that is also a first name, which no title ties to what it serves."""
    form = text[left.start : left.end]
    if left.label != "LOC" or right.label != "PER" or not text[right.start : right.end].isascii() or is_vietnamese_syllable(form):
        return False
    return any("person" in f.ambiguous for f in gazetteers.lookup_country(form)) and not _title_before(left.start, text, gazetteers)


def _vietnamese_full_name(left: Name, right: Name, text: str) -> bool:
    """*Tạ* before *Thị Hoài Thương*: no two people stand so side by side, whose first is named by one Vietnamese syllable."""
    first, second = text[left.start : left.end], text[right.start : right.end].partition(" ")[0]
    return left.label == right.label == "PER" and is_vietnamese_syllable(first) and is_vietnamese_syllable(second)


def _parts_of_one(left: Name, right: Name, text: str, gazetteers: Gazetteers) -> bool:
    """*Frank* and *Walter Steinmeier* round a hyphen: a full name, of which one part is a word; *Fidan-Lavrov* are two people."""
    forms = text[left.start : left.end], text[right.start : right.end]
    if left.label != "PER" or right.label != "PER" or sum(" " in form for form in forms) != 1:
        return False
    return not any(known_labels(form, gazetteers) or is_vietnamese_syllable(form.split()[0]) for form in forms)


def _settled(name: Name, text: str, gazetteers: Gazetteers, people: Mapping[str, frozenset[str]]) -> Iterator[Name]:
    name = _without_address(name, text, gazetteers)
    form = text[name.start : name.end]
    parts = _two_organisations(name, form, gazetteers) or _country_and_person(name, text, gazetteers, people)
    if parts:
        yield from parts
        return
    if text[name.end : name.end + 1] == "+" and known_labels(form + "+", gazetteers):
        name = replace(name, end=name.end + 1)
    label = _label(name, text, gazetteers, people)
    yield name if label == name.label else replace(name, label=label, sense=None, senses=None)


def _two_organisations(name: Name, form: str, gazetteers: Gazetteers) -> tuple[Name, ...]:
    left, _, right = (part.strip() for part in form.partition("-"))
    if name.label != "ORG" or form.count("-") != 1 or known_labels(form, gazetteers):
        return ()
    if not all("ORG" in known_labels(part, gazetteers) for part in (left, right)):
        return ()
    return replace(name, end=name.start + len(left)), replace(name, start=name.end - len(right))


def _country_and_person(name: Name, text: str, gazetteers: Gazetteers, people: Mapping[str, frozenset[str]]) -> tuple[Name, ...]:
    """A country and a person read as one: the article names the person otherwise elsewhere, or a title stands before the country."""
    if name.label != "PER":
        return ()
    form = text[name.start : name.end]
    left, _, right = form.rpartition(" ")
    if not left:
        return ()
    # *Đức Hoàng* is a name as it stands
    if people.get(right, frozenset()) - {form} and not is_vietnamese_syllable(left) and gazetteers.lookup_country(left):
        return replace(name, end=name.start + len(left), label="LOC"), replace(name, start=name.end - len(right))
    borders = [m.start() for m in re.finditer(" ", form)][: _NEIGHBOURS + 1]
    border = next((b for b in reversed(borders) if _only_country(form[:b], gazetteers)), 0)
    if not border or not _title_before(name.start, text, gazetteers):
        return ()
    return replace(name, end=name.start + border, label="LOC"), replace(name, start=name.start + border + 1)


# --- Labels -----------------------------------------------------------------------------------------------------------


def _label(name: Name, text: str, gazetteers: Gazetteers, people: Mapping[str, frozenset[str]]) -> Label:
    form = text[name.start : name.end]
    if name.label != "PER" and " " not in form and not name.nested and _behind_address(name.start, name.end, text):
        return "PER"
    if name.score < NOT_SURE and name.label != "PER" and form in people and not known_labels(form, gazetteers) - {"PER"}:
        return "PER"
    if name.label != "LOC" and form not in people and _only_country(form, gazetteers):
        # behind a title a person, unless one follows: *Bộ trưởng Xin-ga-po Ng Eng Hen*
        titled = name.label == "PER" and not _capital_after(text, name.end)
        return name.label if titled and (_address_before(name.start, text) or _title_before(name.start, text, gazetteers)) else "LOC"
    if name.score < UNSURE:
        labels = known_labels(form, gazetteers)
        if len(labels) == 1:
            return next(iter(labels))
    return name.label


def _only_country(form: str, gazetteers: Gazetteers) -> bool:
    """A form that names a country and nothing else."""
    if fold_key(form.partition(" ")[0]) not in words_of_tables(gazetteers).countries:
        return False
    forms = gazetteers.lookup_country(form)
    return bool(forms) and not any(f.ambiguous or f.kind == "compound" for f in forms) and known_labels(form, gazetteers) == {"LOC"}


def _title_before(start: int, text: str, gazetteers: Gazetteers) -> bool:
    """Whether the words before `start` are a title."""
    found = text[max(0, start - 2 * _LONGEST_WORD) : start].split("\n")[-1].split()[-_LONGEST_TITLE:]
    return any(t.kind in _OFFICES for n in range(len(found)) for t in gazetteers.lookup_title(" ".join(found[n:])))


def _title_at(start: int, text: str, gazetteers: Gazetteers) -> bool:
    """Whether a title begins at `start`: *Chủ tịch* of *bà Chủ tịch*."""
    following = words(text[start : start + _LONGEST_WORD])[:_LONGEST_TITLE]
    known = words_of_tables(gazetteers).titles
    return any(following[:n] in known for n in range(2, len(following) + 1)) or bool(gazetteers.lookup_title(following[0]))


def _behind_address(start: int, end: int, text: str) -> bool:
    """Whether one capitalised syllable alone stands behind a form of address."""
    return _address_before(start, text) and text[start].isupper() and not _capital_after(text, end) and is_vietnamese_syllable(text[start:end])


def _address_before(start: int, text: str) -> bool:
    before = text[max(0, start - _LONGEST_ADDRESS) : start].lower()
    address = next((a for a in _ADDRESS if before.endswith(a)), None)
    if address is None:
        return False
    at = start - len(address)
    return not at or not (text[at - 1].isalnum() or text[at - 1] in _JOINTS)


def _without_address(name: Name, text: str, gazetteers: Gazetteers) -> Name:
    """*Lan*, a person, of *Bà Lan* where a sentence begins; *Bà Rịa* is known, and *Anh Tú* is a name."""
    found = _ADDRESS_TAKEN_IN.fullmatch(text, name.start, name.end)
    if found is None or name.nested or not _begins_sentence(text, name.start) or known_labels(found.group(), gazetteers):
        return name
    return replace(name, start=found.start(1), label="PER", sense=None, senses=None)


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(" ")
    return not before or before[-1] in _OPENERS


def _whole_people(made: Sequence[_Made], text: str) -> list[_Made]:
    """The names with *Anh* and *Tú* as one where the reader is sure of *Anh Tú* elsewhere in the article."""
    sure = {form for n, _ in made if n.label == "PER" and not n.nested and n.score >= UNSURE and " " in (form := text[n.start : n.end])}
    if not sure:
        return list(made)
    longest_first = sorted(map(re.escape, sure), key=len, reverse=True)
    starts = [n.start for n, _ in made]
    out: list[_Made] = []
    done = 0
    for spot in re.finditer(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", text):
        first, last = bisect.bisect_left(starts, spot.start()), bisect.bisect_left(starts, spot.end())
        pieces = made[first:last]
        # the whole, or a full name within it of which the reader is sure as well: *Hun Sen* of *Techo Hun Sen*
        whole_already = any((n.start, n.end) == spot.span() or text[n.start : n.end] in sure for n, _ in pieces)
        crossed = any(n.end > spot.start() for n, _ in made[max(done, first - _NEIGHBOURS) : first]) or any(n.end > spot.end() for n, _ in pieces)
        if pieces and first >= done and not whole_already and not crossed:
            surest, i = max(pieces, key=lambda piece: piece[0].score)
            whole = replace(surest, start=spot.start(), end=spot.end(), label="PER", nested=False, sense=None, senses=None)
            out += [*made[done:first], (whole, i)]
            done = last
    return [*out, *made[done:]]


def _passed_over(made: Iterable[_Made], text: str, gazetteers: Gazetteers) -> Iterator[Name]:
    """People called by a form of address and a given name, where the reader saw no name."""
    outer = [n for n, _ in made if not n.nested]
    starts = [n.start for n in outer]
    for found in _ADDRESSED.finditer(text):
        start, end = found.span(1)
        if not found.group(1).istitle() or not _behind_address(start, end, text):
            continue
        before = bisect.bisect_left(starts, end)
        if (not before or outer[before - 1].end <= found.start()) and not _title_at(start, text, gazetteers):
            yield Name(start, end, "PER", _PASSED_OVER)


def _parts_of_people(reading: Reading, text: str) -> Mapping[str, frozenset[str]]:
    """From the first and last words of the full names of people of whom the reader is sure to those names."""
    out: dict[str, frozenset[str]] = {}
    for full in {text[n.start : n.end] for n in reading.names if n.label == "PER" and n.score >= UNSURE}:
        parts = full.split()
        for word in (parts[0], parts[-1]) if len(parts) > 1 else ():
            if len(word) > 1:
                out[word] = out.get(word, frozenset()) | {full}
    return out


def _behind_artists_titles(reading: Reading, text: str) -> frozenset[str]:
    """The forms read as organisations that stand somewhere behind an artist's title."""
    read = (n for n in reading.names if n.label == "ORG")
    return frozenset(text[n.start : n.end] for n in read if text[max(0, n.start - _LONGEST_WORD) : n.start].lower().endswith(_ARTISTS))


# --- Institutions -----------------------------------------------------------------------------------------------------


def _no_institution(name: Name, text: str, gazetteers: Gazetteers) -> bool:
    """A head that names no single body, with nothing but a country behind it, or with nothing at all."""
    if name.label != "ORG":
        return False
    form = fold(text[name.start : name.end])
    if form in _heads_noted("never-alone"):
        return True
    head = next((h for h in _heads_noted("country-only") if form.startswith(h + " ")), None)
    return head is not None and bool(gazetteers.lookup_country(form[len(head) + 1 :]))


@functools.cache
def _short_heads() -> Mapping[str, bool]:
    """The heads of two words, and whether they name an organisation without more."""
    return {fold(row["head"]): "alone" in row["note"].split("|") for row in table("org_heads") if row["head"].count(" ") == 1}


@functools.cache
def _heads_noted(note: str) -> tuple[str, ...]:
    """The heads that `org_heads.tsv` gives this note, in its order."""
    return tuple(fold(row["head"]) for row in table("org_heads") if note in row["note"].split("|"))
