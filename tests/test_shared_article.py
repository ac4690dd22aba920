"""The article that the project was started from, where the folder that holds it lies beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

import vnews_entities as vn

ARTICLE = Path(__file__).parent.parent.parent / "shared" / "example.txt"


@pytest.fixture(scope="module")
def document() -> vn.Document:
    if not ARTICLE.is_file():
        pytest.skip("the first article is its publisher's and not part of the repository: ../shared/example.txt is not there")
    return vn.extract(ARTICLE.read_text(encoding="utf-8"), published="2024-07-18")


def test_people(document: vn.Document) -> None:
    assert {(p.name, p.country) for p in document.people} == {
        ("Hakan Fidan", "TR"),
        ("Abdourahamane Tiani", "NE"),
        ("Ali Mahaman Lamine Zeine", "NE"),
        ("Recep Tayyip Erdoğan", "TR"),
    }
    roles = {p.name: p.role for p in document.people}
    assert roles["Hakan Fidan"] == "Ngoại trưởng"
    assert roles["Ali Mahaman Lamine Zeine"] == "Thủ tướng"
    assert roles["Recep Tayyip Erdoğan"] == "Tổng thống"
    assert [m.text for p in document.people if p.name == "Hakan Fidan" for m in p.mentions] == ["Hakan Fidan", "Fidan"]


def test_countries_and_governments(document: vn.Document) -> None:
    assert {c.code for c in document.countries} == set("TR NE RU IR IL PS FR US DE".split())
    acting = [m.text for c in document.countries for m in c.mentions if m.metonym]
    assert sorted(acting) == ["Ankara", "Ankara", "Niamey"]


def test_organisations(document: vn.Document) -> None:
    assert {o.name for o in document.organisations} == {"Daily Sabah", "Anadolu", "TG&VN"}


def test_dates(document: vn.Document) -> None:
    values = {(d.text, d.value) for d in document.dates if not d.value.endswith("_REF")}
    assert values == {("Ngày 17/7", "2024-07-17"), ("ngày 17/7", "2024-07-17"), ("ngày 16/7", "2024-07-16"), ("gần 1 năm trước", "2023")}


def test_events(document: vn.Document) -> None:
    people = {p.id: p.name for p in document.people}
    told = {(e.type, e.date): e for e in document.events}
    visit = next(e for e in document.events if e.date == "2024-07-17" and e.trigger.start < 200)
    assert visit.type == "CONSULT"
    assert [people[a] for a in visit.actors] == ["Hakan Fidan"]
    assert visit.targets == ("NE",)
    assert "NE" in visit.places
    assert ("POWER", "2023") in told
    assert any(e.date == "2024-07-16" for e in document.events)


def test_where_it_comes_from(document: vn.Document) -> None:
    assert document.byline == "Bảo Minh"
    assert document.source == "TG&VN"
    assert document.url is not None
    assert document.url.startswith("https://baoquocte.vn/")
    assert document.title is not None
    assert document.title.startswith("Ngoài Nga và Iran")
