"""Who considers an appeal, from whom it is about and where it happened. Pure: asks no database.

Articles 7-1 and 7-2: the republic considers central bodies, their organisations and officials; Article 7-12: the region
considers local ones; Article 47-5(4): torture and ill-treatment told to the preventive mechanism go to the Commissioner
for Human Rights. What the Law leaves open is a rule of the system and named so in `Appeal.Route`. That police and
prosecutors are taken as local bodies is not certain (docs/adr/0037).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area
from apps.complaints.models import Appeal
from apps.complaints.states import Level

Route = Appeal.Route

CENTRAL_KINDS = frozenset({AgencyKind.CENTRAL_AUTHORITY, AgencyKind.CONTACT_CENTRE, AgencyKind.NPM,
                           AgencyKind.HR_COMMISSIONER, AgencyKind.OPERATIONS})  # fmt: skip
RANK = (Level.REPUBLIC_OFFICE, Level.OWN_OFFICE, Level.CENTRAL, Level.LOCAL)
"""Where several are named, the first of these decides."""
ROUTES: dict[str, str] = {
    Level.REPUBLIC_OFFICE: Route.REPUBLIC_OFFICE, Level.OWN_OFFICE: Route.OWN_OFFICE, Level.CENTRAL: Route.CENTRAL,
    Level.LOCAL: Route.LOCAL,
}  # fmt: skip
OFFICES: dict[str, str] = {
    Route.CENTRAL: AgencyKind.REPUBLIC_OMBUDSMAN, Route.OWN_OFFICE: AgencyKind.REPUBLIC_OMBUDSMAN,
    Route.NO_PLACE: AgencyKind.REPUBLIC_OMBUDSMAN, Route.CONFLICT: AgencyKind.REPUBLIC_OMBUDSMAN,
    Route.REPUBLIC_OFFICE: AgencyKind.HR_COMMISSIONER, Route.ILL_TREATMENT: AgencyKind.HR_COMMISSIONER,
    Route.LOCAL: AgencyKind.REGIONAL_OMBUDSMAN, Route.PLACE: AgencyKind.REGIONAL_OMBUDSMAN,
}  # fmt: skip
"""The kind of office that each route leads to."""
RULES: dict[str, str] = {
    Route.CENTRAL: "kz345.a7-2.s1", Route.LOCAL: "kz345.a7-12.s1", Route.ILL_TREATMENT: "kz345.a47-5.p4",
    Route.PLACE: "kz345.a7-12.s1",
}  # fmt: skip


@dataclass(frozen=True)
class About:
    """One whom an appeal is about, as far as routing asks: what kind, and the region it belongs to."""

    level: str
    region_id: int | None = None


@dataclass(frozen=True)
class Way:
    """The way of an appeal; `region_id` is set where a region's office considers it."""

    route: str
    region_id: int | None = None

    @property
    def office_kind(self) -> str:
        return OFFICES[self.route]


def level_of(agency: Agency) -> str:
    """What kind of respondent a body of the register is. Whatever serves the whole country is central."""
    if agency.kind == AgencyKind.REPUBLIC_OMBUDSMAN:
        return Level.REPUBLIC_OFFICE
    if agency.kind == AgencyKind.REGIONAL_OMBUDSMAN:
        return Level.OWN_OFFICE
    if agency.kind in CENTRAL_KINDS or agency.area.level == Area.Level.COUNTRY:
        return Level.CENTRAL
    return Level.LOCAL


def about(agency: Agency) -> About:
    region = agency.area.region
    return About(level_of(agency), region.pk if region else None)


def way_of(respondents: Sequence[About], region_id: int | None, *, told_to_npm: bool = False) -> Way:
    """Who considers it. `region_id`: where it happened, if known; `told_to_npm`: torture or ill-treatment that a
    member of the preventive mechanism was told of."""
    if told_to_npm:
        return Way(Route.ILL_TREATMENT)
    for level in RANK:
        named = [one for one in respondents if one.level == level]
        if not named:
            continue
        if level != Level.LOCAL:
            return Way(ROUTES[level])
        regions = {one.region_id for one in named if one.region_id} or {region_id} - {None}
        if len(regions) == 1:
            return Way(Route.LOCAL, regions.pop())
        if region_id in regions:
            return Way(Route.LOCAL, region_id)
        return Way(Route.LOCAL, min(regions)) if regions else Way(Route.NO_PLACE)
    return Way(Route.PLACE, region_id) if region_id else Way(Route.NO_PLACE)
