"""Who may manage agencies, accounts and posts: an agency's own administrators, and the system's."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.models import Agency, Membership, User
from apps.accounts.permissions import Perm
from apps.core.errors import NotAllowed


def check_can_save_agency(user: User, agency: Agency) -> None:
    if allows(user, Perm.MANAGE_ALL_AGENCIES):
        return
    if agency.pk is None or not allows(user, Perm.MANAGE_AGENCY, agency):
        raise NotAllowed(_("Only an administrator of this agency may change it."))
    stored = Agency.objects.get(pk=agency.pk)
    if (stored.kind, stored.area_id, stored.bin, stored.is_active) != (
        agency.kind, agency.area_id, agency.bin, agency.is_active,
    ):  # fmt: skip
        raise NotAllowed(_("Kind, area, BIN and closing of an agency are changed by the system administrator."))


def check_can_manage_people(user: User, agency: Agency) -> None:
    if not (allows(user, Perm.MANAGE_ALL_AGENCIES) or allows(user, Perm.MANAGE_AGENCY, agency)):
        raise NotAllowed(_("Only an administrator of this agency may manage its people."))


def check_can_save_user(user: User, person: User) -> None:
    """Any administrator may make an account; it is changed by those of the one agency of its holder."""
    if allows(user, Perm.MANAGE_ALL_AGENCIES):
        return
    posts = person.memberships if person.pk else Membership.objects.none()
    here = posts.filter(agency=user.agency)
    if not allows(user, Perm.MANAGE_AGENCY) or (person.pk and (not here.exists() or posts.difference(here).exists())):
        raise NotAllowed(
            _("Only an administrator of the person's one agency may do this; for others ask the system administrator.")
        )


def check_can_grant(user: User | None, agency: Agency, person: User) -> None:
    """`user` None is the system itself (demo data, first administrator). Nobody changes the own posts."""
    if user is None:
        return
    check_can_manage_people(user, agency)
    if user.pk == person.pk:
        raise NotAllowed(_("Nobody may give or take a post of one's own: ask another administrator."))
