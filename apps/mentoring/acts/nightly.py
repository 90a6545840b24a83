"""What ends or opens again by itself, each night: agreements and clearances that ran out, people who came of age.

Each record has a transaction of its own: one that fails is logged and tried again the next night.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TypeVar

from apps.audit.acting import action
from apps.core.localtime import local_day
from apps.mentoring.acts import course
from apps.mentoring.acts.agreements import close
from apps.mentoring.acts.applications import lock
from apps.mentoring.acts.clearance import reopen
from apps.mentoring.checks.assignments import is_too_young
from apps.mentoring.checks.household import OF_AGE
from apps.mentoring.checks.progress import Progress, missing
from apps.mentoring.finding import years_before
from apps.mentoring.models import (
    Agreement,
    Assignment,
    Candidate,
    Clearance,
    HouseholdMember,
    Reopening,
)
from apps.mentoring.policies import MENTORED_FROM
from apps.mentoring.states import MENTORS, AgreementState, AssignmentState, CandidateState

T = TypeVar("T")
Cause = Reopening.Cause
logger = logging.getLogger(__name__)


def expire_agreements(*, at: datetime) -> list[Agreement]:
    """End the agreements whose last day is over."""
    over = Agreement.objects.filter(state=AgreementState.IN_FORCE, ends_on__lt=local_day(at)).order_by("pk")
    return _each(_expire, list(over), at)


def reopen_expired(*, at: datetime) -> list[Reopening]:
    """Suspend clearances whose last day is over, and those of mentors with somebody in the household who came of age
    and is not checked."""
    today = local_day(at)
    over = Clearance.objects.filter(ended_at=None, valid_until__lt=today, candidate__state=CandidateState.CLEARED)
    ran_out = list(Candidate.objects.filter(clearances__in=over).order_by("pk"))
    return _each(_ran_out, ran_out, at) + _each(_came_of_age, _members_of_age(today), at)


def hold_back(*, at: datetime) -> list[Assignment]:
    """End the pairs whose agreement has ended, and suspend those whose child is under ten by what is known now: a file
    is moved or merged without anybody looking at the pair."""
    standing, today = Assignment.objects.standing(), local_day(at)
    orphaned = standing.filter(agreement__state=AgreementState.ENDED).order_by("pk")
    running = standing.filter(state__in=MENTORS, child__birth_date__gt=years_before(today, MENTORED_FROM))
    young = [one for one in running.select_related("child").order_by("pk") if is_too_young(one, today)]
    return _each(_without_agreement, list(orphaned), at) + _each(_too_young, young, at)


def _each(act: Callable[..., T | None], records: Iterable, at: datetime) -> list[T]:
    made = []
    for record in records:
        try:
            found = act(record, by=None, at=at)
        except Exception:
            logger.exception("%s of %s failed; it is tried again the next night", act.__name__, record.pk)
            continue
        if found is not None:
            made.append(found)
    return made


@action
def _expire(agreement: Agreement, *, by: None, at: datetime) -> Agreement:
    return close(agreement, reason=Agreement.EndReason.EXPIRED, ended_on=agreement.ends_on, by=by, at=at)


@action
def _without_agreement(assignment: Assignment, *, by: None, at: datetime) -> Assignment | None:
    held = course.locked(assignment)
    if held.state == AssignmentState.ENDED:
        return None
    course.finish(held, ends_on=local_day(at), reason=Assignment.EndReason.AGREEMENT, by=by, at=at)
    course.tell(held, course.end_of(held), by=by, at=at)
    return held


@action
def _too_young(assignment: Assignment, *, by: None, at: datetime) -> Assignment | None:
    return course.rest_if_too_young(course.locked(assignment), by=by, at=at)


@action
def _ran_out(candidate: Candidate, *, by: None, at: datetime) -> Reopening | None:
    held = lock(candidate)
    stands = held.clearances.on(local_day(at)).exists()
    if held.state != CandidateState.CLEARED or stands:
        return None
    return reopen(held, cause=Cause.PAPER_EXPIRED, by=by, at=at)


@action
def _came_of_age(member: HouseholdMember, *, by: None, at: datetime) -> Reopening | None:
    held = lock(member.candidate)
    if held.state != CandidateState.CLEARED or _answers_for(missing(held, local_day(at)), member):
        return None
    return reopen(held, cause=Cause.MEMBER_OF_AGE, member=member, by=by, at=at)


def _members_of_age(today: date) -> list[HouseholdMember]:
    """Persons of cleared mentors' households who came of age of late."""
    members = HouseholdMember.objects.on(today).filter(
        relation=HouseholdMember.Relation.COHABITANT, candidate__state=CandidateState.CLEARED,
        birth_date__gt=date(today.year - OF_AGE - 1, 1, 1),
    )  # fmt: skip
    found = members.select_related("candidate").order_by("pk")
    return [one for one in found if one.age(today) >= OF_AGE]


def _answers_for(progress: Progress, member: HouseholdMember) -> bool:
    return all(line.is_settled for line in progress.lines if line.member and line.member.pk == member.pk)
