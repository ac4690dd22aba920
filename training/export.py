"""From a run's weights to what the package loads: two ONNX graphs, the pieces and a manifest.

    python -m training.export RUN_DIR OUT_DIR --name accurate [--float]

The graphs are written out by hand with onnxruntime's fused operators. They are int8: a weight matrix has a scale a column, activations
are quantised as they come. Inputs of `reader.onnx`: `ids`, `dates` [windows, pieces] int64, `first` [windows, syllables] int64, windows
of one length, without padding. Outputs: one a head, [windows, syllables, size]. Those of `arguments.onnx` are what the head
`arguments` gave, [triggers, length, units], and a `vnews_entities.reader.arguments.Batch`; its outputs `participants` [names, relations],
`date_scores` [days], `dateless` and `told` [triggers].
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

from vnews_entities.reader.arguments import MARKS
from vnews_entities.reader.network import FORMAT

from .encoder import ATTENTION_HEADS, EPSILON
from .heads import HEADS
from .heads.arguments import attention_heads
from .model import Config

OPSET, MICROSOFT = 17, "com.microsoft"
SMALL_HEADS = "heads"
#: What the heads read: the vector of each syllable's first piece.
HIDDEN = "hidden"
_LARGEST_FLOAT_HEAD = 64  # outputs


class Graph:
    """Nodes and constants as they are added; every method returns the name of what it computes."""

    def __init__(self, quantised: bool) -> None:
        self.quantised = quantised
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op: str, inputs: list[str], name: str, domain: str = "", outputs: list[str] | None = None, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(op, inputs, outputs or [name], name=f"{name}_node", domain=domain, **attributes))
        return name

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray | None, name: str, *, quantised: bool = True) -> str:
        """`x` times the transpose of `weight` [output, input], plus `bias`."""
        b = self.constant(f"{name}_b", bias) if bias is not None else ""
        if not (quantised and self.quantised):
            out = self.node("MatMul", [x, self.constant(f"{name}_w", weight.T)], f"{name}_product" if b else name)
            return self.node("Add", [out, b], name) if b else out
        scale = np.maximum(np.abs(weight).max(axis=1), 1e-9) / 127
        q = np.clip(np.rint(weight / scale[:, None]), -127, 127).astype(np.int8).T
        inputs = [x, self.constant(f"{name}_q", q), self.constant(f"{name}_s", scale.astype(np.float32)), "", b]
        return self.node("DynamicQuantizeMatMul", inputs[: 5 if b else 3], name, MICROSOFT)

    def last(self) -> str:
        """The axes of the last column alone."""
        return "last_axis" if any(c.name == "last_axis" for c in self.constants) else self.constant("last_axis", np.array([-1], np.int64))

    def model(self, name: str, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]) -> onnx.ModelProto:
        graph = helper.make_graph(self.nodes, name, inputs, outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)], ir_version=8)
        onnx.checker.check_model(model)
        return model

    def embedding(self, ids: str, weight: np.ndarray, name: str) -> str:
        if not self.quantised:
            return self.node("Gather", [self.constant(f"{name}_w", weight), ids], name)
        scale = np.maximum(np.abs(weight).max(axis=1, keepdims=True), 1e-9) / 127
        q = self.node("Gather", [self.constant(f"{name}_q", np.rint(weight / scale).astype(np.int8)), ids], f"{name}_int")
        s = self.node("Gather", [self.constant(f"{name}_s", scale.astype(np.float32)), ids], f"{name}_scale")
        return self.node("Mul", [self.node("Cast", [q], f"{name}_float", to=TensorProto.FLOAT), s], name)


def build(weights: dict[str, np.ndarray], config: Config, quantised: bool = True) -> onnx.ModelProto:
    g = Graph(quantised)
    encoder = _under("encoder.", weights)
    x = _embed(g, encoder)
    for n in range(config.layers):
        x = _layer(g, x, _under(f"layers.{n}.", encoder), f"l{n}", ATTENTION_HEADS)
    hidden = _at_first(g, x)
    heads = {name: (weights[f"heads.{name}.linear.weight"], weights[f"heads.{name}.linear.bias"]) for name in config.heads}
    # small heads have little to gain from int8: they stay in full precision, as one product
    small = {name: head for name, head in heads.items() if len(head[0]) <= _LARGEST_FLOAT_HEAD}
    product = g.linear(hidden, np.concatenate([w for w, _ in small.values()]), np.concatenate([b for _, b in small.values()]), SMALL_HEADS, quantised=False)
    sizes = g.constant("head_sizes", np.array([len(w) for w, _ in small.values()], np.int64))
    g.node("Split", [product, sizes], "head_split", outputs=list(small), axis=-1)
    for name, head in heads.items():
        if name not in small:
            g.linear(hidden, *head, name)
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["windows", "syllables", len(b)]) for name, (_, b) in heads.items()]
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, ["windows", "pieces"]),
        helper.make_tensor_value_info("dates", TensorProto.INT64, ["windows", "pieces"]),
        helper.make_tensor_value_info("first", TensorProto.INT64, ["windows", "syllables"]),
    ]
    return g.model("reader", inputs, outputs)


def build_arguments(weights: dict[str, np.ndarray], quantised: bool = True) -> onnx.ModelProto:
    """The graph of the head `arguments` behind its first product, which is the reader's."""
    g = Graph(quantised)
    w = _under("heads.arguments.", weights)
    units = len(w["norm.weight"])
    x = "vectors"
    values = [f"mark_{n}" for n in range(len(MARKS))]
    g.node("Split", ["marks", g.constant("one_each", np.ones(len(MARKS), np.int64))], "mark_split", outputs=values, axis=-1)
    for n, name in enumerate(values):
        of_mark = g.node("Gather", [g.constant(f"marks_{n}", w[f"marks.{n}.weight"]), g.node("Squeeze", [name, g.last()], f"{name}_flat")], f"{name}_vectors")
        x = g.node("Add", [x, of_mark], f"marked_{n}")
    x = g.node("LayerNormalization", [x, g.constant("norm_w", w["norm.weight"]), g.constant("norm_b", w["norm.bias"])], "x", axis=-1, epsilon=EPSILON)
    last = sum(k.startswith("layers.") and k.endswith(".q.bias") for k in w) - 1
    for n in range(last):
        x = _layer(g, x, _under(f"layers.{n}.", w), f"l{n}", attention_heads(units), "mask")
    x = _last_layer(g, x, _under(f"layers.{last}.", w), f"l{last}", attention_heads(units))
    flat = g.node("Reshape", [x, g.constant("rows", np.array([-1, units], np.int64))], "flat")
    names = [f"name_{part}" for part in ("row", "trigger", "kind")]
    days = [f"day_{part}" for part in ("row", "trigger")]
    for whole, parts in (("names", names), ("days", days)):
        columns = [f"{p}_column" for p in parts]
        g.node("Split", [whole, g.constant(f"{whole}_each", np.ones(len(parts), np.int64))], f"{whole}_split", outputs=columns, axis=-1)
        for column, part in zip(columns, parts, strict=True):
            g.node("Squeeze", [column, g.last()], part)
    both = {kind: _beside(g, flat, w, f"of_{kind}", parts[0], parts[1]) for kind, parts in (("name", names), ("day", days))}
    of_kind = g.node("Gather", [g.constant("kinds", w["kinds.weight"]), names[2]], "of_kind")
    named = _gelu(g, g.node("Add", [both["name"], of_kind], "name_sum"), "name_gelu")
    g.linear(named, w["relations.weight"], w["relations.bias"], "participants", quantised=False)
    of_trigger = g.node("Gather", [flat, "triggers"], "of_trigger")
    for name, x, row in (("date_scores", _gelu(g, both["day"], "day_gelu"), "date"), ("dateless", of_trigger, "dateless"), ("told", of_trigger, "told")):
        g.node("Squeeze", [g.linear(x, w[f"{row}.weight"], w[f"{row}.bias"], f"{name}_column", quantised=False), g.last()], name)
    integers = {
        "marks": ["triggers", "length", len(MARKS)],
        "asked": ["triggers", "most"],
        "triggers": ["triggers"],
        "names": ["candidates", 3],
        "days": ["times", 2],
    }
    inputs = [
        helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["triggers", "length", units]),
        helper.make_tensor_value_info("mask", TensorProto.INT32, ["triggers", "length"]),
        *(helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name, shape in integers.items()),
    ]
    shapes = {"participants": ["candidates", len(w["relations.bias"])], "date_scores": ["times"], "dateless": ["triggers"], "told": ["triggers"]}
    return g.model("arguments", inputs, [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()])


