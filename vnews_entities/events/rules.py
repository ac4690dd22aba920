"""What a rule knows: who stands where around a trigger, and which date ties it.

A Vietnamese clause is subject, verb, object, and its prepositions say the rest. For a trigger and a name the rules state
facts; `participants.py` weighs them. The facts:

1. *Subject*: the nearest name to the left that no preposition governs and that is no other verb's object; a verb joined
   by *và, rồi, để, nhằm* shares the subject of the verb before.
2. *Passive* (*X bị Y bắn*, *X được Y tiếp đón*): the subject is the patient, the name between *bị/được* and the verb the
   agent; *do* and *bởi* name an agent anywhere.
3. *Object*: names to the right up to the next verb; *với, cho, vào, tới* lead to a target, *tại, ở, gần* to a place, *của*
   behind an event noun to its actor; *giữa X và Y* are both actors, and *X và Y*, *Mỹ - Trung* go together.
4. *Modifier*: a country or organisation that only says who a person is (*Ngoại trưởng Thổ Nhĩ Kỳ Hakan Fidan*), or a name
   inside a longer one; a country whose people act unnamed is none (*phái đoàn Thổ Nhĩ Kỳ*, *quan chức Mỹ*).
5. *Antecedent*: where the clause has no name for its subject, what the pronoun or the title there plainly points to
   (*ông*, *nhà lãnh đạo Niger*, *nước này*), in this sentence or the one before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from ..document import Person
from ..text import fold
from .scene import Item, Scene, Sentence
from .values import dates_event

Light = Literal["takes place", "held", "called off"]

_JOINING = frozenset("và rồi để nhằm cũng".split())
_SUBORDINATING = frozenset("khi nhưng mà vì nếu rằng thì song còn khiến làm trong sau trước do bởi dù".split())
#: Of these the ones that no noun phrase holds.
_CLAUSES = _SUBORDINATING - frozenset("trong sau trước do làm".split())
_PREPOSITIONS = frozenset(
    "tại ở với cho vào về từ tới đến trên trong gần qua giữa bằng theo như của ngoài cùng bởi lên xuống sang dưới quanh khỏi dọc do đối chống bên".split()
)
_CHAIN = frozenset("và , - – / cùng hoặc &".split())
_PASSIVE = frozenset("bị được".split())
_EVENT_NOUNS = frozenset("cuộc vụ đợt chuyến buổi trận chiến lễ bài phiên hội kỳ vòng lời lệnh bản các thỏa tuyên".split())
_PERSON_PRONOUNS = frozenset("ông bà anh chị cô họ".split())
_POINTING = frozenset("này đó ấy trên".split())
#: Words between a light verb and its noun that say when, whether or in which voice.
AUXILIARY = frozenset("bị được đã sẽ đang vừa mới không chưa phải cũng sắp lại có thể dự kiến vẫn".split())
#: Verbs that say only that the event which a noun names takes place, is held, or is called off.
_LIGHT: Mapping[str, Light] = MappingProxyType(
    {
        "diễn ra": "takes place", "xảy ra": "takes place", "nổ ra": "takes place", "tổ chức": "held", "tiến hành": "held",
        "hủy": "called off", "hủy bỏ": "called off", "hoãn": "called off", "tạm hoãn": "called off", "đình lại": "called off",
    }
)  # fmt: skip
#: Verbs whose date stands right behind them, whatever other date the sentence has.
_BIRTH = frozenset(("sinh", "sinh ra", "chào đời"))
#: How an event brings somebody to power, behind the verb that says he holds it; and how far that verb is from the event's noun, in items.
_BY = frozenset("sau nhờ bằng qua từ".split())
_POWER_REACH = 8
#: Types that take two sides: *Mỹ - Trung điện đàm*.
_MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE"})
#: The letter of a small word on the path between a trigger and a name.
_LETTERS = (("p", _PREPOSITIONS), ("j", _JOINING), ("s", _SUBORDINATING), ("b", _PASSIVE))
#: Names farther from their trigger than this, in items of the sentence, take no part.
REACH = 60
#: How many words a noun phrase may put between its preposition and its name, or between two joined names.
_NOUN_PHRASE = 7
_CHAIN_GAP = 6
_PASSIVE_GAP = 10
#: Distances are told apart up to here.
_FAR = (1, 3, 6, 12)
#: How far a light verb's subject reaches to the left, and its object to the right, in items.
_NOUN_REACH, _HELD_REACH = 30, 4
#: How sure a date of the same sentence is, and one that carries on from the sentence before.
SURE, CARRIED = 1.0, 0.4
#: What a verb, a sign or a conjunction counts between a trigger and a date, in words.
_CLAUSE = 3
#: The most items that a title has.
_TITLE = 6
#: Letters of a path that are told apart.
_PATH = 5


#: The ids of the people by their folded role.
Roles = Mapping[str, Sequence[str]]


def roles_of(people: Iterable[Person]) -> Roles:
    """The ids of the people by their role, those who have one."""
    out: dict[str, list[str]] = {}
    for person in people:
        if person.role:
            out.setdefault(fold(person.role), []).append(person.id)
    return out


def titled(scene: Scene, ids: Sequence[str | None], people: Iterable[Person]) -> dict[int, str]:
    """The names that stand with a title for its one holder, by their numbers: a country's (*Ngoại trưởng Mỹ*) or an organisation's (*Tổng thư ký NATO*).

    Only where no name follows and the sentence does not name the person himself.
    """
    offices: dict[str, list[tuple[str, str | None, str]]] = {}
    for person in people:
        if person.role:
            role = f" {fold(person.role)}"
            offices.setdefault(_last_word(role), []).append((role, person.country, person.id))
    out: dict[int, str] = {}
    for sentence in scene.sentences:
        items = sentence.items
        named = {ids[item.ref] for item in items if item.kind == "name"}
        for j, item in enumerate(items):
            if item.kind != "name" or (j + 1 < len(items) and items[j + 1].kind == "name"):
                continue
            before = " " + " ".join(x.key for x in items[max(0, j - _TITLE) : j])
            name = scene.names[item.ref]
            if name.label == "ORG":
                words = f"{before} {fold(scene.text[name.start : name.end])}"
                who = {i for role, _, i in offices.get(_last_word(words), ()) if words.endswith(role) and len(role) > len(words) - len(before)}
            else:
                held = offices.get(_last_word(before), ())
                who = {i for role, country, i in held if country is not None and country == ids[item.ref] and before.endswith(role)}
            if len(who) == 1 and not who & named:
                out[item.ref] = who.pop()
    return out


def _last_word(words: str) -> str:
    return words.rpartition(" ")[2]


def label_of(scene: Scene, name: int, code: str | None) -> str:
    """P person, O organisation, C country, L other place."""
    label = scene.names[name].label
    return {"PER": "P", "ORG": "O"}.get(label) or ("C" if code is not None and code.isupper() and code.isascii() and len(code) in (2, 4) else "L")


class Clause:
    """A trigger in its sentence, with what the walk to the left and to the right found out once."""

    __slots__ = ("agents", "at", "chains", "items", "nominal", "passive", "scene", "sentence", "subject", "trigger", "voice")

    def __init__(self, scene: Scene, trigger: int) -> None:
        row, self.at = scene.place_of[trigger]
        self.scene = scene
        self.sentence: Sentence = scene.sentences[row]
        self.items = self.sentence.items
        self.trigger: Item = self.items[self.at]
        self.nominal = is_nominal(self.trigger)
        marker = None if self.nominal else passive_marker(self.items, self.at)
        self.passive = marker is not None
        self.voice = "noun" if self.nominal else "passive" if self.passive else "active"
        self.agents = frozenset(j for j in range(marker + 1, self.at) if self.items[j].kind == "name") if marker is not None else frozenset()
        self.chains = chains_of(self.items)
        self.subject = frozenset(subject_of(self.items, self.at if marker is None else marker))


def is_nominal(trigger: Item) -> bool:
    """Whether a noun tells the event (*cuộc gặp*, *vụ nổ*)."""
    return trigger.key.split(" ", 1)[0] in _EVENT_NOUNS


def passive_marker(items: Sequence[Item], at: int) -> int | None:
    """The number of the *bị* or *được* that makes the verb at `at` passive, `at` itself where the trigger begins with it, or None."""
    if items[at].key.split(" ", 1)[0] in _PASSIVE:
        return at
    for j in range(at - 1, max(-1, at - 1 - _PASSIVE_GAP), -1):
        if items[j].key in _PASSIVE:
            return j
        if items[j].kind in ("trigger", "predicate", "sign"):
            return None
    return None


def governor_of(items: Sequence[Item], i: int) -> str:
    """The preposition that governs the noun phrase which ends with name `i`; '' for none."""
    for j in range(i - 1, max(-1, i - 1 - _NOUN_PHRASE), -1):
        item = items[j]
        if item.key in _PREPOSITIONS:
            return item.key
        if item.kind not in ("word", "name") or item.key in _JOINING:
            return ""
    return ""


def chain_start(items: Sequence[Item], i: int) -> int:
    """The first name of the chain *X, Y và Z* that name `i` ends."""
    first, joined = i, False
    j = i - 1
    while j >= 0 and first - j <= _CHAIN_GAP:
        item = items[j]
        if item.kind == "name":
            if not joined and j != first - 1:
                break
            first, joined = j, False
        elif item.key in _CHAIN:
            joined = True
        elif item.kind != "word" or item.key in _PREPOSITIONS or item.key in _SUBORDINATING:
            break
        j -= 1
    return first


def chains_of(items: Sequence[Item]) -> dict[int, tuple[int, int]]:
    """The first and the last name of the chain that each name belongs to, by numbers of items."""
    out: dict[int, tuple[int, int]] = {}
    for j, item in enumerate(items):
        if item.kind == "name":
            first = chain_start(items, j)
            for k in range(first, j):
                if k in out:
                    out[k] = (min(first, out[k][0]), j)
            out[j] = (first, j)
    return out


def is_modifier(items: Sequence[Item], i: int) -> bool:
    """Whether another name follows name `i` at once, so that it only says who or what that is."""
    return i + 1 < len(items) and items[i + 1].kind == "name"


def subject_of(items: Sequence[Item], at: int) -> list[int]:
    """The numbers of the names that are the subject of the verb at `at`; empty where no name is."""
    broken = False
    quoted = items[at].quoted
    i = at - 1
    while i >= 0:
        item = items[i]
        if item.quoted != quoted:
            i -= 1
            continue
        if item.kind in ("trigger", "predicate") and broken:
            return subject_of(items, i)
        if item.kind == "name":
            first = chain_start(items, i)
            if not governor_of(items, first) and not (broken and _is_object(items, first)):
                return [j for j in range(first, i + 1) if items[j].kind == "name" and not is_modifier(items, j)]
            i = first
        elif item.key in _JOINING or item.key in _SUBORDINATING or item.kind == "sign":
            broken = True
        i -= 1
    return []


def _is_object(items: Sequence[Item], i: int) -> bool:
    for j in range(i - 1, max(-1, i - 1 - _NOUN_PHRASE), -1):
        if items[j].kind in ("trigger", "predicate"):
            return True
        if items[j].kind in ("sign", "date") or items[j].key in _JOINING or items[j].key in _SUBORDINATING:
            return False
    return False


def brought_to_power(scene: Scene, trigger: int) -> int | None:
    """The number of the name that holds power by the event which a noun tells (*tướng An, người nắm quyền sau cuộc đảo chính*); None for none."""
    row, at = scene.place_of[trigger]
    items = scene.sentences[row].items
    if not is_nominal(items[at]):
        return None
    by = next((j for j in range(at - 1, max(-1, at - 3), -1) if items[j].key in _BY), None)
    if by is None:
        return None
    verb = next((j for j in range(by - 1, max(-1, by - _POWER_REACH), -1) if items[j].key.endswith("quyền")), None)
    if verb is None:
        return None
    who = next((j for j in range(verb - 1, -1, -1) if items[j].key == "người" or items[j].kind in ("name", "sign")), None)
    if who is not None and items[who].key == "người" and who >= 2 and items[who - 1].key in (",", "-", "–"):
        who -= 2
    found = items[who] if who is not None and items[who].kind == "name" else None
    return found.ref if found is not None and scene.names[found.ref].label == "PER" else None


# --- Light verbs ------------------------------------------------------------------------------------------------------


def light_verb(items: Sequence[Item], v: int) -> Light | None:
    """What the light verb at item `v` says of its noun's event (*diễn ra*, *được tổ chức*, *bị hủy*); None where no such verb is."""
    item = items[v]
    words = item.key
    if item.kind == "word":
        if v + 1 == len(items) or items[v + 1].kind != "word":
            return None
        words += " " + items[v + 1].key
    elif item.kind not in ("trigger", "predicate"):
        return None
    return _LIGHT.get(words) or _LIGHT.get(" ".join(w for w in words.split() if w not in AUXILIARY))


