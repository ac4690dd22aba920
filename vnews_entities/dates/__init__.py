"""Time expressions of Vietnamese news, each with its TIMEX3 value.

Three places, as in HeidelTime: `patterns` (what can be written; the data are `date_words.tsv` and `date_patterns.tsv`),
`values` (what it means on a calendar, with `lunar` and `holidays`), and `rules` (which pattern gives which value, and when it is no date).
"""

from .finder import find_dates

__all__ = ["find_dates"]
