"""The list of meetings: a week as seven days, then the rows; as many queries for any size."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.access import allows, require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.localtime import ALMATY, day_start, local_day
from apps.disclosure import mask
from apps.mentoring import policies
from apps.mentoring.models import Assignment, Meeting
from apps.mentoring.states import MeetingState
from apps.people.models import Child
from apps.web import formats, wording
from apps.web.mentoring.boards.sections import SECTIONS, opens
from apps.web.mentoring.meetings import words
from apps.web.mentoring.meetings.forms import SieveForm
from apps.web.shared import CAP, Page, capped_count, keyset_page, now, tab_query

WITH = ("assignment__child__area", "assignment__organisation", "area")
TABS: dict[str, tuple[Any, str, str]] = {
    "": (gettext_lazy("Week"), "", "calendar"),
    "record": (gettext_lazy("To be recorded"), "over", "edit"),
    "consent": (gettext_lazy("Wait for consent"), "soon", "bell"),
    "ahead": (gettext_lazy("Ahead"), "run", "clock"),
    "held": (pgettext_lazy("meetings", "Held"), "", "check"),
    "missed": (gettext_lazy("Not held"), "", "off"),
    "breach": (gettext_lazy("With breaches"), "over", "alert"),
}
COUNTED = ("record", "consent", "breach")
NEWEST_FIRST = ("held", "missed", "breach")
OPENS = next(one.perms for one in SECTIONS if one.name == "meetings")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Meetings the reader may see: of the own child, the organisation, the home, or the body."""
    check_may_list(request.user)
    at = now()
    form = SieveForm(request.GET)
    form.is_valid()
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    week = Week(request, local_day(at))
    base = narrowed(Meeting.objects.visible_to(request.user), form.cleaned_data)
    page = _page(request, week.of(base) if not tab else in_tab(base, tab, at), tab)
    context = {
        "form": form, "page": page, "rows": rows(page.items, request.user, at), "now": at, "tab": tab,
        "tabs": _tabs(base, tab, request, at), "week": week, "days": week.days(base) if not tab else [],
        "empty": says_nothing(any(form.cleaned_data.values())), "filtered": any(form.cleaned_data.values()),
        "may_plan": may_plan(request.user), "may_help": allows(request.user, Perm.KEEP_MENTORS),
    }  # fmt: skip
    return render(request, "mentoring/meetings/index.html", context)


def check_may_list(user: User) -> None:
    """Raise unless the present post has to do with meetings at all."""
    if not opens(user, OPENS):
        require(user, Perm.KEEP_MENTORS)


def may_plan(user: User) -> bool:
    """Whether there is any pair for which the person may plan: mentors, both organisations around the child."""
    pair = Assignment.objects.visible_to(user).standing().order_by("pk").first()
    return pair is not None and policies.may(policies.check_can_meet, user, pair)


def narrowed(meetings: QuerySet[Meeting], wanted: dict[str, Any]) -> QuerySet[Meeting]:
    """The meetings that the filters ask for."""
    if q := (wanted.get("q") or "").strip().upper():
        meetings = meetings.filter(Q(number=q) | Q(assignment__number=q) | Q(assignment__child__number=q))
    return meetings.filter(kind=wanted["kind"]) if wanted.get("kind") else meetings


def in_tab(meetings: QuerySet[Meeting], tab: str, at: datetime) -> QuerySet[Meeting]:
    if tab == "record":
        return meetings.ahead().filter(planned_to__lt=at)
    if tab == "consent":
        return meetings.filter(state=MeetingState.ASKED, planned_from__gte=at)
    if tab == "ahead":
        return meetings.ahead().filter(planned_to__gte=at)
    if tab == "missed":
        return meetings.filter(state__in=[MeetingState.MISSED, MeetingState.CANCELLED])
    held = meetings.filter(state=MeetingState.HELD)
    return held.exclude(breaches=[]) if tab == "breach" else held


def rows(meetings: Sequence[Meeting], reader: User, at: datetime) -> list[dict[str, Any]]:
    """Each meeting with its look and the child as the reader may know it, in three queries more at most."""
    named = show_children([one.assignment.child for one in meetings], reader)
    return [
        {
            "meeting": one, "look": words.look(one, at), "icon": words.KIND_ICONS[one.kind], "times": words.times(one),
            "is_named": one.assignment.child_id in named, "child": one.assignment.child,
        }
        for one in meetings
    ]  # fmt: skip


