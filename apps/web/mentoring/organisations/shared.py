"""What the pages of organisations, agreements and training share: finding a record, one act with its form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.mentoring.models import Agreement, Organisation
from apps.web.conflicts import History, save_form
from apps.web.shared import get_visible_or_404, now

act_page = require_http_methods(["GET", "HEAD", "POST"])
ACT = "mentoring/organisations/act.html"


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


def form_act(
    request: HttpRequest, form: Form, act: Callable[[], Any], *, heading: Any, button: Any, said: Any,
    back: str, up: tuple[str, Any], template: str = ACT, history: History | None = None,
    fields: dict[str, str] | None = None, onward: Callable[[Any], str] | None = None, **more: Any,
) -> HttpResponse:  # fmt: skip
    """Show the form; once it is right and the action took it, say so and go to `back`, or `onward(what it made)`.

    `up`: address and name of the list above. 422 when something is wrong in it.
    """
    done, made = save_form(request, form, act, history=history, fields=fields)
    if done:
        messages.success(request, str(said))
        return redirect(onward(made) if onward else back)
    context = {
        "form": form, "heading": heading, "button": button, "back": back, "up": up, "now": now(), **more
    }  # fmt: skip
    return render(request, template, context, status=422 if form.errors else 200)
