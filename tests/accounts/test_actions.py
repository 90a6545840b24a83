"""Accounts, posts and the grants derived from them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.access import allows
from apps.accounts.actions import (
    add_person,
    end_membership,
    grant_membership,
    save_agency,
    set_duty_officer,
    switch_post,
)
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, AgencyUserPermission, User
from apps.accounts.permissions import Perm
from apps.accounts.posts import permission_ids, sync_user
from apps.accounts.roles import ROLES, Role
from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import local_day
from tests.factories.accounts import fresh, give_post, make_agency, make_district, make_user, settled

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def today():
    return local_day(now())


@pytest.fixture
def agency():
    return make_agency(AgencyKind.GUARDIANSHIP)


@pytest.fixture
def admin(agency):
    return make_user(agency, Role.AGENCY_ADMIN)


@pytest.fixture
def sysadmin():
    return make_user(make_agency(AgencyKind.OPERATIONS), Role.SYSADMIN)


def grant(user, agency, role, by, **fields):
    """A post given by `by` and, where that is needed, confirmed."""
    dates = {"starts_on": today(), **fields}
    return settled(grant_membership(user=user, agency=agency, role=role, by=by, at=now(), **dates))


def test_a_post_gives_exactly_its_permissions_and_its_end_takes_them(agency, admin):
    person = make_user()
    post = grant(person, agency, Role.GUARDIANSHIP_OFFICER, admin)
    held = {perm for perm in Perm if allows(fresh(person), perm)}
    assert held == ROLES[Role.GUARDIANSHIP_OFFICER].permissions
    end_membership(post, ends_on=today(), by=admin, at=now())
    assert allows(fresh(person), Perm.VIEW_CHILDREN)
    other = grant(make_user(), agency, Role.GUARDIANSHIP_OFFICER, admin, starts_on=today() - timedelta(days=9))
    end_membership(other, ends_on=today() - timedelta(days=1), by=admin, at=now())
    assert not allows(fresh(other.user), Perm.VIEW_CHILDREN)
    assert not AgencyUserPermission.objects.filter(user=other.user).exists()


def test_nobody_changes_the_own_posts(agency, admin):
    with pytest.raises(NotAllowed):
        grant(admin, agency, Role.GUARDIANSHIP_HEAD, admin)
    for change in (
        lambda post: end_membership(post, ends_on=today(), by=admin, at=now()),
        lambda post: set_duty_officer(post, is_duty_officer=True, by=admin, at=now()),
    ):
        with pytest.raises(NotAllowed):
            change(admin.post)


def test_an_administrator_grants_only_in_the_own_agency(admin):
    with pytest.raises(NotAllowed):
        grant(make_user(), make_agency(AgencyKind.POLICE), Role.POLICE_OFFICER, admin)


def test_a_role_of_another_kind_of_agency_is_refused(agency, admin):
    with pytest.raises(Refused) as caught:
        grant(make_user(), agency, Role.POLICE_OFFICER, admin)
    assert caught.value.field == "role"


def test_the_same_post_twice_is_refused(agency, admin):
    person = make_user(agency, Role.GUARDIANSHIP_OFFICER)
    with pytest.raises(Refused):
        grant(person, agency, Role.GUARDIANSHIP_OFFICER, admin)


def test_add_person_makes_account_and_post_without_a_password(agency, admin):
    person = User(username="new", email="new@example.kz", first_name="Дана", last_name="Ким")
    made = add_person(person, agency=agency, role=Role.GUARDIANSHIP_OFFICER, starts_on=today(), by=admin, at=now())
    assert fresh(person).post is None
    post = settled(made)
    assert (post.agency, fresh(person).post, person.has_usable_password()) == (agency, post, False)


@pytest.mark.parametrize("email", ["", "Taken@Example.kz"])
def test_add_person_wants_an_address_of_its_own(agency, admin, email):
    make_user(email="taken@example.kz")
    with pytest.raises(Refused) as caught:
        add_person(
            User(username="new", email=email, first_name="А", last_name="Б"), agency=agency,
            role=Role.GUARDIANSHIP_OFFICER, starts_on=today(), by=admin, at=now(),
        )  # fmt: skip
    assert caught.value.field == "email"
    assert not User.objects.filter(username="new").exists()


def test_an_administrator_adds_nobody_to_another_agency(admin):
    with pytest.raises(NotAllowed):
        add_person(
            User(username="new", email="new@example.kz"), agency=make_agency(AgencyKind.POLICE),
            role=Role.POLICE_OFFICER, starts_on=today(), by=admin, at=now(),
        )  # fmt: skip


def test_one_acts_in_one_post_at_a_time():
    guardianship, police = make_agency(AgencyKind.GUARDIANSHIP), make_agency(AgencyKind.POLICE)
    person = make_user(guardianship, Role.GUARDIANSHIP_OFFICER)
    second = give_post(person, police, Role.POLICE_OFFICER)
    person = fresh(person)
    assert allows(person, Perm.REGISTER_CHILDREN)
    switch_post(person, second, by=person, at=now())
    person = fresh(person)
    assert (person.agency, allows(person, Perm.REGISTER_CHILDREN)) == (police, False)


def test_nobody_switches_to_a_post_of_another():
    person, other = (make_user(make_agency(AgencyKind.POLICE), Role.POLICE_OFFICER) for _ in range(2))
    with pytest.raises(Refused):
        switch_post(person, other.post, by=person, at=now())


def test_a_grant_without_a_post_gives_nothing_and_is_taken_away(agency):
    person = make_user(agency, Role.AGENCY_ADMIN)
    AgencyUserPermission.objects.create(
        user=person, content_object=agency, permission_id=permission_ids()["view_children"]
    )
    assert not allows(fresh(person), Perm.VIEW_CHILDREN)
    assert sync_user(person, on=today())
    assert not sync_user(person, on=today())


def test_a_superuser_has_no_more_than_the_posts_give(agency):
    root = make_user(agency, Role.GUARDIANSHIP_OFFICER, is_superuser=True)
    assert not any(allows(root, perm) for perm in Perm)


def test_only_the_system_administrator_registers_agencies_and_moves_them(agency, admin, sysadmin):
    new = Agency(kind=AgencyKind.SCHOOL, area=make_district(), name_kk="Мектеп", name_ru="Школа", email="s@example.kz")
    with pytest.raises(NotAllowed):
        save_agency(new, by=admin, at=now())
    assert save_agency(new, by=sysadmin, at=now()).pk
    agency.phone = "+7 717 200 00 00"
    assert save_agency(agency, by=admin, at=now()).phone
    agency.area = make_district()
    with pytest.raises(NotAllowed):
        save_agency(agency, by=admin, at=now())


def test_a_wrong_bin_is_refused_at_its_field(sysadmin, agency):
    agency.bin = "123456789012"
    with pytest.raises(Refused) as caught:
        save_agency(agency, by=sysadmin, at=now())
    assert caught.value.field == "bin"
