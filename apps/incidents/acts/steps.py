"""Steps that several acts on an incident share. Called inside an action."""

from datetime import datetime

from apps.accounts.models import User
from apps.audit import log
from apps.core.errors import Stale
from apps.incidents import routes
from apps.incidents.models import Correction, Incident
from apps.obligations import engine
from apps.obligations.models import Obligation


def lock(incident: Incident, version: int | None) -> Incident:
    locked = (
        Incident.objects.select_for_update(of=("self",)).select_related("agency", "author", "area").get(pk=incident.pk)
    )
    if version is not None and locked.version != version:
        raise Stale()
    return locked


def bump(incident: Incident, *fields: str) -> None:
    incident.version += 1
    incident.save(update_fields=[*fields, "version"])


def reconcile(
    incident: Incident, *, by: User | None, at: datetime, reason: str = "", around: routes.Surroundings | None = None
) -> list[Obligation]:  # fmt: skip
    facts = routes.facts_of(incident, around)
    return engine.reconcile(incident.subject, facts, events=routes.EVENTS, by=by, at=at, reason=reason)


def note_correction(incident: Incident, old: datetime | None, reason: str, *, by: User, at: datetime) -> None:
    if old and incident.established_at and incident.established_at != old:
        Correction.objects.create(
            incident=incident, old_established_at=old, new_established_at=incident.established_at,
            reason=reason.strip(), by=by, at=at,
        )  # fmt: skip
        log.record(
            "incident.established_at_corrected",
            incident.subject,
            by=by,
            at=at,
            old=old,
            new=incident.established_at,
        )
