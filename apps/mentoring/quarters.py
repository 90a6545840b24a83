"""Quarters of a year, as reports and figures count them: whole days in Almaty."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from apps.core.localtime import day_end, day_start


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter; `no` is 1 to 4."""

    year: int
    no: int

    @property
    def first(self) -> date:
        return date(self.year, self.no * 3 - 2, 1)

    @property
    def last(self) -> date:
        return self.after.first - timedelta(days=1)

    @property
    def starts_at(self) -> datetime:
        return day_start(self.first)

    @property
    def ends_at(self) -> datetime:
        """The last second, from which the term of the report counts."""
        return day_end(self.last)

    @property
    def after(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.no == 4 else Quarter(self.year, self.no + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.no == 1 else Quarter(self.year, self.no - 1)

    def has_ended(self, on: date) -> bool:
        return on > self.last

    def __str__(self) -> str:
        return _("quarter %(no)s of %(year)s") % {"no": self.no, "year": self.year}


def quarter_of(day: date) -> Quarter:
    """The quarter that a day lies in."""
    return Quarter(day.year, (day.month - 1) // 3 + 1)
