"""How people get in: accounts are made by administrators, never by visitors."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from guardian.backends import ObjectPermissionBackend


class ClosedAdapter(DefaultAccountAdapter):
    """Registration is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class AgencyPermissions(ObjectPermissionBackend):
    """Grants on one agency, and nothing for superusers: they run the system, they do not read files."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if user_obj.is_superuser:
            return False
        return super().has_perm(user_obj, perm, obj)
