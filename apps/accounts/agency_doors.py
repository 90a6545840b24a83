"""An agency's own sign-in (OpenID Connect): set by operations, opened by the agency, entered by its people alone."""

from datetime import datetime
from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows, require
from apps.accounts.entrance import AgencyDoor
from apps.accounts.models import Agency, User
from apps.accounts.permissions import Perm
from apps.audit import log
from apps.audit.acting import action
from apps.core import crypto
from apps.core.errors import NotAllowed, Refused

PURPOSE = "agency-door"
"""The purpose under which the secrets of agencies' providers are encrypted."""


@action
def set_door(
    agency: Agency, *, slug: str, issuer: str, client_id: str, secret: str = "", by: User, at: datetime
) -> AgencyDoor:
    """Name the agency's provider, or another one. Shut until the agency's administrator opens it.

    An empty `secret` keeps the stored one.
    """
    require(by, Perm.MANAGE_ALL_AGENCIES)
    _check_issuer(issuer)
    door = AgencyDoor.objects.select_for_update().filter(agency=agency).first() or AgencyDoor(agency=agency)
    if AgencyDoor.objects.filter(slug=slug).exclude(pk=door.pk).exists():
        raise Refused(_("Another agency has this name in addresses."), field="slug")
    if door.pk and issuer.rstrip("/") != door.issuer:
        SocialAccount.objects.filter(provider=door.slug).delete()  # who somebody was at another provider proves nothing
    door.slug, door.issuer, door.client_id = slug, issuer.rstrip("/"), client_id
    if secret:
        door.sealed_secret = crypto.encrypt(secret, purpose=PURPOSE)
    door.set_by, door.opened_by = by, None
    door.save()
    log.record("agencydoor.set", door.subject, by=by, at=at, agency=agency.pk)
    return door


@action
def open_door(door: AgencyDoor, *, by: User, at: datetime) -> AgencyDoor:
    """The agency's administrator finds the provider to be the agency's own, and opens it."""
    if not allows(by, Perm.MANAGE_AGENCY, door.agency):
        raise NotAllowed(_("Only an administrator of this agency opens its sign-in."))
    if by.pk == door.set_by_id:
        raise NotAllowed(_("Who set it does not open it: two persons do."))
    door.opened_by = by
    door.save(update_fields=["opened_by"])
    log.record("agencydoor.opened", door.subject, by=by, at=at, agency=door.agency_id)
    return door


@action
def shut_door(door: AgencyDoor, *, by: User, at: datetime) -> AgencyDoor:
    """From now on nobody enters by it; either side may shut it alone."""
    if not (allows(by, Perm.MANAGE_ALL_AGENCIES) or allows(by, Perm.MANAGE_AGENCY, door.agency)):
        raise NotAllowed(_("Only an administrator of this agency may change it."))
    door.opened_by = None
    door.save(update_fields=["opened_by"])
    log.record("agencydoor.shut", door.subject, by=by, at=at, agency=door.agency_id)
    return door


def secret_of(door: AgencyDoor) -> str:
    return crypto.decrypt(door.sealed_secret, purpose=PURPOSE) if door.sealed_secret else ""


def whom_to_let_in(door: AgencyDoor, email: str) -> User | None:
    """The person of this agency with this e-mail, whose posts are all here.

    Somebody who also works elsewhere comes in by password: no agency vouches for another one's posts.
    """
    people = list(User.objects.filter(email__iexact=email, is_active=True)[:2]) if email else []
    if len(people) != 1 or not people[0].posts:
        return None
    here = all(post.agency_id == door.agency_id for post in people[0].posts)
    return people[0] if here else None


@action
def enter(door: AgencyDoor, user: User, uid: str, *, by: User, at: datetime) -> None:
    """Tie the account to who the person is at the provider, the first time; later another one is refused."""
    User.objects.select_for_update().get(pk=user.pk)
    ties = SocialAccount.objects.filter(provider=door.slug)
    if ties.filter(user=user, uid=uid).exists():
        return
    if ties.filter(user=user).exists() or ties.filter(uid=uid).exists():
        raise Refused(_("This account belongs to somebody else at the agency's sign-in."))
    SocialAccount.objects.create(user=user, provider=door.slug, uid=uid)
    log.record("agencydoor.tied", door.subject, by=by, at=at, user=user.pk)


def _check_issuer(issuer: str) -> None:
    parts = urlsplit(issuer)
    local = settings.TRYING_OUT and parts.hostname in ("127.0.0.1", "localhost")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise Refused(_("The address of the provider begins with https://."), field="issuer")
    if parts.query or parts.fragment or parts.username or not parts.hostname:
        raise Refused(_("The address of the provider is a plain one, as its documentation gives it."), field="issuer")
