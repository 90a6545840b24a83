"""The records behind a figure of a quarterly report, by kind, id, number and day: nothing of a person."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.incidents.models import Incident
from apps.mentoring.models import Assignment, Candidate, Meeting
from apps.obligations.models import Obligation

DAYS = {
    "assignment": "starts_on", "meeting": "planned_from", "candidate": "applied_at", "consultation": "held_on",
    "certificate": "issued_on", "clearance": "given_on", "help": "on", "obligation": "started_at",
}  # fmt: skip
"""The day of each kind of record."""


def described(model: type[Model], found: Sequence[Any], reader: User) -> list[dict[str, Any]]:
    """For `ReportRecordOut`; the number is that of the record, or of the candidate or incident it is about."""
    kind = str(model._meta.model_name)
    numbers = _numbers(model, found, reader)
    return [
        {"kind": kind, "id": one.pk, "number": numbers.get(one.pk) or None, "on": _day(getattr(one, DAYS[kind]))}
        for one in found
    ]


def _numbers(model: type[Model], found: Sequence[Any], reader: User) -> dict[int, str]:
    if model in (Assignment, Meeting, Candidate):
        return {one.pk: one.number for one in found}
    if model is Obligation:
        seen = Incident.objects.visible_to(reader).filter(pk__in={one.subject_id for one in found})
        facts = dict(seen.values_list("pk", "number"))
        return {one.pk: facts.get(one.subject_id, "") for one in found}
    people = dict(Candidate.objects.filter(pk__in={one.candidate_id for one in found}).values_list("pk", "number"))
    return {one.pk: people[one.candidate_id] for one in found}


def _day(day: date | datetime) -> date:
    return local_day(day) if isinstance(day, datetime) else day
