"""The parts of a child's file as tabs: which there are, in what order, and who sees which."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.errors import NotAllowed
from apps.disclosure.mask import EVERYTHING, Scope, consented
from apps.people.models import Child
from apps.people.papers import sees_papers
from apps.people.policies import sees_health
from apps.web.casework.seen import sees_cases


def always(_reader: User, _child: Child) -> bool:
    return True


def sees_some_health(reader: User, child: Child) -> bool:
    return sees_health(reader, child) or consented(reader, child, Scope.HEALTH_BASICS)


@dataclass(frozen=True)
class Tab:
    """One part of the file. `url` is the name of its page; `seen` whether this reader is offered it."""

    url: str
    label: Any
    seen: Callable[[User, Child], bool] = always


TABS = (
    Tab("children:detail", _("Overview")),
    Tab("children:case", _("Case"), sees_cases),
    Tab("children:family", _("Family")),
    Tab("children:categories", _("Categories")),
    Tab("children:health", _("Health"), sees_some_health),
    Tab("children:education", _("Education")),
    Tab("children:documents", _("Documents"), sees_papers),
    Tab("children:notes", _("Notes")),
    Tab("children:timeline", _("Timeline")),
    Tab("children:looks", _("Who has looked")),
)
NEVER_MASKED = frozenset({"children:detail", "children:looks", "children:consents"})
SCOPE_OF_TAB: dict[str, str] = {
    "children:education": Scope.SCHOOL, "children:family": Scope.FAMILY, "children:health": Scope.HEALTH_BASICS,
}  # fmt: skip
"""What a consent must name for a mentoring organisation to see a part; any other part asks for the name."""


def tabs_of(reader: User, child: Child, current: str) -> list[dict[str, Any]]:
    """The tabs this reader may open; `current` is the name of the page shown."""
    return [
        {"label": tab.label, "url": reverse(tab.url, args=[child.number]), "current": tab.url == current}
        for tab in TABS
        if is_open(child, tab.url) and tab.seen(reader, child)
    ]


def is_open(child: Child, url: str) -> bool:
    """Whether a masked child shows this part: its own page always, others once consent names what they hold.

    `child.visible` is set by `disclosure.mask.mask`.
    """
    visible = child.visible  # type: ignore[attr-defined]
    return url in NEVER_MASKED or visible == EVERYTHING or SCOPE_OF_TAB.get(url, Scope.NAME) in visible


def check_tab(child: Child, url: str) -> None:
    """Raise for a part that the mask closes."""
    if not is_open(child, url):
        raise NotAllowed(_("A mentoring organisation sees this part once the consent names it."))
