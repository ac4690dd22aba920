"""Annotate articles with the model's help: it chooses what it is least sure of and marks names and times; a person corrects and adds.

    python -m training.annotate choose CORPUS_DIR MODEL_DIR CHOSEN.jsonl --articles 100 [--domestic]
    python -m training.annotate propose CHOSEN.jsonl FOLDER [--model accurate]
    python -m training.annotate apply FOLDER GOLD.jsonl

`choose` takes from `world.jsonl.xz` articles that are new to the corpus and to `annotations/`, dated and of middling length, or with
`--domestic` such excerpts of `raw_text.txt.xz`: two thirds are those on whose triggers and names the network wavers most, the others are
chosen by chance. `propose` writes each
as `NAME.txt`: sentences `s0 …`, names as `[words|id]`, times as `{words|value}`, then
people and organisations. The person writes `NAME.edit` beside it, a line a change, fields split by `|`:

    + | s3 | Bộ Quốc phòng Nga | o4          add or replace a name: the id tells the label (p… person, o… organisation, RU, @RU or - place)
    - | s3 | Lao                             take a mark away
    D | s4 | hôm 16/7 | 2024-07-16 | DATE    add or replace a time (DATE where the type is left out)
    P | p4 | Hun Sen | Thủ tướng | KH        a person: name, role, country; - for none
    O | o4 | Bộ Quốc phòng Nga               an organisation
    J | p5 | p2                              what p5 names is p2
    E | e1 | CONSULT | 2024-07-17 | p1,TR | NE | NE | s1:tới | s0:thăm
                                             an event: type, date, actors, targets, places, its triggers

`words#2` is the second occurrence in the sentence, `*` for the sentence is every one in the article. Events are proposed by nobody, so
that the model's own misses are not learnt again. `apply` says what does not fit and writes the articles that do, for
`training.train --also` and, for articles of the corpus, for `training.standoff pack`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import vnews_entities as vn
from vnews_entities.dates import find_dates
from vnews_entities.document import EVENT_TYPES
from vnews_entities.reader.decode import softmax
from vnews_entities.reader.learnt import LearntReader
from vnews_entities.reader.windows import cut, date_marks
from vnews_entities.text import sentences

from . import raw
from .data import NAMES, TIMES, Article, count_days, read_articles
from .standoff import annotated, place_of
from .world import unlabelled

SHORTEST, LONGEST = 110, 430  # syllables of an article that is chosen
FEWEST_DATES = 3
_CANDIDATES, _EXCERPTS = 10, 3  # articles, and excerpts, that are looked at for one that is chosen
_BY_CHANCE = 3  # one in so many is chosen by chance
_NAMES_COUNT = 0.35  # how much wavering on names counts beside wavering on triggers
_CODE = re.compile(r"[A-Z]{2}(?:[A-Z]{2})?")
_ID = re.compile(r"[po]\d+|-|@?[A-Z]{2}(?:[A-Z]{2})?")


class EditError(ValueError):
    """A line of an edit that does not fit its article."""


# --- choosing


def choose(corpus: Path, model: Path, count: int, seed: int, *, domestic: bool = False) -> list[Article]:
    """Articles that nobody annotated: first those that the network wavers most on, then some by chance."""
    reader = LearntReader(model)
    known = annotated()
    if domestic:
        fit = raw.choose(corpus, count * _EXCERPTS, seed, taken=known)
    else:
        fit = [a for a in unlabelled(corpus, count * _CANDIDATES, seed) if a["id"] not in known and _is_fit(a)]
    rated = sorted(((wavering(reader, a), n, a) for n, a in enumerate(fit)), key=lambda r: (-r[0], r[1]))
    unsure = count - count // _BY_CHANCE
    others = rated[unsure:]
    random.Random(seed).shuffle(others)
    return [a for _, _, a in rated[:unsure] + others[: count - unsure]]


def _is_fit(article: Article) -> bool:
    return SHORTEST <= len(article["text"].split()) <= LONGEST and count_days(article) >= FEWEST_DATES


def wavering(reader: LearntReader, article: Article) -> float:
    """How unsure the network is of the article's triggers and names."""
    times = [(d.start, d.end, d.type, d.value) for d in find_dates(article["text"], article["published"])]
    syllables = cut(article["text"], reader.network.pieces)
    total = 0.0
    for _, _, scores in reader.network.scores(syllables, date_marks(syllables, times)):
        begins = softmax(scores["triggers"])[:, 1]
        total += float((begins * (1 - begins)).sum() + _NAMES_COUNT * (1 - softmax(scores["names"]).max(axis=1)).sum())
    return total / float(np.power(len(syllables.spans), 0.7))


