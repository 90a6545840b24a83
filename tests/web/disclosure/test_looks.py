"""Who has looked, the question for a purpose, and the ledger of the auditor."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.people.access import access_row
from apps.people.actions import open_child
from apps.people.models import Ground
from tests.factories.accounts import fresh, make_agency, make_user

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def persons(response) -> list:
    return [row["look"].person for row in response.context["rows"]]


def test_the_responsible_body_sees_everybody_others_their_own_agency(as_, cast):
    for person in (cast.officer, cast.orphanage, cast.coordinator):
        for _time in range(2):
            open_child(cast.child, by=fresh(person), at=timezone.now())
    url = f"/children/{cast.child.number}/looks/"
    seen = as_(cast.officer).get(url)
    assert set(persons(seen)) == {cast.officer, cast.orphanage, cast.coordinator}
    assert {row["look"].times for row in seen.context["rows"]} == {2, 3}
    assert persons(as_(cast.orphanage).get(url)) == [cast.orphanage]
    assert as_(cast.officer2).get(url).status_code == 404


def test_the_body_does_not_learn_that_an_ombudsman_looked(as_, cast):
    """It would learn that somebody complained; the ombudsman's office sees its own looks."""
    office = fresh(cast.ombudsman).post.agency
    access_row(cast.child, office, Ground.APPEAL, valid_from=timezone.now(), by=fresh(cast.ombudsman)).save()
    url = f"/children/{cast.child.number}/"
    asked = as_(cast.ombudsman).post(f"{url}purpose/", {"kind": "REQUEST", "text": "", "next": url})
    assert asked.url == url
    assert as_(cast.ombudsman).get(url).status_code == 200
    assert persons(as_(cast.ombudsman).get(url + "looks/")) == [cast.ombudsman]
    seen = as_(cast.officer).get(url + "looks/")
    assert cast.ombudsman not in persons(seen)
    assert cast.ombudsman.last_name not in as_(cast.officer).get(url).content.decode()
    looks = as_(cast.officer).get(f"/api/v1/children/{cast.child.number}/looks/").json()
    assert looks
    assert office.name not in str(looks)


def test_the_period_is_chosen(as_, cast):
    open_child(cast.child, by=fresh(cast.orphanage), at=timezone.now() - timedelta(days=40))
    url = f"/children/{cast.child.number}/looks/"
    client = as_(cast.officer)
    assert cast.orphanage in persons(client.get(url))
    assert cast.orphanage not in persons(client.get(f"{url}?period=30"))


def test_the_purpose_is_asked_kept_and_shown(as_, cast):
    access_row(
        cast.child, cast.officer2.agency, Ground.REFERRAL, valid_from=timezone.now() - timedelta(days=1)
    ).save()  # fmt: skip
    url = f"/children/{cast.child.number}/"
    client = as_(cast.officer2)
    asked = client.get(url)
    assert (asked.status_code, asked.url.split("?")[0]) == (302, f"{url}purpose/")
    assert client.post(f"{url}purpose/", {"kind": "OTHER", "text": "", "next": url}).status_code == 422
    assert client.post(f"{url}purpose/", {"kind": "REQUEST", "text": "№ 7-хат", "next": url}).url == url
    assert client.get(url).status_code == 200
    page = text(as_(cast.officer).get(f"{url}looks/"))
    assert "№ 7-хат" in page


def test_the_way_back_stays_on_this_site(as_, cast):
    access_row(
        cast.child, cast.officer2.agency, Ground.REFERRAL, valid_from=timezone.now() - timedelta(days=1)
    ).save()  # fmt: skip
    url = f"/children/{cast.child.number}/"
    answer = as_(cast.officer2).post(f"{url}purpose/", {"kind": "COURT", "next": "https://elsewhere.example/"})
    assert answer.url == url


def test_queries_of_looks_do_not_grow(as_, cast):
    client = as_(cast.officer)
    url = f"/children/{cast.child.number}/looks/"

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    count()
    open_child(cast.child, by=fresh(cast.orphanage), at=timezone.now())
    one = count()
    for _n in range(5):
        person = make_user(cast.home, Role.ORG_STAFF)
        open_child(cast.child, by=fresh(person), at=timezone.now())
    assert count() == one


@pytest.fixture
def auditor(db):
    return make_user(make_agency("OPERATIONS"), Role.AUDITOR)


def test_the_auditor_reads_acts_by_kind_person_day_and_number(as_, cast, auditor):
    open_child(cast.child, by=fresh(cast.officer), at=timezone.now())
    client = as_(auditor)

    def verbs(**query) -> set:
        return {row["row"].verb for row in client.get("/ledger/", query).context["rows"]}

    assert verbs(kind="reads") >= {"child.opened"}
    assert "child.opened" not in verbs(kind="acts")
    assert verbs(person=cast.orphanage.username) == set()
    assert "child.opened" in verbs(person=cast.officer.username, number=cast.child.number)
    assert verbs(day="01.01.2001") == set()
    assert verbs(number="C-1") == set()
    assert LedgerEntry.objects.filter(verb="ledger.read", actor_id=auditor.pk).exists()


def test_the_ledger_shows_no_content(as_, cast, auditor):
    open_child(cast.child, by=fresh(cast.officer), at=timezone.now())
    page = text(as_(auditor).get("/ledger/"))
    assert cast.child.number in page
    assert cast.child.surname not in page
    assert as_(auditor).get(f"/children/{cast.child.number}/").status_code == 404


@pytest.mark.parametrize("who", ["officer", "coordinator", "mentor", "police", "ombudsman"])
def test_nobody_else_reads_the_ledger(as_, cast, who):
    assert as_(getattr(cast, who)).get("/ledger/").status_code == 403


def test_the_ledger_is_read_by_key_with_constant_queries(as_, cast, auditor):
    client = as_(auditor)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/ledger/")
        return len(queries)

    count()
    few = count()
    for _n in range(30):
        open_child(cast.child, by=fresh(cast.officer), at=timezone.now())
    assert count() == few
    page = client.get("/ledger/").context["page"]
    older = client.get(page.next_url).context["page"]
    assert max(row.pk for row in older.items) < min(row.pk for row in page.items)
