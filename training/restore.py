"""The weights of an exported model, back from its int8 graph: to go on learning from what ships.

Quantised matrices come back at their int8 precision, which a few hundred steps of training make good.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper
from safetensors.numpy import load_file

from .export import SMALL_HEADS

_EMBEDDED = {"word.weight": "word", "dates.weight": "dates", "position.weight": "position"}


def weights_of(folder: Path) -> dict[str, np.ndarray]:
    """The tensors of a run's folder (`reader.safetensors`) or of an exported model."""
    run = folder / "reader.safetensors"
    return load_file(run) if run.is_file() else restore(folder)


def restore(folder: Path) -> dict[str, np.ndarray]:
    """The tensors of `training.model.Reader` (without the heads that were not exported), by name, in float32.

    `folder` is what `training.export` wrote: `reader.onnx` and `manifest.json`.
    """
    constants = {c.name: numpy_helper.to_array(c) for c in onnx.load(str(folder / "reader.onnx")).graph.initializer}

    def matrix(name: str) -> np.ndarray:
        """A matrix [output, input] that `Graph.linear` wrote."""
        if f"{name}_q" in constants:
            return (constants[f"{name}_q"].astype(np.float32) * constants[f"{name}_s"]).T
        return constants[f"{name}_w"].T

    out = {f"encoder.{ours}": _embedding(constants, theirs) for ours, theirs in _EMBEDDED.items()}
    out |= {"encoder.norm.weight": constants["norm_w"], "encoder.norm.bias": constants["norm_b"]}
    for n in range(_layers(constants)):
        layer = {}
        for part, weight, bias in zip("qkv", np.split(matrix(f"l{n}_qkv"), 3), np.split(constants[f"l{n}_qkv_b"], 3), strict=True):
            layer |= {f"{part}.weight": weight, f"{part}.bias": bias}
        for part in ("ao", "fi", "fo"):
            layer |= {f"{part}.weight": matrix(f"l{n}_{part}"), f"{part}.bias": constants[f"l{n}_{part}_b"]}
        for part, written in (("aln", "a"), ("oln", "o")):
            layer |= {f"{part}.weight": constants[f"l{n}_{written}_g"], f"{part}.bias": constants[f"l{n}_{written}_b"]}
        out |= {f"encoder.layers.{n}.{k}": v for k, v in layer.items()}
    # what is written to a file must lie in order: a transposed view does not
    return {k: np.ascontiguousarray(v, np.float32) for k, v in (out | _heads(folder, constants, matrix)).items()}


def _embedding(constants: dict[str, np.ndarray], name: str) -> np.ndarray:
    if f"{name}_q" in constants:
        return constants[f"{name}_q"].astype(np.float32) * constants[f"{name}_s"]
    return constants[f"{name}_w"]


def _layers(constants: dict[str, np.ndarray]) -> int:
    return sum(name.endswith("_qkv_b") for name in constants)


def _heads(folder: Path, constants: dict[str, np.ndarray], matrix: Callable[[str], np.ndarray]) -> dict[str, np.ndarray]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    sizes = {name: len(labels) for name, labels in manifest["labels"].items()}
    borders = np.cumsum(list(sizes.values()))[:-1]
    parts = zip(sizes, np.split(matrix(SMALL_HEADS), borders), np.split(constants[f"{SMALL_HEADS}_b"], borders), strict=True)
    heads = {name: (weight, bias) for name, weight, bias in parts} | {"pairs": (matrix("pairs"), constants["pairs_b"])}
    out = {f"heads.{name}.linear.{kind}": value for name, head in heads.items() for kind, value in zip(("weight", "bias"), head, strict=True)}
    if manifest["pair_bias"] is not None:
        out["heads.pairs.bias"] = np.array(manifest["pair_bias"], np.float32)
    return out
