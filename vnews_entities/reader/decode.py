"""From the heads' scores to spans."""

from __future__ import annotations

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


def spans(probabilities: Array, threshold: float | None = None) -> list[tuple[int, int, int, float]]:
    """Spans (first syllable, last syllable, label, score) of BIO probabilities [syllables, 2 × labels + 1], O first.

    A span begins where the label wins over O (or, with `threshold`, where its probability reaches that), and goes on
    while the same label wins; a score is the mean probability of the label along its span.
    """
    labels = probabilities[:, 1::2] + probabilities[:, 2::2]
    best = labels.argmax(axis=1)
    inside = labels.max(axis=1) >= threshold if threshold is not None else probabilities.argmax(axis=1) > 0
    out = []
    where = np.flatnonzero(inside).tolist()
    i = 0
    while i < len(where):
        first = where[i]
        label = int(best[first])
        last = first + 1
        i += 1
        while i < len(where) and where[i] == last and best[last] == label and probabilities[last, 2 * label + 2] >= probabilities[last, 2 * label + 1]:
            last += 1
            i += 1
        out.append((first, last, label, float(labels[first:last, label].mean())))
    return out
