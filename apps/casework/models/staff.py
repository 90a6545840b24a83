"""Who stands in for whom, and cases given from hand to hand."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.core.periods import PeriodQuerySet, day_range
from apps.core.subjects import Subject


class AbsenceQuerySet(PeriodQuerySet):
    def visible_to(self, user):
        """Everybody who keeps cases knows who of the body is away, and who stands in."""
        may = allows(user, Perm.MANAGE_CASES) or allows(user, Perm.SUPERVISE_CASES)
        return self.filter(agency=user.agency) if may else self.none()


class Absence(models.Model):
    """A person of a body is away from a day to a day, both included; another one stands in."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="absences")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="absences", verbose_name=_("who is away"))
    substitute = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="stands_in", verbose_name=_("who stands in")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_period"),
            models.CheckConstraint(condition=~Q(user=F("substitute")), name="absence_somebody_else"),
            ExclusionConstraint(
                name="absence_one_at_a_time",
                expressions=[
                    ("agency", RangeOperators.EQUAL), ("user", RangeOperators.EQUAL),
                    (day_range(), RangeOperators.OVERLAPS),
                ],
            ),
        ]  # fmt: skip
        triggers = [tracked("casework_absence")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.starts_on}"

    @property
    def subject(self) -> Subject:
        return Subject("absence", self.pk, "")


class HandoverQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(agency=user.agency) if allows(user, Perm.SUPERVISE_CASES) else self.none()


class Handover(models.Model):
    """Several cases given to another officer of the body at once, with a reason; may be undone as a whole."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    officer = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["agency", "-at"], name="handover_agency")]
        triggers = [tracked("casework_handover")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.at}"

    @property
    def subject(self) -> Subject:
        return Subject("handover", self.pk, "")


class HandoverCase(models.Model):
    handover = models.ForeignKey(Handover, models.PROTECT, related_name="cases")
    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="handovers")
    old_officer = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handover", "case"], name="handover_case_once")]
        triggers = [tracked("casework_handovercase")]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.case_id}"
