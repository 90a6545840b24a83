"""From a term and a start instant to a due instant, with every step on the way."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from apps.core.localtime import local
from apps.obligations.calendar import WorkCalendar
from apps.obligations.terms import days
from apps.obligations.terms.model import Bound, Computation, CountFrom, Kind, Line, Term

LONGEST_HOURS_TOLD = 31 * 24
"""Terms in hours longer than this do not list every free day they run through."""


@dataclass(frozen=True)
class _Case:
    """What one count is about: the start on a clock in Almaty, and the facts it may need."""

    term: Term
    start: datetime
    calendar: WorkCalendar
    birth_date: date | None

    @property
    def day(self) -> date:
        return self.start.date()


_Counted = tuple[datetime | None, list[Line]]


def compute(
    term: Term,
    start: datetime,
    calendar: WorkCalendar,
    *,
    birth_date: date | None = None,
    extended_by: int = 0,
) -> Computation:
    """Count `term` from `start` (aware). `birth_date` is needed by UNTIL_AGE; `extended_by` adds to the amount,
    in the term's own unit. For terms that count back, `start` is the planned event."""
    start = local(start)
    lines = [_start_line(term, start)]
    if extended_by:
        term = replace(term, amount=term.amount + extended_by)
        lines.append(Line("EXTENDED", {"n": extended_by, "kind": term.kind}))
    due, counted = _COUNTS[term.kind](_Case(term, start, calendar, birth_date))
    lines += counted
    if due is not None:
        code = "DUE_EARLIEST" if term.bound == Bound.EARLIEST else "DUE"
        lines.append(Line(code, {"at": due.isoformat()}))
    return Computation(start, due, lines)


def in_window(term: Term, at: datetime) -> bool:
    """Whether the instant falls into a clock window in local time; the closing minute is outside it."""
    opens, closes = time.fromisoformat(term.opens), time.fromisoformat(term.closes)
    now = local(at).time()
    if opens < closes:
        return opens <= now < closes
    return now >= opens or now < closes


def _start_line(term: Term, start: datetime) -> Line:
    if term.counts_back:
        code, value = ("ANCHOR", start) if term.needs_time else ("ANCHOR_DAY", start.date())
    else:
        code, value = ("START", start) if term.needs_time else ("START_DAY", start.date())
    return Line(code, {"at" if term.needs_time else "date": value.isoformat()})


def _shift(start: datetime, by: timedelta) -> datetime:
    """Elapsed time, so that a change of the zone's offset neither adds nor takes an hour."""
    return local(start.astimezone(UTC) + by)


