"""Files that are not reached as they are: those in the archive, which every ground has ended for, and those that became
part of another. The apps above, which know of them, register here at start."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from apps.people.models import Child

Rows = TypeVar("Rows", bound=QuerySet)

_closed: list[Callable[[str], Any]] = []
_leads: list[Callable[[Iterable[int]], Mapping[int, int]]] = []


def closes_files(condition: Callable[[str], Any]) -> None:
    """Have `condition` say in SQL whether the file is closed to everybody; it gets the way to the child's key."""
    if condition not in _closed:
        _closed.append(condition)


def leads_on(lead: Callable[[Iterable[int]], Mapping[int, int]]) -> None:
    """Have `lead` say which file holds what each of these (ids) held; itself where nothing else does."""
    if lead not in _leads:
        _leads.append(lead)


def without_closed(rows: Rows, *ways: str) -> Rows:
    """The rows that name no closed file; `ways` are their keys of a child, `pk` of children themselves."""
    for condition in _closed:
        for way in ways:
            rows = rows.filter(~Q(condition(way)))
    return rows


def in_use(child: Child) -> Child | None:
    """The file that holds what this one held: itself, or the one it became part of; None for a closed one."""
    held = held_in([child.pk]).get(child.pk)
    return Child.objects.select_related("guardianship__area__parent").filter(pk=held).first()


def held_in(files: Iterable[int]) -> dict[int, int]:
    """Each of these files (ids) to the one in use that holds what it held; those closed to everybody are left out."""
    held = {pk: pk for pk in files}
    if not held:
        return {}
    for lead in _leads:
        steps = lead(held.values())
        held = {pk: steps[at] for pk, at in held.items()}
    reached = without_closed(Child.objects.filter(pk__in=held.values()), "pk")
    ids = set(reached.values_list("pk", flat=True))
    return {pk: at for pk, at in held.items() if at in ids}
