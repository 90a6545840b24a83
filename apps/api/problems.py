"""Errors as problem details (RFC 9457): one shape for everything that is not done.

`errors` says what is wrong at which field; where a rule refuses, `rule` is its code and `article` its article.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response

from apps.api.articles import article_of_code
from apps.api.etags import VersionNeeded
from apps.audit import log
from apps.core.errors import NotAllowed, Refused, Stale
from apps.core.subjects import Subject
from apps.people.opening import PurposeRequired

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:caseflow:problem:"

TITLES = {
    "invalid": gettext_lazy("The request is not well formed."),
    "not-authenticated": gettext_lazy("Sign in first."),
    "not-allowed": gettext_lazy("This post may not do this."),
    "scope-missing": gettext_lazy("The token lacks a scope."),
    "not-found": gettext_lazy("Nothing here, or nothing you may see."),
    "method-not-allowed": gettext_lazy("This address does not take this method."),
    "not-acceptable": gettext_lazy("Only JSON is answered here."),
    "possible-duplicate": gettext_lazy("The child may have a file already."),
    "key-reused": gettext_lazy("The Idempotency-Key belongs to another request."),
    "in-progress": gettext_lazy("The same request is still being worked on."),
    "not-in-force": gettext_lazy("No version of the rule is in force on that day."),
    "purpose-required": gettext_lazy("Say for what purpose you open this file."),
    "stale": gettext_lazy("Somebody else changed the record meanwhile."),
    "version-needed": gettext_lazy("Say by If-Match which version you changed."),
    "too-large": gettext_lazy("The body is too large."),
    "unsupported-media-type": gettext_lazy("Only JSON is taken here."),
    "refused": gettext_lazy("The Law or a rule of the system does not allow this."),
    "too-many-requests": gettext_lazy("Too many requests."),
    "second-factor-needed": gettext_lazy("A second factor is needed."),
    "locked": gettext_lazy("The session is locked: nobody used it for a while."),
    "error": gettext_lazy("Something went wrong here, not with you."),
}


class NotVisible(Http404):
    """The record exists, but not for this person, or there is none (`subject` None): one answer, and one kind of row in
    the ledger for each."""

    def __init__(self, subject: Subject | None) -> None:
        super().__init__()
        self.subject = subject


class Conflict(exceptions.APIException):
    """409, with the name of the problem."""

    status_code = 409

    def __init__(self, name: str, detail: Any) -> None:
        super().__init__(detail, code=name)
        self.name = name


class ScopeMissing(exceptions.PermissionDenied):
    """The token is good, but was not made for this."""


@dataclass(frozen=True)
class Problem:
    """What a problem document says."""

    name: str
    status: int
    detail: str = ""
    errors: tuple[dict[str, Any], ...] = ()
    rule: str | None = None
    article: str | None = None

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": TYPE + self.name,
            "title": str(TITLES[self.name]),
            "status": self.status,
            "detail": self.detail or str(TITLES[self.name]),
            "errors": list(self.errors),
        }
        if self.rule:
            body |= {"rule": self.rule, "article": self.article}
        return body


def answer(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None lets an unknown error go on to Django, which logs it (see `server_error`)."""
    problem = problem_of(exception)
    if problem is None:
        return None
    _note_refusal(exception, context["request"])
    response = Response(problem.as_json(), status=problem.status, content_type=MEDIA_TYPE)
    if header := getattr(exception, "auth_header", None):
        response["WWW-Authenticate"] = header
    if wait := getattr(exception, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    if problem.name == "in-progress":
        response["Retry-After"] = "1"
    return response


def problem_of(exception: Exception) -> Problem | None:
    """The problem an exception is told as; None for one nobody foresaw."""
    if isinstance(exception, Refused):
        return _refused(exception)
    if isinstance(exception, exceptions.ValidationError):
        return Problem("invalid", 400, _("Look at the fields."), tuple(_field_errors(exception.detail)))
    for kind, name, status in PLAIN:
        if isinstance(exception, kind):
            return Problem(getattr(exception, "name", name), status, _detail(exception))
    return None


PLAIN: tuple[tuple[type[Exception], str, int], ...] = (
    (NotAllowed, "not-allowed", 403),
    (PurposeRequired, "purpose-required", 428),
    (VersionNeeded, "version-needed", 409),
    (Stale, "stale", 412),
    (Conflict, "conflict", 409),
    (ScopeMissing, "scope-missing", 403),
    (exceptions.ParseError, "invalid", 400),
    (exceptions.AuthenticationFailed, "not-authenticated", 401),
    (exceptions.NotAuthenticated, "not-authenticated", 401),
    (exceptions.PermissionDenied, "not-allowed", 403),
    (PermissionDenied, "not-allowed", 403),
    (Http404, "not-found", 404),
    (exceptions.NotFound, "not-found", 404),
    (exceptions.MethodNotAllowed, "method-not-allowed", 405),
    (exceptions.NotAcceptable, "not-acceptable", 406),
    (exceptions.UnsupportedMediaType, "unsupported-media-type", 415),
    (exceptions.Throttled, "too-many-requests", 429),
    (RequestDataTooBig, "too-large", 413),
    (SuspiciousOperation, "invalid", 400),
)


def problem_response(name: str, status: int, detail: str = "") -> JsonResponse:
    """A problem told before any resource of the API was reached."""
    return JsonResponse(Problem(name, status, detail).as_json(), status=status, content_type=MEDIA_TYPE)


def server_error(request: HttpRequest) -> Any:
    """Django's handler500: a problem under /api/, the page elsewhere. The error is in the log already."""
    if not request.path.startswith("/api/"):
        return defaults.server_error(request)
    return JsonResponse(Problem("error", 500).as_json(), status=500, content_type=MEDIA_TYPE)


def bad_request(request: HttpRequest, exception: Exception) -> Any:
    """Django's handler400: what was turned away before any view, as a problem under /api/, as a page elsewhere."""
    if not request.path.startswith("/api/"):
        return defaults.bad_request(request, exception)
    return JsonResponse(Problem("invalid", 400).as_json(), status=400, content_type=MEDIA_TYPE)


def _refused(refusal: Refused) -> Problem:
    errors = tuple(_refusal_error(one) for one in refusal.all)
    first = next((one for one in errors if one["rule"]), None)
    return Problem(
        "refused",
        422,
        str(refusal.message),
        errors,
        rule=first["rule"] if first else None,
        article=first["article"] if first else None,
    )


def _refusal_error(refusal: Refused) -> dict[str, Any]:
    article = article_of_code(refusal.rule) if refusal.rule else None
    return {"field": refusal.field, "message": str(refusal.message), "rule": refusal.rule, "article": article}


def _field_errors(detail: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """DRF's nested errors as a flat list: `children.0`, `reporter.name`; None for the whole body."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            whole = path if name == "non_field_errors" else f"{path}.{name}" if path else str(name)
            yield from _field_errors(inner, whole)
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _field_errors(inner, f"{path}.{number}" if nested and path else path)
    else:
        yield {"field": path or None, "message": str(detail), "rule": None, "article": None}


def _detail(exception: Exception) -> str:
    said = getattr(exception, "message", None) or getattr(exception, "detail", None)
    return str(said) if said and not isinstance(said, dict | list) else ""


def _note_refusal(exception: Exception, request: Any) -> None:
    """Reaching for a hidden record, or for an act the post does not allow, is a ledger row of its own."""
    user = request.user if request.user and request.user.is_authenticated else None
    at = timezone.now()
    if isinstance(exception, Refused):
        log.outlive(exception)
    elif isinstance(exception, NotVisible):
        log.reached(exception.subject, by=user, at=at)
    elif isinstance(exception, NotAllowed | ScopeMissing):
        match = request.resolver_match
        view = match.view_name if match else ""
        log.record("act.refused", Subject("api", None, ""), by=user, at=at, view=view, method=request.method)
