"""Answers that are files."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse

from apps.exchange.models import Format

TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def attachment(content: bytes | Iterable[Any], kind: str, name: str) -> Any:
    """A file to be saved, never shown in the browser; not kept by it."""
    answer = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{kind.lower()}"', "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    return answer(content, content_type=TYPES[Format(kind)], headers=headers)
