"""Which notices wait for an acknowledgement."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, DateTimeField, Exists, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from apps.notices.models import Notice
from apps.obligations.models import Obligation

ACKNOWLEDGE = "NOTICE_ACKNOWLEDGED"
NEVER = timedelta(days=36_500)


def waiting(user: Any) -> QuerySet[Notice]:
    """Neither acknowledged, nor told by telephone or letter, nor overtaken by a report that was joined."""
    ended = _clocks().filter(state=Obligation.State.CANCELLED)
    return Notice.objects.visible_to(user).unacknowledged().filter(~Exists(ended), told_at__isnull=True)


def by_clock(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """With the due instant of each as `due`. One of an incident that is not delivered yet has no clock and goes by when
    it was sent; those of other matters have none at all, and stand after every clock that runs."""
    due = Subquery(_clocks().values("due_at")[:1])
    without = Case(When(subject_kind="incident", then=F("sent_at")), default=F("sent_at") + NEVER)
    return notices.annotate(due=Coalesce(due, without, output_field=DateTimeField()))


def _clocks() -> QuerySet[Obligation]:
    return Obligation.objects.filter(notice=OuterRef("pk"), rule__met_on=ACKNOWLEDGE)
