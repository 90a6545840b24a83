"""More of the list of children: every filter, orders, columns one chose, saved filters."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.roles import Role
from apps.exchange.models import ListPreference, SavedFilter
from apps.people.models import Child, ChildCategory
from tests.factories.accounts import fresh, make_district, make_officer, make_user
from tests.factories.people import make_child, make_iin, make_stay, years_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_officer(language="en")


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def numbers(answer) -> list[str]:
    return re.findall(r'href="/children/(C-\d+)/"', answer.content.decode())


def test_every_filter(signed_in, officer):
    born = years_ago(9)
    known = make_child(officer, iin=make_iin(born, "FEMALE"), no_iin_reason="", birth_date=born)
    elsewhere = make_child(officer, age=15, area=make_district(officer.agency.area.parent, "Шығыс"))
    old = make_child(officer, age=3, at=timezone.now() - timedelta(days=40))
    ChildCategory.objects.create(
        child=elsewhere, kind="NEGLECTED", starts_on=years_ago(1), why="", version=1,
    )  # fmt: skip
    month = timezone.localdate() - timedelta(days=10)
    expected = {
        "papers=no": {elsewhere, old}, f"district={elsewhere.area_id}": {elsewhere}, f"born={born.year}": {known},
        "age_from=9&age_to=9": {known}, "age_from=10": {elsewhere}, "age_to=5": {old},
        f"since={month:%d.%m.%Y}": {known, elsewhere}, f"until={month:%Y-%m-%d}": {old},
        "category=NEGLECTED": {elsewhere}, "category=ORPHAN": set(),
    }  # fmt: skip
    for query, children in expected.items():
        assert set(numbers(signed_in.get(f"/children/?{query}"))) == {child.number for child in children}, query


def test_a_filter_tells_nothing_that_is_hidden(client, officer):
    """Who may not see a category cannot find it by filtering either."""
    from apps.accounts.kinds import AgencyKind
    from tests.factories.accounts import make_agency

    child = make_child(officer)
    home = make_agency(AgencyKind.ORPHAN_ORG)
    make_stay(child, officer, home)
    ChildCategory.objects.create(child=child, kind="DISABILITY", starts_on=years_ago(1), why="", version=1)
    client.force_login(make_user(home, Role.ORG_STAFF))
    assert numbers(client.get("/children/?category=DISABILITY")) == [child.number]
    police = make_user(make_agency(AgencyKind.POLICE), Role.POLICE_OFFICER)
    child.access.create(
        agency=police.agency, ground="RESPONSIBLE", valid_from=timezone.now(), sort_at=child.registered_at
    )
    client.force_login(police)
    assert numbers(client.get("/children/")) == [child.number]
    assert numbers(client.get("/children/?category=DISABILITY")) == []


def test_orders_by_age_in_pages(signed_in, officer):
    by_age = [make_child(officer, age=n % 17, surname=f"Бала{'абвгд'[n % 5]}") for n in range(30)]
    by_age.sort(key=lambda child: (child.birth_date, child.pk))
    wanted = [child.number for child in by_age]
    for order, expected in (("oldest", wanted), ("youngest", wanted[::-1])):
        first = signed_in.get(f"/children/?sort={order}")
        second = signed_in.get(first.context["page"].next_url)
        assert numbers(first) + numbers(second) == expected


def test_columns_are_chosen_and_remembered_per_person(signed_in, officer, client):
    born = years_ago(9)
    child = make_child(officer, iin=make_iin(born, "FEMALE"), no_iin_reason="", birth_date=born, address="Абай 7")
    chosen = {"columns": ["iin", "address", "registered", "category"], "page_size": "50"}
    answer = signed_in.post("/children/columns/?sex=FEMALE", chosen)
    assert answer["Location"] == "/children/?sex=FEMALE"
    page = signed_in.get("/children/").content.decode()
    assert "Абай 7" in page
    assert f"{child.iin[:4]} •••• {child.iin[-4:]}" in page
    assert child.iin not in page
    assert ListPreference.objects.get(user=officer).page_size == 50
    client.force_login(make_officer(officer.agency))
    assert "Абай 7" not in client.get("/children/").content.decode()
    assert signed_in.post("/children/columns/", {"columns": ["dragon"], "page_size": "7"}).status_code == 422


def test_the_same_queries_with_all_columns(signed_in, officer):
    ListPreference.objects.create(user=officer, columns=["home", "mentor", "category", "district", "body", "iin"])

    def count():
        with CaptureQueriesContext(connection) as seen:
            signed_in.get("/children/?sort=youngest")
        return len(seen)

    make_child(officer)
    count()
    few = count()
    for n in range(8):
        make_stay(make_child(officer, surname=f"Бала{'абвгдежз'[n]}"), officer)
    assert count() == few


def test_saving_sharing_using_and_removing_a_filter(signed_in, officer, client):
    girl, boy = make_child(officer), make_child(officer, sex="MALE", surname="Ким")
    save = {"name": "Girls", "shared": "on", "is_default": "on"}
    answer = signed_in.post("/children/filters/?sex=FEMALE&sort=name&q=Ким", save)
    assert answer["Location"] == "/children/?sex=FEMALE&sort=name"
    saved = SavedFilter.objects.get()
    assert saved.query == {"sex": "FEMALE", "sort": "name"}
    assert signed_in.get("/children/")["Location"] == "/children/?sex=FEMALE&sort=name"
    assert numbers(signed_in.get("/children/?all=1")) == [boy.number, girl.number]
    assert signed_in.post("/children/filters/?sex=MALE", {"name": "girls"}).status_code == 422
    colleague, stranger = make_officer(officer.agency), make_officer()
    client.force_login(colleague)
    assert "Girls" in client.get("/children/").content.decode()
    assert client.post(f"/children/filters/{saved.pk}/remove/").status_code == 403
    client.force_login(stranger)
    assert "Girls" not in client.get("/children/").content.decode()
    assert client.post(f"/children/filters/{saved.pk}/default/").status_code == 404
    assert client.post(f"/children/filters/{saved.pk}/remove/").status_code == 404
    client.force_login(officer)
    removed = client.post(f"/children/filters/{saved.pk}/remove/")["Location"]
    assert not SavedFilter.objects.visible_to(fresh(officer)).exists()
    assert client.get("/children/").status_code == 200
    assert "Undo" in client.get(removed).content.decode()
    client.force_login(stranger)
    client.post(f"/children/filters/{saved.pk}/restore/")
    assert not SavedFilter.objects.visible_to(fresh(officer)).exists()
    client.force_login(officer)
    client.post(f"/children/filters/{saved.pk}/restore/")
    assert SavedFilter.objects.visible_to(fresh(officer)).get() == saved


def test_a_filter_without_anything_is_not_saved(signed_in, officer):
    assert signed_in.post("/children/filters/", {"name": "All"}).status_code == 422
    assert "No saved filters" in signed_in.get("/children/filters/").content.decode()


def test_default_on_and_off(signed_in, officer):
    make_child(officer)
    signed_in.post("/children/filters/?sex=MALE", {"name": "Boys"})
    saved = SavedFilter.objects.get()
    assert signed_in.get("/children/").status_code == 200
    signed_in.post(f"/children/filters/{saved.pk}/default/")
    assert signed_in.get("/children/").status_code == 302
    signed_in.post("/children/filters/0/default/")
    assert signed_in.get("/children/").status_code == 200
    assert Child.objects.count() == 1