def _zone_lines(start: datetime, due: datetime) -> list[Line]:
    before, after = start.utcoffset(), due.utcoffset()
    if before == after or before is None or after is None:
        return []
    hour = timedelta(hours=1)
    return [Line("ZONE_CHANGED", {"before": before // hour, "after": after // hour})]


def _elapsed(case: _Case) -> _Counted:
    term, hours = case.term, case.term.kind == Kind.HOURS
    due = _shift(case.start, timedelta(hours=term.amount) if hours else timedelta(minutes=term.amount))
    lines = [Line("WORDING_IMMEDIATELY")] if term.wording == "IMMEDIATELY" else []
    lines.append(Line("ADD_HOURS" if hours else "ADD_MINUTES", {"n": term.amount}))
    if hours and term.amount <= LONGEST_HOURS_TOLD:
        lines += _runs_through(case, due)
    return due, lines + _zone_lines(case.start, due)


def _runs_through(case: _Case, due: datetime) -> list[Line]:
    span = (due.date() - case.day).days
    passed = [case.day + timedelta(days=n) for n in range(span + 1)]
    free = [day for day in passed if not case.calendar.is_working(day)]
    return [Line("RUNS_THROUGH", {"date": day.isoformat(), "reason": case.calendar.reason(day)}) for day in free]


def _working_days(case: _Case) -> _Counted:
    term = case.term
    first = term.count_from == CountFrom.FIRST_DAY
    last, lines = days.count_working_days(case.day, term.amount, case.calendar, first_day=first)
    due, end = days.end_of(last)
    unknown = days.unknown_years(case.day, last, case.calendar)
    return due, days.excluded(case.day, term.count_from) + lines + unknown + end


def _calendar_days(case: _Case) -> _Counted:
    term = case.term
    shift = term.amount - (term.count_from == CountFrom.FIRST_DAY)
    last = case.day + timedelta(days=shift)
    due, end = days.end_of(last)
    added = Line("ADD_DAYS", {"n": term.amount, "date": last.isoformat()})
    return due, [*days.excluded(case.day, term.count_from), added, *end]


def _months(case: _Case) -> _Counted:
    years = case.term.kind == Kind.YEARS
    last, clamped = days.add_months(case.day, case.term.amount * (12 if years else 1))
    due, end = days.end_of(last)
    added = Line("ADD_YEARS" if years else "ADD_MONTHS", {"n": case.term.amount, "date": last.isoformat()})
    return due, [added, *clamped, *end]


def _quarter_end(case: _Case) -> _Counted:
    """The quarter that holds the start day ends; then so many working days. Its last moment belongs to it."""
    quarter = (case.day.month - 1) // 3 + 1
    ends, _none = days.add_months(date(case.day.year, quarter * 3 - 2, 1), 3)
    ends -= timedelta(days=1)
    last, lines = days.count_working_days(ends, case.term.amount, case.calendar)
    due, end = days.end_of(last)
    told = Line("QUARTER_END", {"date": ends.isoformat(), "quarter": quarter, "year": ends.year})
    return due, [told, *lines, *days.unknown_years(ends, last, case.calendar), *end]


def _next_date(case: _Case) -> _Counted:
    """The next date of a year or month that the term names; the start day itself may be it."""
    term = case.term
    last = _last_day(term, case.day.year, case.day.month)
    passed = last < case.day or (term.strictly_after and last == case.day)
    if passed:
        later, _none = days.add_months(case.day.replace(day=1), 12 if term.kind == Kind.YEARLY else 1)
        last = _last_day(term, later.year, later.month)
    named = last if term.inclusive else last + timedelta(days=1)
    skipped = passed and not term.strictly_after
    lines = [Line("ANCHOR_PASSED", {"date": case.day.isoformat()})] if skipped else []
    lines.append(Line("ANCHOR_DATE" if term.inclusive else "ANCHOR_BEFORE", {"date": named.isoformat()}))
    if term.safe_day:
        lines.append(Line("SAFE_DAY", {"date": last.replace(day=term.safe_day).isoformat()}))
    if term.kind == Kind.MONTHLY:
        lines.append(Line("ONCE_A_MONTH"))
    due, end = days.end_of(last)
    return due, lines + end


def _last_day(term: Term, year: int, month: int) -> date:
    named = date(year, term.month if term.kind == Kind.YEARLY else month, term.day)
    return named if term.inclusive else named - timedelta(days=1)


def _semiannual(case: _Case) -> _Counted:
    last = date(case.day.year, 6, 30) if case.day.month <= 6 else date(case.day.year, 12, 31)
    due, end = days.end_of(last)
    return due, [Line("NEXT_LIST", {"date": last.isoformat()}), *end]


def _hours_before(case: _Case) -> _Counted:
    due = _shift(case.start, -timedelta(hours=case.term.amount))
    return due, [Line("SUBTRACT_HOURS", {"n": case.term.amount}), *_zone_lines(due, case.start)]


def _working_days_before(case: _Case) -> _Counted:
    last, lines = days.count_working_days(case.day, case.term.amount, case.calendar, back=True)
    due, end = days.end_of(last)
    unknown = days.unknown_years(last, case.day, case.calendar)
    return due, [Line("BACK_EXCLUDED", {"date": case.day.isoformat()}), *lines, *unknown, *end]


def _until_age(case: _Case) -> _Counted:
    if case.birth_date is None:
        return None, [Line("BIRTH_DATE_NEEDED", {"age": case.term.amount})]
    last, clamped = days.add_months(case.birth_date, case.term.amount * 12)
    due, end = days.end_of(last)
    born = Line("BORN", {"date": case.birth_date.isoformat()})
    age = Line("AGE_REACHED", {"age": case.term.amount, "date": last.isoformat()})
    return due, [born, age, *clamped, *end]


def _clock_window(case: _Case) -> _Counted:
    term = case.term
    params = {"opens": term.opens, "closes": term.closes, "inside": in_window(term, case.start)}
    return None, [Line("WINDOW", params)]


_COUNTS: dict[Kind, Callable[[_Case], _Counted]] = {
    Kind.MINUTES: _elapsed,
    Kind.HOURS: _elapsed,
    Kind.WORKING_DAYS: _working_days,
    Kind.CALENDAR_DAYS: _calendar_days,
    Kind.MONTHS: _months,
    Kind.YEARS: _months,
    Kind.QUARTER_END: _quarter_end,
    Kind.YEARLY: _next_date,
    Kind.MONTHLY: _next_date,
    Kind.SEMIANNUAL_LIST: _semiannual,
    Kind.HOURS_BEFORE: _hours_before,
    Kind.WORKING_DAYS_BEFORE: _working_days_before,
    Kind.UNTIL_AGE: _until_age,
    Kind.CLOCK_WINDOW: _clock_window,
}
