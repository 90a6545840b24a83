"""The writers of training: programmes, sessions, attendance, tests and certificates."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Refused
from apps.core.localtime import local_day
from apps.core.numbers import next_number
from apps.mentoring import policies
from apps.mentoring.acts.applications import lock
from apps.mentoring.acts.clearance import reopen
from apps.mentoring.checks.common import reason_given
from apps.mentoring.checks.training import (
    check_may_be_trained,
    check_score,
    checked_certificate,
    checked_programme,
    checked_session,
)
from apps.mentoring.models import (
    Attendance,
    Candidate,
    Certificate,
    Ground,
    Programme,
    Reopening,
    Session,
    TestResult,
)
from apps.mentoring.states import CandidateState


@action
def save_programme(
    programme: Programme | None, *, data: Mapping[str, Any], is_active: bool = True, by: User, at: datetime
) -> Programme:  # fmt: skip
    """Enter a programme of the actor's organisation, or change one."""
    programme = programme or Programme(agency=by.agency)
    policies.check_can_train(by, programme.agency)
    for name, value in checked_programme(data, local_day(at)).items():
        setattr(programme, name, value)
    programme.is_active = is_active
    programme.save()
    log.record("programme.saved", programme.subject, by=by, at=at)
    return programme


@action
def plan_session(programme: Programme, *, data: Mapping[str, Any], by: User, at: datetime) -> Session:
    """Set a session of a programme."""
    policies.check_can_train(by, programme.agency)
    made = Session.objects.create(programme=programme, **checked_session(data))
    log.record("programme.session_planned", programme.subject, by=by, at=at, session=made.pk)
    return made


@action
def cancel_session(session: Session, *, by: User, at: datetime) -> Session:
    """The session does not take place."""
    policies.check_can_train(by, session.programme.agency)
    if session.starts_at <= at:
        raise Refused(_("This session has begun already."), field="session")
    session.cancelled_at = at
    session.save(update_fields=["cancelled_at"])
    log.record("programme.session_cancelled", session.programme.subject, by=by, at=at, session=session.pk)
    return session


@action
def enrol(session: Session, *, candidate: Candidate, by: User, at: datetime) -> Attendance:
    """The candidate's organisation enrols the candidate, at its own session or at an orphan organisation's."""
    candidate = lock(candidate)
    policies.check_can_keep(by, candidate.organisation)
    check_may_be_trained(candidate)
    if session.cancelled_at is not None:
        raise Refused(_("This session was called off."), field="session")
    try:
        with transaction.atomic():
            made = Attendance.objects.create(session=session, candidate=candidate, by=by, at=at)
    except IntegrityError:
        raise Refused(_("The candidate is enrolled already."), field="candidate") from None
    log.record("candidate.enrolled", candidate.subject, by=by, at=at, session=session.pk)
    return made


@action
def record_attendance(attendance: Attendance, *, was_there: bool, by: User, at: datetime) -> Attendance:
    """Whether the candidate was there; after the session began."""
    policies.check_can_train(by, attendance.session.programme.agency)
    if attendance.session.starts_at > at:
        raise Refused(_("This session has not begun yet."), field="was_there")
    attendance.was_there, attendance.by, attendance.at = was_there, by, at
    attendance.save(update_fields=["was_there", "by", "at"])
    log.record("candidate.attended", attendance.candidate.subject, by=by, at=at, session=attendance.session_id,
               was_there=was_there)  # fmt: skip
    return attendance


@action
def record_test(
    candidate: Candidate, *, programme: Programme, taken_on: date | None, score: int | None, by: User, at: datetime
) -> TestResult:  # fmt: skip
    """The result of the test in per cent; the programme's mark decides whether it is passed."""
    policies.check_can_train(by, programme.agency)
    candidate = lock(candidate)
    check_may_be_trained(candidate)
    check_score(programme, taken_on, score, local_day(at))
    made = TestResult.objects.create(
        candidate=candidate, programme=programme, taken_on=taken_on, score=score,
        is_passed=score >= programme.pass_mark, by=by, at=at,
    )  # fmt: skip
    log.record("candidate.tested", candidate.subject, by=by, at=at, result=made.pk, passed=made.is_passed)
    return made


@action
def certify(
    candidate: Candidate, *, programme: Programme, data: Mapping[str, Any], by: User, at: datetime
) -> Certificate:  # fmt: skip
    """Give the certificate of completed training, after the passed test. It has a number and no price."""
    policies.check_can_train(by, programme.agency)
    candidate = lock(candidate)
    check_may_be_trained(candidate)
    values = checked_certificate(candidate, programme, data, local_day(at))
    made = Certificate.objects.create(
        number=next_number("T", at), candidate=candidate, programme=programme, agency=programme.agency, issued_by=by,
        issued_at=at, **values,
    )  # fmt: skip
    log.record("certificate.issued", made.subject, by=by, at=at, candidate=candidate.pk)
    return made


@action
def revoke(certificate: Certificate, *, reason: str, by: User, at: datetime) -> Certificate:
    """Take a certificate back; a clearance that rests on it is opened again."""
    certificate = Certificate.objects.select_for_update(of=("self",)).select_related("agency").get(pk=certificate.pk)
    policies.check_can_train(by, certificate.agency)
    if certificate.revoked_at is not None:
        raise Refused(_("This has ended already and stays as it was recorded."), field="reason")
    certificate.revoke_reason = reason_given(reason, 500)
    certificate.revoked_at, certificate.revoked_by = at, by
    certificate.save(update_fields=["revoke_reason", "revoked_at", "revoked_by"])
    log.record("certificate.revoked", certificate.subject, by=by, at=at)
    candidate = lock(certificate.candidate)
    if candidate.state == CandidateState.CLEARED and _rests_on(candidate, certificate):
        reopen(candidate, cause=Reopening.Cause.CERTIFICATE, ground=Ground.TRAINING, by=by, at=at)
    return certificate


def _rests_on(candidate: Candidate, certificate: Certificate) -> bool:
    clearance = candidate.clearances.filter(ended_at=None).first()
    held = clearance.snapshot["grounds"] if clearance else []
    return any(one["ground"] == Ground.TRAINING and one["record"] == certificate.pk for one in held)
