"""The same event told twice: which triggers tell one event.

A title tells what the lead tells, a caption what the body told, and a later sentence comes back to it with more. Two
triggers are compared by their words, types, dates, participants and by the words around them; the weights are those of
a logistic regression over the pairs of triggers of the training articles, rounded. Triggers then join the events before
them one by one, in the order of the text, each the event that it fits best on average. At last those that are too weak to tell
an event of their own join a dated one before or behind them, or nothing.
"""

from __future__ import annotations

import bisect
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from .scene import Scene
from .values import precision, same_time

#: A trigger joins an event from this average log-odds on; from the second where one of the two has no date of its own, and would be lost alone.
JOIN_MIN = -0.2
JOIN_MIN_UNDATED = -0.8
#: From which on a trigger joins that is too weak to tell an event of its own.
JOIN_MIN_WEAK = 0.4
#: The log-odds of triggers whose dates contradict each other.
NEVER = -20.0
#: A trigger is compared with so many of the text's first triggers, to which later ones come back, and of the latest before it (a weak one with half
#: as many on either side).
MOST_FIRST, MOST_LATEST = 20, 80
#: Words around a trigger that are compared, on either side.
WINDOW = 8
_LEAD = 1
_FAR = 5
#: The precision of a whole day; beyond it lie the parts of a day and the clock.
_DAY = 3

#: What each feature says for (above 0) and against one event, in log-odds.
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "agreeing dates": -1.82,
        "agreeing dates, related": 0.55,
        "bias": -1.89,
        "both undated": -1.66,
        "both undated, related": 1.41,
        "both undated, same type": 1.32,
        "far": -1.09,
        "named nearby": 0.29,
        "next sentence": 0.19,
        "participants disjoint": -1.13,
        "participants shared": 0.6,
        "quoted": 0.72,
        "same clock": 0.07,
        "same date": -1.65,
        "same date, related": 0.59,
        "same date, same type": 0.54,
        "same sentence": -2.24,
        "same sentence, same word": -0.21,
        "same type": 1.19,
        "same type, related": 0.13,
        "same word": 1.95,
        "second nominal": 0.09,
        "shares a word": 1.09,
        "statements": 0.86,
        "synonyms": 0.84,
        "undated in the lead": -1.58,
        "undated in the lead, related": 0.24,
        "undated later": -2.08,
        "undated nominal": 0.01,
        "undated, related": 0.12,
        "undated, same type": 1.12,
        "words around": 1.42,
    }
)

_COMMON = frozenset("cuộc vụ đợt chuyến buổi trận lễ bài bị được đã đang sẽ vừa các những một của và ở tại với là cho có trong người khi này".split())

