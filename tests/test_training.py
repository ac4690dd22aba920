"""training/: what makes annotated articles, and a shipped model's weights read back. None of it needs the corpus."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training import annotate, raw, standoff
from vnews_entities.engine import model_folder

TEXT = "Bà Lan thăm Hà Nội\nHôm 3/5, Đại sứ Lào tại Hà Nội Trần Lan thăm Bộ Y tế."


def mark(words: str, label: str, i: str, nth: int = 0) -> dict[str, Any]:
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(words, at + 1)
    return {"start": at, "end": at + len(words), "label": label, "id": i, "text": words}


def article() -> dict[str, Any]:
    marks = [
        mark("Lan", "PER", "p1"), mark("thăm", "EVT", "e1"), mark("Hà Nội", "LOC", "-"), mark("Hôm 3/5", "DATE", "2024-05-03"), mark("Lào", "LOC", "LA"),
        mark("Hà Nội", "LOC", "-", 1), mark("Trần Lan", "PER", "p1"), mark("thăm", "EVT", "e1", 1), mark("Bộ Y tế", "ORG", "o1"),
    ]  # fmt: skip
    return {
        "id": "a:1",
        "outlet": None,
        "published": "2024-05-04",
        "text": TEXT,
        "marks": marks,
        "people": [{"id": "p1", "name": "Trần Lan", "role": "Đại sứ tại Hà Nội", "country": "LA"}],
        "organisations": [{"id": "o1", "name": "Bộ Y tế"}],
        "events": [{"id": "e1", "type": "CONSULT", "date": "2024-05-03", "actors": ["p1"], "targets": ["o1"], "places": ["Hà Nội", "VN"]}],
    }


ROW = {"id": "a:1", "title": TEXT.split("\n")[0], "text": TEXT.split("\n")[1], "published": "2024-05-04", "outlet": None}


# --- Stand-off marks --------------------------------------------------------------------------------------------------


def test_an_article_comes_back_from_its_marks_and_its_text() -> None:
    kept = standoff.pack(article())
    assert standoff.unpack(json.loads(json.dumps(kept)), TEXT, published="2024-05-04") == article()


def test_the_marks_hold_no_word_of_the_text() -> None:
    kept = json.dumps(standoff.pack(article()), ensure_ascii=False)
    assert not any(word in kept for word in ("Lan", "Hà", "Đại sứ", "thăm", "Bộ"))


def test_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="its text differs"):
        standoff.unpack(standoff.pack(article()), "Khác.")


def compressed(path: Path, *lines: str) -> None:
    with lzma.open(path, "wt", encoding="utf-8") as f:
        f.writelines(line + "\n" for line in lines)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for the marks, and a corpus folder beside it."""
    monkeypatch.setattr(standoff, "WORLD", tmp_path / "world.jsonl")
    monkeypatch.setattr(standoff, "RAW", tmp_path / "raw.jsonl")
    return tmp_path


def test_articles_and_excerpts_find_their_texts(kept: Path) -> None:
    excerpt = {**article(), "id": "raw:1+2", "published": None}
    for path, annotated in ((kept / "world.jsonl", article()), (kept / "raw.jsonl", excerpt)):
        path.write_text(json.dumps(standoff.pack(annotated)) + "\n", encoding="utf-8")
    assert standoff.annotated() == {"a:1", "raw:1+2"}
    compressed(kept / "world.jsonl.xz", json.dumps({**ROW, "text": "Bài khác cùng tên."}), json.dumps(ROW))
    compressed(kept / "raw_text.txt.xz", "Dòng đầu.", *TEXT.split("\n"), "Dòng cuối.")
    assert list(standoff.read(kept)) == [article(), excerpt]


def test_an_article_that_the_corpus_lacks_is_named(kept: Path) -> None:
    (kept / "world.jsonl").write_text(json.dumps(standoff.pack(article())) + "\n", encoding="utf-8")
    compressed(kept / "world.jsonl.xz", json.dumps({**ROW, "id": "b"}))
    compressed(kept / "raw_text.txt.xz")
    with pytest.raises(ValueError, match="first a:1"):
        list(standoff.read(kept))


