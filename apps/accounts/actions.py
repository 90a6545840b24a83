"""The only writers of agencies, people's posts and the grants derived from them."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.accounts import policies
from apps.accounts.confirmations import ask_email, ask_post, check_email
from apps.accounts.entrance import Confirmation
from apps.accounts.models import Agency, Membership, User
from apps.accounts.posts import put_in_post, sync_user
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Collector, Refused
from apps.core.localtime import local_day
from apps.core.subjects import Subject

AGENCY_FIELDS = (
    "kind", "area", "bin", "name_kk", "name_ru", "name_en", "head_name", "address", "phone", "email",
    "on_platform", "is_active",
)  # fmt: skip


def subject_of(record) -> Subject:
    return Subject(record._meta.model_name, record.pk, "")  # the person of a request is wrapped: its type is not User


@action
def save_agency(agency: Agency, *, by: User, at: datetime) -> Agency:
    """Register a new agency or save changed details of one."""
    policies.check_can_save_agency(by, agency)
    if agency.is_active and agency.on_platform and not agency.email:
        raise Refused(_("An agency that works in the system needs an e-mail for notices."), field="email")
    _full_clean(agency)
    new = agency.pk is None
    agency.save()
    log.record("agency.registered" if new else "agency.changed", subject_of(agency), by=by, at=at)
    return agency


@action
def save_user(user: User, *, by: User, at: datetime) -> User:
    """Create an account or save changed names. The person sets the password by mail; another e-mail waits for
    confirmation (`correct_person`)."""
    policies.check_can_save_user(by, user)
    new = user.pk is None
    check_email(user, user.email)
    if new:
        user.set_unusable_password()
    elif not User.objects.filter(pk=user.pk, email=user.email).exists():
        raise Refused(_("Another e-mail takes effect only when a second person confirms it."), field="email")
    _full_clean(user)
    user.save()
    log.record("user.created" if new else "user.changed", subject_of(user), by=by, at=at)
    return user


@action
def correct_person(person: User, *, agency: Agency, by: User, at: datetime) -> Confirmation | None:
    """Save changed names at once; a changed e-mail is asked for, and what waits is returned."""
    wanted = person.email
    person.email = User.objects.values_list("email", flat=True).get(pk=person.pk)
    if wanted != person.email:
        check_email(person, wanted)
    save_user(person, by=by, at=at)
    return ask_email(person, wanted, agency=agency, by=by, at=at) if wanted != person.email else None


@action
def add_person(
    person: User, *, agency: Agency, role: str, starts_on: date, ends_on: date | None = None,
    is_duty_officer: bool = False, by: User, at: datetime,
) -> Membership | Confirmation:  # fmt: skip
    """A new person of an agency: the account and the first post, or the asking for it, in one act."""
    policies.check_can_manage_people(by, agency)
    if not person.email:
        raise Refused(_("An e-mail address is needed: the password is set by mail."), field="email")
    save_user(person, by=by, at=at)
    return grant_membership(
        user=person, agency=agency, role=role, starts_on=starts_on, ends_on=ends_on,
        is_duty_officer=is_duty_officer, by=by, at=at,
    )  # fmt: skip


@action
def save_profile(user: User, *, by: User, at: datetime, fields: list[str]) -> User:
    """A person changes the own language, appearance or choice of e-mails."""
    _full_clean(user)
    user.save(update_fields=fields)
    log.record("user.profile_changed", subject_of(user), by=by, at=at, fields=fields)
    return user


@action
def grant_membership(
    *, user: User, agency: Agency, role: str, starts_on: date, ends_on: date | None = None,
    is_duty_officer: bool = False, by: User | None, at: datetime,
) -> Membership | Confirmation:  # fmt: skip
    """Give a person a post; one that opens files or manages people is asked for, and waits for a second person.

    `by` None is the system itself, which needs nobody's word.
    """
    policies.check_can_grant(by, agency, user)
    post: dict[str, Any] = {
        "role": role,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "is_duty_officer": is_duty_officer,
    }
    if by is not None and policies.needs_a_second(by, agency, role, at=at):
        return ask_post(user, agency=agency, post=post, by=by, at=at)
    return put_in_post(user=user, agency=agency, by=by, at=at, **post)


@action
def end_membership(post: Membership, *, ends_on: date, by: User, at: datetime) -> Membership:
    """End a post. With yesterday's date the access ends at once."""
    policies.check_can_grant(by, post.agency, post.user)
    if ends_on < post.starts_on:
        raise Refused(_("A post cannot end before it began."), field="ends_on")
    post.ends_on = ends_on
    post.save(update_fields=["ends_on"])
    sync_user(post.user, on=local_day(at))
    log.record("membership.ended", subject_of(post), by=by, at=at, ends_on=ends_on)
    return post


@action
def set_duty_officer(post: Membership, *, is_duty_officer: bool, by: User, at: datetime) -> Membership:
    """Put a person on or off duty: the one who gets the agency's reminders."""
    policies.check_can_grant(by, post.agency, post.user)
    post.is_duty_officer = is_duty_officer
    post.save(update_fields=["is_duty_officer"])
    log.record("membership.duty_changed", subject_of(post), by=by, at=at, on_duty=is_duty_officer)
    return post


@action
def switch_post(user: User, membership: Membership, *, by: User, at: datetime) -> None:
    """Act in another of one's own posts."""
    if membership.pk not in [p.pk for p in user.posts]:
        raise Refused(_("This post is not yours, or it has ended."), field="membership")
    user.current_membership = membership
    user.save(update_fields=["current_membership"])
    user.__dict__.pop("post", None)
    log.record("user.post_switched", subject_of(membership), by=by, at=at)


def _full_clean(record) -> None:
    """Django's own checks of a record, as refusals at the field."""
    try:
        record.full_clean()
    except ValidationError as error:
        refuse = Collector()
        for field, messages in error.message_dict.items():
            for message in messages:
                refuse(message, field=None if field == "__all__" else field)
        refuse.done()
