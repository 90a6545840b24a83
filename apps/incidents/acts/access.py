"""Who may open an incident: rows of access on a ground."""

from collections.abc import Iterable
from datetime import datetime

from apps.accounts.models import User
from apps.incidents.models import Ground, Incident, IncidentAccess


def grant(
    incident: Incident, agency_id: int, ground: str, *, by: User | None, at: datetime, user: User | None = None
) -> None:  # fmt: skip
    """Open the incident to an agency, or to one person of it, on a ground. A second time changes nothing."""
    held = IncidentAccess.objects.filter(
        incident=incident, agency_id=agency_id, user=user, ground=ground, valid_to__isnull=True
    )
    if not held.exists():
        access_row(incident, agency_id, ground, by=by, at=at, user=user).save()


def grant_all(incident: Incident, agency_ids: Iterable[int], ground: str, *, by: User | None, at: datetime) -> None:
    """`grant` for several agencies at once."""
    open_now = IncidentAccess.objects.filter(incident=incident, user=None, ground=ground, valid_to__isnull=True)
    held = set(open_now.values_list("agency_id", flat=True))
    IncidentAccess.objects.bulk_create(
        access_row(incident, agency_id, ground, by=by, at=at) for agency_id in agency_ids if agency_id not in held
    )


def access_row(
    incident: Incident, agency_id: int, ground: str, *, by: User | None, at: datetime, user: User | None = None
) -> IncidentAccess:  # fmt: skip
    """An unsaved row of access."""
    return IncidentAccess(
        incident=incident, agency_id=agency_id, user=user, ground=ground, valid_from=at, granted_by=by,
        sort_at=incident.created_at,
    )  # fmt: skip


def end_access(incident: Incident, agency_id: int | None, at: datetime) -> None:
    """The ground of a withdrawn notice ends now; other grounds the agency may have stay."""
    IncidentAccess.objects.filter(
        incident=incident, agency_id=agency_id, ground=Ground.NOTICE, valid_to__isnull=True
    ).update(valid_to=at)
