"""The answers to the grounds of Article 28-2(3), and the income of a candidate."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.history import tracked
from apps.audit.models import APPEND_ONLY
from apps.mentoring.models.candidates import Candidate, HouseholdMember


class Ground(models.IntegerChoices):
    """Article 28-2(3), by the numbers of its subparagraphs.

    The ninth has no procedure in the Law: nothing is asked, nothing is held, and a constraint keeps it so.
    """

    CITIZEN_OF_AGE = 1, _("citizen of Kazakhstan and of age")
    CAPABLE = 2, _("not recognised by a court as incompetent or partially capable")
    SPOUSE_CAPABLE = 3, _("spouse not recognised by a court as incompetent or partially capable")
    PARENTAL_RIGHTS = 4, _("not deprived of, nor limited in, parental rights")
    GUARDIAN = 5, _("not removed from the duties of a guardian or trustee")
    ADOPTER = 6, _("no adoption cancelled through the person's fault")
    HEALTH = 7, _("no illness of the list of the health authority")
    RESIDENCE = 8, _("permanent place of residence")
    NINTH = 9, _("subparagraph 9: no evidence is prescribed")
    CONVICTION = 10, _("no outstanding or unexpunged conviction for an intentional crime")
    INCOME = 11, _("income not below the subsistence minimum")
    DISPENSARY = 12, _("not registered in a drug treatment or psychoneurological dispensary")
    RECORD = 13, _("never convicted or prosecuted for the named grave offences")
    TRAINING = 14, _("mentoring training completed")


REACH_HOUSEHOLD = frozenset({
    Ground.PARENTAL_RIGHTS, Ground.GUARDIAN, Ground.ADOPTER, Ground.CONVICTION, Ground.DISPENSARY, Ground.RECORD,
})  # fmt: skip
"""The six that the spouse and persons living together have to meet, too."""
BY_OTHER_RECORDS = frozenset({Ground.INCOME, Ground.TRAINING})
"""Answered by the income and by the certificate, not by a row of their own."""


class GroundCheck(models.Model):
    """One answer about one person on one ground, with the paper it rests on. Written once; the newest counts."""

    class Answer(models.TextChoices):
        PASSED = "PASSED", _("passed")
        BARRED = "BARRED", _("barred")

    class Detail(models.TextChoices):
        NONE = "NONE", _("never convicted of an intentional crime")
        EXPUNGED = "EXPUNGED", _("conviction served out or expunged")
        OUTSTANDING = "OUTSTANDING", _("outstanding or unexpunged conviction")
        NEVER = "NEVER", _("never prosecuted for these offences")
        REHABILITATED = "REHABILITATED", _("prosecution ended under 35(1)(1) or (2) of the Criminal Procedure Code")
        PROSECUTED = "PROSECUTED", _("prosecuted, ended otherwise or still going on")
        CONVICTED = "CONVICTED", _("convicted, even if served out or expunged")

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="ground_checks")
    member = models.ForeignKey(
        HouseholdMember, models.PROTECT, null=True, blank=True, related_name="ground_checks",
        verbose_name=_("spouse or person living together"),
    )  # fmt: skip
    ground = models.PositiveSmallIntegerField(_("ground"), choices=Ground)
    answer = models.CharField(_("answer"), max_length=6, choices=Answer)
    detail = models.CharField(_("in detail"), max_length=13, choices=Detail, blank=True)
    paper = models.ForeignKey("documents.Paper", models.PROTECT, null=True, blank=True, related_name="+")
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["candidate", "ground", "member", "-id"], name="ground_check_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ground__gte=1, ground__lte=13) & ~Q(ground__in=[9, 11]), name="ground_check_never_the_ninth"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=True) | Q(ground__in=[4, 5, 6, 10, 12, 13]), name="ground_check_household"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("issued_on")), name="ground_check_period"
            ),
            models.CheckConstraint(
                condition=Q(ground=10, answer="PASSED", detail__in=["NONE", "EXPUNGED"])
                | Q(ground=10, answer="BARRED", detail="OUTSTANDING")
                | Q(ground=13, answer="PASSED", detail__in=["NEVER", "REHABILITATED"])
                | Q(ground=13, answer="BARRED", detail__in=["PROSECUTED", "CONVICTED"])
                | ~Q(ground__in=[10, 13]) & Q(detail=""),
                name="ground_check_detail",
            ),
        ]
        triggers = [tracked("mentoring_groundcheck"), APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.ground} {self.answer}"


class Income(models.Model):
    """The income a candidate proved: tenge a month, over how many months. The newest counts (ground 11)."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="incomes")
    monthly = models.PositiveIntegerField(_("income a month, tenge"))
    months = models.PositiveSmallIntegerField(_("over how many months"))
    paper = models.ForeignKey("documents.Paper", models.PROTECT, null=True, blank=True, related_name="+")
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["candidate", "-id"], name="income_newest")]
        constraints = [models.CheckConstraint(condition=Q(months__gte=1), name="income_months")]
        triggers = [tracked("mentoring_income"), APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.issued_on}"
