"""What the tables know of a form and of a word, indexed once for whoever asks of every name."""

from __future__ import annotations

import functools
from weakref import WeakKeyDictionary

from ..events.lexicon import Lexicon, words
from ..gazetteers import Gazetteers
from ..layers import Label
from ..text import fold_key


class TableWords:
    """What the tables say of words: the predicates, the titles of several words, and the words that countries' names begin with."""

    __slots__ = ("countries", "lexicon", "titles")

    def __init__(self, gazetteers: Gazetteers) -> None:
        self.lexicon = Lexicon(gazetteers.rows("triggers"))
        self.titles = frozenset(words(entry.title) for entry in gazetteers.titles if " " in entry.title)
        self.countries = frozenset(fold_key(form.form.partition(" ")[0]) for form in gazetteers.country_forms)


_WORDS: WeakKeyDictionary[Gazetteers, TableWords] = WeakKeyDictionary()


def words_of_tables(gazetteers: Gazetteers) -> TableWords:
    """The words of `gazetteers`, indexed once."""
    found = _WORDS.get(gazetteers)
    if found is None:
        found = _WORDS[gazetteers] = TableWords(gazetteers)
    return found


@functools.lru_cache(maxsize=1 << 12)
def known_labels(form: str, gazetteers: Gazetteers) -> frozenset[Label]:
    """What the tables know under this form: people, organisations, places."""
    looks: tuple[tuple[Label, bool], ...] = (
        ("PER", bool(gazetteers.lookup_person(form))),
        ("ORG", bool(gazetteers.lookup_organisation(form))),
        ("LOC", bool(gazetteers.lookup_country(form) or gazetteers.lookup_seat(form) or gazetteers.lookup_place(form))),
    )
    return frozenset(label for label, known in looks if known)
