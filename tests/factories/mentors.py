"""Cleared mentors for stories that are not about clearance: the rows as the actions leave them, without the way."""

from datetime import date, datetime, timedelta
from typing import Any

from apps.accounts.models import Agency, User
from apps.core.numbers import next_number
from apps.disclosure.models import Consent
from apps.mentoring.models import (
    Agreement,
    Candidate,
    Certificate,
    Clearance,
    Income,
    Organisation,
    OrganisationArea,
    Wish,
)
from apps.mentoring.states import AgreementState, CandidateState, OrganisationState
from apps.people.models import Child
from tests.factories.mentoring import a_paper

LONG_BEFORE = timedelta(days=30)


def registered(agency: Agency) -> Organisation:
    """The agency in the register of mentoring organisations."""
    fields = {"legal_form": "FOUNDATION", "registered_on": date(2021, 5, 4), "state": OrganisationState.ACTIVE}
    made, new = Organisation.objects.get_or_create(agency=agency, defaults=fields)
    if new:
        OrganisationArea.objects.create(organisation=made, area=agency.area)
    return made


def agreed(organisation: Organisation, body: Agency, *, on: date, by: User, at: datetime) -> Agreement:
    """The agreement between the two that is in force on a day."""
    held = Agreement.objects.in_force(on).filter(organisation=organisation, body=body).first()
    if held:
        return held
    since = on - LONG_BEFORE
    return Agreement.objects.create(
        number=next_number("A", at), organisation=organisation, body=body, paper_number="1", signed_on=since,
        starts_on=since, state=AgreementState.IN_FORCE, proposed_agency=body, proposed_by=by, proposed_at=at,
        confirmed_at=at,
    )  # fmt: skip


def known_mentor(
    agency: Agency, body: Agency, *, on: date, by: User, at: datetime, account: User | None = None, **fields: Any
) -> Candidate:
    """A mentor of the organisation with an income, trained and cleared by the body long before a day; room for five."""
    organisation = registered(agency)
    agreed(organisation, body, on=on, by=by, at=at)
    named = {"surname": account.last_name, "given_name": account.first_name} if account else {}
    data = {
        "surname": "Ахметов", "given_name": "Тимур", "birth_date": date(1988, 3, 2), "citizenship": "KAZ",
        "area": agency.area, "phone": "+77011234567", "languages": ["kk", "ru"], "is_married": False,
        "lives_alone": True, "capacity": 5, **named, **fields,
    }  # fmt: skip
    candidate = Candidate.objects.create(
        number=next_number("M", at), organisation=organisation, body=body, state=CandidateState.CLEARED,
        account=account, applied_at=at, applied_by=by, checks_since=at, **data,
    )  # fmt: skip
    since = on - LONG_BEFORE
    Certificate.objects.create(
        number=next_number("T", at), candidate=candidate, agency=agency, issued_on=since, issued_by=by, issued_at=at
    )
    proof = a_paper(candidate, by, at)
    Income.objects.create(candidate=candidate, monthly=400_000, months=6, issued_on=since, paper=proof, by=by, at=at)
    Clearance.objects.create(candidate=candidate, given_on=since, snapshot={}, given_by=by, given_at=at)
    return candidate


def ready_for_a_mentor(child: Child, agency: Agency, *, on: date, by: User, at: datetime) -> Consent | None:
    """The child wants a mentor, and its representative lets the organisation know it; the consent that was made."""
    if not child.mentor_wishes.exists():
        Wish.objects.create(child=child, heard_on=on, wants=Wish.Wants.YES, by=by, at=at)
    if Consent.objects.in_force(on).filter(child=child, agency=agency).exists():
        return None
    return Consent.objects.create(
        child=child, agency=agency, scope=sorted(Consent.Scope.values), given_relation="ORGANISATION",
        given_by="Сейітова А.", given_on=on, recorded_by=by, recorded_at=at,
    )  # fmt: skip
