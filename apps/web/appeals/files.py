"""Files of an appeal: the cleaned copy, or, confirmed, the original as evidence. Each handing out is noted."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from apps.complaints import reading
from apps.complaints.models import Appeal, Attachment
from apps.web.appeals.acting import act_page, fetch, page_of
from apps.web.shared import now

SHOWN = ("image/jpeg", "image/png", "audio/")
"""Only these open in the browser, in a box of their own; anything else is saved."""
BOX = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"


@act_page
def file(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The copy without places and devices. `?whole=1`: the original, after a confirmation, to be saved."""
    appeal = fetch(request, number)
    attachment = get_object_or_404(appeal.attachments.select_related("appeal"), pk=pk)
    whole = request.GET.get("whole") == "1"
    if whole and request.method != "POST":
        return _asked(request, appeal, attachment)
    name, kind, content = reading.hand_out(attachment, whole=whole, by=request.user, at=now())
    return handed_out(name, kind, content, save=whole)


def handed_out(name: str, kind: str, content: bytes, *, save: bool) -> HttpResponse:
    """The answer that is a file: never sniffed, never kept, and able to do nothing."""
    opens = not save and kind.startswith(SHOWN)
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(not opens, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    answer["Content-Security-Policy"] = BOX
    return answer


def _asked(request: HttpRequest, appeal: Appeal, attachment: Attachment) -> HttpResponse:
    context: dict[str, Any] = {
        "appeal": appeal, "heading": _("Save the original"), "button": _("Save the original"), "now": now(),
        "text": _("The file as it came holds what the copy does not: perhaps the place, the device and the time. It is"
                  " evidence; keep it nowhere else. That you took it is noted."),
        "cancel": page_of(appeal), "attachment": attachment,
    }  # fmt: skip
    return render(request, "appeals/original.html", context)
