"""Continued pre-training on unlabelled news: the encoder learns to fill in pieces that are hidden from it.

    python -m training.pretrain pack CORPUS_DIR VOCABULARY_DIR TEXT.npy [--pieces 16000000]
    python -m training.pretrain learn TEXT.npy OUT --source e5-small-q4.bin --vocabulary VOCABULARY_DIR --steps 2000 [--device cuda]
    python -m training.pretrain learn TEXT.npy OUT --start MODEL_DIR --steps 2000 [--device cuda]

`pack` cuts paragraphs from all over `raw_text.txt.xz` into pieces, two bytes each: all that a borrowed accelerator needs beside the
network to begin from. `learn` writes a run's folder, which `training.train --start OUT` goes on from.
"""

from __future__ import annotations

import argparse
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from vnews_entities.reader.pieces import BOS, EOS, UNK, Pieces
from vnews_entities.text import normalise, syllables

from .encoder import Encoder
from .model import Config, low_precision, save
from .raw import lines
from .train import add_beginning, begun, descend, rise_and_fall

_SPECIAL = UNK + 1  # the ids below are no pieces of the text
#: Share of the pieces to be told, and of these the shares that are hidden and replaced by another; the rest stands as it is.
ASKED, HIDDEN, REPLACED = 0.2, 0.8, 0.1
_BLOCK = 200  # paragraphs that are taken together, so that an article mostly stays whole


def pack(corpus: Path, pieces: Pieces, count: int) -> np.ndarray:
    """About `count` piece ids of blocks of paragraphs from all over the raw text, `EOS` behind each paragraph."""
    paragraphs = list(lines(corpus))
    blocks = [paragraphs[i : i + _BLOCK] for i in range(0, len(paragraphs), _BLOCK)]
    random.Random(1).shuffle(blocks)
    out: list[int] = []
    for block in blocks:
        for paragraph in block:
            text = normalise(paragraph).text
            out += (i for ids in pieces.of(text, syllables(text)) for i in ids)
            out.append(EOS)
        if len(out) >= count:
            break
    return np.array(out, np.uint16)


class Filler(nn.Module):
    """The encoder with an output that tells hidden pieces, by the vectors that pieces have as input."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        width = encoder.shape.width
        self.encoder = encoder
        self.dense = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)
        self.bias = nn.Parameter(torch.zeros(encoder.shape.vocabulary))

    def forward(self, ids: Tensor, asked: Tensor) -> Tensor:
        """`ids` [windows, pieces]; the scores [asked, vocabulary] of the pieces at the places `asked` [windows, pieces] (bool)."""
        hidden = self.encoder(ids, torch.ones_like(ids), torch.zeros_like(ids))[asked]
        return functional.linear(self.norm(functional.gelu(self.dense(hidden))), self.encoder.word.weight, self.bias)


def batches(text: np.ndarray, window: int, batch: int, seed: int) -> Iterator[Tensor]:
    """Windows of the text in random order, again and again: ids [batch, window + 2].

    Raises:
        ValueError: the text does not fill a batch.
    """
    rows = text[: len(text) // window * window].reshape(-1, window).astype(np.int64)
    if len(rows) < batch:
        raise ValueError(f"{len(text)} pieces are fewer than a batch of {batch} windows of {window}; pack more text")
    rng = np.random.default_rng(seed)
    while True:
        for chosen in rng.permutation(len(rows))[: len(rows) // batch * batch].reshape(-1, batch):
            ends = np.ones((batch, 1), np.int64)
            yield torch.from_numpy(np.concatenate([BOS * ends, rows[chosen], EOS * ends], axis=1))


def hidden(ids: Tensor, vocabulary: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """The ids with some hidden (as `UNK`) or replaced, and which of them are asked for."""
    dice = torch.rand(ids.shape, generator=generator)
    asked = (dice < ASKED) & (ids >= _SPECIAL)
    others = torch.randint(_SPECIAL, vocabulary, ids.shape, generator=generator)
    changed = torch.where(dice < ASKED * HIDDEN, torch.full_like(ids, UNK), torch.where(dice < ASKED * (HIDDEN + REPLACED), others, ids))
    return torch.where(asked, changed, ids), asked


def learn(encoder: Encoder, text: np.ndarray, config: Config, steps: int, device: str) -> float:
    """Train the encoder for so many steps; returns the mean loss of the last tenth, in nats a piece."""
    model = Filler(encoder).to(device).train()
    own = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": list(model.encoder.parameters()), "lr": config.rate}, {"params": own, "lr": config.head_rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = rise_and_fall(optimiser, steps, config.warm_up)
    generator = torch.Generator().manual_seed(config.seed)
    began, losses = time.time(), []
    for step, ids in zip(range(1, steps + 1), batches(text, config.window, config.batch, config.seed), strict=False):
        shown, asked = hidden(ids, encoder.shape.vocabulary, generator)
        wanted = ids[asked].to(device)
        with low_precision(device):
            scores = model(shown.to(device), asked.to(device))
        loss = functional.cross_entropy(scores.float(), wanted)
        descend(model, loss, optimiser, schedule)
        losses.append(loss.item())
        if step % 100 == 0:
            print(f"  step {step}/{steps} loss {np.mean(losses[-100:]):.3f} {time.time() - began:.0f} s", flush=True)
    model.cpu()
    return float(np.mean(losses[-max(1, steps // 10) :]))


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = ap.add_subparsers(dest="command", required=True)
    packing = commands.add_parser("pack", help="cut raw text into pieces")
    packing.add_argument("corpus", type=Path)
    packing.add_argument("vocabulary", type=Path, help="a folder with pieces.tsv")
    packing.add_argument("text", type=Path)
    packing.add_argument("--pieces", type=int, default=16_000_000)
    learning = commands.add_parser("learn", help="fill in hidden pieces")
    learning.add_argument("text", type=Path)
    learning.add_argument("out", type=Path)
    add_beginning(learning)
    learning.add_argument("--steps", type=int, default=2000)
    learning.add_argument("--device", default="cpu", help="cpu, or cuda where there is one")
    o = ap.parse_args()
    if o.command == "pack":
        text = pack(o.corpus, Pieces.load(o.vocabulary / "pieces.tsv"), o.pieces)
        np.save(o.text, text)
        print(f"{len(text)} pieces")
        return
    config = Config.load(o.config) if o.config else Config()
    torch.manual_seed(config.seed)
    torch.set_num_threads(o.threads)
    reader, begin = begun(o.start, o.source, o.vocabulary, config)
    loss = learn(reader.encoder, np.load(o.text, allow_pickle=False), config, o.steps, o.device)
    save(reader, config, o.out, {"epochs": [{"steps": o.steps, "loss": round(loss, 4)}]})
    shutil.copy(begin / "pieces.tsv", o.out / "pieces.tsv")


if __name__ == "__main__":
    main()
