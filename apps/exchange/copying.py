"""Rows to and from PostgreSQL in bulk."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from psycopg.types.json import Jsonb

from apps.accounts.models import Agency
from apps.core.fields import Encrypted
from apps.people.checks import name_key
from apps.people.models import Child

GIVEN_AT_IMPORT = ("id", "number", "registered_at")
"""Columns of a child that are known only when the table is imported."""


def copy_in(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows with COPY, values in the order of the columns `names`; triggers fire as for any insert."""
    columns = ", ".join(f'"{name}"' for name in names)
    fields = {field.column: field for field in model._meta.concrete_fields}
    stored = [_storing(fields[name]) for name in names]
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([
                store(value) if store and value is not None else value
                for value, store in zip(row, stored, strict=True)
            ])  # fmt: skip


def _storing(field: models.Field) -> Callable[[Any], Any] | None:
    """What makes of a value what COPY writes; None where it is the value itself."""
    if isinstance(field, Encrypted):
        return field.get_prep_value
    return (lambda value: Jsonb(value, _json)) if isinstance(field, models.JSONField) else None


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


@cache
def columns() -> tuple[models.Field, ...]:
    """The columns of a child that a checked row settles."""
    return tuple(field for field in Child._meta.concrete_fields if field.name not in GIVEN_AT_IMPORT)


def child_columns(values: Mapping[str, Any], agency: Agency) -> dict[str, Any]:
    """The stored form of a new child of this guardianship body, by column."""
    given = {**values, "guardianship": agency, "name_key": name_key(values)}
    stored = {}
    for field in columns():
        value = given[field.name] if field.name in given else field.get_default()
        if isinstance(value, models.Model):
            value = value.pk
        stored[field.column] = value if value is None else field.get_prep_value(value)
    return stored
