"""The acts on a quarterly report: each a page with its form, one action, and back to the report."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.core.localtime import local_day
from apps.mentoring import policies, reading
from apps.mentoring.acts import reports
from apps.mentoring.checks.reports import TEXTS
from apps.mentoring.figures import BY_CODE
from apps.mentoring.models import QuarterlyReport
from apps.web import formats, wording
from apps.web.conflicts import count, fields_of, history_of, save_form
from apps.web.mentoring.acting import act_page, form_act, posted
from apps.web.mentoring.reports import forms, words
from apps.web.mentoring.reports.detail import fetch, missing, texts_form
from apps.web.shared import now


def act_on(
    request: HttpRequest, report: QuarterlyReport, form: Form, act: Callable[[], Any], *,
    template: str = "mentoring/reports/act.html", **words_: Any,
) -> HttpResponse:  # fmt: skip
    """An act on a report, and back to it."""
    back = reverse("mentoring:report", args=[report.number])
    return form_act(request, form, act, template=template, back=back, report=report, number=report.number, **words_)


@act_page
def new(request: HttpRequest) -> HttpResponse:
    """Begin the report of a quarter, or open the one that is being written."""
    require(request.user, Perm.KEEP_MENTORS)
    organisation, at = request.user.agency, now()
    period = reading.quarter_of(local_day(at)).before
    form = forms.NewForm(
        posted(request), organisation=organisation, today=local_day(at),
        initial={"year": period.year, "quarter": period.no},
    )  # fmt: skip
    done, report = save_form(
        request, form,
        lambda: reports.draw_up(organisation=organisation, **form.cleaned_data, by=request.user, at=at),
    )  # fmt: skip
    if done:
        return redirect("mentoring:report", report.number)
    context = {
        "form": form, "heading": _("New report"), "button": _("Begin"), "number": "", "now": at,
        "back": reverse("mentoring:reports"),
        "text": _("Its figures are counted from the records of the quarter. It is handed in once the quarter is over."),
    }  # fmt: skip
    return render(request, "mentoring/reports/act.html", context, status=422 if form.errors else 200)


@act_page
def texts(request: HttpRequest, number: str) -> HttpResponse:
    """What help was given, problems, proposals."""
    report = fetch(request, number)
    policies.check_can_report(request.user, report.organisation)
    form = texts_form(report, posted(request))
    history = history_of(report, values=lambda one: fields_of(one, TEXTS), version=count)

    def act() -> Any:
        data = dict(form.cleaned_data)
        return reports.save_texts(report, version=data.pop("version"), data=data, by=request.user, at=now())

    return act_on(
        request, report, form, act, history=history, heading=_("In your own words"), button=_("Save"),
        said=_("Saved."),
    )  # fmt: skip


@act_page
def count_again(request: HttpRequest, number: str) -> HttpResponse:
    """Count the figures anew; GET asks."""
    report = fetch(request, number)
    policies.check_can_report(request.user, report.organisation)
    form = Form(posted(request))
    return act_on(
        request, report, form, lambda: reports.count_again(report, by=request.user, at=now()),
        heading=_("Count the figures again"), button=_("Count again"), said=_("The figures are counted anew."),
        text=_("From the records as they are now. A number that you changed stays, with its reason."),
    )  # fmt: skip


@act_page
def figure(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Report another number than was counted, or go back to what was counted."""
    report = fetch(request, number)
    policies.check_can_report(request.user, report.organisation)
    held = report.figures.filter(code=code).first()
    if held is None or code not in BY_CODE:
        raise Http404
    initial = {"value": held.value, "reason": held.reason, "version": report.version}
    form = forms.FigureForm(posted(request), initial=initial)
    history = history_of(
        report, held, values=lambda _report, one: fields_of(one, ("value", "reason")),
        version=lambda one, _figure: one.version,
    )  # fmt: skip

    def act() -> Any:
        data = dict(form.cleaned_data)
        if data["value"] == held.computed:
            data |= {"value": None, "reason": ""}
        return reports.change_figure(report, code=code, **data, by=request.user, at=now())

    counted = _("Counted from the records: %(n)s. Enter this number again to go back to it.")
    return act_on(
        request, report, form, act, history=history, heading=words.label(BY_CODE[code]), button=_("Save"),
        said=_("Saved."), text=counted % {"n": wording.number(held.computed)},
    )  # fmt: skip


@act_page
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """Sign and hand in. GET shows what is signed, and what changed since it was counted."""
    report, at = fetch(request, number), now()
    policies.check_can_report(request.user, report.organisation)
    form = forms.SubmitForm(posted(request), initial={"version": report.version, "quarter": str(report.period)})
    read = reading.read(report, request.user)
    return act_on(
        request, report, form,
        lambda: reports.submit(report, version=form.cleaned_data["version"], by=request.user, at=at),
        template="mentoring/reports/submit.html", said=_("The report is handed in; the guardianship body is told."),
        lines=words.lines(read.lines), changed_lines=[line for line in read.lines if line.is_changed],
        missing=missing(report, at), drifted=_drifted(report) if reading.writes(request.user, report) else [],
        quarter=words.short(report.period), before=words.short(report.period.before),
        counted_at=formats.instant(report.figures_at),
    )  # fmt: skip


@act_page
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """The body takes the report; GET asks."""
    return _judge(
        request, number, forms.VersionForm, reports.accept,
        heading=_("Accept the report"), button=_("Accept"), said=_("Accepted."),
        text=_("With this it stays as it is: nobody changes it any more."),
    )  # fmt: skip


@act_page
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """The body returns the report with what is to be corrected."""
    return _judge(
        request, number, forms.ReasonForm, reports.send_back,
        heading=_("Return the report"), button=_("Return"), said=_("Returned with your reason."),
        text=_("The organisation corrects it and hands it in again. The day it was first handed in stays."),
    )  # fmt: skip


def _judge(
    request: HttpRequest, number: str, form_of: type[forms.VersionForm], act: Any, **words_: Any
) -> HttpResponse:
    """The body decides about the version that it read."""
    report = fetch(request, number)
    policies.check_can_judge(request.user, report)
    form = form_of(posted(request), initial={"version": report.version})
    return act_on(
        request, report, form, lambda: act(report, **form.cleaned_data, by=request.user, at=now()), **words_
    )  # fmt: skip


def _drifted(report: QuarterlyReport) -> list[dict[str, Any]]:
    return [
        {"label": words.label(one), "was": wording.number(then), "now": wording.number(is_now)}
        for one, then, is_now in reading.changed_since(report)
    ]