def test_excerpts_are_dated_domestic_and_new(tmp_path: Path) -> None:
    told = [
        f"Ngày {n}/3, công an phường họp với tổ dân phố số {n} tại nhà văn hóa để bàn về an toàn giao thông trong ngõ nhỏ, lúc 9h{n}." for n in range(1, 12)
    ]
    abroad = [f"Ngày {n}/3, đoàn của Pháp gặp đoàn của Đức và đoàn của Nga để bàn về an toàn giao thông trên biển, lúc 9h{n}." for n in range(1, 12)]
    title = "Công an phường họp với tổ dân phố"
    paragraphs = ["Lời mở.", title, *told, "Các đoàn họp ở nước ngoài hôm qua", *abroad, "Tin đã có trong tập hợp"]
    raw_text = tmp_path / "raw_text.txt.xz"
    compressed(raw_text, *paragraphs)
    for name in ("train", "dev"):
        (tmp_path / f"{name}.jsonl").write_text("", encoding="utf-8")
    lines = list(raw.lines(tmp_path))
    assert lines == paragraphs
    (chosen,) = raw.choose(tmp_path, 5, seed=1, first_line=0)
    assert raw.is_excerpt(chosen["id"])
    assert dict(raw.texts(tmp_path, [chosen["id"]])) == {chosen["id"]: chosen["text"]}
    assert raw.choose(tmp_path, 5, seed=1, first_line=0, taken=[chosen["id"]]) == []
    assert told[0] in chosen["text"]
    (tmp_path / "dev.jsonl").write_text(json.dumps({"text": told[3]}) + "\n", encoding="utf-8")
    assert raw.choose(tmp_path, 5, seed=1, first_line=0) == []


@pytest.mark.parametrize("path", [standoff.WORLD, standoff.RAW])
def test_what_is_kept_are_marks_within_their_order(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert rows
    assert [r["id"] for r in rows] == sorted({r["id"] for r in rows})
    for row in rows:
        ids = {i for _, _, _, i in row["marks"]}
        assert all(a < b for a, b, _, _ in row["marks"])
        assert {i for i, *_ in row["people"] + row["organisations"] + row["events"]} <= ids
        assert {who for _, _, _, actors, targets, _ in row["events"] for who in actors + targets if who[0] in "po"} <= ids


# --- Annotating -------------------------------------------------------------------------------------------------------


def edited(*lines: str) -> tuple[dict[str, Any], list[str]]:
    return annotate.apply({**article(), "events": [], "marks": [m for m in article()["marks"] if m["label"] != "EVT"]}, lines)


def test_edits_are_applied() -> None:
    out, wrong = edited("J | p1 | p2", "P | p2 | Trần Lan | Đại sứ tại Hà Nội | LA", "+ | s0 | Bà | o2", "O | o2 | Bà", "- | s1 | Lào",
                        "D | s1 | Hôm 3/5 | 2024-05-03TMO | TIME", "E | e1 | CONSULT | 2024-05-03TMO | p2 | o1 | - | s1:thăm | s0:thăm")  # fmt: skip
    assert wrong == []
    told = [(m["text"], m["label"], m["id"]) for m in out["marks"]]
    assert ("Bà", "ORG", "o2") in told
    assert ("Lào", "LOC", "LA") not in told
    assert ("Hôm 3/5", "TIME", "2024-05-03TMO") in told
    assert told.count(("thăm", "EVT", "e1")) == 2
    assert [p["id"] for p in out["people"]] == ["p2"]
    assert out["events"] == [{"id": "e1", "type": "CONSULT", "date": "2024-05-03TMO", "actors": ["p2"], "targets": ["o1"], "places": []}]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("+ | s0 | Mai | p2", "s0 has 0 × 'Mai'"),
        ("+ | s9 | Lan | p2", "no sentence 's9'"),
        ("+ | s0 | Lan | x2", "no id of a name"),
        ("- | s0 | thăm", "no mark on"),
        ("D | s0 | thăm | 2024 | DAY", "'DAY' is none of"),
        ("E | e1 | FOO | 2024 | - | - | -", "no event type"),
        ("E | e1 | CONSULT | 2023 | - | - | - | s0:thăm", "no time has the value 2023"),
        ("E | e1 | CONSULT | 2024-05-03 | p7 | - | - | s0:thăm", "nobody is 'p7'"),
        ("P | p1 | Lan | Bộ trưởng | LA", "is not worded so"),
        ("+ | s1 | Trần Lan thăm | o1", "the name 'Trần Lan' is none of"),
        ("Q | x", "a line begins with one of"),
        ("J | p1", "1 fields are not"),
    ],
)
def test_an_edit_that_does_not_fit_is_told(line: str, complaint: str) -> None:
    _, wrong = edited(*(["- | s1 | Trần Lan"] if "Trần Lan thăm" in line else []), line)
    assert any(complaint in w for w in wrong)


def test_the_second_occurrence_and_all_of_them() -> None:
    assert edited("+ | s1 | Lan#1 | p1")[1] == []
    out, _ = edited("- | * | Hà Nội")
    assert not any(m["text"] == "Hà Nội" for m in out["marks"])


