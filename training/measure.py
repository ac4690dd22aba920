"""Quick figures on annotated articles while training; `benchmarks.accuracy` gives the ones that count."""

from __future__ import annotations

import collections
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from vnews_entities.document import EVENT_TYPES
from vnews_entities.reader.arguments import batch
from vnews_entities.reader.decode import runs, softmax, spans
from vnews_entities.reader.windows import windows

from .data import NAMES, Example, marks, outermost, sense_of
from .heads import HEADS
from .heads.arguments import Arguments, Asked, Said
from .heads.base import IGNORE
from .model import Reader, collate, low_precision, window

Counts = collections.Counter[str]


def encoded(reader: Reader, e: Example, limit: int) -> Tensor:
    """The encoder's vectors [syllables, width] of a whole article, which must have one syllable at least."""
    parts = [window(e, a, b) for a, b in windows(e.cut, limit)]
    with torch.no_grad(), low_precision():
        vectors = reader.encode(collate(parts))
    return torch.cat([vectors[row, : len(w.pieces)].float() for row, w in enumerate(parts)])


def measure(reader: Reader, articles: Sequence[Example], limit: int) -> dict[str, float]:
    """F1 of names, nested names and triggers (any overlap); share right of senses and types given the gold spans.

    `participants`: F1 of actors and targets, given gold triggers and names, of those mentions that stand in a trigger's reach.
    """
    reader.eval()
    n: Counts = collections.Counter()
    for e in articles:
        if not e.cut.spans:
            continue
        with torch.no_grad():
            heads = reader.read(encoded(reader, e, limit)[None])
            _participants(n, e, reader, heads)
        scores = {name: of_head[0].float().numpy() for name, of_head in heads.items()}
        _names(n, e, scores)
        _triggers(n, e, scores)
    out = {k: f1(n, k) for k in ("names", *NAMES, "nested", "triggers", "participants")}
    return out | {k: round(100 * n[f"{k}/right"] / max(1, n[f"{k}/gold"]), 1) for k in ("senses", "government", "types")}


def f1(n: Counts, key: str) -> float:
    """In percent."""
    return round(200 * n[f"{key}/right"] / max(1, n[f"{key}/gold"] + n[f"{key}/found"]), 1)


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
        right = HEADS["senses"].labels.index(sense_of(m))
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


def _participants(n: Counts, e: Example, reader: Reader, scores: dict[str, Tensor]) -> None:
    head = reader.heads["arguments"] if "arguments" in scores else None
    if not isinstance(head, Arguments):
        return
    told = head.targets(e)
    if not told.cases:
        return
    asked = [Asked(told.surroundings(case), case) for case in told.cases]
    together = batch(a.surroundings for a in asked)
    n.update(participants(head.read(scores["arguments"][0][torch.from_numpy(together.syllables)], together), asked))


def participants(said: Said, asked: Sequence[Asked]) -> Counts:
    """How many actors and targets there are, are found, and are found rightly, mention by mention."""
    wanted = torch.from_numpy(np.concatenate([a.participants for a in asked]))[:, :2]
    found = (said.participants[:, :2] > 0) & (wanted != IGNORE)
    right = wanted == 1
    return Counts({"participants/gold": int(right.sum()), "participants/found": int(found.sum()), "participants/right": int((found & right).sum())})


def _count(n: Counts, key: str, gold: set[tuple[int, int, str]], found: set[tuple[int, int, str]]) -> None:
    n[f"{key}/gold"] += len(gold)
    n[f"{key}/found"] += len(found)
    n[f"{key}/right"] += len(gold & found)
