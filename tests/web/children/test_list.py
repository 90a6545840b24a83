"""The list of children."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from tests.factories.accounts import make_agency, make_officer, make_user
from tests.factories.people import make_child, make_mentored, make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def get(client, officer):
    client.force_login(officer)

    def answer(query="", **posted):
        if posted:
            return client.post(f"/children/{query}", posted, headers={"HX-Request": "true"})
        return client.get(f"/children/{query}")

    return answer


def numbers(response) -> list[str]:
    return re.findall(r'href="/children/(C-\d+)/"', response.content.decode())


def test_newest_first_in_pages_there_and_back(get, officer):
    now = timezone.now() - timedelta(hours=1)
    made = [make_child(officer, at=now + timedelta(seconds=n)).number for n in range(53)][::-1]
    first = get()
    assert numbers(first) == made[:25]
    second = get(first.context["page"].next_url.partition("/children/")[2])
    assert numbers(second) == made[25:50]
    third = get(second.context["page"].next_url.partition("/children/")[2])
    assert (numbers(third), third.context["page"].next_url) == (made[50:], "")
    back = get(third.context["page"].previous_url.partition("/children/")[2])
    assert numbers(back) == made[25:50]
    assert numbers(get(back.context["page"].previous_url.partition("/children/")[2])) == made[:25]


def test_by_name_in_kazakh_order_in_pages(get, officer):
    letters = "АӘБВГҒДЕЖЗИКҚЛМНҢОӨПРСТУҰҮФХЧШІЯ"
    for letter in reversed(letters):
        make_child(officer, surname=f"{letter}ин")
    first = get("?sort=name")
    names = [line.child.surname[0] for line in first.context["page"].items]
    second = get(first.context["page"].next_url.partition("/children/")[2])
    names += [line.child.surname[0] for line in second.context["page"].items]
    assert names == list("АӘБВГҒДЕЖЗИКҚЛМНҢОӨПРСТУҰҮФХЧШІЯ")
    assert not any(word in first.context["page"].next_url for word in ("ин", "%D0", "%D1"))


def test_child_with_two_grounds_is_listed_once(get, officer):
    child = make_child(officer)
    make_stay(child, officer, make_agency(AgencyKind.ORPHAN_ORG))
    child.access.create(
        agency=officer.agency, ground="PLACEMENT", valid_from=timezone.now(), sort_at=child.registered_at
    )
    assert numbers(get()) == [child.number]
    assert get().context["page"].count == 1


def test_search_by_post_leaves_no_name_in_the_address(get, officer):
    child = make_child(officer, surname="Серіков")
    make_child(officer, surname="Ким", patronymic="")
    answer = get(q="сериков", sex="FEMALE")
    assert numbers(answer) == [child.number]
    assert answer["HX-Replace-Url"] == "/children/?sex=FEMALE"


def test_search_works_without_script(client, officer):
    child = make_child(officer, surname="Серіков")
    client.force_login(officer)
    assert child.number in client.post("/children/", {"q": "Сериков"}).content.decode()
    assert client.post("/children/", {"q": "", "age": "10-13"})["Location"] == "/children/?age=10-13"


def test_filters(get, officer):
    home, organisation = make_agency(AgencyKind.ORPHAN_ORG), make_agency(AgencyKind.MENTORING_ORG)
    small = make_child(officer, age=4, sex="MALE")
    free = make_child(officer, age=12)
    mentored = make_child(officer, age=15)
    for child in (small, free, mentored):
        make_stay(child, officer, home)
    make_mentored(mentored, officer, organisation)
    alone = make_child(officer, age=13)
    assert numbers(get("?age=3-6")) == [small.number]
    assert numbers(get("?sex=MALE")) == [small.number]
    assert numbers(get("?mentor=yes")) == [mentored.number]
    assert numbers(get("?mentor=no")) == [free.number]
    assert set(numbers(get(f"?organisation={home.pk}"))) == {small.number, free.number, mentored.number}
    assert alone.number in numbers(get("?age=10-13"))
    assert numbers(get("?age=7-9")) == []


def test_odd_address_is_the_first_page(get, officer):
    child = make_child(officer)
    for query in ("?after=x", "?after=99999999999999999999", "?before=-1", "?age=77", "?sort=;", "?organisation=x"):
        assert numbers(get(query)) == [child.number]


def test_queries_do_not_grow_with_rows(get, officer):
    def count(query) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            get(query)
        return len(captured)

    make_child(officer)
    get()
    few = {query: count(query) for query in ("", "?sort=name", "?age=10-13")}
    home = make_agency(AgencyKind.ORPHAN_ORG)
    for _ in range(12):
        make_stay(make_child(officer), officer, home)
    assert {query: count(query) for query in few} == few


def test_empty_list_says_what_comes_next(get):
    assert "/children/new/" in get().content.decode()


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (AgencyKind.OPERATIONS, Role.SYSADMIN),
        (AgencyKind.OPERATIONS, Role.AUDITOR),
        (AgencyKind.CONTACT_CENTRE, Role.OPERATOR_111),
    ],
)
def test_posts_without_children_are_refused(client, kind, role):
    client.force_login(make_user(make_agency(kind), role))
    assert client.get("/children/").status_code == 403