def noun_of(items: Sequence[Item], v: int) -> int | None:
    """The item of the noun that names the event of the light verb at item `v`; None where `v` is none, or its noun is not found.

    It is the verb's subject (*cuộc gặp … diễn ra*, *lễ ký … được tổ chức*, *chuyến thăm … bị hoãn*), or what is held
    (*tiến hành hai vụ thử*).
    """
    light = light_verb(items, v)
    if light is None:
        return None
    if light == "takes place" or passive_marker(items, v) is not None:
        return _subject_noun(items, v, verbal=light != "called off")
    return _held_noun(items, v) if light == "held" else None


def _subject_noun(items: Sequence[Item], v: int, *, verbal: bool) -> int | None:
    """The noun; where only auxiliaries and dates stand between, and `verbal`, also a verb that names an event (*giao tranh nổ ra*)."""
    bare = verbal
    for j in range(v - 1, max(-1, v - 1 - _NOUN_REACH), -1):
        item, before = items[j], items[j - 1].key if j else ""
        if item.kind in ("trigger", "predicate"):
            if item.key in _PREPOSITIONS or before in _PREPOSITIONS or before in _SUBORDINATING:
                bare = False
            elif is_nominal(item) or (bare and light_verb(items, j) is None):
                while j and items[j - 1].kind in ("trigger", "predicate") and is_nominal(items[j - 1]):
                    j -= 1  # *lễ ký thỏa thuận*: the first noun is the head
                return j
            elif light_verb(items, j) is None:
                return None
        elif item.kind == "sign":
            beside = (items[k].kind for k in (j - 1, j + 1) if k >= 0)
            if "date" not in beside and item.key not in _CHAIN:
                return None
        elif item.kind == "word" and item.key in _CLAUSES:
            return None
        elif item.kind != "date" and item.key not in AUXILIARY:
            bare = False
    return None


