"""Shared field shapes of the whole system. Knows nothing of the domain."""

from django.db import models
from django.db.models.functions import Now


class AccessRow(models.Model):
    """One ground on which an agency (or, with `user`, one person of it) may see one record.

    Concrete tables add `record`. Lists read it in page order by (agency, -sort_at, -record), details probe it
    by (record, agency); `valid_to` in the past ends the access at that instant.
    """

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    ground = models.CharField(max_length=24)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    sort_at = models.DateTimeField()

    class Meta:
        abstract = True


def live(prefix: str = "") -> models.Q:
    """The rows in force at this instant, by the database's clock."""
    return models.Q(**{f"{prefix}valid_from__lte": Now()}) & (
        models.Q(**{f"{prefix}valid_to__isnull": True}) | models.Q(**{f"{prefix}valid_to__gt": Now()})
    )


class Heartbeat(models.Model):
    """When a part of the machinery last proved that it works: the sweep, the worker, the sealer."""

    name = models.CharField(max_length=32, primary_key=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name
