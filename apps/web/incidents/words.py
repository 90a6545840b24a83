"""Words about incidents: states, roles of recipients, why each is told."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency
from apps.incidents.states import State
from apps.obligations.parties import party_name

ICONS = {
    AgencyKind.ORPHAN_ORG: "home",
    AgencyKind.GUARDIANSHIP: "people",
    AgencyKind.POLICE: "shield",
    AgencyKind.REGIONAL_OMBUDSMAN: "hand",
    AgencyKind.SCHOOL: "book",
    AgencyKind.CONTACT_CENTRE: "phone",
}
REASONS: dict[str, Any] = {
    AgencyKind.ORPHAN_ORG: gettext_lazy("the child lives there"),
    AgencyKind.GUARDIANSHIP: gettext_lazy("answers for the child or the district"),
    AgencyKind.POLICE: gettext_lazy("of the place of the incident"),
    AgencyKind.REGIONAL_OMBUDSMAN: gettext_lazy("of the region"),
    AgencyKind.SCHOOL: gettext_lazy("the child's school"),
    AgencyKind.CONTACT_CENTRE: gettext_lazy("takes reports from the whole country"),
}
SHORT_NAMES: dict[str, Any] = {
    AgencyKind.ORPHAN_ORG: gettext_lazy("Children's home"),
    AgencyKind.GUARDIANSHIP: gettext_lazy("Guardianship body"),
    AgencyKind.POLICE: gettext_lazy("Police"),
    AgencyKind.REGIONAL_OMBUDSMAN: gettext_lazy("Regional ombudsman"),
    AgencyKind.SCHOOL: gettext_lazy("School"),
    AgencyKind.CONTACT_CENTRE: gettext_lazy("Contact centre 111"),
}
"""Roles in which rules name recipients, in two words for headings."""

STATE_COLOURS: dict[str, str] = {
    State.DRAFT: "soon",
    State.ESTABLISHED: "run",
    State.NOTIFYING: "soon",
    State.NOTIFIED: "met",
    State.NOTIFIED_LATE: "late",
    State.FOLLOW_UP: "run",
    State.CLOSED: "off",
    State.JOINED: "off",
    State.DISCARDED: "off",
}
STATE_ICONS: dict[str, str] = {
    State.DRAFT: "edit",
    State.ESTABLISHED: "alert",
    State.NOTIFYING: "send",
    State.NOTIFIED: "check",
    State.NOTIFIED_LATE: "late",
    State.FOLLOW_UP: "history",
    State.CLOSED: "lock",
    State.JOINED: "same",
    State.DISCARDED: "off",
}


def role_name(role: str) -> str:
    """A recipient's role as a heading: «Police»; for a role without a short name its full one."""
    if not role:
        return _("Also told")
    name = str(SHORT_NAMES.get(role) or party_name(role))
    return name[:1].upper() + name[1:]


def reason_of(role: str) -> str:
    """Why a body in this role is told."""
    return str(REASONS.get(role, "")) if role else _("added by hand")


def channel_of(agency: Agency | None) -> str:
    """How word reaches it."""
    if agency is not None and agency.on_platform:
        return _("in the system and by e-mail")
    return _("outside the system: by telephone or letter")
