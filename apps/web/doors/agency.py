"""The own sign-in of an agency: choosing it before the door, setting and opening it behind."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import allows
from apps.accounts.agency_doors import open_door, set_door, shut_door
from apps.accounts.models import AgencyDoor
from apps.accounts.permissions import Perm
from apps.web.agencies.views import get_agency, may_manage
from apps.web.shared import get_visible_or_404, now, run_action


class DoorForm(forms.Form):
    """What the agency's provider has told its administrators."""

    slug = forms.SlugField(
        label=gettext_lazy("Name in addresses"), max_length=40,
        help_text=gettext_lazy("Latin letters, digits and hyphens; the provider is told the address of return below."),
    )  # fmt: skip
    issuer = forms.CharField(label=gettext_lazy("Address of the provider (issuer)"), max_length=250)
    client_id = forms.CharField(label=gettext_lazy("Client id"), max_length=190)
    secret = forms.CharField(
        label=gettext_lazy("Client secret"), max_length=500, required=False, strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=gettext_lazy("Stored encrypted and never shown again; empty keeps the stored one."),
    )  # fmt: skip


@login_not_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which agency's sign-in: the page before the door."""
    doors = AgencyDoor.objects.open().select_related("agency").order_by("slug")
    return render(request, "doors/agencies.html", {"doors": doors})


@login_not_required
@require_safe
def cancelled(request: HttpRequest) -> HttpResponse:
    return render(request, "doors/agency_refused.html", status=403)


@require_http_methods(["GET", "HEAD", "POST"])
def setting(request: HttpRequest, pk: int) -> HttpResponse:
    """The provider of an agency: operations set it, the agency's administrator sees and opens it."""
    agency = get_agency(request, pk)
    sets = allows(request.user, Perm.MANAGE_ALL_AGENCIES)
    if not may_manage(request.user, agency):
        return render(request, "403.html", status=403)
    door = AgencyDoor.objects.visible_to(request.user).filter(agency=agency).first()
    known = {"slug": door.slug, "issuer": door.issuer, "client_id": door.client_id} if door else None
    form = DoorForm(request.POST or None, initial=known) if sets else None

    def act() -> AgencyDoor:
        return set_door(agency, **form.cleaned_data, by=request.user, at=now())

    if form and request.method == "POST" and form.is_valid() and run_action(form, act)[0]:
        messages.success(request, _("Set. An administrator of the agency has to open it."))
        return redirect("doors:agency_door", agency.pk)
    context: dict[str, Any] = {
        "agency": agency, "door": door, "form": form,
        "opens": door and not door.is_open and allows(request.user, Perm.MANAGE_AGENCY, agency),
        "callback": reverse("openid_connect_callback", args=[door.slug]) if door else "",
    }  # fmt: skip
    return render(request, "doors/agency.html", context, status=422 if form and form.errors else 200)


@require_POST
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the agency's sign-in, or shut it."""
    agency = get_agency(request, pk)
    door = get_visible_or_404(AgencyDoor.objects.select_related("agency"), request.user, agency=agency)
    if request.POST.get("open") == "1":
        open_door(door, by=request.user, at=now())
        messages.success(request, _("Open: the people of the agency may sign in by it."))
    else:
        shut_door(door, by=request.user, at=now())
        messages.success(request, _("Shut: nobody signs in by it any more."))
    return redirect("doors:agency_door", agency.pk)
