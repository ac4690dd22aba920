"""From the heads' scores to spans."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def softmax(scores: Array) -> Array:
    """Probabilities over the last axis."""
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    out: Array = e / e.sum(axis=-1, keepdims=True)
    return out


def sigmoid(scores: Array) -> Array:
    out: Array = 1.0 / (1.0 + np.exp(-scores))
    return out


#: A syllable that is outside of every name with at least this probability ends any name: no path is tried there.
_OUTSIDE = 0.98
_TINY = 1e-9


def spans(probabilities: Array) -> list[tuple[int, int, int, float]]:
    """Spans (first syllable, last syllable, label, score) of BIO probabilities [syllables, 2 × labels + 1], O first.

    Of all tag sequences in which every I follows a B or I of its label, the most probable is taken (Viterbi), run by run of
    syllables that may be in a name. A score is the mean probability of the label along its span.
    """
    out = []
    where = np.flatnonzero(probabilities[:, 0] < _OUTSIDE).tolist()
    logs = np.log(np.maximum(probabilities, _TINY))
    i = 0
    while i < len(where):
        j = i
        while j + 1 < len(where) and where[j + 1] == where[j] + 1:
            j += 1
        first, last = where[i], where[j] + 1
        i = j + 1
        for a, b, label in _named(_viterbi(logs[first:last].tolist())):
            along = probabilities[first + a : first + b, 2 * label + 1 : 2 * label + 3].sum(axis=1)
            out.append((first + a, first + b, label, float(along.mean())))
    return out


def _viterbi(logs: list[list[float]]) -> list[int]:
    """The best sequence of tags of one run; O before it and after it."""
    size = len(logs[0])
    inside = range(2, size, 2)
    best = [-math.inf if tag in inside else score for tag, score in enumerate(logs[0])]
    back: list[list[int]] = []
    for row in logs[1:]:
        anything = max(range(size), key=best.__getitem__)
        top = best[anything]
        came = [anything] * size
        new = [top + score for score in row]
        for tag in inside:
            came[tag] = tag if best[tag] >= best[tag - 1] else tag - 1
            new[tag] = best[came[tag]] + row[tag]
        back.append(came)
        best = new
    tag = max(range(size), key=best.__getitem__)
    path = [tag]
    for came in reversed(back):
        tag = came[tag]
        path.append(tag)
    return path[::-1]


def _named(tags: list[int]) -> list[tuple[int, int, int]]:
    out: list[tuple[int, int, int]] = []
    for i, tag in enumerate(tags):
        if tag % 2:
            out.append((i, i + 1, tag // 2))
        elif tag:
            out[-1] = (out[-1][0], i + 1, out[-1][2])
    return out


def runs(probabilities: Array, threshold: float) -> list[tuple[int, int, int, float]]:
    """Spans of one label whose probability (B or I) reaches `threshold` all along; a new one begins where B wins over I."""
    chance = 1.0 - probabilities[:, 0]
    begins = probabilities[:, 1] > probabilities[:, 2]
    out: list[tuple[int, int, int, float]] = []
    for at in np.flatnonzero(chance >= threshold).tolist():
        if out and out[-1][1] == at and not begins[at]:
            out[-1] = (out[-1][0], at + 1, 0, out[-1][3])
        else:
            out.append((at, at + 1, 0, 0.0))
    return [(a, b, label, float(chance[a:b].max())) for a, b, label, _ in out]
