"""The sections of mentoring: which of its lists a post may open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.mentoring import policies
from apps.mentoring.models import Candidate
from apps.mentoring.policies import TRAINERS

KEEP, CLEAR, TRAIN, OWN = Perm.KEEP_MENTORS, Perm.CLEAR_MENTORS, Perm.TRAIN_MENTORS, Perm.VIEW_OWN_CHILDREN
OVERSEE = Perm.OVERSEE_MENTORS
ALL = (KEEP, CLEAR, TRAIN, OWN, OVERSEE)


@dataclass(frozen=True)
class Section:
    """A list of mentoring; any one of `perms` opens it, and `asks` where a power alone does not tell.

    `parts` are other first steps of paths that belong to it."""

    name: str
    label: Any
    perms: tuple[Perm, ...]
    parts: tuple[str, ...] = ()
    asks: Callable[[User], bool] | None = None


def _awaits(user: User) -> bool:
    return policies.may(policies.check_can_await, user)


def _has_applied(user: User) -> bool:
    return Candidate.objects.visible_to(user).filter(account=user).exists()


SECTIONS = (
    Section("mine", _("My child"), (OWN,)),
    Section("own_candidate", _("My application"), (OWN,), asks=_has_applied),
    Section("index", _("Overview"), (KEEP, CLEAR, TRAIN, OVERSEE)),
    Section("candidates", _("Candidates"), (KEEP, CLEAR)),
    Section("waiting", _("Children waiting"), (CLEAR, TRAIN), ("match",), _awaits),
    Section("proposals", _("Proposals"), (KEEP, CLEAR)),
    Section("assignments", _("Mentors and children"), (KEEP, CLEAR, TRAIN)),
    Section("meetings", _("Meetings"), (KEEP, CLEAR, TRAIN, OWN), ("help", "vacations")),
    Section("reports", _("Reports"), (KEEP, CLEAR)),
    Section("reports_region", _("Reports by region"), (OVERSEE,)),
    Section("agreements", _("Agreements"), (KEEP, CLEAR)),
    Section("organisations", _("Organisations"), (KEEP, CLEAR)),
    Section("training", _("Training"), (TRAIN,), ("certificates",)),
)
"""In the order of the work: who comes, which child waits, the pair, its meetings, the report."""


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """Those the reader may open, as items of `components/tabs.html`."""
    shown = [(one, url_of(one.name)) for one in SECTIONS if _is_open(one, request.user)]
    here = [(len(url), one) for one, url in shown if _is_here(one, url, request.path)]
    current = max(here, key=lambda pair: pair[0])[1] if here else None
    return [{"label": one.label, "url": url, "current": one is current} for one, url in shown]


def _is_open(section: Section, user: User) -> bool:
    return opens(user, section.perms) and (section.asks is None or section.asks(user))


def opens(user: Any, perms: tuple[Perm, ...]) -> bool:
    """Whether one of these powers is held; the power to train counts only where mentors are trained (28-2(7))."""
    held = [perm for perm in perms if allows(user, perm)]
    return any(perm != TRAIN or user.agency.kind in TRAINERS for perm in held)


def opens_any(user: Any) -> bool:
    """Whether mentoring has anything for this post."""
    return opens(user, ALL)


def url_of(name: str, *args: Any) -> str:
    """The address of a page of mentoring."""
    return reverse(f"mentoring:{name}", args=args)


def _is_here(section: Section, url: str, path: str) -> bool:
    if section.name == "index":
        return path == url
    return path.startswith((url, *(f"{url_of('index')}{part}/" for part in section.parts)))