def show_children(children: Sequence[Child], reader: User) -> set[int]:
    """Mask the children for the reader; returns the ids of those whose file the reader may open."""
    ids = {child.pk for child in children}
    named = set(Child.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    mask.mask(children, reader)
    return named


class Week:
    """The week the address asks for, or the present one; `?day=` narrows the list to one day of it."""

    def __init__(self, request: HttpRequest, today: date) -> None:
        self.request, self.today = request, today
        self.day = _day(request.GET.get("day", ""))
        held = self.day or _day(request.GET.get("week", "")) or today
        self.monday = held - timedelta(days=held.weekday())
        self.sunday = self.monday + timedelta(days=6)

    @property
    def label(self) -> str:
        return f"{formats.day_and_month(self.monday)} – {formats.day_and_month(self.sunday)}"

    @property
    def is_present(self) -> bool:
        return self.monday <= self.today <= self.sunday

    @property
    def previous_url(self) -> str:
        return self._url(week=self.monday - timedelta(days=7))

    @property
    def next_url(self) -> str:
        return self._url(week=self.monday + timedelta(days=7))

    @property
    def present_url(self) -> str:
        return self._url(week=self.today)

    def of(self, meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
        first, last = (self.day, self.day) if self.day else (self.monday, self.sunday)
        return meetings.filter(planned_from__gte=day_start(first), planned_from__lt=day_start(last + timedelta(days=1)))

    def days(self, meetings: QuerySet[Meeting]) -> list[dict[str, Any]]:
        """Seven days, each with its meetings by state as a small bar, in one query."""
        span = meetings.filter(
            planned_from__gte=day_start(self.monday), planned_from__lt=day_start(self.sunday + timedelta(days=1))
        )
        counted = span.annotate(day=TruncDate("planned_from", tzinfo=ALMATY)).order_by()
        by_day: dict[date, dict[str, int]] = {}
        for row in counted.values("day", "state").annotate(n=Count("pk")):
            by_day.setdefault(row["day"], {})[row["state"]] = row["n"]
        most = max([sum(states.values()) for states in by_day.values()], default=0) or 1
        return [self._shown(self.monday + timedelta(days=n), by_day, most) for n in range(7)]

    def _shown(self, day: date, by_day: dict[date, dict[str, int]], most: int) -> dict[str, Any]:
        states, left, parts = by_day.get(day, {}), 0.0, []
        for state, (colour, _icon) in words.LOOKS.items():
            if n := states.get(state, 0):
                width = 100 * n / most
                parts.append({"x": f"{left:.1f}%", "width": f"{width:.1f}%", "state": colour, "n": n,
                              "word": MeetingState(state).label})  # fmt: skip
                left += width
        return {
            "day": day, "name": formats.weekday_name(day, short=True), "parts": parts, "count": sum(states.values()),
            "url": self._url(day=day), "is_today": day == self.today, "is_chosen": day == self.day,
        }  # fmt: skip

    def _url(self, **parts: date) -> str:
        query = self.request.GET.copy()
        for name in ("week", "day", "after", "before", "tab"):
            query.pop(name, None)
        query.update({name: day.isoformat() for name, day in parts.items()})
        return f"?{query.urlencode()}"


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if 1900 < day.year < 2200 else None


def _page(request: HttpRequest, meetings: QuerySet[Meeting], tab: str) -> Page:
    descending = request.GET.get("sort", "-from" if tab in NEWEST_FIRST else "from") == "-from"
    count = capped_count(meetings.values("pk"))
    return keyset_page(
        request, meetings.select_related(*WITH), ["planned_from", "pk"], descending=descending, count=count
    )


def _tabs(meetings: QuerySet[Meeting], current: str, request: HttpRequest, at: datetime) -> list[dict[str, Any]]:
    items = []
    for name, (label, state, icon) in TABS.items():
        count = capped_count(in_tab(meetings, name, at).values("pk")) if name in COUNTED else None
        items.append({
            "label": label, "url": tab_query(request, name), "icon": icon, "current": name == current,
            "state": state if count else "", "count": None if count is None else wording.number(count, cap=CAP),
        })  # fmt: skip
    return items


def running_pairs(user: User, q: str = "") -> QuerySet[Assignment]:
    """Pairs for which a meeting may be planned now."""
    found = Assignment.objects.visible_to(user).filter(state__in=policies.MENTORS)
    if number := q.strip().upper():
        found = found.filter(Q(number=number) | Q(child__number=number))
    return found


def says_nothing(filtered: bool) -> dict[str, str]:
    """Words of the empty list."""
    if filtered:
        return {"heading": _("Nothing found"), "text": _("No meeting fits these filters.")}
    return {"heading": _("No meetings here"), "text": _("A meeting appears here once it is planned or recorded.")}
