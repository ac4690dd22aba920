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


def predict(gold: Path, out: Path, model: str) -> float:
    """Write a prediction a line; returns syllables a second."""
    articles = [json.loads(line) for line in gold.open(encoding="utf-8") if line.strip()]
    vn.extract("Ông Nguyễn Văn A đến Hà Nội ngày 1/1.", model=model)  # loads the model
    began = time.perf_counter()
    with out.open("w", encoding="utf-8") as f:
        for article, document in zip(articles, vn.extract_many(({k: a.get(k) for k in ("text", "published")} for a in articles), model=model), strict=True):
            f.write(json.dumps({"id": article["id"], **document.to_dict()}, ensure_ascii=False) + "\n")
    return sum(len(a["text"].split()) for a in articles) / (time.perf_counter() - began)


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
