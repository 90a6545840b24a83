"""The writers of mentoring organisations."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, Area, User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import move
from apps.core.errors import Collector, Refused
from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.checks.common import check_version, reason_given
from apps.mentoring.checks.organisations import check_organisation
from apps.mentoring.models import Agreement, Organisation, OrganisationArea
from apps.mentoring.states import AgreementState, OrganisationState


@action
def register_organisation(
    agency: Agency, *, legal_form: str, registered_on: date | None, areas: Sequence[Area], by: User, at: datetime
) -> Organisation:  # fmt: skip
    """Enter an agency of kind MENTORING_ORG in the register: BIN, non-profit form, regions (Article 1, 15-1)."""
    policies.check_can_register(by, agency)
    refuse = Collector()
    check_organisation(
        agency, legal_form=legal_form, registered_on=registered_on, areas=areas, today=local_day(at), refuse=refuse
    )
    refuse.done()
    try:
        with transaction.atomic():
            made = Organisation.objects.create(agency=agency, legal_form=legal_form, registered_on=registered_on)
    except IntegrityError:
        raise Refused(_("This organisation is in the register already."), field="agency") from None
    _set_areas(made, areas)
    log.record("mentoring_org.registered", made.subject, by=by, at=at, agency=agency.pk, legal_form=legal_form)
    return made


@action
def correct_organisation(
    organisation: Organisation, *, legal_form: str, registered_on: date | None, areas: Sequence[Area],
    version: int | None = None, by: User, at: datetime,
) -> Organisation:  # fmt: skip
    """Change what the register says. Raises Stale when it was changed since it was read."""
    organisation = lock(organisation, version)
    policies.check_can_correct(by, organisation)
    refuse = Collector()
    check_organisation(
        organisation.agency, legal_form=legal_form, registered_on=registered_on, areas=areas, today=local_day(at),
        refuse=refuse,
    )  # fmt: skip
    refuse.done()
    organisation.legal_form, organisation.registered_on = legal_form, registered_on
    organisation.version += 1
    organisation.save()
    _set_areas(organisation, areas)
    log.record("mentoring_org.corrected", organisation.subject, by=by, at=at)
    return organisation


@action
def end_organisation(organisation: Organisation, *, reason: str, by: User, at: datetime) -> Organisation:
    """The organisation ends its work: its agreements end, and with them assignments and access, at once."""
    from apps.mentoring.acts.agreements import close

    organisation = lock(organisation)
    policies.check_can_keep(by, organisation)
    reason = reason_given(reason)
    for agreement in Agreement.objects.filter(organisation=organisation, state=AgreementState.IN_FORCE):
        close(agreement, reason=Agreement.EndReason.ORGANISATION_ENDED, text=reason, by=by, at=at)
    organisation.refresh_from_db(fields=["state"])
    move(organisation, OrganisationState.ENDED, by=by, at=at)
    return organisation


def follow_agreements(organisation: Organisation, *, by: User | None, at: datetime) -> None:
    """Working under an agreement or not: the state follows. Call inside an action."""
    held = Agreement.objects.filter(organisation=organisation, state=AgreementState.IN_FORCE).exists()
    state = OrganisationState.ACTIVE if held else OrganisationState.REGISTERED
    organisation = lock(organisation)
    if organisation.state not in (state, OrganisationState.ENDED):
        move(organisation, state, by=by, at=at)


def lock(organisation: Organisation, version: int | None = None) -> Organisation:
    """The stored organisation, locked; raises Stale when `version` is not the stored one."""
    held = Organisation.objects.select_for_update(of=("self",)).select_related("agency")
    found = held.get(pk=organisation.pk)
    check_version(found, version)
    return found


def _set_areas(organisation: Organisation, areas: Sequence[Area]) -> None:
    wanted = {area.pk for area in areas}
    organisation.regions.exclude(area__in=wanted).delete()
    held = set(organisation.regions.values_list("area", flat=True))
    OrganisationArea.objects.bulk_create(
        OrganisationArea(organisation=organisation, area_id=area) for area in sorted(wanted - held)
    )
