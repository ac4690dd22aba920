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
    ],
)
def test_one_organisation_per_article(marked: str, expected: list[list[str]]) -> None:
    assert names(marked) == expected


def test_the_name_is_the_fullest_form() -> None:
    context = build("WHO Tổ chức Y tế Thế giới", [(0, 3, "ORG", False, None, False), (4, 25, "ORG", False, None, False)])
    assert [c.name for c in cluster(context, default())] == ["Tổ chức Y tế Thế giới"]


OWN = Gazetteers.load([{"name": "Viện Sóng và Gió", "acronym": "VSG", "country": "CL", "kind": "agency", "qid": "", "forms": ""}])


@pytest.mark.parametrize(
    ("name", "expected"),
    [("VSG", [("Viện Sóng và Gió", 1.0)]), ("viện sóng và gió", [("Viện Sóng và Gió", 1.0)]), ("tổ chức VSG", [("Viện Sóng và Gió", 0.8)]), ("Zzz", [])],
)
def test_resolve(name: str, expected: list[tuple[str, float]]) -> None:
    assert [(c.name, c.score) for c in resolve(name, gazetteers=OWN)] == expected
