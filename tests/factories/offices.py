"""The bodies around an appeal: a region's office with its people, the republic's, those who are asked."""

from dataclasses import dataclass

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, User
from apps.accounts.roles import Role
from tests.factories.accounts import make_agency, make_district, make_region, make_user


@dataclass(frozen=True)
class Offices:
    """`head` and `staff` are of the region's office, `official` of the school department, `officer` of the police;
    `head2` is the ombudsman of another region."""

    region: Area
    district: Area
    regional: Agency
    republic: Agency
    education: Agency
    police: Agency
    centre: Agency
    head: User
    staff: User
    commissioner: User
    official: User
    officer: User
    operator: User
    head2: User


def make_offices() -> Offices:
    region, other = make_region("Астана"), make_region("Қостанай")
    district = make_district(region, "Алматы ауданы")
    country: Area = region.parent  # type: ignore[assignment]
    regional, republic = (
        make_agency(AgencyKind.REGIONAL_OMBUDSMAN, region),
        make_agency(AgencyKind.REPUBLIC_OMBUDSMAN, country),
    )
    education, police = make_agency(AgencyKind.EDU_MANAGEMENT, region), make_agency(AgencyKind.POLICE, district)
    centre = make_agency(AgencyKind.CONTACT_CENTRE, country)
    return Offices(
        region=region, district=district, regional=regional, republic=republic, education=education, police=police,
        centre=centre, head=make_user(regional, Role.OMBUDSMAN, is_duty_officer=True),
        staff=make_user(regional, Role.OMBUDSMAN_STAFF), commissioner=make_user(republic, Role.COMMISSIONER),
        official=make_user(education, Role.OFFICIAL, is_duty_officer=True),
        officer=make_user(police, Role.POLICE_OFFICER), operator=make_user(centre, Role.OPERATOR_111),
        head2=make_user(make_agency(AgencyKind.REGIONAL_OMBUDSMAN, other), Role.OMBUDSMAN),
    )  # fmt: skip
