"""What changed since yesterday, the last thirty days in figures, and drafts left behind."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from apps.core.localtime import day_start, local_day
from apps.incidents.models import Correction, Incident, access_rows
from apps.incidents.policies import may_name
from apps.incidents.states import State
from apps.notices.models import Message, Notice
from apps.obligations.models import Obligation
from apps.web import formats, wording
from apps.web.notices.words import LOOKS, said

SHOWN = 8
DRAFTS = 5
MONTH = timedelta(days=30)


def since(now: datetime) -> datetime:
    """Yesterday noon: the evening before counts as well."""
    return day_start(local_day(now) - timedelta(days=1)) + timedelta(hours=12)


def feed(user: Any, now: datetime) -> list[dict[str, Any]]:
    """Messages, acknowledgements of one's notices and corrected times, newest first."""
    start = since(now)
    found = _messages(user, start, now) + _acknowledged(user, start) + _corrected(user, start)
    found.sort(key=lambda row: row["at"], reverse=True)
    return [row | {"under": formats.relative(row["at"], now)} for row in found[:SHOWN]]


def month(user: Any, now: datetime) -> list[dict[str, Any]]:
    """Bars of the last thirty days: met in time, met late, overdue now; empty when nothing was due."""
    mine = Obligation.objects.visible_to(user).filter(due_at__gt=now - MONTH)
    counts = mine.aggregate(
        met=Count("pk", Q(state="MET")),
        late=Count("pk", Q(state="MET_LATE")),
        over=Count("pk", Q(state="OPEN", due_at__lt=now)),
    )
    everything = sum(counts.values())
    if not everything:
        return []
    names = {"met": _("met in time"), "late": _("met late"), "over": _("overdue now")}
    return [
        {
            "label": names[key],
            "state": key,
            "width": f"{100 * counts[key] / everything:.1f}%",
            "figure": _("%(n)s of %(all)s") % {"n": counts[key], "all": everything} if key == "met" else counts[key],
        }
        for key in names
    ]


def drafts(user: Any) -> list[Incident]:
    """Drafts of the post, newest first: they lie here until they are sent or discarded."""
    rows = access_rows(user).filter(incident__state=State.DRAFT, incident__agency=user.agency)
    ids = rows.order_by("-sort_at", "-incident_id").distinct("sort_at", "incident_id").values("incident_id")[:DRAFTS]
    return list(Incident.objects.filter(pk__in=list(ids.values_list("incident_id", flat=True))).order_by("-created_at"))


def _messages(user: Any, start: datetime, now: datetime) -> list[dict[str, Any]]:
    """The latest of each kind about each subject: three reminders of one term are one line."""
    mine = Message.objects.visible_to(user).filter(created_at__gte=start).order_by("-created_at", "-pk")
    rows: dict[tuple, dict[str, Any]] = {}
    for message in mine[: 3 * SHOWN]:
        icon, state = LOOKS[Message.Kind(message.kind)]
        text = format_html('<a href="{}">{}</a>', reverse("notices:go", args=[message.pk]), said(message, now))
        key = (message.kind, message.subject_no)
        rows.setdefault(key, {"icon": icon, "state": state, "text": text, "at": message.created_at})
    return list(rows.values())


def _acknowledged(user: Any, start: datetime) -> list[dict[str, Any]]:
    """Notices this agency sent that were acknowledged, where the reader may see the incident."""
    sent = Notice.objects.filter(sender=user.agency, acknowledged_at__gte=start, subject_kind="incident")
    sent = sent.filter(subject_id__in=access_rows(user).values("incident_id"))
    return [
        {
            "icon": "check",
            "state": "met",
            "at": notice.acknowledged_at,
            "text": format_html(
                _("{who} acknowledged {number}, {took}"),
                who=notice.recipient_label,
                number=_link(notice.subject_no),
                took=formats.took(notice.sent_at, notice.acknowledged_at),
            ),
        }
        for notice in sent.select_related("recipient").order_by("-acknowledged_at")[:SHOWN]
    ]


def _corrector(one: Correction, user: Any) -> str:
    may = may_name(user, one.incident, one.incident.agency_id)
    return wording.short_name(one.by) if may else one.incident.agency.name


def _corrected(user: Any, start: datetime) -> list[dict[str, Any]]:
    moved = Correction.objects.filter(at__gte=start, incident__in=access_rows(user).values("incident_id"))
    return [
        {
            "icon": "history",
            "state": "late",
            "at": one.at,
            "text": format_html(
                _("Time of establishing corrected in {number} by {who}"),
                number=_link(one.incident.number),
                who=_corrector(one, user),
            ),
        }
        for one in moved.select_related("incident__agency", "by").order_by("-pk")[:SHOWN]
    ]


def _link(number: str) -> Any:
    return format_html('<a class="no" href="{}">{}</a>', reverse("incidents:detail", args=[number]), number)
