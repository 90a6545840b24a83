"""Rows built in memory, with ids from the database's own sequences, written table by table with COPY."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from graphlib import TopologicalSorter
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models
from django.db.models import NOT_PROVIDED
from psycopg.types.json import Jsonb

from apps.core.fields import Encrypted
from apps.core.numbers import label, take

M = TypeVar("M", bound=models.Model)
BLOCK, NUMBERS = 1000, 50
"""Ids and numbers are taken from their sequences in blocks; what is left of the last one stays unused."""


class Rows:
    """Unsaved rows waiting to be written, in whatever order they came."""

    def __init__(self) -> None:
        self._waiting: dict[type[models.Model], list[Any]] = {}
        self._ids: dict[type[models.Model], Iterator[int]] = {}
        self._values: dict[str, Iterator[int]] = {}
        self.written = 0

    def add(self, row: M) -> M:
        """Give the row its id and keep it; it may still be changed until `flush`."""
        model = type(row)
        if model not in self._ids:
            self._ids[model] = _ids(model)
        row.pk = next(self._ids[model])
        return self.keep(row)

    def keep(self, row: M) -> M:
        """Keep a row that has its key already: that of what it belongs to."""
        self._waiting.setdefault(type(row), []).append(row)
        return row

    def number(self, prefix: str, at: datetime) -> str:
        """The next number of an incident or a notice."""
        if prefix not in self._values:
            self._values[prefix] = _blocks(lambda: take(prefix, NUMBERS))
        return label(prefix, next(self._values[prefix]), at)

    def flush(self) -> None:
        """Write every table after those it points to.

        Foreign keys are checked at once: PostgreSQL's queue of checks put off to the commit makes every nested
        insert of a trigger slower, so that a large load would take quadratic time.
        """
        graph = {model: _points_to(model, rows) for model, rows in self._waiting.items()}
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in TopologicalSorter(graph).static_order():
            rows = self._waiting.pop(model, [])
            copy_rows(model, rows)
            self.written += len(rows)


def copy_rows(model: type[models.Model], rows: Sequence[Any], *, with_id: bool = True) -> None:
    """Write rows with COPY; triggers fire as for any insert. Without `with_id` the database numbers them."""
    if not rows:
        return
    fields = [
        f for f in model._meta.concrete_fields
        if (with_id or not f.primary_key) and f.db_default is NOT_PROVIDED
    ]  # fmt: skip
    names = ", ".join(f'"{f.column}"' for f in fields)
    plan = [(f.attname, _adapter(f)) for f in fields]
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            values = row.__dict__
            copy.write_row([adapt(values[name]) if adapt else values[name] for name, adapt in plan])


def measure_tables() -> None:
    """Tell the planner how many rows there are now: what it knows of a table may be from before this transaction, and
    a join planned for empty tables takes minutes in full ones."""
    tables = ", ".join(f'"{model._meta.db_table}"' for model in apps.get_models() if model._meta.managed)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def _points_to(model: type[models.Model], rows: Sequence[Any]) -> set[type[models.Model]]:
    """The other tables that some of these rows refer to."""
    keys = [f for f in model._meta.concrete_fields if f.is_relation and f.related_model is not model]
    return {f.related_model for f in keys if any(row.__dict__[f.attname] is not None for row in rows)}


def _adapter(field: models.Field) -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return lambda value: None if value is None else Jsonb(value)
    if isinstance(field, Encrypted):
        return field.get_prep_value
    if isinstance(field, models.CharField | models.TextField):
        return lambda value: value if value is None or value.__class__ is str else str(value)
    return None


def _ids(model: type[models.Model]) -> Iterator[int]:
    def block() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, BLOCK],
            )
            return [row[0] for row in cursor.fetchall()]

    return _blocks(block)


def _blocks(take_block: Callable[[], list[int]]) -> Iterator[int]:
    while True:
        yield from take_block()
