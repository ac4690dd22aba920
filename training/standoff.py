"""Annotations of our own: marks on articles of the corpus folder, kept without the articles' text.

    python -m training.standoff unpack CORPUS_DIR OUT.jsonl     the annotated articles, to learn from
    python -m training.standoff pack GOLD.jsonl                 add annotated articles to the marks kept here

`training/annotations/world.jsonl` (articles of `world.jsonl.xz`) and `raw.jsonl` (excerpts of `raw_text.txt.xz`, see `raw.py`) hold an article
a line, and of its text nothing but places (characters of the normalised title and body, the title on a line of its own):

    {"id", "sha256", "marks": [[start, end, label, id]], "people": [[id, name, role, country]], "organisations": [[id, name]],
     "events": [[id, type, date, actors, targets, places]]}

A name, a role or a place that is no country is [start, end], or two such in a row where the annotator left out what stands between
(*Đại sứ Mỹ tại Hà Nội*: *Đại sứ tại Hà Nội*); what there is none of is null.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import raw
from .data import Article, read_articles
from .world import rows, text_of

_FOLDER = Path(__file__).parent / "annotations"
WORLD, RAW = _FOLDER / "world.jsonl", _FOLDER / "raw.jsonl"
Place = list[int]
_LEFT_OUT = 40  # characters that a role may leave out


def place_of(text: str, words: str) -> Place | None:
    """Where the words stand: at once, or with a few others left out between two of them; None where they do not."""
    at = text.find(words)
    if at >= 0:
        return [at, at + len(words)]
    for gap in re.finditer(" ", words):
        found = re.search(rf"({re.escape(words[: gap.start()])}) [^\n.]{{1,{_LEFT_OUT}}}? ({re.escape(words[gap.end() :])})", text)
        if found:
            return [*found.span(1), *found.span(2)]
    return None


def pack(article: Article) -> dict[str, Any]:
    """The article's marks without its words."""
    text, marks = article["text"], article["marks"]

    def worded(words: str) -> Place:
        place = place_of(text, words)
        if place is None:
            raise ValueError(f"{article['id']}: {words!r} is not worded so in the text")
        return place

    def named(record: dict[str, Any]) -> Place:
        own = [[m["start"], m["end"]] for m in marks if m["id"] == record["id"] and m["text"] == record["name"]]
        return own[0] if own else worded(record["name"])

    return {
        "id": article["id"],
        "sha256": _digest(text),
        "marks": [[m["start"], m["end"], m["label"], m["id"]] for m in marks],
        "people": [[p["id"], named(p), worded(p["role"]) if p["role"] else None, p["country"]] for p in article["people"]],
        "organisations": [[o["id"], named(o)] for o in article["organisations"]],
        "events": [
            [e["id"], e["type"], e["date"], e["actors"], e["targets"], [place if _is_code(place) else worded(place) for place in e["places"]]]
            for e in article["events"]
        ],
    }


def unpack(kept: dict[str, Any], text: str, outlet: str | None = None, published: str | None = None) -> Article:
    """The annotated article that `pack` took the words of.

    Raises:
        ValueError: the text is not the one that was annotated.
    """
    if _digest(text) != kept["sha256"]:
        raise ValueError(f"the article {kept['id']} is not the one that was annotated: its text differs")

    def words(place: Place | None) -> str | None:
        return " ".join(text[a:b] for a, b in zip(place[::2], place[1::2], strict=True)) if place else None

    return {
        "id": kept["id"],
        "outlet": outlet,
        "published": published,
        "text": text,
        "marks": [{"start": a, "end": b, "label": label, "id": i, "text": text[a:b]} for a, b, label, i in kept["marks"]],
        "people": [{"id": i, "name": words(name), "role": words(role), "country": country} for i, name, role, country in kept["people"]],
        "organisations": [{"id": i, "name": words(name)} for i, name in kept["organisations"]],
        "events": [
            {"id": i, "type": kind, "date": date, "actors": actors, "targets": targets, "places": [p if isinstance(p, str) else words(p) for p in places]}
            for i, kind, date, actors, targets, places in kept["events"]
        ],
    }


def read(corpus: Path) -> Iterator[Article]:
    """Our annotated articles, with the texts of the corpus folder.

    Raises:
        ValueError: the corpus folder lacks one of them.
    """
    world, excerpts = _kept(WORLD), _kept(RAW)
    for row in rows(corpus):
        # an id may be given twice, to different texts
        if row["id"] in world and _digest(text := text_of(row)) == world[row["id"]]["sha256"]:
            yield unpack(world.pop(row["id"]), text, row.get("outlet"), row.get("published"))
    for name, text in raw.texts(corpus, excerpts):
        yield unpack(excerpts.pop(name), text)
    if lacking := [*world, *excerpts]:
        raise ValueError(f"{corpus} lacks {len(lacking)} of the annotated articles, first {min(lacking)}")


def annotated() -> frozenset[str]:
    """The ids of the articles that are annotated."""
    return frozenset({**_kept(WORLD), **_kept(RAW)})


def _kept(path: Path) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in read_articles(path)} if path.is_file() else {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_code(place: str) -> bool:
    return place.isascii() and place.isupper() and len(place) in (2, 4)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = ap.add_subparsers(dest="command", required=True)
    one = commands.add_parser("unpack")
    one.add_argument("corpus", type=Path)
    one.add_argument("out", type=Path)
    other = commands.add_parser("pack")
    other.add_argument("gold", type=Path)
    o = ap.parse_args()
    if o.command == "unpack":
        with o.out.open("w", encoding="utf-8") as f:
            f.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in read(o.corpus))
        return
    packed = [pack(article) for article in read_articles(o.gold)]
    for path, of_raw in ((WORLD, False), (RAW, True)):
        kept = _kept(path) | {row["id"]: row for row in packed if raw.is_excerpt(row["id"]) == of_raw}
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps(kept[i], separators=(",", ":")) + "\n" for i in sorted(kept)), encoding="utf-8")
        print(f"{path}: {len(kept)} articles", file=sys.stderr)


if __name__ == "__main__":
    main()
