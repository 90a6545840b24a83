"""Correcting the instant the clock of an incident counts from."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit.acting import action
from apps.incidents import policies
from apps.incidents.acts.sending import tell_everyone
from apps.incidents.acts.steps import bump, lock, note_correction, reconcile
from apps.incidents.checks import DUTY, check_facts
from apps.incidents.models import Incident


@action
def correct_established_at(
    incident: Incident, *, established_at: datetime, reason: str, version: int | None = None, by: User, at: datetime
) -> Incident:  # fmt: skip
    """Correct the instant the clock counts from. The old one, its author and both due instants stay visible."""
    incident = lock(incident, version)
    policies.check_can_correct(by, incident)
    old, incident.established_at = incident.established_at, established_at
    refuse = check_facts(incident, at)
    if not reason.strip():
        refuse(_("Give the reason: the old time stays visible beside it."), field="reason", rule=DUTY)
    if old == established_at:
        refuse(_("This is the time already recorded."), field="established_at")
    refuse.done()
    bump(incident, "established_at")
    note_correction(incident, old, reason, by=by, at=at)
    reconcile(incident, by=by, at=at, reason=reason)
    tell_everyone(incident, by=by, at=at)
    return incident