def test_a_person_sees_sentences_with_their_marks() -> None:
    assert "s1 {Hôm 3/5|2024-05-03}, Đại sứ [Lào|LA] tại [Hà Nội|-] [Trần Lan|p1] <thăm|e1> [Bộ Y tế|o1]." in annotate.shown(article())


# --- Weights read back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["accurate", "fast"])
def test_the_weights_of_a_shipped_model_come_back(model: str) -> None:
    pytest.importorskip("onnx", reason="the extra `train` brings onnx")
    from training.restore import restore

    folder = model_folder(model)
    weights = restore(folder)
    labels = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["labels"]
    width = weights["encoder.norm.weight"].shape[0]
    assert weights["encoder.word.weight"].shape == (len((folder / "pieces.tsv").read_text(encoding="utf-8").splitlines()), width)
    assert {name: weights[f"heads.{name}.linear.weight"].shape for name in labels} == {name: (len(own), width) for name, own in labels.items()}
    assert all(np.isfinite(w).all() for w in weights.values())


# --- Arguments of a trigger -------------------------------------------------------------------------------------------


def test_what_is_right_of_the_names_and_days_around_a_trigger() -> None:
    pytest.importorskip("torch", reason="the extra `train` brings torch")
    from training.data import example
    from training.heads.arguments import Arguments
    from vnews_entities.reader.pieces import Pieces

    learnt_from = example(article(), Pieces.load(model_folder("fast") / "pieces.tsv"))
    head = Arguments(8, units=16, layers=1)
    told = head.targets(learnt_from)
    title, lead = told.cases
    words = [TEXT[a:b] for a, b in learnt_from.cut.spans]
    assert [words[c.first] for c in told.cases] == ["thăm", "thăm"]
    assert [title.names[n] for n in sorted(title.names)] == [(1.0, 0.0, 0.0), (0.0, 0.0, 1.0)]
    # Lan, Hà Nội, Lào, Hà Nội, Trần Lan, Bộ Y tế: of two mentions the nearest is learnt from
    assert [lead.names[n] for n in sorted(lead.names)] == [
        (-100.0, 0.0, 0.0),
        (0.0, 0.0, -100.0),
        (0.0,) * 3,
        (0.0, 0.0, 1.0),
        (1.0, 0.0, 0.0),
        (0.0, 1.0, 0.0),
    ]
    assert (title.days, lead.days) == ({0: 1.0}, {0: 1.0})
    begin = lead.first - 3
    of_window = head.window(told, begin, len(words))
    assert [c.first for c in of_window.cases] == [lead.first]
    assert [words[begin + i] for i in of_window.surroundings(lead).syllables] == words[begin:]


TITLED = "Đại sứ Lào Trần Lan tới nơi.\nHôm 3/5, Đại sứ Lào gặp Bộ Y tế."


def test_a_country_that_stands_with_a_title_is_learnt_as_who_bears_it() -> None:
    pytest.importorskip("torch", reason="the extra `train` brings torch")
    from training.data import example
    from training.heads.arguments import Arguments
    from vnews_entities.reader.pieces import Pieces

    def of(words: str, label: str, i: str, nth: int = 0) -> dict[str, Any]:
        at = [k for k in range(len(TITLED)) if TITLED.startswith(words, k)][nth]
        return {"start": at, "end": at + len(words), "label": label, "id": i, "text": words}

    marks = [
        of("Lào", "LOC", "LA"), of("Trần Lan", "PER", "p1"), of("Hôm 3/5", "DATE", "2024-05-03"), of("Lào", "LOC", "LA", 1), of("gặp", "EVT", "e1"),
        of("Bộ Y tế", "ORG", "o1"),
    ]  # fmt: skip
    people = [{"id": "p1", "name": "Trần Lan", "role": "Đại sứ", "country": "LA"}]
    events = [{"id": "e1", "type": "CONSULT", "date": "2024-05-03", "actors": ["p1"], "targets": ["o1"], "places": []}]
    learnt_from = example({**article(), "text": TITLED, "marks": marks, "people": people, "events": events}, Pieces.load(model_folder("fast") / "pieces.tsv"))
    (case,) = Arguments(8, units=16, layers=1).targets(learnt_from).cases
    # Lào, Trần Lan, Lào, Bộ Y tế: the nearest mention of the one who takes part is the second Lào
    assert [case.names[n] for n in sorted(case.names)] == [(0.0,) * 3, (-100.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)]


