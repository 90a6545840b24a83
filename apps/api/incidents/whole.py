"""Gathering everything an answer tells of an incident, in the same few queries however much there is."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.api.incidents.serializers import Whole
from apps.api.notices.serializers import PEOPLE
from apps.core import wall
from apps.core.errors import Refused
from apps.core.localtime import local
from apps.disclosure.mask import mask
from apps.incidents.acts.drafts import Saved
from apps.incidents.models import Incident
from apps.incidents.policies import may_see_reporter
from apps.incidents.questions import rules_not_in_force
from apps.incidents.reading import WHO_KNOWS_THE_CHILD, corrections_of, follow_ups_of, grounds_of, sees_all, veil
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from apps.obligations.models.rules import Basis
from apps.people.models import Child

WITH = ("agency", "author", "area", "joined_to")


def whole(incident: Incident, user: User, *, saved: Saved | None = None) -> Whole:
    """The incident as this reader may see it. One `saved` just now has no follow-up and no corrections yet, and
    its clocks and notices are at hand."""
    duties = saved.duties if saved and saved.duties is not None else _duties(incident)
    notices = saved.sent if saved and saved.sent is not None else _notices(incident)
    if saved is None and not sees_all(grounds_of(user, incident)):
        duties = [duty for duty in duties if user.agency.pk in (duty.owner_id, duty.party_id)]
        notices = [notice for notice in notices if notice.recipient_id == user.agency.pk and not notice.withdrawn_at]
    veil(notices, user, incident=incident)
    with wall.lifted("the incident is the ground: who was told of it knows whom it concerns"):
        concerned = list(incident.concerned.select_related("child").order_by("pk"))
    found = Whole(
        incident=incident,
        concerned=concerned,
        duties=sorted(duties, key=lambda duty: (duty.due_at, duty.rule.basis != Basis.LAW, duty.pk)),
        notices=notices,
        sees_reporter=may_see_reporter(user, incident),
    )
    children = {one.child_id for one in found.concerned if one.child_id}
    told_who = _is_told_who(user, notices)
    found.named = frozenset(children if saved or told_who else _opens(user, children))
    if not told_who:
        mask([one.child for one in found.concerned if one.child], user)
    if saved is None:
        found.follow_ups, found.corrections = follow_ups_of(incident, user), corrections_of(incident, user)
        return found
    found.warnings = [_warning(one) for one in saved.warnings]
    if not any(duty.rule.basis == Basis.LAW for duty in found.duties):
        found.warnings += _not_in_force(incident)
    return found


def _is_told_who(user: User, notices: list[Notice]) -> bool:
    mine = (one for one in notices if one.recipient_id == user.agency.pk and not one.withdrawn_at)
    return any(one.role in WHO_KNOWS_THE_CHILD for one in mine)


def _opens(user: User, children: set[int]) -> set[int]:
    return set(Child.objects.visible_to(user).filter(pk__in=children).values_list("pk", flat=True))


def _duties(incident: Incident) -> list[Obligation]:
    return list(Obligation.objects.about(incident.subject).select_related("rule", "owner", "party"))


def _notices(incident: Incident) -> list[Notice]:
    about = Notice.objects.filter(subject_kind="incident", subject_id=incident.pk)
    return list(about.select_related(*PEOPLE).order_by("pk"))


def _not_in_force(incident: Incident) -> list[dict[str, Any]]:
    """Says of each rule that the fact was established before it was in force, so that it opens no duty."""
    text = _("On %(day)s this rule was not in force yet (in force from %(from)s): no duty under it arises.")
    return [
        _warning(Refused(text % {"day": _day(incident.established_at), "from": _day(rule.in_force_from)},
                         field="established_at", rule=rule.code))
        for rule in rules_not_in_force(incident)
    ]  # fmt: skip


def _day(when: Any) -> str:
    return f"{local(when) if isinstance(when, datetime) else when:%d.%m.%Y}"


def _warning(one: Refused) -> dict[str, Any]:
    return {"field": one.field, "message": str(one.message), "rule": one.rule}
