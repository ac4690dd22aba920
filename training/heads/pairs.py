"""What belongs to a trigger: its date, and the names that are actor, target or place.

A trigger and a candidate each have a vector for every relation; their product, with a bias for how far apart they
stand, is the score. Of the dates one is chosen, or none; a name may stand in several relations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from vnews_entities.reader.distance import DISTANCE_BUCKETS, PAIR_WIDTH, RELATIONS, SENTENCE_BUCKETS, distance_bucket, sentence_bucket
from vnews_entities.reader.windows import Syllables

from ..data import NAMES, Example, marks
from .base import IGNORE, Head

_SIDE = len(RELATIONS) * PAIR_WIDTH


@dataclass(frozen=True)
class Candidate:
    at: int  # its first syllable
    sentence: int  # sentence bucket
    gold: tuple[float, ...]  # a name: 0, 1 or IGNORE for actor, target, place; a date: whether it is the trigger's; a teacher: probabilities


@dataclass(frozen=True)
class Gold:
    """A trigger with all the names and dates in its reach."""

    at: int
    names: tuple[Candidate, ...]
    dates: tuple[Candidate, ...]
    dated: bool  # one of all dates of the article in reach is the trigger's
    soft: bool = False  # a teacher's probabilities


class Pairs(Head):
    def __init__(self, width: int, **options: float) -> None:
        super().__init__(width, **options)
        self.bias = nn.Parameter(torch.zeros(len(RELATIONS), SENTENCE_BUCKETS, DISTANCE_BUCKETS))

    @property
    def size(self) -> int:
        return 2 * _SIDE + 1

    def targets(self, example: Example) -> list[Gold]:
        article, syllabled = example.article, example.cut
        events = {e["id"]: e for e in article["events"]}
        names = [(syllabled.covering(m["start"], m["end"])[0], _key(m)) for m in marks(article, NAMES)]
        days = [(syllabled.covering(m["start"], m["end"])[0], _day(m["id"])) for m in marks(article, ("DATE", "TIME")) if not m["id"].endswith("_REF")]
        out = []
        for m in marks(article, ("EVT",)):
            at, event = syllabled.covering(m["start"], m["end"])[0], events[m["id"]]
            near = tuple(Candidate(c, b, (int(day == _day(event["date"])),)) for c, day in days if (b := _reach(syllabled, at, c)) is not None)
            out.append(Gold(at, tuple(_participants(syllabled, at, event, names)), near, any(c.gold[0] for c in near)))
        return out

    def window(self, targets: list[Gold], first: int, last: int) -> list[Gold]:
        def inside(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
            return tuple(Candidate(c.at - first, c.sentence, c.gold) for c in candidates if first <= c.at < last)

        return [Gold(g.at - first, inside(g.names), inside(g.dates), g.dated, g.soft) for g in targets if first <= g.at < last]

    def loss(self, scores: Tensor, targets: list[Any]) -> Tensor:
        total = scores.sum() * 0.0
        rows = [(row, g, c) for row, golds in enumerate(targets) for g in golds for c in g.names]
        if rows:
            logits = self.score(scores, [(row, g.at, c.at, c.sentence) for row, g, c in rows])[:, :3]
            gold = torch.tensor([[float(x) for x in c.gold] for _, _, c in rows])
            known = gold != IGNORE
            total = total + functional.binary_cross_entropy_with_logits(logits[known], gold[known].float())
        losses = []
        for row, golds in enumerate(targets):
            for g in golds:
                right = [i for i, c in enumerate(g.dates) if c.gold[0]]
                if not g.dates or (g.dated and not right and not g.soft):
                    continue
                logits = self.score(scores, [(row, g.at, c.at, c.sentence) for c in g.dates])[:, 3]
                every = torch.cat([logits, scores[row, g.at, -1:].float()])
                if g.soft:
                    chances = torch.tensor([c.gold[0] for c in g.dates])
                    wanted = torch.cat([chances, (1 - chances.sum()).clamp(min=0.0)[None]])
                    losses.append(functional.cross_entropy(every, wanted / wanted.sum()))
                    continue
                losses.append(torch.logsumexp(every, 0) - (torch.logsumexp(logits[right], 0) if right else every[-1]))
        return total + torch.stack(losses).mean() if losses else total

    def score(self, scores: Tensor, pairs: list[tuple[int, int, int, int]]) -> Tensor:
        """[pairs, relations] for (row, trigger, candidate, sentence bucket)."""
        row, trigger, candidate, sentence = (torch.tensor(x, device=scores.device) for x in zip(*pairs, strict=True))
        bucket = torch.tensor([distance_bucket(c - t) for _, t, c, _ in pairs], device=scores.device)
        q = scores[row, trigger, :_SIDE].float().view(len(pairs), len(RELATIONS), PAIR_WIDTH)
        k = scores[row, candidate, _SIDE : 2 * _SIDE].float().view(len(pairs), len(RELATIONS), PAIR_WIDTH)
        return (q * k).sum(-1) / PAIR_WIDTH**0.5 + self.bias[:, sentence, bucket].T


def _reach(syllabled: Syllables, trigger: int, candidate: int) -> int | None:
    return sentence_bucket(syllabled.sentence[candidate] - syllabled.sentence[trigger])


def _key(mark: dict[str, Any]) -> str:
    """How an event record names this mark."""
    if mark["label"] != "LOC":
        return str(mark["id"])
    return str(mark["text"] if mark["id"] == "-" else mark["id"].removeprefix("@"))


def _day(value: str) -> str:
    return re.sub(r"^(\d{4}-\d\d-\d\d)T.*$", r"\1", value)


def _participants(syllabled: Syllables, trigger: int, event: dict[str, Any], names: list[tuple[int, str]]) -> Iterable[Candidate]:
    """Names up to the trigger's own sentence. Of several mentions of one participant the nearest counts, the others are left open."""
    reach = [
        (at, key, bucket)
        for at, key in names
        if (bucket := _reach(syllabled, trigger, at)) is not None and syllabled.sentence[at] <= syllabled.sentence[trigger]
    ]
    roles = [set(event["actors"]), set(event["targets"]), set(event["places"])]
    nearest: dict[str, int] = {}
    for at, key, bucket in reach:
        here, best = (-bucket, abs(at - trigger)), nearest.get(key)
        if best is None or here < (-_require(_reach(syllabled, trigger, best)), abs(best - trigger)):
            nearest[key] = at
    for at, key, bucket in reach:
        yield Candidate(at, bucket, tuple((1 if nearest[key] == at else IGNORE) if key in role else 0 for role in roles))


def _require(bucket: int | None) -> int:
    if bucket is None:
        raise AssertionError("a candidate out of reach")
    return bucket
