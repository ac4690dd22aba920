"""The trigger lexicon: Vietnamese predicates that tell events, with their type and PLOVER mode (`data/gazetteers/triggers.tsv`).

A user adds rows of his own through `Gazetteers.load`; they stand before ours. A predicate that fits several types lists
them, the most usual first.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..document import EVENT_TYPES
from ..tables import table
from ..text import fold, syllables

#: The modes that PLOVER has for its types, in the codebook's order (draft 2.0, github.com/openeventdata/PLOVER); the other types have none.
MODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "CONSULT": ("visit", "third-party", "multilateral", "phone"),
        "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
        "REQUEST": ("assist", "change", "yield", "meet"),
        "ACCUSE": ("disapprove", "investigate", "allege"),
        "REJECT": ("assist", "change", "yield", "meet"),
        "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
        "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
        "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
        "MOBILIZE": ("troops", "weapons", "police", "militia"),
        "COERCE": ("seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation", "cyber"),
        "ASSAULT": (
            "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives", "suicide-attack",
            "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional",
        ),
    }
)  # fmt: skip

#: Words that a trigger may carry before or behind its predicate: *bị bắn chết*, *đã ký*, *các vụ tấn công*.
_LIGHT = frozenset("bị được đã đang sẽ vừa mới các những một loạt cuộc vụ đợt trận buổi chuyến lễ".split())
#: How much of an event's type the predicate's first, second … type takes.
_SHARES = (0.7, 0.2, 0.1)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate with its event types, the most usual first, and the PLOVER mode of the first; `mutual`: all who take part do it."""

    form: str
    types: tuple[str, ...]
    mode: str | None = None
    mutual: bool = False

    def probabilities(self) -> dict[str, float]:
        """Event type -> probability, as far as the word alone tells."""
        shares = _SHARES[: len(self.types)]
        return {t: s / sum(shares) for t, s in zip(self.types, shares, strict=True)}


class Lexicon:
    """Predicates ready to look up. Built once, never changed, safe to share between threads."""

    __slots__ = ("_by_words", "_lengths")

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Takes rows of `triggers.tsv`; of two with one predicate the first counts.

        Raises:
            ValueError: a type that is no event type, or a mode that its type does not have.
        """
        self._by_words: dict[tuple[str, ...], Predicate] = {}
        for row in rows:
            predicate = _predicate(row)
            self._by_words.setdefault(words(predicate.form), predicate)
        lengths: dict[str, set[int]] = {}
        for key in self._by_words:
            lengths.setdefault(key[0], set()).add(len(key))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    @classmethod
    def packaged(cls) -> Lexicon:
        """The lexicon that ships with the package, read once."""
        return _packaged()

    def __len__(self) -> int:
        return len(self._by_words)

    def __contains__(self, surface: str) -> bool:
        """Whether these words are a predicate as they stand."""
        return words(surface) in self._by_words

    def at(self, keys: Sequence[str], i: int) -> tuple[int, Predicate] | None:
        """The longest predicate that begins with word `i` of the folded words `keys`: the number of its words, and itself."""
        for n in self._lengths.get(keys[i], ()):
            found = self._by_words.get(tuple(keys[i : i + n])) if i + n <= len(keys) else None
            if found:
                return n, found
        return None

    def of(self, surface: str) -> Predicate | None:
        """The predicate of a trigger's words: themselves, without auxiliaries, or the first long part that is known."""
        keys = words(surface)
        whole = self._by_words.get(keys)
        if whole:
            return whole
        bare = tuple(k for k in keys if k not in _LIGHT)
        return self._by_words.get(bare) or self._part(bare)

    def _part(self, keys: tuple[str, ...]) -> Predicate | None:
        best: tuple[int, Predicate] | None = None
        for i in range(len(keys)):
            found = self.at(keys, i)
            if found and (best is None or found[0] > best[0]):
                best = found
        return best[1] if best else None


def words(surface: str) -> tuple[str, ...]:
    """The folded words of a predicate or trigger."""
    key = fold(surface)
    return tuple(key[a:b] for a, b in syllables(key))


def _predicate(row: Mapping[str, str]) -> Predicate:
    types = tuple(row["type"].split("|"))
    mode = row.get("mode") or None
    unknown = [t for t in types if t not in EVENT_TYPES]
    if unknown or len(types) > len(_SHARES):
        raise ValueError(f"triggers: {row['predicate']!r} has the type {row['type']!r}; give one to {len(_SHARES)} of {', '.join(EVENT_TYPES)}, joined by '|'")
    if mode and mode not in MODES.get(types[0], ()):
        raise ValueError(f"triggers: {row['predicate']!r} has the mode {mode!r}; {types[0]} has {', '.join(MODES.get(types[0], ('none',)))}")
    return Predicate(row["predicate"], types, mode, row.get("sides") == "mutual")


@functools.cache
def _packaged() -> Lexicon:
    return Lexicon(table("triggers"))
