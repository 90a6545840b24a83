"""What the page of a child's file shows to this reader."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from apps.accounts.access import allows
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.identifiers import masked_iin
from apps.core.localtime import local_day
from apps.disclosure import mask
from apps.disclosure.models import EmergencyOpening
from apps.matching.models import merged_numbers
from apps.mentoring.policies import MENTORED_FROM
from apps.people.models import IDENTITY_GROUNDS, Child, Ground, access_rows
from apps.people.policies import is_responsible
from apps.web.children import history
from apps.web.children.consent_card import card
from apps.web.children.face import face
from apps.web.children.holds import held
from apps.web.children.overview import overview
from apps.web.children.tabs import check_tab, tabs_of
from apps.web.matching.links import comparisons

LOOKS = 6


def frame(child: Child, reader: User, at: datetime, *, tab: str = "children:detail") -> dict[str, Any]:
    """Context of `children/file.html`, which every part of the file extends; `tab` is the page's own name."""
    grounds = set(access_rows(reader).filter(child=child).values_list("ground", flat=True))
    mask.mask([child], reader)
    check_tab(child, tab)
    return {
        "child": child, "now": at, "today": local_day(at), "responsible": is_responsible(reader, child),
        "grounds": grounds, "sees_identity": bool(grounds & IDENTITY_GROUNDS),
        "sees_name": mask.Scope.NAME in child.visible, "emergency": _emergency(child, reader, grounds, at),
        "iin": masked(child.iin), "may_log": allows(reader, Perm.LOG_INCIDENTS),
        "tabs": tabs_of(reader, child, tab), **face(child, reader), **held(child, reader, local_day(at)),
    }  # fmt: skip


def _emergency(child: Child, reader: User, grounds: set[str], at: datetime) -> EmergencyOpening | None:
    """The opening that the reader is in, when there is no other ground."""
    if grounds != {Ground.EMERGENCY}:
        return None
    return EmergencyOpening.objects.in_force(at).filter(child=child, user=reader).order_by("-pk").first()


def _opens_contacts(child: Child, reader: User) -> bool:
    """Whether a consent opens address and telephone to a reader of a mentoring organisation."""
    return mask.is_masking(reader) and mask.Scope.CONTACTS in child.visible  # type: ignore[attr-defined]


def page(child: Child, reader: User, at: datetime) -> dict[str, Any]:
    """Context of `children/detail.html`."""
    framed = frame(child, reader, at)
    responsible, today, grounds = framed["responsible"], framed["today"], framed["grounds"]
    sees_identity = framed["sees_identity"]
    stays = _told(child.placements.select_related("organisation__area"), reader, responsible, today)
    mentors = _told(child.assignments.select_related("organisation"), reader, responsible, today)
    looks = history.looks(child, reader, at) if responsible else []
    home, mentor = _current(stays, today), _current(mentors, today)
    return {
        **framed,
        "stays": stays, "mentors": mentors, "home": home, "mentor": mentor,
        "facts": [*facts(child, grounds, sees_identity or _opens_contacts(child, reader)), _merged(child, reader)],
        "home_facts": _home_facts(child, home),
        "may_be_mentored": _may_be_mentored(child, home, today) and not mentor,
        "looks": looks[:LOOKS], "all_looks": sum(look.times for look in looks), "lookers": len(looks),
        "consents": card(child, reader, at),
        **overview(child, reader, framed),
    }  # fmt: skip


def masked(iin: str) -> str:
    """`1211 •••• 0332`: enough to compare with a document, not to use."""
    return masked_iin(iin)


def facts(child: Child, grounds: set[str], sees_address: bool) -> list[dict[str, Any]]:
    """Few facts; the address only for those who may see who the child is."""
    return [
        {"label": _("Guardianship body"), "value": child.guardianship.name},
        {"label": _("District"), "value": child.area.name},
        {"label": _("Address"), "value": child.address if sees_address else ""},
        {"label": _("Legal representative"), "value": _representative(child)},
        {"label": _("Why you see this file"), "value": history.ground_words(grounds)},
    ]


def _merged(child: Child, reader: User) -> dict[str, Any]:
    """The files merged into this one; for those who settle duplicates with the way to undo it."""
    numbers = merged_numbers(child)
    ways = comparisons(child, reader) if numbers else {}
    if not ways:
        return {"label": _("Also under the number"), "value": ", ".join(numbers)}
    links = [format_html('<a class="no" href="{}">{}</a>', ways[one], one) if one in ways else one for one in numbers]
    return {"label": _("This file took over"), "value": format_html_join(", ", "{}", ((link,) for link in links))}


def _representative(child: Child) -> str:
    """`parent: Бекетова Сауле`."""
    return ": ".join(filter(None, [str(child.get_representative_kind_display()), child.representative_name]))


def _told(periods: Any, reader: User, responsible: bool, today: Any) -> list[Any]:
    """All of them for the responsible body; others see what is in force and what was their own."""
    if not responsible:
        periods = periods.filter(Q(pk__in=periods.on(today).values("pk")) | Q(organisation=reader.agency))
    return list(periods.order_by("-starts_on"))


def _current(periods: list[Any], today: Any) -> Any:
    """The stay or assignment in force today, else None."""
    return next(
        (one for one in periods if one.starts_on <= today and (one.ends_on is None or one.ends_on >= today)), None
    )


def _may_be_mentored(child: Child, home: Any, today: Any) -> bool:
    in_orphan_org = bool(home) and home.organisation.kind == AgencyKind.ORPHAN_ORG
    return in_orphan_org and child.age(today) >= MENTORED_FROM


def _home_facts(child: Child, home: Any) -> list[dict[str, Any]]:
    if home is None:
        return []
    return [
        {"label": _("Head"), "value": home.organisation.head_name},
        {"label": _("Telephone"), "value": home.organisation.phone},
    ]
