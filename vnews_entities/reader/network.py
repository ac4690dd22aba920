"""The encoder with its heads as it ships: an int8 ONNX graph, its pieces and a manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from .pieces import BOS, EOS, PAD, Pieces
from .windows import Syllables, windows

Scores = dict[str, NDArray[Any]]

FORMAT = 1
#: Pieces of one call of the network, padding included: more would leave the processor's cache.
BATCH_PIECES = 2048
#: A window joins a batch of longer ones while it is at least this share of the longest.
LEAST_FILLED = 0.8


class Network:
    """A model folder, loaded: `reader.onnx`, `pieces.tsv` and `manifest.json`.

    Raises:
        FileNotFoundError: a file is missing. ValueError: a file is not the one that the manifest names, or the manifest
            has another format.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self.folder = folder
        self.manifest = _manifest(folder)
        self.pieces = Pieces.load(folder / "pieces.tsv")
        self.window: int = self.manifest["window"]
        self.labels: dict[str, list[str]] = self.manifest["labels"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # every batch has another shape
        self._session = onnxruntime.InferenceSession(str(folder / "reader.onnx"), options, providers=["CPUExecutionProvider"])
        self.heads = [output.name for output in self._session.get_outputs()]

    def scores(self, text: Syllables, dates: Sequence[int]) -> Iterator[tuple[int, int, Scores]]:
        """For every window of the text: its first and last syllable and each head's scores, a row a syllable.

        `dates`: the mark of each syllable (`windows.date_marks`). Windows come in no order. What one text gets never
        depends on another: activations are quantised over a batch, so a batch holds windows of one text only.
        """
        lengths = [0]
        for piece in text.pieces:
            lengths.append(lengths[-1] + len(piece))
        spans = sorted(windows(text, self.window), key=lambda w: (lengths[w[1]] - lengths[w[0]], w))
        while spans:
            longest = lengths[spans[-1][1]] - lengths[spans[-1][0]] + 2
            batch = [spans.pop()]
            while spans and (len(batch) + 1) * longest <= BATCH_PIECES and lengths[spans[-1][1]] - lengths[spans[-1][0]] + 2 >= LEAST_FILLED * longest:
                batch.append(spans.pop())
            outputs = self._session.run(self.heads, _feed(text, dates, batch, longest))
            for row, (first, last) in enumerate(batch):
                yield first, last, {name: out[row, : last - first] for name, out in zip(self.heads, outputs, strict=True)}


def _feed(text: Syllables, marks: Sequence[int], batch: Sequence[tuple[int, int]], longest: int) -> Scores:
    ids = np.full((len(batch), longest), PAD, np.int64)
    dates = np.zeros((len(batch), longest), np.int64)
    first = np.zeros((len(batch), max(b - a for a, b in batch)), np.int64)
    lengths = np.empty(len(batch), np.int32)
    for row, (a, b) in enumerate(batch):
        flat, begins, flags = [BOS], [], [0]
        for piece, mark in zip(text.pieces[a:b], marks[a:b], strict=True):
            begins.append(len(flat))
            flat += piece
            flags += [mark] * len(piece)
        flat.append(EOS)
        ids[row, : len(flat)] = flat
        dates[row, : len(flags)] = flags
        first[row, : len(begins)] = begins
        lengths[row] = len(flat)
    return {"ids": ids, "dates": dates, "first": first, "lengths": lengths}


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    if not path.is_file():
        raise FileNotFoundError(f"{folder} holds no manifest.json; a model folder is what `python -m training.export` writes")
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if manifest.get("format") != FORMAT:
        raise ValueError(f"{path}: format {manifest.get('format')!r} where this version reads {FORMAT}; export the model again")
    for name, digest in manifest["sha256"].items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise ValueError(f"{folder / name} is not the file that the manifest names (sha256 differs); install or export the model again")
    return manifest
