"""What a rule knows: who stands where around a trigger, and which date ties it.

A Vietnamese clause is subject, verb, object, and its prepositions say the rest. For a trigger and a name the rules state
facts; `roles.py` weighs them. The facts:

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

from collections.abc import Sequence

from ..document import Person
from ..text import fold
from .scene import Item, Scene, Sentence
from .values import dates_event

_JOINING = frozenset("và rồi để nhằm cũng".split())
_SUBORDINATING = frozenset("khi nhưng mà vì nếu rằng thì song còn khiến làm trong sau trước do bởi dù".split())
_PREPOSITIONS = frozenset("tại ở với cho vào về từ tới đến trên trong gần qua giữa bằng theo như của ngoài cùng bởi lên xuống sang dưới quanh khỏi dọc do đối chống bên".split())
_CHAIN = frozenset("và , - – / cùng hoặc &".split())
_PASSIVE = frozenset("bị được".split())
_EVENT_NOUNS = frozenset("cuộc vụ đợt chuyến buổi trận chiến lễ bài phiên hội kỳ vòng lời lệnh bản các thỏa tuyên".split())
_PERSON_PRONOUNS = frozenset("ông bà anh chị cô họ".split())
_POINTING = frozenset("này đó ấy trên".split())
#: How many words a noun phrase may put between its preposition and its name, or between two joined names.
_NOUN_PHRASE = 7
_CHAIN_GAP = 6
_PASSIVE_GAP = 10
#: Distances are told apart up to here.
_FAR = (1, 3, 6, 12)
#: Letters of a path that are told apart.
_PATH = 5


def label_of(scene: Scene, name: int, code: str | None) -> str:
    """P person, O organisation, C country, L other place."""
    label = scene.names[name].label
    return {"PER": "P", "ORG": "O"}.get(label) or ("C" if code is not None and code.isupper() and code.isascii() and len(code) in (2, 4) else "L")


class Clause:
    """A trigger in its sentence, with what the walk to the left and to the right found out once."""

    __slots__ = ("agents", "at", "first_of", "governor", "items", "nominal", "passive", "scene", "sentence", "subject", "trigger")

    def __init__(self, scene: Scene, trigger: int) -> None:
        row, self.at = scene.place_of[trigger]
        self.scene = scene
        self.sentence: Sentence = scene.sentences[row]
        self.items = self.sentence.items
        self.trigger: Item = self.items[self.at]
        self.nominal = self.trigger.key.split(" ", 1)[0] in _EVENT_NOUNS
        marker = None if self.nominal else passive_marker(self.items, self.at)
        self.passive = marker is not None
        self.agents = frozenset(j for j in range(marker + 1, self.at) if self.items[j].kind == "name") if marker is not None else frozenset()
        self.subject = frozenset(subject_of(self.items, self.at if marker is None else marker))


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


# --- Facts about a trigger and a name -----------------------------------------------------------------------------------


def facts(clause: Clause, event_type: str, j: int, label: str) -> list[str]:
    """What the rules find about the name at item `j` of the trigger's sentence, as short words that `roles.py` weighs."""
    items, at = clause.items, clause.at
    item = items[j]
    left = j < at
    side = "L" if left else "R"
    between = items[min(j, at) + 1 : max(j, at)]
    verbs = sum(x.kind in ("trigger", "predicate") for x in between)
    commas = sum(x.kind == "sign" for x in between)
    names = sum(x.kind == "name" for x in between)
    joins = sum(x.key in _JOINING for x in between)
    subs = sum(x.key in _SUBORDINATING for x in between)
    start = chain_start(items, j)
    governor = governor_of(items, start)
    voice = "noun" if clause.nominal else "passive" if clause.passive else "active"
    subject = j in clause.subject
    mode = clause.trigger.predicate.mode if clause.trigger.predicate and clause.trigger.predicate.mode else "-"
    place = f"{side}{min(verbs, 2)}{min(commas, 2)}"
    out = [
        f"label {label}", f"type {event_type} {label}", f"{place} {label}", f"{side} {governor} {label}", f"{side} {governor} {voice}",
        f"{side} {governor} {event_type}", f"{side}{min(verbs, 2)} {event_type} {label}", f"{side} names {min(names, 3)} {min(verbs, 1)}",
        f"{side} joins {min(joins, 1)}{min(subs, 1)} {min(verbs, 1)}", f"{side} {_bucket(abs(j - at))}", f"{side} {voice} {label}",
    ]  # fmt: skip
    if subject:
        out += ["subject", f"subject {voice} {event_type}", f"subject {label}", f"subject {min(verbs, 2)}"]
    elif clause.subject:
        out.append(f"other {side} {label}")
    else:
        out.append(f"no subject {side} {label}")
    if j in clause.agents:
        out += ["agent", f"agent {event_type}"]
    if is_modifier(items, j):
        out += [f"modifier {label}{items[j + 1].kind}", f"modifier {side}"]
    if j and items[j - 1].kind == "name":
        out.append(f"behind a name {label}")
    if item.quoted != clause.trigger.quoted:
        out.append(f"quote {item.quoted}")
    if start != j:
        out.append(f"chain {side} {voice}")
    if mode != "-":
        out += [f"{mode} {side} {label}", f"{mode} {side} {governor}"]
    out.append(f"path {side}{_path(between)}")
    out.append(f"path {side}{_path(between)} {label} {voice}")
    out.append(f"before {items[j - 1].key if j and items[j - 1].kind in ('word', 'sign') else '-'}")
    out.append(f"after {items[j + 1].key if j + 1 < len(items) and items[j + 1].kind in ('word', 'sign') else '-'}")
    return out


