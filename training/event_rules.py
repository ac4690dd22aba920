"""Learns the weights of the event rules from annotated articles: `event_weights.tsv`, and the weights of `events/merge.py`.

    python -m training.event_rules GOLD.jsonl …

GOLD.jsonl holds an annotated article a line (text, marks, people, organisations, events). Writes `data/gazetteers/event_weights.tsv` and
prints the weights for `merge.WEIGHTS`. Needs PyTorch; takes two minutes on one core, and gives the same weights every time.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

from vnews_entities.document import Mention, Person, Timex
from vnews_entities.events import merge, rules
from vnews_entities.events.lexicon import Lexicon
from vnews_entities.events.scene import Scene, stage, words_of
from vnews_entities.events.values import dates_event, same_time
from vnews_entities.layers import Name, Trigger
from vnews_entities.tables import data_dir
from vnews_entities.text import sentences

from .data import NAMES, TIMES, key_of, read_articles

#: A fact is weighed from this many occurrences on, and kept if a weight is at least this far from nought.
MIN_COUNT = 10
MIN_WEIGHT = 0.05
#: How strongly weights are drawn to nought; merging has too few features for the first.
L1, L2 = 3e-5, 3e-5
ROLE_STEPS, MERGE_STEPS, RATE = 120, 300, 0.05
#: What the reader will get wrong, so that merging learns from triggers like those it will see.
PARTICIPANTS_LOST, TYPES_BLURRED = 0.2, 0.15
BLURRED = 0.6

Example = tuple[list[str], list[float]]


class Gold:
    """A gold article as the event rules see it."""

    def __init__(self, article: dict[str, Any], lexicon: Lexicon) -> None:
        marks = article["marks"]
        by_start = sorted(marks, key=lambda m: (m["start"], -m["end"]))
        self.names = [m for m in by_start if m["label"] in NAMES]
        times = [m for m in by_start if m["label"] in TIMES]
        self.triggers = [m for m in by_start if m["label"] == "EVT"]
        self.events = {e["id"]: e for e in article["events"]}
        self.ids = [key_of(m) for m in self.names]
        self.people = [
            Person(p["id"], p["name"], p["role"], p["country"], None, tuple(Mention(m["start"], m["end"], m["text"]) for m in self.names if m["id"] == p["id"]))
            for p in article["people"]
        ]
        text = article["text"]
        self.scene: Scene = stage(
            words_of(text),
            [Name(m["start"], m["end"], m["label"]) for m in self.names],
            [Timex(m["start"], m["end"], m["text"], m["label"], m["id"]) for m in times],
            [Trigger(m["start"], m["end"], 1.0, {self.event(m)["type"]: 1.0}) for m in self.triggers],
            sentences(text),
            lexicon,
        )

    def event(self, mark: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.events[mark["id"]]
        return found


def role_examples(gold: Gold) -> Iterator[Example]:
    """For each trigger and candidate the facts, and whether the name is actor, target, place."""
    for k, mark in enumerate(gold.triggers):
        event = gold.event(mark)
        for n, facts in rules.candidates(gold.scene, k, event["type"], gold.ids, rules.roles_of(gold.people)):
            yield facts, [float(gold.ids[n] in event[key]) for key in ("actors", "targets", "places")]


def merge_examples(gold: Gold, rnd: random.Random) -> Iterator[tuple[dict[str, float], float]]:
    """For each pair of triggers how they compare, and whether they tell one event."""
    tellers = [_teller(gold, k, rnd) for k in range(len(gold.triggers))]
    for j, b in enumerate(tellers):
        for i in range(j):
            if merge.odds(tellers[i], b) > merge.NEVER:
                yield merge.features(tellers[i], b), float(gold.triggers[i]["id"] == gold.triggers[j]["id"])


def _teller(gold: Gold, k: int, rnd: random.Random) -> merge.Teller:
    event = gold.event(gold.triggers[k])
    row, _ = gold.scene.place_of[k]
    items = gold.scene.sentences[row].items
    parts = frozenset(
        gold.ids[x.ref] for x in items if x.kind == "name" and gold.ids[x.ref] in event["actors"] + event["targets"] and rnd.random() > PARTICIPANTS_LOST
    )
    values = [gold.scene.dates[x.ref].value for x in items if x.kind == "date" and dates_event(gold.scene.dates[x.ref])]
    agreeing = [v for v in values if same_time(v, event["date"])]
    date = event["date"] if event["date"] in values else agreeing[0] if agreeing else None
    blurred = rnd.random() < TYPES_BLURRED
    types = {event["type"]: 1 - BLURRED, "OTHER": BLURRED} if blurred else {event["type"]: 1.0}
    return merge.teller(gold.scene, k, types, date, parts, gold.ids)


def fit(facts: Sequence[Sequence[tuple[str, float]]], answers: Sequence[Sequence[float]], vocabulary: Sequence[str], steps: int, l1: float) -> torch.Tensor:
    """The weights of a logistic regression, a row a fact and a column an answer."""
    number = {f: i for i, f in enumerate(vocabulary)}
    known = [[(number[f], v) for f, v in row if f in number] for row in facts]
    index = torch.tensor([i for row in known for i, _ in row])
    value = torch.tensor([v for row in known for _, v in row])
    offsets = torch.tensor([0, *(len(row) for row in known[:-1])]).cumsum(0)
    target = torch.tensor(answers)
    weights = torch.zeros(len(vocabulary), target.shape[1], requires_grad=True)
    optimiser = torch.optim.Adam([weights], lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        optimiser.zero_grad()
        odds = torch.nn.functional.embedding_bag(index, weights, offsets, mode="sum", per_sample_weights=value)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, target) + L2 * (weights**2).sum() + l1 * weights.abs().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    return weights.detach()


def learn_roles(examples: Sequence[Example]) -> list[tuple[str, list[float]]]:
    """The facts with their weights for actor, target and place, in order of the facts."""
    count = collections.Counter(f for facts, _ in examples for f in set(facts))
    vocabulary = ["bias", *sorted(f for f, n in count.items() if n >= MIN_COUNT)]
    weights = fit([[("bias", 1.0), *((f, 1.0) for f in facts)] for facts, _ in examples], [y for _, y in examples], vocabulary, ROLE_STEPS, L1)
    rows = [(f, [round(w, 2) + 0.0 for w in row]) for f, row in zip(vocabulary, weights.tolist(), strict=True)]
    return [(f, row) for f, row in rows if f == "bias" or max(map(abs, row)) >= MIN_WEIGHT]


def learn_merging(examples: Sequence[tuple[dict[str, float], float]]) -> dict[str, float]:
    """The weights of `merge.features`."""
    vocabulary = sorted({f for features, _ in examples for f in features})
    weights = fit([list(features.items()) for features, _ in examples], [[y] for _, y in examples], vocabulary, MERGE_STEPS, 0.0)
    return {f: round(w[0], 2) for f, w in zip(vocabulary, weights.tolist(), strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="annotated articles to learn from")
    lexicon = Lexicon.packaged()
    articles = [Gold(article, lexicon) for article in read_articles(*parser.parse_args().gold)]
    rows = learn_roles([x for gold in articles for x in role_examples(gold)])
    lines = ["fact\tactor\ttarget\tplace", *(f"{f}\t" + "\t".join(f"{w:g}" for w in row) for f, row in sorted(rows))]
    target = data_dir() / "event_weights.tsv"
    target.with_suffix(".new").write_text("\n".join(lines) + "\n", encoding="utf-8")
    target.with_suffix(".new").replace(target)
    rnd = random.Random(0)
    print(json.dumps(learn_merging([x for gold in articles for x in merge_examples(gold, rnd)]), indent=4))


if __name__ == "__main__":
    main()
