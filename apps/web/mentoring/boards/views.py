"""The first page of mentoring: each post its own board."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.errors import NotAllowed
from apps.web.mentoring.boards import sections
from apps.web.shared import now


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits in mentoring for the present post."""
    if not sections.opens_any(request.user):
        raise NotAllowed(_("Your present post does not allow this."))
    return render(request, "mentoring/boards/index.html", {"now": now()})