def _held_noun(items: Sequence[Item], v: int) -> int | None:
    for j in range(v + 1, min(len(items), v + 1 + _HELD_REACH)):
        item = items[j]
        if item.kind in ("trigger", "predicate"):
            return j if is_nominal(item) else None
        if item.kind != "word" or item.key in _PREPOSITIONS:
            return None
    return None


# --- Facts about a trigger and a name -----------------------------------------------------------------------------------


def facts(clause: Clause, event_type: str, j: int, label: str) -> list[str]:
    """What the rules find about the name at item `j` of the trigger's sentence, as short words that `participants.py` weighs.

    The names of a chain share what governs it and what stands between it and the trigger.
    """
    items = clause.items
    left = j < clause.at
    side = "L" if left else "R"
    first, last = clause.chains[j]
    between = items[last + 1 : clause.at] if left else items[clause.at + 1 : min(first, j)]
    governor = governor_of(items, first)
    return [
        f"label {label}",
        f"type {event_type} {label}",
        *_on_the_way(between, side, event_type, label, clause.voice),
        *_governed(clause, side, governor, event_type, label),
        *_part_of_speech(clause, j, side, event_type, label),
        *_neighbours(clause, j, side, label),
    ]


def _on_the_way(between: Sequence[Item], side: str, event_type: str, label: str, voice: str) -> list[str]:
    """What stands between the trigger and the name."""
    verbs = sum(x.kind in ("trigger", "predicate") for x in between)
    signs = sum(x.kind == "sign" for x in between)
    names = sum(x.kind == "name" for x in between)
    joined = any(x.key in _JOINING for x in between)
    subordinate = any(x.key in _SUBORDINATING for x in between)
    path = _path(between)
    return [
        f"{side}{min(verbs, 2)}{min(signs, 2)} {label}",
        f"{side}{min(verbs, 2)} {event_type} {label}",
        f"{side} names {min(names, 3)} {min(verbs, 1)}",
        f"{side} joins {joined:d}{subordinate:d} {min(verbs, 1)}",
        f"{side} {_bucket(len(between) + 1)}",
        f"path {side}{path}",
        f"path {side}{path} {label} {voice}",
    ]


