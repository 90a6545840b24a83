"""Who may bring in and take out tables of children."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.core.errors import NotAllowed
from apps.people.policies import check_can_register


def check_can_import(user: Any, agency_id: int | None = None) -> None:
    """A guardianship body imports children of its own; each comes under its responsibility.

    `agency_id` is the body whose import it is, when there is one already.
    """
    check_can_register(user)
    if not allows(user, Perm.IMPORT_CHILDREN) or agency_id not in (None, user.agency.pk):
        raise NotAllowed(_("Your present post does not allow importing files of children."))


def check_can_export(user: Any) -> None:
    if not allows(user, Perm.EXPORT_CHILDREN):
        raise NotAllowed(_("Your present post does not allow exporting lists of children."))
