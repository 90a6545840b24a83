"""What ombudsmen ask of the reader's body, and what bodies owe the reader's office."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.access import allows, require
from apps.accounts.permissions import Perm
from apps.complaints import reading
from apps.complaints.models import BodyRequest
from apps.complaints.states import RequestKind, RequestState
from apps.obligations.models import Obligation
from apps.web import wording
from apps.web.requests import words
from apps.web.requests.queries import asked_of
from apps.web.shared import CAP, Page, capped_count, get_visible_or_404, keyset_page, now, tab_query

WITH = ("office", "body", "child", "answered_by")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for an answer of the own body, the soonest term first; `?tab=done` what was answered or withdrawn."""
    require(request.user, Perm.ANSWER_REQUESTS)
    received = BodyRequest.objects.received_by(request.user)
    done = request.GET.get("tab") == "done"
    page = _page(request, received.exclude(state=RequestState.SENT) if done else asked_of(request.user), done=done)
    count = capped_count(asked_of(request.user).values("pk"))
    tabs = [
        {"label": _("Waiting for us"), "url": tab_query(request, ""), "current": not done, "icon": "inbox",
         "state": "soon" if count else "", "count": wording.number(count, cap=CAP)},
        {"label": _("Answered and withdrawn"), "url": tab_query(request, "done"), "current": done},
    ]  # fmt: skip
    context = {"page": page, "rows": _rows(page.items), "tabs": tabs, "now": now(), "sent": False}
    return render(request, "requests/index.html", context)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What bodies owe the own office: the longest overdue first; `?tab=done` what they answered."""
    require(request.user, Perm.VIEW_APPEALS)
    mine = BodyRequest.objects.visible_to(request.user).filter(office=request.user.agency)
    done = request.GET.get("tab") == "done"
    at = now()
    wanted = mine.exclude(state=RequestState.SENT) if done else mine.filter(state=RequestState.SENT)
    page = _page(request, wanted, done=done)
    open_now = mine.filter(state=RequestState.SENT)
    late = capped_count(open_now.filter(due_at__lt=at).values("pk"))
    count = capped_count(open_now.values("pk"))
    tabs = [
        {"label": _("Owed to us"), "url": tab_query(request, ""), "current": not done, "icon": "clock",
         "state": "over" if late else "run" if count else "", "count": wording.number(count, cap=CAP)},
        {"label": _("Answered and withdrawn"), "url": tab_query(request, "done"), "current": done},
    ]  # fmt: skip
    context = {"page": page, "rows": _rows(page.items), "tabs": tabs, "now": at, "sent": True, "late": late}
    return render(request, "requests/index.html", context)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One request: the body reads what is asked and until when; the office also whose appeal it belongs to."""
    found, at, user = fetch(request, number), now(), request.user
    opened = reading.open_request(found, by=user, at=at)
    is_office = allows(user, Perm.VIEW_APPEALS) and user.agency.pk == found.office_id
    is_body = allows(user, Perm.ANSWER_REQUESTS) and user.agency.pk == found.body_id
    duties = Obligation.objects.about(found.subject).exclude(state="CANCELLED").select_related("rule", "owner")
    waits = found.state in (RequestState.SENT, RequestState.REFUSED)
    context = {
        "request_": found, "opened": opened, "now": at, "duties": list(duties.order_by("due_at")),
        "look": words.LOOKS[found.state], "line": words.line_of(found, for_office=is_office), "is_office": is_office,
        "may_answer": is_body and waits, "answer": words.ANSWERS[found.kind], "grants": words.GRANTS,
        "may_refuse": is_body and found.kind == RequestKind.FILE and found.state == RequestState.SENT,
        "may_withdraw": is_office and waits and allows(user, Perm.KEEP_APPEALS),
    }  # fmt: skip
    return render(request, "requests/detail.html", context)


def fetch(request: HttpRequest, number: str) -> BodyRequest:
    """Of the own body, or of an appeal the reader sees; the appeal itself is read by the office alone."""
    return get_visible_or_404(BodyRequest.objects.select_related(*WITH), request.user, number=number)


def _page(request: HttpRequest, wanted: QuerySet[BodyRequest], *, done: bool) -> Page:
    keys: list[Any] = [F("sent_at"), F("pk")] if done else [F("due_at"), F("pk")]
    count = capped_count(wanted.values("pk"))
    return keyset_page(request, wanted.select_related("office", "body"), keys, descending=done, count=count)


def _rows(items: list[BodyRequest]) -> list[dict[str, Any]]:
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