def _governed(clause: Clause, side: str, governor: str, event_type: str, label: str) -> list[str]:
    """Which preposition governs the name, and what that means in this voice, type and mode."""
    out = [f"{side} {governor} {label}", f"{side} {governor} {clause.voice}", f"{side} {governor} {event_type}", f"{side} {clause.voice} {label}"]
    mode = clause.trigger.predicate.mode if clause.trigger.predicate else None
    return [*out, f"{mode} {side} {label}", f"{mode} {side} {governor}"] if mode else out


def _part_of_speech(clause: Clause, j: int, side: str, event_type: str, label: str) -> list[str]:
    """Whether the name is the clause's subject or the agent of its passive."""
    if j in clause.subject:
        before = clause.items[j + 1 : clause.at]
        verbs = sum(x.kind in ("trigger", "predicate") for x in before)
        out = ["subject", f"subject {clause.voice} {event_type}", f"subject {label}", f"subject {min(verbs, 2)}"]
    else:
        out = [f"other {side} {label}" if clause.subject else f"no subject {side} {label}"]
    first, last = clause.chains[j]
    if first != last and event_type in _MUTUAL:
        out.append(f"both sides {label}" if j in clause.subject else f"both sides {side} {label}")
    return [*out, "agent", f"agent {event_type}"] if j in clause.agents else out


