"""The example articles: their annotation is sound, and the library reads them at least as well as it did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from floors import figure, measured, read_floors
from gold import EXAMPLES, GOLD, RECORDS, example_input, examples

import vnews_entities as vn
from training.standoff import place_of
from vnews_entities.document import EVENT_TYPES
from vnews_entities.evaluation import Evaluation
from vnews_entities.gold import read_gold, read_marks

#: Per cent by which another processor's int8 kernels may differ: a name of 230, an event of 57.
SLACK = 2.0
ALL = examples()
NAMES = [gold["id"] for gold in ALL]


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return measured()


@pytest.mark.parametrize("measure", read_floors())
def test_accuracy_does_not_fall(measure: str, evaluation: Evaluation) -> None:
    mistakes = "\n".join(map(str, evaluation.mistakes))
    assert figure(evaluation.measures[measure]) >= read_floors()[measure] - SLACK, f"{evaluation.table()}\n{mistakes}"


def test_every_measure_has_a_floor(evaluation: Evaluation) -> None:
    assert set(read_floors()) == set(evaluation.measures)


@pytest.mark.parametrize("gold", ALL, ids=NAMES)
def test_a_document_is_valid_and_its_offsets_are_exact(gold: dict[str, Any]) -> None:
    document = vn.extract(example_input(gold["id"]), published=gold["published"])
    jsonschema.validate(document.to_dict(), vn.schema())
    assert document.text.strip() == gold["text"].strip()
    records = (*document.people, *document.countries, *document.organisations, *document.places)
    mentions = [*(m for record in records for m in record.mentions), *document.dates, *(m for e in document.events for m in (e.trigger, *e.mentions))]
    assert mentions
    assert all(document.text[m.start : m.end] == m.text for m in mentions)


def test_every_example_is_annotated_and_every_annotation_has_its_example() -> None:
    texts = {path.stem for path in EXAMPLES.glob("*.txt")}
    records = {json.loads(line)["id"] for line in RECORDS.read_text(encoding="utf-8").splitlines()}
    assert texts | records == set(NAMES) == {path.stem for path in GOLD.iterdir()}
    assert not texts & records


@pytest.mark.parametrize("gold", ALL, ids=NAMES)
def test_an_annotation_is_of_its_example_to_the_character(gold: dict[str, Any]) -> None:
    given = example_input(gold["id"])
    assert (given if isinstance(given, str) else given["text"]).rstrip("\n") == gold["text"]
    assert isinstance(given, str) or given.get("published") == gold["published"]


@pytest.mark.parametrize("gold", ALL, ids=NAMES)
def test_an_annotation_fits_the_guidelines(gold: dict[str, Any]) -> None:
    assert {e["type"] for e in gold["events"]} <= set(EVENT_TYPES)
    values = {m["id"] for m in gold["marks"] if m["label"] in ("DATE", "TIME")}
    assert {e["date"] for e in gold["events"]} <= values
    surfaces = {(m["id"], m["text"]) for m in gold["marks"] if m["label"] in ("PER", "ORG")}
    assert {(x["id"], x["name"]) for x in (*gold["people"], *gold["organisations"])} <= surfaces
    assert all(p["role"] is None or place_of(gold["text"], p["role"]) for p in gold["people"])


@pytest.mark.parametrize("marked", ["a ⟦b¦PER¦p1", "a b¦PER¦p1⟧", "⟦¦PER¦p1⟧", "⟦b ¦PER¦p1⟧", "⟦b¦FOO¦p1⟧", "⟦b¦PER⟧", "a⟧"])
def test_broken_marks_are_refused(marked: str) -> None:
    with pytest.raises(ValueError, match="the mark"):
        read_marks(marked)


def test_marks_nest() -> None:
    text, marks = read_marks("⟦Bộ Y tế ⟦Lào¦LOC¦LA⟧¦ORG¦o1⟧")
    assert text == "Bộ Y tế Lào"
    assert [(m["start"], m["end"], m["label"], m["id"]) for m in marks] == [(0, 11, "ORG", "o1"), (8, 11, "LOC", "LA")]


@pytest.mark.parametrize(
    ("record", "complaint"),
    [
        ('{"people": [], "organisations": [], "events": []}', "which people does not list"),
        ('{"people": [{"id": "p1", "name": "An"}], "organisations": []}', "lacks events"),
        (
            '{"people": [{"id": "p1", "name": "An"}], "organisations": [], "events": [{"id": "e1", "type": "OTHER", "date": "2024", "actors": []}]}',
            "no EVT mark",
        ),
    ],
)
def test_a_record_that_does_not_fit_its_marks_is_refused(record: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(f"⟦An¦PER¦p1⟧\n===\n{record}", encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        read_gold(tmp_path / "x.txt")
