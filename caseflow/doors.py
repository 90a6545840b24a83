"""What stands between a signed-in session and everything else: the second factor."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.accounts.factors import needs_factor
from apps.api.problems import problem_response
from apps.web.doors.sessions import is_proven

WITHOUT_FACTOR = frozenset({
    "doors:second_factor", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout",
    "language", "healthz", "readyz",
})  # fmt: skip
"""All that a person may open who has yet to set up a second factor."""


class Doors:
    """Lets a session pass only with the second factor that the person's posts ask for.

    Pages lead to setting one up; the API answers 403. A bearer token has passed this door when it was made.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name not in WITHOUT_FACTOR and not is_proven(request.session) and needs_factor(request.user):
            return _lead_to_set_up(request)
        return None


def _lead_to_set_up(request: HttpRequest) -> HttpResponseBase:
    if request.path.startswith("/api/"):
        return problem_response("second-factor-needed", 403, _("Set up a second factor on the pages first."))
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    return redirect("doors:second_factor")
