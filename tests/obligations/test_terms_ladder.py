"""When reminders, the breach and escalations fall."""

from datetime import datetime

import pytest

from apps.core.localtime import ALMATY
from apps.obligations.lawfiles import files_calendar
from apps.obligations.terms import TermError, step_times

CALENDAR = files_calendar()
START = datetime(2026, 3, 20, 23, 10, tzinfo=ALMATY)
NEXT = datetime(2026, 3, 21, 23, 10, tzinfo=ALMATY)
DELIVERED = datetime(2026, 3, 20, tzinfo=ALMATY)
EXECUTED = datetime(2026, 4, 8, 23, 59, 59, tzinfo=ALMATY)


def falls(ladder: list[dict], start=START, due=NEXT) -> list[str]:
    rungs = [{"at": at, "kind": "REMINDER"} for at in ladder]
    return [f"{at:%m-%d %H:%M}" for _position, _kind, at in step_times(rungs, start, due, CALENDAR)]


def test_hours_from_the_start():
    ladder = [{"hours": 12}, {"hours": 20}, {"hours": 23}, {"due": True}, {"after_due_hours": 24}]
    assert falls(ladder) == ["03-21 11:10", "03-21 19:10", "03-21 22:10", "03-21 23:10", "03-22 23:10"]


def test_shares_and_offsets_before_due():
    assert falls([{"share": 0.5}, {"before_due_hours": 4}]) == ["03-21 11:10", "03-21 19:10"]


def test_working_days_before_due_fall_in_the_morning_and_skip_free_days():
    ladder = [{"before_due_working_days": 9}, {"before_due_working_days": 1}, {"before_due_working_days": 0}]
    assert falls(ladder, DELIVERED, EXECUTED) == ["03-26 09:00", "04-07 09:00", "04-08 09:00"]


def test_rung_before_the_start_falls_at_the_start_and_order_holds():
    ladder = [{"before_due_working_days": 3}, {"share": 0.5}, {"due": True}]
    assert falls(ladder) == ["03-20 23:10", "03-21 11:10", "03-21 23:10"]


def test_term_that_counts_back_reminds_before_its_due_instant():
    ladder = [{"before_due_hours": 24}, {"due": True}]
    assert falls(ladder, NEXT, START) == ["03-19 23:10", "03-20 23:10"]


def test_positions_run_from_one():
    steps = step_times([{"at": {"due": True}, "kind": "BREACH"}], START, NEXT, CALENDAR)
    assert steps == [(1, "BREACH", NEXT)]


def test_without_due_instant_there_are_no_steps():
    assert step_times([{"at": {"due": True}, "kind": "BREACH"}], START, None, CALENDAR) == []


@pytest.mark.parametrize("at", [{"days": 1}, {}, {"hours": 1, "share": 0.5}])
def test_unknown_rung_is_refused(at):
    with pytest.raises(TermError):
        falls([at])
