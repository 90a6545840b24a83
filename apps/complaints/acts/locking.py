"""Taking an appeal for a change: locked, unchanged since it was read, and with the rights checked on the locked row."""

from datetime import date, datetime

from apps.complaints.models import Appeal, BodyRequest
from apps.core.errors import Stale
from apps.core.localtime import local_day
from apps.mentoring.checks.common import check_version
from apps.obligations.terms.days import add_months

KEEP_YEARS = 5
"""Years an ended appeal is kept before its key is destroyed (rule of the system)."""


def lock(appeal: Appeal, version: int | None = None) -> Appeal:
    """The row as it is now. Raises Stale when somebody saved it since `version`.

    Locked first and joined afterwards: PostgreSQL would find no row whose office changed while it waited.
    """
    Appeal.objects.select_for_update().only("pk").get(pk=appeal.pk)
    found = Appeal.objects.select_related("office__area", "officer", "area__parent").get(pk=appeal.pk)
    check_version(found, version)
    return found


def saved(appeal: Appeal, *fields: str) -> None:
    """Save these fields and count the version."""
    appeal.version += 1
    appeal.save(update_fields=[*fields, "version"])


def archive_until(at: datetime) -> date:
    """The last day on which what ended at this instant is kept."""
    return add_months(local_day(at), 12 * KEEP_YEARS)[0]


def lock_request(request: BodyRequest, version: int | None = None) -> BodyRequest:
    """The request as it is now, and its appeal locked before it, as every act on an appeal does."""
    Appeal.objects.select_for_update().only("pk").get(requests=request.pk)
    BodyRequest.objects.select_for_update().only("pk").get(pk=request.pk)
    found = BodyRequest.objects.select_related("appeal__office", "body", "office", "child").get(pk=request.pk)
    if version is not None and found.version != version:
        raise Stale
    return found
