"""Tables of children that come in and go out, and how people like their list."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.fields import EncryptedJson
from apps.core.subjects import Subject
from apps.exchange.states import EXPORT_STEPS, IMPORT_STEPS, ExportState, ImportState


class Format(models.TextChoices):
    CSV = "CSV", "CSV"
    XLSX = "XLSX", "XLSX"


def import_path(_job: "ImportJob", _name: str) -> str:
    """Never a name that somebody typed."""
    return f"imports/{uuid.uuid4().hex}"


def export_path(_job: "ExportJob", _name: str) -> str:
    return f"exports/{uuid.uuid4().hex}"


class ImportJobs(models.QuerySet):
    def visible_to(self, user: Any) -> "ImportJobs":
        """Imports of the own agency, for those who may import."""
        if not allows(user, Perm.IMPORT_CHILDREN):
            return self.none()
        return self.filter(agency=user.agency)


class ImportJob(models.Model):
    """One uploaded table of children, from upload to import. All of it comes in, or nothing.

    The file and its rows are personal data: both go when the job is done or discarded, at the latest after
    `EXCHANGE_KEEP_IMPORTS` days. `worked_at` says when the worker last touched it; `refusal` why the file as a
    whole cannot be read, in three languages.
    """

    State = ImportState
    TRANSITIONS = IMPORT_STEPS

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    language = models.CharField(max_length=2)
    format = models.CharField(_("format"), max_length=4, choices=Format)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=import_path, max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=14, choices=ImportState, default=ImportState.UPLOADED)
    refusal = models.JSONField(null=True, blank=True)
    total = models.PositiveIntegerField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    cautioned = models.PositiveIntegerField(default=0)
    checked_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worked_at = models.DateTimeField(null=True, blank=True)

    objects = ImportJobs.as_manager()

    class Meta:
        indexes = [models.Index(fields=["agency", "-id"], name="import_agency")]
        triggers = [tracked("exchange_importjob", without=("done", "worked_at", "attempts"))]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> Subject:
        return Subject("import", self.pk, str(self.pk))


class ImportRow(models.Model):
    """One row of an uploaded table: the cells as they were, what is wrong with them, and the child they make.

    `issues`: `{"field", "caution", "text": {language: words}}`. `child`: the columns of people_child, only for a
    row without errors, the IIN as it will be stored.
    """

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    cells = EncryptedJson(default=dict)
    issues = models.JSONField(default=list)
    faulty = models.BooleanField(default=False)
    doubtful = models.BooleanField(default=False)
    child = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "row"], name="import_row_once")]
        indexes = [
            models.Index(fields=["job", "row"], condition=Q(faulty=True), name="import_row_faulty"),
            models.Index(fields=["job", "row"], condition=Q(doubtful=True), name="import_row_doubtful"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.row}"


class ExportJobs(models.QuerySet):
    def visible_to(self, user: Any) -> "ExportJobs":
        """One's own, in the post in which they were made, while that post may still export."""
        if not allows(user, Perm.EXPORT_CHILDREN):
            return self.none()
        return self.filter(made_by=user, agency=user.agency)


class ExportJob(models.Model):
    """One list that left the system: who took it, what for, which columns, how many rows.

    `query` holds the filters without what was searched for: that is personal data. The file goes after
    `EXCHANGE_KEEP_EXPORTS` hours.
    """

    State = ExportState
    TRANSITIONS = EXPORT_STEPS

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    language = models.CharField(max_length=2)
    format = models.CharField(_("format"), max_length=4, choices=Format)
    purpose = models.CharField(_("purpose"), max_length=300)
    query = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=8, choices=ExportState, default=ExportState.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to=export_path, max_length=100, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worked_at = models.DateTimeField(null=True, blank=True)

    objects = ExportJobs.as_manager()

    class Meta:
        indexes = [models.Index(fields=["made_by", "-id"], name="export_made_by")]
        triggers = [tracked("exchange_exportjob", without=("done", "worked_at", "attempts"))]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> Subject:
        return Subject("export", self.pk, str(self.pk))


class SavedFilters(models.QuerySet):
    def visible_to(self, user: Any) -> "SavedFilters":
        """One's own of this agency, and those its people share."""
        mine = Q(user_id=user.pk) | Q(shared=True)
        return self.filter(mine, agency=user.agency, removed_at__isnull=True)


class SavedFilter(models.Model):
    """A named choice of filters, order and columns. What was searched for is never kept: it is personal data."""

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    name = models.CharField(_("name of the filter"), max_length=60)
    query = models.JSONField(default=dict)
    shared = models.BooleanField(_("shared with the agency"), default=False)
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = SavedFilters.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("name"), "user", "agency", condition=Q(removed_at__isnull=True),
                name="saved_filter_name",
            ),
        ]  # fmt: skip
        triggers = [tracked("exchange_savedfilter")]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> Subject:
        return Subject("filter", self.pk, "")


class ListPreference(models.Model):
    """How one person likes the list of children."""

    user = models.OneToOneField("accounts.User", models.CASCADE, related_name="list_preference")
    columns = models.JSONField(default=list)
    page_size = models.PositiveSmallIntegerField(default=25)
    default_filter = models.ForeignKey(SavedFilter, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        triggers = [tracked("exchange_listpreference")]

    def __str__(self) -> str:
        return str(self.user_id)
