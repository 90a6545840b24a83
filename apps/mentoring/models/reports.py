"""Quarterly reports of mentoring organisations (Article 28-2(10)(5)), their figures and what was submitted."""

from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import frozen, tracked
from apps.core.subjects import Subject
from apps.core.wall import CrossingQuerySet
from apps.mentoring.quarters import Quarter
from apps.mentoring.states import REPORT_TRANSITIONS, ReportState
from apps.obligations.models import Obligation

RULE = "kz345.a28-2.p10.s5"


class ReportQuerySet(CrossingQuerySet):
    def visible_to(self, user: Any) -> "ReportQuerySet":
        """The organisation its own; the guardianship body those that were submitted to it, once they were."""
        if allows(user, Perm.KEEP_MENTORS):
            return self.filter(organisation=user.agency)
        if allows(user, Perm.CLEAR_MENTORS):
            return self.filter(body=user.agency, first_submitted_at__isnull=False)
        return self.none()

    def of(self, quarter: Quarter) -> "ReportQuerySet":
        return self.filter(year=quarter.year, quarter=quarter.no)

    def submitted(self) -> "ReportQuerySet":
        """Those that lie with the body: what a roll-up counts."""
        return self.filter(state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED])

    def with_due(self) -> "ReportQuerySet":
        """With `due_at`, the end of the term; null while the quarter runs."""
        duty = Obligation.objects.filter(
            subject_kind="mentoring_report", subject_id=OuterRef("pk"), rule__code=RULE
        ).exclude(state=Obligation.State.CANCELLED)
        return self.annotate(due_at=Subquery(duty.values("due_at")[:1]))

    def with_running(self) -> "ReportQuerySet":
        """With `due_at`, the term that runs for the organisation: to hand in, or to hand in again after a return."""
        duty = Obligation.objects.open().filter(subject_kind="mentoring_report", subject_id=OuterRef("pk"))
        return self.annotate(due_at=Subquery(duty.order_by("due_at").values("due_at")[:1]))

    def newest_first(self) -> "ReportQuerySet":
        return self.order_by("-year", "-quarter", "-pk")


class QuarterlyReport(models.Model):
    """One report for an organisation, a guardianship body and a quarter.

    The texts and `figures` are the working copy of the organisation; what the body reads is the newest version.
    `first_submitted_at` is what counts as in time, and stays when a returned report is submitted again.
    """

    TRANSITIONS = REPORT_TRANSITIONS

    number = models.CharField(max_length=16, unique=True)
    organisation = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="quarterly_reports")
    body = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="quarterly_reports_received")
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    state = models.CharField(max_length=9, choices=ReportState, default=ReportState.DRAFT)
    help_given = models.TextField(_("what help was given"), max_length=8000, blank=True)
    problems = models.TextField(_("problems"), max_length=8000, blank=True)
    proposals = models.TextField(_("proposals"), max_length=8000, blank=True)
    created_at = models.DateTimeField()
    figures_at = models.DateTimeField(help_text="when the figures were last counted")
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-year", "-quarter"], name="report_organisation"),
            models.Index(fields=["body", "-year", "-quarter"], name="report_body"),
            models.Index(fields=["year", "quarter", "state"], name="report_quarter"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "body", "year", "quarter"], name="report_once_per_body_and_quarter"
            ),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="report_quarter_of_four"),
            models.CheckConstraint(
                condition=Q(state="DRAFT", first_submitted_at__isnull=True)
                | ~Q(state="DRAFT") & Q(first_submitted_at__isnull=False),
                name="report_submitted_at",
            ),
        ]
        triggers = [tracked("mentoring_quarterlyreport")]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Subject:
        return Subject("mentoring_report", self.pk, self.number)

    @property
    def period(self) -> Quarter:
        return Quarter(self.year, self.quarter)


class ReportFigure(models.Model):
    """One figure of a report: as counted from the records, and as reported. A difference has a reason."""

    report = models.ForeignKey(QuarterlyReport, models.PROTECT, related_name="figures")
    code = models.CharField(max_length=24)
    computed = models.PositiveIntegerField()
    value = models.PositiveIntegerField()
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="report_figure_once"),
            models.CheckConstraint(
                condition=Q(value=models.F("computed")) | ~Q(reason=""), name="report_figure_changed_why"
            ),
        ]
        triggers = [tracked("mentoring_reportfigure")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.code}"


class ReportVersion(models.Model):
    """What was signed and submitted, as it was: `figures` and `texts` never change; `digest` is over both."""

    class Outcome(models.TextChoices):
        ACCEPTED = "ACCEPTED", pgettext_lazy("report", "accepted")
        RETURNED = "RETURNED", pgettext_lazy("report", "returned")

    report = models.ForeignKey(QuarterlyReport, models.PROTECT, related_name="versions")
    no = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    texts = models.JSONField()
    digest = models.CharField(max_length=64)
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["no"]
        constraints = [
            models.UniqueConstraint(fields=["report", "no"], name="report_version_no"),
            models.CheckConstraint(
                condition=~Q(outcome="RETURNED") | ~Q(reason=""), name="report_version_returned_why"
            ),
        ]
        triggers = [tracked("mentoring_reportversion"), frozen("report", "no", "figures", "texts", "digest")]

    def __str__(self) -> str:
        return f"{self.report_id} version {self.no}"

    @property
    def subject(self) -> Subject:
        return Subject("report_version", self.pk, self.report.number)
