"""The page of a quarterly report: its way, figures beside the quarter before, texts, who acts next."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.mentoring import policies, reading
from apps.mentoring.checks.reports import TEXTS
from apps.mentoring.figures import BY_CODE
from apps.mentoring.models import QuarterlyReport, ReportVersion
from apps.mentoring.models.reports import RULE
from apps.mentoring.states import ReportState
from apps.obligations.models import Obligation
from apps.web import formats
from apps.web.mentoring.reports import words
from apps.web.mentoring.reports.forms import TextsForm
from apps.web.mentoring.reports.listing import duties_of
from apps.web.shared import get_visible_or_404, now

DRAWN = ("CHILDREN", "MEETINGS")
COLUMNS = 5


def fetch(request: HttpRequest, number: str) -> QuarterlyReport:
    """The report of this number, if the reader may see it; else 404."""
    records = QuarterlyReport.objects.select_related("organisation__area__parent", "body__area__parent")
    return get_visible_or_404(records, request.user, number=number)


def versions_of(report: QuarterlyReport) -> list[ReportVersion]:
    return list(report.versions.select_related("submitted_by", "decided_by").order_by("no"))


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The report as its reader may read it."""
    report = fetch(request, number)
    return render(request, "mentoring/reports/detail.html", page(report, request.user, now()))


@require_safe
def version(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """What was handed in, as it was, and what changed since the version before."""
    report, at = fetch(request, number), now()
    kept = {one.no: one for one in versions_of(report)}
    if no not in kept:
        raise Http404
    read = reading.read(report, request.user, version=kept[no])
    context = {
        "report": report, "version": kept[no], "now": at, **quarters(report),
        "lines": words.lines(read.lines), "texts": said(read.texts),
        "changes": _changes(kept.get(no - 1), kept[no]), "others": [one for one in kept.values() if one.no != no],
    }  # fmt: skip
    return render(request, "mentoring/reports/version.html", context)


def page(report: QuarterlyReport, reader: User, at: datetime) -> dict[str, Any]:
    """Context of `mentoring/reports/detail.html`."""
    read, versions = reading.read(report, reader), versions_of(report)
    duties = duties_of([report]).get(report.number, [])
    may_write = reading.writes(reader, report)
    may_judge = report.state == ReportState.SUBMITTED and policies.may(policies.check_can_judge, reader, report)
    return {
        "report": report, "now": at, "look": words.LOOKS[report.state], **quarters(report),
        "lines": words.lines(read.lines), "texts": said(read.texts),
        "charts": [_chart(read, code) for code in DRAWN], "version": read.version, "versions": versions,
        **words.stages(report, versions, at), "story": words.story(report, versions),
        "duty": next((duty for duty in duties if duty.state == Obligation.State.OPEN), None),
        "first": next((duty for duty in duties if duty.rule.code == RULE), None),
        "returned": versions[-1] if report.state == ReportState.RETURNED else None,
        "may_write": may_write, "may_judge": may_judge, "missing": missing(report, at) if may_write else [],
        "has_ended": report.period.has_ended(local_day(at)), "who_next": _who(report),
        "form": texts_form(report) if may_write else None,
    }  # fmt: skip


def quarters(report: QuarterlyReport) -> dict[str, str]:
    """The quarter in words, and both that are compared as columns name them."""
    period = report.period
    return {"period": words.named(period), "quarter": words.short(period), "before": words.short(period.before)}


def texts_form(report: QuarterlyReport, data: Any = None) -> TextsForm:
    initial = {name: getattr(report, name) for name in TEXTS} | {"version": report.version}
    return TextsForm(data, initial=initial)


def said(texts: Any) -> list[dict[str, Any]]:
    """The three texts with their headings; an empty one is left out."""
    names = {"help_given": _("What help was given"), "problems": _("Problems"), "proposals": _("Proposals")}
    return [{"heading": names[name], "text": texts[name]} for name in TEXTS if texts.get(name)]


def missing(report: QuarterlyReport, at: datetime) -> list[dict[str, str]]:
    """What stands between this report and handing it in, in words for its writer."""
    found = []
    if not report.help_given:
        address = reverse("mentoring:report_texts", args=[report.number])
        found.append({"text": _("Write what help was given."), "url": address})
    if not report.period.has_ended(local_day(at)):
        words_ = {"day": formats.numeric_date(report.period.last)}
        found.append({"text": _("The quarter ends on %(day)s; then the report may be handed in.") % words_, "url": ""})
    return found


def _who(report: QuarterlyReport) -> str:
    """Who acts next."""
    if report.state == ReportState.SUBMITTED:
        return report.body.name
    return report.organisation.name if report.state != ReportState.ACCEPTED else ""


def _chart(read: reading.Reading, code: str) -> dict[str, Any]:
    label = next((words.label(line.figure) for line in read.lines if line.figure.code == code), "")
    return words.chart(label, read.series(code)[-COLUMNS:])


def _changes(old: ReportVersion | None, new: ReportVersion) -> list[dict[str, Any]]:
    """Figures and texts that differ from the version before."""
    if old is None:
        return []
    was = {one["code"]: one["value"] for one in old.figures}
    names = BY_CODE
    found = [
        {"label": words.label(names[one["code"]]), "was": was[one["code"]], "now": one["value"]}
        for one in new.figures
        if one["code"] in names and one["code"] in was and was[one["code"]] != one["value"]
    ]
    before, after = ({row["heading"]: row["text"] for row in said(version.texts)} for version in (old, new))
    headings = dict.fromkeys([*before, *after])
    found += [
        {"label": heading, "was": before.get(heading, "—"), "now": after.get(heading, "—")}
        for heading in headings
        if before.get(heading) != after.get(heading)
    ]
    return found
