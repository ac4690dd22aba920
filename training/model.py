"""The encoder with its heads, its configuration, and the batches that it learns from."""

from __future__ import annotations

import json
import random
import unicodedata
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from vnews_entities.reader.pieces import BOS, EOS, PAD, Pieces

from .data import Example
from .encoder import Encoder
from .heads import HEADS


@dataclass(frozen=True)
class Config:
    """All that decides a run; written beside the weights."""

    layers: int = 12
    feed_forward: int | None = None  # units of a layer's feed-forward; None: as many as it begins with
    window: int = 160  # pieces
    batch: int = 10  # windows
    epochs: int = 8
    rate: float = 2e-4
    layer_decay: float = 0.95
    head_rate: float = 2e-3
    warm_up: float = 0.1  # share of the steps
    dropout: float = 0.1
    seed: int = 1
    upper_case: float = 0.03  # share of the windows that are read as a headline in capitals
    no_marks: float = 0.02  # share of the windows that lose their diacritics
    date_noise: float = 0.05  # share of the date marks that are hidden, for the day the grammar misses one
    heads: dict[str, dict[str, float]] = field(default_factory=lambda: {name: {} for name in HEADS})

    @classmethod
    def load(cls, path: Path) -> Config:
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")


@dataclass(frozen=True)
class Window:
    """Syllables [first, last) of an example, as they are read this time."""

    example: Example
    first: int
    last: int
    pieces: list[tuple[int, ...]]
    dates: list[int]

    @property
    def length(self) -> int:
        return sum(map(len, self.pieces)) + 2


@dataclass(frozen=True)
class Batch:
    ids: Tensor
    mask: Tensor
    dates: Tensor
    first: Tensor  # [windows, syllables]: the place of each syllable's first piece
    windows: list[Window]


def low_precision(device: str = "cpu") -> torch.autocast:
    """bfloat16 where the device multiplies it fast; on a processor without AVX-512 it is far slower than float32."""
    fast = device != "cpu" or torch.backends.cpu.get_cpu_capability().startswith(("AVX512", "AMX"))
    return torch.autocast(device, dtype=torch.bfloat16, enabled=fast)


class Reader(nn.Module):
    """The encoder with its heads; `forward` gives each head's scores, a row a syllable."""

    def __init__(self, encoder: Encoder, heads: dict[str, dict[str, float]]) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(encoder.dropout.p)
        self.heads = nn.ModuleDict({name: HEADS[name](encoder.shape.width, **options) for name, options in heads.items()})

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        return self.read(self.encode(batch))

    def encode(self, batch: Batch) -> Tensor:
        """[windows, syllables, width]: the vector of each syllable's first piece."""
        hidden = self.encoder(batch.ids, batch.mask, batch.dates)
        return torch.gather(hidden, 1, batch.first[:, :, None].expand(-1, -1, hidden.shape[2]))

    def read(self, vectors: Tensor) -> dict[str, Tensor]:
        """Each head's scores of the vectors that `encode` gives."""
        vectors = self.dropout(vectors)
        return {name: head(vectors) for name, head in self.heads.items()}

    def label(self, example: Example) -> None:
        """Let every head make its targets of the article."""
        for name, head in self.heads.items():
            example.labels[name] = head.targets(example)  # type: ignore[operator]

    def loss(self, scores: dict[str, Tensor], batch: Batch) -> Tensor:
        total = torch.zeros(())
        for name, head in self.heads.items():
            targets = [head.window(w.example.labels[name], w.first, w.last) for w in batch.windows]  # type: ignore[operator]
            total = total + head.weight * head.loss(scores[name], targets, scores)  # type: ignore[operator]
        return total


def window(example: Example, first: int, last: int) -> Window:
    return Window(example, first, last, example.cut.pieces[first:last], example.dates[first:last])


def disturbed(w: Window, config: Config, pieces: Pieces, rng: random.Random) -> Window:
    """The window as a worse page has it: in capitals, without diacritics, with a date that the grammar missed."""
    read, dates = w.pieces, w.dates
    dice = rng.random()
    if dice < config.upper_case + config.no_marks:
        change = str.upper if dice < config.upper_case else _strip_marks
        text, spans = w.example.cut.text, w.example.cut.spans
        read = [pieces.cut(i == 0 or s > spans[i - 1][1], change(text[s:e])) for i, (s, e) in enumerate(spans[w.first : w.last], w.first)]
    if any(dates):
        hidden, dates = False, list(dates)
        for i, mark in enumerate(dates):
            if mark in (1, 3):
                hidden = rng.random() < config.date_noise
            if hidden:
                dates[i] = 0
    out = Window(w.example, w.first, w.last, read, dates)
    return out if out.length <= 1.5 * config.window else w


def _strip_marks(s: str) -> str:
    s = s.replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in unicodedata.normalize("NFD", s) if not unicodedata.combining(c)) or s


def collate(windows: list[Window]) -> Batch:
    length = round_up(max(w.length for w in windows))
    most = round_up(max(len(w.pieces) for w in windows))
    ids = np.full((len(windows), length), PAD, np.int64)
    dates = np.zeros((len(windows), length), np.int64)
    mask = np.zeros((len(windows), length), np.int64)
    first = np.zeros((len(windows), most), np.int64)
    for row, w in enumerate(windows):
        at = 1
        ids[row, 0] = BOS
        for n, (piece, mark) in enumerate(zip(w.pieces, w.dates, strict=True)):
            ids[row, at : at + len(piece)] = piece
            dates[row, at : at + len(piece)] = mark
            first[row, n] = at
            at += len(piece)
        ids[row, at] = EOS
        mask[row, : at + 1] = 1
    return Batch(*(torch.from_numpy(a) for a in (ids, mask, dates, first)), windows)


def round_up(n: int, to: int = 16) -> int:
    """Few sizes: the matrix kernels are compiled anew for each."""
    return -(-n // to) * to


def save(reader: Reader, config: Config, out: Path, scores: dict[str, Any]) -> None:
    """Write weights, configuration and scores into the folder `out`."""
    from safetensors.torch import save_file

    out.mkdir(parents=True, exist_ok=True)
    save_file({k: v.contiguous() for k, v in reader.state_dict().items()}, out / "reader.safetensors")
    config.save(out / "config.json")
    (out / "scores.json").write_text(json.dumps(scores, indent=1), encoding="utf-8")
