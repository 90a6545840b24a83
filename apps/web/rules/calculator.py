"""The calculator «from when?»: the same counting as `due` and the API, shown step by step."""

from dataclasses import dataclass, field
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from apps.core.localtime import local
from apps.obligations.calculator import NotInForce, calculate
from apps.obligations.calendar import stored_calendar
from apps.obligations.explain import explain
from apps.obligations.models import Rule
from apps.obligations.terms import Bound, Computation, Kind, Term, step_times
from apps.web import formats
from apps.web.presenters import why
from apps.web.rules import words

ELAPSED = {Kind.MINUTES, Kind.HOURS}


@dataclass(frozen=True)
class Reminder:
    """A rung of the ladder with the instant it falls at in this computation."""

    kind: str
    words: str
    told: str
    state: str
    at: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """What a start gives: the version in force then and its arithmetic, or the words why there is none."""

    start: datetime
    rule: Rule | None
    none: str = ""
    computation: Computation | None = None
    cells: list[why.DayCell] = field(default_factory=list)
    rows: list[why.SumRow] = field(default_factory=list)
    sample: Any = None
    steps: dict[int, datetime] = field(default_factory=dict)

    @property
    def due_at(self) -> datetime | None:
        return self.computation.due_at if self.computation else None

    @property
    def headline(self) -> str:
        """The due instant of a term that is not drawn, in words."""
        if self.rule is None or self.due_at is None:
            return ""
        term = Term.parse(self.rule.term)
        if term.needs_time:
            return formats.instant(self.due_at)
        day = {"date": formats.long_date(self.due_at)}
        if term.bound == Bound.EARLIEST:
            return _("not earlier than %(date)s") % day
        return _("%(date)s, until the end of the day") % day

    @property
    def lines(self) -> list[str]:
        """Every step of the arithmetic as a sentence, the same as the command `due` prints."""
        return explain(self.computation) if self.computation else []

    @property
    def starts(self) -> int:
        """The weekday (1 to 7) of the first drawn day."""
        return self.cells[0].day.isoweekday() if self.cells else 0


def answer(code: str, start: datetime, birth_date: date | None = None) -> Answer:
    """Count from `start` by the version in force on that day in Almaty."""
    calendar = stored_calendar()
    try:
        applied = calculate(code, start, birth_date=birth_date, calendar=calendar)
    except NotInForce as reason:
        return Answer(start, None, none=str(reason))
    rule, computation = applied.rule, applied.computation
    cells, rows = _drawn(rule, computation)
    times = {
        position: at
        for position, _kind, at in step_times(rule.ladder, computation.started_at, computation.due_at, calendar)
    }
    sample = _sample(rule, computation, times)
    return Answer(
        start, rule, computation=computation, cells=cells, rows=rows, sample=sample, steps=times
    )  # fmt: skip


def ladder(rule: Rule, steps: dict[int, datetime]) -> list[Reminder]:
    """The rungs in words; with the instants of a computation where there is one."""
    states = {"REMINDER": "run", "BREACH": "over", "ESCALATION": "over"}
    return [
        Reminder(
            str(words.RUNG_KINDS[rung["kind"]]),
            words.rung_words(rung["at"]),
            words.audiences(rung["notify"]),
            states[rung["kind"]],
            steps.get(position),
        )
        for position, rung in enumerate(rule.ladder, start=1)
    ]


def _drawn(rule: Rule, computation: Computation) -> tuple[list[why.DayCell], list[why.SumRow]]:
    """Days drawn for working days, a sum for hours; other terms are told line by line only."""
    if computation.due_at is None:
        return [], []
    fact = words.event_words(rule.opens_on)
    fact = fact[:1].upper() + fact[1:]
    cells = why.day_cells(computation.as_json())
    if cells:
        return cells, why.days_sum(cells, computation.due_at, fact=fact)
    if Term.parse(rule.term).kind in ELAPSED:
        return [], why.hours_sum(computation.started_at, computation.due_at, fact=fact)
    return [], []


def _sample(rule: Rule, computation: Computation, times: dict[int, datetime]) -> Any:
    """A clock that has just started, for the term bar; None where time does not run from start to due."""
    if computation.due_at is None or computation.due_at <= computation.started_at:
        return None
    return SimpleNamespace(
        rule=rule, state="OPEN", started_at=local(computation.started_at), due_at=computation.due_at, met_at=None,
        breached_at=None, step_times=[times[key] for key in sorted(times)], steps_taken=0,
    )  # fmt: skip
