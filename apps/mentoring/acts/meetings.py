"""The writers of meetings: planning, consents to an outing, out and in, and what became of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import check_move, move
from apps.core.errors import Collector, NotAllowed, Refused
from apps.core.localtime import local_day
from apps.core.numbers import next_number
from apps.mentoring import clocks, policies
from apps.mentoring.acts import course
from apps.mentoring.checks import meetings as checks
from apps.mentoring.checks.assignments import home_of
from apps.mentoring.checks.common import reason_given
from apps.mentoring.models import Assignment, Meeting
from apps.mentoring.states import AHEAD, MeetingState
from apps.obligations.events import Event

SHORT_NOTICE = timedelta(hours=3)  # an outing asked for so late leaves the organisation an hour to answer


@action
def plan_meeting(assignment: Assignment, *, data: Mapping[str, Any], by: User, at: datetime) -> Meeting:
    """Set a meeting for a time. `data`: kind, planned_from, planned_to, area, place, is_abroad, purpose, service;
    an outing that is agreed already names `head_consent_by`, `head_consent_at` and `child_consent_at` (and
    `child_consent_by`), one that is not is asked for by `ask_outing`. Raises Refusals, NotAllowed."""
    assignment = _open(assignment, by, at)
    values = checks.checked_plan(assignment, data, at)
    if values["kind"] == Meeting.Kind.OUTING:
        values |= _consents(assignment, data, values["planned_from"], by, at)
    return _planned(assignment, values, MeetingState.PLANNED, by=by, at=at)


@action
def ask_outing(assignment: Assignment, *, data: Mapping[str, Any], by: User, at: datetime) -> Meeting:
    """Ask the head and the child for an outing: it is planned once both have agreed."""
    assignment = _open(assignment, by, at)
    values = checks.checked_plan(assignment, {**data, "kind": Meeting.Kind.OUTING}, at)
    meeting = _planned(assignment, values, MeetingState.ASKED, by=by, at=at)
    home = home_of(assignment, local_day(at))
    if home is not None:
        since = max(meeting.planned_from, at + SHORT_NOTICE)
        clocks.start(meeting.subject, Event.MENTOR_OUTING_ASKED, home, since=since, by=by, at=at)
    return meeting


@action
def head_agrees(meeting: Meeting, *, by: User, at: datetime) -> Meeting:
    """The head of the organisation the child lives in agrees to the outing."""
    meeting, home = _waiting(meeting, by, at)
    if not checks.is_head_of(by, home, local_day(at)):
        raise NotAllowed(_("Only the head of the organisation the child lives in may agree."))
    meeting.head_consent_by, meeting.head_consent_at = by, at
    return _agreed(meeting, "head_consent", by=by, at=at)


@action
def child_agrees(meeting: Meeting, *, by: User, at: datetime) -> Meeting:
    """Somebody of the organisation the child lives in asked it, and it wishes to go."""
    meeting, _home = _waiting(meeting, by, at)
    meeting.child_consent_by, meeting.child_consent_at = by, at
    return _agreed(meeting, "child_consent", by=by, at=at)


@action
def refuse_outing(meeting: Meeting, *, reason: str, by: User, at: datetime) -> Meeting:
    """The head or the child does not agree: the outing does not take place."""
    meeting, _home = _waiting(meeting, by, at)
    clocks.finish(meeting.subject, Event.MENTOR_OUTING_ANSWERED, by=by, at=at)
    return _not_held(meeting, MeetingState.CANCELLED, reason, by=by, at=at)


@action
def child_leaves(meeting: Meeting, *, left_at: datetime, by: User, at: datetime) -> Meeting:
    """The child leaves the organisation with the mentor: refused before the head and the child have agreed, on another
    day than planned, and while the mentoring rests; recorded once. If it left all the same, `record_held` stores the
    breach."""
    meeting = _locked(meeting)
    policies.check_can_meet(by, meeting.assignment)
    refuse = Collector()
    checks.check_runs(meeting.assignment, at, refuse)
    if not meeting.is_outing:
        refuse(_("Only for an outing does the child leave the organisation."), field="kind")
    elif meeting.state in AHEAD:
        home = home_of(meeting.assignment, local_day(at))
        checks.check_agreed(
            meeting.head_consent_by, meeting.head_consent_at, meeting.child_consent_at, home, left_at, at, refuse
        )
    checks.check_times(left_at, None, at, refuse)
    checks.check_left(meeting, left_at, refuse)
    refuse.done()
    _check_ahead(meeting)
    if meeting.left_at:
        return meeting
    meeting.left_at = left_at
    return _saved(meeting, ["left_at"], "meeting.left", by=by, at=at)


@action
def child_returns(meeting: Meeting, *, returned_at: datetime, by: User, at: datetime) -> Meeting:
    """The child is back; how the meeting went is recorded with `record_held`."""
    meeting = _locked(meeting)
    policies.check_can_meet(by, meeting.assignment)
    refuse = Collector()
    if meeting.left_at is None:
        refuse(_("Enter when the child left the organisation."), field="left_at")
    checks.check_times(meeting.left_at, returned_at, at, refuse)
    checks.check_once(meeting.returned_at, returned_at, "returned_at", refuse)
    refuse.done()
    _check_ahead(meeting)
    if meeting.returned_at:
        return meeting
    meeting.returned_at = returned_at
    return _saved(meeting, ["returned_at"], "meeting.returned", by=by, at=at)


@action
def record_held(meeting: Meeting, *, data: Mapping[str, Any], by: User, at: datetime) -> Meeting:
    """The meeting took place. `data`: left_at, returned_at, third_party, third_party_text, is_abroad. What was against
    the Law is stored as a breach, and organisation, home and body are told of it."""
    meeting = _locked(meeting)
    policies.check_can_meet(by, meeting.assignment)
    check_move(meeting, MeetingState.HELD, Meeting.TRANSITIONS)
    return _held(meeting, checks.checked_course(meeting, data, at), by=by, at=at)


@action
def record_unplanned(assignment: Assignment, *, data: Mapping[str, Any], by: User, at: datetime) -> Meeting:
    """A meeting took place that nobody had planned: `data` of a plan and of a meeting held, in one."""
    assignment = course.locked(assignment)
    policies.check_can_meet(by, assignment)
    values = checks.checked_past(assignment, data, at)
    state = MeetingState.ASKED if values["kind"] == Meeting.Kind.OUTING else MeetingState.PLANNED
    meeting = Meeting(assignment=assignment, number="", planned_by=by, planned_at=at, state=state, **values)
    how = checks.checked_course(meeting, data, at)
    meeting.number = next_number("V", at)
    meeting.save(force_insert=True)
    return _held(meeting, how, by=by, at=at)


@action
def record_missed(meeting: Meeting, *, reason: str, by: User, at: datetime) -> Meeting:
    """The mentor or the child did not come."""
    meeting = _locked(meeting)
    policies.check_can_meet(by, meeting.assignment)
    if meeting.planned_from > at:
        raise Refused(_("This meeting is still ahead."), field="planned_from")
    return _not_held(meeting, MeetingState.MISSED, reason, by=by, at=at)


@action
def call_off(meeting: Meeting, *, reason: str, by: User, at: datetime) -> Meeting:
    """The meeting will not take place."""
    meeting = _locked(meeting)
    policies.check_can_meet(by, meeting.assignment)
    return _not_held(meeting, MeetingState.CANCELLED, reason, by=by, at=at)


def _open(assignment: Assignment, by: User, at: datetime) -> Assignment:
    assignment = course.locked(assignment)
    policies.check_can_meet(by, assignment)
    refuse = Collector()
    checks.check_runs(assignment, at, refuse)
    refuse.done()
    return assignment


def _planned(assignment: Assignment, values: Mapping[str, Any], state: str, *, by: User, at: datetime) -> Meeting:
    last = assignment.ends_on
    if local_day(values["planned_from"]) < assignment.starts_on or (last and local_day(values["planned_to"]) > last):
        raise Refused(_("The mentoring does not run at that time."), field="planned_from")
    meeting = Meeting.objects.create(
        number=next_number("V", at), assignment=assignment, state=state, planned_by=by, planned_at=at, **values
    )
    log.record("meeting.planned", meeting.subject, by=by, at=at, kind=meeting.kind, assignment=assignment.pk)
    clocks.start(
        meeting.subject, Event.MENTOR_MEETING_PLANNED, assignment.organisation, since=meeting.planned_to,
        author=assignment.mentor, by=by, at=at,
    )  # fmt: skip
    return meeting


def _consents(
    assignment: Assignment, data: Mapping[str, Any], starts: datetime, by: User, at: datetime
) -> dict[str, Any]:  # fmt: skip
    """Consents count when the organisation the child lives in enters them: nobody else speaks for the head."""
    names = ("head_consent_by", "head_consent_at", "child_consent_by", "child_consent_at")
    given = {name: data.get(name) if policies.cares_for(by, assignment) else None for name in names}
    refuse = Collector()
    checks.check_agreed(
        given["head_consent_by"], given["head_consent_at"], given["child_consent_at"],
        home_of(assignment, local_day(at)), starts, at, refuse,
    )  # fmt: skip
    refuse.done()
    return given


def _waiting(meeting: Meeting, by: User, at: datetime) -> tuple[Meeting, Agency]:
    """An outing that waits for consent, and the organisation the child lives in, whose people answer."""
    meeting = _locked(meeting)
    home = home_of(meeting.assignment, local_day(at))
    policies.check_keeps_home(by, home)
    if meeting.state != MeetingState.ASKED:
        raise Refused(_("This was decided already."), field="state")
    return meeting, home


def _agreed(meeting: Meeting, what: str, *, by: User, at: datetime) -> Meeting:
    if at > meeting.planned_from:
        raise Refused(
            _("A consent is given before the outing, and not in the future."), field=what, rule=checks.CONSENTS
        )
    _saved(meeting, [f"{what}_by", f"{what}_at"], f"meeting.{what}", by=by, at=at)
    if meeting.head_consent_at and meeting.child_consent_at:
        move(meeting, MeetingState.PLANNED, by=by, at=at)
        clocks.finish(meeting.subject, Event.MENTOR_OUTING_ANSWERED, by=by, at=at)
    return meeting


def _held(meeting: Meeting, how: Mapping[str, Any], *, by: User, at: datetime) -> Meeting:
    for name, value in how.items():
        setattr(meeting, name, value)
    meeting.breaches = checks.breaches_of(meeting, meeting.assignment)
    meeting.recorded_by, meeting.recorded_at = by, at
    meeting.version += 1
    meeting.save(update_fields=[*how, "breaches", "recorded_by", "recorded_at", "version"])
    move(meeting, MeetingState.HELD, by=by, at=at, breaches=meeting.breaches)
    clocks.finish(meeting.subject, Event.MENTOR_MEETING_RECORDED, by=by, at=at)
    clocks.drop(meeting.subject, by=by, at=at)
    if meeting.breaches:
        course.tell(meeting.assignment, meeting.subject, by=by, at=at)
    return meeting


def _not_held(meeting: Meeting, state: str, reason: str, *, by: User, at: datetime) -> Meeting:
    check_move(meeting, state, Meeting.TRANSITIONS)
    if meeting.left_at:
        raise Refused(_("The child left for this meeting: record how it went."), field="state")
    meeting.reason = reason_given(reason, longest=500)
    meeting.recorded_by, meeting.recorded_at = by, at
    meeting.version += 1
    meeting.save(update_fields=["reason", "recorded_by", "recorded_at", "version"])
    move(meeting, state, by=by, at=at)
    if state == MeetingState.MISSED:
        clocks.finish(meeting.subject, Event.MENTOR_MEETING_RECORDED, by=by, at=at)
    clocks.drop(meeting.subject, by=by, at=at)
    return meeting


def _saved(meeting: Meeting, fields: list[str], verb: str, *, by: User, at: datetime) -> Meeting:
    meeting.version += 1
    meeting.save(update_fields=[*fields, "version"])
    log.record(verb, meeting.subject, by=by, at=at)
    return meeting


def _check_ahead(meeting: Meeting) -> None:
    if meeting.state not in AHEAD:
        raise Refused(_("This has ended already and stays as it was recorded."), field="state")


def _locked(meeting: Meeting) -> Meeting:
    rows = Meeting.objects.select_for_update(of=("self",)).select_related(
        "assignment__child__guardianship", "assignment__organisation", "assignment__body", "assignment__mentor",
        "head_consent_by",
    )  # fmt: skip
    return rows.get(pk=meeting.pk)
