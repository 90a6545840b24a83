"""What a session remembers of how its person came in, and when somebody last worked in it."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from apps.accounts.entrance import SignIn
from apps.accounts.sign_ins import begin_sign_in, note_use
from apps.core import crypto
from apps.web.doors.devices import device_of, network_of

FACTOR = "second_factor"
SIGN_IN = "sign_in"
BEGAN, ACTIVE, LOCKED = "began_at", "active_at", "locked"
KEPT = "kept_form"
STAMP_EVERY = 30.0
"""Seconds between two stamps: not every request needs to be written down."""
LONGEST_KEPT = 200_000


def is_proven(session: Any) -> bool:
    """Whether a second factor was given, or set up, in this session."""
    return bool(session.get(FACTOR))


def prove(session: Any, kind: str) -> None:
    """From now on the session counts as entered with a second factor: totp, webauthn, recovery_codes, provider."""
    session[FACTOR] = kind


def begin(request: HttpRequest, user: Any, *, how: str, address: str, at: datetime) -> None:
    """A session has just begun: list it among the person's sign-ins and start its clocks."""
    session = request.session
    if not session.session_key:
        session.save()
    sign_in = begin_sign_in(
        user, session_key=session.session_key, device=device_of(request.headers.get("User-Agent", "")),
        network=network_of(address), how=how if how in SignIn.How.values else SignIn.How.PASSWORD, by=user, at=at,
    )  # fmt: skip
    session[SIGN_IN] = sign_in.pk
    session[BEGAN] = session[ACTIVE] = at.timestamp()
    session.pop(LOCKED, None)


def is_over(session: Any, at: datetime) -> bool:
    """Whether the session is older than a working day, however much it is used."""
    return at.timestamp() - session.get(BEGAN, at.timestamp()) >= settings.SESSION_COOKIE_AGE


def seconds_left(session: Any, at: datetime) -> float:
    """Until the idle lock; 0 when it is locked. A lock of 0 minutes in the settings means none."""
    if session.get(LOCKED):
        return 0.0
    if not settings.IDLE_LOCK_MINUTES:
        return float("inf")
    idle = at.timestamp() - session.get(ACTIVE, at.timestamp())
    return max(settings.IDLE_LOCK_MINUTES * 60 - idle, 0.0)


def lock(session: Any) -> None:
    if not session.get(LOCKED):
        session[LOCKED] = True


def unlock(session: Any, at: datetime) -> None:
    session.pop(LOCKED, None)
    session[ACTIVE] = at.timestamp()


def stamp(session: Any, at: datetime) -> None:
    """Somebody works here now."""
    if at.timestamp() - session.get(ACTIVE, 0.0) < STAMP_EVERY:
        return
    session[ACTIVE] = at.timestamp()
    session.setdefault(BEGAN, at.timestamp())
    if session.get(SIGN_IN):
        note_use(session[SIGN_IN], at)


def keep_form(request: HttpRequest) -> None:
    """Put aside what was sent to a locked session, sealed, until it is unlocked. Files are not kept."""
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
    ]
    text = json.dumps({"path": request.get_full_path(), "fields": fields})
    if fields and len(text) <= LONGEST_KEPT:
        request.session[KEPT] = crypto.encrypt(text, purpose=KEPT)


def kept_form(session: Any) -> dict[str, Any] | None:
    """What was put aside (`path`, `fields`), or None; gone with the key it was sealed under."""
    try:
        return json.loads(crypto.decrypt(session[KEPT], purpose=KEPT)) if session.get(KEPT) else None
    except crypto.Undecipherable:
        return None


def drop_form(session: Any) -> None:
    session.pop(KEPT, None)
