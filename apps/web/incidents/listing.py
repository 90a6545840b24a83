"""The list of incidents: what the reader's agency may see, read by key from the rows of access."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.access import require
from apps.accounts.models import Area
from apps.accounts.permissions import Perm
from apps.core import wall
from apps.core.errors import NotAllowed
from apps.incidents.models import Incident, IncidentAccess, access_rows
from apps.incidents.states import Kind, State
from apps.obligations.models import Obligation
from apps.web import wording
from apps.web.fields import GroupedField, districts_of
from apps.web.incidents import words
from apps.web.incidents.forms import sentence
from apps.web.shared import CAP, Page, capped_count, keyset_page, now, tab_query

PERIODS = [
    ("", gettext_lazy("any time")),
    ("7", gettext_lazy("7 days")),
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("a year")),
]
TABS: dict[str, tuple[Any, str, str]] = {
    "": (gettext_lazy("All"), "", ""),
    "drafts": (gettext_lazy("Drafts"), "soon", "edit"),
    "notifying": (gettext_lazy("Being told"), "run", "send"),
    "late": (gettext_lazy("Late"), "over", "alert"),
    "follow-up": (gettext_lazy("Follow-up"), "run", "history"),
    "closed": (gettext_lazy("Closed"), "off", "lock"),
}
COUNTED = ("drafts", "notifying")
STATES = {
    "drafts": [State.DRAFT],
    "notifying": [State.ESTABLISHED, State.NOTIFYING],
    "follow-up": [State.FOLLOW_UP],
    "closed": [State.CLOSED, State.JOINED],
}


class FilterForm(forms.Form):
    """What the list may be narrowed to. Search is by number of the incident or of the child, never by name."""

    q = forms.CharField(label=gettext_lazy("Number of the incident or the child"), required=False, max_length=30)
    kind = forms.ChoiceField(label=gettext_lazy("What happened"), required=False)
    period = forms.ChoiceField(label=gettext_lazy("Recorded within"), choices=PERIODS, required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[("", gettext_lazy("newest first")), ("due", gettext_lazy("soonest open term first"))],
    )

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [("", _("anything")), *((k.value, sentence(k.label)) for k in Kind)]
        region = user.agency.area.region
        self.fields["area"] = GroupedField(districts_of(region), model=Area, label=_("District"), required=False)
        self.order_fields(["q", "kind", "area", "period", "order"])


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list with its tabs and filters."""
    _require_any(request.user)
    form, at = FilterForm(request.GET, user=request.user), now()
    form.is_valid()
    tab = request.GET.get("tab", "")
    base = _filtered(access_rows(request.user), form.cleaned_data, at)
    page = _page(request, _in_tab(base, tab, at), form.cleaned_data.get("order", ""))
    context = {
        "form": form,
        "page": page,
        "rows": _rows(page.items, request.user),
        "tabs": _tabs(base, tab, at, request),
        "now": at,
        "filtered": any(form.cleaned_data.get(name) for name in form.fields if name != "order"),
    }
    return render(request, "incidents/index.html", context)


def _require_any(user: Any) -> None:
    try:
        require(user, Perm.VIEW_INCIDENTS)
    except NotAllowed:
        require(user, Perm.VIEW_OWN_INCIDENTS)


def _filtered(rows: QuerySet, wanted: dict[str, Any], at: datetime) -> QuerySet:
    if q := wanted.get("q", "").strip().upper():
        digits = q.rsplit("-", 1)[-1].replace(" ", "")
        named = Q(incident__number=q) | Q(incident__concerned__child__number=q.replace(" ", ""))
        if digits.isdecimal():
            named |= Q(incident__number__endswith=f"-{digits.zfill(6)}") | Q(
                incident__concerned__child__number=f"C-{digits}"
            )
        rows = rows.filter(named)
    if wanted.get("kind"):
        rows = rows.filter(incident__kind=wanted["kind"])
    if wanted.get("area"):
        rows = rows.filter(incident__area=wanted["area"])
    if wanted.get("period"):
        rows = rows.filter(sort_at__gte=at - timedelta(days=int(wanted["period"])))
    return rows


def _in_tab(rows: QuerySet, tab: str, at: datetime) -> QuerySet:
    if tab == "late":
        missed = Obligation.objects.filter(
            subject_kind="incident", subject_id=OuterRef("incident_id"), rule__met_on="NOTICE_DELIVERED"
        )
        return rows.filter(Exists(missed.filter(Q(breached_at__isnull=False) | Q(state="OPEN", due_at__lt=at))))
    if tab in STATES:
        return rows.filter(incident__state__in=STATES[tab])
    return rows.exclude(incident__state=State.DISCARDED)


def _page(request: HttpRequest, rows: QuerySet, order: str) -> Page:
    """Each incident once, whatever the number of its grounds."""
    count = capped_count(rows.order_by().values("incident_id").distinct())
    if order != "due":
        once = rows.order_by("-sort_at", "-incident_id").distinct("sort_at", "incident_id")
        page = keyset_page(
            request, once, ["sort_at", "incident_id"], anchor="incident_id", descending=True, count=count
        )
    else:
        clocks = Obligation.objects.filter(subject_kind="incident", owner=request.user.agency).open()
        due = clocks.filter(subject_id=OuterRef("incident_id")).order_by("due_at").values("due_at")[:1]
        once = rows.filter(incident_id__in=clocks.values("subject_id")).annotate(due=Subquery(due))
        once = once.order_by("due", "incident_id").distinct("due", "incident_id")
        page = keyset_page(request, once, [F("due"), F("incident_id")], anchor="incident_id", count=count)
    return page


def _rows(items: list[IncidentAccess], user: Any) -> list[dict[str, Any]]:
    """The incidents of a page with their children and the soonest open clock of the reader's agency."""
    ids = [item.incident_id for item in items]
    with wall.lifted("the incident is the ground: who was told of it knows whom it concerns"):
        found = Incident.objects.select_related("agency", "area").prefetch_related("concerned__child").in_bulk(ids)
    clocks: dict[int, Obligation] = {}
    duties = Obligation.objects.filter(subject_kind="incident", subject_id__in=ids, owner=user.agency).open()
    for duty in duties.select_related("rule").order_by("due_at", "pk"):
        clocks.setdefault(duty.subject_id, duty)
    return [_row(found[pk], clocks.get(pk)) for pk in ids]


def _row(incident: Incident, duty: Obligation | None) -> dict[str, Any]:
    children = [one.child.number if one.child else _("not known") for one in incident.concerned.all()]
    return {
        "incident": incident,
        "duty": duty,
        "children": children,
        "colour": words.STATE_COLOURS[incident.state],
        "icon": words.STATE_ICONS[incident.state],
        "kind": sentence(incident.get_kind_display()) if incident.kind else _("Incident without a kind yet"),
    }


def _tabs(rows: QuerySet, current: str, at: datetime, request: HttpRequest) -> list[dict[str, Any]]:
    items = []
    for name, (label, state, icon) in TABS.items():
        count = capped_count(_in_tab(rows, name, at).values("incident_id").distinct()) if name in COUNTED else None
        items.append(
            {
                "label": label,
                "url": reverse("incidents:index") + tab_query(request, name),
                "state": state,
                "icon": icon,
                "current": name == current,
                "count": None if count is None else wording.number(count, cap=CAP),
            }
        )
    return items
