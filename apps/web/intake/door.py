"""What stands before every page of the intake: its own headers, no foreign cookie, no large body, nothing plain on the
disk."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from apps.web.intake.visits import COOKIE

PREFIX = "/help/"
MOST = 24 * 1024 * 1024
"""Bytes of one request; a file may have ten megabytes."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SHUT = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "fullscreen",
        "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock",
        "serial", "usb",
    )
)  # fmt: skip
BROKEN = frozenset({400, 403, 404, 405, 500})
"""What other pages answer with the error page of staff."""
HEADERS = {
    "Content-Security-Policy": POLICY, "Cache-Control": "no-store, private", "Referrer-Policy": "no-referrer",
    "Permissions-Policy": SHUT, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip


class InMemory(MemoryFileUploadHandler):
    """Takes every upload in memory: what a child sends never lies unsealed on the disk."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True


class IntakeDoor:
    """Stands outside the middleware that reads forms and sessions. Whoever is signed in on the same device is nobody
    here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        request.COOKIES = {  # type: ignore[misc]
            name: held for name, held in request.COOKIES.items() if name in (COOKIE, settings.LANGUAGE_COOKIE_NAME)
        }
        request.upload_handlers = [InMemory(request)]
        response = _too_large(request) if _length(request) > MOST else self.get_response(request)
        if response.status_code in BROKEN:
            response = _out_of_order(request, response.status_code)
        for name, value in HEADERS.items():
            response.headers[name] = value
        if not getattr(response, "may_be_found", False):
            response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _out_of_order(request: HttpRequest, status: int) -> HttpResponse:
    """An error as a child can read it, with the quick exit."""
    with translation.override(translation.get_language_from_request(request)):
        return HttpResponse(render_to_string("intake/out_of_order.html", {"languages": []}), status=status)


def _too_large(request: HttpRequest) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        return HttpResponse(render_to_string("intake/too_large.html", {"languages": []}), status=413)
