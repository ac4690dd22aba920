"""How much the rules' facts weigh: the probability that a name is actor, target or place of an event.

The weights are those of a logistic regression over the facts of `rules.py`, learnt from the annotated articles by
`training/event_rules.py` and kept in `data/gazetteers/event_weights.tsv`, a row a fact, so that a person can read what a fact says for and
against each relation. The row `bias` is what holds before any fact is known.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ..tables import table

Weights = tuple[float, float, float]

_BIAS = "bias"


def probabilities(facts: Iterable[str]) -> Weights:
    """The probabilities that a name with these facts is actor, target and place (not exclusive)."""
    weights = _weights()
    actor, target, place = weights[_BIAS]
    for fact in facts:
        found = weights.get(fact)
        if found:
            actor += found[0]
            target += found[1]
            place += found[2]
    return logistic(actor), logistic(target), logistic(place)


def logistic(x: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + math.exp(-x))


@functools.cache
def _weights() -> Mapping[str, Weights]:
    return MappingProxyType({row["fact"]: (float(row["actor"]), float(row["target"]), float(row["place"])) for row in table("event_weights")})
