"""What waits for a second person: the list, the decision, and asking to take off a lost second factor."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts import policies
from apps.accounts.access import allows
from apps.accounts.confirmations import ask_factor_reset, confirm, decline, waiting_for
from apps.accounts.models import Confirmation, User
from apps.accounts.permissions import Perm
from apps.accounts.roles import Role
from apps.core.errors import Refused
from apps.web.agencies.views import get_agency
from apps.web.agencies.words import role_facts
from apps.web.shared import get_visible_or_404, now, run_action

LAST_SHOWN = 20


class ResetForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("How you made sure that it is this person"), max_length=250,
        help_text=gettext_lazy("For example: came to my office and showed the identity card. No further data."),
    )  # fmt: skip


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits and what was decided lately, at the agency one manages; for operations everywhere."""
    if not any(allows(request.user, perm) for perm in (Perm.MANAGE_AGENCY, Perm.MANAGE_ALL_AGENCIES)):
        raise PermissionDenied
    at = now()
    found = list(waiting_for(request.user, at))
    confirmers = policies.who_may_confirm(found, at=at)
    waiting = [_row(one, request.user, confirmers[one.pk]) for one in found]
    decided = Confirmation.objects.visible_to(request.user).exclude(outcome="").order_by("-decided_at")
    context = {
        "waiting": waiting, "now": at,
        "decided": decided.select_related("agency", "person", "asked_by", "decided_by")[:LAST_SHOWN],
    }  # fmt: skip
    return render(request, "doors/confirmations.html", context)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm, decline, or take back what one asked for."""
    asked = get_visible_or_404(Confirmation.objects, request.user, pk=pk)
    act = confirm if request.POST.get("confirm") == "1" else decline
    try:
        act(asked, by=request.user, at=now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Confirmed: it is in effect.") if act is confirm else _("It will not happen."))
    return redirect("doors:confirmations")


@require_http_methods(["GET", "HEAD", "POST"])
def reset_factor(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Ask to take off the second factor of somebody who lost it."""
    agency = get_agency(request, pk)
    policies.check_can_manage_people(request.user, agency)
    who = get_object_or_404(User.objects.filter(memberships__agency=agency).distinct(), pk=person)
    policies.check_can_save_user(request.user, who)
    form = ResetForm(request.POST or None)

    def act() -> Confirmation:
        return ask_factor_reset(who, agency=agency, by=request.user, at=now(), **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and run_action(form, act)[0]:
        messages.success(request, _("Asked. It takes effect when a second person confirms it."))
        return redirect("agencies:detail", agency.pk)
    context = {
        "form": form, "agency": agency, "heading": _("Take off a lost second factor"), "lead": who.get_full_name(),
        "act": _("Ask for it"),
    }  # fmt: skip
    return render(request, "agencies/person.html", context, status=422 if form.errors else 200)


def _row(asked: Confirmation, reader: User, confirmers: set[int]) -> dict[str, Any]:
    """One that waits, with what it would do and whether this reader decides it."""
    return {
        "asked": asked, "mine": reader.pk == asked.asked_by_id, "decides": reader.pk in confirmers,
        "nobody": not confirmers,
        "role": role_facts(Role(asked.data["role"])) if asked.kind == Confirmation.Kind.POST else None,
    }  # fmt: skip
