"""The article marked up in colour, and what was found in it as tables.

The colours are tints laid over whatever background the page has, and the letters keep the page's own colour, so one
style serves light and dark pages and notebooks. Colour is never the only sign: every mark carries a small label.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..document import Document, Event, Person
from ._escape import escaped
from .frame import names

#: Kinds of marks: CSS class, name in the legend, and the tint's red, green and blue.
_KINDS = {
    "person": ("vn-person", "people", "66, 133, 244"),
    "country": ("vn-country", "countries", "52, 168, 83"),
    "organisation": ("vn-organisation", "organisations", "171, 71, 188"),
    "place": ("vn-place", "places", "141, 110, 99"),
    "date": ("vn-date", "dates", "251, 160, 4"),
    "event": ("vn-event", "events", "234, 67, 53"),
}

_STYLE = """
.vnews { line-height: 1.5; text-align: left; max-width: 62rem; }
.vnews .vn-text { line-height: 2.1; white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0 1rem; }
.vnews mark { color: inherit; border-radius: .25em; padding: .1em .2em; border-bottom: 2px solid; }
.vnews mark small { font-size: .68em; opacity: .85; margin-left: .3em; white-space: nowrap; user-select: none; }
.vnews .vn-legend { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0; margin: .5rem 0; }
.vnews .vn-source { opacity: .8; margin: .25rem 0; }
.vnews .vn-scroll { overflow-x: auto; }
.vnews table { border-collapse: collapse; margin: .75rem 0; color: inherit; background: transparent; }
.vnews caption { text-align: left; font-weight: bold; padding: .25rem 0; }
.vnews th, .vnews td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid rgba(128, 128, 128, .4);
  white-space: normal; background: transparent; }
