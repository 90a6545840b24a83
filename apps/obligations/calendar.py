"""Which days are working days in Kazakhstan: Monday to Friday, unless the calendar says otherwise.

The table (model `CalendarDay`) holds only the days that differ or bear a name: holidays, days off moved,
worked week-ends. Everything here is pure except `stored_calendar`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

Text = dict[str, str]

WEEKEND: Text = {"kk": "демалыс күні", "ru": "выходной", "en": "weekend"}
SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """A day that the calendar names. `reason` is its name in kk, ru and en."""

    is_working: bool
    reason: Text


class WorkCalendar:
    """Answers about days; reads its table only when first asked, since terms in hours rarely need it."""

    def __init__(self, days: Mapping[date, Day] | Callable[[], Mapping[date, Day]]):
        self._source = days
        self._days: Mapping[date, Day] | None = None if callable(days) else days
        self._years: frozenset[int] | None = None

    @property
    def days(self) -> Mapping[date, Day]:
        if self._days is None:
            self._days = self._source() if callable(self._source) else self._source
        return self._days

    def is_working(self, day: date) -> bool:
        known = self.days.get(day)
        return known.is_working if known else day.weekday() < SATURDAY

    def reason(self, day: date) -> Text | None:
        """The name of a day that is free or worked against the rule; None for an ordinary working day."""
        known = self.days.get(day)
        if known:
            return known.reason
        return WEEKEND if day.weekday() >= SATURDAY else None

    def knows_year(self, year: int) -> bool:
        """Whether holidays of that year are entered at all; dates counted in other years may still move."""
        if self._years is None:
            self._years = frozenset(day.year for day in self.days)
        return year in self._years

    def after(self, day: date, step: int = 1) -> Iterator[date]:
        """The days following `day` one by one; with step -1 the days before it."""
        while True:
            day += ONE_DAY * step
            yield day


def calendar_of(rows: Iterable[tuple[date, bool, str, str, str]]) -> WorkCalendar:
    """A calendar from rows of date, is_working, reason_kk, reason_ru, reason_en."""
    return WorkCalendar(_named(rows))


def stored_calendar() -> WorkCalendar:
    """The calendar of the database as it is now; one query, made when the first day is asked for."""
    from apps.obligations.models import CalendarDay

    fields = ("date", "is_working", "reason_kk", "reason_ru", "reason_en")
    return WorkCalendar(lambda: _named(CalendarDay.objects.values_list(*fields)))


def _named(rows: Iterable[tuple[date, bool, str, str, str]]) -> dict[date, Day]:
    return {day: Day(working, {"kk": kk, "ru": ru, "en": en}) for day, working, kk, ru, en in rows}
