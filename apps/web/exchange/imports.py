"""Pages of imports: uploading a table, its preview with what is wrong at each cell, letting it in."""

import csv
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.errors import Refused
from apps.exchange import actions
from apps.exchange.columns import BY_FIELD
from apps.exchange.guarding import harmless
from apps.exchange.models import Format, ImportJob, ImportRow
from apps.exchange.policies import check_can_import
from apps.exchange.states import ImportState
from apps.exchange.template import template as empty_table
from apps.web.exchange.files import attachment
from apps.web.exchange.preview import preview
from apps.web.shared import get_visible_or_404, now, run_action

RUNNING = {ImportState.UPLOADED, ImportState.CHECKING, ImportState.IMPORTING}
MAY_DISCARD = {state for state, following in ImportJob.TRANSITIONS.items() if ImportState.DISCARDED in following}
SHOWN = 20


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Table of children"), allow_empty_file=True,
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
        help_text=gettext_lazy("CSV in UTF-8 or XLSX, with the columns of the template."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Uploading a table, and the last ones of the agency."""
    check_can_import(request.user)
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        done, job = run_action(form, lambda: actions.upload_import(upload, by=request.user, at=now()))
        if done:
            return redirect("imports:detail", job.pk)
    jobs = ImportJob.objects.visible_to(request.user).select_related("made_by").order_by("-pk")[:SHOWN]
    context = {"form": form, "jobs": jobs, "now": now()}
    return render(request, "exchange/imports.html", context, status=422 if form.errors else 200)


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The empty table in the reader's language."""
    check_can_import(request.user)
    if kind.upper() not in Format.values:
        raise Http404
    form = Format(kind.upper())
    return attachment(empty_table(form, (get_language() or "ru")[:2]), form, "template")


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the import is; once checked, its rows with what is wrong at each cell."""
    job = _job(request, pk)
    return render(request, "exchange/import.html", _context(request, job))


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for again and again; the whole page once something has changed."""
    job = _job(request, pk)
    if job.state not in RUNNING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "exchange/_progress.html", {"job": job, "now": now()})


@require_safe
def errors(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Every error and caution as a table: row, column, what is wrong. No cell of the file."""
    job = _job(request, pk)
    language = (get_language() or "ru")[:2]
    return attachment(_error_lines(job, language), Format.CSV, f"import-{job.pk}-errors")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Letting a table in."""
    job = _job(request, pk)
    return _act(request, job, "confirm", actions.confirm_import)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Giving an import up."""
    job = _job(request, pk)
    return _act(request, job, "discard", actions.discard_import)


def _act(request: HttpRequest, job: ImportJob, what: str, act: Any) -> HttpResponse:
    if request.method != "POST":
        return render(request, "exchange/ask.html", {"job": job, "what": what})
    try:
        act(job, by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        if what == "discard":
            messages.success(request, _("Discarded: the file and its rows are deleted."))
            return redirect("imports:index")
    return redirect("imports:detail", job.pk)


def _job(request: HttpRequest, pk: int) -> ImportJob:
    return get_visible_or_404(ImportJob.objects.select_related("made_by", "agency"), request.user, pk=pk)


def _context(request: HttpRequest, job: ImportJob) -> dict[str, Any]:
    is_checked = job.state in (ImportState.READY, ImportState.CHECKED_FAULTY)
    language = (get_language() or "ru")[:2]
    return {
        "job": job, "now": now(), "is_running": job.state in RUNNING, "is_checked": is_checked,
        "is_ready": job.state == ImportState.READY, "may_discard": job.state in MAY_DISCARD,
        "refusal": (job.refusal or {}).get(language, ""),
        "preview": preview(request, job, language) if is_checked and not job.refusal else None,
    }  # fmt: skip


def _error_lines(job: ImportJob, language: str) -> Iterator[str]:
    """Lines of CSV with a byte order mark, so that a spreadsheet reads them as UTF-8."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow([_("Row"), _("Column"), _("Kind"), _("What is wrong")])
    words = {True: _("caution"), False: _("error")}
    rows = ImportRow.objects.filter(job=job, doubtful=True).order_by("row").values_list("row", "issues")
    for row, issues in rows.iterator(chunk_size=2000):
        for issue in issues:
            column = BY_FIELD.get(issue["field"])
            heading = column.heading(language) if column else ""
            text = issue["text"].get(language) or issue["text"]["ru"]
            yield writer.writerow([row, heading, words[issue["caution"]], harmless(text)])


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line
