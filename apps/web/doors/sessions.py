"""What a session remembers of how its person came in."""

from typing import Any

FACTOR = "second_factor"


def is_proven(session: Any) -> bool:
    """Whether a second factor was given, or set up, in this session."""
    return bool(session.get(FACTOR))


def prove(session: Any, kind: str) -> None:
    """From now on the session counts as entered with a second factor: totp, webauthn, recovery_codes, provider."""
    session[FACTOR] = kind
