"""The list of quarterly reports: what is to be done first, filters, pages by key; as many queries for any size."""

from datetime import UTC, date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.core.localtime import local_day
from apps.mentoring import policies, reading
from apps.mentoring.models import QuarterlyReport, ReportFigure, ReportVersion
from apps.mentoring.models.reports import RULE as REPORT_RULE
from apps.mentoring.states import BEING_WRITTEN, ReportState
from apps.obligations.models import Obligation
from apps.web import wording
from apps.web.mentoring.reports import words
from apps.web.mentoring.reports.forms import FilterForm
from apps.web.shared import CAP, Page, capped_count, keyset_page, now, tab_query

Tabs = dict[str, tuple[Any, str, str]]
TABS: Tabs = {
    "": (gettext_lazy("To hand in"), "soon", "edit"),
    "running": (gettext_lazy("The quarter still runs"), "", "clock"),
    "lying": (gettext_lazy("With the guardianship body"), "", "inbox"),
    "accepted": (gettext_lazy("Accepted"), "", "check"),
    "all": (gettext_lazy("All"), "", ""),
}
BODY_TABS: Tabs = {
    "": (gettext_lazy("To be decided"), "soon", "inbox"),
    "missing": (gettext_lazy("Not handed in"), "over", "alert"),
    "returned": (gettext_lazy("Returned"), "", "back"),
    "accepted": (gettext_lazy("Accepted"), "", "check"),
    "all": (gettext_lazy("All"), "", ""),
}
SHOWN = ("MENTORS", "CHILDREN", "MEETINGS")
"""Figures beside each report of the list."""
NEVER = Value(datetime.max.replace(tzinfo=UTC))

NEXT_DUE = Coalesce(
    Subquery(
        Obligation.objects.open().filter(subject_kind="mentoring_report", subject_id=OuterRef("pk"))
        .order_by("due_at").values("due_at")[:1]
    ),
    Subquery(
        Obligation.objects.open().filter(
            subject_kind="report_version",
            subject_id__in=ReportVersion.objects.filter(report=OuterRef(OuterRef("pk"))).values("pk"),
        ).order_by("due_at").values("due_at")[:1]
    ),
    NEVER,
)  # fmt: skip
"""When the next act on a report is due."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The organisation's own reports, or those that lie with the body; what is due soonest stands first."""
    user, at = request.user, now()
    if not allows(user, Perm.KEEP_MENTORS) and not allows(user, Perm.CLEAR_MENTORS):
        policies.check_can_oversee(user)
        return redirect("mentoring:reports_region")
    keeps = allows(user, Perm.KEEP_MENTORS)
    tabs = TABS if keeps else BODY_TABS
    form = FilterForm(request.GET, user=user, today=local_day(at))
    form.is_valid()
    tab = request.GET.get("tab", "")
    tab = tab if tab in tabs else ""
    base = narrowed(QuarterlyReport.objects.visible_to(user), form.cleaned_data)
    owed = _owed(user, at, form.cleaned_data)
    page = _missing_page(request, owed) if tab == "missing" else _page(request, base, tab, keeps, local_day(at))
    unopened, holds = _unopened(user, at, form.cleaned_data), "" if keeps else "missing"
    context = {
        "form": form, "page": page, "rows": rows(page.items), "now": at, "keeps": keeps, "tab": tab,
        "tabs": _tabs(base, owed, tab, request, tabs, unopened=len(unopened)),
        "unopened": unopened if tab == holds and "after" not in request.GET else [],
        "filtered": any(form.cleaned_data.values()), "oversees": allows(user, Perm.OVERSEE_MENTORS),
    }  # fmt: skip
    return render(request, "mentoring/reports/index.html", context)


def narrowed(reports: QuerySet[QuarterlyReport], wanted: dict[str, Any]) -> QuerySet[QuarterlyReport]:
    """The reports that the filters ask for. `time`: handed in in time, or late, or not yet though the term is over."""
    for name in ("year", "quarter", "state", "organisation", "body"):
        if wanted.get(name):
            reports = reports.filter(**{name: wanted[name]})
    if time := wanted.get("time"):
        reports = reports.with_due()
        is_late = Q(first_submitted_at__gt=F("due_at")) | Q(first_submitted_at=None, due_at__lt=now())
        in_time = Q(first_submitted_at__isnull=False) & ~Q(first_submitted_at__gt=F("due_at"))
        reports = reports.filter(is_late if time == "late" else in_time)
    return reports


def in_tab(reports: QuerySet[QuarterlyReport], tab: str, keeps: bool, today: date) -> QuerySet[QuarterlyReport]:
    """Those of a tab. What is to be handed in is of quarters that are over, as on the board of the organisation."""
    if keeps and tab in ("", "running"):
        written = reports.filter(state__in=BEING_WRITTEN)
        over = reading.of_quarters_over(today)
        return written.filter(over) if tab == "" else written.exclude(over)
    state = {"": ReportState.SUBMITTED, "lying": ReportState.SUBMITTED, "accepted": ReportState.ACCEPTED,
             "returned": ReportState.RETURNED}.get(tab)  # fmt: skip
    return reports.filter(state=state) if state else reports


