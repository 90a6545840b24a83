"""The fixed cast of the stories: one district where everything happens, and outsiders who must see nothing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, User
from apps.accounts.roles import Role
from apps.care.actions import place_child
from apps.core.localtime import ALMATY
from apps.disclosure.actions import record_consent, withdraw_consent
from apps.disclosure.models import Consent
from apps.incidents.acts import sending
from apps.incidents.models import Incident
from apps.mentoring.actions import assign_mentor
from apps.mentoring.models import Assignment, Candidate
from apps.mentoring.states import AssignmentState
from apps.people.models import Child
from tests.factories.accounts import fresh, make_agency, make_district, make_region, make_user
from tests.factories.mentors import known_mentor, ready_for_a_mentor
from tests.factories.people import make_child

BEFORE = datetime(2025, 9, 1, 4, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 20, 23, 10, tzinfo=ALMATY)
"""The worked example of the domain: Friday evening before Nauryz."""


@dataclass
class Cast:
    """People by the names of the demo logins; agencies by what they are."""

    district: Area
    body: Agency
    home: Agency
    organisation: Agency
    department: Agency
    ombudsman_office: Agency
    officer: User
    coordinator: User
    mentor: User
    orphanage: User
    police: User
    ombudsman: User
    officer2: User
    coordinator2: User
    ombudsman2: User
    heads: dict[str, User]
    child: Child
    candidate: Candidate | None = None

    @property
    def outsiders(self) -> list[User]:
        return [self.officer2, self.coordinator2, self.ombudsman2]

    def told(self) -> list[Agency]:
        """The three recipients of Article 28-2(10)(7)."""
        return [self.home, self.body, self.department]


def make_cast() -> Cast:
    """Two regions with everybody, and a thirteen-year-old of the home who has a mentor since September 2025."""
    region, other = make_region("Астана"), make_region("Қостанай")
    district, elsewhere = make_district(region, "Алматы ауданы"), make_district(other, "Рудный")
    agencies = {kind: make_agency(kind, district) for kind in (
        AgencyKind.GUARDIANSHIP, AgencyKind.ORPHAN_ORG, AgencyKind.MENTORING_ORG, AgencyKind.POLICE,
    )}  # fmt: skip
    offices = [make_agency(AgencyKind.REGIONAL_OMBUDSMAN, area) for area in (region, other)]
    heads = {
        kind: make_user(agencies[kind], role)
        for kind, role in (
            (AgencyKind.GUARDIANSHIP, Role.GUARDIANSHIP_HEAD), (AgencyKind.ORPHAN_ORG, Role.ORG_HEAD),
            (AgencyKind.MENTORING_ORG, Role.MENTORING_HEAD), (AgencyKind.POLICE, Role.POLICE_HEAD),
        )
    }  # fmt: skip
    officer = make_user(agencies[AgencyKind.GUARDIANSHIP], Role.GUARDIANSHIP_OFFICER, is_duty_officer=True)
    mentor = make_user(agencies[AgencyKind.MENTORING_ORG], Role.MENTOR)
    child = make_child(officer, age=13, at=BEFORE, birth_date=date(2013, 1, 15), area=district)
    cast = Cast(
        district=district, body=agencies[AgencyKind.GUARDIANSHIP], home=agencies[AgencyKind.ORPHAN_ORG],
        organisation=agencies[AgencyKind.MENTORING_ORG], department=agencies[AgencyKind.POLICE],
        ombudsman_office=offices[0], officer=officer, mentor=mentor, heads=heads, child=child,
        coordinator=make_user(agencies[AgencyKind.MENTORING_ORG], Role.MENTORING_COORDINATOR, is_duty_officer=True),
        orphanage=make_user(agencies[AgencyKind.ORPHAN_ORG], Role.ORG_STAFF),
        police=make_user(agencies[AgencyKind.POLICE], Role.POLICE_OFFICER),
        ombudsman=make_user(offices[0], Role.OMBUDSMAN),
        officer2=make_user(make_agency(AgencyKind.GUARDIANSHIP, elsewhere), Role.GUARDIANSHIP_OFFICER),
        coordinator2=make_user(make_agency(AgencyKind.MENTORING_ORG, elsewhere), Role.MENTORING_COORDINATOR),
        ombudsman2=make_user(offices[1], Role.OMBUDSMAN),
    )  # fmt: skip
    place_child(child, organisation=cast.home, starts_on=date(2024, 6, 1), by=officer, at=BEFORE)
    give_consent(cast)
    _give_mentor(cast)
    return cast


def _give_mentor(cast: Cast) -> None:
    """The child has a mentor, cleared and trained, from September 2025 on; no notice of its beginning is left."""
    since, by = date(2025, 9, 1), fresh(cast.officer)
    cast.candidate = known_mentor(cast.organisation, cast.body, on=since, by=by, at=BEFORE, account=cast.mentor)
    ready_for_a_mentor(cast.child, cast.organisation, on=since, by=by, at=BEFORE)
    begun = assign_mentor(
        cast.child, candidate=cast.candidate, contract_no="3/25", contract_on=since, on_trial=True, starts_on=since,
        by=by, at=BEFORE,
    )  # fmt: skip
    Assignment.objects.filter(pk=begun.pk).update(state=AssignmentState.ACTIVE)


def give_consent(cast: Cast, **changes) -> Consent:
    """The home's leave, as representative, that the organisation knows the cast's child in full."""
    given = {
        "agency": cast.organisation, "scope": Consent.Scope.values, "given_relation": "ORGANISATION",
        "given_by": "Сейітова А.", "given_on": date(2025, 9, 1), "at": BEFORE, **changes,
    }  # fmt: skip
    return record_consent(cast.child, by=cast.officer, **given)


def withdraw_consents(cast: Cast) -> None:
    """The organisation sees the child masked from now on."""
    for consent in cast.child.consents.filter(withdrawn_at__isnull=True):
        withdraw_consent(consent, reason="Өтініш бойынша", by=fresh(cast.officer), at=timezone.now())


def facts(cast: Cast, **changes) -> dict:
    """What a coordinator enters about cruel treatment established on that Friday."""
    return {
        "kind": "CRUEL_PHYSICAL", "established_at": FRIDAY, "occurred_from": None, "area": cast.district,
        "place": "Балалар үйі", "description": "Жатын бөлмеде ұрып-соққан.", "safety": "SAFE",
        "safety_measures": "Дәрігер қарады.", **changes,
    }  # fmt: skip


def log_harm(cast: Cast, *, by: User | None = None, at: datetime = FRIDAY, **changes) -> Incident:
    """An incident submitted by the coordinator (or `by`) about the cast's child."""
    author = fresh(by or cast.coordinator)
    return sending.log_incident(data=facts(cast, **changes), children=[cast.child], by=author, at=at).incident
