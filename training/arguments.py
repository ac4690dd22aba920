"""Train the head `arguments` alone, on the vectors that the exported encoder gives.

    python -m training.arguments CORPUS_DIR OUT --start RUN [--also OURS.jsonl …] [--config training/configs/accurate_arguments.json]

Reads `train.jsonl` (and every `--also` file of the same form) once with the encoder of RUN, a run's folder or an exported model, and learns
the head anew, or with `--continue` from what RUN has. A case is a trigger with its surroundings in the whole article, as at run time.
Scores each epoch on `dev.jsonl` and writes `OUT` as `training.train` does.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper
from safetensors.numpy import save_file
from torch import Tensor
from torch.nn import functional

from vnews_entities.dates import find_dates
from vnews_entities.reader.arguments import batch
from vnews_entities.reader.network import Feed, session
from vnews_entities.reader.pieces import Pieces
from vnews_entities.reader.windows import date_marks, windows

from .data import Article, Example, example, read_articles
from .export import HIDDEN, build
from .heads.arguments import MULTIPLE, Arguments, Asked, Said
from .measure import Counts, f1, participants
from .model import Config, low_precision, round_up
from .restore import config_of, weights_of
from .train import descend, rise_and_fall

_HEAD = "heads.arguments."
#: Cases of like length are put together out of so many.
_POOL = 2000


@dataclass(frozen=True)
class Course:
    """All that decides a run; written beside the weights."""

    units: int = 192
    layers: int = 2
    epochs: int = 10
    rate: float = 1e-3
    warm_up: float = 0.05  # share of the steps
    syllables: int = 4096  # of a batch
    dropout: float = 0.1
    seed: int = 1

    @classmethod
    def load(cls, path: Path) -> Course:
        return cls(**json.loads(path.read_text(encoding="utf-8")))


class Encoder:
    """An exported encoder, to read whole articles with."""

    def __init__(self, weights: dict[str, NDArray[Any]], config: Config, threads: int) -> None:
        model = build(weights, config)
        width = len(weights["encoder.norm.weight"])
        model.graph.output.append(helper.make_tensor_value_info(HIDDEN, TensorProto.FLOAT, ["windows", "syllables", width]))
        self._session = session(model.SerializeToString(), threads)
        self._window = config.window
        self.width = width

    def read(self, e: Example) -> tuple[NDArray[np.float16], NDArray[np.float32]]:
        """Of each syllable the vector and the scores of the head `triggers`; the dates are those that the grammar finds, as at run time."""
        dates = find_dates(e.article["text"], e.article["published"])
        feed = Feed(e.cut.pieces, date_marks(e.cut, [(d.start, d.end, d.type, d.value) for d in dates]))
        parts = [self._session.run([HIDDEN, "triggers"], feed.window(a, b)) for a, b in windows(e.cut, self._window)]
        return np.concatenate([vectors[0] for vectors, _ in parts]).astype(np.float16), np.concatenate([scores[0] for _, scores in parts])


@dataclass(frozen=True)
class Lot:
    """The cases of articles; the syllables of their surroundings are rows of `vectors`."""

    vectors: NDArray[np.float16]
    asked: list[Asked]

    @classmethod
    def of(cls, articles: Sequence[Article], pieces: Pieces, encoder: Encoder, head: Arguments) -> Lot:
        vectors, asked, row = [np.zeros((0, encoder.width), np.float16)], [], 0
        for article in articles:
            e = example(article, pieces)
            if not e.cut.spans:
                continue
            own, triggers = encoder.read(e)
            told = head.targets(e)
            for case in (*told.cases, *told.mistaken(triggers)):
                s = told.surroundings(case)
                asked.append(Asked(replace(s, syllables=s.syllables + row, marks=s.marks.astype(np.int16)), case))
            vectors.append(own)
            row += len(own)
        return cls(np.concatenate(vectors), asked)

    def batches(self, syllables: int, rng: random.Random) -> Iterator[list[Asked]]:
        """Every case once, those of like length together, so many that they have that many syllables with their padding."""
        order = rng.sample(self.asked, len(self.asked))
        out: list[list[Asked]] = []
        for i in range(0, len(order), _POOL):
            together: list[Asked] = []
            for a in sorted(order[i : i + _POOL], key=_length):
                if together and (len(together) + 1) * _length(a) > syllables:
                    out.append(together)
                    together = []
                together.append(a)
            out.append(together)
        rng.shuffle(out)
        yield from out


def _length(a: Asked) -> int:
    return round_up(len(a.surroundings.syllables), MULTIPLE)


def said_of(head: Arguments, lot: Lot, asked: Sequence[Asked], dropout: float = 0.0) -> Said:
    """What the head says of some of a lot's cases; the vectors lose the share `dropout` while it learns."""
    together = batch((a.surroundings for a in asked), MULTIPLE)
    vectors = functional.dropout(torch.from_numpy(lot.vectors[together.syllables]).float(), dropout, head.training)
    with low_precision():
        return head.read(head(vectors), together)


