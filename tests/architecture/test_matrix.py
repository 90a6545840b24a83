"""Who sees what: every role × every relation to one incident, its child, its notices and its clocks.

The expectation is written out here and does not read the roles' code.
"""

from datetime import timedelta

import pytest

from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.roles import Role
from apps.documents.models import Compartment, Paper
from apps.incidents.acts import sending
from apps.incidents.models import Incident
from apps.notices.models import Message, Notice
from apps.obligations.law import load_rules
from apps.obligations.models import Obligation
from apps.people.models import Child
from tests.cast import FRIDAY, log_harm, make_cast
from tests.factories.accounts import fresh, make_agency, make_district, make_user

SEES_CASES = {
    Role.GUARDIANSHIP_OFFICER, Role.GUARDIANSHIP_HEAD, Role.OMBUDSMAN, Role.COMMISSIONER, Role.MENTORING_COORDINATOR,
    Role.MENTORING_HEAD, Role.ORG_STAFF, Role.ORG_HEAD, Role.POLICE_OFFICER, Role.POLICE_HEAD, Role.OFFICIAL,
    Role.OFFICIAL_HEAD, Role.OMBUDSMAN_STAFF, Role.HR_COMMISSIONER,
}  # fmt: skip
SEES_INCIDENTS = SEES_CASES | {Role.OPERATOR_111}
SEES_NOTICES = SEES_INCIDENTS | {Role.INSPECTOR, Role.AUTHORITY_HEAD}
SEES_OF_PAPERS = {
    Role.GUARDIANSHIP_OFFICER: {"", "HEALTH"}, Role.GUARDIANSHIP_HEAD: {"", "HEALTH", "ADOPTION"},
    Role.ORG_STAFF: {"", "HEALTH"}, Role.ORG_HEAD: {"", "HEALTH"},
}  # fmt: skip
"""Compartments of a child's documents, for those who may know who the child is."""
SEES_PROOFS = {
    Role.MENTORING_COORDINATOR, Role.MENTORING_HEAD, Role.GUARDIANSHIP_OFFICER, Role.GUARDIANSHIP_HEAD,
}  # fmt: skip
"""What a mentor brought, for those who keep mentors and those who decide on them."""
SEES_NOTHING_EVER = {Role.AUDITOR, Role.AGENCY_ADMIN, Role.SYSADMIN}


@pytest.fixture
def cast(db):
    load_rules()
    cast = make_cast()
    cast.incident = log_harm(cast)
    cast.proof = Paper.objects.about(cast.candidate.subject).get()
    cast.papers = {compartment: paper_of(cast, compartment) for compartment in Compartment.values}
    return cast


def paper_of(cast, compartment) -> Paper:
    about = cast.child.subject
    return Paper.objects.create(
        subject_kind=about.kind, subject_id=about.id, subject_no=about.no, kind=Paper.Kind.COURT_DECISION,
        compartment=compartment, agency=cast.body, added_by=cast.officer, added_at=FRIDAY,
    )  # fmt: skip


def seen(person, model) -> set:
    return set(model.objects.visible_to(fresh(person)))


def people_of(agency):
    return {role: make_user(agency, role) for role in sorted(roles_for(agency.kind))}


def expect(cast, agency, role) -> dict:
    """The exact sets for a person of this role at this agency."""
    told = {*cast.told(), cast.ombudsman_office}
    party = agency in told | {cast.organisation}
    grounds = agency in {cast.body, cast.home, cast.organisation}
    owned = set(Obligation.objects.filter(owner=agency))
    return {
        Incident: {cast.incident} if party and role in SEES_INCIDENTS else set(),
        Child: {cast.child} if grounds and role in SEES_CASES else set(),
        Notice: set(Notice.objects.filter(recipient=agency)) if role in SEES_NOTICES else set(),
        Obligation: owned if role in SEES_NOTICES else set(),
        Paper: papers_for(cast, agency, role),
    }


def papers_for(cast, agency, role) -> set:
    """Of the child only where its identity is known: its own body and its home, never a mentoring organisation. The
    mentor's proof of income: whoever keeps mentors or decides on them."""
    compartments = SEES_OF_PAPERS.get(role, set()) if agency in {cast.body, cast.home} else set()
    proof = {cast.proof} if agency in {cast.organisation, cast.body} and role in SEES_PROOFS else set()
    return {cast.papers[compartment] for compartment in compartments} | proof


def assert_exact(cast, agency):
    for role, person in people_of(agency).items():
        for model, wanted in expect(cast, agency, role).items():
            assert seen(person, model) == wanted, (agency.kind, role, model.__name__)


@pytest.mark.parametrize("which", ["organisation", "home", "body", "department", "ombudsman_office"])
def test_own_and_recipient_agencies(cast, which):
    assert_exact(cast, getattr(cast, which))


@pytest.mark.parametrize("kind", AgencyKind.values)
def test_outsiders_of_every_kind(cast, kind):
    same_place = make_agency(kind, cast.district)
    same_region = make_agency(kind, make_district(cast.district.parent))
    other_region = make_agency(kind)
    for agency in (same_place, same_region, other_region):
        for person in people_of(agency).values():
            for model in (Incident, Child, Notice, Obligation, Message, Paper):
                assert seen(person, model) == set(), (kind, model.__name__)


def test_former_recipient_sees_nothing_from_the_moment_of_withdrawal(cast):
    notice = Notice.objects.get(recipient=cast.department)
    assert seen(cast.police, Incident) == {cast.incident}
    sending.replace_recipient(
        notice, incident=cast.incident, name="Полиция станции", reason="Басқа бөлім", by=fresh(cast.coordinator),
        at=FRIDAY + timedelta(hours=1),
    )  # fmt: skip
    for model in (Incident, Notice, Child):
        assert seen(cast.police, model) == set()


def test_mentor_sees_the_own_child_and_only_what_he_reported(cast):
    assert seen(cast.mentor, Child) == {cast.child}
    assert seen(cast.mentor, Paper) == {cast.proof}
    assert seen(cast.mentor, Incident) == set()
    own = log_harm(cast, by=cast.mentor)
    assert seen(cast.mentor, Incident) == {own}
    assert seen(cast.mentor, Obligation) == set(Obligation.objects.filter(author=cast.mentor, owner=cast.organisation))
    second = make_user(cast.organisation, Role.MENTOR)
    assert seen(second, Child) == seen(second, Incident) == seen(second, Obligation) == set()


def test_ended_post_sees_nothing(cast):
    cast.officer.memberships.update(ends_on=FRIDAY.date() - timedelta(days=300))
    for model in (Incident, Child, Notice, Obligation, Paper):
        assert seen(cast.officer, model) == set()


def test_superuser_passes_nothing(cast):
    cast.officer2.is_superuser = True
    cast.officer2.save()
    for model in (Incident, Child, Notice, Obligation, Paper):
        assert seen(cast.officer2, model) == set()


def test_ended_placement_ends_the_homes_sight_of_the_child(cast):
    from apps.care.actions import end_placement

    placement = cast.child.placements.get()
    cast.child.assignments.all().delete()
    end_placement(placement, ends_on=placement.starts_on, by=fresh(cast.officer), at=FRIDAY)
    assert seen(cast.orphanage, Child) == seen(cast.orphanage, Paper) == set()
