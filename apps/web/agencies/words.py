"""Roles as people read them."""

from dataclasses import dataclass

from apps.accounts.permissions import Perm
from apps.accounts.roles import ROLES, Role


@dataclass(frozen=True)
class RoleWords:
    code: str
    name: str
    description: str
    permissions: list[str]


def role_facts(code: str) -> RoleWords:
    """A role with its description and its permissions in words, in the order of the list of permissions."""
    facts = ROLES[code]
    permissions = [str(perm.label) for perm in Perm if perm in facts.permissions]
    return RoleWords(code, str(Role(code).label), str(facts.description), permissions)
