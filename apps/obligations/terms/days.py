"""Counting days, months and years, each day leaving a line a reader can follow."""

import calendar as months
from datetime import date, datetime, timedelta
from typing import Any

from apps.core.localtime import day_end
from apps.obligations.calendar import WorkCalendar
from apps.obligations.terms.model import CountFrom, Line


def count_working_days(
    start: date, amount: int, calendar: WorkCalendar, *, first_day: bool = False, back: bool = False
) -> tuple[date, list[Line]]:
    """The working day number `amount` after `start`, before it with `back`; `first_day` counts the start too."""
    prefix = "BACK" if back else "DAY"
    lines: list[Line] = []
    counted, last = 0, start
    for day in calendar.after(start - timedelta(days=first_day), -1 if back else 1):
        reason = calendar.reason(day)
        if not calendar.is_working(day):
            lines.append(Line(f"{prefix}_SKIPPED", {"date": day.isoformat(), "reason": reason}))
            continue
        counted, last = counted + 1, day
        worked = {"reason": reason} if reason else {}
        lines.append(Line(f"{prefix}_COUNTED", {"date": day.isoformat(), "n": counted} | worked))
        if counted == amount:
            break
    return last, lines


def excluded(start: date, count_from: CountFrom) -> list[Line]:
    """Says whether the start day counts, and that the Law or the usual reading says so."""
    code = {
        CountFrom.DAY: "DAY_START_EXCLUDED",
        CountFrom.DAY_FOLLOWING: "DAY_FOLLOWING",
        CountFrom.FIRST_DAY: "DAY_START_COUNTED",
    }[count_from]
    return [Line(code, {"date": start.isoformat()})]


def add_months(start: date, amount: int) -> tuple[date, list[Line]]:
    """The same day of the month `amount` months later, or the last day of a shorter month."""
    index = start.year * 12 + start.month - 1 + amount
    year, month = divmod(index, 12)
    last = months.monthrange(year, month + 1)[1]
    day = date(year, month + 1, min(start.day, last))
    clamped = [Line("MONTH_CLAMPED", {"date": day.isoformat(), "wanted": start.day})] if last < start.day else []
    return day, clamped


def end_of(day: date) -> tuple[datetime, list[Line]]:
    """The last second of the day in Almaty, which is a policy of the system and said so."""
    at = day_end(day)
    return at, [Line("END_OF_DAY", {"date": day.isoformat(), "at": at.isoformat()})]


def unknown_years(start: date, end: date, calendar: WorkCalendar) -> list[Line]:
    """A line for each counted year whose holidays nobody entered yet."""
    first, last = sorted((start, end))
    years = range(first.year, last.year + 1)
    return [_line("CALENDAR_UNKNOWN", year=year) for year in years if not calendar.knows_year(year)]


def _line(code: str, **params: Any) -> Line:
    return Line(code, params)
