"""Who may open in an emergency, review, and record consents."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows, require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.errors import NotAllowed
from apps.disclosure.models import EmergencyOpening, ReadingAlert
from apps.people.models import Child
from apps.people.policies import check_is_responsible, is_responsible


def check_can_break_glass(user: User) -> None:
    require(user, Perm.BREAK_GLASS)
    require(user, Perm.VIEW_CHILDREN)


def check_can_end(user: User, opening: EmergencyOpening) -> None:
    if opening.user_id != user.pk:
        raise NotAllowed(_("Only the person who opened the file ends the opening early."))


def check_can_review(user: User, opening: EmergencyOpening) -> None:
    """A head of the responsible body; never of the own opening."""
    require(user, Perm.REVIEW_ACCESS)
    if user.agency.pk != opening.responsible_id:
        raise NotAllowed(_("The guardianship body responsible for the child reviews this opening."))
    if opening.user_id == user.pk:
        raise NotAllowed(_("Nobody reviews what was done by oneself."))


def check_can_review_alert(user: User, alert: ReadingAlert) -> None:
    require(user, Perm.REVIEW_ACCESS)
    if user.agency.pk != alert.addressed_to_id:
        raise NotAllowed(_("This alert is addressed to another agency."))
    if alert.user_id == user.pk:
        raise NotAllowed(_("Nobody reviews what was done by oneself."))


def check_can_record_consent(user: User, child: Child) -> None:
    check_is_responsible(user, child)


def may_see_all_looks(user: User, child: Child) -> bool:
    """The responsible body sees everybody who looked; others the looks of their own agency."""
    return is_responsible(user, child)


def may_break_glass(user: User) -> bool:
    return allows(user, Perm.BREAK_GLASS) and allows(user, Perm.VIEW_CHILDREN)
