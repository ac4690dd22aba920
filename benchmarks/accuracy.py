"""Accuracy on annotated articles.

    python -m benchmarks.accuracy CORPUS_DIR [--model accurate] [--split dev] [--errors N] [--predictions FILE]

Runs the library over `CORPUS_DIR/dev.jsonl` and prints the table of the corpus's own `score.py`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import vnews_entities as vn

#: How often the articles are read: the fastest time counts, since loading a model and meeting words for the first time is no reading speed.
PASSES = 3


def predict(gold: Path, out: Path, model: str) -> float:
    """Write a prediction a line; returns syllables a second of the extraction, the fastest of a few times."""
    articles = [json.loads(line) for line in gold.open(encoding="utf-8") if line.strip()]
    given = [{k: a.get(k) for k in ("text", "published")} for a in articles]
    seconds = []
    for _ in range(PASSES):
        began = time.perf_counter()
        documents = list(vn.extract_many(given, model=model))
        seconds.append(time.perf_counter() - began)
    with out.open("w", encoding="utf-8") as f:
        f.writelines(json.dumps({"id": a["id"], **d.to_dict()}, ensure_ascii=False) + "\n" for a, d in zip(articles, documents, strict=True))
    return sum(len(a["text"].split()) for a in articles) / min(seconds)


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpus", type=Path)
    ap.add_argument("--model", default="accurate")
    ap.add_argument("--split", default="dev")
    ap.add_argument("--errors", type=int, default=0)
    ap.add_argument("--predictions", type=Path, help="keep the predictions in this file")
    o = ap.parse_args()
    gold, scorer = o.corpus / f"{o.split}.jsonl", o.corpus / "score.py"
    for needed in (gold, scorer):
        if not needed.is_file():
            print(f"{needed} is not there: this benchmark needs the corpus folder", file=sys.stderr)
            return 2
    with tempfile.TemporaryDirectory() as folder:
        out = o.predictions or Path(folder) / "predictions.jsonl"
        rate = predict(gold, out, o.model)
        print(f"model {o.model}: {rate:,.0f} syllables/s", flush=True)
        return subprocess.run([sys.executable, str(scorer), str(gold), str(out), "--errors", str(o.errors)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
