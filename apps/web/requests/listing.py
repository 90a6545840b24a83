"""Both lists of requests, narrowed by kind and state: what waits for an answer of the reader's body, and what bodies
owe the reader's office; as many queries for any size."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.complaints.models import BodyRequest
from apps.complaints.states import RequestState
from apps.obligations.models import Obligation
from apps.web import wording
from apps.web.requests import words
from apps.web.requests.forms import IN_TIME, LATE, OVERDUE, FilterForm
from apps.web.shared import CAP, Page, capped_count, keyset_page, now

DONE = "done"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for an answer of the own body, the soonest term first; `?tab=done` what was answered or withdrawn."""
    require(request.user, Perm.ANSWER_REQUESTS)
    return _list(request, BodyRequest.objects.received_by(request.user), sent=False)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What bodies owe the own office: the longest overdue first; `?tab=done` what they answered."""
    require(request.user, Perm.VIEW_APPEALS)
    mine = BodyRequest.objects.visible_to(request.user).filter(office=request.user.agency)
    return _list(request, mine, sent=True)


def _list(request: HttpRequest, requests: QuerySet[BodyRequest], *, sent: bool) -> HttpResponse:
    done, at = request.GET.get("tab") == DONE, now()
    form = FilterForm(request.GET, done=done)
    form.is_valid()
    wanted = requests.exclude(state=RequestState.SENT) if done else requests.filter(state=RequestState.SENT)
    page = _page(request, narrowed(wanted, form.cleaned_data, at), done=done)
    context = {
        "form": form, "filtered": any(form.cleaned_data.values()), "page": page, "rows": rows(page.items), "now": at,
        "tabs": _tabs(requests.filter(state=RequestState.SENT), at, done=done, sent=sent, form=form),
        "tab": DONE if done else "", "sent": sent, "clear": request.path + (f"?tab={DONE}" if done else ""),
    }  # fmt: skip
    return render(request, "requests/index.html", context)


def narrowed(requests: QuerySet[BodyRequest], wanted: dict[str, Any], at: datetime) -> QuerySet[BodyRequest]:
    """Those that the filters ask for."""
    if wanted.get("kind"):
        requests = requests.filter(kind=wanted["kind"])
    state = wanted.get("state")
    if state == IN_TIME:
        return requests.filter(due_at__gte=at)
    if state == OVERDUE:
        return requests.filter(due_at__lt=at)
    if state == LATE:
        return requests.filter(answered_at__gt=F("due_at"))
    return requests.filter(state=state) if state else requests


def rows(items: list[BodyRequest]) -> list[dict[str, Any]]:
    """Each request with its clock, in one query."""
    ids = [one.pk for one in items]
    duties = Obligation.objects.filter(subject_kind="body_request", subject_id__in=ids).exclude(state="CANCELLED")
    clocks = {duty.subject_id: duty for duty in duties.select_related("rule").order_by("pk")}
    return [
        {
            "request": one, "duty": clocks.get(one.pk), "look": words.LOOKS[one.state],
            "url": reverse("requests:detail", args=[one.number]),
        }
        for one in items
    ]  # fmt: skip


def _page(request: HttpRequest, wanted: QuerySet[BodyRequest], *, done: bool) -> Page:
    keys: list[Any] = [F("sent_at"), F("pk")] if done else [F("due_at"), F("pk")]
    count = capped_count(wanted.values("pk"))
    return keyset_page(request, wanted.select_related("office", "body"), keys, descending=done, count=count)


def _tabs(
    waiting: QuerySet[BodyRequest], at: datetime, *, done: bool, sent: bool, form: FilterForm
) -> list[dict[str, Any]]:  # fmt: skip
    """The kind goes along to the other tab; its states are others."""
    kind = {"kind": form.cleaned_data["kind"]} if form.cleaned_data.get("kind") else {}
    count, late = capped_count(waiting.values("pk")), waiting.filter(due_at__lt=at).exists()
    return [
        {"label": _("Owed to us") if sent else _("Waiting for us"), "url": f"?{urlencode(kind)}", "current": not done,
         "icon": "clock" if sent else "inbox", "count": wording.number(count, cap=CAP),
         "state": "over" if late else "run" if count and sent else "soon" if count else ""},
        {"label": _("Answered and withdrawn"), "url": f"?{urlencode({**kind, 'tab': DONE})}", "current": done},
    ]  # fmt: skip
