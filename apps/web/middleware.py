"""The reader's language on every page, text that can be stored, and words when a post does not allow an act."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from apps.audit import log
from apps.core.errors import NotAllowed
from apps.core.subjects import Subject
from apps.people.opening import PurposeRequired
from apps.web.shared import now


class ReadersLanguage:
    """Speaks the language of the signed-in person's profile, wherever the person signs in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)


class WholeText:
    """Answers 400 to a NUL character in an address or a form: PostgreSQL stores none. The API checks its own fields."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        in_address = "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", "")
        if in_address or (not request.path.startswith("/api/") and _in_form(request)):
            raise BadRequest("a NUL character")
        return self.get_response(request)


def _in_form(request: HttpRequest) -> bool:
    return any("\x00" in value for _name, values in request.POST.lists() for value in values)


class NotAllowedPage:
    """Turns the domain's NotAllowed into a 403 page that says why, and notes the attempt."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, PurposeRequired):
            return _ask_purpose(request, exception)
        if not isinstance(exception, NotAllowed):
            return None
        view = request.resolver_match.view_name if request.resolver_match else ""
        by = request.user if request.user.is_authenticated else None
        log.record("act.refused", Subject("page", None, ""), by=by, at=now(), view=view)
        return render(request, "403.html", {"reason": exception.message}, status=403)


def _ask_purpose(request: HttpRequest, exception: PurposeRequired) -> HttpResponse:
    """To the question what for, and from there back to the page that was wanted."""
    page = reverse("children:purpose", args=[exception.number])
    wanted = urlencode({"next": request.path}) if request.method in ("GET", "HEAD") else ""
    return redirect(f"{page}?{wanted}" if wanted else page)
