"""Which notices wait for an acknowledgement."""

from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.notices.models import Notice
from apps.obligations.models import Obligation

ACKNOWLEDGE = "NOTICE_ACKNOWLEDGED"


def waiting(user: Any) -> QuerySet[Notice]:
    """Neither acknowledged, nor told by telephone or letter, nor overtaken by a report that was joined."""
    ended = _clocks().filter(state=Obligation.State.CANCELLED)
    return Notice.objects.visible_to(user).unacknowledged().filter(~Exists(ended), told_at__isnull=True)


def by_clock(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """With the due instant of each as `due`; one not delivered yet has no clock and goes by when it was sent."""
    due = Subquery(_clocks().values("due_at")[:1])
    return notices.annotate(due=Coalesce(due, F("sent_at"), output_field=DateTimeField()))


def _clocks() -> QuerySet[Obligation]:
    return Obligation.objects.filter(notice=OuterRef("pk"), rule__met_on=ACKNOWLEDGE)
