"""What stands between a signed-in session and everything else: its end, the idle lock, the second factor."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from apps.accounts.factors import needs_factor
from apps.api.problems import problem_response
from apps.web.doors import sessions

ALWAYS = frozenset({"account_logout", "language", "healthz", "readyz"})
WHILE_LOCKED = ALWAYS | {"doors:unlock", "doors:unlock_passkey", "doors:activity"}
"""All that answers in a locked session."""
WITHOUT_FACTOR = WHILE_LOCKED | {
    "doors:second_factor", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate",
}  # fmt: skip
"""All that a person may open who has yet to set up a second factor."""
BACKGROUND = "X-Background"
"""Sent by the pages' scripts with requests that nobody's hand made; such a request keeps nobody's session awake."""


class Doors:
    """Lets a session pass while it is young, was used lately, and was entered as the person's posts ask.

    Pages lead to the door in question; the API answers a problem. A bearer token passed all of this when it was
    made. Runs as a view hook, so that a forged form is refused before it is put aside for after the lock.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if not request.user.is_authenticated:
            return None
        match, at, session = request.resolver_match, timezone.now(), request.session
        name = match.view_name if match else ""
        if sessions.is_over(session, at):
            get_adapter(request).logout(request)
            return _leave(request, reverse("account_login"), "not-authenticated", 401)
        if not sessions.seconds_left(session, at):
            sessions.lock(session)
            if name not in WHILE_LOCKED:
                return _locked(request)
        elif name != "doors:activity" and not request.headers.get(BACKGROUND):
            sessions.stamp(session, at)
        if name not in WITHOUT_FACTOR and not sessions.is_proven(session) and needs_factor(request.user):
            where = reverse("doors:second_factor")
            said = _("Set up a second factor on the pages first.")
            return _leave(request, where, "second-factor-needed", 403, said)
        return None


def _locked(request: HttpRequest) -> HttpResponseBase:
    """To the page that unlocks, and back from there. What was typed into a form is put aside."""
    where = reverse("doors:unlock")
    if request.method == "POST" and not request.path.startswith("/api/") and not getattr(request, "htmx", False):
        sessions.keep_form(request)
    elif request.method in ("GET", "HEAD"):
        where += "?" + urlencode({"next": request.get_full_path()})
    return _leave(request, where, "locked", 403)


def _leave(request: HttpRequest, where: str, problem: str, status: int, said: str = "") -> HttpResponseBase:
    """A problem for programs, nothing but a hint for a part of a page, and the address for a whole one."""
    if request.path.startswith("/api/"):
        return problem_response(problem, status, said)
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=204)
        answer["HX-Trigger" if problem == "locked" else "HX-Refresh"] = "door-locked" if problem == "locked" else "true"
        return answer
    return redirect(where)
