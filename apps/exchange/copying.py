"""Rows to and from PostgreSQL in bulk."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from psycopg.types.json import Jsonb

from apps.accounts.models import Agency
from apps.people.checks import name_key
from apps.people.models import Child

GIVEN_AT_IMPORT = ("id", "number", "registered_at")
"""Columns of a child that are known only when the table is imported."""


def copy_in(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows with COPY, values in the order of the columns `names`; triggers fire as for any insert."""
    columns = ", ".join(f'"{name}"' for name in names)
    kept = {field.column: isinstance(field, models.JSONField) for field in model._meta.concrete_fields}
    wrapped = [kept[name] for name in names]
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([
                Jsonb(value, _json) if is_json and value is not None else value
                for value, is_json in zip(row, wrapped, strict=True)
            ])  # fmt: skip


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


@cache
def columns() -> tuple[models.Field, ...]:
    """The columns of a child that a checked row settles."""
    return tuple(field for field in Child._meta.concrete_fields if field.name not in GIVEN_AT_IMPORT)


def child_columns(values: Mapping[str, Any], agency: Agency) -> dict[str, Any]:
    """The stored form of a new child of this guardianship body, by column."""
    child = Child(guardianship=agency, name_key=name_key(values), **values)
    stored = {}
    for field in columns():
        value = getattr(child, field.attname)
        stored[field.column] = value if value is None else field.get_prep_value(value)
    return stored
