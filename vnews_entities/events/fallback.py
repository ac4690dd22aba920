"""A trigger finder without a learnt model: the lexicon's predicates in the clauses that a date ties."""

from __future__ import annotations

from collections.abc import Sequence

from ..document import Timex
from ..layers import Name, Trigger
from .lexicon import Lexicon
from .scene import stage
from .values import dates_event

#: The score of a trigger that only the lexicon knows.
SCORE = 0.6


def triggers(text: str, names: Sequence[Name], dates: Sequence[Timex], *, lexicon: Lexicon, sentences: Sequence[tuple[int, int]]) -> tuple[Trigger, ...]:
    """Triggers for `build`: for each date the predicate that it most likely ties, and where the title and lead tell it."""
    scene = stage(text, names, dates, (), sentences, lexicon)
    out: list[Trigger] = []
    for sentence in scene.sentences:
        items = sentence.items
        used: set[int] = set()
        for j, item in enumerate(items):
            if item.kind != "date" or not dates_event(dates[item.ref]):
                continue
            after = next((i for i in range(j + 1, len(items)) if items[i].kind == "predicate"), None)
            before = next((i for i in range(j - 1, -1, -1) if items[i].kind == "predicate"), None)
            pick = after if j == 0 or before is None else before
            if pick is not None and pick not in used:
                used.add(pick)
                p = items[pick]
                out.append(Trigger(p.start, p.end, SCORE, p.predicate.probabilities(), ((item.ref, 1.0),)))
    return tuple(sorted(out, key=lambda t: t.start))
