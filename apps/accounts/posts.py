"""Putting a person in a post, and the grants that follow from the posts in force."""

from datetime import date, datetime

from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import roles_for
from apps.accounts.models import Agency, AgencyUserPermission, Membership, User
from apps.audit import log
from apps.core.errors import Collector
from apps.core.localtime import local_day
from apps.core.subjects import Subject


def put_in_post(
    *, user: User, agency: Agency, role: str, starts_on: date, ends_on: date | None, is_duty_officer: bool,
    by: User | None, at: datetime,
) -> Membership:  # fmt: skip
    """Write the post and derive the grants from it. Whoever calls has asked a policy; call inside an action."""
    post = check_membership(
        user=user, agency=agency, role=role, starts_on=starts_on, ends_on=ends_on, is_duty_officer=is_duty_officer
    )
    post.save()
    sync_user(user, on=local_day(at))
    log.record(
        "membership.granted", Subject("membership", post.pk, ""), by=by, at=at, user=user.pk, agency=agency.pk,
        role=role,
    )  # fmt: skip
    return post


def check_membership(
    *, user: User, agency: Agency, role: str, starts_on: date, ends_on: date | None, is_duty_officer: bool
) -> Membership:
    """The post, not saved yet, if it can be: a role of this kind of agency, a period, no twin."""
    refuse = Collector()
    if role not in roles_for(agency.kind):
        refuse(_("An agency of this kind has no such role."), field="role")
    if ends_on and ends_on < starts_on:
        refuse(_("A post cannot end before it began."), field="ends_on")
    twins = Membership.objects.filter(user=user, agency=agency, role=role)
    if ends_on:
        twins = twins.filter(starts_on__lte=ends_on)
    if twins.exclude(ends_on__lt=starts_on).exists():
        refuse(_("This person holds this post in that period already."), field="starts_on")
    refuse.done()
    return Membership(
        user=user, agency=agency, role=role, starts_on=starts_on, ends_on=ends_on, is_duty_officer=is_duty_officer
    )


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


def sync_everybody(*, on: date) -> int:
    """The same for all people: when periods end by themselves, and when a new version gives roles other powers. How
    many differed."""
    return sum(sync_user(user, on=on) for user in User.objects.iterator())


def permission_ids() -> dict[str, int]:
    rows = Permission.objects.filter(content_type__app_label="accounts", content_type__model="agency")
    return dict(rows.values_list("codename", "pk"))
