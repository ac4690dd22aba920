"""Which pattern gives which value, and when what matched is no date.

A rule reads what a pattern of its name matched (`date_patterns.tsv`) into a draft, or says that it is no time.
"""

from . import amounts, clocks, days, stretches
from .base import RULES

__all__ = ["RULES", "amounts", "clocks", "days", "stretches"]
