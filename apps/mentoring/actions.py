"""The only writers of mentoring assignments."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.accounts.roles import Role
from apps.audit import log
from apps.audit.acting import action
from apps.care.actions import check_end, check_period, overlapping
from apps.core.errors import Collector, Refused
from apps.core.names import clean_name
from apps.mentoring.models import Assignment
from apps.mentoring.policies import check_may_be_mentored
from apps.people.access import access_of_period, end_access
from apps.people.checks import REPRESENTATIVE_RULE, same_person
from apps.people.models import Child, ChildAccess, Ground
from apps.people.policies import check_is_responsible


@action
def assign_mentor(
    child: Child, *, organisation: Agency, mentor_name: str = "", mentor: User | None = None, starts_on: date,
    ends_on: date | None = None, by: User, at: datetime,
) -> Assignment:  # fmt: skip
    """Assign a mentor of a mentoring organisation (Article 28-2(1)); the organisation sees the file, and the
    mentor with an account (`mentor`) this one file. `mentor_name` is needed only without an account."""
    check_is_responsible(by, child)
    Child.objects.select_for_update().get(pk=child.pk)
    mentor_name = clean_name(mentor.get_full_name() if mentor else mentor_name)[0]
    _check_assignment(child, organisation, mentor_name, mentor, starts_on, ends_on)
    new = Assignment.objects.create(
        child=child, organisation=organisation, mentor_name=mentor_name, mentor=mentor, starts_on=starts_on,
        ends_on=ends_on,
    )  # fmt: skip
    ChildAccess.objects.bulk_create(access_of_assignment(new, by=by))
    log.record(
        "child.mentor_assigned", child.subject, by=by, at=at, assignment=new.pk, organisation=organisation.pk,
        mentor=mentor.pk if mentor else None, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    return new


@action
def end_assignment(assignment: Assignment, *, ends_on: date, by: User, at: datetime) -> Assignment:
    """End an assignment. With today's date or an earlier one access ends at once."""
    old = Assignment.objects.select_for_update(of=("self",)).select_related("child", "organisation")
    ended = old.get(pk=assignment.pk)
    check_is_responsible(by, ended.child)
    check_end(ended, ends_on, at)
    if overlapping(ended.child.assignments.exclude(pk=ended.pk), ended.starts_on, ends_on):
        raise Refused(_("The child has a mentor at that time. End that assignment first."), field="ends_on")
    ended.ends_on = ends_on
    ended.save(update_fields=["ends_on"])
    end_access(ended.child, ended.organisation, Ground.MENTORING, starts_on=ended.starts_on, ends_on=ends_on, at=at)
    log.record("child.mentor_ended", ended.child.subject, by=by, at=at, assignment=ended.pk, ends_on=ends_on)
    return ended


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


def _check_assignment(
    child: Child, organisation: Agency, mentor_name: str, mentor: User | None, starts_on: date,
    ends_on: date | None,
) -> None:  # fmt: skip
    refuse = Collector()
    if organisation.kind != AgencyKind.MENTORING_ORG or not organisation.is_active:
        refuse(_("Choose an active mentoring organisation."), field="organisation")
    if not mentor_name:
        refuse(_("Enter the mentor's name."), field="mentor_name")
    if mentor and not _is_mentor(mentor, organisation, starts_on):
        refuse(_("This person is no mentor of that organisation on that day."), field="mentor")
    if same_person(child.representative_name, mentor_name):
        refuse(
            _("This person is the child's legal representative, and a mentor is not."),
            field="mentor" if mentor else "mentor_name",
            rule=REPRESENTATIVE_RULE,
        )
    check_period(child, starts_on, ends_on, refuse)
    check_may_be_mentored(child, starts_on, refuse)
    if overlapping(child.assignments, starts_on, ends_on):
        refuse(_("The child has a mentor at that time. End that assignment first."), field="starts_on")
    refuse.done()


def _is_mentor(person: User, organisation: Agency, on: date) -> bool:
    return person.memberships.in_force(on).filter(agency=organisation, role=Role.MENTOR).exists()
