"""How those outside the secrecy of adoption are told of adopters: as parents, which is what the law makes them.

A word of its own, or none, would tell as much as «adopter» does.
"""

from typing import Any

from apps.accounts.models import User
from apps.people.models import Child, Kinship, Relative
from apps.people.policies import sees_secrecy


def shown_kinship(tie: Kinship, secrecy: bool) -> Kinship.Kind:
    """Who a person is to the child, for a reader inside the secrecy of adoption or outside it."""
    kind = Kinship.Kind(tie.kind)
    if kind != Kinship.Kind.ADOPTER or secrecy:
        return kind
    male = tie.relative is not None and tie.relative.sex == Relative.Sex.MALE
    return Kinship.Kind.FATHER if male else Kinship.Kind.MOTHER


def shown_representative(child: Child, reader: User) -> str:
    """The kind of the legal representative; empty when none is recorded."""
    kind = child.representative_kind
    if kind != Child.Representative.ADOPTER or sees_secrecy(reader, child):
        return kind
    return Child.Representative.PARENT


def with_representative(data: dict[str, Any], stored: Child, by: User) -> dict[str, Any]:
    """What a page or client sends back, where somebody outside the secrecy was shown a parent: the adopter stays."""
    if data.get("representative_kind") != shown_representative(stored, by):
        return data
    return {**data, "representative_kind": stored.representative_kind}
