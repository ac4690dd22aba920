"""From syllables to the encoder's sub-word pieces."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from tokenizers.models import Unigram

BOS, PAD, EOS, UNK = 0, 1, 2, 3  # XLM-R's order
_SPACE = "\u2581"  # stands for the white space before a piece
_CACHE_LIMIT = 200_000  # syllables remembered; Vietnamese text has some ten thousands
_LONGEST = 64  # characters of one token that are read; a longer one is no word


class Pieces:
    """The piece vocabulary. A syllable is always cut alone, so the cut of each is looked up, not computed."""

    def __init__(self, vocabulary: Sequence[tuple[str, float]]) -> None:
        self.vocabulary = tuple(vocabulary)
        self._unigram = Unigram(list(self.vocabulary), unk_id=UNK)
        self._cache: dict[tuple[bool, str], tuple[int, ...]] = {}

    @classmethod
    def load(cls, path: Path) -> Pieces:
        """Read `piece TAB score` lines, a piece a line in the order of their ids."""
        rows = (line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8", newline="\n"))
        return cls([(piece, float(score)) for piece, score in rows])

    def save(self, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="\n") as f:
            f.writelines(f"{piece}\t{score:.5g}\n" for piece, score in self.vocabulary)

    def of(self, text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
        """The piece ids of each syllable of `text`; never empty."""
        cache = self._cache
        out = []
        before = 0
        for start, end in spans:
            key = (start > before or start == 0, text[start:end])
            before = end
            ids = cache.get(key)
            if ids is None:
                ids = self.cut(*key)
            out.append(ids)
        return out

    def cut(self, spaced: bool, syllable: str) -> tuple[int, ...]:
        """The piece ids of one syllable, `spaced` where white space or the text's start comes before it."""
        word = unicodedata.normalize("NFKC", syllable[:_LONGEST]).replace(" ", "")
        ids = tuple(t.id for t in self._unigram.tokenize((_SPACE if spaced else "") + word)) or (UNK,)
        if len(self._cache) < _CACHE_LIMIT:
            self._cache[spaced, syllable] = ids
        return ids
