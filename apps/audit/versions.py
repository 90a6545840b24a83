"""The versions a record went through, read back from the history of rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Field, Model

from apps.audit.models import RowHistory
from apps.core import wall
from apps.core.fields import Encrypted


@dataclass(frozen=True)
class Version:
    """Records as they stood together after one change, in the order they were asked for.

    `by` is the id of the person who changed them, None for a change from outside the application.
    """

    records: tuple[Any, ...]
    at: datetime
    by: int | None


def versions_of(*records: Model) -> list[Version]:
    """Every version of these records, taken as one thing, the oldest first. Erased rows are left out."""
    places = {(record._meta.db_table, record.pk): n for n, record in enumerate(records)}
    rows = RowHistory.objects.none()
    for table, pk in places:
        rows = rows | RowHistory.objects.filter(table_name=table, row_id=pk)
    held: dict[int, Any] = {}
    found = []
    with wall.lifted("history is closed to requests but for the record that is open"):
        kept = list(rows.order_by("pk"))
    for row in _standing(kept):
        place = places[row.table_name, row.row_id]
        held[place] = _record(type(records[place]), row.row)
        if len(held) == len(records):
            found.append(Version(tuple(held[n] for n in range(len(records))), row.at, row.actor_id))
    return found


def _standing(rows: Iterable[RowHistory]) -> Iterable[RowHistory]:
    return (row for row in rows if row.op != "DELETE" and "erased" not in row.row)


def _record(model: type[Model], row: dict[str, Any]) -> Model:
    record = model()
    for field in model._meta.concrete_fields:
        if field.column in row:
            setattr(record, field.attname, _value(field, row[field.column]))
    return record


def _value(field: Field, kept: Any) -> Any:
    if isinstance(field, Encrypted):
        return field.from_db_value(kept, None, None)
    return field.to_python(kept)
