"""The writers of training: programmes, sessions, attendance, tests and certificates."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Refused, Stale
from apps.core.localtime import local_day
from apps.core.numbers import next_number
from apps.mentoring import policies, telling
from apps.mentoring.acts.applications import lock
from apps.mentoring.acts.clearance import reopen
from apps.mentoring.checks.common import reason_given
from apps.mentoring.checks.training import (
    check_may_be_trained,
    check_not_certified,
    check_score,
    checked_certificate,
    checked_programme,
    checked_session,
    mark_of,
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
    programme: Programme | None, *, data: Mapping[str, Any], is_active: bool = True, seen: str | None = None, by: User,
    at: datetime,
) -> Programme:  # fmt: skip
    """Enter a programme of the actor's organisation, or change one.

    `seen`: the mark of what the actor started from (`mark_of`); raises Stale when it was changed since.
    """
    if programme is not None:
        programme = Programme.objects.select_for_update(of=("self",)).select_related("agency").get(pk=programme.pk)
        if seen is not None and seen != mark_of(programme):
            raise Stale
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
    """Set a session of a programme in use."""
    policies.check_can_train(by, programme.agency)
    if not programme.is_active:
        raise Refused(_("This programme is not in use any more."), field="programme")
    made = Session.objects.create(programme=programme, **checked_session(data))
    log.record("programme.session_planned", programme.subject, by=by, at=at, session=made.pk)
    return made


@action
def cancel_session(session: Session, *, by: User, at: datetime) -> Session:
    """The session does not take place; the organisations whose candidates are enrolled are told."""
    session = _locked(session)
    policies.check_can_train(by, session.programme.agency)
    _refuse_cancelled(session)
    if session.starts_at <= at:
        raise Refused(_("This session has begun already."), field="session")
    session.cancelled_at = at
    session.save(update_fields=["cancelled_at"])
    about = session.programme.subject
    log.record("programme.session_cancelled", about, by=by, at=at, session=session.pk)
    enrolled = session.attendances.select_related("candidate__organisation__agency")
    telling.tell(
        session.subject, [one.candidate.organisation.agency for one in enrolled], sender=session.programme.agency,
        by=by, at=at,
    )  # fmt: skip
    return session


@action
def enrol(session: Session, *, candidate: Candidate, by: User, at: datetime) -> Attendance:
    """The candidate's organisation enrols the candidate, at its own session or at an orphan organisation's."""
    candidate = lock(candidate)
    policies.check_can_keep(by, candidate.organisation)
    policies.check_trains_for(session.programme.agency, candidate.organisation)
    check_may_be_trained(candidate)
    _refuse_cancelled(session)
    try:
        with transaction.atomic():
            made = Attendance.objects.create(session=session, candidate=candidate, by=by, at=at)
    except IntegrityError:
        raise Refused(_("The candidate is enrolled already."), field="candidate") from None
    log.record("candidate.enrolled", candidate.subject, by=by, at=at, session=session.pk)
    return made


@action
def enrol_many(session: Session, *, candidates: Sequence[Candidate], by: User, at: datetime) -> list[Attendance]:
    """Enrol several candidates, or none of them."""
    if not candidates:
        raise Refused(_("Choose who takes part."), field="candidates")
    return [enrol(session, candidate=one, by=by, at=at) for one in candidates]


@action
def take_off(attendance: Attendance, *, by: User, at: datetime) -> None:
    """The candidate is not enrolled any more; as long as nobody recorded whether the candidate was there. Raises
    Http404 when somebody else took the candidate off meanwhile."""
    attendance = _held(attendance)
    policies.check_can_keep(by, attendance.candidate.organisation)
    if attendance.was_there is not None:
        raise Refused(_("Whether the candidate was there is recorded already."), field="candidate")
    log.record("candidate.taken_off", attendance.candidate.subject, by=by, at=at, session=attendance.session_id)
    attendance.delete()


@action
def record_attendance(attendance: Attendance, *, was_there: bool, by: User, at: datetime) -> Attendance:
    """Whether the candidate was there; after the session began. Raises Http404 when the candidate was taken off
    meanwhile."""
    lock(attendance.candidate)
    attendance = _held(attendance)
    policies.check_can_train(by, attendance.session.programme.agency)
    _refuse_cancelled(attendance.session)
    if attendance.session.starts_at > at:
        raise Refused(_("This session has not begun yet."), field="was_there")
    if attendance.was_there and not was_there:
        check_not_certified(attendance, local_day(at))
    attendance.was_there, attendance.by, attendance.at = was_there, by, at
    attendance.save(update_fields=["was_there", "by", "at"])
    log.record("candidate.attended", attendance.candidate.subject, by=by, at=at, session=attendance.session_id,
               was_there=was_there)  # fmt: skip
    return attendance


@action
def call_roll(session: Session, *, roll: Mapping[int, bool], by: User, at: datetime) -> list[Attendance]:
    """The whole table of a session: `roll` says of each attendance by id whether the candidate was there. What is
    recorded so already is left as it is."""
    session = _locked(session)
    policies.check_can_train(by, session.programme.agency)
    _lock_in_order(session, roll)
    held = session.attendances.select_related("candidate", "session__programme__agency").in_bulk(list(roll))
    if len(held) != len(roll):
        raise Refused(_("This candidate is not enrolled in this session."), field="was_there")
    changed = [held[pk] for pk, was_there in sorted(roll.items()) if held[pk].was_there != was_there]
    return [record_attendance(one, was_there=roll[one.pk], by=by, at=at) for one in changed]


@action
def record_test(
    candidate: Candidate, *, programme: Programme, taken_on: date | None, score: int | None, by: User, at: datetime
) -> TestResult:  # fmt: skip
    """The result of the test in per cent; the programme's mark decides whether it is passed."""
    policies.check_can_train(by, programme.agency)
    candidate = lock(candidate)
    check_may_be_trained(candidate)
    check_score(candidate, programme, taken_on, score, local_day(at))
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
def print_certificate(certificate: Certificate, *, language: str, by: User, at: datetime) -> None:
    """Note that a certificate, which names a person, was printed by somebody who sees it."""
    log.record("certificate.printed", certificate.subject, by=by, at=at, language=language)


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


def _locked(session: Session) -> Session:
    held = Session.objects.select_for_update(of=("self",)).select_related("programme__agency")
    return held.get(pk=session.pk)


def _held(attendance: Attendance) -> Attendance:
    """The stored attendance, locked. Raises Http404 when it is gone."""
    held = Attendance.objects.select_for_update(of=("self",)).filter(pk=attendance.pk)
    found = held.select_related("candidate__organisation", "session__programme__agency").first()
    if found is None:
        raise Http404
    return found


def _lock_in_order(session: Session, roll: Mapping[int, bool]) -> None:
    """Hold everybody of a roll, the oldest first: two rolls do not wait for each other."""
    enrolled = session.attendances.filter(pk__in=roll).values("candidate")
    list(Candidate.objects.select_for_update(of=("self",)).filter(pk__in=enrolled).order_by("pk").values_list("pk"))


def _refuse_cancelled(session: Session) -> None:
    if session.cancelled_at is not None:
        raise Refused(_("This session was called off."), field="session")


def _rests_on(candidate: Candidate, certificate: Certificate) -> bool:
    clearance = candidate.clearances.filter(ended_at=None).first()
    held = clearance.snapshot["grounds"] if clearance else []
    return any(one["ground"] == Ground.TRAINING and one["record"] == certificate.pk for one in held)
