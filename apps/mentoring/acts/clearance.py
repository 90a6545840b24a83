"""The writers of clearance: putting forward, deciding, renewing, and opening again what was cleared."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import check_move, move
from apps.core.errors import Collector, Refused
from apps.core.localtime import local_day
from apps.mentoring import clocks, dated, policies, telling
from apps.mentoring.acts import bonds
from apps.mentoring.acts.applications import bump, leave, lock
from apps.mentoring.checks.common import reason_given, required
from apps.mentoring.checks.progress import Progress, check_answered, check_visited, missing
from apps.mentoring.models import Candidate, Clearance, HouseholdMember, Reopening, Review
from apps.mentoring.states import CandidateState
from apps.obligations.events import Event

State, Outcome, Cause = CandidateState, Review.Outcome, Reopening.Cause
NOT_BY_PEOPLE = frozenset({Cause.PAPER_EXPIRED, Cause.MEMBER_OF_AGE, Cause.NEW_MEMBER, Cause.CERTIFICATE, Cause.PERSON})


@action
def submit(candidate: Candidate, *, version: int | None = None, by: User, at: datetime) -> Review:
    """Put the candidate before the guardianship body: household declared, every ground settled. Its clock starts."""
    candidate = lock(candidate, version)
    policies.check_can_keep(by, candidate.organisation)
    check_move(candidate, State.REVIEW, Candidate.TRANSITIONS)
    refuse = Collector()
    check_answered(missing(candidate, local_day(at)), refuse)
    refuse.done()
    review = Review.objects.create(candidate=candidate, asked_by=by, asked_at=at)
    bump(candidate)
    move(candidate, State.REVIEW, by=by, at=at, review=review.pk)
    telling.tell(review.subject, [candidate.body], sender=candidate.organisation.agency, by=by, at=at)
    clocks.start(review.subject, Event.CANDIDATE_SUBMITTED, candidate.body, by=by, at=at)
    return review


@action
def approve(candidate: Candidate, *, version: int | None = None, by: User, at: datetime) -> Clearance:
    """Clear the candidate. Refused, with the rule of each, while anything is missing or bars (bad inputs 5 to 11)."""
    candidate = lock(candidate, version)
    policies.check_can_decide(by, candidate)
    check_move(candidate, State.CLEARED, Candidate.TRANSITIONS)
    progress = _whole(candidate, local_day(at))
    review = _decide(candidate, Outcome.APPROVED, "", by=by, at=at)
    clearance = _clear(candidate, progress, review, by=by, at=at)
    bump(candidate)
    resumed = bonds.resume_of(candidate, by=by, at=at)
    move(candidate, State.CLEARED, by=by, at=at, clearance=clearance.pk, assignments=[one.pk for one in resumed])
    _settle(candidate, Reopening.Outcome.CLEARED, by=by, at=at)
    told = [candidate.organisation.agency, *telling.around(resumed, at)]
    telling.tell(review.subject, told, sender=candidate.body, by=by, at=at)
    return clearance


@action
def send_back(candidate: Candidate, *, reason: str, version: int | None = None, by: User, at: datetime) -> Review:
    """Return the application for completion, with reasons."""
    candidate = lock(candidate, version)
    policies.check_can_decide(by, candidate)
    reason = reason_given(reason, 2000)
    check_move(candidate, State.RETURNED, Candidate.TRANSITIONS)
    review = _decide(candidate, Outcome.RETURNED, reason, by=by, at=at)
    bump(candidate)
    move(candidate, State.RETURNED, by=by, at=at)
    telling.tell(review.subject, [candidate.organisation.agency], sender=candidate.body, by=by, at=at)
    return review


@action
def refuse_candidate(
    candidate: Candidate, *, reason: str, version: int | None = None, by: User, at: datetime
) -> Candidate:
    """Refuse, with reasons; a suspended mentor's assignments end."""
    candidate = lock(candidate, version)
    policies.check_can_decide(by, candidate)
    reason = reason_given(reason)
    check_move(candidate, State.REFUSED, Candidate.TRANSITIONS)
    if candidate.state == State.REVIEW:
        review = _decide(candidate, Outcome.REFUSED, reason, by=by, at=at)
        telling.tell(review.subject, [candidate.organisation.agency], sender=candidate.body, by=by, at=at)
    candidate.closing_reason = reason
    bump(candidate, "closing_reason")
    leave(candidate, State.REFUSED, by=by, at=at)
    return candidate


@action
def renew(candidate: Candidate, *, version: int | None = None, by: User, at: datetime) -> Clearance:
    """Clear a mentor anew on renewed papers before the old clearance runs out: another photograph, no gap."""
    candidate = lock(candidate, version)
    policies.check_can_decide(by, candidate)
    if candidate.state != State.CLEARED:
        raise Refused(_("Only a clearance in force is renewed."), field="state")
    progress = _whole(candidate, local_day(at))
    clearance = _clear(candidate, progress, None, by=by, at=at)
    bump(candidate)
    log.record("clearance.renewed", clearance.subject, by=by, at=at, valid_until=clearance.valid_until)
    return clearance