def measure(head: Arguments, lot: Lot, syllables: int) -> dict[str, float]:
    """Given gold triggers and names: F1 of actors and targets by mentions, the share of triggers whose day is right; the share of what the head
    `triggers` finds or should find that is told right from wrong."""
    head.eval()
    n = Counts()
    with torch.no_grad():
        for asked in lot.batches(syllables, random.Random(0)):
            said = said_of(head, lot, asked)
            n.update(participants(said, asked))
            n["told/gold"] += len(asked)
            n["told/right"] += sum((float(odds) > 0) == a.case.told for odds, a in zip(said.told, asked, strict=True))
            for a, own, none in zip(asked, said.days.split([len(a.surroundings.days) for a in asked]), said.dateless, strict=True):
                n["days/gold"] += a.case.told
                n["days/right"] += a.case.told and _right_day(a, own, none)
    return {"participants": f1(n, "participants"), **{k: round(100 * n[f"{k}/right"] / max(1, n[f"{k}/gold"]), 1) for k in ("days", "told")}}


def _right_day(a: Asked, scores: Tensor, none: Tensor) -> bool:
    best = int(scores.argmax()) if len(scores) else None
    if best is None or scores[best] < none:
        return not any(a.case.days.values())
    return bool(a.case.days[a.surroundings.days[best][0]])


def train(head: Arguments, lot: Lot, dev: Lot, course: Course) -> Iterator[dict[str, float]]:
    """The figures of each epoch."""
    rng = random.Random(course.seed)
    optimiser = torch.optim.AdamW(head.parameters(), course.rate, weight_decay=0.01, fused=True)
    count = sum(1 for _ in lot.batches(course.syllables, random.Random(course.seed)))
    schedule = rise_and_fall(optimiser, count * course.epochs, course.warm_up)
    for epoch in range(1, course.epochs + 1):
        head.train()
        began, summed = time.time(), 0.0
        for step, asked in enumerate(lot.batches(course.syllables, rng), 1):
            loss = head.against(said_of(head, lot, asked, course.dropout), asked)
            descend(head, loss, optimiser, schedule)
            summed += loss.item()
            if step % 200 == 0:
                print(f"  step {step}/{count} loss {summed / step:.4f} {time.time() - began:.0f} s", flush=True)
        yield {"epoch": epoch, "loss": round(summed / step, 4), "seconds": round(time.time() - began), **measure(head, dev, course.syllables)}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpus", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--start", type=Path, required=True, help="a run's folder or an exported model (also one that ships): its encoder and other heads")
    ap.add_argument("--also", type=Path, nargs="*", default=[], help="more annotated JSONL files to learn from")
    ap.add_argument("--config", type=Path, help="JSON with fields of training.arguments.Course; default: its defaults")
    ap.add_argument("--continue", dest="goes_on", action="store_true", help="begin from the head that --start has")
    ap.add_argument("--threads", type=int, default=2)
    o = ap.parse_args()
    course = Course.load(o.config) if o.config else Course()
    torch.manual_seed(course.seed)
    torch.set_num_threads(o.threads)
    weights, config, before = weights_of(o.start), *config_of(o.start)
    encoder = Encoder(weights, config, o.threads)
    head = Arguments(encoder.width, units=course.units, layers=course.layers, dropout=course.dropout)
    if o.goes_on:
        head.load_state_dict({k: torch.from_numpy(weights[_HEAD + k]) for k in head.state_dict()})
    pieces = Pieces.load(o.start / "pieces.tsv")
    lot = Lot.of(read_articles(o.corpus / "train.jsonl", *o.also), pieces, encoder, head)
    dev = Lot.of(read_articles(o.corpus / "dev.jsonl"), pieces, encoder, head)
    print(f"{len(lot.asked)} cases, {sum(a.case.told for a in lot.asked)} of dated events; {len(lot.vectors)} syllables", flush=True)
    o.out.mkdir(parents=True, exist_ok=True)
    shutil.copy(o.start / "pieces.tsv", o.out / "pieces.tsv")
    replace(config, heads={**config.heads, "arguments": {"units": course.units, "layers": course.layers}}).save(o.out / "config.json")
    (o.out / "course.json").write_text(json.dumps(asdict(course), indent=1), encoding="utf-8")
    others = {k: v for k, v in weights.items() if not k.startswith(_HEAD)}
    history = []
    for figures in train(head, lot, dev, course):
        history.append({**before, **figures})
        print(json.dumps(figures), flush=True)
        save_file({**others, **{_HEAD + k: v.numpy() for k, v in head.state_dict().items()}}, o.out / "reader.safetensors")
        (o.out / "scores.json").write_text(json.dumps({"epochs": history}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
