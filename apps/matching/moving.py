"""Moving rows from one file to the other, and exactly those back."""

from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet

from apps.matching.relations import MOVED, Relation
from apps.people.models import Child, Kinship
from apps.people.secrecy import shown_kinship

Ids = dict[str, list[int]]
OTHER_END = {"people.Kinship.child": "sibling", "people.Kinship.sibling": "child"}


def move_all(source: Child, target: Child) -> tuple[Ids, Ids]:
    """Move every declared row; gives the ids moved and left. A row stays when the target has one like it: a stay in
    the same time, the same parent; and where it says that the two are sisters or brothers."""
    moved: Ids = {}
    left: Ids = {}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name, relation in MOVED.items():
        ids = list(_of(relation, source).order_by("pk").values_list("pk", flat=True))
        staying = _following(relation, ids, left) | _second_parents(relation, ids, target)
        staying |= _of_itself(relation, ids, target)
        done = _move(relation, [pk for pk in ids if pk not in staying], target)
        moved |= {name: done} if done else {}
        stayed = [pk for pk in ids if pk not in done]
        left |= {name: stayed} if stayed else {}
    return moved, left


def move_back(moved: Ids, source: Child, target: Child) -> int:
    """Bring the rows that are still at `source` back to `target`; how many are not there any more.

    Raises IntegrityError where something stands in the way at `target`.
    """
    missing = 0
    for name, ids in moved.items():
        relation = MOVED[name]
        held = _of(relation, source).filter(pk__in=ids)
        missing += len(ids) - held.count()
        if _second_parents(relation, ids, target):
            raise IntegrityError("one mother, one father")
        _write(relation, held, target)
    return missing


def _of(relation: Relation, child: Child) -> QuerySet:
    rows = relation.target._base_manager.all()
    if relation.subject:
        return rows.filter(subject_kind="child", subject_id=child.pk)
    return rows.filter(**{relation.field: child})


def _following(relation: Relation, ids: list[int], left: Ids) -> set[int]:
    """Rows that stay because the row they belong to stays."""
    if not relation.follows:
        return set()
    key = relation.target._meta.get_field(relation.follows)
    parents = left.get(f"{key.related_model._meta.label}.child", [])
    held = relation.target._base_manager.filter(pk__in=ids, **{f"{relation.follows}__in": parents})
    return set(held.values_list("pk", flat=True))


def _second_parents(relation: Relation, ids: list[int], target: Child) -> set[int]:
    """Open records of a mother or father where the target has one: an adopter is one of them, as for everybody outside
    the secrecy of adoption, who would learn from a second one that it is an adopter."""
    if relation.name != "people.Kinship.child":
        return set()
    ties = Kinship.objects.standing().filter(is_secret=False, kind__in=Kinship.PARENTS).select_related("relative")
    places = {shown_kinship(tie, secrecy=False) for tie in ties.filter(child=target)}
    return {tie.pk for tie in ties.filter(pk__in=ids) if shown_kinship(tie, secrecy=False) in places}


def _of_itself(relation: Relation, ids: list[int], target: Child) -> set[int]:
    """Ties to the target: one child is not its own sister or brother."""
    end = OTHER_END.get(relation.name)
    if end is None:
        return set()
    return set(Kinship.objects.filter(pk__in=ids, **{end: target}).values_list("pk", flat=True))


def _move(relation: Relation, ids: list[int], target: Child) -> list[int]:
    """All at once, or, when something stands in the way, one by one."""
    if ids and not _try(relation, ids, target):
        return [pk for pk in ids if _try(relation, [pk], target)]
    return ids


def _try(relation: Relation, ids: list[int], target: Child) -> bool:
    try:
        with transaction.atomic():
            _write(relation, relation.target._base_manager.filter(pk__in=ids), target)
    except IntegrityError:
        return False
    return True


def _write(relation: Relation, rows: QuerySet, target: Child) -> None:
    values: dict[str, Any] = {relation.field: target}
    if relation.subject:
        values = {"subject_id": target.pk, "subject_no": target.number}
    if relation.sorted_by:
        values[relation.sorted_by] = target.registered_at
    if any(field.name == "version" for field in relation.target._meta.concrete_fields):
        values["version"] = F("version") + 1
    rows.update(**values)
