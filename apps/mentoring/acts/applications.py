"""The writers of applications: applying, consultation, corrections, the account, withdrawal."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import check_move, move
from apps.core.errors import Collector, NotAllowed
from apps.core.localtime import local_day
from apps.core.numbers import next_number
from apps.core.subjects import Subject
from apps.mentoring import clocks, policies, telling
from apps.mentoring.acts import bonds
from apps.mentoring.checks.candidates import (
    FIELDS,
    IDENTITY,
    check_account,
    check_addressees,
    check_citizen_of_age,
    check_consent,
    check_identity_open,
    check_new,
    check_no_other_mentors,
    check_same_person,
    checked_candidate,
    has_evidence,
)
from apps.mentoring.checks.common import check_since, check_version, optional, reason_given
from apps.mentoring.models import Candidate, Consultation, Ground, Organisation, Reopening, Review
from apps.mentoring.states import CandidateState
from apps.obligations.events import Event

State = CandidateState


@action
def apply(
    organisation: Organisation | None, *, body: Agency | None, data: Mapping[str, Any], consent: str = "",
    by: User | None, at: datetime,
) -> Candidate:  # fmt: skip
    """Enter an application. `by` None: it came from the public page into the organisation's inbox; then `consent`
    names the version of the text by which the person agreed that the data are processed.

    The clock of the consultation starts (Article 28-2(10)(1)). Raises Refusals: no citizen or under age (28-2(3)(1)).
    """
    refuse = Collector()
    check_addressees(organisation, body, refuse)
    if by is None:
        check_consent(consent, refuse)
    refuse.done()
    if by is not None:
        policies.check_can_keep(by, organisation)
    values = checked_candidate(data, local_day(at))
    if by is not None:
        check_new(organisation, values["iin"])
    source = Candidate.Source.OFFICE if by is not None else Candidate.Source.PUBLIC
    candidate = Candidate(
        number=next_number("M", at), organisation=organisation, body=body, source=source, applied_at=at, applied_by=by,
        **values,
    )  # fmt: skip
    _save(candidate)
    log.record("candidate.applied", candidate.subject, by=by, at=at, organisation=organisation.agency_id,
               body=body.pk, source=source, consent=consent)  # fmt: skip
    if by is None:
        telling.tell(candidate.subject, [organisation.agency], sender=organisation.agency, by=None, at=at)
    clocks.start(candidate.subject, Event.CANDIDATE_APPLIED, organisation.agency, author=by, by=by, at=at)
    return candidate


@action
def look(candidate: Candidate, *, by: User, at: datetime) -> None:
    """Note that a person opened the application."""
    log.record("candidate.looked_at", candidate.subject, by=by, at=at)


@action
def consult(candidate: Candidate, *, held_on: date | None, note: str = "", by: User, at: datetime) -> Consultation:
    """Record advice given to the candidate; the first one meets the duty and takes the application on."""
    candidate = lock(candidate)
    policies.check_can_keep(by, candidate.organisation)
    check_open(candidate)
    refuse = Collector()
    check_since(held_on, "held_on", local_day(candidate.applied_at), local_day(at), refuse)
    note = optional(note, "note", 2000, refuse)
    refuse.done()
    made = Consultation.objects.create(candidate=candidate, held_on=held_on, note=note, by=by, at=at)
    log.record("candidate.consulted", candidate.subject, by=by, at=at, consultation=made.pk)
    if candidate.state == State.APPLIED:
        move(candidate, State.ADVISED, by=by, at=at)
        clocks.finish(candidate.subject, Event.CANDIDATE_ADVISED, by=by, at=at)
    return made


@action
def correct(
    candidate: Candidate, *, data: Mapping[str, Any], version: int | None = None, by: User, at: datetime
) -> Candidate:
    """Change what is known of a candidate.

    Who it is cannot change under the eyes of the body that decides, nor become another than the one about whom
    anything was answered; once cleared, such a change opens the clearance again. Citizenship lost by one who was
    cleared is recorded, too; before that it is refused.
    """
    candidate = lock(candidate, version)
    policies.check_can_keep(by, candidate.organisation)
    check_open(candidate)
    today = local_day(at)
    was_cleared = _was_cleared(candidate)
    stored = {name: getattr(candidate, name) for name in FIELDS}
    values = checked_candidate({**stored, **data}, today, must_qualify=not was_cleared)
    changed = [name for name in FIELDS if values[name] != stored[name]]
    if not changed:
        return candidate
    check_identity_open(candidate, changed)
    if not was_cleared and IDENTITY.intersection(changed) and has_evidence(candidate):
        check_same_person(candidate, values)
    if "iin" in changed:
        check_new(candidate.organisation, values["iin"], apart_from=candidate)
    for name in changed:
        setattr(candidate, name, values[name])
    candidate.version += 1
    _save(candidate, *changed, "version")
    log.record("candidate.corrected", candidate.subject, by=by, at=at, fields=changed)
    if was_cleared and IDENTITY.intersection(changed):
        _reopen_for_identity(candidate, by=by, at=at)
    return candidate


@action
def link_account(candidate: Candidate, *, account: User | None, by: User, at: datetime) -> Candidate:
    """Tie the application to the account with which the mentor signs in; None unties."""
    candidate = lock(candidate)
    policies.check_can_keep(by, candidate.organisation)
    check_open(candidate)
    if account is not None:
        check_account(candidate, account, local_day(at))
    check_no_other_mentors(bonds.standing_of(candidate), account)
    candidate.account = account
    bump(candidate, "account")
    log.record("candidate.account_linked", candidate.subject, by=by, at=at, account=account.pk if account else None)
    return candidate


@action
def withdraw(candidate: Candidate, *, reason: str, version: int | None = None, by: User, at: datetime) -> Candidate:
    """The candidate, or the organisation for the candidate, takes the application back; assignments end at once."""
    candidate = lock(candidate, version)
    if candidate.account_id != by.pk:
        policies.check_can_keep(by, candidate.organisation)
    candidate.closing_reason = reason_given(reason)
    check_move(candidate, State.WITHDRAWN, Candidate.TRANSITIONS)
    bump(candidate, "closing_reason")
    leave(candidate, State.WITHDRAWN, by=by, at=at)
    return candidate


def leave(candidate: Candidate, state: str, *, by: User | None, at: datetime) -> None:
    """Refused or withdrawn: clearance, clocks and assignments end, and whoever saw to the children is told."""
    had_clearance = _was_cleared(candidate)
    clocks.drop(candidate.subject, by=by, at=at)
    for clearance in candidate.clearances.filter(ended_at=None):
        clocks.drop(clearance.subject, by=by, at=at)
        clearance.ended_at = at
        clearance.save(update_fields=["ended_at"])
    for review in candidate.reviews.filter(outcome=""):
        clocks.drop(review.subject, by=by, at=at)
        review.outcome, review.decided_at = Review.Outcome.WITHDRAWN, at
        review.save(update_fields=["outcome", "decided_at"])
    for reopening in candidate.reopenings.filter(ended_at=None):
        clocks.finish(reopening.subject, Event.CLEARANCE_SETTLED, by=by, at=at)
        reopening.ended_at, reopening.outcome = at, state
        reopening.save(update_fields=["ended_at", "outcome"])
    ended = bonds.end_of(candidate, by=by, at=at)
    move(candidate, state, by=by, at=at, assignments=[one.pk for one in ended])
    if had_clearance:
        told = [candidate.body, candidate.organisation.agency, *telling.around(ended, at)]
        sender = by.agency if by is not None else candidate.body
        telling.tell(end_of(candidate), told, sender=sender, by=by, at=at)


def end_of(candidate: Candidate) -> Subject:
    """What the notice of an end is about: the same number, apart from the notice of the application."""
    return Subject("candidate_end", candidate.pk, candidate.number)


def lock(candidate: Candidate, version: int | None = None) -> Candidate:
    """The stored candidate, locked; raises Stale when `version` is not the stored one."""
    held = Candidate.objects.select_for_update(of=("self",))
    found = held.select_related("organisation__agency", "body", "area", "account").get(pk=candidate.pk)
    check_version(found, version)
    return found


def _was_cleared(candidate: Candidate) -> bool:
    """Cleared now, or before the clearance was opened again."""
    held = candidate.state in (State.CLEARED, State.SUSPENDED)
    return held or candidate.reopenings.filter(ended_at=None).exists()


def _reopen_for_identity(candidate: Candidate, *, by: User, at: datetime) -> None:
    from apps.mentoring.acts.clearance import reopen

    refuse = Collector()
    check_citizen_of_age(candidate.citizenship, candidate.birth_date, local_day(at), refuse)
    cause = Reopening.Cause.GROUND if refuse.refusals else Reopening.Cause.PERSON
    reopen(candidate, cause=cause, ground=Ground.CITIZEN_OF_AGE, by=by, at=at)


def _save(candidate: Candidate, *names: str) -> None:
    """Raises Refused at the IIN when another application of the person was opened at the same moment."""
    try:
        with transaction.atomic():
            candidate.save(update_fields=names or None)
    except IntegrityError:
        check_new(candidate.organisation, candidate.iin, apart_from=candidate)
        raise


def bump(candidate: Candidate, *names: str) -> None:
    candidate.version += 1
    candidate.save(update_fields=[*names, "version"])


def check_open(candidate: Candidate) -> None:
    """Raises NotAllowed for an application that is refused or withdrawn."""
    if not candidate.is_open:
        raise NotAllowed(_("This application is closed."))
