"""Dated events: who did what to whom, when."""

from __future__ import annotations

from .assemble import build
from .fallback import triggers
from .lexicon import Lexicon

__all__ = ["Lexicon", "build", "triggers"]
