"""The purpose of opening a file, where it is not one's daily work."""

from datetime import datetime
from urllib.parse import unquote

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from apps.disclosure.actions import state_purpose
from apps.disclosure.models import Purpose
from apps.disclosure.purposes import is_asked
from apps.people.actions import open_child
from apps.people.models import Child

KINDS = list(Purpose.STATED)
PURPOSE = [
    OpenApiParameter(
        "X-Purpose", str, OpenApiParameter.HEADER,
        description=f"Why, where the file is not your daily work: {', '.join(KINDS)}. Holds for the day; else 428.",
    ),
    OpenApiParameter(
        "X-Purpose-Text", str, OpenApiParameter.HEADER,
        description="The purpose in words, percent-encoded UTF-8; needed for OTHER.",
    ),
    OpenApiParameter("purpose", str, description="The same as X-Purpose."),
]  # fmt: skip


def take_purpose(request: Request, child: Child, *, at: datetime) -> None:
    """Store the purpose that came with the request, if one is asked for and none is stated yet today."""
    kind = request.headers.get("X-Purpose") or request.query_params.get("purpose", "")
    if kind and is_asked(child, request.user, at):
        text = unquote(request.headers.get("X-Purpose-Text", "")).replace("\x00", "")
        state_purpose(child, kind=kind, text=text, by=request.user, at=at)


def open_for(request: Request, child: Child, *, at: datetime) -> None:
    """Open the file for the purpose that came with the request. Raises PurposeRequired without one."""
    take_purpose(request, child, at=at)
    open_child(child, by=request.user, at=at)
