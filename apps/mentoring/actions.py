"""The writers of mentoring assignments: giving a child a mentor, and ending it."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, User
from apps.accounts.roles import Role
from apps.audit import log
from apps.audit.acting import action
from apps.care.actions import check_end, check_period, overlapping
from apps.core.errors import Collector, Refused
from apps.core.localtime import local_day
from apps.core.names import clean_name
from apps.core.numbers import next_number
from apps.mentoring.acts import course
from apps.mentoring.checks.assignments import check_contract, check_established
from apps.mentoring.checks.common import check_choice
from apps.mentoring.models import Assignment, Candidate
from apps.mentoring.states import AssignmentState
from apps.people.access import access_of_period
from apps.people.checks import REPRESENTATIVE_RULE, same_person
from apps.people.models import Child, ChildAccess, Ground
from apps.people.policies import check_is_responsible


@action
def assign_mentor(
    child: Child, *, candidate: Candidate, contract_no: str = "", contract_on: date | None = None,
    on_trial: bool = False, starts_on: date, ends_on: date | None = None, by: User, at: datetime,
) -> Assignment:  # fmt: skip
    """Give the child a cleared mentor (Article 28-2(1)); the organisation sees the file, and the mentor with an account
    this one file.

    The clearance, the agreement with the body, the consent, the child's wish and home and the mentor's load are looked
    at, on the first day and today, and the three-party agreement is named, unless it begins with trial meetings.
    Raises Refusals with all that is wrong.
    """
    check_is_responsible(by, child)
    child = Child.objects.select_for_update(of=("self",)).select_related("guardianship").get(pk=child.pk)
    candidate, refuse = _locked(candidate), Collector()
    course.hold_agreements(candidate.organisation.agency_id, child.guardianship_id)
    agreement = check_established(child, candidate, starts_on, local_day(at), refuse)
    if not on_trial:
        check_contract(candidate, contract_no, contract_on, starts_on, refuse)
    _check_assignment(child, candidate, starts_on, ends_on, refuse)
    new = Assignment(
        child=child, organisation=candidate.organisation.agency, body=child.guardianship, candidate=candidate,
        mentor_name=clean_name(candidate.full_name)[0], mentor=candidate.account, agreement=agreement,
        starts_on=starts_on, ends_on=ends_on, contract_no=contract_no.strip(), contract_on=contract_on,
        state=AssignmentState.TRIAL if on_trial else AssignmentState.ACTIVE,
    )  # fmt: skip
    return _begin(new, by=by, at=at)


@action
def end_assignment(
    assignment: Assignment, *, ends_on: date, reason: str = "", text: str = "", by: User, at: datetime
) -> Assignment:
    """End an assignment. With today's date or an earlier one access ends at once, and everybody is told."""
    ended = course.locked(assignment)
    check_is_responsible(by, ended.child)
    if ended.state == AssignmentState.ENDED:
        raise Refused(_("This has ended already and stays as it was recorded."), field="ends_on")
    check_end(ended, ends_on, at)
    _check_reason(reason, text)
    if overlapping(ended.child.assignments.exclude(pk=ended.pk), ended.starts_on, ends_on):
        raise Refused(_("The child has a mentor at that time. End that assignment first."), field="ends_on")
    course.finish(ended, ends_on=ends_on, reason=reason or Assignment.EndReason.OTHER, text=text.strip(), by=by, at=at)
    if ended.state == AssignmentState.ENDED:
        course.tell(ended, course.end_of(ended), by=by, at=at)
    return ended


def _begin(new: Assignment, *, by: User, at: datetime) -> Assignment:
    """Store it and open the file; a cleared mentor's beginning is told, but for trial meetings."""
    new.number = next_number("P", at)
    new.save(force_insert=True)
    ChildAccess.objects.bulk_create(access_of_assignment(new, by=by))
    log.record(
        "child.mentor_assigned", new.child.subject, by=by, at=at, assignment=new.pk, organisation=new.organisation_id,
        mentor=new.mentor_id, starts_on=new.starts_on, ends_on=new.ends_on,
    )  # fmt: skip
    if new.state == AssignmentState.ACTIVE:
        course.tell(new, new.subject, by=by, at=at)
    return new


def _locked(candidate: Candidate) -> Candidate:
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("organisation__agency", "account")
    return rows.get(pk=candidate.pk)


def access_of_assignment(assignment: Assignment, by: User | None = None) -> list[ChildAccess]:
    """Unsaved rows: one for the organisation, one for the mentor who has an account."""
    people = [None, assignment.mentor] if assignment.mentor_id else [None]
    return [
        access_of_period(
            assignment.child, assignment.organisation, Ground.MENTORING, starts_on=assignment.starts_on,
            ends_on=assignment.ends_on, user=person, by=by,
        )
        for person in people
    ]  # fmt: skip


def _check_reason(reason: str, text: str) -> None:
    refuse = Collector()
    if reason:
        check_choice(reason, Assignment.EndReason.values, "reason", refuse)
    if len(text) > 1000:
        refuse(_("At most %(longest)s characters.") % {"longest": 1000}, field="text")
    refuse.done()


def _check_assignment(
    child: Child, candidate: Candidate, starts_on: date, ends_on: date | None, refuse: Collector
) -> None:
    organisation = candidate.organisation.agency
    if not organisation.is_active:
        refuse(_("Choose an active mentoring organisation."), field="candidate")
    if candidate.account and not _is_mentor(candidate.account, organisation, starts_on):
        refuse(_("This person is no mentor of that organisation on that day."), field="candidate")
    if same_person(child.representative_name, candidate.full_name):
        refuse(
            _("This person is the child's legal representative, and a mentor is not."),
            field="candidate",
            rule=REPRESENTATIVE_RULE,
        )
    check_period(child, starts_on, ends_on, refuse)
    if overlapping(child.assignments, starts_on, ends_on):
        refuse(_("The child has a mentor at that time. End that assignment first."), field="starts_on")
    refuse.done()


def _is_mentor(person: User, organisation: Agency, on: date) -> bool:
    return person.memberships.in_force(on).filter(agency=organisation, role=Role.MENTOR).exists()
