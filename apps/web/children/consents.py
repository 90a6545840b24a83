"""Consents that a mentoring organisation learns who the child is."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.localtime import local_day
from apps.disclosure import actions
from apps.disclosure.models import Consent
from apps.disclosure.policies import check_can_record_consent
from apps.people.actions import open_child
from apps.people.models import Child
from apps.web.children.file import frame
from apps.web.disclosure.forms import ConsentForm, WithdrawForm
from apps.web.shared import get_visible_or_404, now, run_action


@require_safe
def index(request: HttpRequest, number: str) -> HttpResponse:
    """The consents of the file: all for the responsible body, the own ones for an organisation."""
    child, at = _child(request, number), now()
    open_child(child, by=request.user, at=at)
    seen = Consent.objects.visible_to(request.user).filter(child=child)
    found = seen.select_related("agency", "paper", "recorded_by").order_by("-given_on", "-pk")
    rows = [{"one": one, "in_force": one.is_in_force(local_day(at))} for one in found]
    return render(
        request, "children/consents.html", {**frame(child, request.user, at, tab="children:consents"), "rows": rows}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Recording a consent that was given."""
    child, at = _child(request, number), now()
    check_can_record_consent(request.user, child)
    given = {"given_on": local_day(at), "agency": _organisation(child, at)}
    form = ConsentForm(request.POST or None, child=child, user=request.user, initial=given)
    if request.method == "POST" and form.is_valid():
        done, _consent = run_action(
            form, lambda: actions.record_consent(child, **form.cleaned_data, by=request.user, at=now())
        )
        if done:
            messages.success(request, _("The consent is recorded."))
            return redirect("children:consents", child.number)
    return _asked(request, child, form, {
        "heading": _("Consent for a mentoring organisation"), "act": _("Record the consent"),
        "lead": _("Given by the legal representative. Without it the organisation sees initials, number and age."),
        "rule": "kz345.a28-2.p9.s1",
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The representative takes the consent back: the mask is on at once."""
    child = _child(request, number)
    check_can_record_consent(request.user, child)
    consent = get_object_or_404(child.consents.select_related("agency"), pk=pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if run_action(form, lambda: actions.withdraw_consent(consent, reason=reason, by=request.user, at=now()))[0]:
            messages.success(request, _("The consent is withdrawn."))
            return redirect("children:consents", child.number)
    return _asked(request, child, form, {
        "heading": _("Withdrawal of the consent for %(name)s") % {"name": consent.agency.name},
        "act": _("Withdraw the consent"),
    })  # fmt: skip


def _organisation(child: Child, at: datetime) -> int | None:
    return child.assignments.on(local_day(at)).values_list("organisation_id", flat=True).first()


def _child(request: HttpRequest, number: str) -> Child:
    return get_visible_or_404(Child.objects.select_related("guardianship", "area"), request.user, number=number)


def _asked(request: HttpRequest, child: Child, form: Any, words: dict[str, Any]) -> HttpResponse:
    open_child(child, by=request.user, at=now())
    context = {"form": form, "child": child, "now": now(), **words}
    return render(request, "children/period.html", context, status=422 if form.errors else 200)
