"""Train the reader on annotated articles.

    python -m training.train CORPUS_DIR OUT --source e5-small-q4.bin --vocabulary VOCABULARY_DIR [--config accurate.json]
    python -m training.train CORPUS_DIR OUT --start MODEL_DIR [--config accurate.json]

Reads `train.jsonl` (and every `--also` file of the same form) and scores each epoch on `dev.jsonl`. Writes
`OUT/reader.safetensors`, `OUT/config.json`, `OUT/scores.json` and `OUT/pieces.tsv`.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR

from vnews_entities.reader.pieces import Pieces

from . import silver
from .data import Example, example, read_articles, shifted_windows
from .encoder import build, read_source, rebuild
from .measure import measure
from .model import Config, Reader, Window, collate, disturbed, low_precision, save, window
from .restore import weights_of


def epoch_batches(examples: Sequence[Example], config: Config, pieces: Pieces, rng: random.Random) -> Iterator[list[Window]]:
    """Every article once, in windows cut anew, those of like length together."""
    every = [disturbed(window(e, a, b), config, pieces, rng) for e in examples for a, b in shifted_windows(e.cut, config.window, rng)]
    rng.shuffle(every)
    pool = config.batch * 20
    batches: list[list[Window]] = []
    for i in range(0, len(every), pool):
        part = sorted(every[i : i + pool], key=lambda w: w.length)
        batches += [part[j : j + config.batch] for j in range(0, len(part), config.batch)]
    rng.shuffle(batches)
    yield from batches


def parameter_groups(reader: Reader, config: Config) -> list[dict[str, object]]:
    """Heads learn fastest; a layer learns slower the farther it is from them."""
    layers = config.layers
    groups: list[dict[str, object]] = [{"params": list(reader.heads.parameters()), "lr": config.head_rate}]
    for n, layer in enumerate(reader.encoder.layers):
        groups.append({"params": list(layer.parameters()), "lr": config.rate * config.layer_decay ** (layers - 1 - n)})
    rest = [p for name, p in reader.encoder.named_parameters() if not name.startswith("layers.")]
    groups.append({"params": rest, "lr": config.rate * config.layer_decay**layers})
    return groups


def rise_and_fall(optimiser: torch.optim.Optimizer, steps: int, warm_up: float) -> LambdaLR:
    """Learning rates that rise over the share `warm_up` of the steps and fall to nought over the others, both in a straight line."""
    rise, fall = max(1.0, steps * warm_up), max(1.0, steps * (1 - warm_up))
    return LambdaLR(optimiser, lambda step: min((step + 1) / rise, max(0.0, (steps - step) / fall)))


def descend(model: nn.Module, loss: Tensor, optimiser: torch.optim.Optimizer, schedule: LambdaLR) -> None:
    """One step down the loss."""
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    schedule.step()


def train(reader: Reader, examples: Sequence[Example], dev: Sequence[Example], config: Config, pieces: Pieces, out: Path) -> None:
    rng = random.Random(config.seed)
    optimiser = torch.optim.AdamW(parameter_groups(reader, config), weight_decay=0.01, fused=True)
    syllables = sum(len(e.cut.pieces) for e in examples)
    count = sum(1 for _ in epoch_batches(examples, config, pieces, random.Random(config.seed)))
    total = count * config.epochs
    schedule = rise_and_fall(optimiser, total, config.warm_up)
    history = []
    for epoch in range(1, config.epochs + 1):
        reader.train()
        began, summed, steps = time.time(), 0.0, 0
        for parts in epoch_batches(examples, config, pieces, rng):
            batch = collate(parts)
            with low_precision():
                scores = reader(batch)
            loss = reader.loss(scores, batch)
            descend(reader, loss, optimiser, schedule)
            summed, steps = summed + loss.item(), steps + 1
            if steps % 50 == 0:
                print(f"  step {steps}/{count} loss {summed / steps:.4f} {time.time() - began:.0f} s", flush=True)
        seconds = time.time() - began
        history.append(
            {"epoch": epoch, "loss": round(summed / steps, 4), "syllables_per_second": round(syllables / seconds), **measure(reader, dev, config.window)}
        )
        print(json.dumps(history[-1]), flush=True)
        save(reader, config, out, {"epochs": history})


def fresh(source: Path, vocabulary: Path, config: Config) -> Reader:
    """A reader on the original network."""
    kept = json.loads((vocabulary / "kept.json").read_text(encoding="utf-8"))
    return Reader(build(read_source(source), kept, config.layers, config.dropout), config.heads)


def add_beginning(parser: argparse.ArgumentParser) -> None:
    """The options that say what a run begins from (see `begun`) and how it goes."""
    parser.add_argument("--source", type=Path, help="the original network, to begin from")
    parser.add_argument("--vocabulary", type=Path, help="the folder that training.vocabulary wrote")
    parser.add_argument("--start", type=Path, help="a run's folder or an exported model (also one that ships) to begin from instead")
    parser.add_argument("--config", type=Path, help="JSON with fields of training.model.Config; default: its defaults")
    parser.add_argument("--threads", type=int, default=2)


def begun(start: Path | None, source: Path | None, vocabulary: Path | None, config: Config) -> tuple[Reader, Path]:
    """A reader to train, from `start` or else from `source` with its `vocabulary`, and the folder that holds its pieces."""
    if start is not None:
        return continued(start, config), start
    if source is None or vocabulary is None:
        raise SystemExit("training begins from --source with its --vocabulary, or from --start")
    return fresh(source, vocabulary, config), vocabulary


def continued(start: Path, config: Config) -> Reader:
    """A reader that goes on from a run's weights or an exported model's, cut to the configuration's size."""
    weights = weights_of(start)
    encoder = {k.removeprefix("encoder."): v for k, v in weights.items() if k.startswith("encoder.")}
    reader = Reader(rebuild(encoder, config.layers, config.feed_forward, config.dropout), config.heads)
    reader.load_state_dict({k: torch.from_numpy(weights[k]) for k in reader.state_dict() if k.startswith("heads.") and k in weights}, strict=False)
    return reader


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpus", type=Path)
    ap.add_argument("out", type=Path)
    add_beginning(ap)
    ap.add_argument("--also", type=Path, nargs="*", default=[], help="more annotated JSONL files to learn from")
    ap.add_argument("--only-also", action="store_true", help="leave train.jsonl out")
    ap.add_argument("--silver", type=Path, nargs="*", default=[], help="folders that training.silver wrote: a teacher's labels to learn from too")
    ap.add_argument("--articles", type=int, help="learn from so many articles only (for a learning curve)")
    o = ap.parse_args()
    config = Config.load(o.config) if o.config else Config()
    torch.manual_seed(config.seed)
    torch.set_num_threads(o.threads)
    reader, begin = begun(o.start, o.source, o.vocabulary, config)
    pieces = Pieces.load(begin / "pieces.tsv")
    articles = read_articles(*([] if o.only_also else [o.corpus / "train.jsonl"]), *o.also)
    if o.articles:
        random.Random(config.seed).shuffle(articles)
        articles = articles[: o.articles]
    examples = [example(a, pieces) for a in articles]
    dev = [example(a, pieces) for a in read_articles(o.corpus / "dev.jsonl")]
    for e in examples:
        reader.label(e)
    for folder in o.silver:
        examples += silver.read(folder, pieces)
    o.out.mkdir(parents=True, exist_ok=True)
    shutil.copy(begin / "pieces.tsv", o.out / "pieces.tsv")
    train(reader, examples, dev, config, pieces, o.out)


if __name__ == "__main__":
    main()
