"""Who sees an appeal, what a body is asked, a call, a poster, a proposal: every role × every relation, written out and
not read from the roles' code."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.models import Agency, User
from apps.accounts.roles import Role
from apps.complaints import aftermath
from apps.complaints.acts import calls, posters, requests, triage, work
from apps.complaints.models import Appeal, BodyRequest, Call, LegislativeProposal, Poster
from apps.core.localtime import local_day
from apps.notices.models import Message
from apps.obligations.law import load_law
from apps.obligations.models import Obligation
from tests.factories.accounts import fresh, make_agency, make_district, make_region, make_user
from tests.factories.appeals import against, file_appeal, under_review
from tests.factories.offices import Offices, make_offices

HEADS = {Role.OMBUDSMAN, Role.COMMISSIONER, Role.HR_COMMISSIONER}
WORKS_ON_APPEALS = HEADS | {Role.OMBUDSMAN_STAFF}
ANSWERS = {
    Role.GUARDIANSHIP_OFFICER, Role.GUARDIANSHIP_HEAD, Role.MENTORING_COORDINATOR, Role.MENTORING_HEAD, Role.ORG_STAFF,
    Role.ORG_HEAD, Role.POLICE_OFFICER, Role.POLICE_HEAD, Role.OFFICIAL, Role.OFFICIAL_HEAD, Role.INSPECTOR,
    Role.AUTHORITY_HEAD,
}  # fmt: skip
NOT_ASKED = {
    AgencyKind.REGIONAL_OMBUDSMAN, AgencyKind.REPUBLIC_OMBUDSMAN, AgencyKind.HR_COMMISSIONER, AgencyKind.OPERATIONS,
}  # fmt: skip
MODELS = (Appeal, BodyRequest, Call, Poster, LegislativeProposal, Obligation, Message)
ABOUT_APPEALS = ("appeal", "appeal_round", "appeal_post")

pytestmark = pytest.mark.django_db


class Scene:
    """An appeal against the school department at work in the region's office, with one of everything."""

    def __init__(self) -> None:
        load_law()
        self.offices: Offices = make_offices()
        self.at = timezone.now() - timedelta(minutes=5)
        o = self.offices
        filed = file_appeal(at=self.at, area=o.district, respondents=against(o.education))
        self.appeal = under_review(filed.appeal, by=o.head, at=self.at, respondents=against(o.education))
        self.poster = posters.make_poster(place=o.education, language="kk", by=fresh(o.head), at=self.at)
        self.call = calls.log_call(data={"category": "SCHOOL", "said": "x"}, by=fresh(o.operator), at=self.at)
        self.proposal = work.propose_law(title="Заң", text="Өзгерту керек", by=fresh(o.head), at=self.at)

    def ask(self, body: Agency) -> BodyRequest:
        return requests.ask(
            self.appeal, kind="INFORMATION", body=body, text="Хабарлаңыз", by=fresh(self.offices.head), at=self.at
        )

    def clocks(self) -> set[Obligation]:
        return set(Obligation.objects.filter(owner=self.offices.regional))


@pytest.fixture
def scene() -> Scene:
    return Scene()


def seen(person: User, model: Any) -> set:
    return set(model.objects.visible_to(fresh(person)))


def words_of(person: User) -> set[str]:
    """The subjects of which the person has a duty or a message."""
    duties = Obligation.objects.visible_to(fresh(person)).values_list("subject_kind", flat=True)
    return {*duties, *Message.objects.visible_to(fresh(person)).values_list("subject_kind", flat=True)}


def people_of(agency: Agency) -> dict[str, User]:
    return {role: make_user(agency, role) for role in sorted(roles_for(agency.kind))}


def test_the_office_that_considers_it(scene: Scene) -> None:
    for role, person in people_of(scene.offices.regional).items():
        works = role in WORKS_ON_APPEALS
        assert seen(person, Appeal) == ({scene.appeal} if works else set()), role
        assert seen(person, Poster) == ({scene.poster} if works else set()), role
        assert seen(person, LegislativeProposal) == ({scene.proposal} if works else set()), role
        assert seen(person, Call) == set(), role
        assert seen(person, Obligation) == (scene.clocks() if works else set()), role
        assert bool(words_of(person) & set(ABOUT_APPEALS)) == works, role


