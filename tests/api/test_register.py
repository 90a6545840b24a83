"""Areas, agencies, people: the registers."""

import pytest

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from tests.api.conftest import V1, problem
from tests.factories.accounts import make_agency, make_officer, make_user


@pytest.fixture
def officer(db):
    return make_officer()


def test_areas(officer, as_):
    client = as_(officer)
    rows = client.get(f"{V1}/areas/").json()["results"]
    assert {row["level"] for row in rows} == {"COUNTRY", "REGION", "DISTRICT"}
    assert set(rows[0]) == {
        "id", "code", "level", "parent", "name", "name_kk", "name_ru", "name_en", "valid_from", "valid_to",
    }  # fmt: skip
    region = next(row for row in rows if row["level"] == "REGION")
    inside = client.get(f"{V1}/areas/?parent={region['id']}&level=DISTRICT").json()["results"]
    assert [row["parent"] for row in inside] == [region["id"]]
    answer = client.get(f"{V1}/areas/{region['id']}/")
    assert answer.json() == region
    assert client.get(f"{V1}/areas/{region['id']}/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    problem(client.get(f"{V1}/areas/999999999/"), 404, "not-found")


def test_pages_by_code(officer, as_):
    client, seen, url = as_(officer), [], f"{V1}/areas/?page_size=1"
    while url:
        page = client.get(url).json()
        seen += [row["code"] for row in page["results"]]
        url = page["next"]
    assert len(seen) == 3
    assert seen == sorted(seen)


def test_agencies(officer, as_):
    police = make_agency(AgencyKind.POLICE, officer.agency.area)
    client = as_(officer)
    found = client.get(f"{V1}/agencies/?kind=POLICE&area={officer.agency.area_id}&is_active=true").json()["results"]
    assert [row["id"] for row in found] == [police.pk]
    one = client.get(f"{V1}/agencies/{police.pk}/").json()
    assert one["area"] == {"id": police.area_id, "code": police.area.code, "name": police.area.name}
    kazakh = client.get(f"{V1}/agencies/{police.pk}/", headers={"Accept-Language": "kk"}).json()
    assert kazakh["name"] == police.name_kk
    problem(client.get(f"{V1}/agencies/?kind=CASTLE"), 400, "invalid")
    problem(
        as_(make_user(make_agency(AgencyKind.MENTORING_ORG), Role.MENTOR)).get(f"{V1}/agencies/1/"), 404, "not-found"
    )


def test_me(officer, as_):
    told = as_(officer).get(f"{V1}/users/me/").json()
    assert set(told) == {
        "id", "username", "name", "email", "language", "is_active", "post", "posts", "permissions",
    }  # fmt: skip
    assert told["post"]["role"] == "GUARDIANSHIP_OFFICER"
    assert "register_children" in told["permissions"]


def test_people_are_for_administrators_of_their_own_agency(officer, as_):
    problem(as_(officer).get(f"{V1}/users/"), 403, "not-allowed")
    head = make_user(officer.agency, Role.GUARDIANSHIP_HEAD)
    stranger = make_officer()
    client = as_(head)
    rows = client.get(f"{V1}/users/").json()["results"]
    assert [row["id"] for row in rows] == [officer.pk, head.pk]
    assert rows[0]["posts"][0]["role"] == "GUARDIANSHIP_OFFICER"
    assert client.get(f"{V1}/users/{officer.pk}/").status_code == 200
    problem(client.get(f"{V1}/users/{stranger.pk}/"), 404, "not-found")


def test_the_language_of_the_account_speaks_where_none_is_asked_for(as_):
    client = as_(make_officer(language="kk"))
    del client.defaults["HTTP_ACCEPT_LANGUAGE"]
    police = make_agency(AgencyKind.POLICE, name_kk="Полиция бөлімі", name_ru="Отдел полиции")
    assert client.get(f"{V1}/agencies/{police.pk}/").json()["name"] == "Полиция бөлімі"
