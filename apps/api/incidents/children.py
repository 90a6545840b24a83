"""From the children a body names to those the sender may see."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.errors import Collector
from apps.people.models import Child


def children_of(user: User, named: Sequence[int | str], *, at: datetime) -> list[Child]:
    """Visible children with these ids or numbers, in the given order. A hidden one is refused like a missing
    one, at its place in the list."""
    ids = [one for one in named if isinstance(one, int)]
    numbers = [one for one in named if isinstance(one, str)]
    found = list(Child.objects.visible_to(user).filter(Q(pk__in=ids) | Q(number__in=numbers))) if named else []
    held = {child.pk: child for child in found} | {child.number: child for child in found}
    refuse = Collector()
    for one in named:
        if one not in held:
            refuse(_("There is no child %(number)s, or none you may see.") % {"number": one}, field="children")
    refuse.done()
    return [held[one] for one in named]
