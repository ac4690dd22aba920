"""A head: a linear layer on the syllables' vectors, with the targets that it learns from and its loss."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ..data import Example

IGNORE = -100


class Head(nn.Module):
    """Scores a syllable; a subclass says which labels there are and where they stand in an article."""

    labels: tuple[str, ...] = ()

    def __init__(self, width: int, *, weight: float = 1.0, smoothing: float = 0.0, positive: float = 1.0) -> None:
        """`weight` of the head's loss; label `smoothing`; `positive`: weight of every label but the first."""
        super().__init__()
        self.weight = weight
        self.smoothing = smoothing
        self.linear = nn.Linear(width, self.size)
        self.register_buffer("balance", torch.tensor([1.0] + [positive] * (self.size - 1)), persistent=False)

    @property
    def size(self) -> int:
        """How many numbers a syllable gets."""
        return len(self.labels)

    def targets(self, example: Example) -> Any:
        """What the head is to say of the article: here a label number a syllable, `IGNORE` where nothing is learnt."""
        raise NotImplementedError

    def window(self, targets: Any, first: int, last: int) -> Any:
        """The part of `targets` that belongs to the syllables [first, last)."""
        return targets[first:last]

    def forward(self, hidden: Tensor) -> Tensor:
        """[batch, syllables, width] -> [batch, syllables, size]."""
        out: Tensor = self.linear(hidden)
        return out

    def loss(self, scores: Tensor, targets: list[Any], said: dict[str, Tensor]) -> Tensor:
        """`targets`: a window each, label numbers or a teacher's probabilities; a mean over what is learnt there. `said`: the scores of all heads."""
        hard = [(row, labels) for row, labels in enumerate(targets) if not isinstance(labels, np.ndarray)]
        soft = [(row, labels) for row, labels in enumerate(targets) if isinstance(labels, np.ndarray)]
        losses = [self._against_labels(scores, hard)] * bool(hard) + [self._against_teacher(scores, soft)] * bool(soft)
        shares = [len(part) / len(targets) for part in (hard, soft) if part]
        return torch.stack([loss * share for loss, share in zip(losses, shares, strict=True)]).sum()

    def _against_labels(self, scores: Tensor, targets: list[tuple[int, list[int]]]) -> Tensor:
        gold = torch.full(scores.shape[:2], IGNORE)
        for row, labels in targets:
            gold[row, : len(labels)] = torch.tensor(labels)
        if not (gold != IGNORE).any():
            return scores.sum() * 0.0
        return functional.cross_entropy(scores.flatten(0, 1).float(), gold.flatten(), weight=self.balance, ignore_index=IGNORE, label_smoothing=self.smoothing)  # type: ignore[arg-type]

    def _against_teacher(self, scores: Tensor, targets: list[tuple[int, np.ndarray]]) -> Tensor:
        """Rows of NaN teach nothing."""
        rows = [(row, np.flatnonzero(~np.isnan(labels[:, 0])), labels) for row, labels in targets]
        if not any(len(known) for _, known, _ in rows):
            return scores.sum() * 0.0
        said = torch.cat([scores[row, torch.from_numpy(known)] for row, known, _ in rows]).float()
        wanted = torch.from_numpy(np.concatenate([labels[known] for _, known, labels in rows]))
        return functional.cross_entropy(said, wanted)
