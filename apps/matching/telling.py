"""What a merge is told to have moved, without what the reader may not know to exist."""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from apps.accounts.access import allows
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core import wall
from apps.documents.models import Compartment
from apps.matching.models import Merge
from apps.matching.relations import MOVED
from apps.people.models import Ground
from apps.people.models.part import children_on

Ids = dict[str, list[int]]

OPEN_ROWS = {
    "people.Kinship.child": Q(is_secret=False),
    "people.Kinship.sibling": Q(is_secret=False),
    "people.ParentStatus.child": Q(kinship__is_secret=False),
    "people.ChildName.child": Q(is_secret=False),
    "documents.Paper.subject_id": ~Q(compartment=Compartment.ADOPTION),
}
"""Records that the secrecy of adoption may hide, and which of them it does not."""
HEALTH_ROWS = {
    "people.HealthRecord.child": Q(pk__in=[]),
    "documents.Paper.subject_id": ~Q(compartment=Compartment.HEALTH),
}
"""Records of the compartment of health, and which of them are outside it."""
CLOSED = frozenset(OPEN_ROWS | HEALTH_ROWS)


class Telling:
    """How this reader is told of these merges; the same few queries for any number of them."""

    def __init__(self, reader: User, merges: Iterable[Merge]) -> None:
        merges = list(merges)
        self.health = allows(reader, Perm.VIEW_HEALTH)
        self.inside: set[int] = set()
        if allows(reader, Perm.VIEW_ADOPTION):
            kept = children_on(reader, Ground.RESPONSIBLE).filter(child__in={one.kept_id for one in merges})
            self.inside = set(kept.values_list("child_id", flat=True))
        self.hidden = {
            True: _hidden(merges, self.health, secrecy=True), False: _hidden(merges, self.health, secrecy=False)
        }  # fmt: skip

    def sees_secrecy(self, made: Merge) -> bool:
        """Whether the secrecy of adoption is open to the reader in the file that stayed."""
        return made.kept_id in self.inside

    def counts(self, made: Merge, rows: Ids) -> dict[str, int]:
        """How many of `rows`, moved or left by this merge, the reader may know of; without what is none."""
        hidden = self.hidden[self.sees_secrecy(made)]
        told = {name: len(set(ids) - hidden.get(name, set())) for name, ids in rows.items()}
        return {name: number for name, number in told.items() if number}


def _hidden(merges: list[Merge], health: bool, *, secrecy: bool) -> dict[str, set[int]]:
    """Of each relation the rows that these merges moved or left and that somebody with these rights may not know."""
    shown = list(_shown(health, secrecy))
    found: dict[str, set[int]] = {}
    for name, which in shown:
        ids = {pk for one in merges for rows in (one.moved, one.left) for pk in rows.get(name, ())}
        if ids:
            with wall.lifted("what a merge moved is counted, also what stayed with the absorbed file"):
                rows = MOVED[name].target._base_manager.filter(which, pk__in=ids)
                open_ids = set(rows.values_list("pk", flat=True))
            found[name] = found.get(name, set()) | (ids - open_ids)
    return found


def _shown(health: bool, secrecy: bool) -> Iterator[tuple[str, Q]]:
    if not secrecy:
        yield from OPEN_ROWS.items()
    if not health:
        yield from HEALTH_ROWS.items()
