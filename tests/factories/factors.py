"""Second factors of people, and the codes that an app would show."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth

PASSWORD = "кілт-8-ключ-үй"


def set_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def give_app(user) -> str:
    """Set up an authenticator app with recovery codes; returns its secret."""
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code_of(secret: str, *, later: int = 0) -> str:
    """What the app shows now, or `later` half minutes from now."""
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30 + later))


def recovery_code(user) -> str:
    """A code that nobody used yet; nothing for a person without a second factor."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return row.wrap().get_unused_codes()[0] if row else ""


def sign_in(client, user, code: str = ""):
    """By the pages: password, then the code; the last answer."""
    answer = client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    return client.post("/accounts/factor/", {"code": code}) if code else answer
