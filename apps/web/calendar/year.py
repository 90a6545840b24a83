"""A year of the calendar as the page draws it: twelve months of weeks, and the list of named days."""

import calendar as weeks
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from apps.obligations.models import CalendarDay
from apps.web import formats

FIRST, LAST = 2000, 2100


@dataclass(frozen=True)
class Cell:
    """A day in a month's grid; `kind` is work, rest (week-end), free (named) or worked (named)."""

    day: date
    kind: str
    said: str = ""
    certain: bool = True
    today: bool = False


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Cell | None]]
    working_days: int

    @property
    def name(self) -> str:
        return formats.MONTHS_ALONE[formats.language()][self.first.month - 1]


@dataclass(frozen=True)
class Year:
    number: int
    months: list[Month]
    named: list[CalendarDay]
    weekdays: list[str]

    @property
    def working_days(self) -> int:
        return sum(month.working_days for month in self.months)


def year(number: int, today: date) -> Year:
    """The year with its days as the table has them; one query."""
    named = list(CalendarDay.objects.filter(date__year=number).order_by("date"))
    by_day = {day.date: day for day in named}
    months = [_month(number, month, by_day, today) for month in range(1, 13)]
    return Year(number, months, named, formats.WEEKDAYS_SHORT[formats.language()])


def _month(number: int, month: int, named: dict[date, CalendarDay], today: date) -> Month:
    rows = [
        [_cell(day, named.get(day), today) if day.month == month else None for day in week]
        for week in weeks.Calendar().monthdatescalendar(number, month)
    ]
    worked = sum(1 for week in rows for cell in week if cell and cell.kind in ("work", "worked"))
    return Month(date(number, month, 1), rows, worked)


def _cell(day: date, named: CalendarDay | None, today: date) -> Cell:
    if named is None:
        rest = day.weekday() >= weeks.SATURDAY
        return Cell(day, "rest" if rest else "work", today=day == today)
    return Cell(day, "worked" if named.is_working else "free", _said(named), named.is_certain, today=day == today)


def _said(named: CalendarDay) -> str:
    """What a reader of the screen hears: the day, its name, and whether it is worked."""
    words = _("worked") if named.is_working else _("day off")
    said = f"{formats.long_date(named.date)}: {named.reason}, {words}"
    return said if named.is_certain else f"{said}; {_('not certain')}"
