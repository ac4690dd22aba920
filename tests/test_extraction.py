"""extract and extract_many: the whole way with the rules alone, which need no weights."""

from __future__ import annotations

import datetime
import itertools
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pandas
import pytest
from gold import EXAMPLES

import vnews_entities as vn
from vnews_entities.engine import engine

VALIDATOR = jsonschema.Draft202012Validator(vn.schema())
EXAMPLE_TEXTS = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt"))]
TEXT = (
    "Ngoại trưởng Nga thăm Cuba\n\n"
    "Ngày 17/7, Ngoại trưởng Nga Sergei Lavrov đã đến thủ đô La Habana và hội đàm với Tổng thống Cuba Miguel Díaz-Canel.\n\n"
    "Theo hãng tin Reuters, ông Lavrov cảm ơn Bộ Ngoại giao Cuba về sự đón tiếp.\n"
)


def read(article: Any = TEXT, **kwargs: Any) -> vn.Document:
    return vn.extract(article, model="rules", **kwargs)


def mentions(doc: vn.Document) -> list[vn.Mention | vn.Timex]:
    linked = [*doc.people, *doc.countries, *doc.organisations, *doc.places]
    return [*(m for x in linked for m in x.mentions), *doc.dates, *(m for e in doc.events for m in (e.trigger, *e.mentions))]


def assert_sound(doc: vn.Document) -> None:
    """What every document promises, whatever was read."""
    written = doc.to_dict()
    VALIDATOR.validate(written)
    assert vn.Document.from_dict(written) == doc
    for m in mentions(doc):
        assert m.start < m.end
        assert doc.text[m.start : m.end] == m.text
    known = {*(p.id for p in doc.people), *(o.id for o in doc.organisations), *(c.code for c in doc.countries), *(p.name for p in doc.places)}
    for event in doc.events:
        assert {*event.actors, *event.targets, *event.places} <= known
        assert event.sentence.start <= event.trigger.start < event.trigger.end <= event.sentence.end
        assert event.date_mention is None or event.date_mention < len(doc.dates)


# --- One article ------------------------------------------------------------------------------------------------------


def test_an_article_is_read_end_to_end() -> None:
    doc = read(published="2024-07-18")
    people = {p.name: (p.role, p.country) for p in doc.people}
    assert people["Sergei Lavrov"] == ("Ngoại trưởng", "RU")
    assert people["Miguel Díaz-Canel"] == ("Tổng thống", "CU")
    lavrov = next(p for p in doc.people if p.name == "Sergei Lavrov")
    assert [m.text for m in lavrov.mentions] == ["Sergei Lavrov", "Lavrov"]
    assert {"RU", "CU"} <= {c.code for c in doc.countries}
    assert "Reuters" in {o.name for o in doc.organisations}
    assert [(d.text, d.value) for d in doc.dates] == [("Ngày 17/7", "2024-07-17")]
    talks = next(e for e in doc.events if e.type == "CONSULT")
    assert talks.date == "2024-07-17"
    assert lavrov.id in talks.actors
    assert_sound(doc)


@pytest.mark.parametrize("text", EXAMPLE_TEXTS, ids=lambda t: t[:20])
def test_every_example_gives_a_sound_document(text: str) -> None:
    doc = read(text)
    assert doc.people
    assert doc.dates
    assert doc.events
    assert_sound(doc)


@pytest.mark.parametrize("article", [TEXT, {"text": TEXT}, vn.Article.from_text(TEXT)], ids=["str", "record", "Article"])
@pytest.mark.parametrize("published", ["2024-07-18", datetime.date(2024, 7, 18), datetime.datetime(2024, 7, 18, 9, 30)])
def test_an_article_comes_in_three_forms_and_its_day_in_as_many(article: Any, published: Any) -> None:
    assert read(article, published=published) == read(TEXT, published="2024-07-18")


def test_the_record_s_metadata_reach_the_document() -> None:
    record = {"text": TEXT, "title": "Tên khác", "published": "2024-07-18", "source": "Báo Thử", "url": "https://bao.example/a", "byline": "Hà An", "id": 7}
    doc = read(record)
    assert (doc.title, doc.published, doc.published_from, doc.source, doc.url, doc.byline) == (
        "Tên khác", "2024-07-18", "given", "Báo Thử", "https://bao.example/a", "Hà An",
    )  # fmt: skip
    assert read(record, published="2023-02-01").dates[0].value == "2022-07-17"


def test_without_a_day_of_publication_the_year_stays_open() -> None:
    doc = read()
    assert (doc.published, doc.published_from) == (None, None)
    assert doc.dates[0].value == "XXXX-07-17"
    assert {e.date for e in doc.events} <= {"XXXX-07-17"}


# --- The same article, the same document ------------------------------------------------------------------------------


