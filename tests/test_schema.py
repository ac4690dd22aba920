"""document.schema.json states what Document.to_dict writes, and nothing else."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Callable
from typing import Any, get_args

import jsonschema
import pytest
from gold import examples
from samples import as_document

from vnews_entities import document
from vnews_entities.document import Document, schema

VALIDATOR = jsonschema.Draft202012Validator(schema())
EXAMPLES = examples()


def is_valid(data: Any) -> bool:
    return bool(VALIDATOR.is_valid(data))


def test_the_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("gold", EXAMPLES, ids=lambda g: g["id"])
def test_documents_fit_and_come_back_unchanged(gold: dict[str, Any]) -> None:
    written = as_document(gold)
    VALIDATOR.validate(written.to_dict())
    assert Document.from_json(written.to_json()) == written


def test_an_empty_document_fits() -> None:
    assert is_valid(Document("").to_dict())


def test_a_document_may_carry_its_caller_s_id() -> None:
    assert is_valid({**Document("x").to_dict(), "id": "a17"})
    assert is_valid({**Document("x").to_dict(), "id": 17})


@pytest.mark.parametrize(
    ("record", "definition"),
    [
        ("Mention", "mention"), ("CountryMention", "country_mention"), ("Person", "person"), ("Country", "country"), ("Organisation", "organisation"),
        ("Place", "place"), ("Timex", "timex"), ("Event", "event"), ("Span", "span"),
    ],
)  # fmt: skip
def test_the_schema_and_the_records_name_the_same_fields(record: str, definition: str) -> None:
    fields = {f.name for f in dataclasses.fields(getattr(document, record))}
    stated = schema()["$defs"][definition]
    assert fields == set(stated["properties"]) == set(stated["required"])
    assert stated["additionalProperties"] is False


def test_the_schema_and_the_document_name_the_same_fields() -> None:
    fields = {"schema", *(f.name for f in dataclasses.fields(Document))}
    assert set(schema()["required"]) == fields == set(schema()["properties"]) - {"id"}


def test_the_enumerations_are_those_of_the_records() -> None:
    definitions = schema()["$defs"]
    assert definitions["event"]["properties"]["type"]["enum"] == list(document.EVENT_TYPES)
    assert set(definitions["event"]["properties"]["status"]["enum"]) == set(get_args(document.Status))
    assert set(definitions["timex"]["properties"]["type"]["enum"]) == set(get_args(document.TimexType))
    assert set(definitions["timex"]["properties"]["mod"]["enum"]) == {*get_args(document.TimexMod), None}
    assert set(schema()["properties"]["published_from"]["enum"]) == {*get_args(document.PublishedFrom), None}


def put(*path: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        at: Any = data
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        put("schema", value=2),
        put("titel", value="x"),
        put("text", value=None),
        put("published", value="17/7/2024"),
        put("published_from", value="guess"),
        put("people", 0, "id", value="x1"),
        put("people", 0, "mentions", value=[]),
        put("people", 0, "country", value="Turkey"),
        put("people", 0, "mentions", 0, "start", value=-1),
        put("people", 0, "mentions", 0, "label", value="PER"),
        put("people", 0, "qid", value="17"),
        put("countries", 0, "mentions", 0, "metonym", value="no"),
        put("countries", 0, "code", value="tr"),
        put("dates", 0, "type", value="DAY"),
        put("dates", 0, "value", value="12 tháng 3"),
        put("dates", 0, "mod", value="ROUGHLY"),
        put("dates", 0, "begin_date", value="2024-7-1"),
        put("events", 0, "type", value="VISIT"),
        put("events", 0, "date", value=""),
        put("events", 0, "actors", value=["Kemal Aksoy"]),
        put("events", 0, "actors", value=["p1", "p1"]),
        put("events", 0, "score", value=1.5),
        put("events", 0, "status", value="maybe"),
        put("events", 0, "date_mention", value=-1),
    ],
    ids=lambda change: str([c.cell_contents for c in change.__closure__]),
)
def test_what_departs_from_the_contract_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    data = as_document(EXAMPLES[0]).to_dict()
    assert is_valid(data)
    broken = copy.deepcopy(data)
    change(broken)
    assert not is_valid(broken)


@pytest.mark.parametrize(
    "value",
    ["2024", "2024-07", "2024-07-17", "2024-07-17TMO", "2024-07-17T08:30", "2024-Q2", "2024-H1", "2024-W29", "2024-W29-WE", "2025-SU", "199X", "19XX",
     "XXXX-07-17", "XXXX-WXX-1", "P3D", "P2D/P3D", "PXD", "PT2H", "PRESENT_REF", "2024-07-16/2024-07-18", "BC0257"],
)  # fmt: skip
def test_every_form_of_value_is_let_in(value: str) -> None:
    data = as_document(EXAMPLES[0]).to_dict()
    data["dates"][0]["value"] = value
    assert is_valid(data)


def test_a_lone_surrogate_survives_json() -> None:
    written = Document("a\ud800b", title="\udfff")
    assert Document.from_dict(json.loads(written.to_json())) == written
    written.to_json().encode("utf-8")
