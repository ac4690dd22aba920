"""Quick figures on annotated articles while training; `benchmarks.accuracy` gives the ones that count."""

from __future__ import annotations

import collections
from collections.abc import Sequence

import numpy as np
import torch

from vnews_entities.document import EVENT_TYPES
from vnews_entities.reader.decode import runs, softmax, spans
from vnews_entities.reader.windows import windows

from .data import NAMES, Example, marks, outermost
from .model import Reader, collate, low_precision, window

Counts = collections.Counter[str]


def scores_of(reader: Reader, e: Example, limit: int) -> dict[str, np.ndarray]:
    """Each head's scores of a whole article, a row a syllable."""
    parts = [window(e, a, b) for a, b in windows(e.cut, limit)]
    out: dict[str, list[np.ndarray]] = collections.defaultdict(list)
    with torch.no_grad(), low_precision():
        batch = collate(parts)
        for name, scores in reader(batch.ids, batch.mask, batch.dates, batch.first).items():
            out[name] = [scores[row, : len(w.pieces)].float().numpy() for row, w in enumerate(parts)]
    return {name: np.concatenate(rows) for name, rows in out.items()}


def measure(reader: Reader, articles: Sequence[Example], limit: int) -> dict[str, float]:
    """F1 of names, nested names and triggers (any overlap); share right of senses and types given the gold spans."""
    reader.eval()
    n: Counts = collections.Counter()
    for e in articles:
        if not e.cut.spans:
            continue
        scores = scores_of(reader, e, limit)
        _names(n, e, scores)
        _triggers(n, e, scores)
    out = {k: round(200 * n[f"{k}/right"] / max(1, n[f"{k}/gold"] + n[f"{k}/found"]), 1) for k in ("names", *NAMES, "nested", "triggers")}
    return out | {k: round(100 * n[f"{k}/right"] / max(1, n[f"{k}/gold"]), 1) for k in ("senses", "government", "types")}


def _names(n: Counts, e: Example, scores: dict[str, np.ndarray]) -> None:
    outer, inner = outermost(marks(e.article, NAMES))
    for head, gold_marks in (("names", outer), ("nested", inner)):
        gold = {(*e.cut.covering(m["start"], m["end"]), m["label"]) for m in gold_marks}
        found = {(a, b, NAMES[label]) for a, b, label, _ in spans(softmax(scores[head]))}
        _count(n, head, gold, found)
        if head == "names":
            for label in NAMES:
                _count(n, label, {g for g in gold if g[2] == label}, {f for f in found if f[2] == label})
    for m in marks(e.article, ("LOC",)):
        right = 0 if m["id"] == "-" else 2 if m["id"].startswith("@") else 1
        guess = int(scores["senses"][e.cut.covering(m["start"], m["end"])[0]].argmax())
        for key in ("senses", "government") if right == 2 else ("senses",):
            n[f"{key}/gold"] += 1
            n[f"{key}/right"] += guess == right


def _triggers(n: Counts, e: Example, scores: dict[str, np.ndarray]) -> None:
    if "triggers" not in scores:
        return
    kinds = {x["id"]: x["type"] for x in e.article["events"]}
    gold = [(*e.cut.covering(m["start"], m["end"]), kinds[m["id"]]) for m in marks(e.article, ("EVT",))]
    found = [(a, b) for a, b, _, _ in runs(softmax(scores["triggers"]), 0.5)]
    n["triggers/gold"] += len(gold)
    n["triggers/found"] += len(found)
    n["triggers/right"] += sum(any(a < y and x < b for x, y in found) for a, b, _ in gold)
    for a, _, kind in gold:
        n["types/gold"] += 1
        n["types/right"] += EVENT_TYPES[int(scores["types"][a].argmax())] == kind


def _count(n: Counts, key: str, gold: set[tuple[int, int, str]], found: set[tuple[int, int, str]]) -> None:
    n[f"{key}/gold"] += len(gold)
    n[f"{key}/found"] += len(found)
    n[f"{key}/right"] += len(gold & found)
