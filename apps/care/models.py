"""Where a child lives. The next slices add arrangements, representation and dwelling."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from apps.audit.history import tracked


def day_range() -> Func:
    """starts_on to ends_on, both days included, as a PostgreSQL range."""
    return Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange", output_field=DateRangeField())


class PeriodQuerySet(models.QuerySet):
    def on(self, day: date):
        """Those in force on a day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


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
