"""The weights of an exported model, back from its graphs: to go on learning from what ships.

Quantised matrices come back at their int8 precision, which a few hundred steps of training make good.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper
from safetensors.numpy import load_file

from vnews_entities.reader.arguments import MARKS

from .export import SMALL_HEADS
from .model import Config

_EMBEDDED = {"word.weight": "word", "dates.weight": "dates", "position.weight": "position"}


def weights_of(folder: Path) -> dict[str, np.ndarray]:
    """The tensors of a run's folder (`reader.safetensors`) or of an exported model."""
    run = folder / "reader.safetensors"
    return load_file(run) if run.is_file() else restore(folder)


def config_of(folder: Path) -> tuple[Config, dict[str, float]]:
    """How a run or an exported model was trained, and its last figures."""
    if (folder / "reader.safetensors").is_file():
        scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
        return Config.load(folder / "config.json"), scores["epochs"][-1]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Config(**manifest["training"]), manifest["scores"]


def restore(folder: Path) -> dict[str, np.ndarray]:
    """The tensors of `training.model.Reader` (without the heads that were not exported), by name, in float32.

    `folder` is what `training.export` wrote: `reader.onnx`, `arguments.onnx` and `manifest.json`.
    """
    reader = _Constants.of(folder / "reader.onnx")
    out = {f"encoder.{ours}": reader.embedding(theirs) for ours, theirs in _EMBEDDED.items()}
    out |= {"encoder.norm.weight": reader["norm_w"], "encoder.norm.bias": reader["norm_b"]}
    out |= {f"encoder.{k}": v for k, v in reader.layers().items()}
    out |= _heads(folder, reader) | {f"heads.arguments.{k}": v for k, v in restore_arguments(folder / "arguments.onnx").items()}
    # what is written to a file must lie in order: a transposed view does not
    return {k: np.ascontiguousarray(v, np.float32) for k, v in out.items()}


class _Constants(dict[str, np.ndarray]):
    """A graph's constants by name."""

    @classmethod
    def of(cls, path: Path) -> _Constants:
        return cls({c.name: numpy_helper.to_array(c) for c in onnx.load(str(path)).graph.initializer})

    def matrix(self, name: str) -> np.ndarray:
        """A matrix [output, input] that `Graph.linear` wrote."""
        return self.embedding(name).T

    def embedding(self, name: str) -> np.ndarray:
        return self[f"{name}_q"].astype(np.float32) * self[f"{name}_s"] if f"{name}_q" in self else self[f"{name}_w"]

    def layers(self) -> dict[str, np.ndarray]:
        """The tensors of the layers, as `layers.0.q.weight`."""
        out = {}
        for n in range(sum(name.startswith("l") and name.endswith("_ao_b") for name in self)):
            layer = {}
            for parts in ("qkv",) if f"l{n}_qkv_b" in self else ("q", "kv"):
                split = (np.split(value, len(parts)) for value in (self.matrix(f"l{n}_{parts}"), self[f"l{n}_{parts}_b"]))
                for part, weight, bias in zip(parts, *split, strict=True):
                    layer |= {f"{part}.weight": weight, f"{part}.bias": bias}
            for part in ("ao", "fi", "fo"):
                layer |= {f"{part}.weight": self.matrix(f"l{n}_{part}"), f"{part}.bias": self[f"l{n}_{part}_b"]}
            for part, written in (("aln", "a"), ("oln", "o")):
                layer |= {f"{part}.weight": self[f"l{n}_{written}_g"], f"{part}.bias": self[f"l{n}_{written}_b"]}
            out |= {f"layers.{n}.{k}": v for k, v in layer.items()}
        return out


def _heads(folder: Path, reader: _Constants) -> dict[str, np.ndarray]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    sizes = {name: len(labels) for name, labels in manifest["labels"].items()}
    borders = np.cumsum(list(sizes.values()))[:-1]
    parts = zip(sizes, np.split(reader.matrix(SMALL_HEADS), borders), np.split(reader[f"{SMALL_HEADS}_b"], borders), strict=True)
    heads = {name: (weight, bias) for name, weight, bias in parts} | {"arguments": (reader.matrix("arguments"), reader["arguments_b"])}
    return {f"heads.{name}.linear.{kind}": value for name, head in heads.items() for kind, value in zip(("weight", "bias"), head, strict=True)}


def restore_arguments(path: Path) -> dict[str, np.ndarray]:
    """What the head `arguments` has behind its first product, by name, from the graph at `path`."""
    constants = _Constants.of(path)
    out = {"norm.weight": constants["norm_w"], "norm.bias": constants["norm_b"], "kinds.weight": constants["kinds"]} | constants.layers()
    out |= {f"marks.{n}.weight": constants[f"marks_{n}"] for n in range(len(MARKS))}
    rows = {
        "of_name": "of_name",
        "of_day": "of_day",
        "relations": "participants",
        "date": "date_scores_column",
        "dateless": "dateless_column",
        "told": "told_column",
    }
    for ours, theirs in rows.items():
        out |= {f"{ours}.weight": constants.matrix(theirs), f"{ours}.bias": constants[f"{theirs}_b"]}
    return out
