"""The agreement between a guardianship body and a mentoring organisation (Article 28-2(8))."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency
from apps.core.errors import Collector, Refused
from apps.core.periods import overlapping
from apps.mentoring.checks.common import check_past, required
from apps.mentoring.models import Agreement, Organisation
from apps.mentoring.states import AgreementState, OrganisationState

RULE = "kz345.a28-2.p8"
ONE = "caseflow.mentoring.one_agreement"
CONFIRMED = "caseflow.mentoring.confirmed_text"


def checked_agreement(
    organisation: Organisation, body: Agency | None, data: Mapping[str, Any], today: date
) -> dict[str, Any]:  # fmt: skip
    """The values of an agreement to be proposed. Raises Refusals."""
    refuse = Collector()
    if body is None or body.kind != AgencyKind.GUARDIANSHIP or not body.is_active:
        refuse(_("Choose an active guardianship body."), field="body")
    if organisation.state == OrganisationState.ENDED:
        refuse(_("This organisation has ended its work."), field="organisation")
    values = {name: data.get(name) for name in ("paper_number", "signed_on", "starts_on", "ends_on")}
    values["paper_number"] = required(values["paper_number"], "paper_number", 60, refuse)
    check_past(values["signed_on"], "signed_on", today, refuse)
    _check_period(values, refuse)
    refuse.done()
    if body is not None:
        check_free(organisation, body, values["starts_on"], values["ends_on"])
    return values


def check_free(
    organisation: Organisation, body: Agency, starts_on: date, ends_on: date | None, *, apart: int | None = None
) -> None:
    """No two in force at once between the same sides. Raises Refused."""
    held = Agreement.objects.filter(organisation=organisation, body=body, state=AgreementState.IN_FORCE)
    other = overlapping(held.exclude(pk=apart), starts_on, ends_on)
    if other:
        raise Refused(
            _("Agreement %(number)s is in force between these two at that time. End it first.")
            % {"number": other.number},
            field="starts_on",
            rule=ONE,
        )


def agreement_between(organisation: Agency, body: Agency, on: date) -> Agreement | None:
    """The agreement in force between a mentoring organisation and a guardianship body on a day."""
    held = Agreement.objects.in_force(on).filter(organisation__agency=organisation, body=body)
    return held.select_related("organisation").first()


def check_agreement(
    organisation: Agency, body: Agency, on: date, refuse: Collector, *, field: str = "organisation"
) -> Agreement | None:
    """Nothing is assigned outside an agreement with the child's body (bad input 14)."""
    found = agreement_between(organisation, body, on)
    if found is None:
        refuse(
            _("The organisation has no mentoring agreement with this guardianship body in force on that day."),
            field=field,
            rule=RULE,
        )
    return found


def check_expected(found: int, expected: int | None, refuse: Collector) -> None:
    """Nobody ends more than was shown: the number of children who lose their mentor is agreed to. None: not asked."""
    if expected is not None and found != expected:
        refuse(
            _("Under this agreement %(found)s children are mentored by now, not %(expected)s: look again, then end it.")
            % {"found": found, "expected": expected},
            field="expected",
        )  # fmt: skip


def check_text_open(agreement: Agreement, refuse: Collector) -> None:
    """The text both sides confirmed is not exchanged for another; one that was not added may still be."""
    if agreement.state == AgreementState.WITHDRAWN:
        refuse(_("This agreement was not concluded."), field="file")
    elif agreement.state != AgreementState.PROPOSED and agreement.document_id:
        refuse(
            _("Both sides confirmed this text. To change it, end the agreement and conclude a new one."),
            field="file", rule=CONFIRMED,
        )  # fmt: skip


def _check_period(values: Mapping[str, Any], refuse: Collector) -> None:
    signed_on, starts_on, ends_on = values["signed_on"], values["starts_on"], values["ends_on"]
    if starts_on is None:
        refuse(_("Name the day."), field="starts_on")
        return
    if signed_on and starts_on < signed_on:
        refuse(_("An agreement does not begin before it is signed."), field="starts_on")
    if ends_on and ends_on < starts_on:
        refuse(_("The last day cannot be before the first."), field="ends_on")
