"""What happens to the children's assignments when an agreement or a clearance ends.

Each gives back the assignments it touched; who is told of it is for the caller.
"""

from datetime import datetime

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.mentoring.models import Agreement, Assignment, Candidate
from apps.people.access import end_access
from apps.people.models import Ground


def end_under(agreement: Agreement, *, by: User | None, at: datetime) -> list[Assignment]:
    """The agreement ended: every assignment under it ends, and access with it, at this instant."""
    under = Assignment.objects.filter(
        organisation=agreement.organisation.agency_id, child__guardianship=agreement.body_id
    )
    return _end(under, at=at)


def suspend_of(candidate: Candidate, *, reason: str, by: User | None, at: datetime) -> list[Assignment]:
    """The clearance is suspended: nobody mentors a child under it from this second."""
    return _end(_of(candidate), at=at)


def resume_of(candidate: Candidate, *, by: User | None, at: datetime) -> list[Assignment]:
    """The candidate is cleared again."""
    return []


def end_of(candidate: Candidate, *, by: User | None, at: datetime) -> list[Assignment]:
    """The candidate was refused or withdrew: the assignments end."""
    return _end(_of(candidate), at=at)


def _of(candidate: Candidate) -> QuerySet[Assignment]:
    if candidate.account_id is None:
        return Assignment.objects.none()
    return Assignment.objects.filter(mentor=candidate.account_id, organisation=candidate.organisation.agency_id)


def _end(assignments: QuerySet[Assignment], *, at: datetime) -> list[Assignment]:
    today = local_day(at)
    found = list(assignments.on(today).select_for_update(of=("self",)).select_related("child", "organisation"))
    for one in found:
        one.ends_on = max(today, one.starts_on)
        one.save(update_fields=["ends_on"])
        end_access(one.child, one.organisation, Ground.MENTORING, starts_on=one.starts_on, ends_on=today, at=at)
    return found