# --- proposing


def propose(article: Article, model: str) -> Article:
    """The article with the model's names and times, and no events."""
    document = vn.extract(article["text"], published=article["published"], model=model)
    marks: list[dict[str, Any]] = []

    def mark(mention: Any, label: str, i: str) -> None:
        marks.append({"start": mention.start, "end": mention.end, "label": label, "id": i, "text": mention.text})

    for person in document.people:
        for m in person.mentions:
            mark(m, "PER", person.id)
    for organisation in document.organisations:
        for m in organisation.mentions:
            mark(m, "ORG", organisation.id)
    for country in document.countries:
        for m in country.mentions:
            mark(m, "LOC", "@" * m.metonym + country.code)
    for place in document.places:
        for m in place.mentions:
            mark(m, "LOC", "-")
    for time in document.dates:
        mark(time, time.type, time.value)
    people = [{"id": p.id, "name": p.name, "role": p.role, "country": p.country} for p in document.people]
    organisations = [{"id": o.id, "name": o.name} for o in document.organisations]
    return {**article, "marks": _ordered(marks), "people": people, "organisations": organisations, "events": []}


def _ordered(marks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(marks, key=lambda m: (m["start"], -m["end"]))


def shown(article: Article) -> str:
    """The article as a person reads it."""
    lines = [f"{article['id']}   published {article['published']}"]
    lines += [f"s{n} {_marked(article, start, end)}" for n, (start, end) in enumerate(sentences(article["text"]))]
    lines += [f"P | {p['id']} | {p['name']} | {p['role'] or '-'} | {p['country'] or '-'}" for p in article["people"]]
    lines += [f"O | {o['id']} | {o['name']}" for o in article["organisations"]]
    lines += [f"E | {e['id']} | {e['type']} | {e['date']} | " + " | ".join(",".join(e[k]) or "-" for k in _PARTS) for e in article["events"]]
    return "\n".join(lines) + "\n"


_PARTS = ("actors", "targets", "places")
_BRACKETS = {"EVT": "<>", **dict.fromkeys(NAMES, "[]"), **dict.fromkeys(TIMES, "{}")}


def _marked(article: Article, start: int, end: int) -> str:
    """A sentence with its marks: an inner mark opens after and closes before the one around it."""
    pieces: list[tuple[int, bool, int, str]] = []
    for m in article["marks"]:
        if start <= m["start"] and m["end"] <= end:
            opening, closing = _BRACKETS[m["label"]]
            kind = f" {m['label']}" if m["label"] in TIMES[1:] else ""
            length = m["end"] - m["start"]
            pieces += [(m["start"], True, -length, opening), (m["end"], False, length, f"|{m['id']}{kind}{closing}")]
    out, at = "", start
    for place, _, _, sign in sorted(pieces):
        out += article["text"][at:place] + sign
        at = place
    return out + article["text"][at:end]


# --- applying


@dataclass
class Edit:
    """An article while its lines are applied."""

    article: Article
    marks: list[dict[str, Any]]
    people: dict[str, dict[str, Any]]
    organisations: dict[str, dict[str, Any]]
    events: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, article: Article) -> Edit:
        people = {p["id"]: p for p in article["people"]}
        return cls(article, list(article["marks"]), people, {o["id"]: o for o in article["organisations"]})

    def line(self, line: str) -> None:
        """Apply one line.

        Raises:
            EditError: it does not fit.
        """
        kind, *fields = (part.strip() for part in line.split("|"))
        try:
            _LINES[kind](self, *fields)
        except KeyError:
            raise EditError(f"a line begins with one of {' '.join(_LINES)}, not {kind!r}") from None
        except TypeError:
            raise EditError(f"{len(fields)} fields are not what a line {kind} has") from None

    def spots(self, sentence: str, words: str) -> list[tuple[int, int]]:
        """Where the words stand; whole words before parts of words."""
        text = self.article["text"]
        bounds = sentences(text)
        if sentence != "*":
            if not (sentence[:1] == "s" and sentence[1:].isdecimal() and int(sentence[1:]) < len(bounds)):
                raise EditError(f"no sentence {sentence!r}")
            bounds = [bounds[int(sentence[1:])]]
        words, _, nth = words.partition("#") if re.search(r"#\d+$", words) else (words, "", "1")
        found = [(a + m.start(), a + m.end()) for a, b in bounds for m in re.finditer(re.escape(words), text[a:b])]
        found = [(a, b) for a, b in found if _is_whole(text, a, b)] or found
        if len(found) < int(nth):
            raise EditError(f"{sentence} has {len(found)} × {words!r}")
        return found if sentence == "*" else [found[int(nth) - 1]]

    def name(self, sentence: str, words: str, i: str) -> None:
        if not _ID.fullmatch(i):
            raise EditError(f"{i!r} is no id of a name")
        self._put(sentence, words, {"p": "PER", "o": "ORG"}.get(i[0], "LOC"), i, NAMES)

    def time(self, sentence: str, words: str, value: str, kind: str = "DATE") -> None:
        if kind not in TIMES:
            raise EditError(f"{kind!r} is none of {' '.join(TIMES)}")
        self._put(sentence, words, kind, value, TIMES)

    def _put(self, sentence: str, words: str, label: str, i: str, instead_of: tuple[str, ...]) -> None:
        for start, end in self.spots(sentence, words):
            self.marks = [m for m in self.marks if (m["start"], m["end"]) != (start, end) or m["label"] not in instead_of]
            self.marks.append({"start": start, "end": end, "label": label, "id": i, "text": self.article["text"][start:end]})

    def unmark(self, sentence: str, words: str) -> None:
        spots = self.spots(sentence, words)
        if not any((m["start"], m["end"]) in spots for m in self.marks):
            raise EditError(f"no mark on {words!r} in {sentence}")
        self.marks = [m for m in self.marks if (m["start"], m["end"]) not in spots or m["label"] == "EVT"]

    def person(self, i: str, name: str, role: str, country: str) -> None:
        self.people[i] = {"id": i, "name": name, "role": _or_none(role), "country": _or_none(country)}

    def organisation(self, i: str, name: str) -> None:
        self.organisations[i] = {"id": i, "name": name}

    def join(self, i: str, other: str) -> None:
        self.marks = [{**m, "id": other} if m["id"] == i and m["label"] in ("PER", "ORG") else m for m in self.marks]

    def event(self, i: str, kind: str, date: str, actors: str, targets: str, places: str, *triggers: str) -> None:
        if kind not in EVENT_TYPES:
            raise EditError(f"{kind!r} is no event type")
        record = {"id": i, "type": kind, "date": date}
        self.events[i] = record | {k: _listed(v) for k, v in zip(_PARTS, (actors, targets, places), strict=True)}
        for trigger in triggers:
            sentence, _, words = trigger.partition(":")
            self._put(sentence.strip(), words.strip(), "EVT", i, ())

    def done(self) -> Article:
        used = {m["id"] for m in self.marks}
        return {
            **self.article,
            "marks": _ordered(self.marks),
            "people": [p for i, p in self.people.items() if i in used],
            "organisations": [o for i, o in self.organisations.items() if i in used],
            "events": list(self.events.values()),
        }


