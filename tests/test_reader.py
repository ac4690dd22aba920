"""reader/: pieces, windows, decoding, the reader by rules; and the learnt readers where their weights are."""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vnews_entities
from vnews_entities.dates import find_dates
from vnews_entities.engine import reader_named
from vnews_entities.events import Lexicon
from vnews_entities.gazetteers import default
from vnews_entities.layers import Reading
from vnews_entities.reader.arguments import FARTHEST, KINDS, LONGEST_SENTENCE, MARKS, Marked, Named, batch, kind_of
from vnews_entities.reader.decode import runs, sigmoid, softmax, spans
from vnews_entities.reader.pieces import UNK, Pieces
from vnews_entities.reader.windows import DAY_BEGIN, DAY_INSIDE, NO_DATE, TIME_BEGIN, TIME_INSIDE, Syllables, cut, date_marks, windows

# --- Pieces -----------------------------------------------------------------------------------------------------------

SPECIAL = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
VOCABULARY = [
    *SPECIAL,
    ("▁Hà", -1.0),
    ("▁", -4.0),
    ("Nộ", -3.0),
    ("i", -4.0),
    ("▁Nội", -1.0),
    ("Nội", -2.0),
    ("/", -2.0),
    ("1", -3.0),
    ("7", -3.0),
    ("▁17", -1.0),
]


@pytest.fixture
def pieces() -> Pieces:
    return Pieces(VOCABULARY)


def words(pieces: Pieces, text: str) -> list[list[str]]:
    cut_text = cut(text, pieces)
    return [[pieces.vocabulary[i][0] for i in ids] for ids in cut_text.pieces]


def test_a_syllable_is_cut_alone_and_knows_the_space_before_it(pieces: Pieces) -> None:
    assert words(pieces, "Hà Nội") == [["▁Hà"], ["▁Nội"]]
    assert words(pieces, "17/17") == [["▁17"], ["/"], ["1", "7"]]
    assert words(pieces, "(Nội") == [["▁", "<unk>"], ["Nội"]]


def test_every_syllable_has_a_piece(pieces: Pieces) -> None:
    assert pieces.cut(False, "\u3164") != ()
    assert pieces.cut(False, "ω") == (UNK,)
    assert len(pieces.cut(False, "1" * 100_000)) < 100, "a token too long for a word is not read to its end"


def test_what_was_cut_before_is_cut_alike(pieces: Pieces) -> None:
    once = pieces.of("Hà Nội", [(0, 2), (3, 6)])
    assert pieces.of("Hà Nội", [(0, 2), (3, 6)]) == once == Pieces(VOCABULARY).of("Hà Nội", [(0, 2), (3, 6)])


def test_a_vocabulary_is_saved_and_loaded(pieces: Pieces, tmp_path: Path) -> None:
    pieces.save(tmp_path / "pieces.tsv")
    assert Pieces.load(tmp_path / "pieces.tsv").vocabulary == pieces.vocabulary


# --- Windows ----------------------------------------------------------------------------------------------------------


def lengths(cut_text: Syllables, first: int, last: int) -> int:
    return sum(map(len, cut_text.pieces[first:last]))


def test_syllables_know_their_sentence(pieces: Pieces) -> None:
    cut_text = cut("Hà Nội. Hà Nội!\nHà", pieces)
    assert cut_text.sentence == [0, 0, 0, 1, 1, 1, 2]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 2, (0, 1)),
        (0, 6, (0, 2)),
        (1, 4, (0, 2)),
        (2, 3, (1, 1)),
        (3, 6, (1, 2)),
        (4, 5, (1, 2)),
        (2, 9, (1, 3)),
        (6, 7, (2, 3)),
        (7, 9, (3, 3)),
        (0, 0, (0, 0)),
    ],
)
def test_the_syllables_that_a_span_touches(start: int, end: int, expected: tuple[int, int], pieces: Pieces) -> None:
    assert cut("Hà Nội.", pieces).covering(start, end) == expected


odd_text = st.lists(st.one_of(st.sampled_from(["Hà ", "Nội", ". ", ", ", "\n", "17/7", "Ông "]), st.text(max_size=3)), max_size=40).map("".join)


