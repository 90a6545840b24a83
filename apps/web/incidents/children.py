"""Finding the children an incident concerns, among those the reader may see."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from apps.accounts.models import Area
from apps.care.models import Placement
from apps.core.localtime import local_day
from apps.incidents.models import Incident
from apps.matching.search import load
from apps.matching.search import search as find
from apps.people.models import Child
from apps.web.shared import now

SHOWN = 7
SHORTEST = 2


def search(user: Any, text: str, *, leave_out: Sequence[str] = ()) -> list[Child]:
    """At most seven visible children that fit `text`, best first, with the organisation each lives in."""
    if len(text.strip()) < SHORTEST:
        return []
    ids = find(user, text, fits=~Q(number__in=leave_out), limit=SHOWN)
    return load(ids, Child.objects.prefetch_related(_homes(local_day(now()))))


def by_numbers(user: Any, numbers: Sequence[str]) -> list[Child]:
    """Visible children with these numbers; others are left out silently."""
    return list(Child.objects.visible_to(user).filter(number__in=numbers).order_by("pk")) if numbers else []


def by_number(numbers: Sequence[str]) -> list[Child]:
    """Children already checked, as rows of the list of choices."""
    return list(Child.objects.filter(number__in=numbers).order_by("pk").prefetch_related(_homes(local_day(now()))))


def of_draft(draft: Incident | None) -> list[Child]:
    if draft is None:
        return []
    return list(Child.objects.filter(incidents__incident=draft).select_related("area").order_by("incidents__pk"))


def unknown_of(draft: Incident | None) -> list[str]:
    if draft is None:
        return []
    return list(draft.concerned.filter(child__isnull=True).order_by("pk").values_list("description", flat=True))


def likely_area(held: Sequence[Child], user: Any) -> int | None:
    """The district to begin with: the child's, else the agency's own."""
    if held:
        return held[0].area_id
    own: Area = user.agency.area
    return own.pk if own.level == Area.Level.DISTRICT else None


def _homes(day: date) -> Prefetch:
    return Prefetch("placements", Placement.objects.on(day).select_related("organisation"), to_attr="homes")
