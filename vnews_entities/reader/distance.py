"""How far a candidate stands from a trigger, as the pair scorer sees it."""

from __future__ import annotations

RELATIONS = ("actor", "target", "place", "date")
SENTENCES_AWAY = 2  # a candidate stands at most so many sentences before or after the trigger
SENTENCE_BUCKETS = 2 * SENTENCES_AWAY + 1
_FARTHEST = 7  # distances of 1, 2-3, 4-7 … 64 and more syllables are told apart
DISTANCE_BUCKETS = 2 * _FARTHEST + 1
PAIR_WIDTH = 64  # numbers by which a trigger and a candidate are compared, for each relation


def distance_bucket(syllables_apart: int) -> int:
    """The bucket of a signed distance: 0 far before … the middle one 0 … far after."""
    size = min(abs(syllables_apart).bit_length(), _FARTHEST)
    return _FARTHEST + (size if syllables_apart > 0 else -size)


def sentence_bucket(sentences_apart: int) -> int | None:
    """The bucket of a signed number of sentences, None where the candidate is out of reach."""
    return sentences_apart + SENTENCES_AWAY if abs(sentences_apart) <= SENTENCES_AWAY else None
