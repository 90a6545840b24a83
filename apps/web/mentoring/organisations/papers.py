"""Files of organisations and agreements: the charter, the signed text, and the agreement printed as PDF."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from apps.documents.models import Paper
from apps.mentoring.acts import papers
from apps.web.mentoring.organisations import pdf
from apps.web.mentoring.organisations.shared import fetch_agreement, fetch_organisation
from apps.web.shared import now


@require_safe
def charter(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """A version of the charter as it was uploaded; noted."""
    return handed_out(request, fetch_organisation(request, number).charter, no)


@require_safe
def text(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """A version of the signed text as it was uploaded; noted."""
    return handed_out(request, fetch_agreement(request, number).document, no)


@require_safe
def printed(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The agreement as PDF in Kazakh or Russian, to print and sign."""
    if language not in pdf.LANGUAGES:
        raise Http404
    agreement = fetch_agreement(request, number)
    answer = HttpResponse(pdf.build(agreement, language, now()), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{agreement.number}-{language}.pdf"'
    return answer


def handed_out(request: HttpRequest, paper: Paper | None, no: int) -> FileResponse:
    """A version of a paper of a record the reader may see; else 404."""
    version = paper.versions.select_related("document", "paper").filter(no=no).first() if paper else None
    if version is None:
        raise Http404
    document = papers.open_paper(version, by=request.user, at=now())
    return FileResponse(
        document.file.open("rb"), content_type=document.content_type, as_attachment=True, filename=document.name
    )
