"""Periods of whole days: both ends included, an open end is a null."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


def day_range() -> Func:
    """starts_on to ends_on, both days included, as a PostgreSQL range."""
    return Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange", output_field=DateRangeField())


def in_order(name: str) -> models.CheckConstraint:
    """A period does not end before it starts; either end may be unknown."""
    known = Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
    return models.CheckConstraint(condition=known, name=name)


def never_two(name: str, *keys: str, condition: Q | None = None) -> ExclusionConstraint:
    """At most one period at a time for the same values of `keys`."""
    same = [(key, RangeOperators.EQUAL) for key in keys]
    return ExclusionConstraint(
        name=name, expressions=[*same, (day_range(), RangeOperators.OVERLAPS)], condition=condition
    )


class PeriodQuerySet(models.QuerySet):
    def on(self, day: date):
        """Those in force on a day; a start that is not known counts as long ago."""
        started = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
        return self.filter(started, Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def overlapping(periods: models.QuerySet, starts_on: date | None, ends_on: date | None):
    """The earliest of the periods that shares a day with the given one, or None."""
    if ends_on:
        periods = periods.exclude(starts_on__gt=ends_on)
    if starts_on:
        periods = periods.exclude(ends_on__lt=starts_on)
    return periods.order_by("starts_on").first()
