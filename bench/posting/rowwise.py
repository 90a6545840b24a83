"""The same application with every row written by a statement of its own: the usual way, to compare with."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from caseflow.wsgi import application

__all__ = ["application"]


def create_one_by_one(self: QuerySet, rows: Iterable[Any], **_options: Any) -> list[Any]:
    rows = list(rows)
    for row in rows:
        row.save(force_insert=True)
    return rows


def update_one_by_one(self: QuerySet, rows: Iterable[Any], fields: list[str], **_options: Any) -> int:
    rows = list(rows)
    for row in rows:
        row.save(update_fields=fields)
    return len(rows)


QuerySet.bulk_create = create_one_by_one  # type: ignore[method-assign, assignment]
QuerySet.bulk_update = update_one_by_one  # type: ignore[method-assign, assignment]