""" + "\n".join(f".vnews mark.{css} {{ background: rgba({rgb}, .2); border-color: rgb({rgb}); }}" for css, _, rgb in _KINDS.values())

_PAGE = """<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>:root {{ color-scheme: light dark; }} body {{ font-family: system-ui, sans-serif; margin: 1.5rem auto; max-width: 62rem; padding: 0 1rem; }}
article + article {{ border-top: 1px solid rgba(128, 128, 128, .5); margin-top: 2rem; padding-top: 1rem; }}{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    kind: str
    label: str
    title: str


def to_html(document: Document) -> str:
    """The document as one self-contained HTML fragment: the text with its marks, a legend, and tables of what was found."""
    return f'<div class="vnews"><style>{_STYLE}</style>\n{_article(document)}\n</div>'


def to_html_page(documents: Iterable[Document]) -> str:
    """The documents as one HTML page, an `<article>` each."""
    given = tuple(documents)
    title = (given[0].title or "vnews-entities") if len(given) == 1 else f"{len(given)} articles"
    body = "\n".join(f'<article class="vnews">\n{_article(document)}\n</article>' for document in given)
    return _PAGE.format(title=escaped(title), style=_STYLE, body=body)


def _article(document: Document) -> str:
    marks = _marks(document)
    parts = [_source(document), _legend(marks), f'<div class="vn-text" lang="vi">{_marked(document.text, marks)}</div>', *_tables(document)]
    return "\n".join(part for part in parts if part)


def _source(document: Document) -> str:
    parts = [escaped(x) for x in (document.source, document.published, document.byline) if x]
    if document.url:
        parts.append(_link(document.url))
    return f'<p class="vn-source">{" · ".join(parts)}</p>' if parts else ""


def _link(url: str) -> str:
    """A link only where the address is a web page's: an article may not smuggle in a script."""
    return f'<a href="{escaped(url)}" rel="noopener noreferrer">{escaped(url)}</a>' if url.startswith(("https://", "http://")) else escaped(url)


def _legend(marks: Sequence[_Mark]) -> str:
    present = {m.kind for m in marks}
    items = "".join(f'<li><mark class="{css}">{name}</mark></li>' for kind, (css, name, _) in _KINDS.items() if kind in present)
    return f'<ul class="vn-legend" aria-label="Colours">{items}</ul>' if items else ""


# The marks


def _marks(document: Document) -> list[_Mark]:
    """Every mark, outer ones before those inside them."""
    marks = [*_name_marks(document), *_date_marks(document), *_event_marks(document)]
    order = {kind: n for n, kind in enumerate(_KINDS)}
    return sorted(marks, key=lambda m: (m.start, -m.end, order[m.kind]))


def _name_marks(document: Document) -> Iterable[_Mark]:
    coded: set[tuple[int, int]] = set()
    for p in document.people:
        yield from (_Mark(m.start, m.end, "person", p.country or p.id, _person_title(p)) for m in p.mentions)
    for c in document.countries:
        for m in c.mentions:
            coded.add((m.start, m.end))
            yield _Mark(m.start, m.end, "country", c.code, f"{c.name}: its government" if m.metonym else c.name)
    for o in document.organisations:
        yield from (_Mark(m.start, m.end, "organisation", o.id, o.name) for m in o.mentions)
    for place in document.places:
        title = f"{place.name} ({place.country})" if place.country else place.name
        yield from (_Mark(m.start, m.end, "place", place.country or "", title) for m in place.mentions if (m.start, m.end) not in coded)


def _person_title(p: Person) -> str:
    details = ", ".join(x for x in (p.role, p.country) if x)
    return f"{p.name} ({details})" if details else p.name


def _date_marks(document: Document) -> Iterable[_Mark]:
    return (_Mark(d.start, d.end, "date", d.value, f"{d.type} {d.value}") for d in document.dates)


def _event_marks(document: Document) -> Iterable[_Mark]:
    named = names(document)
    for e in document.events:
        yield from (_Mark(m.start, m.end, "event", e.type, _event_title(e, named)) for m in (e.trigger, *e.mentions))


def _event_title(e: Event, named: dict[str, str]) -> str:
    who = (", ".join(named.get(x, x) for x in side) for side in (e.actors, e.targets))
    return f"{e.id} {e.type} {e.date}: " + " → ".join(side or "?" for side in who)


def _marked(text: str, marks: Sequence[_Mark]) -> str:
    """The text with its marks as properly nested elements; a mark that crosses the border of another one is cut there."""
    out: list[str] = []
    _write(text, 0, len(text), list(marks), out)
    return "".join(out)


def _write(text: str, start: int, end: int, marks: list[_Mark], out: list[str]) -> None:
    """Write `text[start:end]` with the marks that begin in it; what of a mark lies beyond `end` is cut off and left in `marks`."""
    at = start
    while marks and marks[0].start < end:
        mark = marks.pop(0)
        if mark.end > end:
            _put_back(marks, mark, end)
        inner_end = min(mark.end, end)
        out.append(escaped(text[at : mark.start]))
        out.append(f'<mark class="{_KINDS[mark.kind][0]}" title="{escaped(mark.title)}">')
        _write(text, mark.start, inner_end, marks, out)
        out.append((f"<small>{escaped(mark.label)}</small>" if mark.label and mark.end <= end else "") + "</mark>")
        at = inner_end
    out.append(escaped(text[at:end]))


def _put_back(marks: list[_Mark], mark: _Mark, border: int) -> None:
    rest = _Mark(border, mark.end, mark.kind, mark.label, mark.title)
    at = next((i for i, m in enumerate(marks) if (m.start, -m.end) > (rest.start, -rest.end)), len(marks))
    marks.insert(at, rest)


# The tables


def _tables(document: Document) -> Iterable[str]:
    named = names(document)
    yield _table("People", ("name", "role", "country", "mentions"), [(p.name, p.role, p.country, len(p.mentions)) for p in document.people])
    yield _table("Countries", ("code", "name", "mentions"), [(c.code, c.name, len(c.mentions)) for c in document.countries])
    yield _table("Organisations", ("name", "country", "mentions"), [(o.name, o.country, len(o.mentions)) for o in document.organisations])
    yield _table("Events", ("date", "type", "what", "who", "to or with whom", "where"), [_event_row(e, named) for e in document.timeline()])


def _event_row(e: Event, named: dict[str, str]) -> tuple[object, ...]:
    who, whom, where = (", ".join(named.get(x, x) for x in side) for side in (e.actors, e.targets, e.places))
    return e.date, e.type if e.status == "happened" else f"{e.type} ({e.status})", e.trigger.text, who, whom, where


def _table(caption: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escaped(name)}</th>' for name in header)
    body = "\n".join("<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>" for row in rows)
    return f'<div class="vn-scroll"><table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>'


def _cell(value: object) -> str:
    return "" if value is None else escaped(str(value))
