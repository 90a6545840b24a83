"""What every page needs around its content: the menu, the present post, theme, language and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.models import AgencyDoor
from apps.accounts.permissions import Perm
from apps.matching.models import SuspectedPair
from apps.retention.models import Erasure
from apps.retention.states import ErasureState
from apps.web.day.duties import count_near
from apps.web.demo_logins import demo_logins
from apps.web.formats import countdown_words
from apps.web.mentoring.boards import sections
from apps.web.notices.queries import waiting
from apps.web.requests.queries import asked_of
from apps.web.wording import number

LANGUAGE_NAMES = (("kk", "Қаз"), ("ru", "Рус"), ("en", "Eng"))
COUNT_CAP = 99


@dataclass(frozen=True)
class Place:
    """A section of the menu; any one of `perms` opens it, none means everybody who is signed in.

    `opens` asks further where the permission alone does not tell."""

    name: str
    label: Any
    icon: str
    perms: tuple[Perm, ...] = ()
    counted: str = ""
    opens: Callable[[Any], bool] | None = None


PLACES = (
    Place("day:index", _("My day"), "sun", counted="duties"),
    Place("calls:index", _("Calls to 111"), "phone", (Perm.TAKE_CALLS,)),
    Place("incidents:index", _("Incidents"), "alert", (Perm.VIEW_INCIDENTS, Perm.VIEW_OWN_INCIDENTS)),
    Place("appeals:index", _("Appeals"), "hand", (Perm.VIEW_APPEALS,)),
    Place("requests:sent", _("What bodies owe us"), "clock", (Perm.VIEW_APPEALS,)),
    Place("notices:index", _("Inbox"), "inbox", (Perm.VIEW_NOTICES,), counted="notices"),
    Place("requests:index", _("Ombudsman's requests"), "inbox", (Perm.ANSWER_REQUESTS,), counted="requests"),
    Place("children:index", _("Children"), "child", (Perm.VIEW_CHILDREN, Perm.VIEW_OWN_CHILDREN)),
    Place("cases:index", _("Cases"), "doc", (Perm.MANAGE_CASES, Perm.SUPERVISE_CASES)),
    Place("referrals:index", _("Referrals"), "send", (Perm.VIEW_CHILDREN,)),
    Place("posters:index", _("Posters"), "print", (Perm.VIEW_APPEALS,)),
    Place("mentoring:index", _("Mentoring"), "people", sections.ALL, opens=sections.opens_any),
    Place("appeals_board:index", _("Figures of appeals"), "chart", (Perm.VIEW_APPEALS,)),
    Place("matching:index", _("Duplicates"), "same", (Perm.MERGE_CHILDREN,), counted="duplicates"),
    Place("access:index", _("Access to files"), "lock", (Perm.BREAK_GLASS, Perm.REVIEW_ACCESS)),
    Place("retention:index", _("Keeping files"), "history", (Perm.ERASE_CHILDREN,), counted="erasures"),
    Place("rules:index", _("Rules and terms"), "book"),
    Place("calendar:index", _("Calendar"), "calendar"),
    Place("agencies:index", _("Agencies"), "building", (Perm.VIEW_AGENCIES,)),
    Place("engine:health", _("Engine"), "bell", (Perm.VIEW_ENGINE,)),
    Place("ledger:index", _("Ledger"), "history", (Perm.VIEW_LEDGER,)),
)
RECORD = Place("incidents:new", _("Record"), "plus", (Perm.LOG_INCIDENTS,))
PHONE_PLACES = (
    "day:index",
    "incidents:index",
    "incidents:new",
    "children:index",
    "notices:index",
    "rules:index",
)
MENTOR_PLACES = ("day:index", "mentoring:index", "incidents:new", "children:index")
"""What a mentor has at hand: the own child and the large button stand under mentoring."""
OMBUDSMAN_PLACES = ("day:index", "appeals:index", "incidents:new", "notices:index")
OPERATOR_PLACES = ("day:index", "calls:index", "incidents:new", "notices:index")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Variables of the frame. Nothing is computed until the template asks, so fragments pay nothing."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    language = (get_language() or "ru")[:2]
    return {
        "now": timezone.now(),
        "idle_seconds": settings.IDLE_LOCK_MINUTES * 60 if signed_in else 0,
        "theme": user.theme if signed_in else "auto",
        "nav": SimpleLazyObject(lambda: menu(request, timezone.now()) if signed_in else []),
        "phone_nav": SimpleLazyObject(lambda: phone_menu(request) if signed_in else []),
        "can_log_incident": SimpleLazyObject(lambda: signed_in and _open_to(RECORD, user)),
        "languages": [{"code": code, "label": label, "current": code == language} for code, label in LANGUAGE_NAMES],
        "countdown_words": SimpleLazyObject(countdown_words),
        "agency_doors": SimpleLazyObject(lambda: AgencyDoor.objects.open().exists()),
        "demo_logins": SimpleLazyObject(demo_logins),
    }


def menu(request: HttpRequest, now: datetime) -> list[dict[str, Any]]:
    """The sections this person may open in the present post."""
    return [_item(place, request, now) for place in PLACES if _open_to(place, request.user)]


def phone_menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The four places at the bottom of a phone: the usual ones first, then whatever else is open."""
    known = {place.name: place for place in (*PLACES, RECORD)}
    first = MENTOR_PLACES if allows(request.user, Perm.VIEW_OWN_CHILDREN) else PHONE_PLACES
    first = OMBUDSMAN_PLACES if allows(request.user, Perm.VIEW_APPEALS) else first
    first = OPERATOR_PLACES if allows(request.user, Perm.TAKE_CALLS) else first
    places = [known[name] for name in dict.fromkeys((*first, *known)) if _open_to(known[name], request.user)]
    return [_item(place, request, None) for place in places[:4]]


def _open_to(place: Place, user: Any) -> bool:
    if place.opens and not place.opens(user):
        return False
    return not place.perms or any(allows(user, perm) for perm in place.perms)


def _item(place: Place, request: HttpRequest, now: datetime | None) -> dict[str, Any]:
    match = request.resolver_match
    here = bool(match) and (
        match.view_name == place.name
        or (match.view_name != RECORD.name and match.namespace == place.name.split(":")[0])
    )
    return {
        "name": place.name,
        "url": reverse(place.name),
        "icon": place.icon,
        "label": place.label,
        "count": _count(place.counted, request.user, now) if now and place.counted else "",
        "current": here and (place is not RECORD or match.view_name == RECORD.name),
    }


def _to_confirm(user: Any) -> Any:
    """Erasures that wait for a second person, who may be this one."""
    asked = Erasure.objects.filter(agency=user.agency, state=ErasureState.PROPOSED)
    return asked.exclude(proposed_by=user).values("pk")


def _count(what: str, user: Any, now: datetime) -> str:
    counted = {
        "duties": lambda: count_near(user, now, COUNT_CAP),
        "notices": lambda: waiting(user).values("pk")[: COUNT_CAP + 1].count(),
        "duplicates": lambda: SuspectedPair.objects.visible_to(user).open().values("pk")[: COUNT_CAP + 1].count(),
        "requests": lambda: asked_of(user)[: COUNT_CAP + 1].count(),
        "erasures": lambda: _to_confirm(user)[: COUNT_CAP + 1].count(),
    }
    found = counted[what]()
    return number(found, cap=COUNT_CAP) if found else ""
