"""What the components hand one another: the layers between the text and the Document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

Label = Literal["PER", "LOC", "ORG"]
Sense = Literal["place", "country", "government"]
Relation = Literal["actor", "target", "place"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)


@dataclass(frozen=True, slots=True)
class Name:
    """A name that the reader found.

    `sense` (LOC only) is the reader's guess whether the name means a place, a country or a government, with the
    probability of each in `senses` (same order as `Sense`), None where the reader has no opinion.
    `nested`: the name stands inside a longer one (*Nga* in *Bộ Ngoại giao Nga*). `score` lies in [0, 1].
    """

    start: int
    end: int
    label: Label
    score: float = 1.0
    nested: bool = False
    sense: Sense | None = None
    senses: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """The words that tell a dated event, with the reader's scores for what belongs to it.

    `types`: event type -> probability. `dates`: (index into the dates, probability), best first; the rest of the
    probability is that none dates it. `participants`: (index into the names, relation, probability).
    """

    start: int
    end: int
    score: float
    types: dict[str, float]
    dates: tuple[tuple[int, float], ...] = ()
    participants: tuple[tuple[int, Relation, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the reader says of one text; names in order of start, longer first."""

    names: tuple[Name, ...] = ()
    triggers: tuple[Trigger, ...] = ()

    def with_names(self, names: Iterable[tuple[Name, int | None]]) -> Reading:
        """The reading with other names, each with the number of the one that it was made of (None for a new one).

        Names are put in order, and the triggers' participants follow them: a name cut in two gives both its place in an event.
        """
        ordered = sorted(names, key=lambda pair: (pair[0].start, -pair[0].end))
        made: dict[int, list[int]] = {}
        for new, (_, old) in enumerate(ordered):
            if old is not None:
                made.setdefault(old, []).append(new)
        triggers = tuple(
            replace(t, participants=tuple((new, relation, p) for old, relation, p in t.participants for new in made.get(old, ()))) for t in self.triggers
        )
        return replace(self, names=tuple(name for name, _ in ordered), triggers=triggers)
