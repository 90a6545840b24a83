"""How people get in: accounts are made by administrators, never by visitors."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from guardian.backends import ObjectPermissionBackend

from apps.accounts.factors import DEMO_MAIL, TOTP_SEED
from apps.accounts.sign_ins import leave, password_changed
from apps.core import crypto, wall
from apps.web.doors.sessions import SIGN_IN, begin, prove


class ClosedAdapter(DefaultAccountAdapter):
    """Registration is closed; what a session was entered with stays known to it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """After every check of the sign-in, the second factor's included."""
        super().login(request, user)
        used = [record for record in get_authentication_records(request, user) if record["method"] == "mfa"]
        how = used[-1]["type"] if used else "password"
        vouched = getattr(request, "agency_factor", None)  # None: not through an agency
        if vouched is not None:
            how = "provider_factor" if vouched else "provider"
        if used or vouched:
            prove(request.session, how)
        begin(request, user, how=how, address=self.get_client_ip(request), at=timezone.now())

    def get_login_stages(self) -> list[str]:
        own = {"allauth.mfa.stages.AuthenticateStage": "caseflow.agency_doors.FactorStage"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def logout(self, request: HttpRequest) -> None:
        user, sign_in = request.user, request.session.get(SIGN_IN)
        super().logout(request)
        if sign_in and user.is_authenticated:
            leave(sign_in, by=user, at=timezone.now())

    def set_password(self, user: Any, password: str) -> None:
        """By the own page or the mailed link: an act, which ends every session and token."""
        with wall.lifted("requests have no right to write the whole account"):
            super().set_password(user, password)
        password_changed(user, by=user, at=timezone.now())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of any proof, the sign-in itself included."""
        records = get_authentication_records(self.request, self.request.user)
        latest = max((record["at"] for record in records), default=0)
        return time.time() - latest >= app_settings.REAUTHENTICATION_TIMEOUT

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On the public address of the settings: the host of a request is what its sender says it is."""
        address = super().get_reset_password_from_key_url(key)
        return settings.SITE_URL.rstrip("/") + "/" + address.split("/", 3)[3]


class Factors(DefaultMFAAdapter):
    """Seeds lie encrypted in the database; the authenticator app shows the user name."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": gettext_lazy("The code is wrong.")}

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text, purpose=TOTP_SEED)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text, purpose=TOTP_SEED)

    def get_totp_label(self, user: Any) -> str:
        return user.username

    def build_totp_svg(self, url: str) -> str:
        """Drawn inside the page, without the line that begins a file."""
        return super().build_totp_svg(url).partition("?>")[2].strip()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002
        """What a passkey is called unless its owner types a name."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def _get_site_name(self) -> str:
        return "caseflow"


class Passwords(AuthenticationBackend):
    """Sign-in by name or e-mail. The demo's people, whose password everybody knows, only while trying things out."""

    def user_can_authenticate(self, user: Any) -> bool:
        known_to_all = user.email.endswith(DEMO_MAIL)
        return super().user_can_authenticate(user) and (settings.TRYING_OUT or not known_to_all)


class AgencyPermissions(ObjectPermissionBackend):
    """Grants on one agency, and nothing for superusers: they run the system, they do not read files."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if user_obj.is_superuser:
            return False
        return super().has_perm(user_obj, perm, obj)