def test_the_same_article_gives_the_same_document() -> None:
    once = [read(text).to_json() for text in EXAMPLE_TEXTS]
    assert [read(text).to_json() for text in reversed(EXAMPLE_TEXTS)] == once[::-1]


def test_four_threads_give_what_one_gives() -> None:
    alone = [read(text) for text in EXAMPLE_TEXTS]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, EXAMPLE_TEXTS * 3)) == alone * 3


READ_IN_ANOTHER_PROCESS = """
import json, sys
import vnews_entities as vn
print(json.dumps([vn.extract(text, model="rules").to_dict() for text in json.load(sys.stdin)]))
"""


def test_another_process_gives_the_same_whatever_its_hash_seed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ_IN_ANOTHER_PROCESS], input=json.dumps(EXAMPLE_TEXTS), capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "4711"}, cwd=EXAMPLES.parent,
    )  # fmt: skip
    assert json.loads(done.stdout) == [read(text).to_dict() for text in EXAMPLE_TEXTS]


# --- Many articles ----------------------------------------------------------------------------------------------------


def many(articles: Any, **kwargs: Any) -> Any:
    return vn.extract_many(articles, model="rules", **kwargs)


def test_many_are_read_in_order_from_any_iterable() -> None:
    alone = [read(text) for text in EXAMPLE_TEXTS]
    assert list(many(EXAMPLE_TEXTS)) == alone
    assert list(many(text for text in EXAMPLE_TEXTS)) == alone
    assert list(many([])) == []
    assert [d.published for d in many(EXAMPLE_TEXTS, published="2024-07-18")] == ["2024-07-18"] * len(alone)


def test_two_processes_give_what_one_gives() -> None:
    articles = [*EXAMPLE_TEXTS * 4, {"text": TEXT, "published": "2024-07-18"}]
    row = {"name": "Hội Diều sáo Bá Dương", "acronym": "HDS"}
    assert list(many((a for a in articles), gazetteers=[row], processes=2)) == list(many(articles, gazetteers=[row]))


def test_an_endless_source_is_read_as_far_as_it_is_asked() -> None:
    endless = ({"text": f"Bài số {n}. Bà Lan đến Nga."} for n in itertools.count())
    assert [d.text[:8] for d in itertools.islice(many(endless), 3)] == ["Bài số 0", "Bài số 1", "Bài số 2"]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_wrong_article_is_told_in_its_turn(processes: int) -> None:
    documents = many([TEXT, TEXT, b"bytes", TEXT], processes=processes)
    assert next(documents) == next(documents) == read()
    with pytest.raises(TypeError, match="decode it first"):
        next(documents)


def test_progress_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(list(many([TEXT, TEXT], progress=True))) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Reading" in shown.err


@pytest.mark.parametrize(
    ("articles", "message"),
    [
        (TEXT, r"a single str; wrap it in a list: \[article\]"),
        ({"text": TEXT}, "a single dict; wrap it in a list"),
        (vn.Article.from_text(TEXT), "a single Article; wrap it in a list"),
        (pandas.DataFrame([{"text": TEXT}]), r"DataFrame; give its rows as records: df.to_dict\('records'\)"),
        (TEXT.encode(), "a bytes; give a list"),
        (None, "a NoneType; give a list"),
    ],
    ids=lambda x: type(x).__name__,
)
def test_a_single_article_or_a_table_for_many_is_refused_at_once(articles: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        many(articles)


def test_the_rows_of_a_table_are_records() -> None:
    table = pandas.DataFrame([{"text": TEXT, "published": "2024-07-18"}, {"text": TEXT, "published": None}])
    assert [d.published for d in many(table.to_dict("records"))] == ["2024-07-18", None]


@pytest.mark.parametrize(("published", "error"), [("18/7", ValueError), (20240718, TypeError)])
def test_a_day_that_is_none_is_told_before_the_first_article(published: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="published"):
        many([TEXT], published=published)


@pytest.mark.parametrize("processes", [None, "2", 1.5])
def test_a_number_of_processes_that_is_none_is_refused_at_once(processes: Any) -> None:
    with pytest.raises(TypeError, match="give a whole number, 1 or more"):
        many([TEXT], processes=processes)


UNGUARDED = "import vnews_entities as vn\nfor doc in vn.extract_many(['Bà Lan đến Nga.'], model='rules', processes=2):\n    print(len(doc.people))\n"


def test_processes_from_a_plain_script_need_the_guard(tmp_path: Path) -> None:
    script = tmp_path / "read.py"
    script.write_text(UNGUARDED, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLES.parent)}
    broken = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, env=environment)
    assert broken.returncode != 0
    assert 'RuntimeError: a process broke off. In a script, call extract_many(processes=2) only under if __name__ == "__main__":' in broken.stderr

    first, *rest = UNGUARDED.splitlines()
    script.write_text("\n".join([first, 'if __name__ == "__main__":', *(f"    {line}" for line in rest)]), encoding="utf-8")
    assert subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, env=environment).stdout == "1\n"


