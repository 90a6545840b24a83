"""Mentoring assignments: Article 28-2(1), domain section 19, rows 1 and 2."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency
from apps.accounts.roles import Role
from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import local_day
from apps.mentoring.actions import assign_mentor, end_assignment
from apps.mentoring.models import Assignment
from apps.people.models import Child
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.people import make_child, make_mentored, make_stay

pytestmark = pytest.mark.django_db
RULE = "kz345.a28-2.p1"


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def organisation():
    return make_agency(AgencyKind.MENTORING_ORG)


@pytest.fixture
def child(officer):
    child = make_child(officer, age=12)
    make_stay(child, officer)
    return child


def today():
    return local_day(timezone.now())


def sees(user, child) -> bool:
    return Child.objects.visible_to(fresh(user)).filter(pk=child.pk).exists()


def rules(caught) -> set:
    return {(refusal.field, refusal.rule) for refusal in caught.value.all}


def test_row_1_no_mentor_for_a_nine_year_old(officer, organisation):
    child = make_child(officer, age=9)
    make_stay(child, officer)
    with pytest.raises(Refused) as caught:
        make_mentored(child, officer, organisation, starts_on=today())
    assert rules(caught) == {("starts_on", RULE)}


def test_row_2_no_mentor_for_a_child_that_lives_with_a_guardian(officer, organisation):
    with pytest.raises(Refused) as caught:
        make_mentored(make_child(officer, age=12), officer, organisation)
    assert rules(caught) == {("starts_on", RULE)}


def test_row_2_another_kind_of_organisation_is_not_enough(officer, organisation):
    child = make_child(officer, age=12)
    make_stay(child, officer, make_agency(AgencyKind.BOARDING_SCHOOL))
    with pytest.raises(Refused) as caught:
        make_mentored(child, officer, organisation)
    assert rules(caught) == {("starts_on", RULE)}


def test_assignment_opens_the_file_to_the_organisation_and_the_mentor(officer, organisation, child):
    coordinator = make_user(organisation, Role.MENTORING_COORDINATOR)
    mentor, another = make_user(organisation, Role.MENTOR), make_user(organisation, Role.MENTOR)
    made = make_mentored(child, officer, organisation, mentor=mentor)
    assert made.mentor_name == f"{mentor.last_name} {mentor.first_name}"
    assert (sees(coordinator, child), sees(mentor, child), sees(another, child)) == (True, True, False)
    end_assignment(made, ends_on=today(), by=officer, at=timezone.now() - timedelta(seconds=1))
    assert (sees(coordinator, child), sees(mentor, child)) == (False, False)
    assert Assignment.objects.count() == 1


def test_a_mentor_without_an_account_is_a_name(officer, organisation, child):
    made = make_mentored(child, officer, organisation)
    assert (made.mentor_name, made.mentor, child.access.count()) == ("Ахметов Тимур", None, 3)


def test_an_account_without_the_post_of_a_mentor_there_is_refused(officer, organisation, child):
    stranger = make_user(make_agency(AgencyKind.MENTORING_ORG), Role.MENTOR)
    with pytest.raises(Refused) as caught:
        make_mentored(child, officer, organisation, mentor=stranger)
    assert caught.value.field == "candidate"


def test_two_mentors_at_a_time_are_refused(officer, organisation, child):
    make_mentored(child, officer, organisation)
    with pytest.raises(Refused):
        make_mentored(child, officer, starts_on=today())


def test_refusals_stand_at_their_fields(officer, organisation, child):
    for fields, field in (({"ends_on": today() - timedelta(days=70)}, "ends_on"), ({"contract_no": ""}, "contract_no")):
        with pytest.raises(Refused) as caught:
            make_mentored(child, officer, organisation, **fields)
        assert field in {refusal.field for refusal in caught.value.all}
    Agency.objects.filter(pk=organisation.pk).update(is_active=False)
    with pytest.raises(Refused) as caught:
        make_mentored(child, officer, organisation)
    assert caught.value.field == "candidate"


def test_only_the_responsible_body_assigns_and_ends(officer, organisation, child):
    head = make_user(organisation, Role.MENTORING_HEAD)
    made = make_mentored(child, officer, organisation)
    with pytest.raises(NotAllowed):
        end_assignment(made, ends_on=today(), by=head, at=timezone.now())
    with pytest.raises(NotAllowed):
        assign_mentor(child, candidate=made.candidate, starts_on=today(), by=head, at=timezone.now())


def test_row_64_the_legal_representative_is_no_mentor(officer, organisation):
    child = make_child(officer, age=12, representative_kind="OPEKUN", representative_name="Тимур Ахметов")
    make_stay(child, officer)
    with pytest.raises(Refused) as caught:
        make_mentored(child, officer, organisation)
    assert rules(caught) == {("candidate", "kz345.a1.s6")}
