"""The sender's visit in a cookie: sealed, strict, gone with the browser. It exists once a letter was sent or a code was
entered, never before."""

import hashlib
from dataclasses import asdict, dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apps.complaints.acts import sender
from apps.complaints.models import SenderVisit
from apps.core import tickets
from apps.web.shared import now

COOKIE = "__Host-help" if settings.SESSION_COOKIE_SECURE else "help"
PATH = "/" if settings.SESSION_COOKIE_SECURE else "/help/"
LONGEST = 24 * 3600
PURPOSE, FORM = "intake.visit", "intake.room"


@dataclass
class Visit:
    """What the cookie holds. `code` as long as the sender has not noted it down; `word`: what is said once, on the next
    page."""

    token: str
    language: str
    code: str = ""
    word: str = ""

    @property
    def form_key(self) -> str:
        """What a form of the room proves itself with: only a page of this very visit can have it."""
        return tickets.issue(_digest(self.token), purpose=FORM)

    def keep(self, response: HttpResponse) -> HttpResponse:
        response.set_cookie(
            COOKIE, tickets.issue(asdict(self), purpose=PURPOSE), path=PATH, httponly=True, samesite="Strict",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
        return response


def held(request: HttpRequest) -> Visit | None:
    """The visit that the browser holds, whether or not it is still live."""
    said = tickets.taken(request.COOKIES.get(COOKIE, ""), purpose=PURPOSE, seconds=LONGEST)
    return Visit(**said) if said else None


def live(visit: Visit | None) -> SenderVisit | None:
    """The live visit; every look prolongs it."""
    return sender.present(visit.token, at=now()) if visit else None


def is_own_form(visit: Visit, key: str) -> bool:
    return tickets.taken(key, purpose=FORM, seconds=LONGEST) == _digest(visit.token)


def forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
    if settings.SESSION_COOKIE_SECURE:  # a browser takes no __Host- cookie without it, not even to delete one
        response.cookies[COOKIE]["secure"] = True
    return response


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
