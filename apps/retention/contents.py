"""What belongs to a file: every row that cannot exist without the child, found along the foreign keys.

Nothing has to be added here for a new table. A row goes with the child it names, and with any row it must name; a
reference that may be empty is emptied. What several files share (a relative, a stored file) goes when nothing of
another file needs it. Duties, notices and messages name a subject by number and hold no word about the child:
they stay, as do acts in the ledger.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import FileField, ForeignKey, ManyToOneRel, Model

from apps.audit.history import UNTRACKED
from apps.audit.models import RowHistory
from apps.documents.models import Document, Paper
from apps.matching.models import ChildKey, NameToken
from apps.mentoring.models import Assignment
from apps.people.models import Child, Relative

STAYS = {
    ("incidents_incidentchild", "child"): "the incident stays, without the child's part (stories)",
    ("retention_retention", "child"): "what stays of the file",
}
"""References to a child whose row is not taken: (table, field) and why."""
SHARED: tuple[type[Model], ...] = (Relative, Document)
OF_CHILD, OF_PAIR = "child", "assignment"
"""The subject kinds whose papers go; no other kind keeps papers of a child (a test says so)."""

Model_ = type[Model]


@dataclass
class Belongings:
    """Rows to remove by model, references to empty, and the stored files of the rows."""

    rows: dict[Model_, set[int]] = field(default_factory=dict)
    loose: list[tuple[Model_, ForeignKey]] = field(default_factory=list)

    def take(self, model: Model_, ids: Collection[int]) -> set[int]:
        """Add rows; returns those that were not there yet."""
        new = set(ids) - self.rows.setdefault(model, set())
        self.rows[model] |= new
        return new

    @property
    def counts(self) -> dict[str, int]:
        return {model._meta.db_table: len(ids) for model, ids in sorted(self.rows.items(), key=_table) if ids}


def gather(children: Collection[int], documents: Collection[int] = ()) -> Belongings:
    """Everything that belongs to these children (ids), and of `documents` those that nothing else uses."""
    found = Belongings()
    _follow(found, Child, found.take(Child, children))
    owners: dict[str, Collection[int]] = {OF_CHILD: children, OF_PAIR: found.rows.get(Assignment, ())}
    for kind, ids in owners.items():
        papers = Paper.objects.filter(subject_kind=kind, subject_id__in=ids).values_list("pk", flat=True)
        _follow(found, Paper, found.take(Paper, papers))
    for shared in SHARED:
        named = _named(found, shared) | (set(documents) if shared is Document else set())
        _follow(found, shared, found.take(shared, named - _used_elsewhere(found, shared, named)))
    return found


def history_of(found: Belongings) -> list[int]:
    """Ids of all versions of all these rows."""
    ids: list[int] = []
    for model, rows in found.rows.items():
        if model._meta.db_table in UNTRACKED:
            versions = RowHistory.objects.filter(table_name=model._meta.db_table, row_id__in=rows)
            ids += versions.values_list("pk", flat=True)
    return ids


def files_of(found: Belongings) -> list[dict[str, str]]:
    """Stored files of these rows, and the checksums whose previews go: `{"file": …}` or `{"preview": …}`."""
    names = []
    for model, ids in found.rows.items():
        for one in (one for one in model._meta.concrete_fields if isinstance(one, FileField)):
            kept = model._base_manager.filter(pk__in=ids).values_list(one.name, flat=True)
            names += [{"file": name} for name in kept if name]
    sums = Document.objects.filter(pk__in=found.rows.get(Document, ())).values_list("sha256", flat=True)
    return names + [{"preview": one} for one in sorted(set(sums))]


def remove(found: Belongings) -> None:
    """Empty the loose references and delete the rows. The constraints look once all are gone."""
    tokens = _tokens(found)
    for model, reference in found.loose:
        rows = model._base_manager.filter(**{f"{reference.name}__in": found.rows[_target(reference)]})
        rows.exclude(pk__in=found.rows.get(model, ())).update(**{reference.name: None})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model, ids in found.rows.items():
            table, key = model._meta.db_table, model._meta.pk.column
            cursor.execute(f"DELETE FROM {table} WHERE {key} = ANY(%s)", [list(ids)])  # noqa: S608 - names of ours
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _forget_words(tokens)


def references_to(model: Model_) -> Iterator[tuple[Model_, ForeignKey]]:
    """Every foreign key in the database that leads to a model."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and isinstance(relation.field, ForeignKey):
            yield relation.field.model, relation.field


def _follow(found: Belongings, model: Model_, new: Collection[int]) -> None:
    if not new:
        return
    for other, reference in references_to(model):
        if (other._meta.db_table, reference.name) in STAYS:
            continue
        if reference.null and model is not Child:
            found.loose.append((other, reference))
            continue
        rows = other._base_manager.filter(**{f"{reference.name}__in": new}).values_list("pk", flat=True)
        _follow(found, other, found.take(other, rows))


def _named(found: Belongings, shared: Model_) -> set[int]:
    """Ids of the shared rows that rows of the file name."""
    ids: set[int] = set()
    for model, reference in references_to(shared):
        rows = model._base_manager.filter(pk__in=found.rows.get(model, ()), **{f"{reference.name}__isnull": False})
        ids |= set(rows.values_list(reference.attname, flat=True))
    return ids


def _used_elsewhere(found: Belongings, shared: Model_, ids: set[int]) -> set[int]:
    used: set[int] = set()
    for model, reference in references_to(shared):
        rows = model._base_manager.filter(**{f"{reference.name}__in": ids}).exclude(pk__in=found.rows.get(model, ()))
        used |= set(rows.values_list(reference.attname, flat=True))
    return used


def _tokens(found: Belongings) -> set[int]:
    keys = ChildKey.objects.filter(pk__in=found.rows.get(ChildKey, ()))
    return {token for tokens in keys.values_list("tokens", flat=True) for token in tokens}


def _forget_words(tokens: set[int]) -> None:
    """Words of names by which nobody else is found. The lock waits for those who have read their ids to write keys."""
    if not tokens:
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '3s'")
        cursor.execute(f"LOCK TABLE {NameToken._meta.db_table} IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET LOCAL lock_timeout = 0")
    used = ChildKey.objects.filter(tokens__overlap=list(tokens)).values_list("tokens", flat=True)
    NameToken.objects.filter(pk__in=tokens - {token for held in used for token in held}).delete()


def _target(reference: ForeignKey) -> Any:
    return reference.related_model


def _table(item: tuple[Model_, Any]) -> str:
    return item[0]._meta.db_table
