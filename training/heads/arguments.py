"""What belongs to a trigger: its date, and the names that are actor, target or place; and whether it is one at all.

A small transformer reads what stands around a trigger (`vnews_entities/reader/arguments.py`) from the encoder's vectors. Of the dates one is
chosen, or none; a name may stand in several relations. What the head `triggers` takes for a trigger by mistake is learnt as that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from vnews_entities.events.lexicon import Lexicon
from vnews_entities.events.rules import titled
from vnews_entities.events.values import day
from vnews_entities.layers import RELATIONS
from vnews_entities.reader.arguments import KINDS, MARKS, Array, Batch, Marked, Named, Surroundings, batch, kind_of
from vnews_entities.reader.decode import runs, softmax
from vnews_entities.reader.learnt import TRIGGER_FLOOR
from vnews_entities.reader.windows import Syllables

from ..data import NAMES, Article, Example, key_of, marks, outermost, sense_of
from ..encoder import EPSILON, Layer, Shape
from ..event_rules import Gold
from .base import IGNORE, Head

_HEAD_WIDTH = 48
#: How much the participants count beside the dates.
_PARTICIPANTS_COUNT = 3.0
#: Batches are as long as a multiple of so many syllables: the matrix kernels are compiled anew for each length.
MULTIPLE = 8
_OPEN = (float(IGNORE),) * len(RELATIONS)


@dataclass(frozen=True)
class Case:
    """A trigger as its first and last syllable, with what is right of the candidates in its reach.

    `names`: by their number 0, 1 or IGNORE for each relation, or a teacher's probabilities. `days`: by their number whether it dates the event, or a
    teacher's probability. `told`: it does tell a dated event; nothing else is learnt of one that does not.
    """

    first: int
    last: int
    names: dict[int, tuple[float, ...]]
    days: dict[int, float]
    told: bool = True


@dataclass(frozen=True)
class Cases:
    """The cases of an article, or of its window of the syllables [begin, end). `soft`: all that is right is a teacher's guess."""

    marked: Marked
    cases: tuple[Case, ...]
    soft: bool = False
    begin: int = 0
    end: int | None = None

    def surroundings(self, case: Case) -> Surroundings:
        """Its syllables counted from the window's first."""
        out = self.marked.around(case.first, case.last, self.begin, self.end)
        return replace(out, syllables=out.syllables - self.begin)

    def mistaken(self, triggers: Array) -> list[Case]:
        """What the scores of the head `triggers`, a row a syllable of the window, take for a trigger and is none."""
        found = [(a + self.begin, b + self.begin) for a, b, _, _ in runs(softmax(triggers), TRIGGER_FLOOR)]
        return [Case(a, b, {}, {}, told=False) for a, b in found if not any(a < c.last and c.first < b for c in self.cases)]


@dataclass(frozen=True)
class Asked:
    """A case with the surroundings that it is read in, and whether all that is right of it is a teacher's guess."""

    surroundings: Surroundings
    case: Case
    soft: bool = False

    @property
    def participants(self) -> Array:
        """What is right of the names [names, relations]: 0, 1, a probability or IGNORE."""
        rows = [self.case.names.get(n, _OPEN) for n, _, _ in self.surroundings.names]
        return np.array(rows, np.float32).reshape(-1, len(RELATIONS))


class Said(NamedTuple):
    """Log-odds [names, relations], the scores of the days and, for each trigger, of no day, and the log-odds that it tells a dated event."""

    participants: Tensor
    days: Tensor
    dateless: Tensor
    told: Tensor


