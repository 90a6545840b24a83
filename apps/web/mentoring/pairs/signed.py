"""The three-party agreement as it was signed: adding its scan, and downloading it."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.mentoring import policies
from apps.mentoring.acts import contracts
from apps.web.mentoring.acting import act_page
from apps.web.mentoring.organisations.forms import FileForm
from apps.web.mentoring.pairs.assignments import fetch
from apps.web.mentoring.pairs.common import form_act
from apps.web.shared import now


@act_page
def add(request: HttpRequest, number: str) -> HttpResponse:
    """The signed agreement, or a new version of it."""
    pair = fetch(request, number)
    policies.check_can_file_contract(request.user, pair)
    form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    return form_act(
        request, form,
        lambda: contracts.file_contract(pair, upload=form.cleaned_data["file"], by=request.user, at=now()),
        heading=_("Signed three-party agreement"), button=_("Add"), said=_("The agreement is stored."),
        text=_("Those who know the child's name read it. An earlier version stays."), number=pair.number,
        back=reverse("mentoring:assignment", args=[pair.number]), section="assignments",
    )  # fmt: skip


@require_safe
def download(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """A version as it was uploaded; noted."""
    pair = fetch(request, number)
    policies.check_can_print(request.user, pair)
    held = pair.contract.versions.select_related("document", "paper").filter(no=no).first() if pair.contract else None
    if held is None:
        raise Http404
    document = contracts.open_contract(pair, held, by=request.user, at=now())
    return FileResponse(
        document.file.open("rb"), content_type=document.content_type, as_attachment=True, filename=document.name
    )
