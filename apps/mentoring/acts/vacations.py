"""The writers of vacations of an orphan organisation: days without school besides weekends (Article 28-2(4)(2))."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Collector
from apps.core.periods import overlapping
from apps.core.subjects import Subject
from apps.mentoring import policies
from apps.mentoring.checks.common import required
from apps.mentoring.models import NonStudyPeriod


@action
def add_vacation(
    home: Agency, *, name: str, starts_on: date | None, ends_on: date | None, by: User, at: datetime
) -> NonStudyPeriod:
    """Days without school at an orphan organisation, besides weekends and holidays."""
    policies.check_keeps_home(by, home)
    Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=home.pk)  # one after another: days never meet
    refuse = Collector()
    name = required(name, "name", 100, refuse)
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day is None:
            refuse(_("Name the day."), field=field)
    if starts_on and ends_on and ends_on < starts_on:
        refuse(_("The last day cannot be before the first."), field="ends_on")
    elif starts_on and ends_on and overlapping(home.non_study_periods.all(), starts_on, ends_on):
        refuse(_("Some of these days are entered already."), field="starts_on")
    refuse.done()
    made = NonStudyPeriod.objects.create(
        organisation=home, name=name, starts_on=starts_on, ends_on=ends_on, by=by, at=at
    )
    log.record("vacation.added", _subject(made), by=by, at=at, starts_on=starts_on, ends_on=ends_on)
    return made


@action
def remove_vacation(vacation: NonStudyPeriod, *, by: User, at: datetime) -> bool:
    """Take out days that were entered by mistake; the history keeps them. False when somebody did so before."""
    policies.check_keeps_home(by, vacation.organisation)
    stored = NonStudyPeriod.objects.select_for_update(of=("self",)).filter(pk=vacation.pk).first()
    if stored is None:
        return False
    log.record("vacation.removed", _subject(stored), by=by, at=at)
    stored.delete()
    return True


def _subject(period: NonStudyPeriod) -> Subject:
    return Subject("vacation", period.pk, str(period.pk))