def _neighbours(clause: Clause, j: int, side: str, label: str) -> list[str]:
    """The words and names right before and behind the name, and whether it is quoted or one of a chain."""
    items = clause.items
    before = items[j - 1] if j else None
    after = items[j + 1] if j + 1 < len(items) else None
    out = [f"before {_plain(before)}", f"after {_plain(after)}"]
    if is_modifier(items, j):
        out += [f"modifier {label}", f"modifies {side}"]
    if before is not None and before.kind == "name":
        out.append(f"behind a name {label}")
    if items[j].quoted != clause.trigger.quoted:
        out.append(f"quote {items[j].quoted}")
    first, last = clause.chains[j]
    if first != last:
        out.append(f"chain {side} {clause.voice} {'first' if j == first else 'later'}")
    return out


def _plain(item: Item | None) -> str:
    return item.key if item is not None and item.kind in ("word", "sign") else "-"


def _path(between: Sequence[Item]) -> str:
    """The verbs, names, signs and small words between, as letters; plain words are left out."""
    return "".join(map(_letter, between))[:_PATH]


def _letter(item: Item) -> str:
    if item.kind != "word":
        return {"trigger": "v", "predicate": "v", "name": "n", "date": "d", "sign": "c"}[item.kind]
    return next((letter for letter, words in _LETTERS if item.key in words), "")


def _bucket(distance: int) -> int:
    return sum(distance > far for far in _FAR)


def candidates(
    scene: Scene, trigger: int, event_type: str, ids: Sequence[str | None], roles: Roles, titled: Collection[int] = ()
) -> list[tuple[int, list[str]]]:
    """The names that may take part in the event of trigger number `trigger`, each with the facts about it.

    They are the names of its sentence and, as antecedents, those of the sentence before that are not named again. Those `titled` mean people.
    """
    clause = Clause(scene, trigger)
    out = []
    here: set[str] = set()
    first = max(0, clause.at - REACH)
    for j, item in enumerate(clause.items[first : clause.at + REACH], first):
        name = ids[item.ref] if item.kind == "name" else None
        if name is not None:
            here.add(name)
            label = "P" if item.ref in titled else label_of(scene, item.ref, name)
            out.append((item.ref, facts(clause, event_type, j, label)))
    if clause.sentence.index:
        out += _antecedents(scene, clause, event_type, ids, here, roles)
    return out


def _antecedents(scene: Scene, clause: Clause, event_type: str, ids: Sequence[str | None], here: set[str], roles: Roles) -> list[tuple[int, list[str]]]:
    """The names of the sentence before, with the facts that make them antecedents."""
    items = scene.sentences[clause.sentence.index - 1].items
    found = pointers(clause, roles)
    verb = next((j for j, item in enumerate(items) if item.kind in ("trigger", "predicate")), None)
    subjects = set(subject_of(items, verb)) if verb is not None else set()
    last: dict[str, int] = {}
    spots = [(j, item, ids[item.ref]) for j, item in enumerate(items) if item.kind == "name"]
    named = [(j, item, name, label_of(scene, item.ref, name)) for j, item, name in spots if name is not None and name not in here]
    for j, _, _, label in named:
        last[label] = j
    head = "subject" if clause.subject else "passive" if clause.passive else "none"
    out = []
    for j, item, name, label in named:
        points = _pointed_at(found, name, label)
        where = "subject" if j in subjects else "last" if last[label] == j else "other"
        about = [
            "earlier",
            f"earlier {label} {where}",
            f"earlier {label} {head} {where}",
            f"earlier {points} {label}",
            f"earlier {points} {where} {head}",
            f"earlier {event_type} {label}",
            f"earlier alone {len(named) == 1}",
            f"earlier {head} {event_type}",
            f"earlier {item.quoted} {clause.trigger.quoted}",
            f"earlier {points} {event_type}",
        ]
        out.append((item.ref, about))
    return out


