"""What the ending, the suspending and the resuming of an assignment have in common. Call inside an action."""

from collections.abc import Callable
from datetime import date, datetime

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.transitions import move
from apps.core.localtime import day_end, day_start, local_day
from apps.core.subjects import Subject
from apps.mentoring import clocks, telling
from apps.mentoring.checks.assignments import home_of, is_too_young
from apps.mentoring.models import Agreement, Assignment, Suspension
from apps.mentoring.states import AHEAD, MENTORS, AgreementState, AssignmentState, MeetingState
from apps.obligations.models import Obligation
from apps.people.access import access_row
from apps.people.models import Child, ChildAccess, Ground

AFTER_THE_MENTOR: list[Callable[[Assignment, QuerySet[Obligation]], QuerySet[Obligation]]] = []
"""Apps above add which of a mentor's duties are about the child of a pair that ended or rests."""


def locked(assignment: Assignment) -> Assignment:
    """The stored assignment with everything it names, locked."""
    rows = Assignment.objects.select_for_update(of=("self",))
    return rows.select_related("child__guardianship", "organisation", "body", "mentor", "candidate").get(
        pk=assignment.pk
    )


def hold_agreements(organisation: int, body: int) -> None:
    """Lock what is agreed between a mentoring organisation and a body: an agreement ends before a pair is made to stand
    under it, or after, and then ends the pair, too. Before the assignment is locked: an ending takes them in this
    order. Call inside an action."""
    held = Agreement.objects.select_for_update(of=("self",)).filter(
        organisation__agency=organisation, body=body, state=AgreementState.IN_FORCE
    )
    list(held.order_by("pk").values_list("pk", flat=True))


def locked_with_agreements(assignment: Assignment) -> Assignment:
    """The stored assignment, locked after the agreements it may stand under."""
    hold_agreements(assignment.organisation_id, Child.objects.get(pk=assignment.child_id).guardianship_id)
    return locked(assignment)


def finish(
    assignment: Assignment, *, ends_on: date, reason: str, text: str = "", by: User | None, at: datetime
) -> Assignment:
    """Set the last day of a locked assignment. With today or an earlier day it ends at this instant: access closes,
    meetings ahead are called off. With a later one it goes on until then."""
    is_over = ends_on <= local_day(at)
    _move_end_of_access(assignment, ends_on, at)
    assignment.ends_on = max(ends_on, assignment.starts_on)
    assignment.end_reason, assignment.end_text = reason, text
    assignment.ended_at = at if is_over else None
    assignment.save(update_fields=["ends_on", "ended_at", "end_reason", "end_text"])
    if is_over:
        assignment.suspensions.filter(until=None).update(until=Greatest(F("since"), Value(at)), lifted_by=by)
        move(assignment, AssignmentState.ENDED, by=by, at=at, reason=reason)
        _call_off(assignment, by=by, at=at)
        _leave(assignment, by=by, at=at)
    log.record(
        "child.mentor_ended", assignment.child.subject, by=by, at=at, assignment=assignment.pk, ends_on=ends_on,
        reason=reason,
    )  # fmt: skip
    return assignment


def pause(assignment: Assignment, *, reason: str, text: str = "", by: User | None, at: datetime) -> Suspension:
    """Suspend a locked assignment: nobody reads the file and nobody meets the child from this second. One that rests
    already rests for this reason from now on; the reason before stays in the history."""
    if assignment.state == AssignmentState.SUSPENDED:
        return _rest_on(assignment, reason=reason, text=text, by=by, at=at)
    came_from = assignment.state
    move(assignment, AssignmentState.SUSPENDED, by=by, at=at, reason=reason)
    paused = Suspension.objects.create(
        assignment=assignment, came_from=came_from, reason=reason, text=text, since=at, by=by
    )
    _rows(assignment).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at)).update(
        valid_to=Greatest(F("valid_from"), Value(at))
    )
    _call_off(assignment, by=by, at=at)
    _leave(assignment, by=by, at=at)
    return paused


def rest_if_too_young(assignment: Assignment, *, by: User | None, at: datetime) -> Assignment | None:
    """Suspend a locked assignment whose child is under ten by its file, and tell everybody around the child; None where
    there is nothing to suspend."""
    if assignment.state not in MENTORS or not is_too_young(assignment, local_day(at)):
        return None
    text = str(_("By its date of birth the child is under ten: a mentor is for a child of ten or older."))
    paused = pause(assignment, reason=Suspension.Reason.OTHER, text=text, by=by, at=at)
    tell(assignment, paused.subject, by=by, at=at)
    return assignment


