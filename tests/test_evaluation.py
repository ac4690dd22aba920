"""The measures, each on a text small enough to count by hand."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from gold import GOLD, examples
from samples import as_document

from vnews_entities.evaluation import Rate, Score, evaluate
from vnews_entities.gold import check, read_gold, read_marks

Gold = dict[str, Any]
EXAMPLES = examples()


def gold(marked: str, **fields: Any) -> Gold:
    text, marks = read_marks(marked)
    return {"id": "a", "text": text, "marks": marks, "people": [], "organisations": [], "events": [], **fields}


def predicted(of: Gold) -> Gold:
    return {**as_document(of).to_dict(), "id": of["id"]}


def measure(of: Gold, prediction: Gold, name: str) -> Score | Rate:
    return evaluate([of], [prediction]).measures[name]


def counts(of: Gold, prediction: Gold, name: str) -> tuple[float, float, int, int]:
    found = measure(of, prediction, name)
    assert isinstance(found, Score)
    return found.precision, found.recall, found.gold, found.predicted


def test_a_reader_without_mistakes_scores_a_hundred() -> None:
    evaluation = evaluate(EXAMPLES, [predicted(g) for g in EXAMPLES])
    for name, found in evaluation.measures.items():
        assert (found.f1 if isinstance(found, Score) else found.right) == 100.0, name
    assert evaluation.mistakes == ()


def test_a_reader_that_finds_nothing_scores_nothing() -> None:
    evaluation = evaluate(
        EXAMPLES, [{"id": g["id"], "people": [], "countries": [], "organisations": [], "places": [], "dates": [], "events": []} for g in EXAMPLES]
    )
    assert all(found.f1 == 0.0 if isinstance(found, Score) else found.right is None for found in evaluation.measures.values())
    assert {m.kind for m in evaluation.mistakes} == {"missed"}


def test_an_article_without_prediction_is_an_error() -> None:
    with pytest.raises(ValueError, match="no prediction for article 'a'"):
        evaluate([gold("x")], [])


FAULTY = {
    "lacks people": {"people": ...},
    "its text is a int": {"text": 5},
    "published='mai' is no date": {"published": "mai"},
    "published is a int": {"published": 20240718},
    "its id is a list": {"id": []},
    "its marks are a str": {"marks": "x"},
    "mark 1 is a str": {"marks": ["x"]},
    "mark 1 lacks its id": {"marks": [{"start": 0, "end": 3, "label": "LOC"}]},
    "mark 1: its id is a int": {"marks": [{"start": 0, "end": 3, "label": "LOC", "id": 7}]},
    "its start and end are '0' and 3": {"marks": [{"start": "0", "end": 3, "label": "LOC", "id": "LA"}]},
    "mark 1: 0 to 300 is no stretch of the text": {"marks": [{"start": 0, "end": 300, "label": "LOC", "id": "LA"}]},
    "mark 1: 3 to 3 is no stretch of the text": {"marks": [{"start": 3, "end": 3, "label": "LOC", "id": "LA"}]},
    "'Lào'.* has the label 'GPE'; choose one of PER, LOC": {"marks": [{"start": 0, "end": 3, "label": "GPE", "id": "LA"}]},
    "'Lào'.* has the id 'Laos'; give a country's code": {"marks": [{"start": 0, "end": 3, "label": "LOC", "id": "Laos"}]},
    "'Lào'.* is of person 'p7', which people does not list": {"marks": [{"start": 0, "end": 3, "label": "PER", "id": "p7"}]},
    "event 'e1' has no EVT mark": {"marks": []},
    "event 'e1' has the type 'PARTY'; choose one of AGREE": {"events": [{"id": "e1", "type": "PARTY", "date": "2024", "actors": [], "targets": []}]},
    "event 'e1' lacks its date": {"events": [{"id": "e1", "type": "AGREE"}]},
    "event 'e1': its actors are 'LA'": {"events": [{"id": "e1", "type": "AGREE", "date": "2024", "actors": "LA", "targets": []}]},
    "event 'e1' has among its targets 'p8', neither listed": {"events": [{"id": "e1", "type": "AGREE", "date": "2024", "actors": [], "targets": ["p8"]}]},
    "person 'p1': its id is that of another one": {"people": [{"id": "p1", "name": "An"}, {"id": "p1", "name": "Ba"}]},
    "person 'p1': its role is a list": {"people": [{"id": "p1", "name": "An", "role": ["ông"]}]},
}


@pytest.mark.parametrize("message", FAULTY)
def test_an_annotation_that_does_not_hold_together_is_refused(message: str) -> None:
    sound = gold("⟦Lào¦LOC¦LA⟧ ⟦ký¦EVT¦e1⟧", events=[{"id": "e1", "type": "AGREE", "date": "2024", "actors": ["LA"], "targets": [], "places": []}])
    check(sound)
    faulty = {key: value for key, value in {**sound, **FAULTY[message]}.items() if value is not ...}
    with pytest.raises(ValueError, match=message):
        check(faulty)
    with pytest.raises(ValueError, match=message):
        evaluate([faulty], [predicted(sound)])


def test_marks_inline_and_marks_by_offset_are_the_same_gold(tmp_path: Path) -> None:
    records = [read_gold(path)[0] for path in sorted(GOLD.glob("*.txt"))]
    assert records == EXAMPLES
    lines = tmp_path / "gold.jsonl"
    lines.write_text("\n\n".join(json.dumps(g, ensure_ascii=False) for g in records) + "\n", encoding="utf-8")
    assert read_gold(lines) == records


RECORD = '{"people": [], "organisations": [], "events": []}'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", "⟦Lào¦LOC¦LA⟧ ký", "no line === between"),
        ("a.txt", f"Một\n⟦Lào¦LOC¦LA ký\n===\n{RECORD}", "line 2: .*is broken; write"),
        ("a.txt", f"Một\n⟦Lào ký\n===\n{RECORD}", "line 2: the mark '⟦Lào ký.* is never closed"),
        ("a.txt", f"⟦Lào¦GPE¦LA⟧ ký\n===\n{RECORD}", "line 1: .* has the label 'GPE'; choose one of PER"),
        ("a.txt", f"⟦Lào ¦LOC¦LA⟧ ký\n===\n{RECORD}", "line 1: .* white space at its border"),
        ("a.txt", '⟦Lào¦LOC¦LA⟧ ký\n===\n{"people": [],\n "events" []}', "line 4: no JSON"),
        ("a.txt", "⟦Lào¦LOC¦LA⟧ ký\n===\n[]", "no record"),
        ("a.txt", f"⟦An¦PER¦p1⟧ ký\n===\n{RECORD}", "is of person 'p1', which people does not list"),
        ("a.jsonl", '\n{"id": "a"}', "line 2: lacks text, marks"),
        ("a.jsonl", f'{{"id": "a", "text": "x", "marks": [], {RECORD[1:]}\n' * 2, "line 2: the id 'a' is that of line 1 too"),
        ("a.jsonl", "\n", "no annotated article"),
    ],
)
def test_a_faulty_file_is_told_by_its_line(name: str, content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_gold(tmp_path / name)


NAMES = gold(
    "⟦Bộ Công an ⟦Lào¦LOC¦LA⟧¦ORG¦o1⟧ bắt ⟦Tom¦PER¦p1⟧ ở ⟦Huế¦LOC¦-⟧, ⟦Hà Nội¦LOC¦@VN⟧ lên tiếng",
    people=[{"id": "p1", "name": "Tom", "role": "ông", "country": None}],
    organisations=[{"id": "o1", "name": "Bộ Công an Lào"}],
)


def test_only_the_outermost_names_count_among_the_names() -> None:
    assert counts(NAMES, predicted(NAMES), "names") == (100.0, 100.0, 4, 4)
    without_nested = predicted(NAMES)
    without_nested["countries"] = [c for c in without_nested["countries"] if c["code"] != "LA"]
    assert counts(NAMES, without_nested, "names") == (100.0, 100.0, 4, 4)
    assert counts(NAMES, without_nested, "countries/mentions") == (0.0, 0.0, 1, 0)


def test_a_name_with_another_border_is_wrong() -> None:
    shorter = predicted(NAMES)
    shorter["people"][0]["mentions"][0]["end"] -= 1
    assert counts(NAMES, shorter, "names/PER") == (0.0, 0.0, 1, 1)
    assert {(m.kind, m.what) for m in evaluate([NAMES], [shorter]).mistakes} == {("missed", "Tom"), ("false", "To")}


def test_a_capital_listed_as_place_too_is_one_name() -> None:
    twice = predicted(NAMES)
    twice["places"].append({"name": "Hà Nội", "country": "VN", "mentions": [next(c for c in twice["countries"] if c["code"] == "VN")["mentions"][0]]})
    assert counts(NAMES, twice, "names/LOC") == (100.0, 100.0, 2, 2)
    assert counts(NAMES, twice, "countries/metonyms") == (100.0, 100.0, 1, 1)


def test_a_country_named_only_by_its_capital_is_not_held_against_the_reader() -> None:
    plain = predicted(NAMES)
    vietnam = next(c for c in plain["countries"] if c["code"] == "VN")
    vietnam["mentions"][0]["metonym"] = False
    assert counts(NAMES, plain, "countries/articles") == (100.0, 100.0, 1, 1)
    assert counts(NAMES, plain, "countries/mentions") == (50.0, 100.0, 1, 2)
    assert counts(NAMES, plain, "countries/metonyms") == (0.0, 0.0, 1, 0)


PEOPLE = gold(
    "⟦Kim An¦PER¦p1⟧ gặp ⟦Lê Bá¦PER¦p2⟧. ⟦An¦PER¦p1⟧ và ⟦Bá¦PER¦p2⟧ ăn phở ⟦Tập đoàn Sen¦ORG¦o1⟧ (⟦Sen¦ORG¦o1⟧)",
    people=[{"id": "p1", "name": "Kim An", "role": "bà", "country": "KR"}, {"id": "p2", "name": "Lê Bá", "role": None, "country": "VN"}],
    organisations=[{"id": "o1", "name": "Tập đoàn Sen"}],
)


def test_a_person_is_found_under_the_full_name_an_organisation_under_any() -> None:
    renamed = predicted(PEOPLE)
    renamed["people"][0]["name"] = "An"
    renamed["people"][1]["name"] = "LÊ  BÁ"
    renamed["organisations"][0]["name"] = "sen"
    assert counts(PEOPLE, renamed, "people") == (50.0, 50.0, 2, 2)
    assert counts(PEOPLE, renamed, "organisations") == (100.0, 100.0, 1, 1)


def test_role_and_country_are_judged_among_those_found() -> None:
    changed = predicted(PEOPLE)
    changed["people"][0]["role"] = "Bà"
    changed["people"][1]["role"] = "ông"
    changed["people"][1]["country"] = None
    assert measure(PEOPLE, changed, "people/role") == Rate(50.0, 2)
    assert measure(PEOPLE, changed, "people/country") == Rate(50.0, 2)


def test_b_cubed_of_two_people_thrown_together() -> None:
    merged = predicted(PEOPLE)
    merged["people"][0]["mentions"] += merged["people"][1]["mentions"]
    merged["people"] = merged["people"][:1]
    assert counts(PEOPLE, merged, "people/b-cubed") == (50.0, 100.0, 4, 4)


def test_b_cubed_of_one_person_torn_apart() -> None:
    torn = predicted(PEOPLE)
    torn["people"].append({"id": "p3", "name": "An", "role": None, "country": None, "mentions": [torn["people"][0]["mentions"].pop()]})
    assert counts(PEOPLE, torn, "people/b-cubed") == (100.0, 75.0, 4, 4)


DATES = gold("⟦Sáng 17/7¦TIME¦2024-07-17T08:00⟧ và ⟦thập niên 1990¦DATE¦199X⟧")


@pytest.mark.parametrize(
    ("first", "second", "right"),
    [("2024-07-17T08", "199", 100.0), ("2024-07-17T08:00:00", "199X", 100.0), ("2024-07-17T08:00+07:00", "199x", 100.0), ("2024-07-17", "1990", 0.0)],
)
def test_values_in_other_spellings_are_equal(first: str, second: str, right: float) -> None:
    prediction = predicted(DATES)
    prediction["dates"][0]["value"], prediction["dates"][1]["value"] = first, second
    assert counts(DATES, prediction, "dates/value") == (right, right, 2, 2)
    assert counts(DATES, prediction, "dates/extent") == (100.0, 100.0, 2, 2)


def test_a_date_counts_once_and_by_overlap() -> None:
    prediction = predicted(DATES)
    whole = prediction["dates"][0]
    prediction["dates"] = [{**whole, "end": 4, "type": "DATE"}, {**whole, "start": 5}]
    assert counts(DATES, prediction, "dates/extent") == (50.0, 50.0, 2, 2)
    assert measure(DATES, prediction, "dates/type") == Rate(100.0, 1)


EVENTS = gold(
    "⟦Lào¦LOC¦LA⟧ ⟦ký¦EVT¦e1⟧ hôm qua. ⟦Nga¦LOC¦RU⟧ ⟦phạt¦EVT¦e2⟧ ⟦Ivo¦PER¦p1⟧ hôm nay. Lễ ⟦ký kết¦EVT¦e1⟧ vui",
    people=[{"id": "p1", "name": "Ivo", "role": None, "country": None}],
    events=[
        {"id": "e1", "type": "AGREE", "date": "2024-07-17", "actors": ["LA"], "targets": [], "places": []},
        {"id": "e2", "type": "JUSTICE", "date": "2024-07-18TMO", "actors": ["RU"], "targets": ["p1"], "places": []},
    ],
)


def test_an_event_counts_in_its_sentence_with_its_day() -> None:
    prediction = predicted(EVENTS)
    prediction["events"][0]["trigger"], prediction["events"][0]["mentions"] = prediction["events"][0]["mentions"][0], []
    prediction["events"][1]["date"] = "2024-07-18T22:00"
    assert counts(EVENTS, prediction, "events") == (100.0, 100.0, 2, 2)
    prediction["events"][1]["date"] = "2024-07-19"
    assert counts(EVENTS, prediction, "events") == (50.0, 50.0, 2, 2)
    assert counts(EVENTS, prediction, "events/trigger") == (100.0, 100.0, 2, 2)
    assert counts(EVENTS, prediction, "events/strict") == (50.0, 50.0, 2, 2)


def test_an_event_elsewhere_in_the_same_sentence_counts_but_its_trigger_does_not() -> None:
    prediction = predicted(EVENTS)
    prediction["events"][1]["trigger"] = {"start": EVENTS["text"].index("hôm nay"), "end": EVENTS["text"].index("hôm nay") + 3, "text": "hôm"}
    assert counts(EVENTS, prediction, "events") == (100.0, 100.0, 2, 2)
    assert counts(EVENTS, prediction, "events/trigger") == (50.0, 50.0, 2, 2)


def test_participants_are_compared_under_whatever_id_the_reader_gave() -> None:
    prediction = json.loads(json.dumps(predicted(EVENTS)).replace('"p1"', '"p7"'))
    prediction["events"][0]["actors"] = ["RU"]
    prediction["events"][1]["type"] = "SANCTION"
    assert counts(EVENTS, prediction, "events/participants") == (66.7, 66.7, 3, 3)
    assert measure(EVENTS, prediction, "events/type") == Rate(50.0, 2)


def test_mistakes_say_what_where_and_how() -> None:
    prediction = predicted(DATES)
    prediction["dates"][0]["value"] = "2023"
    prediction["dates"].pop()
    lines = [str(m).split("\t") for m in evaluate([DATES], [prediction]).mistakes]
    assert [line[:4] for line in lines] == [["a", "value", "date", "Sáng 17/7"], ["a", "missed", "date", "thập niên 1990"]]
    assert lines[0][4].startswith("2023 for 2024-07-17T08:00")


def test_the_table_has_a_line_a_measure() -> None:
    evaluation = evaluate(EXAMPLES, [predicted(g) for g in EXAMPLES])
    assert [line.split()[0] for line in evaluation.table().splitlines()] == list(evaluation.measures) == list(evaluation.to_dict())
    assert "P 100.0  R 100.0  F1 100.0" in evaluation.table()


def test_neither_side_is_changed() -> None:
    given, prediction = copy.deepcopy(EVENTS), predicted(EVENTS)
    before = copy.deepcopy(prediction)
    evaluate([given], [prediction])
    assert given == EVENTS
    assert prediction == before
