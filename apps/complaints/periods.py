"""The time that figures are counted over: a year, a quarter or a month of the calendar in Almaty."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.localtime import day_start, local_day

FIRST_YEAR = 2021
"""The APPC is in force since July of this year."""


@dataclass(frozen=True)
class Period:
    year: int
    quarter: int | None = None
    month: int | None = None

    @property
    def months(self) -> range:
        if self.month:
            return range(self.month, self.month + 1)
        if self.quarter:
            return range(3 * self.quarter - 2, 3 * self.quarter + 1)
        return range(1, 13)

    @property
    def first(self) -> date:
        return date(self.year, self.months[0], 1)

    @property
    def after(self) -> date:
        """The first day that is not of it."""
        return _month_on(self.first, len(self.months))

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        return day_start(self.first), day_start(self.after)

    def year_to_it(self, today: date) -> tuple[date, ...]:
        """The first days of twelve months: up to its last one, or to the present one while it runs."""
        end = min(self.after, _month_on(today.replace(day=1), 1))
        return tuple(_month_on(end, back) for back in range(-12, 0))

    @property
    def code(self) -> str:
        """For addresses and names of files: 2026, 2026-q3, 2026-09."""
        if self.month:
            return f"{self.year}-{self.month:02d}"
        return f"{self.year}-q{self.quarter}" if self.quarter else f"{self.year}"


def period_of(text: str, *, at: datetime) -> Period:
    """A period by its code; this year without one. Raises Refused for what is none, or lies ahead as a whole."""
    today = local_day(at)
    year, _dash, part = (text or str(today.year)).partition("-")
    quarters, months = {f"q{n}": n for n in range(1, 5)}, {f"{n:02d}": n for n in range(1, 13)}
    known = year.isdecimal() and year.isascii() and len(year) == 4 and FIRST_YEAR <= int(year) <= today.year
    if not known or (part and part not in quarters and part not in months):
        raise Refused(_("Choose a year, a quarter or a month that has begun."), field="period")
    period = Period(int(year), quarters.get(part), months.get(part))
    if period.first > today:
        raise Refused(_("Choose a year, a quarter or a month that has begun."), field="period")
    return period


def _month_on(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)
