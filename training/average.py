"""The mean of two readers, weight by weight: of one shape, begun at the same original weights.

    python -m training.average ONE OTHER OUT [--share 0.3]

ONE and OTHER are runs' folders or exported models; OUT becomes a run's folder with the pieces and the configuration of ONE, which must be a
run's. Pieces that OTHER does not know keep the vectors of ONE.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from vnews_entities.reader.pieces import Pieces

from .restore import weights_of

_WORDS = "encoder.word.weight"


def average(one: Path, other: Path, share: float) -> dict[str, np.ndarray]:
    """The weights of `one`, with `share` of those of `other`.

    Raises:
        ValueError: the two are not of one shape.
    """
    ours, theirs = weights_of(one), weights_of(other)
    theirs[_WORDS] = _vectors(Pieces.load(one / "pieces.tsv"), Pieces.load(other / "pieces.tsv"), ours[_WORDS], theirs[_WORDS])
    differing = [name for name, w in ours.items() if name not in theirs or theirs[name].shape != w.shape]
    if differing:
        raise ValueError(f"{one} and {other} are not of one shape: {', '.join(differing)}")
    return {name: ((1 - share) * w + share * theirs[name]).astype(np.float32) for name, w in ours.items()}


def _vectors(ours: Pieces, theirs: Pieces, own: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The vectors of the other reader for our pieces."""
    number = {piece: i for i, (piece, _) in enumerate(theirs.vocabulary)}
    return np.stack([others[number[piece]] if piece in number else own[i] for i, (piece, _) in enumerate(ours.vocabulary)])


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("one", type=Path)
    ap.add_argument("other", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--share", type=float, default=0.5, help="the other's share")
    o = ap.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    save_file(average(o.one, o.other, o.share), o.out / "reader.safetensors")
    for name in ("pieces.tsv", "config.json", "scores.json"):
        shutil.copy(o.one / name, o.out / name)


if __name__ == "__main__":
    main()
