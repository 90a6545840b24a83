"""Bodies of the register, as somebody looks for one who does not know the system: a few words of a name."""

from collections.abc import Sequence

from django.db.models import Q

from apps.accounts.models import Agency
from apps.core import wall

SHOWN = 8
WHY = "the names of bodies are public"


def find(query: str) -> list[Agency]:
    """At most eight, those whose names hold every word of the query in any language."""
    words = query.split()[:6]
    if not any(len(word) > 1 for word in words):
        return []
    fits = Q()
    for word in words:
        fits &= Q(name_kk__icontains=word) | Q(name_ru__icontains=word) | Q(name_en__icontains=word)
    with wall.lifted(WHY):
        found = Agency.objects.active().filter(fits).select_related("area__parent")
        return sorted(found.order_by("pk")[:SHOWN], key=str)


def named(keys: Sequence[str]) -> list[Agency]:
    """Those that were chosen before."""
    wanted = [int(key) for key in keys if key.isdecimal() and len(key) < 19]
    with wall.lifted(WHY):
        return list(Agency.objects.active().filter(pk__in=wanted).select_related("area__parent").order_by("pk"))


def spoken(agency: Agency) -> str:
    return f"{agency}, {agency.area}"
