"""Who sees organisations, agreements, candidates and training: every role × every relation, written out and not read
from the roles' code."""

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.roles import Role
from apps.documents.models import Paper
from apps.mentoring.acts import applications
from apps.mentoring.models import Agreement, Candidate, Certificate, Organisation, Programme
from tests.factories.accounts import fresh, make_agency, make_user
from tests.factories.mentoring import coordinator_of, make_agreement, make_candidate, make_programme, make_ready
from tests.factories.obligations import make_law

KEEPS = {Role.MENTORING_COORDINATOR, Role.MENTORING_HEAD}
DECIDES = {Role.GUARDIANSHIP_OFFICER, Role.GUARDIANSHIP_HEAD}
TRAINS = KEEPS | {Role.ORG_STAFF, Role.ORG_HEAD}

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """One organisation under an agreement, with a candidate in checks, one who only applied, and a paper."""
    make_law()
    agreement = make_agreement()
    candidate = make_ready(agreement.organisation, agreement.body)
    paper = Paper.objects.about(candidate.subject).get()
    return {
        "agreement": agreement, "candidate": candidate, "paper": paper, "organisation": agreement.organisation,
        "fresh": make_candidate(agreement.organisation, agreement.body),
        "programme": Programme.objects.get(), "certificate": Certificate.objects.get(),
    }  # fmt: skip


def seen(person) -> dict:
    models = (Organisation, Agreement, Candidate, Programme, Certificate)
    found = {model.__name__: set(model.objects.visible_to(fresh(person))) for model in models}
    return found | {"Paper": set(Paper.objects.visible_to(fresh(person)))}


def people_of(agency):
    return {role: make_user(agency, role) for role in sorted(roles_for(agency.kind))}


NOTHING: dict = {
    name: set() for name in ("Organisation", "Agreement", "Candidate", "Programme", "Certificate", "Paper")
}


def test_the_organisation_itself(scene):
    everything = {
        "Organisation": {scene["organisation"]}, "Agreement": {scene["agreement"]},
        "Candidate": {scene["candidate"], scene["fresh"]}, "Programme": {scene["programme"]},
        "Certificate": {scene["certificate"]}, "Paper": {scene["paper"]},
    }  # fmt: skip
    for role, person in people_of(scene["organisation"].agency).items():
        assert seen(person) == (everything if role in KEEPS else NOTHING), role


def test_a_mentor_sees_the_own_application_alone(scene):
    mentor = make_user(scene["organisation"].agency, Role.MENTOR)
    by = coordinator_of(scene["organisation"].agency)
    applications.link_account(scene["candidate"], account=mentor, by=by, at=timezone.now())
    assert seen(mentor) == NOTHING | {
        "Candidate": {scene["candidate"]}, "Certificate": {scene["certificate"]}, "Paper": {scene["paper"]},
    }  # fmt: skip


def test_the_guardianship_body(scene):
    decided = {
        "Organisation": {scene["organisation"]}, "Agreement": {scene["agreement"]},
        "Candidate": {scene["candidate"]}, "Programme": set(), "Certificate": {scene["certificate"]},
        "Paper": {scene["paper"]},
    }  # fmt: skip
    for role, person in people_of(scene["agreement"].body).items():
        assert seen(person) == (decided if role in DECIDES else NOTHING), role


@pytest.mark.parametrize("kind", [kind for kind in AgencyKind.values if kind != AgencyKind.OPERATIONS])
def test_an_agency_of_any_kind_that_has_nothing_to_do_with_it(scene, kind):
    for role, person in people_of(make_agency(kind)).items():
        register = {scene["organisation"]} if role in DECIDES else set()
        assert seen(person) == NOTHING | {"Organisation": register}, role


def test_an_orphan_organisation_sees_its_own_programmes_alone(scene):
    home = make_agency(AgencyKind.ORPHAN_ORG)
    programme = make_programme(home)
    for role, person in people_of(home).items():
        assert seen(person) == NOTHING | {"Programme": {programme} if role in TRAINS else set()}, role
