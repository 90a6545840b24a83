"""Who may register a child and change its file: the child's own guardianship body."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.errors import NotAllowed
from apps.people.models import IDENTITY_GROUNDS, Child, access_rows


def check_can_register(user: User) -> None:
    if not allows(user, Perm.REGISTER_CHILDREN) or user.agency.kind != AgencyKind.GUARDIANSHIP:
        raise NotAllowed(_("Only a guardianship body registers children, and only those of its own district."))


def check_is_responsible(user: User, child: Child) -> None:
    """The child's guardianship body alone corrects the file, places the child and assigns a mentor."""
    if not is_responsible(user, child):
        raise NotAllowed(_("Only the guardianship body responsible for the child may do this."))


def is_responsible(user: User, child: Child) -> bool:
    return allows(user, Perm.REGISTER_CHILDREN) and child.guardianship_id == user.post.agency_id


def check_can_see_iin(user: User, child: Child) -> None:
    """The responsible body and the organisation the child lives in; never a mentoring organisation."""
    if not can_see_identity(user, child):
        raise NotAllowed(_("The IIN is seen by the guardianship body and the organisation the child lives in."))


def can_see_identity(user: User, child: Child) -> bool:
    """Whether IIN and address are shown: those who mentor the child see neither."""
    grounds = access_rows(user).filter(child=child)
    return grounds.filter(ground__in=IDENTITY_GROUNDS).exists()
