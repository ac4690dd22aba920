"""What the rules read out of a match, before it is resolved against a date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..document import TimexMod, TimexType

Kind = Literal[
    "day", "day_range", "lunar_day", "tet_day", "month_day", "relative_day", "weekday", "holiday", "fixed", "clock", "part", "month", "month_range",
    "relative_unit", "months_of_year", "year", "year_range", "quarter", "half", "season", "decade", "week", "amount", "same_period", "relative_decade",
]  # fmt: skip
Tense = Literal["past", "future", "same"]


@dataclass(slots=True)
class Draft:
    """A time expression whose words are read and whose place on the calendar is still open.

    `shift` counts days or units from the reference, or from the date told before where `narrative` is set; `year_shift` does so for
    the year that goes with a month or a season. `counted`: so many days from the day of writing lies a day that is told both ways (*sáng nay 27/6*).
    `clock_end` is set where the clock runs to another (*8-18h*). `value` is set where nothing is open.
    """

    kind: Kind
    start: int
    end: int
    type: TimexType = "DATE"
    value: str | None = None
    mod: TimexMod | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    year2: int | None = None
    month2: int | None = None
    day2: int | None = None
    number: int | None = None
    name: str = ""
    shift: int | None = None
    narrative: bool = False
    year_shift: int | None = None
    year_narrative: bool = False
    near: Tense | None = None
    weekday: int | None = None
    part: str | None = None
    clock: tuple[int, int] | None = None
    clock_end: tuple[int, int] | None = None
    unit: str = ""
    amount: str = ""
    lead: str = ""
    counted: int | None = None
