"""Who may register a child and change its file: the child's own guardianship body."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.errors import NotAllowed
from apps.people.models import IDENTITY_GROUNDS, Child, Ground, access_rows


def check_can_register(user: User) -> None:
    if not allows(user, Perm.REGISTER_CHILDREN) or user.agency.kind != AgencyKind.GUARDIANSHIP:
        raise NotAllowed(_("Only a guardianship body registers children, and only those of its own district."))


def check_is_responsible(user: User, child: Child) -> None:
    """The child's guardianship body alone corrects the file, places the child and assigns a mentor."""
    if not is_responsible(user, child):
        raise NotAllowed(_("Only the guardianship body responsible for the child may do this."))


def is_responsible(user: User, child: Child) -> bool:
    return allows(user, Perm.REGISTER_CHILDREN) and holds_file(user, child)


def holds_file(user: User, child: Child) -> bool:
    """Whether the child is the body's and its ground to work with the file is in force: the archive ends it."""
    if user.agency is None or child.guardianship_id != user.agency.pk:
        return False
    return access_rows(user).filter(child=child, ground=Ground.RESPONSIBLE).exists()


def check_can_see_iin(user: User, child: Child) -> None:
    """The responsible body and the organisation the child lives in; never a mentoring organisation."""
    if not can_see_identity(user, child):
        raise NotAllowed(_("The IIN is seen by the guardianship body and the organisation the child lives in."))


def can_see_identity(user: User, child: Child) -> bool:
    """Whether IIN and address are shown: those who mentor the child see neither."""
    grounds = access_rows(user).filter(child=child)
    return grounds.filter(ground__in=IDENTITY_GROUNDS).exists()


def may_write_daily(user: User, child: Child) -> bool:
    """The responsible body, and those of the organisation the child lives in who may open the file."""
    if is_responsible(user, child):
        return True
    lives_there = access_rows(user).filter(child=child, ground=Ground.PLACEMENT)
    return allows(user, Perm.VIEW_CHILDREN) and lives_there.exists()


def check_may_write_daily(user: User, child: Child) -> None:
    """Education and notes are written where the child lives, too."""
    if not may_write_daily(user, child):
        raise NotAllowed(_("Only the responsible body and the organisation the child lives in may write this."))


def sees_health(user: User, child: Child) -> bool:
    """Whether the compartment of health is open: never to those who mentor the child, nor in an emergency."""
    cares = access_rows(user).filter(child=child, ground__in=[Ground.RESPONSIBLE, Ground.PLACEMENT])
    return allows(user, Perm.VIEW_HEALTH) and cares.exists()


def may_write_health(user: User, child: Child) -> bool:
    return allows(user, Perm.VIEW_HEALTH) and may_write_daily(user, child)


def check_may_write_health(user: User, child: Child) -> None:
    if not may_write_health(user, child):
        raise NotAllowed(_("Health is written by the responsible body and the organisation the child lives in."))


def sees_secrecy(user: User, child: Child) -> bool:
    """Whether what the secrecy of adoption hides is shown: to the responsible body, with the right to it."""
    return allows(user, Perm.VIEW_ADOPTION) and is_responsible(user, child)


def check_may_write_secrecy(user: User, child: Child) -> None:
    if not sees_secrecy(user, child):
        raise NotAllowed(_("The secrecy of adoption: only with the right to see it."))
