"""A session to ask the pages of training about."""

from datetime import timedelta

from django.utils import timezone

from apps.mentoring.acts import training
from apps.mentoring.models import Session
from tests.factories.mentoring import (
    make_programme,
    trainer_of,
)


def planned(trainer, days: int = 1) -> Session:
    """A session of a programme of the organisation, so many days from now."""
    by, starts = trainer_of(trainer), timezone.now() + timedelta(days=days)
    data = {"starts_at": starts, "ends_at": starts + timedelta(hours=3), "hours": 3, "place": "Зал", "trainer": "А. С."}
    return training.plan_session(make_programme(trainer), data=data, by=by, at=timezone.now())
