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

from ..layers import RELATIONS, Relation
from ..tables import table
from .participants import logistic

_BIAS = "bias"
#: Probabilities nearer to 0 or 1 than this say no more.
_SUREST = 0.005
#: Where neither probability reaches this, no weight makes up for it, and none is asked.
_HOPELESS = 0.08
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One name of a trigger's reach: `read` and `ruled`, the best probabilities of its mentions for each of `RELATIONS`.

    `label` as in `rules.label_of`; `here`: it is named in the trigger's sentence.
    """

    name: str
    label: str
    here: bool
    read: tuple[float, ...]
    ruled: tuple[float, ...]


def probabilities(candidates: Sequence[Candidate]) -> list[dict[Relation, float]]:
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
            known = ((weights.get(f), value) for f, value in features(c, number, rivals).items())
            row[relation] = logistic(sum(w[number] * value for w, value in known if w is not None))
        out.append(row)
    return out


class Rivals:
    """The best probabilities that the candidates of a trigger have by the reader, to compare one with the others."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._two_best = [sorted(column, reverse=True)[:2] for column in zip(*(c.read for c in candidates), strict=True)]

    def best(self, number: int, own: float) -> float:
        """The best of the others in relation `number` of `RELATIONS`; `own` is the candidate's."""
        first, *second = self._two_best[number]
        return first if first > own else second[0] if second else 0.0


def features(c: Candidate, number: int, rivals: Rivals) -> Features:
    """What speaks for and against a candidate in relation `number` of `RELATIONS`."""
    read, ruled = c.read[number], c.ruled[number]
    other = 1 - number if number < 2 else 0
    best_read = rivals.best(number, read)
    out: Features = {
        _BIAS: 1.0,
        "read": _log_odds(read),
        "ruled": _log_odds(ruled),
        "mean": _log_odds((read + ruled) / 2),
        "both": read * ruled,
        "read, other relation": _log_odds(c.read[other]),
        "best read of others": _log_odds(best_read),
        f"{c.label} {'here' if c.here else 'earlier'}": 1.0,
    }
    if read >= best_read:
        out["first read"] = 1.0
    return out


def _log_odds(p: float) -> float:
    p = min(max(p, _SUREST), 1 - _SUREST)
    return math.log(p / (1 - p))


def merged(mentions: Iterable[Candidate]) -> list[Candidate]:
    """Candidates of one mention each, put together by name, in order of first mention."""
    out: dict[str, Candidate] = {}
    for m in mentions:
        have = out.get(m.name)
        if have is not None:
            read, ruled = (tuple(map(max, getattr(have, kind), getattr(m, kind))) for kind in ("read", "ruled"))
            m = Candidate(m.name, have.label, have.here or m.here, read, ruled)
        out[m.name] = m
    return list(out.values())


@functools.cache
def _weights() -> Mapping[str, tuple[float, float, float]]:
    rows = table("participation_weights")
    return MappingProxyType({row["feature"]: (float(row["actor"]), float(row["target"]), float(row["place"])) for row in rows})