def _pointed_at(found: set[str], name: str, label: str) -> str:
    """How the trigger's sentence points back to a name: by its role, a pronoun for a person or a country, or not at all."""
    if name in found:
        return "role"
    return label if (label == "P" and "person" in found) or (label == "C" and "country" in found) else "-"


def pointers(clause: Clause, roles: Roles) -> set[str]:
    """What the words before the trigger point back to: "person" (a pronoun), "country" (*nước này*), ids of people by their title."""
    items, at = clause.items, clause.at
    out: set[str] = set()
    for j in range(at):
        item, after = items[j], items[j + 1]
        if item.quoted != clause.trigger.quoted or item.kind != "word":
            continue
        if item.key in _PERSON_PRONOUNS and after.kind != "name":
            out.add("person")
        elif item.key in _POINTING and j and items[j - 1].key in ("nước", "quốc", "gia"):
            out.add("country")
    if not any(x.kind == "name" and clause.scene.names[x.ref].label == "PER" for x in items[:at]):
        before = " ".join(x.key for x in items[:at] if x.kind != "date")
        out.update(*(ids for role, ids in roles.items() if role in before))
    return out


# --- The date ---------------------------------------------------------------------------------------------------------


def date_of(scene: Scene, trigger: int) -> tuple[int, float] | None:
    """The date that the rules give trigger number `trigger`, and how sure they are (0 to 1); None where none is in reach.

    It is the date of the trigger's sentence that lies nearest, with the fewest verbs, signs and conjunctions between;
    where that sentence has none, the last one of the sentence before may carry on.
    """
    row, at = scene.place_of[trigger]
    items = scene.sentences[row].items
    own = date_of_birth(items, at)
    if own is not None and dates_event(scene.dates[items[own].ref]):
        return items[own].ref, SURE
    here = _datings(scene, row)
    if here:
        return items[_nearest(items, here, at)].ref, SURE
    before = _datings(scene, row - 1) if row else []
    return (scene.sentences[row - 1].items[before[-1]].ref, CARRIED) if before else None


def date_of_birth(items: Sequence[Item], at: int) -> int | None:
    """The item of the date that follows the verb at `at` within its clause, where that verb tells a birth; None elsewhere."""
    if items[at].key not in _BIRTH:
        return None
    for j in range(at + 1, len(items)):
        if items[j].kind == "date":
            return j
        if items[j].kind not in ("word", "name"):
            return None
    return None


def _nearest(items: Sequence[Item], dates: Sequence[int], at: int) -> int:
    """The one of the items `dates` that `separation` puts nearest to item `at`, the first of equals."""
    first, *others = sorted(dates, key=lambda j: abs(j - at))
    best = separation(items, first, at), first
    for j in others:
        if abs(j - at) - 1 > best[0]:  # from here on the words between alone are more
            break
        best = min(best, (separation(items, j, at), j))
    return best[1]


def _datings(scene: Scene, row: int) -> list[int]:
    """The items of a sentence that are dates which an event can have."""
    return [j for j, item in enumerate(scene.sentences[row].items) if item.kind == "date" and dates_event(scene.dates[item.ref])]


def separation(items: Sequence[Item], i: int, j: int) -> int:
    """How far two items of a sentence are apart: words count one, what parts clauses counts more."""
    between = items[min(i, j) + 1 : max(i, j)]
    return len(between) + _CLAUSE * sum(
        (x.kind in ("trigger", "predicate")) + (x.kind == "trigger") + (x.kind == "sign") + (x.key in _JOINING or x.key in _SUBORDINATING) for x in between
    )
