"""The result in other forms."""

from __future__ import annotations

import builtins
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any, get_args
from xml.etree import ElementTree

import pytest
from gold import examples
from hypothesis import given
from hypothesis import strategies as st
from samples import as_document, document

from vnews_entities.document import Document, Event, Mention, Organisation, Person, Span, Table, Timex
from vnews_entities.exports import rows, to_conll, to_frame, to_html, to_html_page, to_plover, to_timeml
from vnews_entities.exports.frame import columns
from vnews_entities.exports.plover import iso3
from vnews_entities.tables import table as data_table

EXAMPLES = {gold["id"]: as_document(gold) for gold in examples()}
ANKARA = EXAMPLES["ankara"]
EMPTY = Document("")
NASTY = "a<b>&\"'\x00\x0b\x1b\ufffe\ud800 ]]> </script>\r\n"

VISIT = document(
    "⟦Ngày 17/7¦DATE¦2024-07-17⟧, Ngoại trưởng ⟦Ba Lan¦LOC¦PL⟧ ⟦Jan Zieliński¦PER¦p1⟧ ⟦thăm¦EVT¦e1⟧ ⟦Bộ Ngoại giao ⟦Lào¦LOC¦LA⟧¦ORG¦o1⟧ ở ⟦Viêng Chăn¦LOC¦-⟧.",
    published="2024-07-18",
    people=[{"id": "p1", "name": "Jan Zieliński", "role": "Ngoại trưởng", "country": "PL"}],
    events=[{"id": "e1", "type": "CONSULT", "date": "2024-07-17", "actors": ["p1"], "targets": ["o1", "LA"], "places": ["Viêng Chăn", "LA"]}],
)

# --- HTML


