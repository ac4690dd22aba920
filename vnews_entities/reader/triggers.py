"""Where a trigger ends: with the predicate that it is a piece of (*công* of *công bố*); a piece of a title (*cáo* of *bị cáo*) tells nothing."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..gazetteers import Gazetteers
from ..layers import Name, Reading, Trigger
from ..text import fold, syllables
from .known import TableWords, words_of_tables

#: Words on either side of a trigger that may belong to one predicate or title with it, and the characters that hold them.
_NEIGHBOURS = 3
_REACH = 30


def with_whole_triggers(reading: Reading, grown: Sequence[Name], text: str, gazetteers: Gazetteers) -> Reading:
    """The reading with triggers of whole predicates, each once, and none in a title or in a name that has `grown` over it."""
    known = words_of_tables(gazetteers)
    out: list[Trigger] = []
    for trigger in reading.triggers:
        left = _outside(trigger, grown, text)
        settled = left and _predicate(left, text, known)
        if settled is None:
            continue
        if out and settled.start < out[-1].end:
            if settled.score > out[-1].score:
                out[-1] = settled
            continue
        out.append(settled)
    return replace(reading, triggers=tuple(out))


def _outside(trigger: Trigger, names: Iterable[Name], text: str) -> Trigger | None:
    """What of the trigger stands before or behind `names`."""
    start, end = trigger.start, trigger.end
    for name in names:
        if name.start < end and start < name.end:
            start, end = (start, name.start) if start < name.start else (name.end, end)
    rest = text[start:end].strip() if start < end else ""
    if not rest:
        return None
    start += text[start:end].index(rest)
    return trigger if len(rest) == trigger.end - trigger.start else replace(trigger, start=start, end=start + len(rest))


def _predicate(trigger: Trigger, text: str, known: TableWords) -> Trigger | None:
    """The trigger widened to the predicate that it is a piece of, None where it is a piece of a title."""
    if text[trigger.start : trigger.end] in known.lexicon:
        return trigger
    base = max(0, trigger.start - _REACH)
    spans = [(base + a, base + b) for a, b in syllables(text[base : trigger.end + _REACH])]
    first, last = (bisect.bisect_left(spans, (at, 0)) for at in (trigger.start, trigger.end))
    begins = range(max(0, first - _NEIGHBOURS), first + 1)
    spans = spans[: last + _NEIGHBOURS]
    keys = [fold(text[a:b]) for a, b in spans]
    for k in begins:
        found = known.lexicon.at(keys, k)
        if found and found[0] > last - first and k + found[0] >= last:
            return replace(trigger, start=spans[k][0], end=spans[k + found[0] - 1][1])
    longer = (keys[a:b] for a in begins for b in range(last, last + _NEIGHBOURS + 1) if b - a > last - first)
    return None if any(tuple(part) in known.titles for part in longer) else trigger
