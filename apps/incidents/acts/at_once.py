"""The mentor tells at once (Article 28-2(6)(2)): few words, sent again until they arrive, recorded once."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Area, User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.models import LedgerEntry
from apps.core.errors import Collector
from apps.incidents import policies
from apps.incidents.acts.sending import log_incident
from apps.incidents.models import Incident
from apps.incidents.states import SITUATIONS, Kind
from apps.mentoring.models import Assignment, Meeting
from apps.mentoring.policies import check_can_meet
from apps.mentoring.states import AHEAD

RULE = "kz345.a28-2.p6.s2"
TOLD = "incident.told_at_once"
LONGEST_KEY = 200
LONGEST = {"place": 250, "description": 4000}
SAID = ("kind", "safety", "description")
"""What makes two messages different; their times move with the network and the place with the outing."""


@action
def tell_at_once(
    assignment: Assignment, *, data: Mapping[str, Any], key: str, by: User, at: datetime
) -> Incident:  # fmt: skip
    """An incident about the child of this assignment, established and sent in one. Raises Refusals, NotAllowed.

    `data`: kind (one of `SITUATIONS`), occurred_from, established_at (when the mentor pressed the button; `at` when
    missing), description (without words the kind says what happened), safety, place. `key` names the message: the same
    one sent again gives back the incident that the first one made, also when both arrive together. Under the same key
    other words are another incident: no danger is lost in that of before.
    """
    assignment = Assignment.objects.select_related("child__area", "organisation").get(pk=assignment.pk)
    policies.check_can_log(by)
    check_can_meet(by, assignment)
    _check(data, key)
    message = {"key": hashlib.sha256(key.encode()).hexdigest(), "digest": _digest(assignment, data)}
    if found := told_before(message, by):
        return found
    pressed = min(data.get("established_at") or at, at)
    happened = min(data.get("occurred_from") or pressed, pressed)
    area, place = whereabouts(assignment, happened)
    facts = {
        "kind": data["kind"], "occurred_from": happened, "established_at": pressed, "area": area,
        "place": str(data.get("place") or place).strip(), "safety": data.get("safety") or Incident.Safety.UNKNOWN,
        "description": _described(data),
    }  # fmt: skip
    incident = log_incident(data=facts, children=[assignment.child], by=by, at=at).incident
    log.record(TOLD, incident.subject, by=by, at=at, assignment=assignment.pk, **message)
    return incident


def told_before(message: Mapping[str, str], by: User) -> Incident | None:
    """What an earlier sending of the same message (its key and digest) made. Waits for one that is under way: call in
    a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"at-once:{by.pk}:{message['key']}"])
    same = LedgerEntry.objects.filter(actor_id=by.pk, verb=TOLD, data__contains=dict(message))
    told = same.order_by("-pk").first()
    return Incident.objects.filter(pk=told.subject_id).first() if told else None


def whereabouts(assignment: Assignment, at: datetime) -> tuple[Area, str]:
    """Where the child was: the outing that was on, else its district, where it lives."""
    outings = assignment.meetings.filter(kind=Meeting.Kind.OUTING, planned_from__lte=at, planned_to__gte=at)
    outing = outings.filter(state__in=AHEAD, area__isnull=False).select_related("area").order_by("-pk").first()
    return (outing.area, outing.place) if outing else (assignment.child.area, "")


def _digest(assignment: Assignment, data: Mapping[str, Any]) -> str:
    """Keyed, since the ledger tells nothing of what was said."""
    said = [assignment.pk, *(str(data.get(name) or "").strip() for name in SAID)]
    return salted_hmac("incidents.told_at_once", json.dumps(said), algorithm="sha256").hexdigest()


def _described(data: Mapping[str, Any]) -> str:
    """The mentor's words; in haste there are none, and the situation of the Law that was chosen says enough."""
    return str(data.get("description") or "").strip() or str(Kind(data["kind"]).label)


def _check(data: Mapping[str, Any], key: str) -> None:
    refuse = Collector()
    if data.get("kind") not in SITUATIONS:
        refuse(_("Say what happened."), field="kind", rule=RULE)
    for field, longest in LONGEST.items():
        if len(str(data.get(field) or "").strip()) > longest:
            refuse(_("At most %(longest)s characters.") % {"longest": longest}, field=field)
    if data.get("safety") and data["safety"] not in Incident.Safety.values:
        refuse(_("Choose one of the list."), field="safety")
    if not 0 < len(key) <= LONGEST_KEY:
        refuse(_("This message has no key: load the page again."), field="key")
    refuse.done()
