"""A report as PDF and as a table, the roll-up as a table. Taking one away is noted."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from apps.audit import log
from apps.core.subjects import Subject
from apps.exchange.models import Format
from apps.mentoring import reading
from apps.mentoring.acts import reports
from apps.mentoring.models import QuarterlyReport
from apps.web.exchange.files import attachment
from apps.web.mentoring.reports import paper, table
from apps.web.mentoring.reports.detail import fetch
from apps.web.mentoring.reports.region import asked
from apps.web.shared import now


@require_safe
def pdf(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The report to print, in Kazakh or Russian; `?version=` an older one."""
    if language not in paper.LANGUAGES:
        raise Http404
    report, at = fetch(request, number), now()
    read = _read(request, report)
    content = paper.build(read, at, language)
    reports.note_reading(report, "taken", by=request.user, at=at, kind="PDF", language=language, version=_no(read))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{report.number}-{language}.pdf"'
    return answer


@require_safe
def xlsx(request: HttpRequest, number: str) -> HttpResponse:
    """The report as a table in the reader's language."""
    report, at = fetch(request, number), now()
    read = _read(request, report)
    content = table.of_report(read)
    language = (get_language() or "ru")[:2]
    reports.note_reading(report, "taken", by=request.user, at=at, kind="XLSX", language=language, version=_no(read))
    return attachment(content, Format.XLSX, report.number)


@require_safe
def region(request: HttpRequest) -> HttpResponse:
    """The roll-up as a table: every figure of every region or body."""
    what = asked(request)
    content = table.of_rows(what.rows, what.quarter)
    about = Subject("mentoring_report", None, "")
    year, quarter = what.quarter.year, what.quarter.no
    log.record(
        "mentoring_report.sums_taken", about, by=request.user, at=now(), year=year, quarter=quarter, area=what.area.pk
    )
    return attachment(content, Format.XLSX, f"mentoring-{year}-{quarter}-{what.area.code}")


def _read(request: HttpRequest, report: QuarterlyReport) -> reading.Reading:
    """As the reader may read it; an older version by its number."""
    wanted = request.GET.get("version", "")
    if not wanted:
        return reading.read(report, request.user)
    no = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else 0
    version = report.versions.select_related("submitted_by", "decided_by").filter(no=no).first()
    if version is None:
        raise Http404
    return reading.read(report, request.user, version=version)


def _no(read: reading.Reading) -> Any:
    return read.version.no if read.version else None
