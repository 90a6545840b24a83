"""How long a file is kept: archive, legal hold, erasure by two persons and what stays of it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.periods import in_order
from apps.core.subjects import Subject
from apps.core.wall import CrossingQuerySet
from apps.people.models import Child
from apps.retention.states import ERASURE_TRANSITIONS, TRANSITIONS, ErasureState, State


class OfTheBody(CrossingQuerySet):
    def visible_to(self, user: Any) -> "OfTheBody":
        """Of the own body's files, for those who hold, archive and erase."""
        if not allows(user, Perm.ERASE_CHILDREN):
            return self.none()
        return self.filter(agency=user.agency).past_the_wall("a file in the archive is closed to every ground")


class Retention(models.Model):
    """What became of a file after majority. A file without a row is in daily use.

    `child` is empty once the file was erased; `number` stays, and `file_id`, under which the ledger knows it.
    `keep_until` is the last day on which nobody may erase; `not_before` the day on which an open file is asked about
    again.
    """

    TRANSITIONS = TRANSITIONS

    child = models.OneToOneField(Child, models.PROTECT, null=True, related_name="retention")
    number = models.CharField(max_length=16, unique=True)
    file_id = models.BigIntegerField(null=True, help_text="the child's id, once erased")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    not_before = models.DateField(null=True, blank=True)
    keep_until = models.DateField(_("kept until"), null=True, blank=True)

    objects = OfTheBody.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["agency", "state", "id"], name="retention_list"),
            models.Index(fields=["agency", "keep_until", "id"], condition=Q(state="ARCHIVED"), name="retention_due"),
            models.Index(fields=["not_before"], condition=Q(state__in=["POSTPONED", "REOPENED"]), name="retention_ask"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ERASED", child__isnull=True) | (~Q(state="ERASED") & Q(child__isnull=False)),
                name="retention_child_until_erased",
            ),
            models.CheckConstraint(
                condition=~Q(state="ARCHIVED") | Q(keep_until__isnull=False), name="retention_archived_until"
            ),
        ]
        triggers = [tracked("retention_retention")]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"

    @property
    def subject(self) -> Subject:
        return Subject("retention", self.pk, self.number)


class Hold(models.Model):
    """Legal hold: while it is in force the file is neither archived nor erased. Days included; open end: no end."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="holds")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", help_text="the body's, then")
    reason = models.CharField(_("reason"), max_length=500)
    ordered_by = models.CharField(_("ordered by"), max_length=250)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    placed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    released_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.CharField(_("why it is lifted"), max_length=500, blank=True)

    class Set(OfTheBody):
        def on(self, day: Any) -> "Hold.Set":
            """Those in force on a day, or to come: what is ordered already stands in the way."""
            return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), released_at__isnull=True)

    objects = Set.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["agency", "id"], condition=Q(released_at__isnull=True), name="hold_list"),
        ]
        constraints = [
            in_order("hold_period"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, release_reason="")
                | Q(released_at__isnull=False, release_reason__gt=""),
                name="hold_released_why",
            ),
        ]
        triggers = [tracked("retention_hold")]

    def __str__(self) -> str:
        return f"{self.child_id} {self.starts_on}"

    @property
    def subject(self) -> Subject:
        return self.child.subject


class Erasure(models.Model):
    """One erasure of a file by two persons, from the first word to what stays for good.

    The posts are kept besides the people. `files` are stored files that still have to be removed after the rows
    went; `counts` says how many rows of each table went, `entries` which ledger entries list the history.
    """

    TRANSITIONS = ERASURE_TRANSITIONS

    class Ground(models.TextChoices):
        TERM = "TERM", _("the term of keeping has ended")
        COURT = "COURT", _("decision of a court")
        REQUEST = "REQUEST", _("wish of the person whose file it is, after the term")

    retention = models.ForeignKey(Retention, models.PROTECT, related_name="erasures")
    number = models.CharField(max_length=16)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=ErasureState, default=ErasureState.PROPOSED)
    ground = models.CharField(_("ground"), max_length=7, choices=Ground)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    proposed_post = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_post = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    erase_from = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(_("why it is withdrawn"), max_length=500, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    entries = models.JSONField(default=list)
    files = models.JSONField(default=list)
    stopped_by = models.CharField(max_length=250, blank=True, help_text="why the last attempt did not erase")

    objects = OfTheBody.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="erasure_list"),
            models.Index(fields=["erase_from"], condition=Q(state="CONFIRMED"), name="erasure_ripe"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")), name="erasure_two_persons"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["CONFIRMED", "DONE"])
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, erase_from__isnull=False),
                name="erasure_confirmed_whole",
            ),
            models.UniqueConstraint(
                fields=["retention"], condition=Q(state__in=["PROPOSED", "CONFIRMED"]), name="erasure_one_at_a_time"
            ),
        ]
        triggers = [tracked("retention_erasure", without=("files", "stopped_by"))]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"

    @property
    def subject(self) -> Subject:
        return Subject("erasure", self.pk, self.number)