def attention_heads(units: int) -> int:
    """How many heads of attention a transformer of that width has."""
    return max(1, units // _HEAD_WIDTH)


class Arguments(Head):
    def __init__(self, width: int, *, units: int = 192, layers: int = 2, dropout: float = 0.1, **options: float) -> None:
        """`units`: the width of the transformer, `layers`: its depth."""
        self.units = int(units)
        super().__init__(width, **options)
        self.marks = nn.ModuleList(nn.Embedding(values, self.units) for values in MARKS)
        self.norm = nn.LayerNorm(self.units, eps=EPSILON)
        shape = Shape(self.units, int(layers), attention_heads(self.units), 2 * self.units, 0, 0, EPSILON)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.kinds = nn.Embedding(2 * len(KINDS), self.units)
        self.of_name, self.of_day = nn.Linear(2 * self.units, self.units), nn.Linear(2 * self.units, self.units)
        self.relations, self.date, self.dateless = nn.Linear(self.units, len(RELATIONS)), nn.Linear(self.units, 1), nn.Linear(self.units, 1)
        self.told = nn.Linear(self.units, 1)
        self.dropout = nn.Dropout(dropout)
        for table in (*self.marks, self.kinds):
            nn.init.normal_(table.weight, std=0.05)

    @property
    def size(self) -> int:
        return self.units

    def targets(self, example: Example) -> Cases:
        article, syllabled = example.article, example.cut
        events = {e["id"]: e for e in article["events"]}
        outer = {id(m) for m in outermost(marks(article, NAMES))[0]}
        holder = _holders(article)
        named = [(_named(syllabled, m, nested=id(m) not in outer), key_of(m), holder.get((m["start"], m["end"]))) for m in marks(article, NAMES)]
        named = [x for x in named if x[0].first < x[0].last]
        marked = Marked(syllabled.sentence, [n for n, _, _ in named], example.dates)
        day_of = {syllabled.covering(m["start"], m["end"])[0]: day(m["id"]) for m in marks(article, ("DATE", "TIME"))}
        cases = []
        for m in marks(article, ("EVT",)):
            first, last = syllabled.covering(m["start"], m["end"])
            event = events[m["id"]]
            around = marked.around(first, last)
            acting = {*event["actors"], *event["targets"]}
            keys = [(n.first, person if person in acting else key) for n, key, person in named]
            names = _participants(around, keys, first, syllabled.sentence, event)
            days = {n: float(day_of.get(marked.days[n]) == day(event["date"])) for n, _ in around.days}
            cases.append(Case(first, last, names, days))
        return Cases(marked, tuple(cases))

    def window(self, targets: Cases, first: int, last: int) -> Cases:
        return replace(targets, cases=tuple(c for c in targets.cases if first <= c.first < last), begin=first, end=last)

    def loss(self, scores: Tensor, targets: list[Any], said: dict[str, Tensor]) -> Tensor:
        rows = []
        for row, of_window in enumerate(targets):
            mistaken = of_window.mistaken(_scores(said["triggers"][row], of_window)) if "triggers" in said and not of_window.soft else []
            rows += [(row, of_window, case) for case in (*of_window.cases, *mistaken)]
        if not rows:
            return scores.sum() * 0.0
        asked = [Asked(of_window.surroundings(case), case, of_window.soft) for _, of_window, case in rows]
        together = batch((a.surroundings for a in asked), MULTIPLE)
        windows = torch.tensor([row for row, _, _ in rows], device=scores.device)[:, None]
        return self.against(self.read(scores[windows, torch.from_numpy(together.syllables)], together), asked)

    def against(self, said: Said, asked: Sequence[Asked]) -> Tensor:
        """The loss of what is said of a batch of triggers."""
        wanted = torch.from_numpy(np.concatenate([a.participants for a in asked]))
        total = _against(said.told, torch.tensor([IGNORE if a.soft else float(a.case.told) for a in asked]))
        total = total + (_against(said.participants, wanted) * _PARTICIPANTS_COUNT if len(wanted) else 0.0)
        losses = []
        for a, own, none in zip(asked, said.days.split([len(a.surroundings.days) for a in asked]), said.dateless, strict=True):
            if a.case.told:
                losses += _of_date(own, none, [a.case.days[n] for n, _ in a.surroundings.days], a.case, soft=a.soft)
        return total + torch.stack(losses).mean() if losses else total

    def read(self, scores: Tensor, of: Batch) -> Said:
        """What is said of a batch of triggers; `scores` [triggers, length, units]: what the head gives for its syllables."""
        _, marked, mask, asked, triggers, names, days = (torch.from_numpy(a).to(scores.device) for a in of)
        x = scores
        for table, values in zip(self.marks, marked.unbind(-1), strict=True):
            x = x + table(values)
        x = self.dropout(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -10000.0
        *first, last = self.layers
        for layer in first:
            x = layer(x, bias)
        x = last(x, bias, torch.gather(x, 1, asked[:, :, None].expand(-1, -1, x.shape[2])))
        flat = x.flatten(0, 1)
        of_name = functional.gelu(self.of_name(torch.cat([flat[names[:, 0]], flat[names[:, 1]]], 1)) + self.kinds(names[:, 2]))
        of_day = functional.gelu(self.of_day(torch.cat([flat[days[:, 0]], flat[days[:, 1]]], 1)))
        of_trigger = flat[triggers]
        dateless, told = self.dateless(of_trigger)[:, 0], self.told(of_trigger)[:, 0]
        return Said(self.relations(of_name).float(), self.date(of_day)[:, 0].float(), dateless.float(), told.float())


def _scores(triggers: Tensor, of_window: Cases) -> Array:
    length = None if of_window.end is None else of_window.end - of_window.begin
    out: Array = triggers[:length].detach().float().numpy()
    return out


def _against(said: Tensor, wanted: Tensor) -> Tensor:
    known = wanted != IGNORE
    return functional.binary_cross_entropy_with_logits(said[known], wanted[known]) if known.any() else said.sum() * 0.0


def _of_date(said: Tensor, none: Tensor, wanted: list[float], case: Case, *, soft: bool) -> list[Tensor]:
    """The loss of choosing among the days, none where nothing is to be learnt: there are no days, or the event's day lies outside."""
    if not wanted:
        return []
    every = torch.cat([said, none[None]])
    if soft:
        chances = torch.tensor(wanted)
        shares = torch.cat([chances, (1 - chances.sum()).clamp(min=0.0)[None]])
        return [functional.cross_entropy(every, shares / shares.sum())]
    right = [i for i, is_right in enumerate(wanted) if is_right]
    if not right and any(case.days.values()):
        return []
    return [torch.logsumexp(every, 0) - (torch.logsumexp(said[right], 0) if right else none)]


def _named(syllabled: Syllables, mark: dict[str, Any], *, nested: bool) -> Named:
    return Named(*syllabled.covering(mark["start"], mark["end"]), kind_of(mark["label"], sense_of(mark)), nested)


def _holders(article: Article) -> dict[tuple[int, int], str]:
    """The people for whom countries stand with a title (*Ngoại trưởng Mỹ*), by the countries' places in the text."""
    gold = Gold(article, Lexicon.packaged())
    return {(gold.names[n]["start"], gold.names[n]["end"]): person for n, person in titled(gold.scene, gold.ids, gold.people).items()}


def _participants(
    around: Surroundings, named: Sequence[tuple[int, str]], trigger: int, sentence: Sequence[int], event: dict[str, Any]
) -> dict[int, tuple[float, ...]]:
    """Of several mentions of one participant the nearest counts, the others are left open."""
    roles = [set(event["actors"]), set(event["targets"]), set(event["places"])]
    nearest: dict[str, tuple[int, int, int]] = {}
    for n, _, _ in around.names:
        at, key = named[n]
        rank = (-sentence[at], abs(at - trigger), n)
        nearest[key] = min(rank, nearest.get(key, rank))

    def right(n: int) -> tuple[float, ...]:
        key = named[n][1]
        return tuple((1.0 if nearest[key][2] == n else float(IGNORE)) if key in role else 0.0 for role in roles)

    return {n: right(n) for n, _, _ in around.names}