class Reader(HTMLParser):
    """What stands in an HTML text: its elements, checked for balance, and the article's characters."""

    VOID = frozenset({"meta", "br", "link"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.marks: list[tuple[str, int]] = []
        self.article: list[str] = []
        self.in_article = 0
        self.feed(html)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append((tag, given))
        if tag not in self.VOID:
            self.open.append(tag)
        if given.get("class") == "vn-text" or self.in_article:
            self.in_article += 1
        if tag == "mark" and self.in_article:
            self.marks.append((str(given["class"]), sum(map(len, self.article))))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes nothing"
        self.open.pop()
        self.in_article = max(0, self.in_article - 1)

    def handle_data(self, data: str) -> None:
        if self.in_article and self.open[-1] != "small":
            self.article.append(data)


@pytest.mark.parametrize("name", EXAMPLES)
def test_html_holds_the_text_to_the_character_and_every_mark_where_it_stands(name: str) -> None:
    given = EXAMPLES[name]
    page = Reader(to_html(given))
    assert "".join(page.article) == given.text
    kinds = {"person": given.people, "country": given.countries, "organisation": given.organisations, "place": given.places}
    wanted = {(f"vn-{kind}", m.start) for kind, records in kinds.items() for record in records for m in record.mentions}
    wanted |= {("vn-date", d.start) for d in given.dates} | {("vn-event", m.start) for e in given.events for m in (e.trigger, *e.mentions)}
    assert set(page.marks) == wanted


def test_html_nests_a_country_in_its_organisation() -> None:
    assert re.search(
        r'<mark class="vn-organisation"[^>]*>Bộ Ngoại giao <mark class="vn-country"[^>]*>Lào<small>LA</small></mark><small>o1</small></mark>', to_html(VISIT)
    )


def test_html_cuts_a_mark_that_crosses_another_one() -> None:
    crossing = Document("abcdef", people=(Person("p1", "abcd", None, None, None, (Mention(0, 4, "abcd"),)),), dates=(Timex(2, 6, "cdef", "DATE", "2024"),))
    page = Reader(to_html(crossing))
    assert "".join(page.article) == "abcdef"
    assert page.marks == [("vn-person", 0), ("vn-date", 2), ("vn-date", 4)]


def test_html_escapes_everything_that_comes_from_outside() -> None:
    name = '<img src=x onerror="alert(1)">'
    mention = (Mention(0, 3, NASTY[:3]),)
    hostile = Document(
        NASTY, title=name, source=name, byline=name, url='javascript:alert("x")', published="2024",
        people=(Person("p1", name, name, None, None, mention),), organisations=(Organisation("o1", name, None, None, mention),),
        events=(Event("e1", "OTHER", "2024", None, Mention(0, 1, name), (), ("p1",), (name,), (name,), Span(0, 3), 1.0),),
    )  # fmt: skip
    for html in (to_html(hostile), to_html_page([hostile])):
        html.encode("utf-8")
        page = Reader(html)
        assert {tag for tag, _ in page.elements} <= {
            "html", "head", "meta", "title", "style", "body", "article", "div", "p", "ul", "li", "mark", "small",
            "table", "caption", "thead", "tbody", "tr", "th", "td",
        }  # fmt: skip
        assert not any(key.startswith("on") or key in ("href", "src") for _, given in page.elements for key in given)
        assert not re.search("[\x00\x0b\x1b]", html)


def test_html_links_a_web_address() -> None:
    assert ("a", "https://a.example/x?y=1&z=2") in [
        (tag, given.get("href")) for tag, given in Reader(to_html(replace(EMPTY, url="https://a.example/x?y=1&z=2"))).elements
    ]


def test_html_is_self_contained_and_serves_light_and_dark() -> None:
    page = to_html_page([ANKARA, VISIT])
    assert page.startswith("<!DOCTYPE html>")
    assert page.count("<article") == 2
    assert not re.search(r"<(?:script|link|img|iframe)\b|@import|url\(", page)
    assert "color-scheme: light dark" in page
    assert "color: inherit" in to_html(ANKARA)


def test_html_tells_by_words_what_it_tells_by_colour() -> None:
    html = to_html(VISIT)
    assert 'title="Jan Zieliński (Ngoại trưởng, PL)"' in html
    assert 'aria-label="Colours"' in html
    assert html.count('<th scope="col">') >= 10
    assert "e1 CONSULT 2024-07-17: Jan Zieliński → Bộ Ngoại giao Lào, Lào" in html


def test_html_of_nothing() -> None:
    Reader(to_html(EMPTY))
    Reader(to_html_page([]))
    assert "<table" not in to_html(EMPTY)


def test_a_notebook_shows_the_html() -> None:
    assert VISIT._repr_html_() == to_html(VISIT)


@st.composite
def overlapping(draw: st.DrawFn) -> Document:
    text = draw(st.text(st.sampled_from("ab<&\n\ud800é"), min_size=1, max_size=25))
    spans = draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 8)), max_size=8))
    marks = [(s, min(len(text), s + n)) for s, n in spans]
    people = tuple(Person(f"p{i}", "x", None, None, None, (Mention(s, e, text[s:e]),)) for i, (s, e) in enumerate(marks[::2], 1))
    return Document(text, people=people, dates=tuple(Timex(s, e, text[s:e], "DATE", "2024") for s, e in marks[1::2]))


@given(overlapping())
def test_html_is_balanced_and_whole_however_marks_overlap(given: Document) -> None:
    assert "".join(Reader(to_html(given)).article) == given.text.replace("\ud800", "\ufffd")


# --- Rows and frames


@pytest.mark.parametrize("table", get_args(Table))
def test_rows_have_the_columns_they_promise(table: Table) -> None:
    frame = to_frame([ANKARA, VISIT, EMPTY], table)
    assert tuple(frame.columns) == columns(table)
    assert [{**row} for row in frame.astype(object).where(frame.notna(), None).to_dict("records")] == list(rows([ANKARA, VISIT, EMPTY], table))
    assert set(frame["article"]) == {0, 1}


@pytest.mark.parametrize("table", get_args(Table))
def test_an_empty_frame_keeps_its_columns(table: Table) -> None:
    frame = to_frame([EMPTY], table)
    assert frame.empty
    assert tuple(frame.columns) == columns(table)


