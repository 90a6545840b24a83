"""The log of calls and one call."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Exists, OuterRef, QuerySet, SmallIntegerField, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.complaints.models import Call, CallReferral, Receipt
from apps.complaints.states import Safety
from apps.core import wall
from apps.web.calls import words
from apps.web.calls.forms import NO_OUTCOME, FilterForm
from apps.web.shared import Page, capped_count, get_visible_or_404, keyset_page, now

MOST_ALARMS = 20
ENDED = "ended"
DANGER = Case(When(safety=Safety.IN_DANGER, then=1), default=0, output_field=SmallIntegerField())
"""Among calls without an outcome: a child in danger stands first."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Calls of the centre: children in danger whose call has no outcome first, then the newest; above them those of
    whom nobody was told."""
    require(request.user, Perm.TAKE_CALLS)
    form = FilterForm(request.GET)
    form.is_valid()
    wanted, calls = form.cleaned_data, Call.objects.visible_to(request.user)
    ended = wanted["outcome"] != NO_OUTCOME if wanted.get("outcome") else request.GET.get("tab") == ENDED
    page = _page(request, _narrowed(calls.exclude(outcome="") if ended else calls.filter(outcome=""), wanted), ended)
    context = {
        "page": page, "rows": [{"call": one, "look": words.look(one)} for one in page.items], "form": form,
        "tabs": _tabs(wanted, ended), "now": now(), "filtered": any(wanted.values()), "tab": ENDED if ended else "",
        "clear": reverse("calls:index") + (f"?tab={ENDED}" if ended else ""),
        "alarms": list(untold(calls).order_by("began_at")[:MOST_ALARMS]),
    }  # fmt: skip
    return render(request, "calls/index.html", context)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One call: what was said, to whom it was passed on, what came of it."""
    call, at = fetch(request, number), now()
    referrals = list(call.referrals.select_related("body", "incident").order_by("pk"))
    context = {
        "call": call, "now": at, "look": words.look(call), "safety": words.SAFETY[call.safety], "referrals": referrals,
        "line": words.line_of(call, referrals), "renewable": _renewable(referrals),
        "is_alarm": call.safety == Safety.IN_DANGER and not referrals and not call.outcome,
    }  # fmt: skip
    return render(request, "calls/detail.html", context)


def fetch(request: HttpRequest, number: str) -> Call:
    return get_visible_or_404(Call.objects.select_related("operator", "area__parent"), request.user, number=number)


def untold(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Children in danger of whom nobody was told yet."""
    told = CallReferral.objects.filter(call=OuterRef("pk"))
    return calls.filter(~Exists(told), safety=Safety.IN_DANGER, outcome="")


def _page(request: HttpRequest, wanted: QuerySet[Call], ended: bool) -> Page:
    keys: list[Any] = ["began_at", "pk"] if ended else [DANGER, "began_at", "pk"]
    count = capped_count(wanted.values("pk"))
    return keyset_page(request, wanted.select_related("operator", "area"), keys, descending=True, count=count)


def _tabs(wanted: dict[str, Any], ended: bool) -> list[dict[str, Any]]:
    """The filters go along to the other tab, but for the outcome, which belongs to one of them."""
    kept = {name: value for name, value in wanted.items() if value and name != "outcome"}
    return [
        {"label": _("At work"), "url": f"?{urlencode(kept)}", "current": not ended, "icon": "phone"},
        {"label": _("Ended calls"), "url": f"?{urlencode({**kept, 'tab': ENDED})}", "current": ended, "icon": "check"},
    ]


def _narrowed(calls: QuerySet[Call], wanted: dict[str, Any]) -> QuerySet[Call]:
    if wanted.get("q"):
        calls = calls.filter(number=wanted["q"].strip().upper())
    for name in ("category", "safety"):
        if wanted.get(name):
            calls = calls.filter(**{name: wanted[name]})
    outcome = wanted.get("outcome")
    return calls.filter(outcome=outcome) if outcome and outcome != NO_OUTCOME else calls


def _renewable(referrals: list[CallReferral]) -> set[int]:
    """Referrals whose code the caller has not used yet: only there another may be read out."""
    with wall.lifted("whether a code was used is all that is asked of receipts"):
        unused = Receipt.objects.filter(appeal__in=[one.appeal_id for one in referrals if one.appeal_id], ended_at=None)
        fresh = set(unused.filter(must_renew=True).values_list("appeal", flat=True))
    return {one.pk for one in referrals if one.appeal_id in fresh}
