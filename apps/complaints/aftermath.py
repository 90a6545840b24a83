"""What follows when terms of appeals run out, and who hears of appeals at all."""

from datetime import datetime

from django.db.models import QuerySet

from apps.accounts.access import allows
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.accounts.permissions import Perm
from apps.complaints.models import Appeal, AppealAccess, BodyRequest, Ground, Post, Round


def round_breached(rows: list[tuple[int, list[int]]], at: datetime) -> None:
    """The republic's office was told that a region is late: from then on it reads the appeal."""
    for round_id, agencies in rows:
        _let_read(Appeal.objects.filter(rounds=round_id).first(), agencies, at)


def post_breached(rows: list[tuple[int, list[int]]], at: datetime) -> None:
    """As with a consideration: a danger that a sender wrote of later was looked at too late."""
    for post_id, agencies in rows:
        _let_read(Appeal.objects.filter(posts=post_id).first(), agencies, at)


def appeals_heard(user: User) -> QuerySet:
    """Duties and messages about an appeal reach whoever sees it and nobody else: not whom it is about, not whoever is
    shut out of it, not the office that passed it on."""
    return Appeal.objects.visible_to(user)


def rounds_heard(user: User) -> QuerySet:
    return Round.objects.filter(appeal__in=Appeal.objects.visible_to(user))


def posts_heard(user: User) -> QuerySet:
    return Post.objects.filter(appeal__in=Appeal.objects.visible_to(user))


def requests_heard(user: User) -> QuerySet | None:
    """The body that was asked, and whoever sees the appeal; the Commissioner hears of every body that is late."""
    return None if allows(user, Perm.OVERSEE_APPEALS) else BodyRequest.objects.visible_to(user)


def _let_read(appeal: Appeal | None, agencies: list[int], at: datetime) -> None:
    above = Agency.objects.filter(pk__in=agencies, kind=AgencyKind.REPUBLIC_OMBUDSMAN).first()
    if above is None or appeal is None or appeal.office_id == above.pk:
        return
    AppealAccess.objects.get_or_create(
        appeal=appeal, agency=above, ground=Ground.BREACH, valid_to=None,
        defaults={"valid_from": at, "sort_at": appeal.due_at or appeal.received_at},
    )  # fmt: skip