def _beside(g: Graph, flat: str, w: dict[str, np.ndarray], name: str, row: str, trigger: str) -> str:
    """The product of a candidate's vector beside that of its trigger."""
    parts = [g.node("Gather", [flat, number], f"{name}_{n}") for n, number in enumerate((row, trigger))]
    return g.linear(g.node("Concat", parts, f"{name}_both", axis=-1), w[f"{name}.weight"], w[f"{name}.bias"], name)


def _gelu(g: Graph, x: str, name: str) -> str:
    return g.node("Gelu", [x], name, MICROSOFT)


def _under(prefix: str, weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)}


def _embed(g: Graph, w: dict[str, np.ndarray]) -> str:
    words = g.embedding("ids", w["word.weight"], "word")
    dates = g.node("Gather", [g.constant("dates_w", w["dates.weight"]), "dates"], "date_vectors")
    length = g.node("Shape", ["ids"], "length", start=1, end=2)
    positions = g.node("Slice", [g.constant("position_w", w["position.weight"]), g.constant("zero", np.array([0], np.int64)), length], "positions")
    both = g.node("Add", [g.node("Add", [words, dates], "words_dates"), positions], "embedded")
    return g.node("LayerNormalization", [both, g.constant("norm_w", w["norm.weight"]), g.constant("norm_b", w["norm.bias"])], "x", axis=-1, epsilon=EPSILON)


