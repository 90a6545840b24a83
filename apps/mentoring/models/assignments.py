"""Mentoring assignments (Article 28-2(1), (2)): who mentors which child, and since when."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.history import tracked
from apps.core.periods import PeriodQuerySet, day_range


class Assignment(models.Model):
    """A mentor for a child of ten or older who lives in an orphan education organisation (28-2(1))."""

    child = models.ForeignKey("people.Child", models.PROTECT, related_name="assignments")
    organisation = models.ForeignKey(
        "accounts.Agency",
        models.PROTECT,
        related_name="assignments",
        verbose_name=_("mentoring organisation"),
    )
    mentor_name = models.CharField(_("mentor's name"), max_length=150)
    mentor = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("mentor's account"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="assignment_period"
            ),
            ExclusionConstraint(
                name="assignment_one_at_a_time",
                expressions=[("child", RangeOperators.EQUAL), (day_range(), RangeOperators.OVERLAPS)],
            ),
        ]
        triggers = [tracked("mentoring_assignment")]

    def __str__(self) -> str:
        return f"{self.child_id} {self.organisation_id}"