#: Words that tell the same happening in turn.
_SYNONYMS: tuple[str, ...] = (
    "thiệt mạng, tử vong, chết, qua đời, tử nạn, tử trận, hy sinh, hi sinh, mất mạng, từ trần, bỏ mạng, thương vong, giết, giết chết, bắn chết",
    "thương, trọng thương, nhập viện, thương vong, bỏng, cấp cứu",
    "cho biết, nói, tuyên bố, khẳng định, nhấn mạnh, phát biểu, cho hay, thông báo, nêu, cho rằng, nhận định, cảnh báo, viết, đăng, đăng tải, "
    "chia sẻ, xác nhận, công bố, họp báo, đưa tin, tiết lộ, trả lời, phỏng vấn, thừa nhận, bình luận",
    "gặp, gặp gỡ, hội đàm, hội kiến, tiếp, tiếp đón, đón, đón tiếp, thảo luận, trao đổi, làm việc, họp, đàm phán, hội nghị, gặp nhau, đối thoại",
    "thăm, đến, tới, công du, đặt chân, đến thăm, tới thăm, thăm và làm việc, dẫn đầu",
    "tấn công, không kích, tập kích, đánh bom, pháo kích, nã, nã pháo, phóng, oanh tạc, nổ súng, xả súng, bắn, nổ, phát nổ, bắn chết, đâm, đánh "
    "chặn, bắn hạ, bắn rơi, ném bom, khủng bố, trúng, đánh trúng, phá hủy, sát hại, ám sát, việc, sự việc",
    "xung đột, chiến tranh, chiến, chiến dịch, phát động, bùng phát, chiến sự, nổ ra, chiến dịch quân sự, giao tranh, đụng độ, leo thang",
    "bắt, bắt giữ, tạm giữ, khống chế, tạm giam, giam giữ, đột kích",
    "rơi, gặp nạn, lao, lao xuống, tai nạn, đâm, va chạm, chìm, lật, mất tích, mất liên lạc, việc, sự việc, thảm họa, gặp tai nạn, sự cố",
    "cháy, bốc cháy, hỏa hoạn, thiêu rụi, nổ, phát nổ, cháy rụi, việc, sự việc",
    "ký, ký kết, thỏa thuận, đạt, đạt được, nhất trí, thông qua",
    "bầu cử, bỏ phiếu, tổng tuyển cử, bầu",
    "đắc cử, chiến thắng, thắng cử, tái đắc cử, trở thành, nhậm chức, lên nắm quyền",
    "tập trận, diễn tập, huấn luyện, triển khai",
    "phóng, thử, phóng thử, thử nghiệm, bắn thử, thử tên lửa",
    "cáo buộc, chỉ trích, tố cáo, lên án, tố, đổ lỗi",
    "động đất, rung chuyển, rung lắc, chấn động",
    "kêu gọi, yêu cầu, đề nghị, hối thúc, đề xuất",
    "đảo chính, lật đổ, binh biến, chính biến, lên nắm quyền",
    "rút, rút quân, rút khỏi, rút lui",
    "chiếm, kiểm soát, sáp nhập, chiếm giữ, giải phóng",
    "kết án, tuyên án, tuyên phạt, xét xử, phiên tòa, phán quyết",
    "thắng, giành chiến thắng, vô địch, đánh bại, thua, trận đấu, gặp",
    "điện đàm, gọi điện, hội đàm, trao đổi, nói chuyện",
    "ghi nhận, phát hiện, dương tính, mắc, nhiễm",
)


def _groups() -> Mapping[str, frozenset[int]]:
    out: dict[str, set[int]] = {}
    for n, group in enumerate(_SYNONYMS):
        for phrase in group.split(", "):
            out.setdefault(phrase, set()).add(n)
    return MappingProxyType({phrase: frozenset(numbers) for phrase, numbers in out.items()})


_GROUP_OF = _groups()


@dataclass(frozen=True, slots=True)
class Teller:
    """A trigger as the comparison sees it: `core` its words without classifiers, `date` its own date's value or None.

    `groups` are the numbers of its groups of synonyms, `parts` who takes part, `near` all who are named in its sentence.
    """

    sentence: int
    core: frozenset[str]
    groups: frozenset[int]
    nominal: bool
    types: Mapping[str, float]
    date: str | None
    parts: frozenset[str]
    near: frozenset[str]
    around: frozenset[str]
    quoted: bool


def teller(scene: Scene, trigger: int, types: Mapping[str, float], date: str | None, parts: frozenset[str], ids: Sequence[str | None]) -> Teller:
    """What the comparison needs to know of trigger number `trigger`; `ids` are those of the scene's names."""
    row, at = scene.place_of[trigger]
    items = scene.sentences[row].items
    item = items[at]
    keys = item.key.split()
    bare = [k for k in keys if k not in _COMMON] or keys
    window = [x for x in items[max(0, at - WINDOW) : at + WINDOW + 1] if x.kind != "date"]
    around = frozenset(k for x in window for k in x.key.split() if k not in _COMMON and k.isalnum())
    near = frozenset(name for x in items if x.kind == "name" and (name := ids[x.ref]) is not None)
    groups = _GROUP_OF.get(" ".join(bare)) or frozenset()
    return Teller(row, frozenset(bare), groups, keys[0] in _COMMON, types, date, parts, near, around, item.quoted)


