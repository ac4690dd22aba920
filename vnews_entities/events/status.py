"""Whether an event happened, is planned, hypothetical, denied or going on: by the words of its own clause.

What a verb of denying governs is denied, whatever stands between (*phủ nhận đã tấn công*, *bác cáo buộc đứng sau vụ nổ*). Else, of the marker
words before the trigger, the nearest decides: *không, chưa* deny, *sẽ, dự kiến* plan, *nếu, có thể, kêu gọi* suppose, *đang* says that it goes
on, *đã* that it happened; so in *nếu Nga đã rút quân* it is *đã*. What a light verb says of its noun is said of the event (*cuộc gặp … bị hủy*,
*không diễn ra*, *chuyến thăm … dự kiến diễn ra*); behind another trigger only a few words count. Where no word tells, a date after the day of
publication makes a plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..document import Status
from .rules import AUXILIARY, is_nominal, light_verb, noun_of
from .scene import Item, Scene
from .values import day

#: How many words are read before a verb, before an event noun, and behind the trigger; and how near a denial must stand.
REACH = 10
REACH_BEFORE_NOUN = 3
REACH_OF_DENIAL = 4
REACH_BEHIND = 5
#: How many items lie between a verb of denying and what it denies, and between a noun and its light verb, at most.
REACH_OF_DENIER = 25
REACH_OF_LIGHT_VERB = 30

_MARKERS: Mapping[Status, tuple[str, ...]] = MappingProxyType(
    {
        "denied": ("không", "chưa", "chẳng", "chưa từng", "không hề", "sẽ không", "không thể", "không còn", "từ chối"),
        "hypothetical": (
            "nếu",
            "có thể",
            "có thể sẽ",
            "có thể đã",
            "có khả năng",
            "nhiều khả năng",
            "giả sử",
            "trong trường hợp",
            "liệu",
            "nguy cơ",
            "muốn",
            "hy vọng",
            "hi vọng",
            "mong",
            "có lẽ",
            "suýt",
            "đe dọa",
            "dọa",
            "dọa sẽ",
            "đe dọa sẽ",
            "kêu gọi",
            "đề nghị",
            "đề xuất",
            "yêu cầu",
            "âm mưu",
            "ý định",
            "cân nhắc",
            "xem xét",
            "khả năng",
            "sẵn sàng",
        ),
        "planned": (
            "sẽ",
            "sắp",
            "dự kiến",
            "dự kiến sẽ",
            "dự định",
            "kế hoạch",
            "chuẩn bị",
            "hẹn",
            "ấn định",
            "lên lịch",
            "theo lịch",
            "cam kết",
            "cam kết sẽ",
            "hứa",
            "hứa sẽ",
            "quyết định sẽ",
            "sẽ được",
            "được lên kế hoạch",
        ),
        "ongoing": ("đang", "vẫn đang", "vẫn tiếp tục", "đang tiếp tục", "đang được", "đang bị"),
        "happened": ("đã", "vừa", "từng", "vừa mới", "mới", "đã bị", "đã được", "đã không còn"),
    }
)

_BEHIND: Mapping[Status, tuple[str, ...]] = MappingProxyType(
    {
        "denied": ("bị hủy", "bị hoãn", "không diễn ra", "không xảy ra", "đã bị hủy", "bị đình lại"),
        "planned": ("dự kiến", "sẽ", "sẽ diễn ra", "sắp diễn ra", "sẽ được"),
        "ongoing": ("đang diễn ra", "đang tiếp diễn", "vẫn tiếp diễn", "vẫn đang diễn ra"),
    }
)
#: What the words behind a trigger can be about: events told by a noun, and acts; a saying's words behind it are what it says.
_SAYINGS = frozenset({"STATEMENT", "ACCUSE", "REQUEST", "THREATEN", "REJECT", "AGREE"})
#: What denies all that follows in its clause, and the words behind a *bác* that does.
_DENIERS = frozenset(("phủ nhận", "bác bỏ", "chối", "chối bỏ"))
_CLAIMS = frozenset("cáo buộc tin thông việc chuyện đã khả".split())
#: What is said and then denied was said all the same (*bác bỏ cáo buộc*, *bác bỏ yêu cầu*).
_SAID = frozenset({"ACCUSE", "REQUEST", "STATEMENT"})
_NOT = frozenset(("không", "chưa", "chẳng", "không thể"))
#: What ends the clause that is denied; and the prepositions before an event that is no part of what is denied (*bác bỏ tại phiên tòa*,
#: *phủ nhận can thiệp vào cuộc bầu cử*), with the words that may stand between.
_DENIAL_ENDS = frozenset('; : . ( ) “ ” " … – nhưng song sau trước trong khi để nhằm vì do mà nếu theo'.split())
_FRAMES = frozenset("tại ở nhân qua trên vào đến tới".split())
_COUNTING = frozenset("các những một hai nhiều".split())
_BOUNDS = frozenset('; : . ( ) “ ” " … – rằng nhưng song trong sau trước'.split())
_MOST_WORDS = 4


def status_of(scene: Scene, trigger: int, event_type: str, date: str, published: str | None) -> Status:
    """The status of the event that trigger number `trigger` tells; `published` is the day of publication, None if unknown."""
    row, at = scene.place_of[trigger]
    items = scene.sentences[row].items
    if _denied_by_verb(items, at, event_type):
        return "denied"
    said = _by_light_verb(items, at)
    if said is not None:
        return said
    words = _words(items, range(at - 1, -1, -1), REACH_BEFORE_NOUN if is_nominal(items[at]) else REACH)[::-1]
    before = _marker(words, _BY_WORDS)
    if before == "denied" and _marker(words[-REACH_OF_DENIAL:], _BY_WORDS) != "denied":
        before = None
    if before and before != "happened":
        return before
    if event_type not in _SAYINGS:
        behind = _marker(_words(items, range(at + 1, len(items)), REACH_BEHIND), _BEHIND_BY_WORDS)
        if behind:
            return behind
    if before is None and published and _after(date, published):
        return "planned"
    return "happened"


def _denied_by_verb(items: tuple[Item, ...], at: int, event_type: str) -> bool:
    """Whether a verb of denying before item `at` governs it in one clause."""
    framed = is_nominal(items[at])
    for j in range(at - 1, max(-1, at - 1 - REACH_OF_DENIER), -1):
        item, before = items[j], items[j - 1].key if j else ""
        if _denies(items, j):
            return before not in _NOT and not (event_type in _SAID and j + 1 == at)
        if item.key == ",":
            if not _sets_date_off(items, j):
                return False
            continue
        ends = item.key in _DENIAL_ENDS and not (item.key == "sau" and before == "đứng")
        if ends or (framed and item.key in _FRAMES) or (item.key in ("và", "rồi") and _begins_verb(items, j + 1, at)):
            return False
        framed = framed and item.key in _COUNTING
    return False


def _denies(items: tuple[Item, ...], j: int) -> bool:
    words = items[j].key.split()
    while words and words[0] in AUXILIARY:
        words = words[1:]
    if not words:
        return False
    words += [w for x in items[j + 1 : j + 2] for w in x.key.split()]
    return " ".join(words[:2]) in _DENIERS or words[0] in _DENIERS or (words[0] == "bác" and words[1] in _CLAIMS)


def _begins_verb(items: tuple[Item, ...], j: int, at: int) -> bool:
    """Whether nothing but auxiliaries and dates stand between item `j` and a verb, so that another clause begins there."""
    while j < at and (items[j].kind == "date" or items[j].key in AUXILIARY):
        j += 1
    return items[j].kind in ("trigger", "predicate") and not is_nominal(items[j])


def _by_light_verb(items: tuple[Item, ...], at: int) -> Status | None:
    """What the light verbs of the noun at `at` say of its event; None where there is none, or it says nothing but that the event took place."""
    out: Status | None = None
    for v in range(at + 1, min(len(items), at + 1 + REACH_OF_LIGHT_VERB)):
        light = light_verb(items, v)
        if light is None or noun_of(items, v) != at:
            continue
        own = [w for w in items[v].key.split() if w in AUXILIARY]
        said = _marker([*_words(items, range(v - 1, at, -1), REACH)[::-1], *own], _BY_WORDS)
        if light != "called off":
            out = out or (said if said != "happened" else None)
        elif said == "hypothetical":
            out = said
        elif said != "denied":
            return "denied"
    return out


def _words(items: tuple[Item, ...], order: range, reach: int) -> list[str]:
    """The words in the trigger's clause along `order`; a comma ends it, save one that only sets a date off."""
    out: list[str] = []
    for i in order:
        item = items[i]
        if item.key in _BOUNDS or len(out) >= reach or item.kind == "trigger":
            break
        if item.key == ",":
            if not _sets_date_off(items, i):
                break
        elif item.kind == "date" or item.kind == "name":
            out.append("")
        else:
            keys = item.key.split()
            out += keys if order.step > 0 else keys[::-1]
    return out


def _sets_date_off(items: tuple[Item, ...], comma: int) -> bool:
    return any(items[j].kind == "date" for j in (comma - 1, comma + 1) if 0 <= j < len(items))


def _marker(words: list[str], table: Mapping[tuple[str, ...], Status]) -> Status | None:
    """The status of the marker that ends last among `words`, the longest of those."""
    for end in range(len(words), 0, -1):
        for n in range(min(_MOST_WORDS, end), 0, -1):
            found = table.get(tuple(words[end - n : end]))
            if found:
                return found
    return None


def _by_words(table: Mapping[Status, tuple[str, ...]]) -> Mapping[tuple[str, ...], Status]:
    return MappingProxyType({tuple(phrase.split()): status for status, phrases in table.items() for phrase in phrases})


def _after(date: str, published: str) -> bool:
    """Whether a day or month lies wholly after the day of publication."""
    begin = day(date).partition("/")[0]
    return begin[:4].isdigit() and begin[: len(published)] > published[: len(begin)] and "W" not in begin and "Q" not in begin


_BY_WORDS = _by_words(_MARKERS)
_BEHIND_BY_WORDS = _by_words(_BEHIND)
