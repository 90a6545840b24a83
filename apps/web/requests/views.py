"""One request: what is asked and until when, read by the body and the office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.complaints import reading
from apps.complaints.models import BodyRequest
from apps.complaints.states import RequestKind, RequestState
from apps.obligations.models import Obligation
from apps.web.requests import words
from apps.web.shared import get_visible_or_404, now

WITH = ("office", "body", "child", "answered_by")


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