@action
def report(
    candidate: Candidate, *, cause: str, text: str, member: HouseholdMember | None = None, by: User, at: datetime
) -> Reopening:  # fmt: skip
    """The organisation or the body reports what opens a clearance again: a conviction, an entry in a register."""
    candidate = lock(candidate)
    policies.check_can_report_reason(by, candidate)
    refuse = Collector()
    if cause not in Cause.values or cause in NOT_BY_PEOPLE:
        refuse(_("Choose what became known."), field="cause")
    text = required(text, "text", 1000, refuse, _("Give the reason: it stays on record."))
    if member is not None and member.candidate_id != candidate.pk:
        refuse(_("This person does not belong to the candidate's household."), field="member")
    refuse.done()
    check_move(candidate, State.SUSPENDED, Candidate.TRANSITIONS)
    return reopen(candidate, cause=cause, text=text, member=member, by=by, at=at)


def reopen(
    candidate: Candidate, *, cause: str, text: str = "", member: HouseholdMember | None = None,
    ground: int | None = None, by: User | None, at: datetime,
) -> Reopening:  # fmt: skip
    """Suspend a clearance: assignments and access end that second, the children's organisations and bodies are told,
    and the officer has a term to settle it. What was opened again already gets one more thing to settle. Call inside
    an action."""
    stands = candidate.state == State.CLEARED
    if not candidate.reopenings.filter(ended_at=None).exists():
        check_move(candidate, State.SUSPENDED, Candidate.TRANSITIONS)
    clearance = candidate.clearances.filter(ended_at=None).first()
    if clearance is not None:
        clearance.candidate = candidate
        _end(clearance, by=by, at=at)
    made = Reopening.objects.create(
        candidate=candidate, clearance=clearance, cause=cause, member=member, ground=ground, text=text, by=by, at=at
    )
    bump(candidate)
    suspended = bonds.suspend_of(candidate, reason=cause, by=by, at=at)
    if stands:
        move(candidate, State.SUSPENDED, by=by, at=at, cause=cause, reopening=made.pk,
             assignments=[one.pk for one in suspended])  # fmt: skip
    told = [candidate.body, candidate.organisation.agency, *telling.around(suspended, at)]
    sender = by.agency if by is not None else candidate.organisation.agency
    telling.tell(made.subject, told, sender=sender, by=by, at=at)
    clocks.start(made.subject, Event.CLEARANCE_REOPENED, candidate.body, by=by, at=at)
    return made


def _whole(candidate: Candidate, on: date) -> Progress:
    progress = missing(candidate, on)
    refuse = Collector()
    check_answered(progress, refuse)
    check_visited(progress, refuse)
    refuse.done()
    return progress


def _decide(candidate: Candidate, outcome: str, reason: str, *, by: User, at: datetime) -> Review:
    review = candidate.reviews.select_for_update().get(outcome="")
    review.candidate = candidate
    review.outcome, review.reason, review.decided_by, review.decided_at = outcome, reason, by, at
    review.save(update_fields=["outcome", "reason", "decided_by", "decided_at"])
    log.record("candidate.decided", candidate.subject, by=by, at=at, review=review.pk, outcome=outcome)
    clocks.finish(review.subject, Event.CANDIDATE_DECIDED, by=by, at=at)
    return review


def _clear(candidate: Candidate, progress: Progress, review: Review | None, *, by: User, at: datetime) -> Clearance:
    for old in candidate.clearances.filter(ended_at=None):
        old.candidate = candidate
        clocks.finish(old.subject, Event.CLEARANCE_RENEWED, by=by, at=at)
        old.ended_at = at
        old.save(update_fields=["ended_at"])
    made = Clearance.objects.create(
        candidate=candidate, review=review, given_on=progress.on, valid_until=progress.valid_until,
        snapshot=snapshot_of(progress), given_by=by, given_at=at,
    )  # fmt: skip
    clocks.watch(made, by=by, at=at)
    return made


def snapshot_of(progress: Progress) -> dict[str, Any]:
    """What the decision rests on: codes, days and ids, no personal data."""
    minimum = dated.minimum_on(progress.on)
    return {
        "on": progress.on.isoformat(),
        "subsistence_minimum": minimum.tenge if minimum else None,
        "household": [{"member": one.pk, "relation": one.relation} for one in progress.household],
        "grounds": [
            {
                "ground": line.ground, "member": line.member.pk if line.member else None, "state": str(line.state),
                "detail": line.detail, "record": line.check_id, "paper": line.paper_id,
                "valid_until": line.valid_until.isoformat() if line.valid_until else None,
            }
            for line in progress.lines
        ],
    }  # fmt: skip


def _end(clearance: Clearance, *, by: User | None, at: datetime) -> None:
    clocks.drop(clearance.subject, by=by, at=at)
    clearance.ended_at = at
    clearance.save(update_fields=["ended_at"])


def _settle(candidate: Candidate, outcome: str, *, by: User, at: datetime) -> None:
    for one in candidate.reopenings.filter(ended_at=None):
        one.candidate = candidate
        clocks.finish(one.subject, Event.CLEARANCE_SETTLED, by=by, at=at)
        one.ended_at, one.outcome = at, outcome
        one.save(update_fields=["ended_at", "outcome"])