def test_the_head_arguments_is_learnt_on_the_exported_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch", reason="the extra `train` brings torch")
    pytest.importorskip("onnx", reason="the extra `train` brings onnx")
    from training import arguments, export
    from vnews_entities.reader.network import Network

    for name in ("train", "dev"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(article()) + "\n" + json.dumps({**article(), "id": "a:2"}) + "\n", encoding="utf-8")
    course = tmp_path / "course.json"
    course.write_text(json.dumps({"units": 48, "layers": 1, "epochs": 20, "rate": 0.01, "syllables": 64, "dropout": 0.0}), encoding="utf-8")
    command = ["arguments", str(tmp_path), str(tmp_path / "run"), "--start", str(model_folder("fast")), "--config", str(course), "--threads", "1"]
    monkeypatch.setattr("sys.argv", command)
    arguments.main()
    first, *_, last = (json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{"))
    assert last["loss"] < 0.5 * first["loss"]
    assert (last["participants"], last["days"]) == (100.0, 100.0)
    monkeypatch.setattr("sys.argv", ["export", str(tmp_path / "run"), str(tmp_path / "model"), "--name", "small"])
    export.main()
    before, after = Network(model_folder("fast")), Network(tmp_path / "model")
    assert (tmp_path / "model" / "arguments.onnx").stat().st_size < (model_folder("fast") / "arguments.onnx").stat().st_size
    assert (after.manifest["scores"]["participants"], after.labels) == (100.0, before.labels)


def test_arguments_are_learnt_exported_and_read_back(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="the extra `train` brings torch")
    onnx = pytest.importorskip("onnx", reason="the extra `train` brings onnx")
    import onnxruntime

    from training.data import example
    from training.export import build_arguments
    from training.heads.arguments import Arguments
    from training.restore import restore_arguments
    from vnews_entities.reader.arguments import batch
    from vnews_entities.reader.pieces import Pieces

    torch.manual_seed(1)
    learnt_from = example(article(), Pieces.load(model_folder("fast") / "pieces.tsv"))
    head = Arguments(8, units=48, layers=2)
    told = head.targets(learnt_from)
    vectors = torch.randn(1, len(learnt_from.cut.spans), 8)
    optimiser = torch.optim.Adam(head.parameters(), 3e-3)
    losses = []
    for _ in range(60):
        loss = head.loss(head(vectors), [told], {})
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.2 * losses[0]
    head.eval()
    weights = {f"heads.arguments.{name}": w.numpy() for name, w in head.state_dict().items()}
    onnx.save(build_arguments(weights, quantised=False), tmp_path / "arguments.onnx")
    together = batch([told.surroundings(case) for case in told.cases])
    with torch.no_grad():
        scores = head(vectors)
        wanted = head.read(scores[0][torch.from_numpy(together.syllables)], together)
    feed = {"vectors": scores[0].numpy()[together.syllables], **together._asdict()}
    del feed["syllables"]
    said = onnxruntime.InferenceSession(tmp_path / "arguments.onnx").run(["participants", "date_scores", "dateless", "told"], feed)
    for ours, theirs in zip(wanted, said, strict=True):
        assert np.abs(ours.numpy() - theirs).max() < 1e-4
    back = restore_arguments(tmp_path / "arguments.onnx")
    assert all(np.allclose(w, weights[f"heads.arguments.{name}"]) for name, w in back.items())
    assert {*back, "linear.weight", "linear.bias", "balance"} >= {name.removeprefix("heads.arguments.") for name in weights}


# --- Pre-training -----------------------------------------------------------------------------------------------------


def test_raw_text_is_packed_and_learnt_from(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="the extra `train` brings torch")
    from training import pretrain
    from training.encoder import Encoder, Shape
    from training.model import Config
    from vnews_entities.reader.pieces import EOS, UNK, Pieces

    compressed(tmp_path / "raw_text.txt.xz", *["Mưa rơi trên phố nhỏ."] * 400)
    pieces = Pieces.load(model_folder("fast") / "pieces.tsv")
    text = pretrain.pack(tmp_path, pieces, 800)
    assert text.dtype == np.uint16
    assert text[-1] == EOS
    assert 800 <= len(text) < 2000
    ids = torch.from_numpy(text[:600].astype(np.int64)).view(10, 60)
    shown, asked = pretrain.hidden(ids, len(pieces.vocabulary), torch.Generator().manual_seed(1))
    assert 0.1 < asked.float().mean() < 0.3
    assert not asked[ids == EOS].any()
    assert torch.equal(shown[~asked], ids[~asked])
    assert 0.6 < (shown[asked] == UNK).float().mean() < 0.95
    with pytest.raises(ValueError, match="pack more text"):
        next(pretrain.batches(text, 300, 16, 1))
    torch.manual_seed(1)
    encoder = Encoder(Shape(24, 1, 12, 48, len(pieces.vocabulary), 64, 1e-12))
    config = Config(layers=1, window=30, batch=4, rate=1e-2, head_rate=1e-2)
    assert pretrain.learn(encoder, text, config, 60, "cpu") < 0.8 * np.log(len(pieces.vocabulary))
