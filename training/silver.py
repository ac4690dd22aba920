"""Let a trained model label unlabelled articles, for a smaller one to learn from (or for itself, again).

    python -m training.silver CORPUS_DIR MODEL_DIR OUT [--articles 3000] [--domestic] [--seed 1]

MODEL_DIR is what `training.export` wrote. Reads `world.jsonl.xz` of the corpus folder (with `--domestic`, excerpts of `raw_text.txt.xz`),
leaving out every article that `train.jsonl` or `dev.jsonl` holds too. Writes `OUT/texts.jsonl`, an article a line with its times, names and triggers,
and `OUT/scores.npz`: of each token head the model's probabilities, a row a syllable, all articles in a row.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from vnews_entities.dates import find_dates
from vnews_entities.layers import RELATIONS, Reading
from vnews_entities.reader.arguments import Marked, Named, kind_of
from vnews_entities.reader.decode import softmax
from vnews_entities.reader.learnt import LearntReader
from vnews_entities.reader.pieces import Pieces
from vnews_entities.reader.windows import Syllables, cut, date_marks
from vnews_entities.text import normalise

from . import raw
from .data import Example
from .heads.arguments import Case, Cases
from .world import unlabelled


def label(reader: LearntReader, article: dict[str, Any]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The article with what the reader says of its triggers, and each token head's probabilities."""
    dates = find_dates(article["text"], article["published"])
    syllables = cut(article["text"], reader.network.pieces)
    times = [(d.start, d.end, d.type, d.value) for d in dates]
    marks = date_marks(syllables, times)
    windows = sorted(reader.network.scores(syllables, marks), key=lambda w: w[0])
    reading = reader.interpret(normalise(article["text"]), syllables, [(start, end) for start, end, _, _ in times], marks, windows)
    heads = {name: np.concatenate([softmax(scores[name]) for _, _, scores in windows]).astype(np.float16) for name in reader.network.labels}
    names, triggers = _arguments(syllables, reading, times)
    return {**article, "dates": times, "names": names, "triggers": triggers}, heads


def _arguments(syllables: Syllables, reading: Reading, times: list[tuple[int, int, str, str]]) -> tuple[list[Named], list[dict[str, Any]]]:
    """The names, and each trigger with what the reader says of all names and dates, by the syllable that each begins at."""
    names = [Named(*syllables.covering(n.start, n.end), kind_of(n.label, n.sense), n.nested) for n in reading.names]
    days = [syllables.covering(a, b)[0] for a, b, _, _ in times]
    out = []
    for t in reading.triggers:
        first, last = syllables.covering(t.start, t.end)
        chances: dict[int, list[float]] = {}
        for i, relation, p in t.participants:
            chances.setdefault(i, [0.0] * len(RELATIONS))[RELATIONS.index(relation)] = round(p, 3)
        dates = {days[i]: round(p, 3) for i, p in t.dates}
        out.append({"first": first, "last": last, "names": list(chances.items()), "dates": list(dates.items())})
    return names, out


def read(folder: Path, pieces: Pieces) -> Iterator[Example]:
    """The silver articles as examples whose labels are probabilities."""
    scores = np.load(folder / "scores.npz", allow_pickle=False)
    heads = {name: scores[name] for name in scores.files}
    at = 0
    for line in (folder / "texts.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        syllables = cut(row["text"], pieces)
        end = at + len(syllables.spans)
        labels: dict[str, Any] = {name: values[at:end].astype(np.float32) for name, values in heads.items()}
        at = end
        _only_where_asked(labels)
        dates = date_marks(syllables, [(a, b, k, v) for a, b, k, v in row["dates"]])
        labels["arguments"] = _cases(row, syllables, dates)
        yield Example(row, syllables, dates, labels)
    if heads and at != len(next(iter(heads.values()))):
        raise ValueError(f"{folder}: the scores are of other pieces or syllables than this code makes; label the articles again")


def _cases(row: dict[str, Any], syllables: Syllables, dates: list[int]) -> Cases:
    marked = Marked(syllables.sentence, [Named(*name) for name in row["names"]], dates)
    cases = []
    for t in row["triggers"]:
        around = marked.around(t["first"], t["last"])
        chances, days = {n: tuple(row) for n, row in t["names"]}, dict(t["dates"])
        names = {n: chances.get(n, (0.0,) * len(RELATIONS)) for n, _, _ in around.names}
        cases.append(Case(t["first"], t["last"], names, {n: days.get(marked.days[n], 0.0) for n, _ in around.days}))
    return Cases(marked, tuple(cases), soft=True)


def _only_where_asked(labels: dict[str, Any]) -> None:
    """Senses are asked of places only, types of triggers only: other rows say nothing (NaN)."""
    begins_place = labels["names"][:, 3] + labels["nested"][:, 3] > 0.5
    labels["senses"][~begins_place] = np.nan
    labels["types"][labels["triggers"][:, 1] < 0.3] = np.nan


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpus", type=Path)
    ap.add_argument("model", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--articles", type=int, default=3000)
    ap.add_argument("--domestic", action="store_true", help="excerpts of the raw text instead of world news")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--skip", type=int, default=0, help="leave out the first so many of the choice: for several processes side by side")
    o = ap.parse_args()
    reader = LearntReader(o.model)
    choose = raw.choose if o.domestic else unlabelled
    o.out.mkdir(parents=True, exist_ok=True)
    heads: dict[str, list[np.ndarray]] = {}
    with (o.out / "texts.jsonl").open("w", encoding="utf-8") as f:
        for n, article in enumerate(choose(o.corpus, o.skip + o.articles, o.seed)[o.skip :], 1):
            row, scores = label(reader, article)
            f.write(json.dumps(row, ensure_ascii=False) + "\n")
            for name, values in scores.items():
                heads.setdefault(name, []).append(values)
            if n % 200 == 0:
                print(n, flush=True)
    np.savez(o.out / "scores.npz", **{name: np.concatenate(parts) for name, parts in heads.items()})


if __name__ == "__main__":
    main()
