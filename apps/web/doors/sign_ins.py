"""The own sign-ins: where one is signed in, and ending what one does not know."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import SignIn
from apps.accounts.sign_ins import end_other_sign_ins, end_sign_in
from apps.web.doors.sessions import SIGN_IN
from apps.web.shared import now

ENDED_SHOWN = 10


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    at = now()
    rows = SignIn.objects.visible_to(request.user).order_by("-last_used_at")
    young = at - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    mine = request.session.get(SIGN_IN)
    running = list(rows.open().filter(started_at__gt=young))
    context = {
        "running": sorted(running, key=lambda one: one.pk != mine), "mine": mine, "now": at,
        "past": rows.exclude(pk__in=[one.pk for one in running])[:ENDED_SHOWN],
    }  # fmt: skip
    return render(request, "doors/sign_ins.html", context)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of them; the present one is left by signing out."""
    sign_in = get_object_or_404(SignIn.objects.visible_to(request.user), pk=pk)
    if sign_in.pk == request.session.get(SIGN_IN):
        return redirect("account_logout")
    end_sign_in(sign_in, by=request.user, at=now())
    messages.success(request, _("Ended: that device is signed out."))
    return redirect("doors:sign_ins")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    count = end_other_sign_ins(request.user, keep=request.session.get(SIGN_IN), by=request.user, at=now())
    said = ngettext("%(n)s other sign-in ended.", "%(n)s other sign-ins ended.", count) % {"n": count}
    messages.success(request, said)
    return redirect("doors:sign_ins")
