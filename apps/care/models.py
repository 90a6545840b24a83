"""Where a child lives. The next slices add arrangements, representation and dwelling."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.history import tracked
from apps.core.periods import PeriodQuerySet, day_range


class Placement(models.Model):
    """A child's stay in an organisation of Article 30; at most one at a time."""

    child = models.ForeignKey("people.Child", models.PROTECT, related_name="placements")
    organisation = models.ForeignKey(
        "accounts.Agency", models.PROTECT, related_name="placements", verbose_name=_("organisation")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="placement_period"
            ),
            ExclusionConstraint(
                name="placement_one_at_a_time",
                expressions=[("child", RangeOperators.EQUAL), (day_range(), RangeOperators.OVERLAPS)],
            ),
        ]
        triggers = [tracked("care_placement")]

    def __str__(self) -> str:
        return f"{self.child_id} {self.organisation_id}"
