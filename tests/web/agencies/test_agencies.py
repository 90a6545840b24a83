"""The register of agencies, their people and posts."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Confirmation, Membership, User
from apps.accounts.roles import Role
from apps.core.localtime import local_day
from tests.factories.accounts import make_agency, make_district, make_officer, make_user, settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return make_agency(AgencyKind.GUARDIANSHIP, phone="+7 7172 00 00 00")


@pytest.fixture
def admin(client, agency):
    admin = make_user(agency, Role.AGENCY_ADMIN)
    client.force_login(admin)
    return admin


@pytest.fixture
def sysadmin(client):
    user = make_user(make_agency(AgencyKind.OPERATIONS), Role.SYSADMIN)
    client.force_login(user)
    return user


def today() -> str:
    return f"{local_day(timezone.now()):%d.%m.%Y}"


def person(**fields):
    return {
        "last_name": "Ким", "first_name": "Дана", "email": "dana@example.kz", "username": "dana", "language": "kk",
        "role": Role.GUARDIANSHIP_OFFICER, "starts_on": today(), **fields,
    }  # fmt: skip


def test_register_finds_by_name_kind_and_region(client, agency, admin):
    school = make_agency(AgencyKind.SCHOOL, name="Мектеп-лицей 5")
    for query in ("?q=лицей", "?kind=SCHOOL", f"?region={school.area.parent_id}"):
        page = client.get(f"/agencies/{query}")
        assert [found.pk for found in page.context["page"].items] == [school.pk]
    assert agency in client.get("/agencies/").context["page"].items


def test_register_needs_a_post(client):
    client.force_login(make_user())
    assert client.get("/agencies/").status_code == 403


def test_people_are_listed_for_administrators_only(client, agency, admin):
    assert client.get(f"/agencies/{agency.pk}/").context["people"]
    client.force_login(make_officer())
    page = client.get(f"/agencies/{agency.pk}/")
    assert (page.context["people"], page.context["manages"]) == ([], False)
    assert agency.phone in page.content.decode()


def test_an_administrator_corrects_contacts_but_not_kind_or_area(client, agency, admin):
    form = {"name_kk": "А", "name_ru": "Б", "email": "new@example.kz", "phone": "111", "kind": "POLICE"}
    assert client.post(f"/agencies/{agency.pk}/edit/", form).status_code == 302
    agency.refresh_from_db()
    assert (agency.phone, agency.kind) == ("111", AgencyKind.GUARDIANSHIP)


def test_an_administrator_changes_no_other_agency(client, admin):
    other = make_agency(AgencyKind.POLICE)
    for path in ("edit/", "people/new/", "posts/new/"):
        assert client.get(f"/agencies/{other.pk}/{path}").status_code == 403
    assert client.get("/agencies/new/").status_code == 403


def test_the_system_administrator_registers_an_agency(client, sysadmin):
    form = {
        "kind": AgencyKind.SCHOOL, "area": make_district().pk, "name_kk": "Мектеп", "name_ru": "Школа",
        "email": "s@example.kz", "on_platform": "on", "is_active": "on", "bin": "",
    }  # fmt: skip
    assert client.post("/agencies/new/", {**form, "email": ""}).context["form"].errors.keys() == {"email"}
    assert "bin" in client.post("/agencies/new/", {**form, "bin": "123456789012"}).context["form"].errors
    assert client.post("/agencies/new/", form).status_code == 302
    assert Agency.objects.filter(name_ru="Школа").exists()


def test_add_a_person_sends_a_link_without_names(client, agency, admin):
    assert client.get(f"/agencies/{agency.pk}/people/new/").status_code == 200
    assert client.post(f"/agencies/{agency.pk}/people/new/", person()).status_code == 302
    settled(Confirmation.objects.get())
    new = User.objects.get(username="dana")
    (letter,) = mail.outbox
    assert (new.post.agency, letter.to) == (agency, ["dana@example.kz"])
    assert "/accounts/password/reset/key/" in letter.body
    assert not any(word in letter.subject + letter.body for word in ("Ким", "Дана", "dana"))


@pytest.mark.parametrize(
    ("fields", "field"), [({"email": "taken@example.kz"}, "email"), ({"role": "SYSADMIN"}, "role")]
)
def test_a_refused_person_leaves_nothing_behind(client, agency, admin, fields, field):
    make_user(email="taken@example.kz")
    answer = client.post(f"/agencies/{agency.pk}/people/new/", person(**fields))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not User.objects.filter(username="dana").exists()
    assert mail.outbox == []


def test_grant_and_end_a_post(client, agency, admin):
    someone = make_user(email="some@example.kz")
    form = {"who": "SOME@example.kz", "role": Role.GUARDIANSHIP_OFFICER, "starts_on": today()}
    assert client.post(f"/agencies/{agency.pk}/posts/new/", form).status_code == 302
    assert not someone.memberships.exists()
    post = settled(Confirmation.objects.get())
    yesterday = f"{local_day(timezone.now()) - timedelta(days=1):%d.%m.%Y}"
    path = f"/agencies/{agency.pk}/posts/{post.pk}"
    assert client.post(f"{path}/end/", {"ends_on": yesterday}).status_code == 422
    assert client.post(f"{path}/duty/", {"on": "1"}).status_code == 302
    assert client.post(f"{path}/end/", {"ends_on": today()}).status_code == 302
    post.refresh_from_db()
    assert (post.is_duty_officer, post.ends_on) == (True, local_day(timezone.now()))


def test_unknown_account_is_not_given_a_post(client, agency, admin):
    form = {"who": "nobody", "role": Role.GUARDIANSHIP_OFFICER, "starts_on": today()}
    assert "who" in client.post(f"/agencies/{agency.pk}/posts/new/", form).context["form"].errors


def test_nobody_changes_the_own_post(client, agency, admin):
    path = f"/agencies/{agency.pk}/posts/{admin.post.pk}"
    assert client.get(f"{path}/end/").status_code == 403
    assert client.post(f"{path}/duty/", {"on": "1"}).status_code == 403
    form = {"who": admin.username, "role": Role.GUARDIANSHIP_HEAD, "starts_on": today()}
    assert client.post(f"/agencies/{agency.pk}/posts/new/", form).status_code == 403
    assert Membership.objects.filter(user=admin).count() == 1


def test_a_post_of_another_agency_is_not_reached(client, agency, admin):
    other = make_user(make_agency(AgencyKind.POLICE), Role.POLICE_OFFICER)
    assert client.get(f"/agencies/{agency.pk}/posts/{other.post.pk}/end/").status_code == 404
    assert client.get(f"/agencies/{agency.pk}/people/{other.pk}/").status_code == 404


def test_correct_a_person_and_send_the_link_again(client, agency, admin):
    someone = make_user(agency, Role.GUARDIANSHIP_OFFICER)
    path = f"/agencies/{agency.pk}/people/{someone.pk}"
    form = {"last_name": "Ли", "first_name": "Вера", "email": "vera@example.kz"}
    assert client.post(f"{path}/", form).status_code == 302
    someone.refresh_from_db()
    assert (someone.last_name, someone.email) != ("Ли", "vera@example.kz")
    settled(Confirmation.objects.get())
    assert client.post(f"{path}/password/").status_code == 302
    assert [letter.to for letter in mail.outbox] == [["vera@example.kz"]]
