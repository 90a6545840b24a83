"""Gathering everything an answer tells of an incident, in the same few queries however much there is."""

from typing import Any

from apps.accounts.models import User
from apps.api.incidents.serializers import Whole
from apps.api.notices.serializers import PEOPLE
from apps.core.errors import Refused
from apps.incidents.models import Incident
from apps.incidents.policies import may_see_reporter
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from apps.obligations.models.rules import Basis

WITH = ("agency", "author", "area", "joined_to")


def whole(incident: Incident, user: User, *, warnings: list[Refused] | None = None, is_new: bool = False) -> Whole:
    """The incident as this reader may see it. A new one has no follow-up and no corrections yet."""
    duties = Obligation.objects.about(incident.subject).select_related("rule", "owner", "party")
    notices = Notice.objects.filter(subject_kind="incident", subject_id=incident.pk)
    found = Whole(
        incident=incident,
        concerned=list(incident.concerned.select_related("child").order_by("pk")),
        duties=sorted(duties, key=lambda duty: (duty.due_at, duty.rule.basis != Basis.LAW, duty.pk)),
        notices=list(notices.select_related(*PEOPLE).order_by("pk")),
        sees_reporter=may_see_reporter(user, incident),
        warnings=[_warning(one) for one in warnings or ()],
    )
    if not is_new:
        found.follow_ups = list(incident.follow_ups.select_related("agency", "by").order_by("pk"))
        found.corrections = list(incident.corrections.select_related("by").order_by("pk"))
    return found


def _warning(one: Refused) -> dict[str, Any]:
    return {"field": one.field, "message": str(one.message), "rule": one.rule}
