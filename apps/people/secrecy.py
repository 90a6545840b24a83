"""How those outside the secrecy of adoption are told of adopters: as parents, which is what the law makes them.

A word of its own, or none, would tell as much as «adopter» does.
"""

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.errors import Refused
from apps.people.models import Child, Kinship, Relative
from apps.people.policies import sees_secrecy

SECRECY_RULE = "caseflow.child.adoption_secret"
SEXES: dict[str, str] = {Kinship.Kind.MOTHER: Relative.Sex.FEMALE, Kinship.Kind.FATHER: Relative.Sex.MALE}


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
    if kind != Child.Representative.ADOPTER:
        return kind
    return told_representative(kind, sees_secrecy(reader, child))


def told_representative(kind: str, secrecy: bool) -> str:
    """What a stored kind of representative is called, for a reader inside the secrecy of adoption or outside it."""
    return Child.Representative.PARENT if kind == Child.Representative.ADOPTER and not secrecy else kind


def representative_written(kind: str | None, by: User, stored: Child | None = None) -> str | None:
    """What is stored when this person writes this kind: the adopter stays where they were shown a parent.

    Raises Refused where somebody outside the secrecy names an adopter, whatever is recorded.
    """
    inside = sees_secrecy(by, stored) if stored else allows(by, Perm.VIEW_ADOPTION)
    if inside or kind is None:
        return kind
    if kind == Child.Representative.ADOPTER:
        raise Refused(
            _("An adopter is recorded with the right to the secrecy of adoption alone. Choose “parent”."),
            field="representative_kind", rule=SECRECY_RULE,
        )  # fmt: skip
    return stored.representative_kind if stored and kind == shown_representative(stored, by) else kind
