"""What one administrator asks about another person's account and a second person confirms."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts import policies
from apps.accounts.entrance import CONFIRM_WITHIN, Confirmation, Letter
from apps.accounts.letters import write_letter
from apps.accounts.models import Agency, User
from apps.accounts.posts import check_membership, put_in_post
from apps.accounts.sign_ins import end_everything
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Refused

Kind, Outcome = Confirmation.Kind, Confirmation.Outcome

ASKED: dict[str, str] = {
    Kind.EMAIL: Letter.Kind.EMAIL_ASKED,
    Kind.POST: Letter.Kind.POST_ASKED,
    Kind.FACTOR: Letter.Kind.FACTOR_ASKED,
}
DONE: dict[str, str] = {
    Kind.EMAIL: Letter.Kind.EMAIL,
    Kind.POST: Letter.Kind.POST,
    Kind.FACTOR: Letter.Kind.FACTOR_RESET,
}


@action
def ask_email(person: User, email: str, *, agency: Agency, by: User, at: datetime) -> Confirmation:
    """Ask for another e-mail of a person; the present one holds until somebody confirms, and is told."""
    policies.check_can_save_user(by, person)
    if not email:
        raise Refused(_("An e-mail address is needed: the password is set by mail."), field="email")
    check_email(person, email)
    return _ask(Kind.EMAIL, person, agency, {"email": email}, by=by, at=at)


@action
def ask_factor_reset(person: User, *, agency: Agency, reason: str, by: User, at: datetime) -> Confirmation:
    """Ask to take off the second factor of somebody who lost it. `reason`: how the person was recognised."""
    policies.check_can_save_user(by, person)
    if not reason.strip():
        raise Refused(_("Say how you made sure that it is this person."), field="reason")
    if not Authenticator.objects.filter(user=person).exists():
        raise Refused(_("This person has no second factor."), field="reason")
    return _ask(Kind.FACTOR, person, agency, {}, reason=reason.strip(), by=by, at=at)


@action
def ask_post(person: User, *, agency: Agency, post: dict[str, Any], by: User, at: datetime) -> Confirmation:
    """Ask for a post that opens files or manages people. `post`: role, starts_on, ends_on, is_duty_officer."""
    policies.check_can_grant(by, agency, person)
    check_membership(user=person, agency=agency, **post)
    data = {**post, "starts_on": post["starts_on"].isoformat()}
    data["ends_on"] = post["ends_on"].isoformat() if post["ends_on"] else None
    return _ask(Kind.POST, person, agency, data, by=by, at=at)


@action
def confirm(asked: Confirmation, *, by: User, at: datetime) -> Confirmation:
    """The second person agrees: it happens now."""
    asked = _locked(asked, at)
    policies.check_can_confirm(by, asked, at=at)
    policies.check_may_still_ask(asked)
    asked.outcome = Outcome.CONFIRMED
    _decide(asked, by=by, at=at)
    old_address = asked.person.email
    APPLY[asked.kind](asked, by=by, at=at)
    write_letter(asked.person, DONE[asked.kind], at=at, address=old_address)
    return asked


@action
def decline(asked: Confirmation, *, by: User, at: datetime) -> Confirmation:
    """The second person does not agree, or the one who asked takes it back: nothing happens."""
    asked = _locked(asked, at)
    if by.pk == asked.asked_by_id:
        asked.outcome = Outcome.WITHDRAWN
    else:
        policies.check_can_confirm(by, asked, at=at)
        asked.outcome = Outcome.DECLINED
    _decide(asked, by=by, at=at)
    write_letter(asked.person, Letter.Kind.DECLINED, at=at)
    return asked


def waiting_for(user: User, at: datetime) -> QuerySet[Confirmation]:
    """What waits and this person may see, oldest first."""
    shown = Confirmation.objects.visible_to(user).waiting(at)
    return shown.select_related("agency", "person", "asked_by").order_by("asked_at", "pk")


def check_email(person: User, email: str) -> None:
    """One address, one account."""
    if email and User.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise Refused(_("An account with this e-mail exists: give that person a post here instead."), field="email")


def _ask(
    kind: str, person: User, agency: Agency, data: dict[str, Any], *, reason: str = "", by: User, at: datetime
) -> Confirmation:
    if by.pk == person.pk:
        raise Refused(_("For your own account another administrator asks."))
    same = Confirmation.objects.waiting(at).filter(kind=kind, person=person, agency=agency)
    if any(kind != Kind.POST or one.data["role"] == data["role"] for one in same):
        raise Refused(_("This waits for confirmation already."))
    asked = Confirmation.objects.create(
        kind=kind, agency=agency, person=person, data=data, reason=reason, asked_by=by, asked_at=at,
        expires_at=at + CONFIRM_WITHIN,
    )  # fmt: skip
    log.record("confirmation.asked", asked.subject, by=by, at=at, kind=kind, user=person.pk, agency=agency.pk)
    write_letter(person, ASKED[kind], at=at)
    for user in User.objects.filter(pk__in=policies.who_may_confirm([asked], at=at)[asked.pk]):
        write_letter(user, Letter.Kind.PLEASE, at=at)
    return asked


def _locked(asked: Confirmation, at: datetime) -> Confirmation:
    rows = Confirmation.objects.select_for_update(of=("self",)).select_related("agency", "person", "asked_by")
    asked = rows.get(pk=asked.pk)
    if asked.outcome or asked.expires_at <= at:
        raise Refused(_("This waits no longer: it was decided, or nobody confirmed it in time."))
    return asked


def _decide(asked: Confirmation, *, by: User, at: datetime) -> None:
    asked.decided_by, asked.decided_at = by, at
    asked.save(update_fields=["outcome", "decided_by", "decided_at"])
    log.record(
        f"confirmation.{asked.outcome.lower()}", asked.subject, by=by, at=at, kind=asked.kind, user=asked.person_id,
        agency=asked.agency_id, asked_by=asked.asked_by_id,
    )  # fmt: skip


def _apply_email(asked: Confirmation, *, by: User, at: datetime) -> None:
    person = asked.person
    check_email(person, asked.data["email"])
    person.email = asked.data["email"]
    person.save(update_fields=["email"])
    EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email).delete()  # it would go on resetting
    log.record("user.email_changed", asked.subject, by=by, at=at, user=person.pk)


def _apply_post(asked: Confirmation, *, by: User, at: datetime) -> None:
    data = asked.data
    ends_on = date.fromisoformat(data["ends_on"]) if data["ends_on"] else None
    put_in_post(
        user=asked.person, agency=asked.agency, role=data["role"], starts_on=date.fromisoformat(data["starts_on"]),
        ends_on=ends_on, is_duty_officer=data["is_duty_officer"], by=by, at=at,
    )  # fmt: skip


def _apply_factor(asked: Confirmation, *, by: User, at: datetime) -> None:
    Authenticator.objects.filter(user=asked.person).delete()
    end_everything(asked.person, by=by, at=at)
    log.record("factor.reset", asked.subject, by=by, at=at, user=asked.person_id)


APPLY: dict[str, Callable[..., None]] = {Kind.EMAIL: _apply_email, Kind.POST: _apply_post, Kind.FACTOR: _apply_factor}
