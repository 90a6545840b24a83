"""Children who may have a mentor and have none: the longest waiting first."""

from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.care.models import Placement
from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.finding import waiting
from apps.mentoring.models import Proposal, Wish
from apps.mentoring.states import ProposalState
from apps.people.models import Child
from apps.web import formats, wording
from apps.web.mentoring.pairs import words
from apps.web.mentoring.pairs.forms import WaitingFilter
from apps.web.shared import CAP, capped_count, keyset_page, now, tab_query

LONG = timedelta(days=365)
TABS: dict[str, tuple[Any, str, str]] = {
    "": (gettext_lazy("All who wait"), "", "child"),
    "unheard": (gettext_lazy("Not heard yet"), "soon", "hand"),
    "wanting": (gettext_lazy("Want a mentor, none proposed"), "over", "people"),
    "proposed": (gettext_lazy("A mentor is proposed"), "run", "send"),
    "not_now": (gettext_lazy("Not now"), "", "off"),
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Children of the own body, or of the own home."""
    policies.check_can_await(request.user)
    at = now()
    today, form = local_day(at), WaitingFilter(request.GET)
    form.is_valid()
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    base = _mine(request.user, today)
    if q := (form.cleaned_data.get("q") or "").strip().upper():
        base = base.filter(number=q)
    shown = in_tab(base, tab)
    page = keyset_page(
        request, shown.select_related("area"), [F("waits_since"), F("pk")], count=capped_count(shown.values("pk"))
    )
    context = {
        "now": at, "form": form, "page": page, "rows": _rows(page.items, request.user, today),
        "tabs": _tabs(base, tab, request), "tab": tab, "filtered": bool(q),
        "is_body": policies.may(policies.check_can_match, request.user),
    }  # fmt: skip
    return render(request, "mentoring/pairs/waiting.html", context)


def _mine(user: User, today: date) -> QuerySet[Child]:
    return waiting(user.agency, today).filter(pk__in=Child.objects.visible_to(user).order_by().values("pk"))


def in_tab(children: QuerySet[Child], tab: str) -> QuerySet[Child]:
    asked = Q(pk__in=Proposal.objects.filter(state=ProposalState.PROPOSED).values("child_id"))
    if tab == "unheard":
        return children.filter(wants__isnull=True)
    if tab == "wanting":
        return children.filter(wants=Wish.Wants.YES).exclude(asked)
    if tab == "proposed":
        return children.filter(asked)
    return children.filter(wants__in=[Wish.Wants.NO, Wish.Wants.LATER]) if tab == "not_now" else children


def _rows(children: list[Child], reader: User, today: date) -> list[dict[str, Any]]:
    """Each child with its home, its wish, the open proposal and a bar as long as it has waited."""
    ids = [child.pk for child in children]
    stays = Placement.objects.on(today).filter(child__in=ids).select_related("organisation")
    homes = {stay.child_id: stay.organisation for stay in stays}
    asked = {
        one.child_id: one
        for one in Proposal.objects.visible_to(reader).filter(child__in=ids, state=ProposalState.PROPOSED)
    }
    most = max([(today - child.waits_since).days for child in children], default=0) or 1
    return [
        {
            "child": child, "home": homes.get(child.pk), "wish": words.wish_look(child.wants),
            "proposal": asked.get(child.pk), "since": child.waits_since,
            **_bar(today - child.waits_since, most),
        }
        for child in children
    ]  # fmt: skip


def _bar(time: timedelta, most: int) -> dict[str, str]:
    """How long a child has waited, beside the longest of the page."""
    width = f"{max(100 * time.days // most, 2)}%"
    return {"waited": formats.days(time.days), "width": width, "state": "soon" if time > LONG else "run"}


def _tabs(children: QuerySet[Child], current: str, request: HttpRequest) -> list[dict[str, Any]]:
    items = []
    for name, (label, state, icon) in TABS.items():
        if name == "proposed" and not policies.may(policies.check_can_match, request.user):
            continue
        count = capped_count(in_tab(children, name).values("pk"))
        items.append({
            "label": label, "url": tab_query(request, name), "icon": icon, "current": name == current,
            "state": state if count else "", "count": wording.number(count, cap=CAP),
        })  # fmt: skip
    return items
