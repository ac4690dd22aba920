"""Learns the weights of `vnews_entities/disambiguation.py` from annotated articles.

    python -m training.disambiguation GOLD.jsonl … [--check CORPUS/dev.jsonl]

writes `data/gazetteers/country_weights.tsv`. It learns from the annotated articles and from our own texts in `country_examples.txt`. An
article is a line of JSON: `text`, and `marks` with `start`, `end`, `label` and `id` (a country's code, `@` and a
code for a government, `-` for another place). Run it again when the gazetteers have changed: what they know of a stretch is among
the features.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from scipy import optimize, sparse  # type: ignore[import-untyped]

from vnews_entities.disambiguation import Context, Model
from vnews_entities.gazetteers import Gazetteers
from vnews_entities.tables import data_dir

from .data import read_articles

#: A feature seen in fewer candidates is not learnt from.
MIN_COUNT = {"country": 3, "seat": 2}
#: Strength of the pull of every weight towards 0, chosen by cross-validation over articles.
L2 = {"country": 0.5, "seat": 1.0}
#: Weights nearer to 0 than this are left out of the table.
MIN_WEIGHT = 0.02
FOLDS = 5
#: Text before a mark, the marked name and its code; or the text after the last mark.
MARK = re.compile(r"([^⟦]*)⟦([^¦]+)¦([^⟧]+)⟧|([^⟦]+)$")

Example = tuple[str, Model, list[str], bool]


def own_texts() -> Iterator[dict[str, Any]]:
    """Our own marked texts as annotated articles."""
    for n, line in enumerate(Path(__file__).with_name("country_examples.txt").read_text(encoding="utf-8").splitlines()):
        if line.startswith("#"):
            continue
        text, marks = "", []
        for before, name, code, rest in MARK.findall(line):
            text += before
            if name:
                marks.append({"start": len(text), "end": len(text) + len(name), "label": "LOC", "id": code})
            text += name + rest
        yield {"id": f"own{n}", "text": text, "marks": marks}


def examples(articles: Iterable[dict[str, Any]], gazetteers: Gazetteers) -> list[Example]:
    """(article, model, features, is it so) of every candidate in the articles."""
    out: list[Example] = []
    for article in articles:
        gold = {(m["start"], m["end"]): m["id"] for m in article["marks"] if m["label"] == "LOC"}
        context = Context(article["text"], gazetteers)
        for c in context.stretches:
            mark = gold.get(context.shadow.span(c.start, c.end), "-")
            if c.seat:
                out.append((article["id"], "seat", context.features(c), mark.startswith("@")))
            else:
                out.append((article["id"], "country", context.features(c), mark in c.codes))
    return out


def learn(data: Sequence[Example], model: Model) -> dict[str, float]:
    """The weights of logistic regression with an L2 penalty."""
    counts = Counter(f for _, _, features, _ in data for f in set(features))
    names = sorted(f for f, n in counts.items() if n >= MIN_COUNT[model])
    index = {f: i for i, f in enumerate(names)}
    rows = [(r, index[f]) for r, (_, _, features, _) in enumerate(data) for f in set(features) if f in index]
    x = sparse.csr_matrix((np.ones(len(rows)), ([r for r, _ in rows], [c for _, c in rows])), shape=(len(data), len(names)))
    sign = np.array([1.0 if y else -1.0 for *_, y in data])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (x @ w)
        value = np.logaddexp(0, -margin).sum() + L2[model] * (w @ w) / 2
        return value, x.T @ (-sign / (1 + np.exp(margin))) + L2[model] * w

    w = optimize.minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return {f: float(v) for f, v in zip(names, w, strict=True) if abs(v) >= MIN_WEIGHT}


def f1(data: Sequence[Example], weights: dict[str, float]) -> tuple[float, float, float, int]:
    """Precision, recall and F1 of the decisions at one half, and the number of positives."""
    said = [sum(weights.get(f, 0.0) for f in set(features)) > 0 for _, _, features, _ in data]
    right = sum(s and y for s, (*_, y) in zip(said, data, strict=True))
    positive = sum(y for *_, y in data)
    p, r = right / max(1, sum(said)), right / max(1, positive)
    return p, r, 2 * p * r / max(1e-9, p + r), positive


def cross_validate(data: Sequence[Example], model: Model) -> float:
    """F1 by cross-validation, whole articles in a fold."""
    fold = {a: n % FOLDS for n, a in enumerate(sorted({a for a, *_ in data}))}
    right = said = positive = 0
    for k in range(FOLDS):
        weights = learn([e for e in data if fold[e[0]] != k], model)
        for _, _, features, y in (e for e in data if fold[e[0]] == k):
            guess = sum(weights.get(f, 0.0) for f in set(features)) > 0
            right, said, positive = right + (guess and y), said + guess, positive + y
    return 2 * right / (said + positive)


def write(weights: dict[Model, dict[str, float]]) -> None:
    lines = sorted(f"{model}\t{feature}\t{value:.2f}" for model, features in weights.items() for feature, value in features.items())
    header = "# Made by training/disambiguation.py; not for editing.\nmodel\tfeature\tweight\n"
    (data_dir() / "country_weights.tsv").write_text(header + "\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="annotated articles to learn from")
    parser.add_argument("--check", type=Path, help="articles to measure on")
    parser.add_argument("--dry", action="store_true", help="measure only, write nothing")
    options = parser.parse_args()
    gazetteers = Gazetteers.load()
    data = examples(chain(read_articles(*options.gold), own_texts()), gazetteers)
    check = examples(read_articles(options.check), gazetteers) if options.check else []
    weights: dict[Model, dict[str, float]] = {}
    for model in ("country", "seat"):
        own = [e for e in data if e[1] == model]
        weights[model] = learn(own, model)
        print(model, f"{len(own)} candidates, {len(weights[model])} weights, cross-validated F1 {cross_validate(own, model):.4f}")
        if check:
            print("  checked: P {:.3f} R {:.3f} F1 {:.3f} of {}".format(*f1([e for e in check if e[1] == model], weights[model])))
    if not options.dry:
        write(weights)


if __name__ == "__main__":
    main()
