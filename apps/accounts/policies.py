"""Who may manage agencies, accounts and posts: an agency's own administrators, and the system's."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.entrance import Confirmation
from apps.accounts.factors import reads_files
from apps.accounts.models import Agency, Membership, User
from apps.accounts.permissions import Perm
from apps.accounts.roles import ROLES
from apps.core.errors import NotAllowed
from apps.core.localtime import local_day

MANAGERS = [role for role, facts in ROLES.items() if Perm.MANAGE_AGENCY in facts.permissions]
OPERATORS = [role for role, facts in ROLES.items() if Perm.MANAGE_ALL_AGENCIES in facts.permissions]


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


def needs_a_second(user: User, agency: Agency, role: str, *, at: datetime) -> bool:
    """Whether giving this post waits for confirmation: it opens files, or manages people and so could confirm.

    The first administrator of an agency, who opens no file, is appointed by the system administrator alone.
    """
    if reads_files(ROLES[role].permissions):
        return True
    if role not in MANAGERS:
        return False
    return not (allows(user, Perm.MANAGE_ALL_AGENCIES) and not _managers(agency, at).exclude(pk=user.pk).exists())


def who_may_confirm(waiting: Sequence[Confirmation], *, at: datetime) -> dict[int, set[int]]:
    """For each of these (by id) the people who may confirm it: the other managers of the agency, and only where
    there is none the system administrators. Two queries, however many wait."""
    posts = Membership.objects.in_force(local_day(at))
    managers = posts.filter(role__in=MANAGERS, agency__in={one.agency_id for one in waiting})
    of_agency: dict[int, set[int]] = {}
    for agency, person in managers.values_list("agency", "user"):
        of_agency.setdefault(agency, set()).add(person)
    operators = set(posts.filter(role__in=OPERATORS).values_list("user", flat=True))
    found = {}
    for one in waiting:
        involved = {one.asked_by_id, one.person_id}
        found[one.pk] = of_agency.get(one.agency_id, set()) - involved or operators - involved
    return found


def check_can_confirm(user: User, asked: Confirmation, *, at: datetime) -> None:
    """Another manager of the agency, in that post; or the system administrator where no other is left."""
    if user.pk in (asked.asked_by_id, asked.person_id):
        raise NotAllowed(_("A second person confirms: neither the one who asked nor the one it is about."))
    here = allows(user, Perm.MANAGE_AGENCY, asked.agency) or allows(user, Perm.MANAGE_ALL_AGENCIES)
    if not here or user.pk not in who_may_confirm([asked], at=at)[asked.pk]:
        raise NotAllowed(_("Another administrator of this agency confirms this."))


def check_may_still_ask(asked: Confirmation) -> None:
    """Who asked must still hold the power to ask, in any post: a dismissed administrator's wishes lapse."""
    posts = asked.asked_by.posts
    still = any(
        post.role in OPERATORS or (post.role in MANAGERS and post.agency_id == asked.agency_id) for post in posts
    )
    if not still:
        raise NotAllowed(_("Who asked for this manages the agency no longer: ask anew."))


def _managers(agency: Agency, at: datetime) -> QuerySet[User]:
    posts = agency.memberships.in_force(local_day(at)).filter(role__in=MANAGERS)
    return User.objects.filter(pk__in=posts.values("user"))
