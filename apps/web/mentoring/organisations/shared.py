"""What the pages of organisations, agreements and training share: finding a record, one act with its form."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest

from apps.mentoring.models import Agreement, Organisation
from apps.web.mentoring import acting
from apps.web.shared import get_visible_or_404

form_act = partial(acting.form_act, template="mentoring/organisations/act.html")
"""With `up`: address and name of the list above."""


def posted(request: HttpRequest) -> tuple[Any, Any]:
    """Data and files of a form that was sent; nothing for one that is only shown."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def key_of(number: str, prefix: str) -> int:
    """The id within a number like `MO-12`; 404 for anything else."""
    head, _dash, tail = number.upper().partition("-")
    if head != prefix or not (tail.isascii() and tail.isdigit() and len(tail) <= 18):
        raise Http404
    return int(tail)


def fetch_organisation(request: HttpRequest, number: str) -> Organisation:
    """The organisation of this number (`MO-12`), if the reader may see it; else 404."""
    records = Organisation.objects.select_related("agency__area__parent", "charter")
    return get_visible_or_404(records, request.user, pk=key_of(number, "MO"))


def fetch_agreement(request: HttpRequest, number: str) -> Agreement:
    """The agreement of this number, if the reader's agency is one of its sides; else 404."""
    records = Agreement.objects.select_related(
        "organisation__agency__area__parent", "body__area__parent", "proposed_agency", "document",
        "proposed_by", "confirmed_by", "ended_by",
    )  # fmt: skip
    return get_visible_or_404(records, request.user, number=number)
