"""The parts of a child's file as tabs: which there are, in what order, and who sees which."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.people.models import Child
from apps.people.papers import sees_papers


def always(_reader: User, _child: Child) -> bool:
    return True


@dataclass(frozen=True)
class Tab:
    """One part of the file. `url` is the name of its page; `seen` whether this reader is offered it."""

    url: str
    label: Any
    seen: Callable[[User, Child], bool] = always


TABS = (
    Tab("children:detail", _("Overview")),
    Tab("children:documents", _("Documents"), sees_papers),
)


def tabs_of(reader: User, child: Child, current: str) -> list[dict[str, Any]]:
    """The tabs this reader may open; `current` is the name of the page shown."""
    return [
        {"label": tab.label, "url": reverse(tab.url, args=[child.number]), "current": tab.url == current}
        for tab in TABS
        if tab.seen(reader, child)
    ]
