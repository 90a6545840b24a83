"""Health of the engine, for those who keep the system running."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.obligations import sweep
from apps.obligations.models import Obligation
from apps.web.engine import state as engine
from apps.web.shared import now


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The whole page; its middle refreshes itself."""
    require(request.user, Perm.VIEW_ENGINE)
    return render(request, "engine/health.html", engine.page(now()))


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """The part that refreshes."""
    require(request.user, Perm.VIEW_ENGINE)
    return render(request, "engine/_state.html", engine.page(now()))


@require_POST
def retry(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Put a duty that was set aside back under the sweep."""
    require(request.user, Perm.VIEW_ENGINE)
    duty = get_object_or_404(Obligation, pk=duty_id, set_aside_at__isnull=False)
    sweep.retry(duty, by=request.user, at=now())
    messages.success(request, _("The duty is back in the queue; the next pass takes its step."))
    return redirect("engine:health")
