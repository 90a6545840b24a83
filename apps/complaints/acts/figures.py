"""Figures that leave the system are on record: who took them, of what, for which period."""

from datetime import datetime

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.complaints.figures import Scope
from apps.complaints.periods import Period
from apps.core.subjects import Subject


@action
def note_export(scope: Scope, period: Period, *, by: User, at: datetime) -> None:
    """A table of figures was handed out."""
    office = scope.office.pk if scope.office else None
    log.record("appeal.figures_exported", Subject("appeal_figures", 0, ""), by=by, at=at, period=period.code,
               office=office)  # fmt: skip
