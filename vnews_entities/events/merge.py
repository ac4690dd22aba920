"""The same event told twice: which triggers tell one event.

A title tells what the lead tells, a caption what the body told, and a later sentence comes back to it with more. Two
triggers are compared by their words, types, dates, participants and by the words around them; the weights are those of
a logistic regression over the pairs of triggers of the training articles, rounded. Triggers then join the events before
them one by one, in the order of the text, each the event that it fits best on average.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .values import contradict, same_time
from .scene import Scene

#: A trigger joins an event from this average log-odds on.
JOIN_MIN = 0.0
#: Words around a trigger that are compared, on either side.
WINDOW = 8
_LEAD = 1
_FAR = 5

WEIGHTS: Mapping[str, float] = {
        "bias": -3.54, "same word": 3.2, "shares a word": 2.44, "same type": 2.1, "same type and word": -2.09, "statements": 0.51,
        "participants shared": 0.77, "participants disjoint": -1.08, "words around": 1.04, "b nominal": 0.0,
        "same sentence": -1.64, "next sentence": 0.34, "far": -0.73,
        "same date": 0.24, "same date and type": 1.4, "same time": -2.31, "dates contradict": -3.75,
        "undated in the lead": 0.5, "undated later": 0.42, "undated and same type": 1.73, "both undated": 1.36, "both undated, same type": 1.37,
}

_COMMON = frozenset("cuộc vụ đợt chuyến buổi trận lễ bài bị được đã đang sẽ vừa các những một của và ở tại với là cho có trong người khi này".split())


@dataclass(frozen=True, slots=True)
class Teller:
    """A trigger as the comparison sees it. `date` is None where nothing dates it by itself."""

    sentence: int
    core: frozenset[str]
    nominal: bool
    types: Mapping[str, float]
    date: str | None
    parts: frozenset[str]
    around: frozenset[str] = field(repr=False)
    quoted: bool = False


def teller(scene: Scene, trigger: int, types: Mapping[str, float], date: str | None, parts: frozenset[str]) -> Teller:
    """What the comparison needs to know of trigger number `trigger`."""
    row, at = scene.place_of[trigger]
    items = scene.sentences[row].items
    item = items[at]
    keys = item.key.split()
    core = frozenset(k for k in keys if k not in _COMMON) or frozenset(keys)
    near = [x for x in items[max(0, at - WINDOW) : at + WINDOW + 1] if x.kind != "date"]
    around = frozenset(k for x in near for k in x.key.split() if k not in _COMMON and k.isalnum())
    return Teller(row, core, keys[0] in _COMMON, types, date, parts, around, item.quoted)


def features(a: Teller, b: Teller) -> dict[str, float]:
    """How two triggers compare, `a` the earlier."""
    same_word = a.core == b.core
    shares_word = not same_word and bool(a.core & b.core)
    alike = sum(p * b.types.get(t, 0.0) for t, p in a.types.items())
    both = len(a.parts & b.parts)
    f = {
        "bias": 1.0,
        "same word": float(same_word),
        "shares a word": float(shares_word),
        "same type": alike,
        "same type and word": alike * (same_word or shares_word),
        "participants shared": both / max(1, min(len(a.parts), len(b.parts))) if both else 0.0,
        "participants disjoint": float(bool(a.parts and b.parts) and not both),
        "words around": len(a.around & b.around) / (1 + min(len(a.around), len(b.around))),
        "same sentence": float(a.sentence == b.sentence),
        "next sentence": float(b.sentence - a.sentence == 1),
        "far": float(b.sentence - a.sentence >= _FAR),
        "statements": min(a.types.get("STATEMENT", 0.0), b.types.get("STATEMENT", 0.0)),
        "b nominal": float(b.nominal),
    }
    if a.date and b.date:
        f["same date"] = float(a.date == b.date)
        f["same time"] = float(a.date != b.date and same_time(a.date, b.date))
        f["dates contradict"] = float(contradict(a.date, b.date))
        f["same date and type"] = alike * (a.date == b.date)
    elif a.date or b.date:
        undated = b if a.date else a
        f["undated in the lead"] = float(undated.sentence <= _LEAD)
        f["undated later"] = float(undated.sentence > _LEAD)
        f["undated and same type"] = alike
    else:
        f["both undated"] = 1.0
        f["both undated, same type"] = alike
    return f


def odds(a: Teller, b: Teller) -> float:
    """The log-odds that two triggers tell one event, `a` the earlier."""
    return sum(WEIGHTS.get(k, 0.0) * v for k, v in features(a, b).items())


def clusters(tellers: Sequence[Teller]) -> list[list[int]]:
    """Numbers of the triggers that tell one event each, in order of the first."""
    out: list[list[int]] = []
    for i, b in enumerate(tellers):
        best, fit = None, JOIN_MIN
        for cluster in out:
            mean = sum(odds(tellers[j], b) for j in cluster) / len(cluster)
            if mean > fit:
                best, fit = cluster, mean
        if best is None:
            out.append([i])
        else:
            best.append(i)
    return out


def probability(log_odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + math.exp(-log_odds))
