"""Text that may stand in HTML and XML."""

from __future__ import annotations

import html
import re

#: What neither XML 1.0 nor HTML may hold, not even as a character reference: controls, lone surrogates, non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def escaped(text: str) -> str:
    """`text` for element content and quoted attributes; each forbidden character becomes U+FFFD, so lengths in characters stay."""
    return html.escape(_FORBIDDEN.sub("\ufffd", text), quote=True)
