"""Which files stand open beside another: those the reader's body is responsible for, while its ground is in force."""

from collections.abc import Iterable

from apps.accounts.models import User
from apps.matching.models import holding
from apps.people.models import Child, Ground, access_rows


def own_of(reader: User, children: Iterable[Child]) -> set[int]:
    """Ids of those the reader may open as the responsible body's, also as a part of one that may be opened.

    A file in the archive is nobody's here. A few queries, for any number of children.
    """
    if reader.agency is None:
        return set()
    mine = {child.pk for child in children if child.guardianship_id == reader.agency.pk}
    held = holding(mine)
    rows = access_rows(reader).filter(child__in=set(held.values()), ground=Ground.RESPONSIBLE)
    seen = set(rows.values_list("child_id", flat=True))
    return {pk for pk in mine if held[pk] in seen}
