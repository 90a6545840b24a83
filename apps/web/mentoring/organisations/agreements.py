"""The list of mentoring agreements: what waits for the own side first, then by the day they end or were signed."""

from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.access import allows, require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.localtime import local_day
from apps.mentoring import sifting
from apps.mentoring.models import Agreement
from apps.mentoring.states import AgreementState
from apps.web import wording
from apps.web.mentoring.organisations import words
from apps.web.mentoring.organisations.forms import AgreementFilterForm
from apps.web.shared import CAP, Page, capped_count, keyset_page, now, tab_query

TABS: dict[str, tuple[Any, str, str]] = {
    "": (gettext_lazy("All"), "", ""),
    "mine": (gettext_lazy("Waits for us"), "soon", "send"),
    "theirs": (gettext_lazy("Waits for the other side"), "", "clock"),
    "force": (gettext_lazy("In force"), "met", "check"),
    "ending": (gettext_lazy("Ends soon"), "over", "soon"),
    "past": (gettext_lazy("Ended"), "", "lock"),
}
ORDERS: dict[str, tuple[list[Any], bool]] = {
    "": (["pk"], True),
    "signed": (["signed_on", "pk"], False),
    "-signed": (["signed_on", "pk"], True),
    "ends": ([F("ends_on"), F("pk")], False),
    "-ends": ([F("ends_on"), F("pk")], True),
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Agreements of the own organisation or body."""
    if not allows(request.user, Perm.KEEP_MENTORS):
        require(request.user, Perm.CLEAR_MENTORS)
    at = now()
    today = local_day(at)
    form = AgreementFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    base = sifting.agreements(Agreement.objects.visible_to(request.user), wanted)
    page = _page(request, in_tab(base, tab, request.user, today))
    context = {
        "form": form, "page": page, "now": at, "tab": tab, "filtered": any(wanted.values()),
        "tabs": _tabs(base, tab, request, today), "by_body": not allows(request.user, Perm.KEEP_MENTORS),
        "rows": [
            {"agreement": one, "look": words.look(one, today), "said": words.said(one, today),
             "next": words.next_step(one, request.user, today)}
            for one in page.items
        ],
    }  # fmt: skip
    return render(request, "mentoring/organisations/agreements.html", context)


def in_tab(agreements: QuerySet[Agreement], tab: str, reader: User, today: date) -> QuerySet[Agreement]:
    ours, proposed = Q(proposed_agency=reader.agency), Q(state=AgreementState.PROPOSED)
    soon = Q(state=AgreementState.IN_FORCE, ends_on__lte=today + timedelta(days=words.SOON))
    return agreements.filter({
        "mine": proposed & ~ours, "theirs": proposed & ours, "force": Q(state=AgreementState.IN_FORCE), "ending": soon,
        "past": Q(state__in=[AgreementState.ENDED, AgreementState.WITHDRAWN]),
    }.get(tab, Q()))  # fmt: skip


def _page(request: HttpRequest, agreements: QuerySet[Agreement]) -> Page:
    order = request.GET.get("sort", "") or ("ends" if request.GET.get("tab") == "ending" else "")
    keys, descending = ORDERS.get(order, ORDERS[""])
    if order.endswith("ends"):
        agreements = agreements.filter(ends_on__isnull=False)
    count = capped_count(agreements.values("pk"))
    with_sides = agreements.select_related("organisation__agency", "body")
    return keyset_page(request, with_sides, keys, descending=descending, count=count)


def _tabs(agreements: QuerySet[Agreement], current: str, request: HttpRequest, today: date) -> list[dict[str, Any]]:
    items = []
    for name, (label, state, icon) in TABS.items():
        count = capped_count(in_tab(agreements, name, request.user, today).values("pk"))
        items.append({
            "label": label, "url": tab_query(request, name), "icon": icon, "current": name == current,
            "state": state if count else "", "count": wording.number(count, cap=CAP),
        })  # fmt: skip
    return items
