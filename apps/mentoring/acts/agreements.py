"""The writers of mentoring agreements (Article 28-2(8)): proposed by one side, confirmed by the other, ended."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import check_move, move
from apps.core.errors import Collector
from apps.core.localtime import local_day
from apps.core.numbers import next_number
from apps.core.subjects import Subject
from apps.mentoring import policies, telling
from apps.mentoring.acts import bonds
from apps.mentoring.acts.organisations import follow_agreements
from apps.mentoring.acts.organisations import lock as hold
from apps.mentoring.checks.agreements import check_expected, check_free, checked_agreement
from apps.mentoring.checks.common import check_version, optional, reason_given
from apps.mentoring.models import Agreement, Organisation
from apps.mentoring.states import AgreementState
from apps.notices import actions as notices
from apps.notices.models import Notice

Reason = Agreement.EndReason
BY_SIDES = (Reason.BOTH, Reason.BY_BODY, Reason.BY_ORGANISATION, Reason.BREACH)
"""Reasons that people give; the others are the system's."""


@action
def propose(
    organisation: Organisation, *, body: Agency | None, data: Mapping[str, Any], by: User, at: datetime
) -> Agreement:  # fmt: skip
    """One side enters the agreement that was signed; the other side is told, and confirms."""
    values = checked_agreement(organisation, body, data, local_day(at))
    side = policies.side_of(by, organisation, body)
    made = Agreement.objects.create(
        number=next_number("A", at), organisation=organisation, body=body, proposed_agency=side, proposed_by=by,
        proposed_at=at, **values,
    )  # fmt: skip
    log.record("mentor_agreement.proposed", made.subject, by=by, at=at, organisation=organisation.agency_id,
               body=body.pk, starts_on=made.starts_on, ends_on=made.ends_on)  # fmt: skip
    telling.tell(made.subject, _sides(made), sender=side, by=by, at=at)
    return made


@action
def confirm(agreement: Agreement, *, version: int | None = None, by: User, at: datetime) -> Agreement:
    """The other side confirms: the agreement is in force from its first day. Those of one organisation are confirmed
    one after another, so that the second sees the first."""
    hold(agreement.organisation)
    agreement = lock(agreement, version)
    policies.check_can_confirm(by, agreement)
    check_move(agreement, AgreementState.IN_FORCE, Agreement.TRANSITIONS)
    check_free(agreement.organisation, agreement.body, agreement.starts_on, agreement.ends_on, apart=agreement.pk)
    agreement.confirmed_by, agreement.confirmed_at = by, at
    _save(agreement, "confirmed_by", "confirmed_at")
    move(agreement, AgreementState.IN_FORCE, by=by, at=at)
    follow_agreements(agreement.organisation, by=by, at=at)
    telling.tell(agreement.subject, _sides(agreement), sender=by.agency, by=by, at=at)
    return agreement


@action
def withdraw(agreement: Agreement, *, reason: str, by: User, at: datetime) -> Agreement:
    """The proposal comes to nothing: taken back by one side or not agreed to by the other."""
    agreement = lock(agreement)
    side = policies.side_of(by, agreement.organisation, agreement.body)
    agreement.end_text = reason_given(reason)
    agreement.ended_by, agreement.ended_at = by, at
    check_move(agreement, AgreementState.WITHDRAWN, Agreement.TRANSITIONS)
    _save(agreement, "end_text", "ended_by", "ended_at")
    move(agreement, AgreementState.WITHDRAWN, by=by, at=at)
    telling.tell(end_of(agreement), _sides(agreement), sender=side, by=by, at=at)
    return agreement


@action
def end(
    agreement: Agreement, *, reason: str, text: str = "", ended_on: date | None = None, version: int | None = None,
    expected: int | None = None, by: User, at: datetime,
) -> Agreement:  # fmt: skip
    """End an agreement: what is mentored under it ends with it, at once, and everybody is told.

    `expected`: how many assignments the actor was told will end; refused when there are others by now.
    """
    agreement = lock(agreement, version)
    policies.side_of(by, agreement.organisation, agreement.body)
    refuse = Collector()
    check_expected(bonds.under(agreement).count(), expected, refuse)
    today = local_day(at)
    if reason not in BY_SIDES:
        refuse(_("Choose why the agreement ends."), field="reason")
    if reason == Reason.BREACH and not text.strip():
        refuse(_("Write in a few words which terms were broken."), field="text")
    text = optional(text, "text", 1000, refuse)
    if ended_on is not None and not agreement.starts_on <= ended_on <= today:
        refuse(_("An agreement ends today, or ended on an earlier day of its time."), field="ended_on")
    refuse.done()
    return close(agreement, reason=reason, text=text, ended_on=ended_on, by=by, at=at)


def close(
    agreement: Agreement, *, reason: str, text: str = "", ended_on: date | None = None, by: User | None, at: datetime
) -> Agreement:  # fmt: skip
    """End it, with everything under it. Call inside an action."""
    agreement = lock(agreement)
    check_move(agreement, AgreementState.ENDED, Agreement.TRANSITIONS)
    today = local_day(at)
    agreement.ended_on = ended_on or max(today, agreement.starts_on)
    agreement.end_reason, agreement.end_text = reason, text.strip()[:1000]
    agreement.ended_by, agreement.ended_at = by, at
    agreement.state = AgreementState.ENDED
    agreement.version += 1
    agreement.save()
    ended = bonds.end_under(agreement, by=by, at=at)
    log.record("mentor_agreement.ended", agreement.subject, by=by, at=at, reason=reason, ended_on=agreement.ended_on,
               assignments=[one.pk for one in ended])  # fmt: skip
    follow_agreements(agreement.organisation, by=by, at=at)
    told = [*_sides(agreement), *telling.around(ended, at)]
    sender = by.agency if by is not None else agreement.body
    telling.tell(end_of(agreement), told, sender=sender, by=by, at=at)
    return agreement


def look(agreement: Agreement, *, by: User, at: datetime) -> None:
    """The notices about it that were sent to the reader's agency count as opened."""
    kinds = [agreement.subject.kind, end_of(agreement).kind]
    sent = Notice.objects.visible_to(by).filter(subject_kind__in=kinds, subject_id=agreement.pk, opened_at=None)
    for notice in sent.order_by("pk"):
        notices.open_notice(notice, by=by, at=at)


def lock(agreement: Agreement, version: int | None = None) -> Agreement:
    """The stored agreement, locked; raises Stale when `version` is not the stored one."""
    held = Agreement.objects.select_for_update(of=("self",)).select_related("organisation__agency", "body")
    found = held.get(pk=agreement.pk)
    check_version(found, version)
    return found


def end_of(agreement: Agreement) -> Subject:
    """What the notice of an end is about: the same number, apart from the notice of the beginning."""
    return Subject("agreement_end", agreement.pk, agreement.number)


def _sides(agreement: Agreement) -> list[Agency]:
    return [agreement.body, agreement.organisation.agency]


def _save(agreement: Agreement, *names: str) -> None:
    agreement.version += 1
    agreement.save(update_fields=[*names, "version"])
