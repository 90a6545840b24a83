"""Who has looked into a child's file."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.core.localtime import day_start, local_day
from apps.disclosure.looks import looks_at, named
from apps.disclosure.models import EmergencyOpening
from apps.disclosure.policies import may_see_all_looks
from apps.people.actions import open_child
from apps.people.models import Child, Ground
from apps.web.children.file import frame
from apps.web.shared import PAGE, Page, get_visible_or_404, now

PERIODS = {"30": (_("30 days"), 30), "365": (_("a year"), 365), "all": (_("ever"), None)}
USUAL = "365"


@require_safe
def looks(request: HttpRequest, number: str) -> HttpResponse:
    """Person, agency, ground, purpose, first and last look, how often; this look counts as well."""
    child = get_visible_or_404(
        Child.objects.select_related("guardianship", "area"), request.user, number=number
    )  # fmt: skip
    at = now()
    open_child(child, by=request.user, at=at)
    wanted = request.GET.get("period", USUAL)
    period = wanted if wanted in PERIODS else USUAL
    groups = looks_at(child, request.user, since=_since(period, at))
    page = _page(request, groups, period)
    everything = may_see_all_looks(request.user, child)
    context = {
        **frame(child, request.user, at, tab="children:looks"),
        "page": page, "rows": [_row(look) for look in named(page.items)], "everything": everything,
        "periods": _periods(child, period),
        "emergencies": EmergencyOpening.objects.visible_to(request.user).filter(child=child).count(),
    }  # fmt: skip
    return render(request, "children/looks.html", context)


def _since(period: str, at: datetime) -> datetime | None:
    days = PERIODS[period][1]
    return day_start(local_day(at) - timedelta(days=days)) if days else None


def _page(request: HttpRequest, groups: Any, period: str) -> Page:
    """A part of the groups by its place: people who look at one file are few."""
    asked = request.GET.get("page", "")
    place = max(int(asked), 1) if asked.isdecimal() and len(asked) < 5 else 1
    found = list(groups[(place - 1) * PAGE : place * PAGE + 1])
    address = f"{request.path}?period={period}&page="
    return Page(
        items=found[:PAGE],
        previous_url=f"{address}{place - 1}" if place > 1 else "",
        next_url=f"{address}{place + 1}" if len(found) > PAGE else "",
    )


def _row(look: Any) -> dict[str, Any]:
    names = dict(Ground.choices)
    return {"look": look, "grounds": ", ".join(str(names.get(ground, ground)) for ground in look.grounds)}


def _periods(child: Child, current: str) -> list[dict[str, Any]]:
    address = reverse("children:looks", args=[child.number])
    return [
        {"label": label, "url": f"{address}?period={key}", "current": key == current}
        for key, (label, _days) in PERIODS.items()
    ]
