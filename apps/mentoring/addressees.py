"""To whom a person who wishes to become a mentor may turn: the organisations of a region, and the body that decides."""

from datetime import date

from django.db.models import Q, QuerySet

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area
from apps.mentoring.models import Agreement, Organisation
from apps.mentoring.states import OrganisationState


def working() -> QuerySet[Organisation]:
    """Every organisation that takes applications."""
    there = Organisation.objects.exclude(state=OrganisationState.ENDED).filter(agency__is_active=True)
    return there.select_related("agency__area__parent")


def organisations_near(area: Area) -> list[Organisation]:
    """Those that work in the district or its region, who names the district itself first, then by name."""
    places = {area.pk, area.parent_id if area.level == Area.Level.DISTRICT else area.pk}
    region = area.region or area
    near = Q(areas__in=places) | Q(areas__parent=region) | Q(agency__area__in=places) | Q(agency__area__parent=region)
    found = working().filter(pk__in=Organisation.objects.filter(near).values("pk")).prefetch_related("areas")
    return sorted(found, key=lambda one: (not _names(one, places), str(one.agency), one.pk))


def body_for(organisation: Organisation, area: Area, on: date) -> Agency | None:
    """The guardianship body of the district, or of its region: one with which the organisation has an agreement first.

    None when the district has none.
    """
    bodies = Agency.objects.active().of_kind(AgencyKind.GUARDIANSHIP).filter(area__in={area.pk, area.parent_id})
    agreed = set(Agreement.objects.in_force(on).filter(organisation=organisation).values_list("body_id", flat=True))
    return min(bodies, key=lambda one: (one.pk not in agreed, one.area_id != area.pk, one.pk), default=None)


def _names(organisation: Organisation, places: set[int | None]) -> bool:
    named = {organisation.agency.area_id, *(area.pk for area in organisation.areas.all())}
    return bool(named & places)
