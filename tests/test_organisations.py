"""Which names name one organisation, and which known organisation a name may mean."""

from __future__ import annotations

import re

import pytest

from vnews_entities.context import build
from vnews_entities.gazetteers import Gazetteers, default
from vnews_entities.organisations import cluster, resolve

MARK = re.compile(r"\[([^\]]+)\]")


def names(marked: str) -> list[list[str]]:
    """The forms of each organisation; marks do not nest here."""
    text, spans, at = "", [], 0
    for m in MARK.finditer(marked):
        text += marked[at : m.start()]
        spans.append((len(text), len(text) + len(m[1]), "ORG", False, None, False))
        text += m[1]
        at = m.end()
    context = build(text + marked[at:], spans)  # type: ignore[arg-type]
    return [[s.text for s in c.spots] for c in cluster(context, default())]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Tổ chức Y tế Thế giới] ([WHO]) họp. [WHO] ra thông cáo.", [["Tổ chức Y tế Thế giới", "WHO", "WHO"]]),
        ("[Viện Sóng và Gió] ([VSG]) mở cửa.", [["Viện Sóng và Gió", "VSG"]]),
        ("[Viện Sóng và Gió], viết tắt là [VSG], mở cửa.", [["Viện Sóng và Gió", "VSG"]]),
        ("[Bộ Năng lượng Chile] nói. [Bộ Năng lượng] nói thêm.", [["Bộ Năng lượng Chile", "Bộ Năng lượng"]]),
        ("[UBND tỉnh Hà Khê] và [Ủy ban nhân dân Hà Khê]", [["UBND tỉnh Hà Khê", "Ủy ban nhân dân Hà Khê"]]),
        ("[Tập đoàn Sao Nam] mua [Sao Nam]", [["Tập đoàn Sao Nam", "Sao Nam"]]),
        ("[LHQ] và [Liên Hợp Quốc]", [["LHQ", "Liên Hợp Quốc"]]),
        ("[Sở Y tế Hà Khê] và [Bộ Y tế]", [["Sở Y tế Hà Khê"], ["Bộ Y tế"]]),
        ("[Hội đồng Bảo an Liên Hợp Quốc] và [Liên Hợp Quốc]", [["Hội đồng Bảo an Liên Hợp Quốc"], ["Liên Hợp Quốc"]]),
        ("[OPEC] và [OPEC+]", [["OPEC"], ["OPEC+"]]),
        # a known proper name is whole: what else begins with it is another organisation
        ("[Apple] mở [Apple Garage] cạnh [Apple Kitchen].", [["Apple"], ["Apple Garage"], ["Apple Kitchen"]]),
        ("[FPT] khai trương [FPT Shop] thứ chín.", [["FPT"], ["FPT Shop"]]),
        ("[Sao Nam] khai trương [Sao Nam Logistics], theo [Sao Nam].", [["Sao Nam", "Sao Nam Logistics", "Sao Nam"]]),
        ("[Trạm Kiểm soát bệnh tật (CDC) Hà Khê] cử người. [CDC] lấy mẫu.", [["Trạm Kiểm soát bệnh tật (CDC) Hà Khê", "CDC"]]),
    ],
)
def test_one_organisation_per_article(marked: str, expected: list[list[str]]) -> None:
    assert names(marked) == expected


def test_the_name_is_the_fullest_form() -> None:
    context = build("WHO Tổ chức Y tế Thế giới", [(0, 3, "ORG", False, None, False), (4, 25, "ORG", False, None, False)])
    assert [c.name for c in cluster(context, default())] == ["Tổ chức Y tế Thế giới"]


def test_of_two_names_of_as_many_words_the_acronym_is_the_lesser() -> None:
    text = "Vietcombank (VCB) khai trương phòng giao dịch. VCB nói VCB sẽ mở thêm."
    spans = [(m.start(), m.end(), "ORG", False, None, False) for m in re.finditer("Vietcombank|VCB", text)]
    assert [(c.name, len(c.spots)) for c in cluster(build(text, spans), default())] == [("Vietcombank", 4)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("organisation", "text", "expected"),
    [
        ("Đảng Dân chủ", "Quốc kỳ Chile treo kín phố, Đảng Dân chủ kêu gọi giữ trật tự.", (None, None)),
        ("Đảng Dân chủ", "Chile nhìn sang Mỹ, nơi Đảng Dân chủ vừa họp đại hội.", ("US", "Q29552")),
        ("Đảng Dân chủ", "Đảng Dân chủ vừa họp đại hội.", ("US", "Q29552")),
        ("CDC", "Trạm Phòng bệnh (CDC) Hà Nội lấy mẫu nước giếng.", (None, None)),
        ("CDC", "CDC Mỹ lấy mẫu nước giếng.", ("US", "Q583725")),
        ("FBI", "Cảnh sát Chile nhờ FBI tìm chiếc xe mất trộm.", ("US", "Q8333")),
    ],
)
def test_the_country_that_a_table_gives_needs_the_article_where_the_form_leaves_it_out(
    organisation: str, text: str, expected: tuple[str | None, str | None]
) -> None:
    codes = {"Chile": "CL", "Mỹ": "US", "Hà Nội": None, "Trạm Phòng bệnh": None, organisation: None}
    spans = [
        (text.index(n), text.index(n) + len(n), "LOC" if n in ("Chile", "Mỹ", "Hà Nội") else "ORG", False, code, False)
        for n, code in codes.items()
        if n in text
    ]
    found = cluster(build(text, spans), default())  # type: ignore[arg-type]
    assert [(c.country, c.qid) for c in found if organisation in (s.text for s in c.spots)] == [expected]


OWN = Gazetteers.load([{"name": "Viện Sóng và Gió", "acronym": "VSG", "country": "CL", "kind": "agency", "qid": "", "forms": ""}])


@pytest.mark.parametrize(
    ("name", "expected"),
    [("VSG", [("Viện Sóng và Gió", 1.0)]), ("viện sóng và gió", [("Viện Sóng và Gió", 1.0)]), ("tổ chức VSG", [("Viện Sóng và Gió", 0.8)]), ("Zzz", [])],
)
def test_resolve(name: str, expected: list[tuple[str, float]]) -> None:
    assert [(c.name, c.score) for c in resolve(name, gazetteers=OWN)] == expected


def test_resolve_refuses_what_is_no_name() -> None:
    with pytest.raises(TypeError, match="string"):
        resolve(None)  # type: ignore[arg-type]