def test_the_events_table_names_the_participants() -> None:
    (row,) = rows([VISIT], "events")
    assert (row["actors"], row["actor_ids"], row["targets"], row["target_ids"]) == ("Jan Zieliński", "p1", "Bộ Ngoại giao Lào; Lào", "o1; LA")
    assert (row["date"], row["date_text"], row["trigger"], row["sentence"]) == ("2024-07-17", "Ngày 17/7", "thăm", VISIT.text)


def test_the_mentions_table_is_in_order_of_the_text() -> None:
    found = [(row["text"], row["kind"], row["id"], row["name"]) for row in rows([VISIT], "mentions")]
    assert found == [
        ("Ngày 17/7", "date", None, "2024-07-17"), ("Ba Lan", "country", "PL", "Ba Lan"), ("Jan Zieliński", "person", "p1", "Jan Zieliński"),
        ("thăm", "event", "e1", "CONSULT"), ("Bộ Ngoại giao Lào", "organisation", "o1", "Bộ Ngoại giao Lào"), ("Lào", "country", "LA", "Lào"),
        ("Viêng Chăn", "place", None, "Viêng Chăn"),
    ]  # fmt: skip


def test_a_table_that_is_none_is_named_with_those_that_are() -> None:
    with pytest.raises(ValueError, match="'persons'; the tables are people, countries"):
        VISIT.to_frame("persons")  # type: ignore[arg-type]


def test_without_pandas_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pandas(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pandas)
    with pytest.raises(ImportError, match=re.escape("pip install 'vnews-entities[frame]'")):
        VISIT.to_frame("people")


# --- CoNLL


def conll(given: Document) -> list[list[str]]:
    lines = to_conll(given).split("\n")
    assert lines[:2] == ["-DOCSTART-\tO", ""]
    return [line.split("\t") for line in lines[2:]]


def test_conll_a_syllable_a_line_with_its_outermost_name() -> None:
    tagged = [tuple(line) for line in conll(VISIT) if len(line) == 2]
    assert tagged[5:19] == [
        ("Ngoại", "O"), ("trưởng", "O"), ("Ba", "B-LOC"), ("Lan", "I-LOC"), ("Jan", "B-PER"), ("Zieliński", "I-PER"), ("thăm", "O"),
        ("Bộ", "B-ORG"), ("Ngoại", "I-ORG"), ("giao", "I-ORG"), ("Lào", "I-ORG"), ("ở", "O"), ("Viêng", "B-LOC"), ("Chăn", "I-LOC"),
    ]  # fmt: skip


def test_conll_names_side_by_side_begin_anew() -> None:
    assert [line[1] for line in conll(document("⟦Nga¦LOC¦RU⟧ ⟦Mỹ¦LOC¦US⟧ ⟦Jan Kos¦PER¦p1⟧")) if len(line) == 2] == ["B-LOC", "B-LOC", "B-PER", "I-PER"]


