"""Sisters and brothers with files of their own: through a shared parent, or named as such."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from apps.accounts.models import User
from apps.core import wall
from apps.core.fields import Unreadable
from apps.people.models import Child, Kinship, Relative
from apps.people.policies import is_responsible, sees_secrecy
from apps.people.reach import held_in


@dataclass(frozen=True)
class Sibling:
    """A file that the reader may open, and what makes the two siblings. `tie`: the stored word of it, if any."""

    child: Child
    by_parent: bool
    tie: Kinship | None


@dataclass(frozen=True)
class Siblings:
    """Those whose file the reader may open, and how many others there are (only for the responsible body).

    `closed`: the stored ties to those others, which the responsible body may withdraw without knowing who they are.
    """

    open: list[Sibling]
    hidden: int
    closed: list[Kinship] = field(default_factory=list)


def siblings_of(child: Child, reader: User) -> Siblings:
    """For this reader. A parent that the secrecy of adoption hides makes no sibling for others."""
    with wall.lifted("how many sisters and brothers have files elsewhere; the files themselves are read below"):
        ids, shared, ties = _known(child, reader)
    seen = Child.objects.visible_to(reader).filter(pk__in=ids).order_by("birth_date", "pk")
    found = [Sibling(one, one.pk in shared, ties.get(one.pk)) for one in seen]
    if not is_responsible(reader, child):
        return Siblings(found, 0)
    opened = {one.child.pk for one in found}
    closed = [tie for pk, tie in sorted(ties.items()) if pk not in opened]
    return Siblings(found, len(ids) - len(found), closed)


def hidden_from(child: Child, reader: User) -> set[int]:
    """The ids of those others, of whom the responsible body is told the number. Call inside an action."""
    ids = _known(child, reader)[0]
    return ids - set(Child.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", flat=True))


def ties_to_siblings(child: Child, reader: User) -> list[Kinship]:
    """Every word that another file is of a sister or brother, withdrawn ones too, whichever of the two files it was
    written in; for the responsible body alone. Of the other child only the id is known."""
    if not is_responsible(reader, child):
        return []
    with wall.lifted("what was said of the child's own family; the other file is not read"):
        either = Q(child=child, sibling__isnull=False) | Q(sibling=child)
        return list(Kinship.objects.filter(either).order_by("pk"))


def _known(child: Child, reader: User) -> tuple[set[int], set[int], dict[int, Kinship]]:
    """All of them, those by a shared parent, and the stored ties. Closed files are none, and a file that became part
    of another is that one: of the child itself, nobody's sister or brother."""
    ties = {
        tie.sibling_id if tie.child_id == child.pk else tie.child_id: tie
        for tie in Kinship.objects.standing().filter(Q(child=child, sibling__isnull=False) | Q(sibling=child))
    }
    shared = ids_by_parent(child, with_secret=sees_secrecy(reader, child))
    files = {pk: held for pk, held in held_in(shared | set(ties)).items() if held != child.pk}
    by_parent = {files[pk] for pk in shared if pk in files}
    return set(files.values()), by_parent, {files[pk]: tie for pk, tie in sorted(ties.items()) if pk in files}


def ids_by_parent(child: Child, *, with_secret: bool) -> set[int]:
    """Children who have a parent in common with this one; what other bodies keep secret makes none."""
    parents = Kinship.objects.standing().filter(kind__in=Kinship.PARENTS, relative__isnull=False)
    told = Q(is_secret=False)
    if with_secret:
        told |= Q(child__guardianship=child.guardianship_id)
    parents = parents.filter(told)
    mine = _same_people(parents.filter(child=child).values_list("relative_id", flat=True))
    return set(parents.filter(relative__in=mine).exclude(child=child).values_list("child_id", flat=True))


def _same_people(ids: Iterable[int]) -> set[int]:
    """These records and all others of the same people: copies, and those of the same IIN and name."""
    mine = list(Relative.objects.filter(pk__in=ids))
    firsts = {one.origin or one.pk for one in mine}
    prints = {(str(one.iin), one.name_key) for one in mine if one.iin and not isinstance(one.iin, Unreadable)}
    copies = Relative.objects.filter(origin__in=firsts).values_list("pk", flat=True)
    alike = Relative.objects.filter(iin__in=[iin for iin, _key in prints]).values_list("pk", "iin", "name_key")
    return firsts | set(copies) | {pk for pk, iin, key in alike if (str(iin), key) in prints}
