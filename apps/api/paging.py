"""Cursor pages: read by key, so that page 1,000 costs what page 1 costs. A cursor names a neighbour."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

USUAL, MOST = 50, 200
NAMES = ("cursor", "page_size")
MOST_OF_KIND = {"BigAutoField": 2**63, "PositiveSmallIntegerField": 2**15}


class Row(Func):
    """Several values compared as one, as an index over them is read."""

    function = "ROW"
    output_field = TextField()


class Cursor(BasePagination):
    """`next` and `previous` are whole addresses; `page_size` at most 200."""

    def page(self, request: Request, rows: QuerySet, keys: Sequence[str], *, descending: bool = False) -> list[Any]:
        """The rows the cursor asks for. `keys` are fields of the row, ordered all one way, the last unique."""
        self.request, self.keys = request, keys
        size = _size(request)
        backward, start = _read(request.query_params.get("cursor", ""), len(keys))
        if start:
            compare = LessThan if descending != backward else GreaterThan
            try:
                rows = rows.filter(compare(Row(*map(F, keys)), Row(*map(Value, _values(rows, keys, start)))))
            except (ValueError, TypeError):
                raise _bad_cursor() from None
        order = "-" if descending != backward else ""
        found = list(rows.order_by(*(order + key for key in keys))[: size + 1])
        more, found = len(found) > size, found[:size]
        if backward:
            found.reverse()
        self.has_previous, self.has_next = (more, bool(found)) if backward else (start is not None, more)
        self.first, self.last = (found[0], found[-1]) if found else (None, None)
        return found

    def get_paginated_response(self, data: Any) -> Response:
        return Response({
            "next": self._address(self.last, "n") if self.has_next else None,
            "previous": self._address(self.first, "p") if self.has_previous and self.first else None,
            "results": data,
        })  # fmt: skip

    def _address(self, row: Any, way: str) -> str:
        values = [_plain(row[key] if isinstance(row, dict) else getattr(row, key)) for key in self.keys]
        text = json.dumps([way, *values], separators=(",", ":"))
        cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "cursor", "in": "query", "required": False, "schema": {"type": "string"},
                "description": "Where to go on, from `next` or `previous` of another page.",
            },
            {
                "name": "page_size", "in": "query", "required": False,
                "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
            },
        ]  # fmt: skip


def _size(request: Request) -> int:
    wanted = request.query_params.get("page_size", "") or str(USUAL)
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= 4 and 1 <= int(wanted) <= MOST):
        raise ValidationError({"page_size": [_("A whole number from 1 to 200.")]})
    return int(wanted)


def _read(cursor: str, length: int) -> tuple[bool, list[Any] | None]:
    """Whether to go backward, and the values of the neighbour."""
    if not cursor:
        return False, None
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        way, *values = json.loads(text)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise _bad_cursor() from None
    fits = way in ("n", "p") and len(values) == length
    if not fits or not all(isinstance(value, str | int) and not isinstance(value, bool) for value in values):
        raise _bad_cursor()
    return way == "p", values


def _values(rows: QuerySet, keys: Sequence[str], start: list[Any]) -> list[Any]:
    """The neighbour's values in the types of their fields."""
    counted = rows.query.annotations
    fields = [
        counted[key].output_field if key in counted else rows.model._meta.get_field(key.removesuffix("_id"))
        for key in keys
    ]
    return [_typed(field.target_field if field.is_relation else field, value)
            for field, value in zip(fields, start, strict=True)]  # fmt: skip


def _typed(field: Any, value: Any) -> Any:
    kind = field.get_internal_type()
    if kind == "DateTimeField":
        at = datetime.fromisoformat(value)
        if at.tzinfo is None or not 1900 <= at.year <= 2200:
            raise ValueError(value)
        return at
    if kind == "DateField":
        return date.fromisoformat(value)
    if kind in MOST_OF_KIND:
        if not isinstance(value, int) or not 0 <= value < MOST_OF_KIND[kind]:
            raise ValueError(value)
        return value
    if not isinstance(value, str) or not value.isprintable() or len(value) > 250:
        raise ValueError(value)
    return value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _bad_cursor() -> ValidationError:
    return ValidationError({"cursor": [_("This cursor is not one of ours.")]})