def test_the_republics_office_and_the_contact_centre(scene: Scene) -> None:
    for role, person in people_of(scene.offices.republic).items():
        assert seen(person, Appeal) == seen(person, Poster) == seen(person, Call) == set(), role
        assert seen(person, LegislativeProposal) == ({scene.proposal} if role in WORKS_ON_APPEALS else set()), role
    for role, person in people_of(scene.offices.centre).items():
        assert seen(person, Call) == ({scene.call} if role == Role.OPERATOR_111 else set()), role
        assert seen(person, Appeal) == set(), role


def test_the_republic_reads_what_is_late_and_what_it_was_told_of(scene: Scene) -> None:
    person = make_user(scene.offices.republic, Role.COMMISSIONER)
    [round_] = scene.appeal.rounds.all()
    aftermath.round_breached([(round_.pk, [scene.offices.republic.pk])], timezone.now())
    assert seen(person, Appeal) == {scene.appeal}


@pytest.mark.parametrize("kind", [kind for kind in AgencyKind.values if kind not in NOT_ASKED])
def test_a_body_that_is_asked_sees_the_request_alone(scene: Scene, kind: str) -> None:
    body = make_agency(kind, scene.offices.district)
    request = scene.ask(body)
    answering = 0
    for role, person in people_of(body).items():
        assert seen(person, BodyRequest) == ({request} if role in ANSWERS else set()), role
        assert seen(person, Appeal) == set(), role
        assert words_of(person) <= {"body_request"}, role
        answering += role in ANSWERS
    assert answering, "somebody there can answer"


def test_the_body_complained_about_learns_nothing(scene: Scene) -> None:
    for role, person in people_of(scene.offices.education).items():
        for model in MODELS:
            assert seen(person, model) == set(), (role, model.__name__)


@pytest.mark.parametrize("kind", AgencyKind.values)
def test_outsiders_of_every_kind(scene: Scene, kind: str) -> None:
    scene.ask(scene.offices.police)
    country = scene.offices.region.parent
    elsewhere = [scene.offices.district, make_district(scene.offices.region), make_region(), country]
    for agency in (make_agency(kind, area) for area in elsewhere):
        for role, person in people_of(agency).items():
            for model in MODELS:
                assert seen(person, model) == set(), (kind, role, model.__name__)


@pytest.mark.parametrize("who", ["head", "staff"])
def test_whoever_is_shut_out_hears_of_nothing(scene: Scene, who: str) -> None:
    """Not the appeal, nor its requests, duties, messages or counts; colleagues see it on."""
    person = getattr(scene.offices, who)
    second = make_user(scene.offices.regional, Role.OMBUDSMAN)
    request = scene.ask(scene.offices.police)
    assert "appeal_round" in words_of(person)
    assert seen(person, BodyRequest) == {request}
    if who == "head":
        triage.withdraw_self(scene.appeal, reason="Туысым", by=fresh(person), at=scene.at)
    else:
        triage.exclude(scene.appeal, person=person, reason="Шағым ол туралы", by=fresh(second), at=scene.at)
    assert seen(person, Appeal) == seen(person, BodyRequest) == seen(person, Obligation) == set()
    assert words_of(person) <= {"law_proposal"}
    assert seen(second, Appeal) == {scene.appeal}
    assert "appeal_round" in words_of(second)


def test_an_office_that_passed_it_on_sees_nothing_from_then(scene: Scene) -> None:
    request = scene.ask(scene.offices.police)
    triage.forward(scene.appeal, to=scene.offices.republic, reason="x", by=fresh(scene.offices.head), at=scene.at)
    for person in (scene.offices.head, scene.offices.staff):
        assert seen(person, Appeal) == seen(person, BodyRequest) == seen(person, Obligation) == set()
        assert not words_of(person) & set(ABOUT_APPEALS)
    assert seen(scene.offices.commissioner, Appeal) == {scene.appeal}
    assert seen(scene.offices.commissioner, BodyRequest) == {request}


def test_ended_mandate_administrators_and_superusers_see_nothing(scene: Scene) -> None:
    o = scene.offices
    o.head.memberships.update(ends_on=local_day(timezone.now()) - timedelta(days=1))
    operations = make_agency(AgencyKind.OPERATIONS, o.region.parent)
    nobody = [make_user(operations, role) for role in (Role.SYSADMIN, Role.AUDITOR)] + [User.objects.get(pk=o.head.pk)]
    nobody.append(make_user(o.regional, Role.AGENCY_ADMIN, is_superuser=True))
    for person in nobody:
        for model in MODELS:
            assert seen(person, model) == set(), (person, model.__name__)
