"""Learns `participation_weights.tsv`: how the reader's and the rules' word on an event's participants weigh together.

    python -m training.participation MODEL_DIR GOLD.jsonl …

MODEL_DIR is an exported model that has not learnt from the annotated articles of GOLD.jsonl: on those that it has, its probabilities
are surer than they will ever be again.
"""

from __future__ import annotations

import argparse
import collections
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vnews_entities.article import Article
from vnews_entities.document import Document
from vnews_entities.engine import Engine, borders, engine
from vnews_entities.events import assemble, participation
from vnews_entities.events.participation import Candidate
from vnews_entities.events.values import day
from vnews_entities.layers import RELATIONS
from vnews_entities.tables import data_dir

from .data import marks, read_articles
from .event_rules import fit

_FIELDS = ("actors", "targets", "places")
#: A feature is weighed from this many occurrences on.
MIN_COUNT = 15
STEPS, L1 = 400, 3e-5


@dataclass(frozen=True, slots=True)
class Case:
    """A trigger as the pipeline found it, its candidates under their gold ids, and the gold event that it tells."""

    candidates: list[Candidate]
    names: list[str]  # of each candidate, as the gold event would call it
    gold: Mapping[str, Any]


def read(e: Engine, article: Mapping[str, Any]) -> Iterator[Case]:
    """The cases of an annotated article."""
    given = Article.of(article["text"], published=article["published"])
    dates = e.dates(given)
    reading = e.reading(given, dates)
    linked = e.linked(given, reading)
    document = e.document(given, dates, reading, linked)
    gold_of = _gold_ids(document, article)
    events = {x["id"]: x for x in article["events"]}
    ids = [linked.id_of(i) for i in range(len(reading.names))]
    scene, told = assemble.tellings(given.text, reading, dates, ids, lexicon=e.lexicon, sentences=borders(given.text), people=linked.people)
    for telling in told:
        trigger = scene.triggers[telling.trigger]
        near = [m for m in marks(dict(article), ("EVT",)) if m["start"] < trigger.end and trigger.start < m["end"]]
        same = [m for m in near if telling.date is None or day(events[m["id"]]["date"]) == day(dates[telling.date].value)]
        if same:
            yield Case(telling.candidates, [gold_of.get(c.name, c.name) for c in telling.candidates], events[same[0]["id"]])


def _gold_ids(document: Document, article: Mapping[str, Any]) -> dict[str, str]:
    """The gold id of each of the document's people and organisations."""
    gold = marks(dict(article), ("PER", "ORG"))
    out = {}
    for record in (*document.people, *document.organisations):
        votes = collections.Counter(g["id"] for m in record.mentions for g in gold if g["start"] < m.end and m.start < g["end"])
        if votes:
            out[record.id] = votes.most_common(1)[0][0]
    return out


def examples(cases: Iterable[Case]) -> Iterator[tuple[int, list[tuple[str, float]], float]]:
    """For each case, candidate and relation: the relation's number, the features, and whether it holds."""
    for case in cases:
        rivals = participation.Rivals(case.candidates)
        for c, name in zip(case.candidates, case.names, strict=True):
            for number, field in enumerate(_FIELDS):
                features = list(participation.features(c, number, rivals).items())
                yield number, features, float(name in case.gold[field])


def learn(cases: Sequence[Case]) -> dict[str, list[float]]:
    """The weights of each feature for the three relations."""
    out: dict[str, list[float]] = collections.defaultdict(lambda: [0.0] * len(RELATIONS))
    rows = list(examples(cases))
    for number in range(len(RELATIONS)):
        own = [(features, holds) for n, features, holds in rows if n == number]
        counts = collections.Counter(f for features, _ in own for f, _ in features)
        vocabulary = sorted(f for f, n in counts.items() if n >= MIN_COUNT)
        weights = fit([features for features, _ in own], [[holds] for _, holds in own], vocabulary, STEPS, L1)
        for feature, (weight,) in zip(vocabulary, weights.tolist(), strict=True):
            out[feature][number] = round(weight, 3) + 0.0
    return {f: row for f, row in out.items() if any(row)}


def write(weights: Mapping[str, Sequence[float]]) -> None:
    lines = ["feature\t" + "\t".join(RELATIONS), *(f"{f}\t" + "\t".join(f"{w:g}" for w in weights[f]) for f in sorted(weights))]
    (data_dir() / "participation_weights.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("gold", type=Path, nargs="+")
    options = parser.parse_args()
    e = engine(options.model)
    write(learn([case for article in read_articles(*options.gold) for case in read(e, article)]))


if __name__ == "__main__":
    main()