@settings(max_examples=80, deadline=None)
@given(odd_text, st.integers(1, 30), st.integers(0, 3))
def test_windows_cover_each_syllable_once_within_the_limit(text: str, limit: int, first: int) -> None:
    cut_text = cut(text, Pieces(VOCABULARY))
    found = windows(cut_text, limit, first)
    assert [i for a, b in found for i in range(a, b)] == list(range(first, len(cut_text.spans)))
    assert all(lengths(cut_text, a, b) <= limit or b == a + 1 for a, b in found)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Hà Nội. Hà Nội. Hà Nội.", 8, ["Hà Nội. Hà Nội.", "Hà Nội."]),
        ("Hà Nội. Hà Nội. Hà Nội.", 100, ["Hà Nội. Hà Nội. Hà Nội."]),
        ("Hà Hà Hà, Hà Hà Hà", 6, ["Hà Hà Hà,", "Hà Hà Hà"]),
        ("Hà Hà Hà Hà Hà", 2, ["Hà Hà", "Hà Hà", "Hà"]),
        ("", 8, []),
    ],
)
def test_windows_end_with_sentences_else_at_commas(text: str, limit: int, expected: list[str], pieces: Pieces) -> None:
    cut_text = cut(text, pieces)
    found = [text[cut_text.spans[a][0] : cut_text.spans[b - 1][1]] for a, b in windows(cut_text, limit)]
    assert found == expected


def test_the_marks_of_dates(pieces: Pieces) -> None:
    text = "Hà 17/7 Nội Hà Nội"
    dates = [(3, 7, "DATE", "2024-07-17"), (8, 14, "DURATION", "P2D"), (15, 18, "DATE", "PRESENT_REF"), (18, 18, "DATE", "2024")]
    assert date_marks(cut(text, pieces), dates) == [NO_DATE, DAY_BEGIN, DAY_INSIDE, DAY_INSIDE, TIME_BEGIN, TIME_INSIDE, TIME_BEGIN]
    assert date_marks(cut(text, pieces), []) == [NO_DATE] * 7


# --- Decoding ---------------------------------------------------------------------------------------------------------


def tags(sequence: str, sure: float = 0.9) -> Any:
    """Probabilities of a tag sequence: O, B and I of label A, b and i of another."""
    rows = np.full((len(sequence), 5), (1 - sure) / 4)
    for row, tag in enumerate(sequence):
        rows[row, "OBIbi".index(tag)] = sure
    return rows


@pytest.mark.parametrize(
    ("sequence", "expected"),
    [
        ("OOO", []),
        ("OBIO", [(1, 3, 0)]),
        ("BBI", [(0, 1, 0), (1, 3, 0)]),
        ("BIbii", [(0, 2, 0), (2, 5, 1)]),
        ("BIObI", [(0, 2, 0), (3, 5, None)]),  # no I after the B of another label: one of the two wins
        ("b", [(0, 1, 1)]),
        ("", []),
    ],
)
def test_the_best_sequence_of_tags(sequence: str, expected: list[tuple[int, int, int | None]]) -> None:
    found = spans(tags(sequence))
    assert [(a, b) for a, b, _, _ in found] == [(a, b) for a, b, _ in expected]
    assert all(label == wanted for (_, _, label, _), (_, _, wanted) in zip(found, expected, strict=True) if wanted is not None)
    assert all(0 < score <= 1 for *_, score in found)


def test_no_inside_without_a_beginning() -> None:
    assert [s[:3] for s in spans(np.array([[0.97, 0.02, 0.01], [0.1, 0.3, 0.6], [0.1, 0.1, 0.8]]))] == [(1, 3, 0)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 30), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_any_scores_give_spans_in_order_without_overlap(length: int, labels: int, seed: int) -> None:
    probabilities = softmax(np.random.default_rng(seed).normal(0, 5, (length, 2 * labels + 1)))
    found = spans(probabilities)
    assert all(0 <= a < b <= length and 0 <= label < labels and 0 < score <= 1 + 1e-9 for a, b, label, score in found)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(found))


def test_runs_above_a_threshold() -> None:
    chances = np.array([[0.9, 0.1, 0.0], [0.5, 0.4, 0.1], [0.6, 0.1, 0.3], [0.6, 0.3, 0.1], [0.9, 0.0, 0.1], [0.1, 0.2, 0.7]])
    assert runs(chances, 0.3) == [(1, 3, 0, pytest.approx(0.5)), (3, 4, 0, pytest.approx(0.4)), (5, 6, 0, pytest.approx(0.9))]
    assert runs(chances, 0.95) == []


def test_probabilities_of_great_scores_are_finite() -> None:
    assert softmax(np.array([[1e4, -1e4, 0.0]])).tolist() == [[1.0, 0.0, 0.0]]
    assert sigmoid(np.array([0.0])).tolist() == [0.5]


# --- Arguments --------------------------------------------------------------------------------------------------------