def _path(between: Sequence[Item]) -> str:
    """The verbs, names, signs and small words between, as letters; plain words are left out."""
    letters = [
        {"trigger": "v", "predicate": "v", "name": "n", "date": "d"}.get(x.kind)
        or ("p" if x.key in _PREPOSITIONS else "j" if x.key in _JOINING else "s" if x.key in _SUBORDINATING else "b" if x.key in _PASSIVE else "c" if x.kind == "sign" else "")
        for x in between
    ]
    return "".join(letters)[:_PATH]


def _bucket(distance: int) -> int:
    return sum(distance > far for far in _FAR)


def candidates(scene: Scene, trigger: int, event_type: str, ids: Sequence[str | None], people: Sequence[Person]) -> list[tuple[int, list[str]]]:
    """The names that may take part in the event of trigger number `trigger`, each with the facts about it.

    They are the names of its sentence and, as antecedents, those of the sentence before that are not named again.
    """
    clause = Clause(scene, trigger)
    out = []
    here: set[str] = set()
    for j, item in enumerate(clause.items):
        name = ids[item.ref] if item.kind == "name" else None
        if name is not None:
            here.add(name)
            out.append((item.ref, facts(clause, event_type, j, label_of(scene, item.ref, name))))
    if clause.sentence.index:
        out += _antecedents(scene, clause, event_type, ids, here, people)
    return out


def _antecedents(
    scene: Scene, clause: Clause, event_type: str, ids: Sequence[str | None], here: set[str], people: Sequence[Person]
) -> list[tuple[int, list[str]]]:
    """The names of the sentence before, with the facts that make them antecedents."""
    items = scene.sentences[clause.sentence.index - 1].items
    found = pointers(clause, people)
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
        points = name if name in found else "P" if label == "P" and "person" in found else "C" if label == "C" and "country" in found else "-"
        points = "role" if points == name else points
        where = "subject" if j in subjects else "last" if last[label] == j else "other"
        out.append(
            (
                item.ref,
                [
                    "before", f"before {label} {where}", f"before {label} {head} {where}", f"before {points} {label}", f"before {points} {where} {head}",
                    f"before {event_type} {label}", f"before alone {len(named) == 1}", f"before {head} {event_type}", f"before {item.quoted} {clause.trigger.quoted}",
                    f"before {points} {event_type}",
                ],
            )
        )  # fmt: skip
    return out


def pointers(clause: Clause, people: Sequence[Person]) -> set[str]:
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
    before = " ".join(x.key for x in items[:at] if x.kind != "date")
    for person in people:
        if person.role and fold(person.role) in before and not any(x.kind == "name" and clause.scene.names[x.ref].label == "PER" for x in items[:at]):
            out.add(person.id)
    return out


# --- The date ---------------------------------------------------------------------------------------------------------


def date_of(scene: Scene, trigger: int) -> tuple[int, float] | None:
    """The date that the rules give trigger number `trigger`, and how sure they are; None where none is in reach."""
    row, at = scene.place_of[trigger]
    items = scene.sentences[row].items
    here = [(abs(j - at), item.ref) for j, item in enumerate(items) if item.kind == "date" and dates_event(scene.dates[item.ref])]
    if here:
        return min(here)[1], 1.0
    return None
