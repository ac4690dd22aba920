"""CoNLL: a syllable a line with its BIO tag, as CoNLL-2003 and the Vietnamese shared tasks lay out names."""

from __future__ import annotations

from collections.abc import Iterable

from ..document import Document, Mention
from ..text import normalise, sentences, syllables

_OUTSIDE = "O"

Span = tuple[int, int]


def to_conll(document: Document) -> str:
    """One syllable a line, a tab, and its tag (`B-PER`, `I-ORG`, `O` …); an empty line after each sentence.

    The format has one layer, so of names inside one another the outermost counts. The text is in NFC, without invisible
    characters. A mark that ends inside a syllable takes in the whole of it.
    """
    shadow = normalise(document.text)
    names = [(*shadow.inverse(start, end), label) for start, end, label in _outermost(document)]
    lines = ["-DOCSTART-\tO", ""]
    for first, last in sentences(shadow.text):
        tokens = [(first + start, first + end) for start, end in syllables(shadow.text[first:last])]
        tags = _tags(tokens, names)
        lines += [f"{shadow.text[start:end]}\t{tag}" for (start, end), tag in zip(tokens, tags, strict=True)]
        lines.append("")
    return "\n".join(lines) + "\n"


def _tags(tokens: Iterable[Span], names: Iterable[tuple[int, int, str]]) -> list[str]:
    """A tag a token; both the tokens and the names are in order and do not overlap among themselves."""
    tags = []
    coming = iter(names)
    name = next(coming, None)
    inside = False
    for start, end in tokens:
        while name and name[1] <= start:
            name, inside = next(coming, None), False
        covered = name is not None and name[0] < end
        tags.append(f"{'I' if inside else 'B'}-{name[2]}" if name and covered else _OUTSIDE)
        inside = covered
    return tags


def _outermost(document: Document) -> list[tuple[int, int, str]]:
    """The names in order of start, without those inside, or overlapping, one before or around them."""
    out: list[tuple[int, int, str]] = []
    for start, end, label in sorted(_names(document), key=lambda x: (x[0], -x[1])):
        if not out or start >= out[-1][1]:
            out.append((start, end, label))
    return out


def _names(document: Document) -> Iterable[tuple[int, int, str]]:
    groups: tuple[tuple[str, Iterable[Iterable[Mention]]], ...] = (
        ("PER", (p.mentions for p in document.people)),
        ("ORG", (o.mentions for o in document.organisations)),
        ("LOC", (c.mentions for c in document.countries)),
        ("LOC", (p.mentions for p in document.places)),
    )
    return ((m.start, m.end, label) for label, records in groups for mentions in records for m in mentions)
