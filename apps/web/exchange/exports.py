"""Pages of exports: purpose and format, progress, fetching the file."""

from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.access import allows, require
from apps.accounts.permissions import Perm
from apps.core.errors import Refused
from apps.core.localtime import local_day
from apps.exchange import exporting, preferences
from apps.exchange.models import ExportJob, Format
from apps.exchange.policies import check_can_export
from apps.exchange.states import ExportState
from apps.web.children.columns import COLUMNS, NAMED, chosen
from apps.web.children.list_form import ListForm
from apps.web.children.listing import address, carried
from apps.web.exchange.files import TYPES, attachment
from apps.web.shared import get_visible_or_404, now, run_action

SHOWN = 20
RUNNING = {ExportState.WAITING, ExportState.WRITING}


class ExportForm(forms.Form):
    purpose = forms.CharField(
        label=gettext_lazy("What is the list for?"), max_length=300, widget=forms.TextInput({"autocomplete": "off"}),
        help_text=gettext_lazy("Noted in the ledger with your name, the filters and the number of rows."),
    )  # fmt: skip
    format = forms.ChoiceField(
        label=gettext_lazy("Format"), widget=forms.RadioSelect, initial=Format.XLSX,
        choices=[(Format.XLSX, gettext_lazy("Excel (XLSX)")), (Format.CSV, gettext_lazy("CSV in UTF-8"))],
    )  # fmt: skip
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(column.key, column.label) for column in COLUMNS],
        help_text=gettext_lazy("IIN and address stay empty where you may not see them."),
    )  # fmt: skip


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's own exports."""
    check_can_export(request.user)
    jobs = ExportJob.objects.visible_to(request.user).order_by("-pk")[:SHOWN]
    return render(request, "exchange/exports.html", {"jobs": jobs, "now": now()})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Exporting the list with the filters of the address. Few rows come at once, many in the background."""
    check_can_export(request.user)
    if not allows(request.user, Perm.VIEW_OWN_CHILDREN):
        require(request.user, Perm.VIEW_CHILDREN)
    query = carried(request)
    mine = preferences.preference_of(request.user)
    initial = {"columns": [column.key for column in chosen(mine.columns)], "format": Format.XLSX}
    form = ExportForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done, job = run_action(form, lambda: _ask(request, form.cleaned_data, query))
        if done:
            return _answer(job)
    context = {
        "form": form, "back": address(query), "count": exporting.source().count(request.user, query, now()),
        "named": [label for _key, label, _get in NAMED], "filters": _filters(query),
    }  # fmt: skip
    return render(request, "exchange/export_new.html", context, status=422 if form.errors else 200)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and the file."""
    job = _job(request, pk)
    return render(request, "exchange/export.html", {"job": job, "is_running": job.state in RUNNING, "now": now()})


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part that is asked for again and again."""
    job = _job(request, pk)
    if job.state not in RUNNING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "exchange/_export_progress.html", {"job": job})


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of an export; noted."""
    job = _job(request, pk)
    try:
        exporting.download(job, by=request.user, at=now())
    except Refused:
        return redirect("exports:detail", job.pk)
    answer = FileResponse(
        job.file.open("rb"), as_attachment=True, filename=_name(job), content_type=TYPES[Format(job.format)]
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _ask(request: HttpRequest, given: dict[str, Any], query: dict[str, str]) -> ExportJob:
    columns = [column.key for column in chosen(given["columns"])]
    return exporting.ask_export(
        kind=given["format"], purpose=given["purpose"], query=query, columns=columns, by=request.user, at=now()
    )


def _answer(job: ExportJob) -> HttpResponse:
    if not exporting.is_small(job):
        return redirect("exports:detail", job.pk)
    return attachment(exporting.stream(job, now()), job.format, _name(job).rpartition(".")[0])


def _name(job: ExportJob) -> str:
    return f"children-{local_day(job.made_at):%Y-%m-%d}-{job.pk}.{job.format.lower()}"


def _filters(query: dict[str, str]) -> str:
    labels = [str(ListForm.base_fields[name].label) for name in query if name in ListForm.base_fields]
    return ", ".join(labels) or _("none: all children you see")


def _job(request: HttpRequest, pk: int) -> ExportJob:
    return get_visible_or_404(ExportJob.objects.select_related("made_by"), request.user, pk=pk)
