"""Whether an event happened, is planned, hypothetical, denied or going on: by the words of its own clause.

Of the marker words before the trigger the nearest decides: *không, chưa* deny, *sẽ, dự kiến* plan, *nếu, có thể, kêu gọi*
suppose, *đang* says that it goes on, *đã* that it happened; so in *nếu Nga đã rút quân* it is *đã*. Behind the trigger only a few words count
(*cuộc gặp bị hủy*, *chuyến thăm dự kiến diễn ra*). Where no word tells, a date after the day of publication makes a plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..document import Status
from .rules import is_nominal
from .scene import Item, Scene
from .values import day

#: How many words are read before a verb, before an event noun, and behind the trigger; and how near a denial must stand.
REACH = 10
REACH_BEFORE_NOUN = 3
REACH_OF_DENIAL = 4
REACH_BEHIND = 5

_MARKERS: Mapping[Status, tuple[str, ...]] = MappingProxyType(
    {
        "denied": ("không", "chưa", "chẳng", "chưa từng", "không hề", "phủ nhận", "bác bỏ", "sẽ không", "không thể", "không còn", "từ chối"),
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
_BOUNDS = frozenset('; : . ( ) “ ” " … – rằng nhưng song trong sau trước'.split())
_MOST_WORDS = 4


def status_of(scene: Scene, trigger: int, event_type: str, date: str, published: str | None) -> Status:
    """The status of the event that trigger number `trigger` tells; `published` is the day of publication, None if unknown."""
    row, at = scene.place_of[trigger]
    items = scene.sentences[row].items
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


def _words(items: tuple[Item, ...], order: range, reach: int) -> list[str]:
    """The words in the trigger's clause along `order`; a comma ends it, save one that only sets a date off."""
    out: list[str] = []
    for i in order:
        item = items[i]
        if item.key in _BOUNDS or len(out) >= reach or item.kind == "trigger":
            break
        if item.key == ",":
            if not any(items[j].kind == "date" for j in (i - 1, i + 1) if 0 <= j < len(items)):
                break
        elif item.kind == "date" or item.kind == "name":
            out.append("")
        else:
            keys = item.key.split()
            out += keys if order.step > 0 else keys[::-1]
    return out


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
