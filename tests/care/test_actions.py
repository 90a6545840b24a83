"""Where a child lives, and who sees the file because of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.care.actions import end_placement, place_child
from apps.care.models import Placement
from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import day_end, day_start, local_day
from apps.people.models import Child, ChildAccess, Ground
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.people import make_child, make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def home():
    return make_agency(AgencyKind.ORPHAN_ORG)


@pytest.fixture
def child(officer):
    return make_child(officer)


def today():
    return local_day(timezone.now())


def sees(user, child) -> bool:
    return Child.objects.visible_to(fresh(user)).filter(pk=child.pk).exists()


def test_placement_opens_the_file_to_the_organisation_and_its_end_closes_it_at_once(officer, home, child):
    staff = make_user(home, Role.ORG_STAFF)
    assert not sees(staff, child)
    stay = make_stay(child, officer, home)
    assert sees(staff, child)
    end_placement(stay, ends_on=today(), by=officer, at=timezone.now() - timedelta(seconds=1))
    assert not sees(staff, child)
    assert Placement.objects.filter(child=child).count() == 1


def test_a_planned_end_closes_the_file_at_the_end_of_that_day_in_almaty(officer, home, child):
    stay = make_stay(child, officer, home)
    last = today() + timedelta(days=3)
    end_placement(stay, ends_on=last, by=officer, at=timezone.now())
    row = ChildAccess.objects.get(child=child, ground=Ground.PLACEMENT)
    assert row.valid_to == day_end(last)
    assert sees(make_user(home, Role.ORG_STAFF), child)


def test_a_stay_that_begins_tomorrow_opens_nothing_today(officer, home, child):
    start = today() + timedelta(days=1)
    make_stay(child, officer, home, starts_on=start)
    assert ChildAccess.objects.get(child=child, ground=Ground.PLACEMENT).valid_from == day_start(start)
    assert not sees(make_user(home, Role.ORG_STAFF), child)


def test_a_stay_of_the_past_opens_nothing(officer, home, child):
    make_stay(child, officer, home, ends_on=today() - timedelta(days=1))
    assert not sees(make_user(home, Role.ORG_STAFF), child)


def test_two_stays_at_a_time_are_refused(officer, home, child):
    make_stay(child, officer, home)
    with pytest.raises(Refused) as caught:
        make_stay(child, officer, starts_on=today())
    assert caught.value.field == "starts_on"


def test_a_new_stay_follows_an_ended_one_which_stays(officer, home, child):
    stay = make_stay(child, officer, home)
    end_placement(stay, ends_on=today() - timedelta(days=2), by=officer, at=timezone.now())
    make_stay(child, officer, home, starts_on=today())
    assert Placement.objects.filter(child=child).count() == 2
    assert sees(make_user(home, Role.ORG_STAFF), child)


def test_an_ended_stay_is_not_ended_again(officer, home, child):
    stay = make_stay(child, officer, home, ends_on=today() - timedelta(days=1))
    with pytest.raises(Refused):
        end_placement(stay, ends_on=today(), by=officer, at=timezone.now())


@pytest.mark.parametrize("kind", [AgencyKind.SCHOOL, AgencyKind.POLICE, AgencyKind.MENTORING_ORG])
def test_a_child_is_placed_only_where_children_are_cared_for(officer, child, kind):
    with pytest.raises(Refused) as caught:
        make_stay(child, officer, make_agency(kind))
    assert caught.value.field == "organisation"


@pytest.mark.parametrize(("days", "field"), [(-1, "ends_on"), (None, None)])
def test_order_of_days(officer, home, child, days, field):
    end = None if days is None else today() + timedelta(days=days)
    if field is None:
        assert make_stay(child, officer, home, starts_on=today(), ends_on=end).ends_on is None
        return
    with pytest.raises(Refused) as caught:
        make_stay(child, officer, home, starts_on=today(), ends_on=end)
    assert caught.value.field == field


def test_only_the_responsible_body_places(home, child):
    for other in (make_officer(), make_user(home, Role.ORG_HEAD)):
        with pytest.raises(NotAllowed):
            place_child(child, organisation=home, starts_on=today(), by=other, at=timezone.now())
