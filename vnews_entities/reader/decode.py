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


#: A syllable that is outside of every name with at least this probability ends any name: no path is tried there. Names are learnt with
#: smoothed labels, so that the surest syllable reaches 0.96.
_OUTSIDE = 0.93
_TINY = 1e-9


def spans(probabilities: Array) -> list[tuple[int, int, int, float]]:
    """Spans (first syllable, last syllable, label, score) of BIO probabilities [syllables, 2 × labels + 1], O first.

    Of all tag sequences in which every I follows a B or I of its label, the most probable is taken (Viterbi), run by run of
    syllables that may be in a name. A score is the mean probability of the label along its span.
    """
    tags = np.where(probabilities[:, 0] < _OUTSIDE, probabilities.argmax(axis=1), 0)
    inside = (tags > 0) & (tags % 2 == 0)
    before = np.concatenate(([0], tags[:-1]))
    # the best tag of each syllable is the best sequence as well wherever it is legal: only the other runs want a search
    illegal = np.flatnonzero(inside & (before != tags) & (before != tags - 1))
    if illegal.size:
        for first, last in _runs_with(illegal, probabilities[:, 0] < _OUTSIDE):
            tags[first:last] = _viterbi(np.log(np.maximum(probabilities[first:last], _TINY)).tolist())
        inside = (tags > 0) & (tags % 2 == 0)
    begins = np.flatnonzero(tags % 2 == 1)
    stops = np.append(np.flatnonzero(~inside), len(tags))
    ends = stops[np.searchsorted(stops, begins, side="right")]
    out = []
    for first, last, tag in zip(begins.tolist(), ends.tolist(), tags[begins].tolist(), strict=True):
        out.append((first, last, tag // 2, float(probabilities[first:last, tag : tag + 2].sum()) / (last - first)))
    return out


def _runs_with(places: Array, open_: Array) -> list[tuple[int, int]]:
    """The runs [first, last) of `open_` syllables that hold one of `places`."""
    borders = np.flatnonzero(np.diff(open_.astype(np.int8), prepend=0, append=0))
    firsts, lasts = borders[::2], borders[1::2]
    which = np.unique(np.searchsorted(firsts, places, side="right") - 1)
    return list(zip(firsts[which].tolist(), lasts[which].tolist(), strict=True))


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
