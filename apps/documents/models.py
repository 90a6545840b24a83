"""Files, and the papers of a record: what a document is, until when it holds, and its versions."""

import re
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.db import NumberKey
from apps.core.subjects import SUBJECTS, Subject

LEAST_SIGNS = 3


def private_path(document: "Document", filename: str) -> str:
    """By checksum: a name somebody typed never reaches the disk."""
    return f"documents/{document.sha256[:2]}/{document.sha256}"


class Document(models.Model):
    """One stored file. Who may open it follows from the record that holds it."""

    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=private_path, max_length=200)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        triggers = [tracked("documents_document")]

    def __str__(self) -> str:
        return self.name


class Compartment(models.TextChoices):
    """A part of a file that needs a permission of its own; whoever lacks it does not learn that it exists."""

    OPEN = "", _("everyone who may open the file's documents")
    HEALTH = "HEALTH", _("health: only with the right to see it")
    ADOPTION = "ADOPTION", _("secrecy of adoption: only with the right to see it")


NEEDED = {Compartment.HEALTH: Perm.VIEW_HEALTH, Compartment.ADOPTION: Perm.VIEW_ADOPTION}
"""The permission that opens each closed compartment."""


def open_compartments(user: Any) -> list[str]:
    """The compartments that the person's present post opens."""
    return [""] + [str(one) for one, perm in NEEDED.items() if allows(user, perm)]


class PaperQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PaperQuerySet":
        """Papers of the records whose documents the person may see, in the compartments the post opens.

        Withdrawn papers stay visible: they are part of the file's history.
        """
        whose = Q(pk__in=[])
        for kind in SUBJECTS.with_papers():
            whose |= Q(subject_kind=kind.kind, subject_id__in=kind.papers_seen(user))
        return self.filter(whose, compartment__in=open_compartments(user))

    def about(self, subject: Subject) -> "PaperQuerySet":
        return self.filter(subject_kind=subject.kind, subject_id=subject.id)

    def standing(self) -> "PaperQuerySet":
        return self.filter(withdrawn_at__isnull=True)

    def with_newest(self) -> "PaperQuerySet":
        """With `newest_id`, the newest version of each."""
        newest = PaperVersion.objects.filter(paper=OuterRef("pk")).order_by("-no").values("pk")[:1]
        return self.annotate(newest_id=Subquery(newest))

    def numbered(self, text: str) -> "PaperQuerySet":
        """Those with exactly this number, however it is written; none for a text without three signs and a figure."""
        signs = re.sub(r"[\W_]", "", text)
        if len(signs) < LEAST_SIGNS or not any(sign.isdigit() for sign in signs):
            return self.none()
        return self.exclude(number="").alias(key=NumberKey("number")).filter(key=NumberKey(Value(text)))

    def newest_first(self) -> "PaperQuerySet":
        return self.order_by("-added_at", "-pk")


class Paper(models.Model):
    """One document of a record: its kind, who issued it and until when it holds.

    The files are its versions; the newest is the one that counts. A paper is never deleted, only withdrawn
    with a reason, and may be restored. `version` counts changes, so that nobody overwrites another's.
    """

    class Kind(models.TextChoices):
        BIRTH_CERTIFICATE = "BIRTH_CERTIFICATE", _("birth certificate")
        IDENTITY = "IDENTITY", _("identity document")
        COURT_DECISION = "COURT_DECISION", _("court decision")
        MEDICAL = "MEDICAL", _("medical conclusion")
        GUARDIANSHIP_DECISION = "GUARDIANSHIP_DECISION", _("decision on guardianship")
        CONSENT = "CONSENT", _("consent")
        SCHOOL = "SCHOOL", _("school record")
        PHOTO = "PHOTO", _("photo of the child")
        DEATH_CERTIFICATE = "DEATH_CERTIFICATE", _("certificate of a parent's death")
        EXAMINATION = "EXAMINATION", _("act of examination of living conditions")
        OTHER = "OTHER", _("other document")

    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    subject_no = models.CharField(max_length=24)
    kind = models.CharField(_("kind of document"), max_length=24, choices=Kind)
    title = models.CharField(_("title"), max_length=200, blank=True)
    number = models.CharField(_("number of the document"), max_length=60, blank=True)
    issued_by = models.CharField(_("issued by"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    compartment = models.CharField(_("who sees it"), max_length=8, choices=Compartment, blank=True, default="")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", help_text="whose person added it")
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdraw_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PaperQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-added_at", "-id"], name="paper_subject"),
            models.Index(NumberKey("number"), condition=~Q(number=""), name="paper_number"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(issued_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                name="paper_period",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdraw_reason="")
                | Q(withdrawn_at__isnull=False, withdraw_reason__gt=""),
                name="paper_withdrawn_why",
            ),
            models.CheckConstraint(condition=~Q(kind="MEDICAL") | Q(compartment="HEALTH"), name="paper_medical_closed"),
        ]
        triggers = [tracked("documents_paper")]

    def __str__(self) -> str:
        return f"{self.subject_no} {self.kind}"

    @property
    def about(self) -> Subject:
        """The record whose paper this is."""
        return Subject(self.subject_kind, self.subject_id, self.subject_no)

    @property
    def label(self) -> str:
        """The title, or the kind when nobody gave one."""
        return self.title or str(self.get_kind_display())


class PaperVersion(models.Model):
    """One file of a paper. The first is 1; none is ever replaced or removed."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="versions")
    no = models.PositiveSmallIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "no"], name="paper_version_no")]
        triggers = [tracked("documents_paperversion")]

    def __str__(self) -> str:
        return f"{self.paper_id}/{self.no}"

    @property
    def subject(self) -> Subject:
        """What a duty to renew is about: this version of the paper; the number is the record's."""
        return Subject("paper", self.pk, self.paper.subject_no)
