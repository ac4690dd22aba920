"""The encoder with its heads as it ships: two ONNX graphs, the pieces and a manifest."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from .arguments import Batch
from .pieces import BOS, EOS, Pieces
from .windows import Syllables, windows

Scores = dict[str, NDArray[Any]]

FORMAT = 3


class Network:
    """A model folder, loaded: `reader.onnx`, `arguments.onnx`, `pieces.tsv` and `manifest.json`.

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
        self._session, self._arguments = (session(str(folder / name), threads) for name in ("reader.onnx", "arguments.onnx"))
        self.heads = [output.name for output in self._session.get_outputs()]
        self._said = [output.name for output in self._arguments.get_outputs()]

    def scores(self, text: Syllables, dates: Sequence[int]) -> Iterator[tuple[int, int, Scores]]:
        """For every window of the text: its first and last syllable and each head's scores, a row a syllable.

        `dates`: the mark of each syllable (`windows.date_marks`). A window is read alone: it needs no padding, attention
        without a mask is faster than a batch is, and its result depends on nothing else, since activations are quantised
        over a whole call.
        """
        feed = Feed(text.pieces, dates)
        for first, last in windows(text, self.window):
            outputs = self._session.run(self.heads, feed.window(first, last))
            yield first, last, {name: out[0] for name, out in zip(self.heads, outputs, strict=True)}

    def arguments(self, vectors: NDArray[Any], of: Batch) -> Scores:
        """What the network says of a batch of triggers: log-odds `participants` [names, relations] and `told` [triggers], that it tells a dated
        event, and the scores `date_scores` [days] and `dateless` [triggers].

        `vectors` [triggers, length, width]: what the head `arguments` gives for the syllables of the batch.
        """
        feed = {"vectors": vectors, **of._asdict()}
        del feed["syllables"]
        return dict(zip(self._said, self._arguments.run(self._said, feed), strict=True))


def session(graph: str | bytes, threads: int) -> onnxruntime.InferenceSession:
    """What runs a graph, given as its file's path or as what stands in it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # every batch has another shape
    # the fused SkipLayerNormalization is no vector code on a CPU: an Add and a LayerNormalization are ten times as fast
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"])


class Feed:
    """The pieces of a text and their date marks as the network takes them; `at`: the number of each syllable's first piece."""

    def __init__(self, pieces: Sequence[tuple[int, ...]], marks: Sequence[int]) -> None:
        lengths = np.fromiter(map(len, pieces), np.int64, len(pieces))
        self.at = np.concatenate(([0], np.cumsum(lengths)))
        self.ids = np.fromiter(itertools.chain.from_iterable(pieces), np.int64, int(self.at[-1]))
        self.flags = np.repeat(np.asarray(marks, np.int64), lengths)

    def window(self, first: int, last: int) -> Scores:
        """The inputs for the syllables [first, last)."""
        begin, end = self.at[first], self.at[last]
        ids = np.concatenate(([BOS], self.ids[begin:end], [EOS]))
        flags = np.concatenate(([0], self.flags[begin:end], [0]))
        return {"ids": ids[None], "dates": flags[None], "first": (self.at[first:last] - begin + 1)[None]}


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
