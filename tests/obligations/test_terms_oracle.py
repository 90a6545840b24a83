"""Our counting against independent ones: the `holidays` package, and plain arithmetic."""

from datetime import UTC, date, datetime, timedelta

import holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.localtime import ALMATY
from apps.obligations.lawfiles import files_calendar
from apps.obligations.terms import Term, compute

CALENDAR = files_calendar()
ORACLE = holidays.country_holidays("KZ", years=range(2023, 2028))
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 1))


def due_day(term: dict, day: date) -> date:
    computed = compute(Term.parse(term), datetime(day.year, day.month, day.day, 12, tzinfo=ALMATY), CALENDAR)
    assert computed.due_at is not None
    return computed.due_at.date()


@settings(max_examples=400, deadline=None)
@given(DAYS, st.integers(1, 20))
def test_working_days_forward(day, amount):
    term = {"kind": "WORKING_DAYS", "amount": amount, "count_from": "DAY_FOLLOWING"}
    assert due_day(term, day) == ORACLE.get_nth_working_day(day, amount)


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(1, 20))
def test_working_days_backward(day, amount):
    term = {"kind": "WORKING_DAYS_BEFORE", "amount": amount}
    assert due_day(term, day) == ORACLE.get_nth_working_day(day, -amount)


def test_every_day_of_five_years():
    day = date(2023, 1, 1)
    while day.year < 2028:
        assert CALENDAR.is_working(day) == ORACLE.is_working_day(day), day
        day += timedelta(days=1)


@settings(deadline=None)
@given(st.datetimes(datetime(2023, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)), st.integers(1, 200))
def test_hours_are_elapsed_time(start, amount):
    computed = compute(Term.parse({"kind": "HOURS", "amount": amount}), start, CALENDAR)
    assert computed.due_at is not None
    assert computed.due_at.astimezone(UTC) - start == timedelta(hours=amount)


@settings(deadline=None)
@given(DAYS, st.integers(1, 60))
def test_months_land_in_the_right_month(day, amount):
    landed = due_day({"kind": "MONTHS", "amount": amount}, day)
    assert landed.year * 12 + landed.month == day.year * 12 + day.month + amount
    assert landed.day == day.day or (landed + timedelta(days=1)).day == 1
