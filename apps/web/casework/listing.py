"""The list of the body's cases: filters, the soonest term first or by review or risk, pages by key; as many queries
for any size."""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.access import allows, require
from apps.accounts.permissions import Perm
from apps.casework import staffing
from apps.casework.clocks import about, soonest
from apps.casework.models import Case
from apps.casework.states import State
from apps.core.localtime import local_day
from apps.obligations.models import Obligation
from apps.web import wording
from apps.web.casework import words
from apps.web.casework.forms import FilterForm
from apps.web.shared import CAP, Page, capped_count, keyset_page, now, tab_query

TABS: dict[str, tuple[Any, str, str]] = {
    "": (gettext_lazy("Open cases"), "", ""),
    "mine": (gettext_lazy("My cases"), "", "people"),
    "review": (gettext_lazy("Review is due"), "soon", "soon"),
    "nobody": (gettext_lazy("Without an officer"), "over", "alert"),
    "closed": (gettext_lazy("Closed"), "off", "lock"),
}
ORDERS: dict[str, tuple[list[Any], bool]] = {
    "": ([soonest(), F("pk")], False),
    "opened": (["opened_at", "pk"], True),
    "review": ([F("review_on"), F("pk")], False),
    "-review": ([F("review_on"), F("pk")], True),
    "risk": ([F("risk"), F("pk")], False),
    "-risk": ([F("risk"), F("pk")], True),
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Cases of the own body."""
    if not allows(request.user, Perm.SUPERVISE_CASES):
        require(request.user, Perm.MANAGE_CASES)
    at = now()
    form = FilterForm(request.GET, agency=request.user.agency)
    form.is_valid()
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    base = narrowed(Case.objects.of_body(request.user.agency), form.cleaned_data)
    page = _page(request, in_tab(base, tab, request.user, local_day(at)))
    context = {
        "form": form, "page": page, "rows": rows(page.items, request.user.agency.pk), "now": at,
        "today": local_day(at), "tabs": _tabs(base, tab, request, local_day(at)), "tab": tab,
        "filtered": any(form.cleaned_data.values()), "may_supervise": allows(request.user, Perm.SUPERVISE_CASES),
    }  # fmt: skip
    return render(request, "casework/index.html", context)


def narrowed(cases: QuerySet[Case], wanted: dict[str, Any]) -> QuerySet[Case]:
    """The cases that the filters ask for."""
    if q := (wanted.get("q") or "").strip().upper():
        cases = cases.filter(Q(number=q) | Q(child__number=q))
    for name in ("risk", "state", "officer"):
        if wanted.get(name):
            cases = cases.filter(**{name: wanted[name]})
    return cases


def in_tab(cases: QuerySet[Case], tab: str, user: Any, today: date) -> QuerySet[Case]:
    if tab == "closed":
        return cases.filter(state=State.CLOSED)
    cases = cases.open()
    if tab == "mine":
        return cases.filter(officer__in={user.pk} | staffing.stands_in_for(user, today))
    if tab == "review":
        return cases.filter(review_on__lte=date.fromordinal(today.toordinal() + 14))
    return staffing.without_officer(cases, today) if tab == "nobody" else cases


def rows(cases: list[Case], agency_id: int) -> list[dict[str, Any]]:
    """Each case with the look of its risk and its soonest open clock, in two queries more. A child that another body
    took over is not named any more."""
    clocks: dict[str, Obligation] = {}
    duties = Obligation.objects.open().filter(about(case.pk for case in cases), owner=agency_id)
    for duty in duties.select_related("rule").order_by("due_at", "pk"):
        clocks.setdefault(duty.subject_no, duty)
    return [
        {
            "case": case, "duty": clocks.get(case.number), "risk": words.risk_look(case.risk),
            "look": words.CASE_LOOKS[case.state], "is_named": case.child.guardianship_id == agency_id,
        }
        for case in cases
    ]  # fmt: skip


def _page(request: HttpRequest, cases: QuerySet[Case]) -> Page:
    order = request.GET.get("sort", "") or ("opened" if request.GET.get("tab") == "closed" else "")
    keys, descending = ORDERS.get(order, ORDERS[""])
    if order.endswith("review"):
        cases = cases.filter(review_on__isnull=False)
    count = capped_count(cases.values("pk"))
    return keyset_page(request, cases.select_related("child", "officer"), keys, descending=descending, count=count)


def _tabs(cases: QuerySet[Case], current: str, request: HttpRequest, today: date) -> list[dict[str, Any]]:
    items = []
    for name, (label, state, icon) in TABS.items():
        count = capped_count(in_tab(cases, name, request.user, today).values("pk")) if name != "closed" else None
        items.append({
            "label": label, "url": tab_query(request, name), "icon": icon, "current": name == current,
            "state": state if count else "", "count": None if count is None else wording.number(count, cap=CAP),
        })  # fmt: skip
    return items