def features(a: Teller, b: Teller) -> dict[str, float]:
    """How two triggers compare, `a` the earlier."""
    same_word = a.core == b.core
    shares_word = not same_word and bool(a.core & b.core)
    synonyms = not same_word and bool(a.groups & b.groups)
    related = same_word or shares_word or synonyms
    alike = sum(p * b.types.get(t, 0.0) for t, p in a.types.items())
    apart = b.sentence - a.sentence
    f = {
        "bias": 1.0,
        "same word": float(same_word),
        "shares a word": float(shares_word),
        "synonyms": float(synonyms),
        "same type": alike,
        "same type, related": alike * related,
        "participants shared": _overlap(a.parts, b.parts),
        "participants disjoint": float(bool(a.parts and b.parts) and not a.parts & b.parts),
        "named nearby": _overlap(a.near, b.near),
        "words around": _overlap(a.around, b.around),
        "same sentence": float(apart == 0),
        "same sentence, same word": float(apart == 0 and same_word),
        "next sentence": float(apart == 1),
        "far": float(apart >= _FAR),
        "statements": min(a.types.get("STATEMENT", 0.0), b.types.get("STATEMENT", 0.0)),
        "second nominal": float(b.nominal),
        "quoted": float(a.quoted != b.quoted),
    }
    if a.date and b.date:
        same = a.date == b.date
        f["same date"] = float(same)
        f["same clock"] = float(same and precision(a.date) > _DAY)
        f["same date, same type"] = alike * same
        f["same date, related"] = float(same and related)
        f["agreeing dates"] = float(not same and same_time(a.date, b.date))
        f["agreeing dates, related"] = float(not same and related and same_time(a.date, b.date))
    elif a.date or b.date:
        undated = b if a.date else a
        f["undated in the lead"] = float(undated.sentence <= _LEAD)
        f["undated in the lead, related"] = float(undated.sentence <= _LEAD and related)
        f["undated later"] = float(undated.sentence > _LEAD)
        f["undated, same type"] = alike
        f["undated, related"] = alike * related
        f["undated nominal"] = float(undated.nominal)
    else:
        f["both undated"] = 1.0
        f["both undated, same type"] = alike
        f["both undated, related"] = float(related)
    return f


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """How much of the smaller set the two share."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def odds(a: Teller, b: Teller) -> float:
    """The log-odds that two triggers tell one event, `a` the earlier."""
    if a.date and b.date and not same_time(a.date, b.date):
        return NEVER
    return sum(WEIGHTS.get(k, 0.0) * v for k, v in features(a, b).items())


def clusters(tellers: Sequence[Teller], weak: Collection[int] = frozenset()) -> list[list[int]]:
    """Numbers of the triggers that tell one event each, in order of the first; those of the `weak` ones that join no event are left out."""
    strong = [i for i in range(len(tellers)) if i not in weak]
    out: list[list[int]] = []
    event_of: list[int] = []  # for each strong trigger before, the number of its event
    for n, i in enumerate(strong):
        best, fit = len(out), 0.0
        for event, members in _rivals(strong, event_of, range(max(0, n - MOST_LATEST), n)).items():
            dated = tellers[i].date is not None and any(tellers[j].date is not None for j in members)
            above = _fit(tellers, members, i) - (JOIN_MIN if dated else JOIN_MIN_UNDATED)
            if above > fit:
                best, fit = event, above
        if best == len(out):
            out.append([])
        out[best].append(i)
        event_of.append(best)
    for i in sorted(weak):
        again = _told_again(tellers, strong, event_of, i)
        if again is not None:
            bisect.insort(out[again], i)
    return sorted(out)


def _told_again(tellers: Sequence[Teller], strong: Sequence[int], event_of: Sequence[int], i: int) -> int | None:
    """The dated event, if any, that the weak trigger `i` tells again."""
    n = bisect.bisect(strong, i)
    near = range(max(0, n - MOST_LATEST // 2), min(len(strong), n + MOST_LATEST // 2))
    best, fit = None, JOIN_MIN_WEAK
    for event, members in _rivals(strong, event_of, near).items():
        own = _fit(tellers, members, i)
        if own > fit and any(tellers[j].date is not None for j in members):
            best, fit = event, own
    return best


def _fit(tellers: Sequence[Teller], members: Sequence[int], i: int) -> float:
    """The log-odds that trigger `i` tells what `members` tell, on average."""
    return sum(odds(tellers[min(i, j)], tellers[max(i, j)]) for j in members) / len(members)


def _rivals(strong: Sequence[int], event_of: Sequence[int], near: range) -> dict[int, list[int]]:
    """The events that a trigger may tell again, in order of the first, with their triggers: of a long text only the first ones and those `near` it."""
    out: dict[int, list[int]] = {}
    for n in (*range(min(MOST_FIRST, near.stop)), *range(max(MOST_FIRST, near.start), near.stop)):
        out.setdefault(event_of[n], []).append(strong[n])
    return dict(sorted(out.items()))
