"""Training: the own programmes, and sessions ahead, to be recorded, held and called off."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.mentoring.models import Attendance, Certificate, Programme, Session, TestResult
from apps.web import wording
from apps.web.mentoring.training import words
from apps.web.mentoring.training.shared import check_trains
from apps.web.shared import CAP, Page, capped_count, keyset_page, now, tab_query

TABS: dict[str, tuple[Any, str, str]] = {
    "": (gettext_lazy("Sessions ahead"), "", "calendar"),
    "roll": (gettext_lazy("Roll not called"), "soon", "soon"),
    "past": (gettext_lazy("Sessions held"), "", "check"),
    "off": (gettext_lazy("Called off"), "", "off"),
}
MOST = 50
"""Programmes on the page; an organisation has a handful."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Training of the own organisation, and the sessions of orphan organisations open to its candidates."""
    check_trains(request)
    at = now()
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    seen = Session.objects.visible_to(request.user)
    page = _page(request, in_tab(seen, tab, request.user, at), tab)
    context = {
        "programmes": _programmes(request), "page": page, "rows": rows(page.items, request.user, at), "now": at,
        "tabs": _tabs(seen, tab, request, at), "tab": tab,
    }  # fmt: skip
    return render(request, "mentoring/training/index.html", context)


def in_tab(sessions: QuerySet[Session], tab: str, reader: Any, at: datetime) -> QuerySet[Session]:
    """Those of a tab; the roll is the own organisation's to call."""
    standing = sessions.filter(cancelled_at=None)
    if tab == "roll":
        open_ = Attendance.objects.filter(session=OuterRef("pk"), was_there=None)
        return standing.filter(Exists(open_), programme__agency=reader.agency, starts_at__lte=at)
    if tab == "past":
        return standing.filter(ends_at__lte=at)
    return sessions.exclude(cancelled_at=None) if tab == "off" else sessions.ahead(at)


def rows(sessions: list[Session], reader: Any, at: datetime) -> list[dict[str, Any]]:
    """Each with its look and how many of whom the reader sees are enrolled, in one query more."""
    seen = Attendance.objects.visible_to(reader).filter(session__in=[one.pk for one in sessions])
    counted = {
        row["session"]: row
        for row in seen.values("session").annotate(
            enrolled=Count("pk"), there=Count("pk", filter=Q(was_there=True)),
            open=Count("pk", filter=Q(was_there=None)),
        )
    }  # fmt: skip
    none = {"enrolled": 0, "there": 0, "open": 0}
    shown = []
    for one in sessions:
        counts = counted.get(one.pk, none)
        mine = one.programme.agency_id == reader.agency.pk
        look = words.session_look(one, at, counts["open"] if mine else 0)
        shown.append({**counts, "session": one, "look": look, "mine": mine})
    return shown


def _programmes(request: HttpRequest) -> list[dict[str, Any]]:
    """The own programmes with their figures, those in use first: persons who were enrolled, who passed the test, and
    certificates; four queries for any number."""
    found = list(Programme.objects.visible_to(request.user).order_by("-is_active", "title", "pk")[:MOST])
    keys = [one.pk for one in found]
    enrolled = dict(
        Attendance.objects.filter(session__programme__in=keys).values_list("session__programme")
        .annotate(n=Count("candidate", distinct=True))
    )  # fmt: skip
    passed = dict(
        TestResult.objects.filter(programme__in=keys, is_passed=True).values_list("programme")
        .annotate(n=Count("candidate", distinct=True))
    )  # fmt: skip
    given = dict(
        Certificate.objects.filter(programme__in=keys, revoked_at=None).values_list("programme").annotate(n=Count("pk"))
    )
    return [
        {
            "programme": one, "enrolled": enrolled.get(one.pk, 0), "passed": passed.get(one.pk, 0),
            "given": given.get(one.pk, 0),
        }
        for one in found
    ]  # fmt: skip


def _page(request: HttpRequest, sessions: QuerySet[Session], tab: str) -> Page:
    count = capped_count(sessions.values("pk"))
    with_all = sessions.select_related("programme__agency")
    return keyset_page(request, with_all, ["starts_at", "pk"], descending=tab in ("past", "off"), count=count)


def _tabs(sessions: QuerySet[Session], current: str, request: HttpRequest, at: datetime) -> list[dict[str, Any]]:
    items = []
    for name, (label, state, icon) in TABS.items():
        count = capped_count(in_tab(sessions, name, request.user, at).values("pk"))
        items.append({
            "label": label, "url": tab_query(request, name), "icon": icon, "current": name == current,
            "state": state if count else "", "count": wording.number(count, cap=CAP),
        })  # fmt: skip
    return items
