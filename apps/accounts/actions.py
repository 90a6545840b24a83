"""The only writers of agencies, people's posts and the grants derived from them."""

from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.accounts import policies
from apps.accounts.kinds import roles_for
from apps.accounts.models import Agency, AgencyUserPermission, Membership, User
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
    return Subject(type(record).__name__.lower(), record.pk, "")


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
def save_user(user: User, *, by: User, at: datetime, password: str | None = None) -> User:
    """Create an account or save changed details. The person sets the password by mail."""
    policies.check_can_save_user(by, user)
    new = user.pk is None
    if user.email and User.objects.filter(email__iexact=user.email).exclude(pk=user.pk).exists():
        raise Refused(_("An account with this e-mail exists: give that person a post here instead."), field="email")
    if password:
        user.set_password(password)
    elif new:
        user.set_unusable_password()
    _full_clean(user)
    user.save()
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()  # it would go on resetting
    log.record("user.created" if new else "user.changed", subject_of(user), by=by, at=at)
    return user


@action
def add_person(
    person: User, *, agency: Agency, role: str, starts_on: date, ends_on: date | None = None,
    is_duty_officer: bool = False, by: User, at: datetime,
) -> Membership:  # fmt: skip
    """A new person of an agency: the account and the first post in one act."""
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
) -> Membership:  # fmt: skip
    """Give a person a post and derive the grants from it."""
    policies.check_can_grant(by, agency, user)
    post = Membership(
        user=user,
        agency=agency,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        is_duty_officer=is_duty_officer,
    )
    _check_membership(post)
    post.save()
    sync_user(user, on=local_day(at))
    log.record("membership.granted", subject_of(post), by=by, at=at, user=user.pk, agency=agency.pk, role=role)
    return post


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


def sync_user(user: User, *, on: date) -> bool:
    """Make guardian's grants equal to what the posts in force give. True when something had to change."""
    wanted = {(post.agency_id, str(perm)) for post in user.memberships.in_force(on) for perm in post.permissions}
    held = {
        (row.content_object_id, row.permission.codename): row.pk
        for row in AgencyUserPermission.objects.filter(user=user).select_related("permission")
    }
    gone, new = held.keys() - wanted, wanted - held.keys()
    AgencyUserPermission.objects.filter(pk__in=[held[key] for key in gone]).delete()
    ids = permission_ids()
    AgencyUserPermission.objects.bulk_create(
        AgencyUserPermission(user=user, content_object_id=agency, permission_id=ids[perm]) for agency, perm in new
    )
    return bool(gone or new)


def permission_ids() -> dict[str, int]:
    rows = Permission.objects.filter(content_type__app_label="accounts", content_type__model="agency")
    return dict(rows.values_list("codename", "pk"))


def _check_membership(post: Membership) -> None:
    refuse = Collector()
    if post.role not in roles_for(post.agency.kind):
        refuse(_("An agency of this kind has no such role."), field="role")
    if post.ends_on and post.ends_on < post.starts_on:
        refuse(_("A post cannot end before it began."), field="ends_on")
    twins = Membership.objects.filter(user=post.user, agency=post.agency, role=post.role)
    if post.ends_on:
        twins = twins.filter(starts_on__lte=post.ends_on)
    if twins.exclude(ends_on__lt=post.starts_on).exists():
        refuse(_("This person holds this post in that period already."), field="starts_on")
    refuse.done()


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
