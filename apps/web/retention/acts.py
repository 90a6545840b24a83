"""Acts on keeping a file: each a page that says what it does and whether it can be undone."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.core.localtime import local_day
from apps.people.models import Child
from apps.retention import actions, erasing, policies
from apps.retention.models import Erasure, Hold
from apps.retention.terms import terms_on
from apps.web.answers import answered
from apps.web.retention.forms import ArchiveForm, HoldForm, ProposeForm, ReasonForm, TypedForm
from apps.web.retention.views import file_of
from apps.web.shared import now

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def archive(request: HttpRequest, number: str) -> HttpResponse:
    child = _child(request, number)
    years = terms_on(local_day(now())).keep_years
    words = {
        "heading": _("Put the file into the archive"), "act": _("Archive"), "done": _("The file is in the archive."),
        "lead": _(
            "It leaves all lists, and every body's ground to open it ends; yours stays responsible. It is kept for"
            " %(n)s years and can be taken out again with a reason."
        ) % {"n": years},
    }  # fmt: skip
    form = ArchiveForm(request.POST if request.method == "POST" else None)
    return _answer(request, number, form, words, lambda: actions.archive(child, by=request.user, at=now()))


@form_page
def postpone(request: HttpRequest, number: str) -> HttpResponse:
    words = {
        "heading": _("Leave the file open"), "act": _("Leave open"), "done": _("The file stays open."),
        "lead": _("The question comes again in %(n)s days.") % {"n": terms_on(local_day(now())).ask_again_days},
    }  # fmt: skip
    return _reasoned(request, number, words, actions.postpone)


@form_page
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    words = {
        "heading": _("Take the file out of the archive"), "act": _("Take out"),
        "done": _("The file is open again."), "lead": _("Your body sees the file again; nobody else does."),
    }  # fmt: skip
    return _reasoned(request, number, words, actions.reopen)


@form_page
def hold(request: HttpRequest, number: str) -> HttpResponse:
    child = _child(request, number)
    form = HoldForm(request.POST or None, initial={"starts_on": local_day(now())})
    words = {
        "heading": _("Legal hold"), "act": _("Hold the file"), "done": _("The file is held."),
        "lead": _("While it is in force the file is neither archived nor erased."),
    }  # fmt: skip
    return _answer(
        request, number, form, words,
        lambda: actions.place_hold(child, **form.cleaned_data, by=request.user, at=now()),
    )  # fmt: skip


@form_page
def release(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    child = _child(request, number)
    held = get_object_or_404(Hold.objects.filter(child=child, released_at__isnull=True), pk=pk)
    form = ReasonForm(request.POST or None)
    words = {"heading": _("Lift the legal hold"), "act": _("Lift"), "done": _("The hold is lifted.")}
    return _answer(
        request, number, form, words,
        lambda: actions.release_hold(held, **form.cleaned_data, by=request.user, at=now()),
    )  # fmt: skip


@form_page
def propose(request: HttpRequest, number: str) -> HttpResponse:
    child = _child(request, number)
    form = ProposeForm(request.POST or None)
    words = {
        "heading": _("Propose to erase the file"), "act": _("Propose"),
        "done": _("The erasure is proposed. Another person of the body has to confirm it."),
        "lead": _("When another person has confirmed it, nothing of the file can be brought back."), "grave": True,
    }  # fmt: skip
    return _answer(
        request, number, form, words,
        lambda: erasing.propose_erasure(child, **form.cleaned_data, by=request.user, at=now()),
    )  # fmt: skip


@form_page
def confirm(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    erasure = _erasure(request, number, pk)
    form = TypedForm(request.POST or None)
    days = terms_on(local_day(now())).cooling_off_days
    words = {
        "heading": _("Confirm the erasure"), "act": _("Confirm"), "erasure": erasure, "grave": True,
        "done": _("The erasure is confirmed. It may be withdrawn until it is carried out."),
        "lead": ngettext(
            "After %(n)s day everything in the file goes for good, with its stored files and its history.",
            "After %(n)s days everything in the file goes for good, with its stored files and its history.", days,
        ) % {"n": days},
    }  # fmt: skip
    return _answer(
        request, number, form, words,
        lambda: erasing.confirm_erasure(erasure, **form.cleaned_data, by=request.user, at=now()),
    )  # fmt: skip


@form_page
def withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    erasure = _erasure(request, number, pk)
    form = ReasonForm(request.POST or None)
    words = {"heading": _("Withdraw the erasure"), "act": _("Withdraw"), "done": _("The erasure is withdrawn.")}
    return _answer(
        request, number, form, words,
        lambda: erasing.withdraw_erasure(erasure, **form.cleaned_data, by=request.user, at=now()),
    )  # fmt: skip


def _reasoned(request: HttpRequest, number: str, words: dict[str, Any], act: Callable[..., Any]) -> HttpResponse:
    child = _child(request, number)
    form = ReasonForm(request.POST or None)
    return _answer(request, number, form, words, lambda: act(child, **form.cleaned_data, by=request.user, at=now()))


def _child(request: HttpRequest, number: str) -> Child:
    _kept, child = file_of(request, number)
    if child is None:
        raise Http404
    policies.check_can_keep(request.user, child)
    return child


def _erasure(request: HttpRequest, number: str, pk: int) -> Erasure:
    file_of(request, number)
    return get_object_or_404(
        Erasure.objects.visible_to(request.user).select_related("proposed_by"), pk=pk, number=number
    )


def _answer(
    request: HttpRequest, number: str, form: Any, words: dict[str, Any], act: Callable[[], Any]
) -> HttpResponse:
    """The form, or after the act the page of the file."""
    return answered(
        request, form, act, template="retention/act.html", context={"number": number, "now": now(), **words},
        said=words["done"], back=("retention:detail", number),
    )  # fmt: skip
