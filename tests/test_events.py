"""Dated events from triggers, dates and names that are given: merging, dates, participants, the lexicon and the finder without a model.

A sentence is written with its marks: `[Name|p1]` a name and its id, `{date|value}` a time expression, `<trigger|TYPE>` a trigger. All sentences are made up.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from vnews_entities.document import EVENT_TYPES, Event, Person, Timex
from vnews_entities.events import Lexicon, build, triggers
from vnews_entities.events.values import dates_event, day, precision, same_time
from vnews_entities.layers import Label, Name, Reading, Trigger
from vnews_entities.text import sentences

_MARK = re.compile(r"\[([^\[\]|]+)\|([^\]]+)\]|\{([^{}|]+)\|([^}]+)\}|<([^<>|]+)\|([^>]+)>")
PUBLISHED = "2024-07-18"


@dataclass(frozen=True)
class Marked:
    text: str
    reading: Reading
    dates: tuple[Timex, ...]
    ids: tuple[str, ...]

    def events(self, *, people: Sequence[Person] = (), lexicon: Lexicon | None = None) -> tuple[Event, ...]:
        return build(
            self.text, self.reading, self.dates, lambda i: self.ids[i],
            lexicon=lexicon or Lexicon.packaged(), published=PUBLISHED, sentences=sentences(self.text), people=people,
        )  # fmt: skip

    def without_model(self) -> Marked:
        found = triggers(self.text, self.reading.names, self.dates, lexicon=Lexicon.packaged(), sentences=sentences(self.text))
        return replace(self, reading=replace(self.reading, triggers=found))


def marked(line: str) -> Marked:
    text, at = "", 0
    names: list[Name] = []
    ids: list[str] = []
    dates: list[Timex] = []
    found: list[Trigger] = []
    for m in _MARK.finditer(line):
        text += line[at : m.start()]
        at = m.end()
        start = len(text)
        name, who, date, value, trigger, event_type = m.groups()
        text += name or date or trigger
        if name:
            label: Label = "PER" if re.fullmatch(r"p\d+", who) else "ORG" if re.fullmatch(r"o\d+", who) else "LOC"
            names.append(Name(start, len(text), label))
            ids.append(name if who == "-" else who)
        elif date:
            dates.append(
                Timex(start, len(text), date, "TIME" if "T" in value else "DURATION" if value.startswith("P") and value[1].isdigit() else "DATE", value)
            )
        else:
            found.append(Trigger(start, len(text), 0.9, {event_type: 1.0}))
    return Marked(text + line[at:], Reading(tuple(names), tuple(found)), tuple(dates), tuple(ids))


def told(events: Sequence[Event]) -> list[tuple[str, str, str, int]]:
    return [(e.trigger.text, e.type, e.date, len(e.mentions)) for e in events]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # the date of the same sentence
        ("{Ngày 17/7|2024-07-17}, [Fidan|p1] <tới|CONSULT> [Niger|NE].", [("tới", "CONSULT", "2024-07-17", 0)]),
        # a trigger that nothing dates is no event
        ("[Fidan|p1] <tới|CONSULT> [Niger|NE].", []),
        # durations and PRESENT_REF date nothing
        ("[Fidan|p1] {hiện|PRESENT_REF} <thăm|CONSULT> [Niger|NE] {hai ngày|P2D}.", []),
        # title, lead and caption tell the event again
        (
            "Phái đoàn [Thổ Nhĩ Kỳ|TR] <thăm|CONSULT> [Niger|NE]\n{Ngày 17/7|2024-07-17}, phái đoàn [Thổ Nhĩ Kỳ|TR] <thăm|CONSULT> [Niger|NE].",
            [("thăm", "CONSULT", "2024-07-17", 1)],
        ),
        # the part of the day is more precise than the day
        (
            "<Vụ nổ|HARM> xảy ra ở cảng {ngày 12/7|2024-07-12}.\n<Vụ nổ|HARM> xảy ra ở cảng {tối 12/7|2024-07-12TEV}.",
            [("Vụ nổ", "HARM", "2024-07-12TEV", 1)],
        ),
        # two days are two events, however alike
        (
            "{Ngày 12/7|2024-07-12}, [Anh|GB] <không kích|ASSAULT> khu cảng.\n{Ngày 15/7|2024-07-15}, [Anh|GB] <không kích|ASSAULT> khu cảng.",
            [("không kích", "ASSAULT", "2024-07-12", 0), ("không kích", "ASSAULT", "2024-07-15", 0)],
        ),
        # coordinated verbs are happenings of their own
        (
            "{Ngày 12/7|2024-07-12}, [Lan|p1] <từ chức|POWER> và <rời|OTHER> [Lima|-].",
            [("từ chức", "POWER", "2024-07-12", 0), ("rời", "OTHER", "2024-07-12", 0)],
        ),
        # another time in the background
        (
            "{Ngày 12/7|2024-07-12}, [Lan|p1] <thăm|CONSULT> bảo tàng, nơi <khánh thành|OTHER> {năm 1975|1975}.",
            [("thăm", "CONSULT", "2024-07-12", 0), ("khánh thành", "OTHER", "1975", 0)],
        ),
    ],
)
def test_which_events(line: str, expected: list[tuple[str, str, str, int]]) -> None:
    assert told(marked(line).events()) == expected


@pytest.mark.parametrize(
    ("line", "actors", "targets"),
    [
        ("{Ngày 17/7|2024-07-17}, Ngoại trưởng [Hakan Fidan|p1] <chỉ trích|ACCUSE> [Iran|IR].", {"p1"}, {"IR"}),
        # a country that only says who a person is takes no part
        ("Ngoại trưởng [Thổ Nhĩ Kỳ|TR] [Hakan Fidan|p1] {ngày 17/7|2024-07-17} <tuyên bố|STATEMENT> như vậy.", {"p1"}, set()),
        # one whose people act unnamed does
        ("{Ngày 17/7|2024-07-17}, quân đội [Mỹ|US] <không kích|ASSAULT> [Yemen|YE].", {"US"}, {"YE"}),
        ("Giới chức [Hàn Quốc|KR] {hôm 17/7|2024-07-17} <cho biết|STATEMENT> đang điều tra.", {"KR"}, set()),
        # passives
        ("{Ngày 17/7|2024-07-17}, tàu [Nga|RU] bị quân đội [Ukraine|UA] <tấn công|ASSAULT>.", {"UA"}, {"RU"}),
        ("[Trần Lan|p1] bị [Công an tỉnh Hà Nam|o1] <bắt|JUSTICE> {ngày 17/7|2024-07-17}.", {"o1"}, {"p1"}),
        # the victims of an accident are its targets
        ("{Ngày 17/7|2024-07-17}, [Trần Lan|p1] <qua đời|HARM> ở tuổi 90.", set(), {"p1"}),
        # both names of a chain, before the verb and behind the noun
        ("[Trần Lan|p1] và [Lê Mai|p2] <điện đàm|CONSULT> {ngày 17/7|2024-07-17}.", {"p1", "p2"}, set()),
        ("<Cuộc gặp|CONSULT> giữa [Trần Lan|p1] và [Lê Mai|p2] diễn ra {ngày 17/7|2024-07-17}.", {"p1", "p2"}, set()),
        # a quotation's names do not act outside it
        ("“[Pháp|FR] phải trả lời”, [Trần Lan|p1] <nói|STATEMENT> {ngày 17/7|2024-07-17}.", {"p1"}, set()),
        # the pronoun's person stands in the sentence before
        ("[Trần Lan|p1] là bộ trưởng.\nÔng <phát biểu|STATEMENT> {ngày 17/7|2024-07-17}.", {"p1"}, set()),
    ],
)
def test_participants_by_rules(line: str, actors: set[str], targets: set[str]) -> None:
    (event,) = marked(line).events()
    assert (set(event.actors), set(event.targets)) == (actors, targets)


def test_nobody_is_actor_and_target_of_one_event() -> None:
    m = _with_reader(
        "{Ngày 17/7|2024-07-17}, [Pháp|FR] <tấn công|ASSAULT> tàu [Pháp|FR].",
        dates=((0, 0.95),), participants=((0, "actor", 0.97), (1, "target", 0.9), (1, "actor", 0.1)),
    )  # fmt: skip
    (event,) = m.events()
    assert [*event.actors, *event.targets] == ["FR"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Cuộc gặp giữa [Lan|p1] và [Mai|p2] {ngày 16/7|2024-07-16} bị <hủy|OTHER>.", ("Cuộc gặp", "CONSULT", "denied")),
        ("Lễ ký thỏa thuận {ngày 16/7|2024-07-16} được <tổ chức|OTHER> tại [Lima|-].", ("Lễ ký", "AGREE", "happened")),
        ("<Cuộc gặp|CONSULT> giữa [Lan|p1] và [Mai|p2] sẽ <diễn ra|CONSULT> {ngày 20/7|2024-07-20}.", ("Cuộc gặp", "CONSULT", "planned")),
        # the date tells when it was called off
        ("Cuộc gặp giữa [Lan|p1] và [Mai|p2] bị <hủy|OTHER> {hôm 16/7|2024-07-16}.", ("hủy", "OTHER", "happened")),
        ("[Lan|p1] <hủy|OTHER> cuộc gặp {hôm 16/7|2024-07-16}.", ("hủy", "OTHER", "happened")),
    ],
)
def test_the_noun_is_the_trigger_where_the_verb_is_light(line: str, expected: tuple[str, str, str]) -> None:
    (event,) = _with_reader(line, participants=((0, "actor", 0.9),)).events()
    assert (event.trigger.text, event.type, event.status) == expected


def test_a_birth_takes_the_date_behind_it() -> None:
    m = marked("[Lan|p1] (<sinh|OTHER> {năm 1979|1979}) bị <bắt|JUSTICE> {ngày 5/6|2024-06-05}.")
    birth, arrest = m.reading.triggers
    m = replace(m, reading=replace(m.reading, triggers=(replace(birth, dates=((1, 0.9),)), replace(arrest, dates=((1, 0.9),)))))
    assert [(e.trigger.text, e.date) for e in m.events()] == [("sinh", "1979"), ("bắt", "2024-06-05")]


def test_places_are_countries_and_other_places_by_their_text() -> None:
    (event,) = marked("{Ngày 17/7|2024-07-17}, <vụ nổ|HARM> xảy ra tại [Lima|-], [Peru|PE].").events()
    assert set(event.places) == {"Lima", "PE"}


def _with_reader(line: str, **fields: Any) -> Marked:
    m = marked(line)
    first, *rest = m.reading.triggers
    return replace(m, reading=replace(m.reading, triggers=(replace(first, **fields), *rest)))


def test_the_readers_participants_and_dates_outweigh_the_rules() -> None:
    line = "{Ngày 17/7|2024-07-17}, [Lan|p1] cùng [Mai|p2] <thăm|CONSULT> [Peru|PE] sau {tháng 3|2024-03}."
    m = _with_reader(line, dates=((1, 0.95),), participants=((1, "actor", 0.97), (0, "actor", 0.02), (2, "target", 0.9)))
    (event,) = m.events()
    assert event.date == "2024-03"
    assert event.date_mention == 1
    assert "p2" in event.actors
    assert event.targets == ("PE",)


@pytest.mark.parametrize(
    ("line", "actors"),
    [
        # a title with its country stands for the one person who has both
        ("Bộ trưởng [Peru|PE] {ngày 17/7|2024-07-17} <từ chức|POWER>.\n\nTrời mưa.\n\n[Lan|p1] về quê.", {"p1"}),
        # and one with its organisation
        ("Giám đốc [Quỹ Sao|o1] {ngày 17/7|2024-07-17} <từ chức|POWER>.\n\nTrời mưa.\n\n[Hoa|p3] về quê.", {"p3"}),
        ("Thư ký [Quỹ Sao|o1] {ngày 17/7|2024-07-17} <từ chức|POWER>.\n\nTrời mưa.\n\n[Hoa|p3] về quê.", {"o1"}),
        # not beside a name, nor with another title or country
        ("Bộ trưởng [Peru|PE] [Mai|p2] {ngày 17/7|2024-07-17} <từ chức|POWER>.\n\nTrời mưa.\n\n[Lan|p1] về quê.", {"p2"}),
        ("Bộ trưởng [Chile|CL] {ngày 17/7|2024-07-17} <từ chức|POWER>.\n\nTrời mưa.\n\n[Lan|p1] về quê.", {"CL"}),
        ("Đại sứ [Peru|PE] {ngày 17/7|2024-07-17} <từ chức|POWER>.\n\nTrời mưa.\n\n[Lan|p1] về quê.", set()),
    ],
)
def test_a_title_stands_for_whom_the_text_names_elsewhere(line: str, actors: set[str]) -> None:
    people = [Person("p1", "Lan", "Bộ trưởng", "PE", None, ()), Person("p3", "Hoa", "Giám đốc Quỹ Sao", None, None, ())]
    (event,) = marked(line).events(people=people)
    assert set(event.actors) == actors


@pytest.mark.parametrize(
    ("line", "actors"),
    [
        ("[Lan|p1], người nắm quyền ở [Peru|PE] sau <cuộc đảo chính|POWER> {ngày 17/7|2024-07-17}, lên tiếng.", {"p1"}),
        ("[Lan|p1] lên cầm quyền nhờ một <cuộc đảo chính|POWER> {ngày 17/7|2024-07-17}.", {"p1"}),
        ("[Lan|p1] rời [Peru|PE] sau <cuộc đảo chính|POWER> {ngày 17/7|2024-07-17}.", set()),
    ],
)
def test_whom_a_coup_brought_to_power_made_it(line: str, actors: set[str]) -> None:
    m = _with_reader(line, dates=((0, 0.95),), participants=((0, "actor", 0.1),))
    (event,) = m.events()
    assert set(event.actors) == actors


def test_who_takes_part_is_weighed_over_all_that_tell_the_event() -> None:
    def targets(*chances: float) -> set[str]:
        m = marked("{Ngày 17/7|2024-07-17}, [Lan|p1] <thăm|CONSULT> [Peru|PE] cùng [Mai|p2].\n" * len(chances))
        read = []
        for k, (trigger, p) in enumerate(zip(m.reading.triggers, chances, strict=True)):
            parts = ((3 * k, "actor", 0.9), (3 * k + 1, "target", 0.9), (3 * k + 2, "target", p))
            read.append(replace(trigger, dates=((k, 0.95),), participants=parts))
        (event,) = replace(m, reading=replace(m.reading, triggers=tuple(read))).events()
        assert len(event.mentions) == len(chances) - 1
        return set(event.targets)

    assert targets(0.8) == targets(0.8, 0.8, 0.0) == {"PE", "p2"}
    assert targets(0.8, 0.0, 0.0) == targets(0.0, 0.0, 0.8) == {"PE"}


def test_a_name_that_the_document_leaves_out_takes_no_part() -> None:
    m = marked("{Ngày 17/7|2024-07-17}, [Lan|p1] <thăm|CONSULT> [Peru|PE].")
    found = build(m.text, m.reading, m.dates, lambda i: None, lexicon=Lexicon.packaged(), published=None, sentences=sentences(m.text))
    assert [(e.actors, e.targets, e.places) for e in found] == [((), (), ())]


def test_one_trigger_with_two_dates_is_two_events() -> None:
    m = _with_reader("[Lan|p1] <thăm|CONSULT> [Peru|PE] {ngày 3/5|2024-05-03} và {ngày 9/6|2024-06-09}.", dates=((0, 0.9), (1, 0.9)))
    assert [(e.id, e.date) for e in m.events()] == [("e1", "2024-05-03"), ("e2", "2024-06-09")]


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        (" và ", ["2015", "2017"]),
        (", sau trận lụt ", ["2015"]),
    ],
)
def test_two_dates_that_a_conjunction_joins_share_the_trigger(between: str, expected: list[str]) -> None:
    m = _with_reader("Cầu <sập|HARM> {năm 2015|2015}" + between + "{năm 2017|2017}.", dates=((0, 0.6), (1, 0.3)))
    assert [e.date for e in m.events()] == expected


@pytest.mark.parametrize(
    ("line", "actors", "targets"),
    [
        ("<Chiến tranh|ASSAULT> [Peru|PE] - [Chile|CL] bùng phát {năm 1975|1975}.", {"PE", "CL"}, set()),
        ("<Cuộc chiến|ASSAULT> chống [Chile|CL] của [Peru|PE] bùng phát {năm 1975|1975}.", {"PE"}, {"CL"}),
        ("<Cuộc tấn công|ASSAULT> [Chile|CL] của [Peru|PE] bắt đầu {năm 1975|1975}.", {"PE"}, {"CL"}),
    ],
)
def test_in_a_mutual_event_both_sides_act(line: str, actors: set[str], targets: set[str]) -> None:
    m = marked(line)
    peru, chile = (next(i for i, who in enumerate(m.ids) if who == code) for code in ("PE", "CL"))
    told_by_reader = ((peru, "actor", 0.9), (chile, "target", 0.9))
    (event,) = _with_reader(line, dates=((0, 0.9),), participants=told_by_reader).events()
    assert (set(event.actors), set(event.targets)) == (actors, targets)


def test_a_weak_trigger_is_dropped() -> None:
    assert _with_reader("{Ngày 17/7|2024-07-17}, [Lan|p1] <thăm|CONSULT> [Peru|PE].", score=0.1).events() == ()


@pytest.mark.parametrize(
    ("line", "weak", "mentions"),
    [
        # a title too weak to tell an event of its own tells again what the lead dates
        ("[Lan|p1] <thăm|CONSULT> [Peru|PE]\n{Ngày 17/7|2024-07-17}, [Lan|p1] <thăm|CONSULT> [Peru|PE].", 0, ["thăm"]),
        # so does a later sentence
        ("{Ngày 17/7|2024-07-17}, [Lan|p1] <thăm|CONSULT> [Peru|PE].\n[Lan|p1] <thăm|CONSULT> cả cảng của [Peru|PE].", 1, ["thăm"]),
        # what happens otherwise joins nothing
        ("{Ngày 17/7|2024-07-17}, [Lan|p1] <thăm|CONSULT> [Peru|PE].\nGiá gạo ở chợ <tăng|ECONOMY> mạnh.", 1, []),
    ],
)
def test_a_weak_trigger_only_tells_again(line: str, weak: int, mentions: list[str]) -> None:
    m = marked(line)
    found = [replace(t, score=0.4 if k == weak else t.score) for k, t in enumerate(m.reading.triggers)]
    (event,) = replace(m, reading=replace(m.reading, triggers=tuple(found))).events()
    assert [mention.text for mention in event.mentions] == mentions
    assert event.score == 0.9


def test_mode_and_ids_and_sentence() -> None:
    m = marked("Mở đầu.\n{Ngày 17/7|2024-07-17}, [Lan|p1] <điện đàm|CONSULT> với [Mai|p2].\n{Ngày 18/7|2024-07-18}, [Mai|p2] <nhậm chức|POWER>.")
    first, second = m.events()
    assert (first.id, first.mode, second.id, second.mode) == ("e1", "phone", "e2", None)
    assert m.text[first.sentence.start : first.sentence.end].startswith("Ngày 17/7")
    assert 0 <= first.score <= 1


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{Ngày 17/7|2024-07-17}, [Fidan|p1] đã tới thăm [Niger|NE].", [("tới thăm", "CONSULT", "2024-07-17")]),
        ("[Fidan|p1] {ngày 17/7|2024-07-17} tuyên bố sẽ từ chức.", [("tuyên bố", "STATEMENT", "2024-07-17")]),
        ("Trong cuộc họp {hôm 30/1|2024-01-30}, [Lan|p1] cho biết dự án bị chậm.", [("cuộc họp", "CONSULT", "2024-01-30")]),
        ("Quân đội rút khỏi thị trấn {hôm 15/7|2024-07-15}, hai bên chưa bình luận.", [("rút khỏi", "RETREAT", "2024-07-15")]),
        ("Hội nghị cấp cao được tổ chức tại [Lima|-] {hôm 15/7|2024-07-15}.", [("Hội nghị cấp cao", "CONSULT", "2024-07-15")]),
        ("Giao tranh nổ ra {hôm 15/7|2024-07-15}.", [("Giao tranh", "ASSAULT", "2024-07-15")]),
        (
            "Công an bắt [Lan|p1] (sinh {năm 1979|1979}) {ngày 5/6|2024-06-05}.",
            [("bắt", "JUSTICE", "2024-06-05"), ("sinh", "OTHER", "1979")],
        ),
        ("Bác sĩ [Lan|p1] {hôm 15/7|2024-07-15} qua đời.", [("qua đời", "HARM", "2024-07-15")]),
        ("Ba người thiệt mạng {tối 12/7|2024-07-12TEV}.", [("thiệt mạng", "HARM", "2024-07-12TEV")]),
        ("Không ai biết gì về {ngày 12/7|2024-07-12}.", []),
        ("", []),
        # a long predicate's first words end the text
        ("{Ngày 17/7|2024-07-17}, hai bên đàm", []),
        ("{Ngày 17/7|2024-07-17}, hai bên ký", [("ký", "AGREE", "2024-07-17")]),
    ],
)
def test_the_finder_without_a_model(line: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(e.trigger.text, e.type, e.date) for e in marked(line).without_model().events()] == expected


@pytest.mark.parametrize("form", ["NFC", "NFD", "zero-width", "CRLF"])
def test_offsets_hold_in_every_unicode_form(form: str) -> None:
    m = marked("Mở đầu.\n{Ngày 17/7|2024-07-17}, quân đội [Mỹ|US] <không kích|ASSAULT> [Yemen|YE].")
    changes: dict[str, Callable[[str], str]] = {
        "NFC": lambda s: s,
        "NFD": lambda s: unicodedata.normalize("NFD", s),
        "zero-width": lambda s: s.replace("ô", "ô\u200b"),
        "CRLF": lambda s: s.replace("\n", "\r\n"),
    }
    change = changes[form]
    moved = [len(change(m.text[:i])) for i in range(len(m.text) + 1)]
    text = change(m.text)
    names = tuple(replace(n, start=moved[n.start], end=moved[n.end]) for n in m.reading.names)
    found = tuple(replace(t, start=moved[t.start], end=moved[t.end]) for t in m.reading.triggers)
    dates = tuple(replace(d, start=moved[d.start], end=moved[d.end]) for d in m.dates)
    borders = [(moved[a], moved[b]) for a, b in sentences(m.text)]
    changed = Marked(text, Reading(names, found), dates, m.ids)
    (event,) = build(text, changed.reading, dates, lambda i: m.ids[i], lexicon=Lexicon.packaged(), published=PUBLISHED, sentences=borders)
    assert text[event.trigger.start : event.trigger.end] == event.trigger.text == change("không kích")
    assert (event.actors, event.targets) == (("US",), ("YE",))


def test_a_long_line_takes_no_time() -> None:
    m = marked(" ".join("[Lan|p1] và [Mai|p2] {ngày 3/5|2024-05-03} bị <bắt|JUSTICE>," for _ in range(60)) + " trong" * 5000)
    began = time.process_time()
    m.events()
    m.without_model()
    assert time.process_time() - began < 2


def test_same_input_same_output() -> None:
    m = marked("{Ngày 17/7|2024-07-17}, [Lan|p1], [Mai|p2] và [Peru|PE] <ký kết|AGREE> với [Chile|CL] tại [Lima|-].")
    assert m.events() == m.events()


@pytest.mark.parametrize(
    ("surface", "event_type", "mode"),
    [
        ("ký kết", "AGREE", None),
        ("bị bắn chết", "ASSAULT", "firearms"),
        ("đã ký", "AGREE", None),
        ("các vụ tấn công", "ASSAULT", None),
        ("hoà giải", "CONSULT", "third-party"),  # the old place of the tone mark
        ("Biểu tình", "PROTEST", "demo"),
        ("các cuộc không kích", "ASSAULT", "aerial"),
        ("bị ám sát", "ASSAULT", "targeted"),
        ("triệu hồi đại sứ", "SANCTION", "withdraw"),
    ],
)
def test_lexicon_knows(surface: str, event_type: str, mode: str | None) -> None:
    found = Lexicon.packaged().of(surface)
    assert found is not None
    assert (found.types[0], found.mode) == (event_type, mode)
    assert sum(found.probabilities().values()) == pytest.approx(1)


def test_a_users_row_goes_before_ours() -> None:
    rows = [
        {"predicate": "thả diều", "type": "SPORT", "mode": ""},
        {"predicate": "ký", "type": "OTHER", "mode": ""},
        {"predicate": "ký", "type": "AGREE", "mode": ""},
    ]
    lexicon = Lexicon(rows)
    assert len(lexicon) == 2
    assert [lexicon.of(x).types for x in ("thả diều", "ký")] == [("SPORT",), ("OTHER",)]  # type: ignore[union-attr]
    assert lexicon.of("bay") is None


@pytest.mark.parametrize(
    ("event_type", "mode", "says"),
    [("MEET", "", "CONSULT"), ("CONSULT", "demo", "visit"), ("POWER", "visit", "none"), ("ASSAULT", "execute", "targeted"), ("COERCE", "ban", "cyber")],
)
def test_a_wrong_row_says_what_would_be_right(event_type: str, mode: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Lexicon([{"predicate": "gặp", "type": event_type, "mode": mode}])


def test_the_packaged_lexicon_has_every_type() -> None:
    from vnews_entities.tables import table

    rows = table("triggers")
    assert {t for row in rows for t in row["type"].split("|")} == set(EVENT_TYPES)
    assert [row["predicate"] for row in rows] == sorted(row["predicate"] for row in rows)
    assert all(unicodedata.is_normalized("NFC", row["predicate"]) for row in rows)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("2024-07-17", "2024-07-17TMO", True),
        ("2024-07", "2024-07-17", True),
        ("2024", "2024-07", True),
        ("2024-W29", "2024-07-17", True),
        ("2024-W28", "2024-07-17", False),
        ("2024-07-16/2024-07-18", "2024-07-17", True),
        ("2024-07-16/2024-07-18", "2024-07-19", False),
        ("2024-07-17", "2024-07-18", False),
        ("2023", "2024-07", False),
        ("XXXX-07-17", "XXXX-07-17TEV", True),
        ("XXXX-07-17", "XXXX-08-17", False),
    ],
)
def test_values_that_mean_one_time(a: str, b: str, same: bool) -> None:
    assert same_time(a, b) is same
    assert same_time(b, a) is same


def test_precision_and_day() -> None:
    values = ["2024-07-16/2024-07-18", "2024", "2024-07", "2024-07-17", "2024-07-17TMO", "2024-07-17T08:30"]
    assert [precision(v) for v in values] == sorted(precision(v) for v in values) == [0, 1, 2, 3, 4, 5]
    assert day("2024-07-17T08:30") == "2024-07-17"
    assert not dates_event(Timex(0, 1, "x", "SET", "P1D"))
    assert not dates_event(Timex(0, 1, "x", "DATE", "FUTURE_REF"))
