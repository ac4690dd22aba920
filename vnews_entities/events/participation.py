"""Who takes part: the reader's probabilities and the rules', weighed together for all the candidates of one trigger.

A candidate is a person, an organisation, a country or a place with all its mentions in the trigger's reach. What speaks for it is
not only its own two probabilities but those of the others: an event mostly has one actor. The weights are those of a logistic
regression, learnt by `training/participation.py` and kept in `data/gazetteers/participation_weights.tsv`, a row a feature.
Where the reader says nothing of participants, the rules decide alone.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..layers import Relation
from ..tables import table
from .participants import RELATIONS, logistic

_BIAS = "bias"
#: Probabilities nearer to 0 or 1 than this say no more.
_SUREST = 0.005
#: Where neither probability reaches this, no weight makes up for it, and none is asked.
_HOPELESS = 0.08
#: What the two probabilities of one relation may add up to, in steps that are told apart; the best other candidate's in coarser ones.
_STEPS, _RIVAL_STEPS = 8, 6
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One name of a trigger's reach: `read` and `ruled`, the best probabilities of its mentions for each of `RELATIONS`.

    `label` as in `rules.label_of`; `here`: it is named in the trigger's sentence; `facts`: what the rules know of its mentions.
    """

    name: str
    label: str
    here: bool
    mentions: int
    read: tuple[float, ...]
    ruled: tuple[float, ...]
    facts: frozenset[str]


def probabilities(candidates: Sequence[Candidate], event_type: str) -> list[dict[Relation, float]]:
    """For each candidate the probability of every relation (not exclusive)."""
    weights = _weights()
    rivals = Rivals(candidates)
    out: list[dict[Relation, float]] = []
    for c in candidates:
        row: dict[Relation, float] = {}
        for number, relation in enumerate(RELATIONS):
            if max(c.read[number], c.ruled[number]) < _HOPELESS:
                row[relation] = 0.0
                continue
            known = ((weights.get(f), value) for f, value in features(c, number, event_type, rivals).items())
            row[relation] = logistic(sum(w[number] * value for w, value in known if w is not None))
        out.append(row)
    return out


class Rivals:
    """What `features` needs to know of all candidates of a trigger: how many, and the best probability that another one has for each relation."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.here = sum(c.here for c in candidates)
        self.all = len(candidates)
        told = {"read": zip(*(c.read for c in candidates), strict=True), "ruled": zip(*(c.ruled for c in candidates), strict=True)}
        self._two_best = {(kind, n): sorted(column, reverse=True)[:2] for kind, columns in told.items() for n, column in enumerate(columns)}

    def best(self, kind: str, number: int, own: float) -> float:
        """The best of the others; `own` is the candidate's."""
        first, *second = self._two_best[kind, number]
        return first if first > own else second[0] if second else 0.0


def features(c: Candidate, number: int, event_type: str, rivals: Rivals) -> Features:
    """What speaks for and against a candidate in relation `number` of `RELATIONS`."""
    read, ruled = c.read[number], c.ruled[number]
    other = 1 - number if number < 2 else 0
    best_read, best_ruled = rivals.best("read", number, read), rivals.best("ruled", number, ruled)
    where = "here" if c.here else "earlier"
    top_read, top_ruled = read >= best_read, ruled >= best_ruled
    read_odds, ruled_odds = _log_odds(read), _log_odds(ruled)
    out: Features = {
        _BIAS: 1.0,
        "read": read_odds, "ruled": ruled_odds, "mean": _log_odds((read + ruled) / 2), "both": read * ruled,
        f"read {where}": read_odds, f"ruled {where}": ruled_odds,
        "read, other relation": _log_odds(c.read[other]), "ruled, other relation": _log_odds(c.ruled[other]),
        "best read of others": _log_odds(best_read), "best ruled of others": _log_odds(best_ruled),
        "candidates": math.log(1 + rivals.all), "candidates here": math.log(1 + rivals.here), "mentions": math.log(c.mentions),
        f"{c.label} {where}": 1.0, f"type {event_type}": 1.0, f"type {event_type} {c.label}": 1.0,
        f"read {_step(read, _STEPS)}": 1.0, f"ruled {_step(ruled, _STEPS)}": 1.0,
        f"read {_step(read, 4)} ruled {_step(ruled, 4)}": 1.0,
        f"other relation {_step(c.read[other], _STEPS)}": 1.0,
        f"best read of others {_step(best_read, _STEPS)}": 1.0,
        f"sum {_step((read + ruled) / 2, _STEPS)} others {_step((best_read + best_ruled) / 2, _RIVAL_STEPS)}": 1.0,
    }  # fmt: skip
    if number < 2:
        out |= {"read place": _log_odds(c.read[2]), "ruled place": _log_odds(c.ruled[2])}
    for name, holds in (("first read", top_read), ("first ruled", top_ruled), ("first in both", top_read and top_ruled)):
        if holds:
            out[name] = 1.0
    for fact in ("subject", "agent"):
        if fact in c.facts:
            out[fact] = 1.0
    if any(f.startswith("modifier") for f in c.facts):
        out["modifier"] = 1.0
    return out


def _log_odds(p: float) -> float:
    p = min(max(p, _SUREST), 1 - _SUREST)
    return math.log(p / (1 - p))


def _step(p: float, steps: int) -> int:
    return min(int(p * steps), steps - 1)


def merged(mentions: Iterable[Candidate]) -> list[Candidate]:
    """Candidates of one mention each, put together by name, in order of first mention."""
    out: dict[str, Candidate] = {}
    for m in mentions:
        have = out.get(m.name)
        if have is not None:
            read, ruled = (tuple(map(max, getattr(have, kind), getattr(m, kind))) for kind in ("read", "ruled"))
            m = Candidate(m.name, have.label, have.here or m.here, have.mentions + m.mentions, read, ruled, have.facts | m.facts)
        out[m.name] = m
    return list(out.values())


@functools.cache
def _weights() -> Mapping[str, tuple[float, float, float]]:
    rows = table("participation_weights")
    return MappingProxyType({row["feature"]: (float(row["actor"]), float(row["target"]), float(row["place"])) for row in rows})
