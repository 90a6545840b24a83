"""Colours, signs and sentences of organisations and agreements."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.mentoring import policies
from apps.mentoring.models import Agreement, Organisation
from apps.mentoring.states import AgreementState, OrganisationState

ORGANISATION_LOOKS: dict[str, tuple[str, str]] = {
    OrganisationState.REGISTERED: ("soon", "soon"), OrganisationState.ACTIVE: ("met", "check"),
    OrganisationState.ENDED: ("off", "off"),
}  # fmt: skip
AGREEMENT_LOOKS: dict[str, tuple[str, str]] = {
    AgreementState.PROPOSED: ("soon", "send"), AgreementState.IN_FORCE: ("met", "check"),
    AgreementState.ENDED: ("off", "lock"), AgreementState.WITHDRAWN: ("off", "off"),
}  # fmt: skip
SOON = 60
"""Days before its last day from which an agreement counts as ending soon."""

STAGES = (gettext_lazy("Proposed"), gettext_lazy("Confirmed"), gettext_lazy("In force"), gettext_lazy("Ended"))


def stages(agreement: Agreement, today: date) -> dict[str, Any]:
    """The way of an agreement for `components/stages.html`."""
    current = {AgreementState.PROPOSED: 2, AgreementState.WITHDRAWN: 1, AgreementState.ENDED: len(STAGES) + 1}
    begun = 3 if agreement.starts_on <= today else 2
    return {
        "stages": [{"label": label, "url": ""} for label in STAGES],
        "current": current.get(AgreementState(agreement.state), begun),
    }


def days_left(agreement: Agreement, today: date) -> int | None:
    """Days to the agreed last day; None without one or when it is not in force."""
    if agreement.state != AgreementState.IN_FORCE or agreement.ends_on is None:
        return None
    return (agreement.ends_on - today).days


def look(agreement: Agreement, today: date) -> tuple[str, str]:
    """Colour and sign; one that ends soon says so."""
    left = days_left(agreement, today)
    return ("soon", "soon") if left is not None and left <= SOON else AGREEMENT_LOOKS[agreement.state]


def said(agreement: Agreement, today: date) -> str:
    """The state in words, with what is near: `in force, 12 days left`, `in force from 01.12.2026`."""
    word = str(agreement.get_state_display())
    left = days_left(agreement, today)
    if agreement.state == AgreementState.IN_FORCE and agreement.starts_on > today:
        return _("confirmed, begins on %(day)s") % {"day": f"{agreement.starts_on:%d.%m.%Y}"}
    if left is not None and left < 0:
        return _("its time ran out")
    return _("%(state)s, days left: %(n)s") % {"state": word, "n": left} if left is not None and left <= SOON else word


def who_confirms(agreement: Agreement) -> str:
    """The name of the side that is waited for."""
    agency = agreement.organisation.agency
    return str(agency if agreement.other_side_id == agency.pk else agreement.body)


def next_step(agreement: Agreement, reader: User, today: date) -> str:
    """One sentence: what is waited for, and of whom."""
    if agreement.state == AgreementState.PROPOSED:
        if policies.may(policies.check_can_confirm, reader, agreement):
            return _("Your side confirms it, or says that it is not concluded.")
        return _("%(agency)s confirms it; it was told.") % {"agency": who_confirms(agreement)}
    left = days_left(agreement, today)
    if left is not None and left <= SOON:
        return _("It ends by itself; conclude the next one in time, or the children lose their mentors that day.")
    return ""


def missing(
    organisation: Organisation, reader: User, *, waiting: list[Agreement], in_force: int
) -> list[dict[str, Any]]:
    """What an organisation still lacks, and who acts; for `components/feed.html`."""
    if organisation.state == OrganisationState.ENDED:
        return []
    rows = []
    if organisation.charter_id is None:
        rows.append({"icon": "doc", "state": "soon", "text": _("The charter is missing."),
                     "under": _("The organisation or the guardianship body adds it.")})  # fmt: skip
    rows += [
        {"icon": "send", "state": "soon", "text": _("Agreement %(number)s waits.") % {"number": one.number},
         "under": next_step(one, reader, one.starts_on)}
        for one in waiting
    ]  # fmt: skip
    if not in_force and not waiting:
        rows.append({
            "icon": "alert", "state": "over", "text": _("No agreement in force: no child can be given a mentor."),
            "under": _("The organisation or the guardianship body proposes one."),
        })  # fmt: skip
    return rows


def url_of(agreement: Agreement) -> str:
    return reverse("mentoring:agreement", args=[agreement.number])
