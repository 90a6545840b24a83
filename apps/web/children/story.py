"""The Timeline tab of a child's file."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.people.actions import open_child
from apps.people.models import Child
from apps.people.story import Told
from apps.web.children import file
from apps.web.children.timeline import Place, Reading, months, page, plain
from apps.web.children.timeline_sources import SOURCES
from apps.web.shared import get_visible_or_404, now

TAB = "children:timeline"


class FileStory:
    """What `apps.people.story` tells: the lines of the tab."""

    def kinds(self) -> list[str]:
        return list(dict.fromkeys(source.kind for source in SOURCES))

    def page(
        self, child: Child, reader: User, at: datetime, *, kind: str = "", after: str = ""
    ) -> tuple[list[Told], str]:  # fmt: skip
        start = Place.read(after)
        if after and start is None:
            raise ValueError(after)
        told, last = plain(Reading(child, reader, at), SOURCES, kind, start)
        return told, str(last) if last else ""


@require_safe
def index(request: HttpRequest, number: str) -> HttpResponse:
    """The tab. Opening it is noted like the file itself."""
    records = Child.objects.select_related("guardianship", "area")
    child = get_visible_or_404(records, request.user, number=number)
    at = now()
    open_child(child, by=request.user, at=at)
    reading = Reading(child, request.user, at)
    kinds = {source.kind: source.label for source in SOURCES}
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in kinds else ""
    start = Place.read(request.GET.get("before", ""))
    items, last = page(reading, SOURCES, kind, start)
    context = file.frame(child, request.user, at, tab=TAB) | {
        "months": months(items), "kinds": _filters(request, kinds, kind),
        "next_url": _address(request, before=str(last)) if last else "",
        "newest_url": _address(request) if start else "",
    }  # fmt: skip
    return render(request, "children/timeline.html", context)


def _filters(request: HttpRequest, kinds: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    choices = {"": _("Everything"), **kinds}
    return [
        {"label": label, "url": f"{request.path}?kind={key}" if key else request.path, "current": key == kind}
        for key, label in choices.items()
    ]


def _address(request: HttpRequest, **changes: str) -> str:
    query: QueryDict = request.GET.copy()
    query.pop("before", None)
    query.update(changes)
    return f"{request.path}?{query.urlencode()}" if query else request.path
