"""The acts on a call: each a page with its form, one action, and back to the call. A caller's code stands on the page
that answers the act, and nowhere else."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.complaints import codes
from apps.complaints.acts import calls
from apps.complaints.models import Call
from apps.web.answers import answered
from apps.web.calls import forms, words
from apps.web.calls.views import fetch
from apps.web.casework.acts import act_page, posted
from apps.web.shared import now, run_action


@act_page
def new(request: HttpRequest) -> HttpResponse:
    """Log a call; a child in danger is passed on at once."""
    require(request.user, Perm.TAKE_CALLS)
    form = forms.CallForm(posted(request), initial={"language": request.user.language})
    return answered(
        request, form, lambda: calls.log_call(data=_said(form), by=request.user, at=now()), template="calls/new.html",
        context={"heading": _("New call"), "back": reverse("calls:index"), "button": _("Save the call"), "now": now()},
        said=_("The call is saved."), back=("calls:index",), onward=_page_of, makes=True,
    )  # fmt: skip


@act_page
def change(request: HttpRequest, number: str) -> HttpResponse:
    call = fetch(request, number)
    names = ("safety", "category", "said", "way", "language", "by_child", "area", "version")
    form = forms.CallForm(posted(request), initial={name: getattr(call, name) for name in names})
    return _act(
        request, call, form,
        lambda: calls.change_call(call, data=_said(form), version=_version(form), by=request.user, at=now()),
        heading=_("Correct or complete"), button=_("Save"), said=_("Saved."), template="calls/new.html",
    )  # fmt: skip


@act_page
def ombudsman(request: HttpRequest, number: str) -> HttpResponse:
    """Pass the call on to the ombudsman; the answer shows the caller's code."""
    call = fetch(request, number)
    require(request.user, Perm.TAKE_CALLS)
    near = call.area.region if call.area else None
    form = forms.OmbudsmanForm(posted(request), near=near, initial={"text": call.said, "version": call.version})
    if form.is_bound and form.is_valid():
        done, referred = run_action(form, lambda: calls.refer_to_ombudsman(
            call, entry=form.entry(call), version=_version(form), by=request.user, at=now()
        ))  # fmt: skip
        if done:
            return _code_page(request, call, referred.code, referred.referral.body.name)
    context = {
        "form": form, "call": call, "heading": _("Pass on to the ombudsman"), "button": _("Pass on"), "now": now(),
        "back": _page_of(call),
        "text": _("The office is found by whom it is about and where. The caller gets a code to come back with."),
    }  # fmt: skip
    return render(request, "calls/act.html", context, status=422 if form.errors else 200)


@act_page
def incident(request: HttpRequest, number: str) -> HttpResponse:
    call = fetch(request, number)
    form = forms.IncidentForm(posted(request), user=request.user, initial={"version": call.version})
    return _act(
        request, call, form,
        lambda: calls.refer_as_incident(
            call, incident=form.cleaned_data["incident"], version=_version(form), by=request.user, at=now()
        ),
        heading=_("Passed on as an incident"), button=_("Record"), said=_("Recorded."),
        text=_("Log the incident first: everybody who must be told is told there. Then choose it here."),
        log_incident=True,
    )  # fmt: skip


@require_POST
def code(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Another code for the caller, as long as the first was not used."""
    call = fetch(request, number)
    referral = get_object_or_404(call.referrals.select_related("body"), pk=pk, appeal__isnull=False)
    fresh = calls.give_receipt_again(call, referral=referral, by=request.user, at=now())
    return _code_page(request, call, fresh, referral.body.name)


@act_page
def end(request: HttpRequest, number: str) -> HttpResponse:
    call = fetch(request, number)
    form = forms.EndForm(posted(request), initial={"version": call.version})
    return _act(
        request, call, form,
        lambda: calls.end_call(
            call, outcome=form.cleaned_data["outcome"], version=_version(form), by=request.user, at=now()
        ),
        heading=_("End the call"), button=_("End the call"), said=_("The call is ended."),
    )  # fmt: skip


@require_POST
def again(request: HttpRequest, number: str) -> HttpResponse:
    """It was not over."""
    call = fetch(request, number)
    calls.take_up_call(call, by=request.user, at=now())
    return redirect(_page_of(call))


def _act(
    request: HttpRequest, call: Call, form: Form, act: Callable[[], Any], *, heading: Any, button: Any, said: Any,
    text: Any = "", template: str = "calls/act.html", **shown: Any,
) -> HttpResponse:  # fmt: skip
    require(request.user, Perm.TAKE_CALLS)
    context = {
        "call": call, "heading": heading, "button": button, "text": text, "back": _page_of(call), "now": now(), **shown,
    }  # fmt: skip
    return answered(request, form, act, template=template, context=context, said=said, back=(_page_of(call),))


def _code_page(request: HttpRequest, call: Call, code_: str, office: str) -> HttpResponse:
    """The code, to be read out: on this answer alone, which no browser keeps."""
    code_ = codes.in_groups(code_)
    said = words.read_out(call)
    context = {"call": call, "code": code_, "groups": code_.split(), "office": office, "said": said, "now": now()}
    return render(request, "calls/code.html", context)


def _page_of(call: Call) -> str:
    return reverse("calls:detail", args=[call.number])


def _said(form: Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _version(form: Form) -> int | None:
    return form.cleaned_data.get("version")