def _rest_on(assignment: Assignment, *, reason: str, text: str, by: User | None, at: datetime) -> Suspension:
    before = assignment.suspensions.select_for_update().get(until=None)
    _end_rest(before, by=by, at=at)
    log.record("assignment.reason_changed", assignment.subject, by=by, at=at, before=before.reason, reason=reason)
    return Suspension.objects.create(
        assignment=assignment, came_from=before.came_from, reason=reason, text=text, since=max(at, before.since), by=by
    )


def resume(assignment: Assignment, *, by: User | None, at: datetime) -> Suspension:
    """Go on where a suspended, locked assignment stood: access is opened again from now."""
    paused = assignment.suspensions.select_for_update().get(until=None)
    move(assignment, paused.came_from, by=by, at=at)
    _end_rest(paused, by=by, at=at)
    last = day_end(assignment.ends_on) if assignment.ends_on else None
    since = max(at, paused.since, day_start(assignment.starts_on))
    ChildAccess.objects.bulk_create(
        access_row(
            assignment.child, assignment.organisation, Ground.MENTORING, valid_from=since, valid_to=last,
            user=person, by=by,
        )
        for person in ([None, assignment.mentor] if assignment.mentor_id else [None])
    )  # fmt: skip
    return paused


def _end_rest(paused: Suspension, *, by: User | None, at: datetime) -> None:
    """It lasts until now, and never ends before it began: who waited for the lock had looked at the clock before."""
    paused.until, paused.lifted_by = max(at, paused.since), by
    paused.save(update_fields=["until", "lifted_by"])


def tell(assignment: Assignment, about: Subject, *, by: User | None, at: datetime) -> None:
    """Official word to the organisation, to the home of the child and to the body; who acts is not told."""
    body = assignment.body or assignment.child.guardianship
    found = (assignment.organisation, home_of(assignment, local_day(at)), body)
    sender = by.agency if by is not None and by.agency is not None else body
    telling.tell(about, [one for one in found if one is not None], sender=sender, by=by, at=at)


def end_of(assignment: Assignment) -> Subject:
    """The end as a subject of its own: word of it goes to those who were told of the beginning, too."""
    return Subject("assignment_end", assignment.pk, assignment.subject.no)


def _rows(assignment: Assignment):
    """The rows of access of this assignment: a child's assignments never overlap, so its days name them."""
    rows = ChildAccess.objects.filter(
        child=assignment.child_id, agency=assignment.organisation_id, ground=Ground.MENTORING,
        valid_from__gte=day_start(assignment.starts_on),
    )  # fmt: skip
    return rows.filter(valid_from__lte=day_end(assignment.ends_on)) if assignment.ends_on else rows


def _move_end_of_access(assignment: Assignment, ends_on: date, at: datetime) -> None:
    """Rows that run, or would run until the old last day, run until the new one; what a suspension closed stays."""
    last = at if ends_on <= local_day(at) else day_end(ends_on)
    runs = Q(valid_to__isnull=True) | Q(valid_to__gt=last)
    if assignment.ends_on:
        runs |= Q(valid_to=day_end(assignment.ends_on))
    _rows(assignment).filter(runs).update(valid_to=Greatest(F("valid_from"), Value(last)))


def _call_off(assignment: Assignment, *, by: User | None, at: datetime) -> None:
    """Meetings that were ahead do not take place. What is past and was not recorded yet is recorded still, and so is
    one for which the child has left."""
    ahead = assignment.meetings.filter(state__in=AHEAD, planned_from__gt=at, left_at=None)
    for meeting in ahead.order_by("pk"):
        meeting.reason = str(_("The mentoring was ended or suspended."))
        meeting.recorded_by, meeting.recorded_at = by, at
        meeting.save(update_fields=["reason", "recorded_by", "recorded_at"])
        move(meeting, MeetingState.CANCELLED, by=by, at=at)
        clocks.drop(meeting.subject, by=by, at=at)


def _leave(assignment: Assignment, *, by: User | None, at: datetime) -> None:
    """What the mentor still owed about this child is for the organisation from now on."""
    if assignment.mentor_id is None:
        return
    numbers = list(assignment.meetings.values_list("number", flat=True))
    own = Obligation.objects.filter(author=assignment.mentor_id, owner=assignment.organisation_id)
    mine = own.filter(subject_kind__in=("meeting", "note_question"), subject_no__in=numbers)
    clocks.leave_to_organisation(mine, by=by, at=at)
    for further in AFTER_THE_MENTOR:
        clocks.leave_to_organisation(further(assignment, own), by=by, at=at)
