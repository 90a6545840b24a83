"""How people get in: accounts are made by administrators, never by visitors."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest
from guardian.backends import ObjectPermissionBackend

DEMO_MAIL = "@demo.example"


class ClosedAdapter(DefaultAccountAdapter):
    """Registration is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


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
