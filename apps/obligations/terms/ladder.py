"""When the steps of a duty fall: reminders before its due instant, the breach at it, escalations after."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from apps.core.localtime import ALMATY, local
from apps.obligations.calendar import WorkCalendar
from apps.obligations.terms.days import count_working_days
from apps.obligations.terms.model import TermError

MORNING = time(9)
"""A reminder counted in working days comes at this local hour (policy)."""

RUNGS = frozenset({
    "minutes", "hours", "share", "before_due_hours", "before_due_minutes", "before_due_working_days", "due",
    "after_due_hours", "after_due_working_days",
})  # fmt: skip
"""The ways a rung of a rule's ladder says when it falls; hours, minutes and share count from the start."""


def step_times(
    ladder: Sequence[dict[str, Any]], started_at: datetime, due_at: datetime | None, calendar: WorkCalendar
) -> list[tuple[int, str, datetime]]:
    """(position from 1, kind, instant) of every rung of a ladder that is written in the order of time.

    No rung falls before the start or before the one above it: a term of two working days reminds «three days
    before» at once. A term that counts back from a planned event has no such floor. Without a due instant there
    are no steps.
    """
    if due_at is None:
        return []
    steps: list[tuple[int, str, datetime]] = []
    counts_back = due_at < started_at
    latest = datetime.min.replace(tzinfo=ALMATY) if counts_back else local(started_at)
    for position, rung in enumerate(ladder, start=1):
        latest = max(latest, rung_at(rung["at"], started_at, due_at, calendar))
        steps.append((position, str(rung["kind"]), latest))
    return steps


def rung_at(at: dict[str, Any], started_at: datetime, due_at: datetime, calendar: WorkCalendar) -> datetime:
    """The instant one rung falls at. Raises TermError for a rung it does not know."""
    if len(at) != 1 or not RUNGS.issuperset(at):
        raise TermError(f"rung {at!r} must say one of {', '.join(sorted(RUNGS))}")
    ((name, value),) = at.items()
    if name == "share":
        return started_at + timedelta(seconds=round((due_at - started_at).total_seconds() * float(value)))
    if name == "due":
        return due_at
    if name.endswith("working_days"):
        return _morning(due_at, int(value), calendar, back=name.startswith("before"))
    unit = timedelta(minutes=1) if name.endswith("minutes") else timedelta(hours=1)
    if name.startswith("before"):
        return due_at - value * unit
    return (due_at if name.startswith("after") else started_at) + value * unit


def _morning(due_at: datetime, amount: int, calendar: WorkCalendar, *, back: bool) -> datetime:
    day = local(due_at).date()
    if amount:
        day, _lines = count_working_days(day, amount, calendar, back=back)
    return datetime.combine(day, MORNING, ALMATY)