PERSON, COUNTRY = kind_of("PER", None), kind_of("LOC", "country")
#: Four sentences of ten syllables; a person and a country inside an organisation in the second, a country in the third, a person in the fourth.
SENTENCES = [n // 10 for n in range(40)]
NAMES_THERE = [Named(2, 3, PERSON, False), Named(12, 14, PERSON, False), Named(15, 18, kind_of("ORG", None), False), Named(17, 18, COUNTRY, True),
               Named(25, 26, COUNTRY, False), Named(36, 37, PERSON, False)]  # fmt: skip


def around(first: int, last: int, **bounds: int) -> Any:
    days = [NO_DATE] * 40
    days[4], days[21:23], days[38], days[39] = DAY_BEGIN, [DAY_BEGIN, DAY_INSIDE], DAY_BEGIN, TIME_BEGIN
    return Marked(SENTENCES, NAMES_THERE, days).around(first, last, **bounds)


def test_a_trigger_has_its_sentence_and_the_names_and_days_near_it() -> None:
    found = around(20, 21)
    assert found.syllables.tolist() == [2, 4, 12, 15, 17, *range(20, 30), 38]
    assert found.syllables[found.trigger] == 20
    assert [(n, int(found.syllables[place])) for n, place, _ in found.names] == [(0, 2), (1, 12), (2, 15), (3, 17), (4, 25)]
    assert [kind for _, _, kind in found.names][2:4] == [KINDS.index("ORG"), COUNTRY + len(KINDS)]
    assert [(n, int(found.syllables[place])) for n, place in found.days] == [(0, 4), (1, 21), (2, 38)]
    assert found.marks[found.trigger, 3:].tolist() == [1, FARTHEST, 2]
    assert found.marks[:, 5].tolist() == [0, 0, 1, 1, 1, *[2] * 10, 3]
    assert ((found.marks >= 0) & (found.marks < np.array(MARKS))).all()


def test_names_of_later_sentences_take_no_part() -> None:
    assert [n for n, _, _ in around(5, 6).names] == [0]
    assert [n for n, _ in around(5, 6).days] == [0, 1]


def test_nothing_stands_outside_of_a_window() -> None:
    assert around(20, 21, begin=14, end=28).syllables.tolist() == [15, 17, *range(20, 28)]


def test_of_a_long_sentence_the_nearest_syllables_are_read() -> None:
    names = [Named(n, n + 1, PERSON, False) for n in (0, 250, 499)]
    found = Marked([0] * 500, names, [NO_DATE] * 500).around(240, 242)
    assert len(found.syllables) == LONGEST_SENTENCE
    assert [n for n, _, _ in found.names] == [1]
    assert [Marked([0] * 500, names, [NO_DATE] * 500).around(at, at + 1).syllables[0] for at in (0, 499)] == [0, 500 - LONGEST_SENTENCE]


def test_a_batch_counts_rows_through_all_its_triggers() -> None:
    several = [around(20, 21), around(5, 6)]
    together = batch(several, 8)
    assert together.syllables.shape == together.mask.shape == (2, 16)
    assert together.mask.sum(axis=1).tolist() == [len(s.syllables) for s in several]
    assert together.asked.shape == (2, 9)
    assert together.asked[1].tolist() == [several[1].trigger, *[place for _, place, *_ in (*several[1].names, *several[1].days)], *[0] * 5]
    flat = np.take_along_axis(together.syllables, together.asked, 1).reshape(-1)
    assert flat[together.triggers].tolist() == [20, 5]
    assert flat[together.names[:, 0]].tolist() == [2, 12, 15, 17, 25, 2]
    assert flat[together.names[:, 1]].tolist() == [*[20] * 5, 5]
    assert flat[together.days[:, 0]].tolist() == [4, 21, 38, 4, 21]


# --- By rules ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rules() -> Any:
    return reader_named("rules", default(), Lexicon.packaged())


def found_in(reading: Reading, text: str) -> list[tuple[str, str]]:
    return [(text[n.start : n.end], n.label) for n in reading.names if not n.nested]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ngoại trưởng Nga Sergei Lavrov nói.", [("Nga", "LOC"), ("Sergei Lavrov", "PER")]),
        ("Bộ trưởng Ngoại giao Mông Cổ Batbayar Ganzorig nói.", [("Mông Cổ", "LOC"), ("Batbayar Ganzorig", "PER")]),
        ("Ông Nguyễn Văn Tám đến. Tám nói.", [("Nguyễn Văn Tám", "PER"), ("Tám", "PER")]),
        ("Theo hãng tin Hoa Sen, trời mưa.", [("Hoa Sen", "ORG")]),
        ("Ông sống ở thị trấn Cổ Thạch.", [("Cổ Thạch", "LOC")]),
        ("Tập đoàn Sao Đồng xây nhà.", [("Tập đoàn Sao Đồng", "ORG")]),
        ("Tổng thống Ước Đạt Ẩn nói.", [("Ước Đạt Ẩn", "PER")]),
        ("trời mưa to.", []),
        ("Hôm sau trời mưa.", []),
    ],
)
def test_names_by_rules(text: str, expected: list[tuple[str, str]], rules: Any) -> None:
    assert found_in(rules(text), text) == expected