_LINES: dict[str, Callable[..., None]] = {
    "+": Edit.name, "-": Edit.unmark, "D": Edit.time, "P": Edit.person, "O": Edit.organisation, "J": Edit.join, "E": Edit.event,
}  # fmt: skip


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether [start, end) cuts no word."""
    cuts_front = start > 0 and text[start - 1 : start + 1].isalnum()
    cuts_back = end < len(text) and text[end - 1 : end + 1].isalnum()
    return not cuts_front and not cuts_back


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip() not in ("", "-")]


def _or_none(words: str) -> str | None:
    return None if words in ("", "-") else words


def faults(article: Article) -> list[str]:
    """What is wrong with an annotated article, empty where all is right."""
    text, marks = article["text"], article["marks"]
    known = {"PER": {p["id"] for p in article["people"]}, "ORG": {o["id"] for o in article["organisations"]}}
    out = [f"{m['id']} has no record" for m in marks if m["label"] in known and m["id"] not in known[m["label"]]]
    out += [f"the mark {m['text']!r} has a blank at its end" for m in marks if m["text"] != m["text"].strip()]
    names = [m for m in marks if m["label"] in NAMES]
    out += [f"{a['text']!r} and {b['text']!r} cross" for a, b in itertools.pairwise(names) if a["start"] < b["start"] < a["end"] < b["end"]]
    worded = {(m["id"], m["text"]) for m in marks}
    out += [f"the name {p['name']!r} is none of the mentions of {p['id']}" for p in article["people"] if (p["id"], p["name"]) not in worded]
    out += [f"the role {p['role']!r} is not worded so" for p in article["people"] if p["role"] and place_of(text, p["role"]) is None]
    days = {m["id"] for m in marks if m["label"] in ("DATE", "TIME")}
    for e in article["events"]:
        out += [f"{e['id']}: no time has the value {e['date']}"] * (e["date"] not in days)
        out += [f"{e['id']}: nobody is {who!r}" for who in e["actors"] + e["targets"] if who not in known["PER"] | known["ORG"] and not _CODE.fullmatch(who)]
        out += [f"{e['id']}: {where!r} is not in the text" for where in e["places"] if not _CODE.fullmatch(where) and where not in text]
    return list(dict.fromkeys(out))


def apply(article: Article, lines: Iterable[str]) -> tuple[Article, list[str]]:
    """The edited article and what is wrong with it."""
    edit, wrong = Edit.of(article), []
    for line in lines:
        if line.strip() and not line.startswith("#"):
            try:
                edit.line(line)
            except EditError as error:
                wrong.append(f"{line.strip()}: {error}")
    out = edit.done()
    return out, wrong + faults(out)


# --- the commands


def _file_name(article: Article) -> str:
    return re.sub(r"[^\w.-]+", "_", article["id"])


def _write(path: Path, articles: Iterable[Article]) -> None:
    path.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in articles), encoding="utf-8")


def _propose_all(chosen: Path, folder: Path, model: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for article in read_articles(chosen):
        proposed = propose(article, model)
        (folder / f"{_file_name(article)}.json").write_text(json.dumps(proposed, ensure_ascii=False), encoding="utf-8")
        (folder / f"{_file_name(article)}.txt").write_text(shown(proposed), encoding="utf-8")


def _apply_all(folder: Path, gold: Path) -> int:
    done, failed = [], 0
    for path in sorted(folder.glob("*.edit")):
        article = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        edited, wrong = apply(article, path.read_text(encoding="utf-8").splitlines())
        path.with_suffix(".txt").write_text(shown(edited), encoding="utf-8")
        for message in wrong:
            print(f"{path.name}: {message}", file=sys.stderr)
        failed += bool(wrong)
        done += [] if wrong else [edited]
    _write(gold, done)
    print(f"{len(done)} articles, {failed} with faults")
    return 1 if failed else 0


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = ap.add_subparsers(dest="command", required=True)
    c = commands.add_parser("choose")
    c.add_argument("corpus", type=Path)
    c.add_argument("model", type=Path)
    c.add_argument("out", type=Path)
    c.add_argument("--articles", type=int, default=100)
    c.add_argument("--seed", type=int, default=11)
    c.add_argument("--domestic", action="store_true", help="excerpts of the raw text instead")
    p = commands.add_parser("propose")
    p.add_argument("chosen", type=Path)
    p.add_argument("folder", type=Path)
    p.add_argument("--model", default="accurate")
    a = commands.add_parser("apply")
    a.add_argument("folder", type=Path)
    a.add_argument("gold", type=Path)
    o = ap.parse_args()
    if o.command == "choose":
        _write(o.out, choose(o.corpus, o.model, o.articles, o.seed, domestic=o.domestic))
    elif o.command == "propose":
        _propose_all(o.chosen, o.folder, o.model)
    else:
        return _apply_all(o.folder, o.gold)
    return 0


if __name__ == "__main__":
    sys.exit(main())
