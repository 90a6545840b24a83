"""The one address: the first page, every step of a letter, the sender's room; and the way out of all of them."""

from urllib.parse import quote_plus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from apps.complaints.acts import sender
from apps.web.intake import pages, room, visits, writing
from apps.web.shared import now

ELSEWHERE = "https://www.google.com/search?q="
"""Where the quick exit leads: what anybody might have been looking at."""


# Without Django's token, which needs a cookie: a letter is nobody's until it is sent, and forms of the room prove
# themselves with a key of their visit (apps.web.intake.visits).
@csrf_exempt
@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        if pages.is_foreign(request):
            return HttpResponseForbidden()
        return room.act(request) if "room" in request.POST else writing.step(request)
    visit = visits.held(request)
    return room.show(visit) if visit else writing.first(request)


@login_not_required
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """The quick exit: an ordinary link, so that it needs no script and no form; it asks nothing and ends the visit."""
    visit = visits.held(request)
    if visit and request.method == "GET":
        sender.leave(visit.token, at=now())
        translation.activate(visit.language)
    response = visits.forget(HttpResponseRedirect(ELSEWHERE + quote_plus(_("weather"))))
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
