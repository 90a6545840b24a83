"""The lists of the page of keeping files."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.retention.models import Erasure, Hold, Retention
from apps.retention.states import ErasureState, State
from apps.web.shared import capped_count
from apps.web.wording import number

CAP = 99


@dataclass(frozen=True)
class Shown:
    """One list. `asks`: each line says what stands against the next step."""

    key: str
    label: Any
    model: Any
    fits: Q
    asks: bool = False


LISTS = (
    Shown("due", _("Due for the archive"), Retention, Q(state=State.PROPOSED), asks=True),
    Shown("archived", _("In the archive"), Retention, Q(state=State.ARCHIVED)),
    Shown("over", _("Term has ended"), Retention, Q(state=State.ARCHIVED)),
    Shown("second", _("Waiting for a second person"), Erasure, Q(state=ErasureState.PROPOSED)),
    Shown("thinking", _("Confirmed, days to think"), Erasure, Q(state=ErasureState.CONFIRMED)),
    Shown("held", _("Held"), Hold, Q()),
    Shown("erased", _("Erased"), Erasure, Q(state=ErasureState.DONE)),
)


def chosen(key: str) -> Shown:
    return next((one for one in LISTS if one.key == key), LISTS[0])


def rows(shown: Shown, user: User, today: date) -> QuerySet:
    """The rows of one list, of the own body."""
    found = shown.model.objects.visible_to(user).filter(shown.fits)
    if shown.key == "over":
        under_way = [ErasureState.PROPOSED, ErasureState.CONFIRMED]
        return found.filter(keep_until__lt=today).exclude(erasures__state__in=under_way)
    if shown.model is Hold:
        return found.on(today).select_related("child", "placed_by")
    if shown.model is Erasure:
        return found.select_related("proposed_by", "confirmed_by")
    return found.select_related("child")


def tabs(current: Shown, user: User, today: date) -> list[dict[str, Any]]:
    """One tab a list, each with its capped count."""
    return [
        {
            "label": one.label, "url": f"{reverse('retention:index')}?show={one.key}", "current": one is current,
            "count": number(capped_count(rows(one, user, today), CAP), cap=CAP),
        }
        for one in LISTS
    ]  # fmt: skip
