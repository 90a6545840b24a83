"""How to reach a child, and how a found child was found: for readers who may know who the child is."""

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.people.models import Child
from apps.people.policies import sees_secrecy
from apps.web.formats import numeric_date

Said = list[tuple[str, str]]


def reaching(child: Child) -> Said:
    return _filled((_("Telephone"), child.phone), (_("Other ways to reach"), child.contacts))


def finding(child: Child, reader: User) -> Said:
    """Empty for a child with its parents, and outside the secrecy of adoption once the child is adopted."""
    said = _filled(
        (_("Found on"), numeric_date(child.found_on) if child.found_on else ""),
        (_("Where the child was found"), child.found_place),
        (_("How the child was found, by whom"), child.found_circumstances),
    )
    return [] if said and _is_secret(child, reader) else said


def _is_secret(child: Child, reader: User) -> bool:
    """Asked of the table: to those outside the secrecy the record in hand calls an adopter a parent."""
    adopted = Child.objects.filter(pk=child.pk, representative_kind=Child.Representative.ADOPTER)
    return not sees_secrecy(reader, child) and adopted.exists()


def _filled(*facts: tuple[str, str]) -> Said:
    return [fact for fact in facts if fact[1]]
