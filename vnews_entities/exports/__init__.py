"""The result in other forms: HTML, rows and DataFrames, CoNLL, TimeML, PLOVER."""

from __future__ import annotations

from .conll import to_conll
from .frame import rows, to_frame
from .html import to_html, to_html_page
from .plover import to_plover
from .timeml import to_timeml

__all__ = ["rows", "to_conll", "to_frame", "to_html", "to_html_page", "to_plover", "to_timeml"]
