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

from .pieces import BOS, EOS, Pieces
from .windows import Syllables, windows

Scores = dict[str, NDArray[Any]]

FORMAT = 1


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

        `dates`: the mark of each syllable (`windows.date_marks`). A window is read alone: it needs no padding, attention
        without a mask is faster than a batch is, and its result depends on nothing else, since activations are quantised
        over a whole call.
        """
        for first, last in windows(text, self.window):
            outputs = self._session.run(self.heads, _feed(text.pieces[first:last], dates[first:last]))
            yield first, last, {name: out[0] for name, out in zip(self.heads, outputs, strict=True)}


def _feed(pieces: Sequence[tuple[int, ...]], marks: Sequence[int]) -> Scores:
    ids, first, flags = [BOS], [], [0]
    for piece, mark in zip(pieces, marks, strict=True):
        first.append(len(ids))
        ids += piece
        flags += [mark] * len(piece)
    ids.append(EOS)
    flags.append(0)
    return {"ids": np.array([ids]), "dates": np.array([flags]), "first": np.array([first])}


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
