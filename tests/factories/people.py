"""Children, their stays and their mentors, made by the real actions."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.care.actions import place_child
from apps.care.models import Placement
from apps.core.identifiers import check_digit
from apps.core.localtime import local_day
from apps.mentoring.actions import assign_mentor
from apps.mentoring.models import Assignment
from apps.people.actions import register_child
from apps.people.models import Child
from tests.factories.accounts import make_agency, make_officer
from tests.factories.mentors import known_mentor, ready_for_a_mentor


def years_ago(years: int, *, days: int = 0) -> date:
    """A birth date of someone who turned `years` `days` + 30 days ago."""
    today = local_day(timezone.now()) - timedelta(days=days + 30)
    return today.replace(year=today.year - years, day=min(today.day, 28))


def make_iin(born: date, sex: str = "MALE", serial: int = 1) -> str:
    """A synthetic IIN with a right check digit."""
    century = {18: 1, 19: 3, 20: 5}[born.year // 100] + (sex == "FEMALE")
    while True:
        stem = f"{born:%y%m%d}{century}{serial:04d}"
        digit = check_digit(stem)
        if digit is not None:
            return f"{stem}{digit}"
        serial += 1


def child_data(age: int = 12, **fields: Any) -> dict[str, Any]:
    """What a form or the API would hand to `register_child`."""
    return {
        "surname": "Бекетова", "given_name": "Айару", "patronymic": "Сериковна", "no_iin_reason": "NOT_KNOWN",
        "iin": "", "birth_date": years_ago(age), "sex": Child.Sex.FEMALE, **fields,
    }  # fmt: skip


def make_child(by: User | None = None, *, age: int = 12, at: datetime | None = None, **fields: Any) -> Child:
    """A registered child of the officer's guardianship body."""
    by = by or make_officer()
    return register_child(data=child_data(age, **fields), by=by, at=at or timezone.now())[0]


def make_stay(child: Child, by: User, organisation: Agency | None = None, **fields: Any) -> Placement:
    """The child lives in an orphan organisation, since a hundred days ago unless said otherwise."""
    now = timezone.now()
    defaults = {"starts_on": local_day(now) - timedelta(days=100)}
    organisation = organisation or make_agency(AgencyKind.ORPHAN_ORG)
    return place_child(child, organisation=organisation, by=by, at=now, **{**defaults, **fields})


def make_mentored(
    child: Child, by: User, organisation: Agency | None = None, mentor: User | None = None, **fields: Any
) -> Assignment:
    """The child has a mentor, since fifty days ago unless said otherwise. Of the consent, its story tells."""
    now = timezone.now()
    on = fields.pop("starts_on", local_day(now) - timedelta(days=50))
    contract = {"contract_no": "1", "contract_on": on, **fields}
    organisation = organisation or make_agency(AgencyKind.MENTORING_ORG)
    candidate = known_mentor(organisation, by.agency, on=on, by=by, at=now, account=mentor)
    consent = ready_for_a_mentor(child, organisation, on=on, by=by, at=now)
    try:
        return assign_mentor(child, candidate=candidate, starts_on=on, by=by, at=now, **contract)
    finally:
        if consent:
            consent.delete()
