"""The acts on a request: each a page with its form, one action, and back to the request."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.complaints import policies
from apps.complaints.acts import requests
from apps.complaints.models import BodyRequest
from apps.complaints.states import RequestKind
from apps.web.answers import answered
from apps.web.casework.acts import act_page, posted
from apps.web.requests import words
from apps.web.requests.forms import AnswerForm, RefusalForm
from apps.web.requests.views import fetch
from apps.web.shared import now


@act_page
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """The body answers; for a file it opens it."""
    asked = fetch(request, number)
    policies.check_can_answer(request.user, asked)
    form = AnswerForm(posted(request), request.FILES or None, initial={"version": asked.version})

    def act() -> BodyRequest:
        said = form.cleaned_data
        return requests.answer(
            asked, text=said["text"], uploads=said["files"], version=said["version"], by=request.user, at=now()
        )

    grants = words.GRANTS if asked.kind == RequestKind.FILE else ""
    return _act(request, asked, form, act, heading=words.ANSWERS[asked.kind], button=_("Send the answer"),
                said=_("Answered: the ombudsman's office is told."), text=grants)  # fmt: skip


@act_page
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    """The body does not open a file."""
    asked = fetch(request, number)
    policies.check_can_refuse(request.user, asked)
    form = RefusalForm(posted(request), initial={"version": asked.version})
    return _act(
        request, asked, form,
        lambda: requests.refuse_file(asked, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Refuse to open the file"), button=_("Refuse to open the file"), said=_("Refused with your reasons."),
        text=_("A refusal goes into the ombudsman's reports as obstruction. You may still answer."),
        rule="kz345.a7-12.s5",
    )  # fmt: skip


def _act(
    request: HttpRequest, asked: BodyRequest, form: Form, act: Callable[[], Any], *, heading: Any, button: Any,
    said: Any, text: Any = "", rule: str = "",
) -> HttpResponse:  # fmt: skip
    back = reverse("requests:detail", args=[asked.number])
    context = {
        "heading": heading, "button": button, "text": text, "rule": rule, "back": back, "request_": asked, "now": now(),
    }  # fmt: skip
    return answered(request, form, act, template="requests/act.html", context=context, said=said, back=(back,))
