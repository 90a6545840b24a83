"""Rules and duties, as small as a test needs them."""

from datetime import date, datetime
from itertools import count
from typing import Any

from apps.accounts.models import Agency
from apps.obligations import engine
from apps.obligations.calendar import stored_calendar
from apps.obligations.law import load_calendar, load_rules
from apps.obligations.models import Obligation, Rule
from tests.factories.accounts import make_agency

_numbers = count(1)

SHORT = [
    {"at": {"before_due_working_days": 1}, "kind": "REMINDER", "notify": ["DUTY_OFFICER"]},
    {"at": {"due": True}, "kind": "BREACH", "notify": ["HEAD"]},
]


def make_law() -> None:
    """All rules and the calendar, from the files."""
    load_rules()
    load_calendar()


def make_rule(term: dict[str, Any] | None = None, **fields: Any) -> Rule:
    """A rule of five working days from the day following, in force since 2020."""
    n = next(_numbers)
    title = f"Правило {n}"
    said = {f"{what}_{lang}": title for what in ("title", "duty") for lang in ("kk", "ru", "en")}
    defaults = {
        "code": f"caseflow.test.{n}",
        "version": 1,
        "basis": "LAW",
        "term_basis": "LAW",
        "term": term or {"kind": "WORKING_DAYS", "amount": 5, "count_from": "DAY_FOLLOWING"},
        "owner_kind": "GUARDIANSHIP",
        "ladder": SHORT,
        "in_force_from": date(2020, 1, 1),
        "in_force_precision": "stated",
    }
    return Rule.objects.create(**{**defaults, **said, **fields})


def make_duty(rule: Rule, started_at: datetime, owner: Agency | None = None, **fields: Any) -> Obligation:
    """An open duty whose clock was wound by the engine."""
    n = next(_numbers)
    computation, times = engine.clock(rule, started_at, stored_calendar())
    ahead = times[fields.get("steps_taken", 0) :]
    defaults = {
        "subject_kind": "test",
        "subject_id": n,
        "subject_no": f"T-{n}",
        "opened_at": started_at,
        "due_at": computation.due_at,
        "arithmetic": computation.as_json(),
        "step_times": times,
        "next_step_at": ahead[0] if ahead else None,
    }
    return Obligation.objects.create(
        rule=rule, owner=owner or make_agency(), started_at=started_at, **{**defaults, **fields}
    )