def test_a_country_inside_an_organisation_is_nested(rules: Any) -> None:
    text = "Tòa án nhân dân tối cao và Bộ Ngoại giao Nga họp."
    reading = rules(text)
    assert ("Bộ Ngoại giao Nga", "ORG") in found_in(reading, text)
    assert [text[n.start : n.end] for n in reading.names if n.nested] == ["Nga"]


def test_names_stand_in_order_and_outer_ones_apart(rules: Any) -> None:
    text = "Ngày 17/7, Tổng thống Mỹ và Đại học Quốc gia Hà Nội, Ngân hàng Nhà nước Việt Nam, ông Fidan-Lavrov, Mỹ-Trung. " * 3
    reading = rules(text)
    assert list(reading.names) == sorted(reading.names, key=lambda n: (n.start, -n.end))
    outer = [n for n in reading.names if not n.nested]
    assert all(a.end <= b.start for a, b in itertools.pairwise(outer))
    assert all(any(o.start <= n.start and n.end <= o.end for o in outer) for n in reading.names if n.nested)


def test_triggers_hang_on_the_dates(rules: Any) -> None:
    text = "Ngày 17/7, Ngoại trưởng Nga Sergei Lavrov thăm Cuba."
    assert rules(text).triggers == ()
    (trigger,) = rules(text, find_dates(text, "2024-07-18")).triggers
    assert text[trigger.start : trigger.end] == "thăm"
    assert trigger.dates[0][0] == 0


# --- Learnt -----------------------------------------------------------------------------------------------------------

MODELS = Path(vnews_entities.__file__).parent / "models"


@pytest.fixture(scope="module", params=["accurate", "fast"])
def folder(request: pytest.FixtureRequest) -> Path:
    found = MODELS / request.param
    if not (found / "manifest.json").is_file():
        pytest.skip(f"the weights {request.param!r} are not there: python -m training.export writes them to {found}")
    return found


@pytest.fixture(scope="module")
def learnt(folder: Path) -> Any:
    return reader_named(str(folder), default(), Lexicon.packaged())


def test_the_learnt_reader_finds_names_and_dated_triggers(learnt: Any) -> None:
    text = "Ngày 17/7, Ngoại trưởng Nga Sergei Lavrov đã đến Cuba và hội đàm với Tổng thống Miguel Díaz-Canel."
    reading = learnt(text, find_dates(text, "2024-07-18"))
    assert {("Sergei Lavrov", "PER"), ("Miguel Díaz-Canel", "PER"), ("Nga", "LOC"), ("Cuba", "LOC")} <= set(found_in(reading, text))
    assert reading.triggers
    assert any(dates and dates[0][0] == 0 for dates in (t.dates for t in reading.triggers))
    assert all(n.senses is not None and sum(n.senses) == pytest.approx(1, abs=1e-4) for n in reading.names if n.label == "LOC")
    assert all(sum(t.types.values()) == pytest.approx(1, abs=1e-4) for t in reading.triggers)
    assert learnt(text, find_dates(text, "2024-07-18")) == reading


def test_no_trigger_holds_a_date(learnt: Any) -> None:
    text = "Trận đấu diễn ra ngày 4/6. Lễ hội ngày 5/6 vui. Ngày 6/6 họp, sáng 7/6 nghỉ, tháng 8/2024 thi."
    dates = find_dates(text, "2024-06-10")
    triggers = learnt(text, dates).triggers
    assert triggers
    assert not [t for t in triggers for d in dates if t.start < d.end and d.start < t.end]


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\ud800", "a" * 20_000, "1/" * 400, "Ông Nam gặp bà Lan ở Nga và " * 30], ids=lambda t: ascii(t[:6]))
def test_the_learnt_reader_survives(text: str, learnt: Any) -> None:
    reading = learnt(text, find_dates(text, "2024-07-18"))
    assert all(0 <= n.start < n.end <= len(text) for n in reading.names)
    assert all(0 <= t.start < t.end <= len(text) for t in reading.triggers)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda to: (to / "manifest.json").unlink(), FileNotFoundError, "holds no manifest.json"),
        (lambda to: (to / "manifest.json").write_text('{"format": 99}'), ValueError, "format 99 where this version reads"),
        (lambda to: (to / "reader.onnx").write_bytes(b"other"), ValueError, "sha256 differs"),
    ],
)
def test_a_damaged_model_says_what_is_wrong(change: Any, error: type[Exception], message: str, tmp_path: Path) -> None:
    from vnews_entities.reader.network import FORMAT, Network

    files = {"reader.onnx": b"a graph", "pieces.tsv": b"<s>\t0\n"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    manifest = {"format": FORMAT, "window": 200, "labels": {}, "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    change(tmp_path)
    with pytest.raises(error, match=message):
        Network(tmp_path)
