"""What the pages of openings and alerts share."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm


def tabs(user: Any, current: str) -> list[dict[str, Any]]:
    """Openings and, for those who review, alerts; `current` is one of open, all, alerts."""
    index = reverse("access:index")
    items = [
        {"label": _("Emergency openings"), "url": index, "current": current == "all", "icon": "lock"},
        {"label": _("To review"), "url": f"{index}?show=open", "current": current == "open", "icon": "soon"},
    ]
    if allows(user, Perm.REVIEW_ACCESS):
        url = reverse("access:alerts")
        items.append({"label": _("Unusual reading"), "url": url, "current": current == "alerts", "icon": "eye"})
    return items
