"""Handing out the summary of a file: printed for a handover, to those who may know who the child is."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import NotAllowed
from apps.people.models import Child, access_rows
from apps.people.opening import pass_the_door
from apps.people.policies import can_see_identity


@action
def print_summary(child: Child, *, language: str, by: User, at: datetime) -> None:
    """Note that the summary was printed. Raises NotAllowed, and PurposeRequired like opening the file itself."""
    if not can_see_identity(by, child):
        raise NotAllowed(_("The summary is printed by the guardianship body and the organisation the child lives in."))
    grounds = sorted(set(access_rows(by).filter(child=child).values_list("ground", flat=True)))
    noted = pass_the_door(child, by, grounds, at)
    log.record("child.summary_printed", child.subject, by=by, at=at, language=language, grounds=grounds, **noted)
