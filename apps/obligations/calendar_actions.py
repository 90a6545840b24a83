"""The only writers of the calendar of working days, and of the clocks that a changed day moves.

A term that has run out is never moved: a duty already overdue, or one whose new due instant would lie in the
past, stays as it is and is listed to the editor.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import DateTimeField, F, Func, Value, prefetch_related_objects
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Collector, Refused
from apps.core.localtime import day_end, day_start
from apps.core.subjects import Subject
from apps.obligations import engine
from apps.obligations.calendar import Day, WorkCalendar, stored_calendar
from apps.obligations.models import CalendarDay, Change, Obligation, Rule
from apps.obligations.terms import Computation, Kind

CHUNK = 1000
SHOWN = 20
"""How many duties of each kind a preview or a result names; the rest are counted."""
COUNTED_IN_WORKING_DAYS = {Kind.WORKING_DAYS, Kind.WORKING_DAYS_BEFORE, Kind.QUARTER_END}
YEARS_AHEAD = 3

REWIND = """
UPDATE obligations_obligation duty
   SET due_at = new.due_at, arithmetic = new.arithmetic, next_step_at = new.next_step_at,
       step_times = ARRAY(SELECT value::timestamptz FROM jsonb_array_elements_text(new.step_times))
  FROM jsonb_to_recordset(%s::jsonb)
       AS new(id bigint, due_at timestamptz, arithmetic jsonb, step_times jsonb, next_step_at timestamptz)
 WHERE duty.id = new.id
