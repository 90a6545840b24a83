"""The writers of a case: opening, assessment, risk, review, closing and opening again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import check_move, move
from apps.casework import clocks, policies
from apps.casework.checks import (
    check_keeper,
    check_risk,
    checked_assessment,
    checked_case,
    reason_given,
    required,
)  # fmt: skip
from apps.casework.models import Approval, Assessment, Case, Matter, RiskChange
from apps.casework.states import State
from apps.core.errors import Collector, Refused, Stale
from apps.core.localtime import local_day
from apps.core.numbers import next_number
from apps.people.models import Child

Kind = Matter.Kind
EVERYTHING = tuple(Kind)
ONCE = "caseflow.case.one_open"


@action
def open_case(
    child: Child, *, reason: str, risk: int, reason_text: str = "", officer: User | None = None,
    supervisor: User | None = None, by: User, at: datetime,
) -> Case:  # fmt: skip
    """Open a case of the actor's body on a child's file; the actor answers for it unless another is named.

    Its first assessment and its review get their clocks.
    """
    policies.check_can_open(by, child)
    refuse = Collector()
    checked_case(reason=reason, reason_text=reason_text, risk=risk, refuse=refuse)
    refuse.done()
    officer = officer or by
    check_keeper(officer, by.agency, local_day(at), "officer")
    case = Case(
        number=next_number("K", at), child=child, agency=by.agency, reason=reason, reason_text=reason_text.strip(),
        risk=risk, officer=officer, supervisor=supervisor, opened_at=at, opened_by=by,
    )  # fmt: skip
    return begin(case, by=by, at=at)


def begin(case: Case, *, by: User, at: datetime) -> Case:
    """Save a new case and start its clocks. One open case for a child and a body."""
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError:
        held = Case.objects.open().filter(child=case.child_id, agency=case.agency_id).first()
        if held is None:
            raise
        raise Refused(
            _("The child has an open case here already: %(number)s.") % {"number": held.number}, rule=ONCE
        ) from None
    RiskChange.objects.create(case=case, risk=case.risk, by=by, at=at)
    log.record("case.opened", case.subject, by=by, at=at, child=case.child_id, risk=case.risk, reason=case.reason)
    clocks.start(case, Kind.ASSESSMENT, by=by, at=at)
    clocks.start(case, Kind.REVIEW, by=by, at=at)
    return case


@action
def look(case: Case, *, by: User, at: datetime) -> None:
    """Note that a person opened the case."""
    log.record("case.looked_at", case.subject, by=by, at=at)


@action
def assess(case: Case, *, data: Mapping[str, Any], by: User, at: datetime) -> Assessment:
    """Record an assessment of needs. The first one of a case meets its duty and starts the clock of the plan."""
    case = lock(case)
    policies.check_can_work(by, case)
    values = checked_assessment(case, data, at)
    made = Assessment.objects.create(case=case, by=by, at=at, **values)
    log.record("case.assessed_again" if case.state != State.OPENED else "case.needs_recorded", case.subject,
               by=by, at=at, assessment=made.pk, risk=made.risk)  # fmt: skip
    if made.risk != case.risk:
        _set_risk(case, made.risk, reason=str(_("by the assessment")), by=by, at=at)
    clocks.finish(case, Kind.ASSESSMENT, by=by, at=at)
    if case.state == State.OPENED:
        move(case, State.ASSESSED, by=by, at=at)
        clocks.start(case, Kind.PLAN, by=by, at=at)
    bump(case)
    return made


@action
def set_risk(case: Case, *, risk: int, reason: str, seen: str | None = None, by: User, at: datetime) -> Case:
    """Change the level of risk, with a reason; the clock of the review is counted anew.

    `seen`: the level the actor started from; raises Stale when it is another one by now.
    """
    case = lock(case)
    policies.check_can_record(by, case)
    if seen is not None and seen != str(case.risk):
        raise Stale
    refuse = Collector()
    check_risk(risk, refuse)
    required(reason, "reason", refuse, _("Give the reason: it stays on record."))
    if risk == case.risk:
        refuse(_("The case has this level already."), field="risk")
    refuse.done()
    _set_risk(case, risk, reason=reason.strip(), by=by, at=at)
    bump(case)
    return case


@action
def review(case: Case, *, findings: str, by: User, at: datetime) -> Matter:
    """Record a review of the case: the duty is met, and the next review gets its clock."""
    case = lock(case)
    policies.check_can_record(by, case)
    refuse = Collector()
    findings = required(findings, "findings", refuse, _("Write in a few words what was found."))
    refuse.done()
    done = clocks.finish(case, Kind.REVIEW, by=by, at=at, note=findings[:2000])
    if done is None:
        done = Matter.objects.create(
            case=case, kind=Kind.REVIEW, since=at, ended_at=at, is_done=True, note=findings[:2000], by=by
        )
    log.record("case.reviewed", case.subject, by=by, at=at, matter=done.pk)
    clocks.start(case, Kind.REVIEW, by=by, at=at)
    bump(case)
    return done


@action
def submit_closing(case: Case, *, reason: str, text: str, by: User, at: datetime) -> Approval:
    """Ask the supervisor to close the case. Open steps and planned visits end with the closing, not before."""
    case = lock(case)
    policies.check_can_work(by, case)
    refuse = Collector()
    if reason not in Case.Closing.values or reason == Case.Closing.TRANSFERRED:
        refuse(_("Choose why the case is closed."), field="reason")
    text = required(text, "text", refuse, _("Write what came of the work."))
    refuse.done()
    came_from = case.state
    move(case, State.CLOSING_SUBMITTED, by=by, at=at, reason=reason)
    asked = Approval.objects.create(
        case=case, kind=Approval.Kind.CLOSING, came_from=came_from, closing_reason=reason, closing_text=text,
        asked_by=by, asked_at=at,
    )  # fmt: skip
    clocks.start(case, Kind.DECISION, by=by, at=at)
    bump(case)
    return asked


def end(case: Case, *, reason: str, text: str, by: User, at: datetime) -> None:
    """Close: every clock of the case ends. Call inside an action, with the case locked."""
    check_move(case, State.CLOSED, Case.TRANSITIONS)
    case.closed_at, case.closing_reason, case.closing_text, case.review_on = at, reason, text[:1000], None
    old, case.state = case.state, State.CLOSED
    case.save(update_fields=["state", "closed_at", "closing_reason", "closing_text", "review_on"])
    log.record("case.closed", case.subject, by=by, at=at, old=old, reason=reason)
    clocks.drop(case, EVERYTHING, by=by, at=at)
    left = clocks.duties_of(case).open().select_for_update(of=("self",)).select_related("rule")
    clocks.engine.cancel(list(left), clocks.NOT_NEEDED, by=by, at=at)
    ahead = case.visits.filter(occurred_at=None, called_off_at=None)
    ahead.update(called_off_at=at, call_off_reason=str(_("The case was closed.")))
    bump(case)


@action
def reopen(case: Case, *, reason: str, by: User, at: datetime) -> Case:
    """Work goes on with a fresh assessment; the person who opens it answers if the old officer no longer can."""
    case = lock(case)
    policies.check_can_reopen(by, case)
    reason = reason_given(reason)
    if Case.objects.open().filter(child=case.child_id, agency=case.agency_id).exists():
        raise Refused(_("The child has another open case here: work goes on there."), rule=ONCE)
    check_move(case, State.OPENED, Case.TRANSITIONS)
    case.state, case.closed_at, case.closing_reason, case.closing_text = State.OPENED, None, "", ""
    try:
        check_keeper(case.officer or by, case.agency, local_day(at), "officer")
    except Refused:
        case.officer = by
    case.officer = case.officer or by
    case.save(update_fields=["state", "closed_at", "closing_reason", "closing_text", "officer"])
    log.record("case.reopened", case.subject, by=by, at=at, reason=reason)
    clocks.start(case, Kind.ASSESSMENT, by=by, at=at)
    clocks.start(case, Kind.REVIEW, by=by, at=at)
    bump(case)
    return case


def lock(case: Case, version: int | None = None) -> Case:
    """The stored case, locked; raises Stale when `version` is not the stored one."""
    found = (
        Case.objects.select_for_update(of=("self",))
        .select_related("child", "agency__area__parent", "officer", "supervisor")
        .get(pk=case.pk)
    )
    if version is not None and found.version != version:
        raise Stale
    return found


def bump(case: Case) -> None:
    case.version += 1
    case.save(update_fields=["version"])


def _set_risk(case: Case, risk: int, *, reason: str, by: User, at: datetime) -> None:
    old, case.risk = case.risk, risk
    case.save(update_fields=["risk"])
    RiskChange.objects.create(case=case, risk=risk, reason=reason, by=by, at=at)
    log.record("case.risk_changed", case.subject, by=by, at=at, old=old, new=risk)
    clocks.recount_review(case, by=by, at=at)
