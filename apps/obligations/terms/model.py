"""What a term is and what counting one gives. Plain data: no database, no clock."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Self


class TermError(ValueError):
    """A rule's `term` is not well formed; the message names the key."""


class Kind(StrEnum):
    """How a term is counted."""

    MINUTES = "MINUTES"
    HOURS = "HOURS"
    WORKING_DAYS = "WORKING_DAYS"
    CALENDAR_DAYS = "CALENDAR_DAYS"
    MONTHS = "MONTHS"
    YEARS = "YEARS"
    QUARTER_END = "QUARTER_END"
    YEARLY = "YEARLY"
    MONTHLY = "MONTHLY"
    SEMIANNUAL_LIST = "SEMIANNUAL_LIST"
    HOURS_BEFORE = "HOURS_BEFORE"
    WORKING_DAYS_BEFORE = "WORKING_DAYS_BEFORE"
    UNTIL_AGE = "UNTIL_AGE"
    CLOCK_WINDOW = "CLOCK_WINDOW"


class CountFrom(StrEnum):
    """INSTANT: the clock runs at once. DAY: the start day is not counted (the usual reading of «from the day»).
    DAY_FOLLOWING: the same arithmetic, where the Law says so itself. FIRST_DAY: the start day is day 1, for how
    long an inspection may last."""

    INSTANT = "INSTANT"
    DAY = "DAY"
    DAY_FOLLOWING = "DAY_FOLLOWING"
    FIRST_DAY = "FIRST_DAY"


class Bound(StrEnum):
    """LATEST: the act must happen by the due instant. EARLIEST: it may not happen before that day."""

    LATEST = "LATEST"
    EARLIEST = "EARLIEST"


AMOUNTS = frozenset({
    Kind.MINUTES, Kind.HOURS, Kind.WORKING_DAYS, Kind.CALENDAR_DAYS, Kind.MONTHS, Kind.YEARS, Kind.QUARTER_END,
    Kind.HOURS_BEFORE, Kind.WORKING_DAYS_BEFORE, Kind.UNTIL_AGE,
})  # fmt: skip
"""Kinds that need `amount`. QUARTER_END: that many working days after the quarter; UNTIL_AGE: years of age."""
ELAPSED = frozenset({Kind.MINUTES, Kind.HOURS})
BACKWARD = frozenset({Kind.HOURS_BEFORE, Kind.WORKING_DAYS_BEFORE})
"""Kinds whose start is the planned event and which count back from it."""
DATED = frozenset({Kind.YEARLY, Kind.MONTHLY})


@dataclass(frozen=True)
class Term:
    """The term of a rule. Which fields matter depends on `kind`.

    `wording` IMMEDIATELY: the Law gives no number, the amount is the system's. YEARLY and MONTHLY end on
    `month`/`day`, on the day before it when not `inclusive`; `safe_day` is the day to aim at where the wording
    is unsure; `strictly_after` leaves the start day itself out. `opens`/`closes` bound a CLOCK_WINDOW, local
    time, `closes` excluded.
    """

    kind: Kind
    amount: int = 0
    count_from: CountFrom = CountFrom.INSTANT
    bound: Bound = Bound.LATEST
    wording: str = ""
    month: int = 0
    day: int = 0
    inclusive: bool = True
    safe_day: int = 0
    strictly_after: bool = False
    opens: str = ""
    closes: str = ""

    @classmethod
    def parse(cls, raw: dict[str, Any]) -> Self:
        """A term from a rule's mapping. Raises TermError."""
        known = {item.name for item in fields(cls)}
        if unknown := set(raw) - known:
            raise TermError(f"unknown keys in term: {', '.join(sorted(unknown))}")
        values = dict(raw)
        for name, enum in (("kind", Kind), ("count_from", CountFrom), ("bound", Bound)):
            if name in values or name == "kind":
                values[name] = _member(enum, values.get(name), name)
        term = cls(**values)
        term._check()
        return term

    def _check(self) -> None:
        if self.kind in AMOUNTS and self.amount < 1:
            raise TermError(f"{self.kind} needs an amount of at least 1")
        if self.kind in DATED and not self.day:
            raise TermError(f"{self.kind} needs a day")
        if self.kind == Kind.YEARLY:
            date(2023, self.month, self.day)
        if self.kind == Kind.CLOCK_WINDOW:
            time.fromisoformat(self.opens), time.fromisoformat(self.closes)
        if self.kind in {Kind.WORKING_DAYS, Kind.CALENDAR_DAYS} and self.count_from == CountFrom.INSTANT:
            raise TermError(f"{self.kind} needs count_from DAY, DAY_FOLLOWING or FIRST_DAY")

    @property
    def counts_back(self) -> bool:
        return self.kind in BACKWARD

    @property
    def needs_birth_date(self) -> bool:
        return self.kind == Kind.UNTIL_AGE

    @property
    def needs_time(self) -> bool:
        """Whether the hour of the start matters, or only its day."""
        return self.kind in ELAPSED | {Kind.HOURS_BEFORE, Kind.CLOCK_WINDOW}


@dataclass(frozen=True)
class Line:
    """One step of the arithmetic: a code and JSON values. Dates and instants are ISO text, texts kk/ru/en."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Computation:
    """How a due instant came about. `due_at` is None for a clock window or when a fact is missing."""

    started_at: datetime
    due_at: datetime | None
    lines: list[Line]

    def as_json(self) -> dict[str, Any]:
        """Plain values for a jsonb column; `from_json` reads them back."""
        return {
            "started_at": self.started_at.isoformat(),
            "due_at": self.due_at.isoformat() if self.due_at else None,
            "lines": [{"code": line.code, "params": line.params} for line in self.lines],
        }

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Self:
        due = raw.get("due_at")
        return cls(
            started_at=datetime.fromisoformat(raw["started_at"]),
            due_at=datetime.fromisoformat(due) if due else None,
            lines=[Line(line["code"], line["params"]) for line in raw["lines"]],
        )


def _member(enum: type[StrEnum], value: object, name: str) -> StrEnum:
    try:
        return enum(str(value))
    except ValueError:
        raise TermError(f"{name} is {value!r}, not one of {', '.join(enum)}") from None