@pytest.mark.parametrize("processes", [0, -1])
def test_fewer_than_one_process_is_refused_at_once(processes: int) -> None:
    with pytest.raises(ValueError, match=rf"processes={processes}; give 1 or more"):
        many([TEXT], processes=processes)


# --- Models and gazetteers --------------------------------------------------------------------------------------------

WRONG = [
    ({"model": "acurate"}, "no model 'acurate'; choose one of accurate, fast, rules"),
    ({"model": "rules", "gazetteers": ["nowhere.tsv"]}, "gazetteer file 'nowhere.tsv' does not exist"),
    ({"model": "rules", "gazetteers": [{"tên": "x"}]}, "those of no table of ours; known headers: countries: code name"),
    ({"model": "rules", "gazetteers": [{"form": "Vương quốc Mây", "code": "QQ"}]}, "'QQ' is no country code"),
    ({"model": "rules", "gazetteers": [{"predicate": "thả diều", "type": "FUN"}]}, "has the type 'FUN'; give one to 3 of AGREE, CONSULT"),
]


@pytest.mark.parametrize(("options", "message"), WRONG)
def test_a_model_or_gazetteer_that_is_none_is_told_with_the_choice(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        vn.extract(TEXT, **options)


@pytest.mark.parametrize(("options", "message"), WRONG)
@pytest.mark.parametrize("processes", [1, 2])
def test_the_same_before_many_articles(options: dict[str, Any], message: str, processes: int) -> None:
    with pytest.raises(ValueError, match=message):
        vn.extract_many([TEXT], processes=processes, **options)


INVENTED = "Ngày 17/7, nhà văn Lú Tiêu tế diều cùng hội diều sáo bá dương tại Xứ Mây. Bà Lú Tiêu đến xứ sở mây trắng hôm sau."


def test_a_user_s_tables_change_what_is_found(tmp_path: Path) -> None:
    organisations = tmp_path / "hoi.tsv"
    organisations.write_text("# của chúng tôi\nname\tacronym\tcountry\tkind\tqid\tforms\nhội diều sáo bá dương\t\tVN\tbody\tQ17\t\n", encoding="utf-8")
    person = {"name": "Lú Tiêu", "office": "", "country": "VN", "qid": "Q18"}
    trigger = {"predicate": "tế diều", "type": "SPORT"}
    country = {"form": "Xứ Mây", "code": "BT"}
    before = read(INVENTED, published="2024-07-18")
    after = read(INVENTED, published="2024-07-18", gazetteers=[organisations, person, trigger, country])
    assert_sound(after)

    assert [(o.name, o.qid) for o in after.organisations if o.qid] == [("hội diều sáo bá dương", "Q17")]
    assert [(p.name, p.qid, len(p.mentions)) for p in after.people if p.qid] == [("Lú Tiêu", "Q18", 2)]
    assert [m.text for c in after.countries if c.code == "BT" for m in c.mentions] == ["Xứ Mây"]
    assert [(e.type, e.date) for e in after.events if e.trigger.text == "tế diều"] == [("SPORT", "2024-07-17")]

    assert not any(o.qid for o in before.organisations)
    assert not any(p.qid for p in before.people)
    assert "BT" not in {c.code for c in before.countries}
    assert "tế diều" not in {e.trigger.text for e in before.events}
    assert read(INVENTED, published="2024-07-18") == before, "a user's tables leave the shared engine alone"


def test_a_single_table_or_row_needs_no_list(tmp_path: Path) -> None:
    row = {"name": "hội diều sáo bá dương", "kind": "body"}
    table = tmp_path / "hoi.tsv"
    table.write_text("name\tkind\nhội diều sáo bá dương\tbody\n", encoding="utf-8")
    wanted = read(INVENTED, gazetteers=[row])
    assert "hội diều sáo bá dương" in {o.name for o in wanted.organisations}
    for given in (row, table, str(table), iter([row])):
        assert read(INVENTED, gazetteers=given) == wanted
    assert list(many([INVENTED], gazetteers=row, processes=2)) == list(many([INVENTED], gazetteers=str(table))) == [wanted]


@pytest.mark.parametrize("given", [3, [3], pandas.DataFrame([{"name": "A", "kind": "body"}])], ids=["number", "numbers", "DataFrame"])
def test_what_is_neither_path_nor_row_is_refused_with_the_choice(given: Any) -> None:
    for call in (lambda: read(gazetteers=given), lambda: many([TEXT], gazetteers=given)):
        with pytest.raises(TypeError, match=r"the path of a tab-separated file, or a row as a dict, not a (int|DataFrame)"):
            call()


def test_engines_without_tables_of_the_user_s_own_are_shared() -> None:
    assert engine("rules") is engine("rules")
    assert engine("rules", [{"predicate": "tế diều", "type": "SPORT"}]) is not engine("rules")
