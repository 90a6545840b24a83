"""Who may open, acknowledge and manage a notice."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows, require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.errors import NotAllowed
from apps.notices.models import Notice


def check_can_open(user: User, notice: Notice) -> None:
    require(user, Perm.VIEW_NOTICES)
    if notice.recipient_id != user.agency.pk or notice.withdrawn_at:
        raise NotAllowed(_("This notice is not addressed to your agency."))


def check_can_acknowledge(user: User, notice: Notice) -> None:
    check_can_open(user, notice)
    require(user, Perm.ACKNOWLEDGE_NOTICES)


def check_can_manage(user: User, notice: Notice) -> None:
    """Resend, withdraw: the sender's people who manage incidents, or whoever sent it."""
    if user.agency is None or notice.sender_id != user.agency.pk:
        raise NotAllowed(_("Only the agency that sent this notice may do this."))
    if not (allows(user, Perm.MANAGE_INCIDENTS) or notice.sent_by_id == user.pk):
        raise NotAllowed(_("Your present post does not allow this."))


def check_can_record_told(user: User, notice: Notice) -> None:
    check_can_manage(user, notice)
    if notice.withdrawn_at:
        raise NotAllowed(_("This notice was withdrawn."))
