"""Worked examples of every way a term is counted. Dates are those of the published calendars."""

from datetime import UTC, date, datetime

import pytest

from apps.core.localtime import ALMATY
from apps.obligations.calendar import WorkCalendar
from apps.obligations.lawfiles import files_calendar
from apps.obligations.terms import Computation, Term, TermError, compute, in_window

CALENDAR = files_calendar()


def at(text: str) -> datetime:
    """An instant read off a clock in Almaty."""
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY)


def due(term: dict, start: str, **facts) -> str:
    computed = compute(Term.parse(term), at(start), CALENDAR, **facts)
    assert computed.due_at is not None
    return computed.due_at.isoformat()


def codes(term: dict, start: str, **facts) -> list[str]:
    return [line.code for line in compute(Term.parse(term), at(start), CALENDAR, **facts).lines]


def working(amount: int, count_from: str = "DAY_FOLLOWING") -> dict:
    return {"kind": "WORKING_DAYS", "amount": amount, "count_from": count_from}


def test_hours_run_through_night_and_holiday():
    term = {"kind": "HOURS", "amount": 24}
    assert due(term, "2026-03-20T23:10") == "2026-03-21T23:10:00+05:00"
    assert codes(term, "2026-03-20T23:10") == ["START", "ADD_HOURS", "RUNS_THROUGH", "DUE"]


def test_hours_are_elapsed_when_the_zone_changes():
    term = {"kind": "HOURS", "amount": 24}
    assert due(term, "2024-02-29T20:00") == "2024-03-01T19:00:00+05:00"
    assert "ZONE_CHANGED" in codes(term, "2024-02-29T20:00")


def test_start_may_be_given_in_any_zone():
    computed = compute(Term.parse({"kind": "HOURS", "amount": 24}), datetime(2026, 3, 20, 18, 10, tzinfo=UTC), CALENDAR)
    assert computed.due_at is not None
    assert computed.due_at.isoformat() == "2026-03-21T23:10:00+05:00"


def test_minutes():
    assert due({"kind": "MINUTES", "amount": 30}, "2026-03-20T23:45") == "2026-03-21T00:15:00+05:00"


def test_immediately_says_that_the_number_is_the_systems():
    term = {"kind": "HOURS", "amount": 1, "wording": "IMMEDIATELY"}
    assert codes(term, "2026-04-14T10:00") == ["START", "WORDING_IMMEDIATELY", "ADD_HOURS", "DUE"]


@pytest.mark.parametrize(
    ("amount", "start", "expected"),
    [
        (5, "2026-03-20", "2026-04-01"),
        (10, "2026-03-20", "2026-04-08"),
        (5, "2026-03-19", "2026-03-31"),
        (3, "2025-12-30", "2026-01-06"),
        (5, "2024-05-03", "2024-05-14"),
        (1, "2025-01-02", "2025-01-05"),
    ],
)
def test_working_days_from_the_day_following(amount, start, expected):
    assert due(working(amount), start) == f"{expected}T23:59:59+05:00"


def test_worked_saturday_is_counted_and_named():
    lines = compute(Term.parse(working(1)), at("2024-05-03"), CALENDAR).lines
    counted = [line for line in lines if line.code == "DAY_COUNTED"]
    assert counted[0].params["date"] == "2024-05-04"
    assert counted[0].params["reason"]["ru"] == "рабочий день вместо 08.05.2024"


def test_skipped_days_bear_their_names():
    lines = compute(Term.parse(working(5)), at("2026-03-20"), CALENDAR).lines
    skipped = {line.params["date"]: line.params["reason"]["kk"] for line in lines if line.code == "DAY_SKIPPED"}
    assert list(skipped) == [
        "2026-03-21", "2026-03-22", "2026-03-23", "2026-03-24", "2026-03-25", "2026-03-28", "2026-03-29",
    ]  # fmt: skip
    assert skipped["2026-03-24"] == "Наурыз мейрамы: ауысқан демалыс"
    assert skipped["2026-03-29"] == "демалыс күні"


def test_from_the_day_counts_like_the_day_following_but_says_so():
    assert due(working(5, "DAY"), "2026-04-13T15:00") == "2026-04-20T23:59:59+05:00"
    assert codes(working(1, "DAY"), "2026-04-13")[1] == "DAY_START_EXCLUDED"
    assert codes(working(1), "2026-04-13")[1] == "DAY_FOLLOWING"


def test_length_of_an_inspection_counts_its_first_day():
    assert due(working(5, "FIRST_DAY"), "2026-04-13T09:00") == "2026-04-17T23:59:59+05:00"
    assert due(working(5, "FIRST_DAY"), "2026-04-11T09:00") == "2026-04-17T23:59:59+05:00"


def test_extension_adds_in_the_terms_own_unit():
    assert due(working(5, "FIRST_DAY"), "2026-04-13T09:00", extended_by=5) == "2026-04-24T23:59:59+05:00"


def test_calendar_days_from_delivery():
    term = {"kind": "CALENDAR_DAYS", "amount": 30, "count_from": "DAY"}
    assert due(term, "2026-03-01T10:00") == "2026-03-31T23:59:59+05:00"


def test_at_least_ten_calendar_days_gives_the_earliest_day():
    term = {"kind": "CALENDAR_DAYS", "amount": 10, "count_from": "DAY", "bound": "EARLIEST"}
    assert due(term, "2026-03-20") == "2026-03-30T23:59:59+05:00"
    assert codes(term, "2026-03-20")[-1] == "DUE_EARLIEST"


