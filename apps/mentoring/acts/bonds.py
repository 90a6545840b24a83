"""What happens to the children's assignments when an agreement or a clearance ends.

Each gives back the assignments it touched; who is told of it is for the caller.
"""

from datetime import datetime

from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.core.errors import Collector
from apps.core.localtime import local_day
from apps.mentoring.acts import course
from apps.mentoring.checks.assignments import check_goes_on
from apps.mentoring.models import Agreement, Assignment, Candidate, Suspension
from apps.mentoring.states import MENTORS, AssignmentState


def under(agreement: Agreement) -> QuerySet[Assignment]:
    """The assignments that stand under an agreement, and end with it."""
    of_before = Q(agreement=None, organisation=agreement.organisation.agency_id, body=agreement.body_id)
    return Assignment.objects.standing().filter(Q(agreement=agreement) | of_before)


def end_under(agreement: Agreement, *, by: User | None, at: datetime) -> list[Assignment]:
    """The agreement ended: every assignment under it ends, and access with it, at this instant."""
    return _end(under(agreement), Assignment.EndReason.AGREEMENT, by=by, at=at)


def suspend_of(candidate: Candidate, *, reason: str, by: User | None, at: datetime) -> list[Assignment]:
    """The clearance is suspended: nobody mentors a child under it from this second."""
    found = _locked(standing_of(candidate).filter(state__in=MENTORS))
    for one in found:
        course.pause(one, reason=Suspension.Reason.CLEARANCE, text=str(reason)[:1000], by=by, at=at)
    return found


def resume_of(candidate: Candidate, *, by: User | None, at: datetime) -> list[Assignment]:
    """The candidate is cleared again: what rested for want of the clearance goes on, unless something else has come
    between. Such a pair rests until its body lets it go on, and everybody around the child is told so."""
    resting = Suspension.objects.filter(until=None, reason=Suspension.Reason.CLEARANCE)
    rest = standing_of(candidate).filter(state=AssignmentState.SUSPENDED, suspensions__in=resting)
    for organisation, body in sorted(set(rest.values_list("organisation", "child__guardianship"))):
        course.hold_agreements(organisation, body)
    return [one for one in _locked(rest) if _goes_on(one, by=by, at=at)]


def _goes_on(assignment: Assignment, *, by: User | None, at: datetime) -> bool:
    refuse = Collector()
    check_goes_on(assignment, local_day(at), refuse, must_be_cleared=False)
    if refuse.refusals:
        text = " ".join(str(one.message) for one in refuse.refusals)[:1000]
        paused = course.pause(assignment, reason=Suspension.Reason.OTHER, text=text, by=by, at=at)
        course.tell(assignment, paused.subject, by=None, at=at)
        return False
    course.resume(assignment, by=by, at=at)
    return True


def end_of(candidate: Candidate, *, by: User | None, at: datetime) -> list[Assignment]:
    """The candidate was refused or withdrew: the assignments end."""
    return _end(standing_of(candidate), Assignment.EndReason.GROUND, by=by, at=at)


def standing_of(candidate: Candidate) -> QuerySet[Assignment]:
    """The candidate's assignments that have not ended, running or suspended."""
    mine = Q(candidate=candidate)
    if candidate.account_id is not None:
        mine |= Q(candidate=None, mentor=candidate.account_id, organisation=candidate.organisation.agency_id)
    return Assignment.objects.standing().filter(mine)


def _end(assignments: QuerySet[Assignment], reason: str, *, by: User | None, at: datetime) -> list[Assignment]:
    found = _locked(assignments)
    for one in found:
        course.finish(one, ends_on=local_day(at), reason=reason, by=by, at=at)
    return found


def _locked(assignments: QuerySet[Assignment]) -> list[Assignment]:
    return [course.locked(one) for one in assignments.order_by("pk")]
