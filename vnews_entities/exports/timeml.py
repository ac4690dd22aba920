"""TimeML: the text with its time expressions as TIMEX3 tags, as HeidelTime and the TempEval tasks write them."""

from __future__ import annotations

from ..document import Document, Timex
from ._escape import escaped

#: The value of a document creation time that is not known, as TempEval writes it.
_UNKNOWN_TIME = "XXXX-XX-XX"

_TEMPLATE = """<?xml version="1.0" encoding="UTF-8"?>
<TimeML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http://timeml.org/timeMLdocs/TimeML_1.2.1.xsd">

<DOCID>{docid}</DOCID>

<DCT><TIMEX3 tid="t0" type="{dct_type}" value="{dct}" temporalFunction="false" functionInDocument="CREATION_TIME">{dct}</TIMEX3></DCT>

{title}<TEXT>{text}</TEXT>

</TimeML>
"""


def to_timeml(document: Document, docid: str | None = None) -> str:
    """The document as TimeML: DOCID (`docid`, else the URL), DCT, and TEXT with a TIMEX3 (`tid`, `type`, `value`, `mod`) a date.

    A `tid` counts the document's dates from `t1`. Of dates that overlap, which TIMEX3 does not allow, the first is written.
    A character that XML cannot hold (controls, lone surrogates) is written as U+FFFD.
    """
    published = document.published or _UNKNOWN_TIME
    return _TEMPLATE.format(
        docid=escaped(docid or document.url or "article"),
        dct=escaped(published),
        dct_type="TIME" if "T" in published else "DATE",
        title=f"<TITLE>{escaped(document.title)}</TITLE>\n\n" if document.title else "",
        text=_tagged(document.text, document.dates),
    )


def _tagged(text: str, dates: tuple[Timex, ...]) -> str:
    out = []
    at = 0
    for n, date in sorted(enumerate(dates, 1), key=lambda item: item[1].start):
        if date.start < at:
            continue
        mod = f' mod="{date.mod}"' if date.mod else ""
        tag = f'<TIMEX3 tid="t{n}" type="{date.type}" value="{escaped(date.value)}"{mod}>{_content(date.text)}</TIMEX3>'
        out += [_content(text[at : date.start]), tag]
        at = date.end
    return "".join([*out, _content(text[at:])])


def _content(text: str) -> str:
    """Element content; a carriage return as a reference, since an XML parser would read it as a line feed."""
    return escaped(text).replace("\r", "&#13;")
