"""The only writers of where a child lives."""

from collections.abc import Callable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import ARTICLE_30_KINDS
from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.acting import action
from apps.care.models import Placement
from apps.core.errors import Collector, Refused
from apps.core.localtime import local_day
from apps.people.access import access_of_period, end_access
from apps.people.models import Child, Ground
from apps.people.policies import check_is_responsible

AFTER_A_STAY: list[Callable[..., None]] = []
"""What rests on a stay and ends with it: each is called with the placement, `by` and `at`, in the same transaction.
Apps above this one add to it at start."""


@action
def place_child(
    child: Child,
    *,
    organisation: Agency,
    starts_on: date,
    ends_on: date | None = None,
    by: User,
    at: datetime,
) -> Placement:
    """Record that the child lives in an organisation of Article 30; it sees the file for that time."""
    check_is_responsible(by, child)
    Child.objects.select_for_update().get(pk=child.pk)
    _check_placement(child, organisation, starts_on, ends_on)
    stay = Placement.objects.create(child=child, organisation=organisation, starts_on=starts_on, ends_on=ends_on)
    access_of_period(child, organisation, Ground.PLACEMENT, starts_on=starts_on, ends_on=ends_on, by=by).save()
    log.record(
        "child.placed", child.subject, by=by, at=at, placement=stay.pk, organisation=organisation.pk,
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    return stay


@action
def end_placement(placement: Placement, *, ends_on: date, by: User, at: datetime) -> Placement:
    """End a stay. With today's date or an earlier one the organisation's access ends at once."""
    stay = (
        Placement.objects.select_for_update(of=("self",)).select_related("child", "organisation").get(pk=placement.pk)
    )
    check_is_responsible(by, stay.child)
    check_end(stay, ends_on, at)
    _check_free(stay.child.placements.exclude(pk=stay.pk), stay.starts_on, ends_on, field="ends_on")
    stay.ends_on = ends_on
    stay.save(update_fields=["ends_on"])
    end_access(stay.child, stay.organisation, Ground.PLACEMENT, starts_on=stay.starts_on, ends_on=ends_on, at=at)
    log.record("child.placement_ended", stay.child.subject, by=by, at=at, placement=stay.pk, ends_on=ends_on)
    for follow in AFTER_A_STAY:
        follow(stay, by=by, at=at)
    return stay


def check_end(period, ends_on: date, at: datetime) -> None:
    """A stay or an assignment ends after it began, and one that has ended stays as it is."""
    refuse = Collector()
    if period.ends_on and period.ends_on < local_day(at):
        refuse(_("This has ended already and stays as it was recorded."), field="ends_on")
    elif ends_on < period.starts_on:
        refuse(_("The last day cannot be before the first."), field="ends_on")
    refuse.done()


def check_period(child: Child, starts_on: date, ends_on: date | None, refuse: Collector) -> None:
    if starts_on < child.birth_date:
        refuse(_("The first day cannot be before the child was born."), field="starts_on")
    if ends_on and ends_on < starts_on:
        refuse(_("The last day cannot be before the first."), field="ends_on")


def overlapping(periods, starts_on: date, ends_on: date | None):
    """The earliest of the periods that shares a day with the given one, or None."""
    if ends_on:
        periods = periods.filter(starts_on__lte=ends_on)
    return periods.exclude(ends_on__lt=starts_on).select_related("organisation").order_by("starts_on").first()


def _check_placement(child: Child, organisation: Agency, starts_on: date, ends_on: date | None) -> None:
    refuse = Collector()
    if organisation.kind not in ARTICLE_30_KINDS or not organisation.is_active:
        refuse(
            _("A child is placed in an active organisation that cares for children."),
            field="organisation",
        )
    check_period(child, starts_on, ends_on, refuse)
    refuse.done()
    _check_free(child.placements, starts_on, ends_on, field="starts_on")


def _check_free(stays, starts_on: date, ends_on: date | None, *, field: str) -> None:
    other = overlapping(stays, starts_on, ends_on)
    if other:
        text = _("The child lives in %(name)s at that time, from %(day)s. Record the end of that stay first.")
        raise Refused(text % {"name": other.organisation.name, "day": f"{other.starts_on:%d.%m.%Y}"}, field=field)
