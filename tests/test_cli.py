"""The command: what goes in, what comes out, and what it says when something is wrong."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from gold import GOLD, RECORDS, examples
from samples import as_document

import vnews_entities
from vnews_entities import Article, Document, schema
from vnews_entities.cli import main

EXAMPLES = {gold["text"].strip(): as_document(gold) for gold in examples()}
ANKARA = GOLD.parent / "ankara.txt"
DATES: list[str | None] = []


def fake_extract_many(articles: Iterable[Any], *, processes: int = 1) -> Iterator[Document]:
    """The library without its reader: the gold document of an example, an empty one of anything else."""
    for article in articles:
        assert isinstance(article, Article)
        DATES.append(article.published)
        known = EXAMPLES.get(article.text.strip())
        yield known or Document(article.text, title=article.title, published=article.published, published_from=article.published_from)


@pytest.fixture(autouse=True)
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    DATES.clear()
    monkeypatch.setattr(vnews_entities, "extract_many", fake_extract_many, raising=False)


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Any:
    def give(data: bytes, is_terminal: bool = False) -> None:
        stream = io.TextIOWrapper(io.BytesIO(data))
        stream.isatty = lambda: is_terminal  # type: ignore[method-assign]
        monkeypatch.setattr(sys, "stdin", stream)

    return give


def refused(*arguments: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2


# --- Formats


def test_a_table_names_what_is_in_the_article(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ANKARA)]) == 0
    out = capsys.readouterr().out
    for words in (
        "People",
        "Kemal Aksoy",
        "Ngoại trưởng",
        "Countries",
        "Mông Cổ",
        "Organisations",
        "Turkish Airlines",
        "Dates",
        "2025-06",
        "Events",
        "CONSULT",
    ):
        assert words in out


def test_a_name_in_square_brackets_is_no_markup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("[bold]Tin[/bold] [/x]\n\nTrời mưa ở nhiều nơi.\n", encoding="utf-8")
    assert main([str(tmp_path / "a.txt")]) == 0
    assert "[bold]Tin[/bold] [/x]" in capsys.readouterr().out


def test_json_of_one_article_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ANKARA), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    jsonschema.validate(data, schema())
    assert data["id"] == str(ANKARA)
    assert data["people"][0]["name"] == "Kemal Aksoy"


def test_json_of_several_articles_is_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ANKARA), str(RECORDS), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [d["id"] for d in data] == [str(ANKARA), "ban-tin-1", "ban-tin-2", "ban-tin-3"]


def test_json_of_nothing_readable_is_an_empty_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.jsonl").write_text("\n", encoding="utf-8")
    assert main([str(tmp_path / "x.jsonl"), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_jsonl_has_a_valid_document_a_line_under_the_record_s_id(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(RECORDS), "--format", "jsonl"]) == 0
    documents = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for document in documents:
        jsonschema.validate(document, schema())
    assert [d["id"] for d in documents] == ["ban-tin-1", "ban-tin-2", "ban-tin-3"]


@pytest.mark.parametrize(
    ("format_", "start", "holds"),
    [
        ("html", "<!DOCTYPE html>", '<mark class="vn-person"'),
        ("conll", "-DOCSTART-\tO", "Kemal\tB-PER"),
        ("timeml", "<?xml", 'value="2025-03-12TMO"'),
        ("plover", '{"id": ', '"event": ["CONSULT"]'),
        ("csv", "article,title,published,start,end,text", ",Kemal Aksoy,person,p1,"),
    ],
)
def test_the_other_formats(format_: str, start: str, holds: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--format", format_, str(ANKARA)]) == 0
    out = capsys.readouterr().out
    assert out.startswith(start)
    assert holds in out


def test_plover_tells_what_it_leaves_out_and_writes_it_if_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-f", "plover", str(ANKARA)]) == 0
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 5
    assert captured.err == "vnews-entities: left out 2 events of no PLOVER type; --other-events writes such events too\n"
    assert main(["-f", "plover", "--other-events", str(ANKARA)]) == 0
    captured = capsys.readouterr()
    records = [json.loads(line) for line in captured.out.splitlines()]
    assert [(r["event"], r["subtype"]) for r in records if "subtype" in r] == [(["OTHER"], "STATEMENT"), (["OTHER"], "ECONOMY")]
    assert len(records) == 7
    assert captured.err == ""


def test_csv_writes_the_table_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ANKARA), "-f", "csv", "--table", "events"]) == 0
    found = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["type"] for row in found] == ["CONSULT", "CONSULT", "AGREE", "STATEMENT", "ECONOMY", "CONSULT", "COOPERATE"]
    assert {row["article"] for row in found} == {str(ANKARA)}


def test_a_lone_surrogate_can_be_written_in_every_format(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"text": "a\\ud800b", "title": "\\udfff"}\n', encoding="utf-8")
    for format_ in ("table", "json", "jsonl", "html", "conll", "plover", "csv"):
        assert main([str(tmp_path / "x.jsonl"), "-f", format_, "-o", str(tmp_path / "out")]) == 0
        (tmp_path / "out").read_text(encoding="utf-8")
    assert main([str(tmp_path / "x.jsonl"), "-f", "jsonl", "-o", str(tmp_path / "out")]) == 0
    assert json.loads((tmp_path / "out").read_text(encoding="utf-8"))["text"] == "a\ud800b"


# --- Where it goes


def test_output_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ANKARA), "-f", "json", "--output", str(tmp_path / "out.json")]) == 0
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["published"] == "2025-03-13"
    assert capsys.readouterr().out == ""


def test_output_to_a_folder_is_a_file_an_article(tmp_path: Path) -> None:
    assert main([str(ANKARA), str(ANKARA), str(RECORDS), "-f", "timeml", "-o", f"{tmp_path}/out/"]) == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [f"{n}.tml" for n in ("ankara-2", "ankara", "ban-tin-1", "ban-tin-2", "ban-tin-3")]


def test_an_id_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"id": "../../evil", "text": "Trời mưa"}\n{"id": "..", "text": "Trời nắng"}\n', encoding="utf-8")
    assert main([str(tmp_path / "x.jsonl"), "-f", "jsonl", "-o", f"{tmp_path}/deep/out/"]) == 0
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()) == [
        "deep/out/article.jsonl",
        "deep/out/evil.jsonl",
        "x.jsonl",
    ]


def test_timeml_of_several_articles_needs_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    refused(str(RECORDS), "-f", "timeml")
    assert "--output timeml/" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused(str(ANKARA), "-o", str(tmp_path / "no" / "such" / "file.json"))
    assert "No such file" in capsys.readouterr().err


# --- Where it comes from


def test_a_folder_is_read_in_order_of_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (
        ("b.txt", "Hai"),
        ("a.txt", "Một"),
        ("d.jsonl", '{"text": "Ba"}'),
        ("sub/g.txt", "x"),
        (".hidden.txt", "x"),
        ("e.pdf", "x"),
        ("f.json", '[{"text": "Bốn"}]'),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main([str(tmp_path), "-f", "jsonl"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [d["text"] for d in found] == ["Một", "Hai", "Ba", "Bốn"]
    assert [d["id"] for d in found] == [str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), f"{tmp_path / 'd.jsonl'}:1", f"{tmp_path / 'f.json'}:1"]


@pytest.mark.parametrize("arguments", [["-"], []])
def test_standard_input(arguments: list[str], stdin: Any, capsys: pytest.CaptureFixture[str]) -> None:
    stdin("\ufeffTrời mưa\r\n".encode())
    assert main([*arguments, "-f", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["id"], data["text"]) == ("standard input", "Trời mưa\r\n")


def test_records_from_standard_input(stdin: Any, capsys: pytest.CaptureFixture[str]) -> None:
    stdin('{"text": "Một", "id": 7}\n\n{"text": "Hai"}\n'.encode())
    assert main(["-", "--input", "jsonl", "-f", "jsonl"]) == 0
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == ["7", "standard input:3"]


def test_records_from_standard_input_are_known_by_their_first_line(stdin: Any, capsys: pytest.CaptureFixture[str]) -> None:
    stdin('\n{"text": "Một", "id": 7}\n{"text": "Hai"}\n{"title": "Ba"}\n'.encode())
    assert main(["-f", "jsonl"]) == 1
    captured = capsys.readouterr()
    assert [(d["id"], d["text"]) for d in map(json.loads, captured.out.splitlines())] == [("7", "Một"), ("standard input:3", "Hai")]
    assert "standard input:4: the record has no 'text'" in captured.err


@pytest.mark.parametrize("text", ["7\n8\n", "{nói} rồi\n", '{"a": 1}\n', "[]\n", "\n\nTrời mưa\n{}\n"])
def test_what_is_no_record_is_text(text: str, stdin: Any, capsys: pytest.CaptureFixture[str]) -> None:
    stdin(text.encode())
    assert main(["-f", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == text


def test_records_asked_to_be_read_as_text_are_text(stdin: Any, capsys: pytest.CaptureFixture[str]) -> None:
    stdin(b'{"text": "x"}\n{"text": "y"}\n')
    assert main(["--input", "text", "-f", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == '{"text": "x"}\n{"text": "y"}\n'


def test_html_read_as_text_is_told_without_python_s_warning(tmp_path: Path, stdin: Any, capsys: pytest.CaptureFixture[str], recwarn: Any) -> None:
    stdin(b"<html><body><p>Tin</p></body></html>")
    assert main(["-f", "jsonl"]) == 0
    assert capsys.readouterr().err == "vnews-entities: standard input: looks like HTML; use --input html\n"
    (tmp_path / "x.jsonl").write_text('{"text": "<p>Tin</p>"}\n{"text": "Tin"}\n', encoding="utf-8")
    assert main([str(tmp_path / "x.jsonl"), "-f", "jsonl"]) == 0
    assert capsys.readouterr().err == f"vnews-entities: {tmp_path / 'x.jsonl'}:1: the text holds HTML tags, which are read as text\n"
    assert not recwarn.list


def test_utf16_with_its_mark_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_bytes("Trời mưa".encode("utf-16"))
    assert main([str(tmp_path / "a.txt"), "-f", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == "Trời mưa"


def test_a_terminal_without_article_is_told_what_to_do(stdin: Any, capsys: pytest.CaptureFixture[str]) -> None:
    stdin(b"", is_terminal=True)
    refused()
    assert "name a file or a folder" in capsys.readouterr().err


def test_published_dates_those_that_bring_no_date(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"text": "Một", "published": "2020-01-02"}\n{"text": "Hai"}\n{"text": "Ba", "published": null}\n', encoding="utf-8")
    (tmp_path / "y.txt").write_text("Bốn", encoding="utf-8")
    assert main([str(tmp_path), "--published", "2024-07-18", "-o", str(tmp_path / "out")]) == 0
    assert DATES == ["2020-01-02", "2024-07-18", "2024-07-18", "2024-07-18"]


# --- When something is wrong


BROKEN = {
    "no JSON": "{text}",
    "the key 'text'": '{"title": "x"}',
    "not a list": "[1]",
    "published": '{"text": "x", "published": "mai"}',
    "title": '{"text": "x", "title": 5}',
}


@pytest.mark.parametrize("words", BROKEN)
def test_a_bad_record_is_named_and_the_others_are_read(words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.jsonl").write_text(f'{{"text": "Một"}}\n{BROKEN[words]}\n{{"text": "Ba"}}\n', encoding="utf-8")
    assert main([str(tmp_path / "x.jsonl"), "-f", "jsonl"]) == 1
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 2
    assert captured.err.startswith(f"vnews-entities: {tmp_path / 'x.jsonl'}:2: ")
    assert words in captured.err
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize(("data", "words"), [(b"\xd0\xff tin", "not UTF-8 (byte 0xd0 at position 0)"), (b" \n", "it is empty")])
def test_a_bad_file_is_named_and_the_others_are_read(data: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    assert main([str(tmp_path / "a.txt"), str(ANKARA), "-f", "jsonl"]) == 1
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 1
    assert f"{tmp_path / 'a.txt'}: {words}" in captured.err


def test_what_is_not_there_is_named_and_the_others_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "no.txt"), str(tmp_path), str(ANKARA), "-f", "jsonl"]) == 1
    captured = capsys.readouterr()
    assert f"{tmp_path / 'no.txt'}: no such file or folder" in captured.err
    assert f"{tmp_path}: no article in this folder" in captured.err
    assert len(captured.out.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "pdf"], "invalid choice: 'pdf'"),
        (["--published", "hôm qua"], "--published"),
        (["--published", "2024-02-30"], "--published"),
        (["--processes", "0"], "at least 1"),
        (["--processes", "two"], "no number"),
        (["--model", "biggest"], "biggest"),
        (["--frobnicate"], "unrecognized arguments"),
    ],
)
def test_a_wrong_command_line_is_told_in_two_lines(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    refused(str(ANKARA), *arguments)
    message = capsys.readouterr().err
    assert words in message
    assert "Try 'vnews-entities --help'" in message
    assert message.count("\n") == 2


def test_help_is_quick_and_loads_neither_spacy_nor_the_network() -> None:
    code = (
        "import sys; from vnews_entities.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print(sorted({'spacy', 'torch', 'onnxruntime', 'pandas', 'underthesea', 'rich'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
    assert "usage: vnews-entities" in ran.stdout


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out.startswith("vnews-entities ")


# --- evaluate


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(gold, ensure_ascii=False) + "\n" for gold in examples()), encoding="utf-8")
    return path


def test_evaluate_prints_the_measures(gold_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(gold_file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 21
    assert lines[0].split()[:7] == ["names", "P", "100.0", "R", "100.0", "F1", "100.0"]


def test_evaluate_prints_json_and_mistakes(gold_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vnews_entities, "extract_many", lambda articles, processes: (Document(a.text) for a in articles))
    assert main(["evaluate", str(gold_file), "--json", "--errors", "3"]) == 0
    first, *mistakes = capsys.readouterr().out.splitlines()
    assert json.loads(first)["names"]["r"] == 0.0
    assert len(mistakes) == 3
    assert all(m.split("\t")[1] == "missed" for m in mistakes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 1: no JSON"),
        ('{"id": "a"}', "line 1: lacks text, marks"),
        ("[]", "line 1: no record but a list"),
        ('{"id": "a", "text": 5, "marks": [], "people": [], "organisations": [], "events": []}', "line 1: its text is a int"),
        ("", "no annotated article"),
    ],
)
def test_evaluate_says_what_is_wrong_with_the_gold(text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "g.jsonl").write_text(text, encoding="utf-8")
    assert main(["evaluate", str(tmp_path / "g.jsonl")]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"vnews-entities: {tmp_path / 'g.jsonl'}: ")
    assert words in error
    assert error.count("\n") == 1


def test_evaluate_reads_marks_inline_as_well(gold_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(gold_file)]) == 0
    of_lines = capsys.readouterr().out
    assert main(["evaluate", *map(str, sorted(GOLD.glob("*.txt")))]) == 0
    assert capsys.readouterr().out == of_lines


def test_evaluate_refuses_an_article_that_two_files_hold(gold_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(gold_file), str(GOLD / "ankara.txt")]) == 1
    assert capsys.readouterr().err == "vnews-entities: ankara: the id of 2 articles; give each its own\n"


def test_evaluate_without_gold(capsys: pytest.CaptureFixture[str]) -> None:
    refused("evaluate")
    assert "Try 'vnews-entities evaluate --help'" in capsys.readouterr().err
    assert main(["evaluate", "no-such.jsonl"]) == 1