def _layer(g: Graph, x: str, w: dict[str, np.ndarray], name: str, heads: int, mask: str = "") -> str:
    parts = _projected(g, x, w, name, "qkv")
    return _behind_attention(g, x, _attention(g, parts, mask, name, heads), w, name)


def _last_layer(g: Graph, x: str, w: dict[str, np.ndarray], name: str, heads: int) -> str:
    """The layer for the rows `asked` alone: nobody reads the others."""
    asking = g.node("GatherND", [x, g.node("Unsqueeze", ["asked", g.last()], "asked_column")], "asking", batch_dims=1)
    query = g.linear(asking, w["q.weight"], w["q.bias"], f"{name}_q")
    return _behind_attention(g, asking, _attention(g, [query, *_projected(g, x, w, name, "kv")], "mask", name, heads), w, name)


def _projected(g: Graph, x: str, w: dict[str, np.ndarray], name: str, parts: str) -> list[str]:
    """The products of attention that `parts` name, computed as one."""
    product = g.linear(x, np.concatenate([w[f"{p}.weight"] for p in parts]), np.concatenate([w[f"{p}.bias"] for p in parts]), f"{name}_{parts}")
    out = [f"{name}_{p}_part" for p in parts]
    g.node("Split", [product], f"{name}_split", outputs=out, axis=-1)
    return out


def _attention(g: Graph, parts: list[str], mask: str, name: str, heads: int) -> str:
    return g.node("MultiHeadAttention", [*parts, "", mask] if mask else parts, f"{name}_attention", MICROSOFT, num_heads=heads)


def _behind_attention(g: Graph, x: str, attended: str, w: dict[str, np.ndarray], name: str) -> str:
    x = _add_norm(g, g.linear(attended, w["ao.weight"], w["ao.bias"], f"{name}_ao"), x, w, "aln", f"{name}_a")
    f = g.node("BiasGelu", [g.linear(x, w["fi.weight"], None, f"{name}_fi"), g.constant(f"{name}_fi_b", w["fi.bias"])], f"{name}_gelu", MICROSOFT)
    return _add_norm(g, g.linear(f, w["fo.weight"], w["fo.bias"], f"{name}_fo"), x, w, "oln", f"{name}_o")


def _add_norm(g: Graph, x: str, skip: str, w: dict[str, np.ndarray], norm: str, name: str) -> str:
    # the fused SkipLayerNormalization is no vector code on a CPU: these two are ten times as fast
    both = g.node("Add", [x, skip], f"{name}_sum")
    inputs = [both, g.constant(f"{name}_g", w[f"{norm}.weight"]), g.constant(f"{name}_b", w[f"{norm}.bias"])]
    return g.node("LayerNormalization", inputs, f"{name}_x", axis=-1, epsilon=EPSILON)


def _at_first(g: Graph, x: str) -> str:
    """The vector of each syllable's first piece."""
    where = g.node("Unsqueeze", ["first", g.last()], "first_column")
    return g.node("GatherND", [x, where], HIDDEN, batch_dims=1)


def manifest(folder: Path, name: str, config: Config, labels: dict[str, list[str]], about: dict[str, Any]) -> dict[str, Any]:
    """What the package reads beside the graph."""
    files = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir()) if p.name != "manifest.json"}
    return {"format": FORMAT, "name": name, "window": config.window, "labels": labels, "sha256": files, **about}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("run", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--name", required=True)
    ap.add_argument("--version", default="1")
    ap.add_argument("--corpus", type=Path, help="the file that it learnt from: its sha256 goes into the manifest")
    ap.add_argument("--float", action="store_true", help="float32 weights, for comparison")
    o = ap.parse_args()
    config = Config.load(o.run / "config.json")
    weights = load_file(o.run / "reader.safetensors")
    o.out.mkdir(parents=True, exist_ok=True)
    onnx.save(build(weights, config, not o.float), o.out / "reader.onnx")
    onnx.save(build_arguments(weights, not o.float), o.out / "arguments.onnx")
    shutil.copy(o.run / "pieces.tsv", o.out / "pieces.tsv")
    about = {
        "version": o.version,
        "corpus_sha256": hashlib.sha256(o.corpus.read_bytes()).hexdigest() if o.corpus else None,
        "training": json.loads((o.run / "config.json").read_text(encoding="utf-8")),
        "scores": json.loads((o.run / "scores.json").read_text(encoding="utf-8"))["epochs"][-1],
    }
    labels = {name: list(HEADS[name].labels) for name in config.heads if HEADS[name].labels}
    out = manifest(o.out, o.name, config, labels, about)
    (o.out / "manifest.json").write_text(json.dumps(out, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{o.out}: {sum(p.stat().st_size for p in o.out.iterdir()) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