def rows(reports: list[QuarterlyReport]) -> list[dict[str, Any]]:
    """Each report with its clocks and three figures, in three queries more."""
    duties, figures = duties_of(reports), _figures(reports)
    shown = []
    for report in reports:
        mine = duties.get(report.number, [])
        first = next((duty for duty in mine if duty.rule.code == REPORT_RULE), None)
        following = next((duty for duty in mine if duty.state == Obligation.State.OPEN), None)
        shown.append({
            "report": report, "look": words.LOOKS[report.state], "quarter": words.named(report.period), "first": first,
            "next": following, "figures": figures.get(report.pk),
        })  # fmt: skip
    return shown


def duties_of(reports: list[QuarterlyReport]) -> dict[str, list[Obligation]]:
    ids = [report.pk for report in reports]
    versions = ReportVersion.objects.filter(report__in=ids).values("pk")
    about = Q(subject_kind="mentoring_report", subject_id__in=ids)
    about |= Q(subject_kind="report_version", subject_id__in=versions)
    found: dict[str, list[Obligation]] = {}
    held = Obligation.objects.filter(about).exclude(state=Obligation.State.CANCELLED)
    for duty in held.select_related("rule").order_by("due_at", "pk"):
        found.setdefault(duty.subject_no, []).append(duty)
    return found


def _figures(reports: list[QuarterlyReport]) -> dict[int, list[int]]:
    """As handed in last; of a report never handed in, as it is being written."""
    newest = ReportVersion.objects.filter(report__in=reports).order_by("report", "-no").distinct("report")
    known = {
        pk: {one["code"]: one["value"] for one in figures} for pk, figures in newest.values_list("report", "figures")
    }
    drafts = [report.pk for report in reports if report.pk not in known]
    for pk, code, value in ReportFigure.objects.filter(report__in=drafts, code__in=SHOWN).values_list(
        "report", "code", "value"
    ):
        known.setdefault(pk, {})[code] = value
    return {pk: [values.get(code, 0) for code in SHOWN] for pk, values in known.items()}


def _page(request: HttpRequest, base: QuerySet[QuarterlyReport], tab: str, keeps: bool, today: date) -> Page:
    found = in_tab(base, tab, keeps, today)
    keys: list[Any] = [NEXT_DUE, F("pk")] if tab == "" else ["year", "quarter", "pk"]
    return keyset_page(
        request, found.select_related("organisation", "body"), keys, descending=tab != "",
        count=capped_count(found.values("pk")),
    )  # fmt: skip


def _owed(user: Any, at: datetime, wanted: dict[str, Any]) -> QuerySet[QuarterlyReport]:
    if not allows(user, Perm.CLEAR_MENTORS):
        return QuarterlyReport.objects.none()
    return narrowed(reading.owed_to(user.agency, local_day(at)), wanted)


def _unopened(user: Any, at: datetime, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """What nobody has begun, as the filters ask: what a body misses, or an organisation has to hand in."""
    if wanted.get("state"):
        return []
    found = [
        one for one in reading.not_begun(user.agency, local_day(at))
        if wanted.get("year") in (None, one.quarter.year) and wanted.get("quarter") in (None, one.quarter.no)
        and wanted.get("organisation") in (None, one.organisation) and wanted.get("body") in (None, one.body)
    ]  # fmt: skip
    other = "body" if allows(user, Perm.KEEP_MENTORS) else "organisation"
    return [{"agency": getattr(one, other), "quarter": words.named(one.quarter)} for one in found]


def _missing_page(request: HttpRequest, owed: QuerySet[QuarterlyReport]) -> Page:
    """What was never handed in: who owes it and since when; nothing of its content."""
    return keyset_page(request, owed, [Coalesce(F("due_at"), NEVER), F("pk")], count=capped_count(owed.values("pk")))


def _tabs(
    base: Any, owed: Any, current: str, request: HttpRequest, tabs: Tabs, *, unopened: int
) -> list[dict[str, Any]]:  # fmt: skip
    items, today = [], local_day(now())
    for name, (label, state, icon) in tabs.items():
        found = owed if name == "missing" else in_tab(base, name, tabs is TABS, today)
        count = capped_count(found.values("pk")) if state else None
        if name == ("" if tabs is TABS else "missing"):
            count = (count or 0) + unopened
        items.append({
            "label": label, "url": tab_query(request, name), "icon": icon, "current": name == current,
            "state": state if count else "", "count": None if count is None else wording.number(count, cap=CAP),
        })  # fmt: skip
    return items