@pytest.mark.parametrize(
    ("kind", "amount", "start", "expected", "clamped"),
    [
        ("MONTHS", 3, "2025-11-30", "2026-02-28T23:59:59+05:00", True),
        ("MONTHS", 3, "2023-11-30", "2024-02-29T23:59:59+06:00", True),
        ("MONTHS", 1, "2026-03-20", "2026-04-20T23:59:59+05:00", False),
        ("MONTHS", 1, "2025-12-31", "2026-01-31T23:59:59+05:00", False),
        ("YEARS", 4, "2024-02-29", "2028-02-29T23:59:59+05:00", False),
        ("YEARS", 3, "2024-02-29", "2027-02-28T23:59:59+05:00", True),
    ],
)
def test_months_and_years_clamp_to_the_end_of_the_month(kind, amount, start, expected, clamped):
    term = {"kind": kind, "amount": amount}
    assert due(term, start) == expected
    assert ("MONTH_CLAMPED" in codes(term, start)) is clamped


@pytest.mark.parametrize("start", ["2026-01-01", "2026-02-14T12:00", "2026-03-31T23:59:59"])
def test_quarter_report_is_due_ten_working_days_after_the_quarter_of_the_start(start):
    assert due({"kind": "QUARTER_END", "amount": 10}, start) == "2026-04-14T23:59:59+05:00"


def test_monthly_by_the_25th():
    term = {"kind": "MONTHLY", "day": 25}
    assert due(term, "2026-04-01") == "2026-04-25T23:59:59+05:00"
    assert due(term, "2026-04-25T12:00") == "2026-04-25T23:59:59+05:00"
    assert due(term, "2026-12-26") == "2027-01-25T23:59:59+05:00"
    assert "ANCHOR_PASSED" in codes(term, "2026-04-26")


def test_strictly_before_20_december():
    term = {"kind": "YEARLY", "month": 12, "day": 20, "inclusive": False}
    assert due(term, "2026-06-01") == "2026-12-19T23:59:59+05:00"
    assert due(term, "2026-12-20") == "2027-12-19T23:59:59+05:00"


def test_until_25_december_included_names_the_safe_day():
    term = {"kind": "YEARLY", "month": 12, "day": 25, "safe_day": 24}
    assert due(term, "2026-12-20") == "2026-12-25T23:59:59+05:00"
    assert "SAFE_DAY" in codes(term, "2026-12-20")


@pytest.mark.parametrize("start", ["2025-12-31T23:59:59", "2026-01-01"])
def test_yearly_after_the_year_that_ended(start):
    term = {"kind": "YEARLY", "month": 12, "day": 31, "strictly_after": True}
    assert due(term, start) == "2026-12-31T23:59:59+05:00"


def test_at_least_24_hours_before_the_start():
    term = {"kind": "HOURS_BEFORE", "amount": 24}
    assert due(term, "2026-04-14T09:00") == "2026-04-13T09:00:00+05:00"
    assert codes(term, "2026-04-14T09:00") == ["ANCHOR", "SUBTRACT_HOURS", "DUE"]


def test_one_working_day_before_skips_backward():
    term = {"kind": "WORKING_DAYS_BEFORE", "amount": 1}
    assert due(term, "2026-03-26") == "2026-03-20T23:59:59+05:00"
    assert codes(term, "2026-03-26").count("BACK_SKIPPED") == 5


def test_until_age_needs_the_birth_date():
    term = {"kind": "UNTIL_AGE", "amount": 18, "bound": "EARLIEST"}
    assert due(term, "2026-04-01", birth_date=date(2014, 8, 9)) == "2032-08-09T23:59:59+05:00"
    unknown = compute(Term.parse(term), at("2026-04-01"), CALENDAR)
    assert unknown.due_at is None
    assert unknown.lines[-1].code == "BIRTH_DATE_NEEDED"


def test_next_semiannual_list():
    assert due({"kind": "SEMIANNUAL_LIST"}, "2026-04-08") == "2026-06-30T23:59:59+05:00"
    assert due({"kind": "SEMIANNUAL_LIST"}, "2026-07-01") == "2026-12-31T23:59:59+05:00"


@pytest.mark.parametrize(
    ("opens", "clock", "inside"),
    [
        ("22:00", "21:59:59", False),
        ("22:00", "22:00", True),
        ("22:00", "03:30", True),
        ("22:00", "05:59:59", True),
        ("22:00", "06:00", False),
        ("23:00", "22:30", False),
        ("23:00", "23:00", True),
    ],
)
def test_clock_window_has_no_due_instant(opens, clock, inside):
    term = Term.parse({"kind": "CLOCK_WINDOW", "opens": opens, "closes": "06:00"})
    moment = at(f"2026-04-14T{clock}")
    assert in_window(term, moment) is inside
    computed = compute(term, moment, CALENDAR)
    assert computed.due_at is None
    assert computed.lines[-1].params["inside"] is inside


def test_year_without_holidays_is_said():
    assert "CALENDAR_UNKNOWN" in codes(working(5), "2031-03-20")


def test_computation_survives_json():
    computed = compute(Term.parse(working(5)), at("2026-03-20"), CALENDAR)
    assert Computation.from_json(computed.as_json()) == computed


def test_calendar_reads_its_source_once_and_late():
    reads = []
    calendar = WorkCalendar(lambda: reads.append(1) or {})
    assert reads == []
    assert calendar.is_working(date(2026, 4, 14))
    assert not calendar.is_working(date(2026, 4, 18))
    assert reads == [1]


@pytest.mark.parametrize(
    "raw",
    [
        {"kind": "HOURS"},
        {"kind": "WEEKS", "amount": 1},
        {"kind": "WORKING_DAYS", "amount": 5},
        {"kind": "MONTHLY"},
        {"kind": "HOURS", "amount": 1, "units": "h"},
        {"amount": 1},
    ],
)
def test_malformed_term_is_refused(raw):
    with pytest.raises(TermError):
        Term.parse(raw)