"""


@dataclass(frozen=True)
class Move:
    """One open duty and the due instant it would have by the changed calendar."""

    duty: Obligation
    due_at: datetime
    new_due_at: datetime


@dataclass
class Effects:
    """What a changed day does: duties whose due instant moves, and those left alone because it has passed."""

    moved: int = 0
    left: int = 0
    moves: list[Move] = field(default_factory=list)
    passed: list[Move] = field(default_factory=list)


@dataclass
class _Clock:
    duty: Obligation
    computation: Computation
    times: list[datetime]

    @property
    def due_at(self) -> datetime:
        return self.computation.due_at or self.duty.due_at

    @property
    def moves(self) -> bool:
        return self.due_at != self.duty.due_at

    def has_passed(self, at: datetime) -> bool:
        return self.duty.breached_at is not None or min(self.duty.due_at, self.due_at) <= at

    def differs(self) -> bool:
        duty = self.duty
        return self.moves or self.times != duty.step_times or self.computation.as_json() != duty.arithmetic


class _Winder:
    """The clocks duties would have by a calendar; equal starts under one rule are counted once."""

    def __init__(self, rules: dict[int, Rule], calendar: WorkCalendar) -> None:
        self.rules, self.calendar = rules, calendar
        self.counted: dict[tuple[int, datetime], tuple[Computation, list[datetime]]] = {}

    def clocks(self, pks: list[int], *, lock: bool) -> list[_Clock]:
        duties = Obligation.objects.open().filter(pk__in=pks).order_by("pk")
        return [self._clock(duty) for duty in (duties.select_for_update() if lock else duties)]

    def _clock(self, duty: Obligation) -> _Clock:
        duty.rule = self.rules[duty.rule_id]
        key = (duty.rule_id, duty.started_at)
        if key not in self.counted:
            self.counted[key] = engine.clock(duty.rule, duty.started_at, self.calendar)
        return _Clock(duty, *self.counted[key])


def preview_day(*, day: CalendarDay, at: datetime) -> Effects:
    """What saving this day would do. Writes nothing."""
    named = Day(day.is_working, {"kk": day.reason_kk, "ru": day.reason_ru, "en": day.reason_en})
    return _effects(day.date, WorkCalendar({**stored_calendar().days, day.date: named}), at)


def preview_removal(*, date: date, at: datetime) -> Effects:
    """What removing a named day would do: it then follows the plain week, Monday to Friday."""
    days = {day: named for day, named in stored_calendar().days.items() if day != date}
    return _effects(date, WorkCalendar(days), at)


@action
def set_day(
    *, date: date, is_working: bool, reason_kk: str, reason_ru: str, reason_en: str = "", source: str,
    is_certain: bool = True, by: User, at: datetime,
) -> Effects:  # fmt: skip
    """Name a day as free or worked, with its source, and move the open clocks that it touches."""
    require(by, Perm.EDIT_CALENDAR)
    day = CalendarDay.objects.select_for_update().filter(date=date).first() or CalendarDay(date=date)
    known = day.pk is not None
    day.is_working, day.is_certain, day.source = is_working, is_certain, source.strip()
    day.reason_kk, day.reason_ru, day.reason_en = reason_kk.strip(), reason_ru.strip(), reason_en.strip()
    _check(day, at)
    day.save()
    return _applied(day, "calendar.day_changed" if known else "calendar.day_named", by=by, at=at)


@action
def remove_day(*, date: date, by: User, at: datetime) -> Effects:
    """Let a day follow the plain week again, and move the open clocks that it touches."""
    require(by, Perm.EDIT_CALENDAR)
    day = CalendarDay.objects.select_for_update().filter(date=date).first()
    if day is None:
        raise Refused(_("This day has no entry in the calendar."), field="date")
    pk, _deleted = day.pk, day.delete()
    day.pk = pk
    return _applied(day, "calendar.day_removed", by=by, at=at)


def _check(day: CalendarDay, at: datetime) -> None:
    refuse = Collector()
    for name in ("reason_kk", "reason_ru", "source"):
        if not getattr(day, name):
            refuse(_("Say it: the calendar names every special day and where it comes from."), field=name)
    if not 2000 <= day.date.year <= at.year + YEARS_AHEAD:
        refuse(_("The calendar is kept for at most three years ahead."), field="date")
    refuse.done()


def _applied(day: CalendarDay, verb: str, *, by: User, at: datetime) -> Effects:
    effects = _effects(day.date, stored_calendar(), at, by=by, reason=_reason(day))
    log.record(
        verb, Subject("calendarday", day.pk, f"{day.date:%Y-%m-%d}"), by=by, at=at, is_working=day.is_working,
        source=day.source, moved=effects.moved, left=effects.left,
    )  # fmt: skip
    return effects


def _reason(day: CalendarDay) -> str:
    return f"{day.date:%d.%m.%Y}: {day.reason_ru} ({day.source})"[:500]


def _effects(
    date: date, calendar: WorkCalendar, at: datetime, *, by: User | None = None, reason: str | None = None
) -> Effects:
    """Go through the duties that touch the day, in chunks; with `reason` write, else only look."""
    effects = Effects()
    rules = {rule.pk: rule for rule in Rule.objects.all() if _counts_days(rule)}
    winder = _Winder(rules, calendar)
    touched = _touched(date, list(rules))
    for start in range(0, len(touched), CHUNK):
        with transaction.atomic():
            clocks = winder.clocks(touched[start : start + CHUNK], lock=reason is not None)
            live = [clock for clock in clocks if not (clock.moves and clock.has_passed(at))]
            moving = [clock for clock in live if clock.moves]
            passed = [clock for clock in clocks if clock.moves and clock.has_passed(at)]
            _count(effects, moving, passed)
            if reason is not None:
                _rewind(live)
                _remember(moving, by=by, at=at, reason=reason)
    prefetch_related_objects([move.duty for move in effects.moves + effects.passed], "owner")
    return effects


def _touched(date: date, rules: list[int]) -> list[int]:
    """Open duties under rules that count working days and whose span, reminders included, covers the day. Terms that
    somebody extended to a day of the calendar do not move with it."""
    last_step = Func(
        F("step_times"), template="(%(expressions)s)[cardinality(%(expressions)s)]", output_field=DateTimeField()
    )
    spans = Obligation.objects.open().filter(rule__in=rules).exclude(changes__cause=Change.Cause.EXTENSION)
    spans = spans.annotate(
        opens=Least("started_at", "due_at"),
        closes=Greatest("started_at", "due_at", Coalesce(last_step, F("due_at"))),
    )
    held = spans.filter(opens__lte=Value(day_end(date)), closes__gte=Value(day_start(date)))
    return list(held.order_by("pk").values_list("pk", flat=True))


def _counts_days(rule: Rule) -> bool:
    """In its term or in a reminder."""
    if rule.term.get("kind") in COUNTED_IN_WORKING_DAYS:
        return True
    return any(name.endswith("working_days") for rung in rule.ladder for name in rung["at"])


def _count(effects: Effects, moving: list[_Clock], passed: list[_Clock]) -> None:
    effects.moved += len(moving)
    effects.left += len(passed)
    effects.moves = _soonest(effects.moves, moving)
    effects.passed = _soonest(effects.passed, passed)


def _soonest(held: list[Move], clocks: list[_Clock]) -> list[Move]:
    new = [Move(clock.duty, clock.duty.due_at, clock.due_at) for clock in clocks]
    return sorted(held + new, key=lambda move: move.due_at)[:SHOWN]


def _rewind(clocks: list[_Clock]) -> None:
    """Write the new clocks in one statement; steps already taken stay taken."""
    rows = [_row(clock) for clock in clocks if clock.differs()]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(REWIND, [json.dumps(rows, default=str)])


def _row(clock: _Clock) -> dict[str, Any]:
    ahead = clock.times[clock.duty.steps_taken :]
    return {
        "id": clock.duty.pk,
        "due_at": clock.due_at,
        "arithmetic": clock.computation.as_json(),
        "step_times": clock.times,
        "next_step_at": ahead[0] if ahead else None,
    }


def _remember(clocks: list[_Clock], *, by: User | None, at: datetime, reason: str) -> None:
    """Both clocks stay visible on the duty, and the ledger names every one that moved."""
    Change.objects.bulk_create(
        Change(
            duty=clock.duty, cause=Change.Cause.CALENDAR, old_started_at=clock.duty.started_at,
            new_started_at=clock.duty.started_at, old_due_at=clock.duty.due_at, new_due_at=clock.due_at,
            reason=reason, by=by, at=at,
        )
        for clock in clocks
    )  # fmt: skip
    log.record_many(
        log.entry(
            "duty.clock_changed", clock.duty.about, by=by, at=at, duty=clock.duty.pk, rule=clock.duty.rule.code,
            cause=Change.Cause.CALENDAR, due_at=clock.due_at,
        )
        for clock in clocks
    )  # fmt: skip
