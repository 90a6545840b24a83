"""What the pages of training share: who may open them, finding a record, one act with its form."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.mentoring import policies
from apps.mentoring.models import Certificate, Programme, Session
from apps.web.mentoring.organisations.shared import form_act, key_of
from apps.web.shared import get_visible_or_404

RULE = "kz345.a28-2.p7"


def check_trains(request: HttpRequest) -> None:
    """Those whose organisation trains mentors."""
    policies.check_can_train(request.user, request.user.agency)


def fetch_programme(request: HttpRequest, number: str) -> Programme:
    """The programme of this number (`MP-3`), if it is the reader's organisation's; else 404."""
    records = Programme.objects.select_related("agency", "paper")
    return get_visible_or_404(records, request.user, pk=key_of(number, "MP"))


def fetch_session(request: HttpRequest, pk: int) -> Session:
    """The session, of the own programmes or open to the own candidates; else 404."""
    return get_visible_or_404(Session.objects.select_related("programme__agency"), request.user, pk=pk)


def fetch_certificate(request: HttpRequest, number: str) -> Certificate:
    records = Certificate.objects.select_related(
        "candidate__organisation__agency", "programme", "agency", "result", "issued_by", "revoked_by"
    )
    return get_visible_or_404(records, request.user, number=number)


def programme_act(
    request: HttpRequest, programme: Programme, form: Form, act: Callable[[], Any], **words: Any
) -> HttpResponse:
    """One act on a programme, and back to it."""
    return form_act(
        request, form, act, back=address(programme), up=(reverse("mentoring:training"), _("Training")),
        number=programme.number, **words,
    )  # fmt: skip


def address(programme: Programme) -> str:
    return reverse("mentoring:programme", args=[programme.number])
