"""A trigger finder without a learnt model: for each date the predicate of the lexicon that it most likely ties.

A date that opens a clause or stands between subject and verb (*Ngày 17/7, …*, *ông Fidan ngày 17/7 tới …*) ties the verb
behind it; a date that closes a clause (*… đã tới Niger hôm 17/7*) the nearest verb or event noun before it. Where the title or the
lead has the same predicate, it is a trigger there too, without a date of its own. Where the verb is a light one (*diễn ra*, *được tổ chức*),
the noun that names the event is the trigger.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..document import Timex
from ..layers import Name, Trigger
from .lexicon import Lexicon
from .rules import date_of_birth, light_verb, noun_of, separation
from .scene import Item, Scene, rows_of, stage, words_of
from .values import dates_event

#: The score of a trigger that only the lexicon knows.
SCORE = 0.6
#: How many words farther a light verb (*đến, nhận, có hiệu lực*) counts than one that says more.
LIGHT_VERB = 4
#: How many words farther a predicate counts on the side where the date's place in its clause does not point.
WRONG_SIDE = 5
#: The farthest predicate that a date ties, in words as `rules.separation` counts them.
FARTHEST = 40
#: Beyond so many items every cost is above `FARTHEST`: each item between counts one at least, and no more than one is taken off.
_REACH = FARTHEST + 2
#: Sentences that count as title and lead.
LEAD = 2

_LIGHT = frozenset(
    "đến, tới, nhận, tiếp, đưa, gửi, chuyển, mang, chở, về, rời, tham gia, dự, mời, gọi, nói, sử dụng, bắt đầu, kết thúc, hoạt động, tổ chức, hỗ trợ, "
    "cung cấp, bảo vệ, xuất hiện, trở thành, có mặt, có hiệu lực".split(", ")
)
_AUXILIARY = frozenset("đã vừa sẽ đang mới cũng chính thức lại tiếp tục bị được thì".split())
_CLOSES = frozenset("vào hôm hồi từ trong tới đến lúc".split())


def triggers(text: str, names: Sequence[Name], dates: Sequence[Timex], *, lexicon: Lexicon, sentences: Sequence[tuple[int, int]]) -> tuple[Trigger, ...]:
    """Triggers for `build`, each with its date as certain; in order of start."""
    words = words_of(text)
    rows = rows_of(sentences, (d.start for d in dates if dates_event(d)))
    if not rows:
        return ()
    scene = stage(words, names, dates, (), sentences, lexicon, rows | set(range(LEAD)))
    tied: dict[tuple[int, int], tuple[int, int]] = {}
    for row, sentence in enumerate(scene.sentences):
        for j, item in enumerate(sentence.items):
            if item.kind == "date" and dates_event(dates[item.ref]):
                pick = _tied(sentence.items, j)
                if pick is not None:
                    cost, i = pick
                    if (row, i) not in tied or cost < tied[row, i][0]:
                        tied[row, i] = (cost, item.ref)
    out = [_trigger(scene.sentences[row].items[i], ((ref, 1.0),)) for (row, i), (_, ref) in tied.items()]
    out += _told_again(scene, tied)
    return tuple(sorted(out, key=lambda t: (t.start, -t.end)))


def _tied(items: Sequence[Item], date: int) -> tuple[int, int] | None:
    """The predicate that the date at item `date` ties, with its cost; None where none is near."""
    opens = _opens(items, date)
    near = range(max(0, date - _REACH), min(len(items), date + _REACH + 1))
    verbs = [i for i in near if items[i].kind == "predicate" and items[i].quoted == items[date].quoted and date_of_birth(items, i) in (None, date)]
    cost, best = min(((_cost(items, date, i, opens), i) for i in verbs), default=(FARTHEST + 1, 0))
    if cost > FARTHEST:
        return None
    noun = named_event(items, best)
    return cost, best if noun is None else noun


def named_event(items: Sequence[Item], v: int) -> int | None:
    """The item of the noun that is the trigger instead of the light verb at item `v`; None where the verb is the trigger.

    What is called off is the event of its noun only where the noun has a date of its own: else the date tells when it was called off.
    """
    noun = noun_of(items, v)
    if noun is not None and light_verb(items, v) == "called off" and not any(x.kind == "date" for x in items[noun + 1 : v]):
        return None
    return noun


def _opens(items: Sequence[Item], date: int) -> bool:
    """Whether the date stands before the verb it ties: at the start of a clause, or right before a verb."""
    before = items[date - 1] if date else None
    if before is None or (before.kind == "sign" and before.key in ',.:;("“–-•'):
        return True
    for item in items[date + 1 :]:
        if item.kind == "predicate":
            return before.key not in _CLOSES
        if item.key not in _AUXILIARY:
            return False
    return False


def _cost(items: Sequence[Item], date: int, i: int, opens: bool) -> int:
    cost = separation(items, date, i) + (LIGHT_VERB if items[i].key in _LIGHT else 0)
    if opens:
        if i > date and items[date + 1].key == ",":
            cost -= 1
        return cost + (WRONG_SIDE if i < date else 0)
    return cost + (WRONG_SIDE if i > date else 0)


def _told_again(scene: Scene, tied: dict[tuple[int, int], tuple[int, int]]) -> list[Trigger]:
    """Predicates of title and lead that a dated trigger elsewhere repeats."""
    known = {scene.sentences[row].items[i].key for row, i in tied}
    return [
        _trigger(item, ())
        for row, sentence in enumerate(scene.sentences[:LEAD])
        for i, item in enumerate(sentence.items)
        if item.kind == "predicate" and item.key in known and item.key not in _LIGHT and (row, i) not in tied
    ]


def _trigger(item: Item, dates: tuple[tuple[int, float], ...]) -> Trigger:
    types = item.predicate.probabilities() if item.predicate else {"OTHER": 1.0}
    return Trigger(item.start, item.end, SCORE, types, dates)