def test_conll_parts_sentences() -> None:
    parts = "\n".join("\t".join(line) for line in conll(document("Trời mưa. ⟦Nga¦LOC¦RU⟧ thắng.\nHết"))).strip().split("\n\n")
    assert [part.split("\n")[0] for part in parts] == ["Trời\tO", "Nga\tB-LOC", "Hết\tO"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_conll_is_well_formed_and_finds_every_outer_name(name: str) -> None:
    given = EXAMPLES[name]
    before = "O"
    begun = 0
    for line in conll(given):
        tag = line[1] if len(line) == 2 else "O"
        assert re.fullmatch(r"O|[BI]-(PER|LOC|ORG)", tag)
        assert not tag.startswith("I-") or before[2:] == tag[2:]
        begun += tag.startswith("B-")
        before = tag
    spans = {(m.start, m.end) for group in (given.people, given.countries, given.organisations, given.places) for record in group for m in record.mentions}
    assert begun == sum(not any(s <= a and b <= e and (s, e) != (a, b) for s, e in spans) for a, b in spans)


@pytest.mark.parametrize("change", [lambda t: unicodedata.normalize("NFD", t), lambda t: t.replace(" ", "\u200b "), lambda t: t.replace("\n", "\r\n")])
def test_conll_is_the_same_in_every_form_of_unicode(change: Any) -> None:
    marked = "⟦Bộ Ngoại giao ⟦Lào¦LOC¦LA⟧¦ORG¦o1⟧ mời ông ⟦Nguyễn Hòa¦PER¦p1⟧.\nÔng ⟦Hòa¦PER¦p1⟧ nhận lời."
    assert to_conll(document(change(marked))) == to_conll(document(marked))


# --- TimeML


def timeml(given: Document, **options: Any) -> ElementTree.Element:
    return ElementTree.fromstring(to_timeml(given, **options).encode("utf-8"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_timeml_holds_the_text_and_a_tag_for_every_date(name: str) -> None:
    given = EXAMPLES[name]
    root = timeml(given, docid=name)
    text = root.find("TEXT")
    assert text is not None
    assert "".join(text.itertext()) == given.text
    tags = [(t.get("tid"), t.get("type"), t.get("value"), t.text) for t in text.iter("TIMEX3")]
    assert tags == [(f"t{n}", d.type, d.value, d.text) for n, d in enumerate(given.dates, 1)]
    assert root.findtext("DOCID") == name


def test_timeml_names_the_day_of_the_article() -> None:
    dct = timeml(VISIT).find("DCT/TIMEX3")
    assert dct is not None
    assert dict(dct.attrib) == {"tid": "t0", "type": "DATE", "value": "2024-07-18", "temporalFunction": "false", "functionInDocument": "CREATION_TIME"}
    assert timeml(EMPTY).findtext("DCT/TIMEX3") == "XXXX-XX-XX"


def test_timeml_writes_the_modifier() -> None:
    given = Document("đầu tháng 7", dates=(Timex(0, 11, "đầu tháng 7", "DATE", "2024-07", "START"),))
    assert [t.get("mod") for t in timeml(given).iter("TIMEX3")][1:] == ["START"]


def test_timeml_is_xml_whatever_the_text_holds() -> None:
    text = timeml(replace(EMPTY, text=NASTY, title=NASTY, url=NASTY, published="2024")).findtext("TEXT")
    assert text == "a<b>&\"'\ufffd\ufffd\ufffd\ufffd\ufffd ]]> </script>\r\n"


def test_timeml_writes_the_first_of_dates_that_overlap() -> None:
    given = Document("sáng 17/7", dates=(Timex(0, 9, "sáng 17/7", "TIME", "2024-07-17TMO"), Timex(5, 9, "17/7", "DATE", "2024-07-17")))
    assert [t.get("tid") for t in timeml(given).iter("TIMEX3")] == ["t0", "t1"]


# --- PLOVER


def test_a_plover_record_says_who_did_what_to_whom_where_and_when() -> None:
    (record,) = to_plover(replace(VISIT, source="Báo Làng", url="https://lang.example/1"))
    assert record["id"] == "https://lang.example/1#e1"
    assert (record["event"], record["mode"], record["event_text"]) == (["CONSULT"], None, "thăm")
    assert (record["date"], record["dates"]) == ("2024-07-17", {"published": "2024-07-18", "raw": "Ngày 17/7", "resolved": "2024-07-17"})
    assert record["actor"] == [{"code": "POL", "sector": "GOV", "text": "Jan Zieliński", "office": "Ngoại trưởng", "wikidata": None}]
    assert [(x["code"], x["sector"], x["text"]) for x in record["recipient"]] == [(None, "GOV", "Bộ Ngoại giao Lào"), ("LAO", None, "Lào")]
    assert record["event_loc"] == [{"text": "Viêng Chăn", "iso3": None}, {"text": "Lào", "iso3": "LAO"}]
    assert record["text_info"] == {"text": VISIT.text, "start": 0, "end": len(VISIT.text), "language": "vi"}
    assert record["cite_info"] == {"title": VISIT.title, "publisher": "Báo Làng", "author": None, "url": "https://lang.example/1", "date": "2024-07-18"}


def plover_dates(value: str) -> dict[str, Any]:
    (record,) = to_plover(replace(VISIT, events=(replace(VISIT.events[0], date=value, date_mention=None),)))
    return {key: record[key] for key in ("date", "enddate") if key in record}


@pytest.mark.parametrize(
    ("value", "dates"),
    [
        ("2024-07-17TMO", {"date": "2024-07-17"}),
        ("2024-07", {"date": "2024-07-01", "enddate": "2024-07-31"}),
        ("2024-07-16/2024-07-18", {"date": "2024-07-16", "enddate": "2024-07-18"}),
        ("XXXX-07-17", {"date": "XXXX-07-17"}),
        ("BC0257", {"date": "BC0257"}),
    ],
)
def test_plover_dates(value: str, dates: dict[str, str]) -> None:
    assert plover_dates(value) == dates


def test_plover_leaves_out_what_it_does_not_know_unless_asked() -> None:
    given = replace(VISIT, events=(VISIT.events[0], replace(VISIT.events[0], id="e2", type="SPORT")))
    assert [r["event"] for r in to_plover(given)] == [["CONSULT"]]
    assert [(r["event"], r.get("subtype")) for r in to_plover(given, other=True)] == [(["CONSULT"], None), (["OTHER"], "SPORT")]


def test_a_plover_mode_is_a_list() -> None:
    (record,) = to_plover(replace(VISIT, events=(replace(VISIT.events[0], mode="visit"),)))
    assert record["mode"] == ["visit"]


def test_a_capital_that_acts_is_a_government() -> None:
    given = document(
        "⟦Ankara¦LOC¦@TR⟧ ⟦mời¦EVT¦e1⟧ ⟦Lào¦LOC¦LA⟧",
        events=[{"id": "e1", "type": "REQUEST", "date": "2024", "actors": ["TR"], "targets": ["LA"], "places": []}],
    )
    (record,) = to_plover(given)
    assert (record["actor"][0]["code"], record["actor"][0]["sector"], record["recipient"][0]["sector"]) == ("TUR", "GOV", None)


@pytest.mark.parametrize(
    ("role", "sector"),
    [
        ("Bộ trưởng Quốc phòng", "GOV"), ("Chủ tịch Quốc hội", "LEG"), ("Đại tá", "MIL"), ("Tư lệnh Hải quân", "MIL"), ("thẩm phán", "JUD"),
        ("Giám đốc Công an tỉnh", "COP"), ("phóng viên", "JRN"), ("Giám đốc điều hành", "BUS"), ("giáo sư", "EDU"), ("nghị sĩ", "LEG"),
        ("nhà leo núi", None), (None, None), (unicodedata.normalize("NFD", "Thủ tướng"), "GOV"),
    ],
)  # fmt: skip
def test_the_sector_of_a_role(role: str | None, sector: str | None) -> None:
    given = replace(VISIT, people=(replace(VISIT.people[0], role=role),))
    assert to_plover(given)[0]["actor"][0]["sector"] == sector


def test_plover_records_are_json() -> None:
    for example in EXAMPLES.values():
        records = to_plover(example, other=True)
        assert json.loads(json.dumps(records)) == records
        assert len(records) == len(example.events)
        assert all(record.keys() >= {"id", "date", "actor", "event"} for record in records)  # what the codebook requires


@pytest.mark.parametrize(("code", "alpha3"), [("VN", "VNM"), ("XK", "XKX"), ("SUHH", "SUN"), ("DDDE", "DDR"), ("VDVN", "VDR"), ("ZZ", None), (None, None)])
def test_iso3(code: str | None, alpha3: str | None) -> None:
    assert iso3(code) == alpha3


def iso3_rows() -> Iterator[tuple[str, str]]:
    return ((row["code"], row["alpha3"]) for row in data_table("iso3"))


def test_the_table_of_codes_is_sorted_whole_and_well_formed() -> None:
    pairs = list(iso3_rows())
    assert pairs == sorted(pairs)
    assert len({code for code, _ in pairs}) == len(pairs)
    assert all(re.fullmatch("[A-Z]{2}|[A-Z]{4}", code) and re.fullmatch("[A-Z]{3}", alpha3) for code, alpha3 in pairs)
    living = [alpha3 for code, alpha3 in pairs if len(code) == 2]
    assert len(living) == 250
    assert len(set(living)) == 250
