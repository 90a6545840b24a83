"""My day: what is due, soonest first, each with the one act that meets it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.localtime import local_day
from apps.obligations.calendar import stored_calendar
from apps.web import formats
from apps.web.day import duties, news
from apps.web.shared import now

LATER = 5
"""So many of what is due later are shown with the rest of the day."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The page for the present post. `?show=` narrows it to one group."""
    at = now()
    held = duties.soonest(request.user, at)
    made = duties.rows(held, request.user)
    show = request.GET.get("show", "")
    show = show if show in duties.GROUPS else ""
    near = [row for row in made if duties.group_of(row.duty, at) != "later"]
    free = free_days(at)
    context = {
        "now": at,
        "strip": [row.duty for row in near],
        "free_days": free,
        "line": line(at, free),
        "show": show,
        "groups": groups(made, at, show),
        "tabs": tabs(made, at, show, request),
        "nothing_near": not near,
        "next": made[0] if made and not near else None,
        "feed": news.feed(request.user, at),
        "month": news.month(request.user, at),
        "drafts": news.drafts(request.user),
        "cut": len(held) == duties.SHOWN,
    }
    return render(request, "day/index.html", context)


def groups(made: list[duties.Row], at: datetime, show: str) -> list[dict[str, Any]]:
    """The groups that have something, or the one asked for. What is due later is cut short unless asked for."""
    found = []
    for key, (label, state, _icon) in duties.GROUPS.items():
        rows = [row for row in made if duties.group_of(row.duty, at) == key]
        if rows and show in ("", key):
            shown = rows[:LATER] if key == "later" and not show else rows
            found.append({
                "key": key, "label": label, "rows": shown, "count": len(rows), "more": len(rows) - len(shown),
                "state": state if key in ("danger", "over") else "",
            })  # fmt: skip
    return found


def tabs(made: list[duties.Row], at: datetime, show: str, request: HttpRequest) -> list[dict[str, Any]]:
    counts = duties.count_by_group(made, at)
    items = [{"label": _("All"), "url": request.path, "count": len(made), "current": not show}]
    for key, (label, state, icon) in duties.GROUPS.items():
        if counts[key]:
            url = f"{request.path}?show={key}"
            items.append(
                {"label": label, "url": url, "count": counts[key], "state": state, "icon": icon, "current": show == key}
            )
    return items


def free_days(at: datetime) -> dict[date, str]:
    """Days that are not worked among today and the next three, each with its name."""
    calendar, today = stored_calendar(), local_day(at)
    days = [today + timedelta(days=ahead) for ahead in range(4)]
    named = {day: calendar.reason(day) or {} for day in days if not calendar.is_working(day)}
    return {day: name.get(formats.language(), "") for day, name in named.items()}


def line(at: datetime, free: dict[date, str]) -> str:
    """The day and the hour, and what tomorrow is if it is not worked."""
    tomorrow = local_day(at) + timedelta(days=1)
    if tomorrow in free:
        return _("Tomorrow is not a working day (%(name)s): terms in working days stand still, terms in hours run.") % {
            "name": free[tomorrow]
        }
    return ""
