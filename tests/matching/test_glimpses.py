"""Whom registering tells of hidden files: noted there, few an hour; and parallel registering opens one file."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.audit import log
from apps.audit.models import LedgerEntry
from apps.core.errors import Refused
from apps.disclosure.looks import looks_at, named
from apps.disclosure.models import ReadingAlert
from apps.disclosure.reading import watch
from apps.matching.actions import register_child
from apps.people import glimpses
from apps.people.access import access_row
from apps.people.models import Child, Ground
from tests.api.conftest import as_  # noqa: F401
from tests.factories.accounts import fresh, make_officer
from tests.factories.people import child_data, make_child, make_iin, years_ago

CHILDREN = "/api/v1/children/"
KEYS = [{}, {"Idempotency-Key": "probe-1"}]

pytestmark = pytest.mark.django_db


def body(**changes):
    data = {**child_data(), **changes}
    return {**data, "birth_date": str(data["birth_date"]), "sex": "FEMALE"}


def shown():
    return LedgerEntry.objects.filter(verb=glimpses.VERB)


@pytest.mark.parametrize("headers", KEYS)
def test_a_hidden_likely_duplicate_is_noted_in_its_file(as_, headers):  # noqa: F811
    there, asker = make_child(), make_officer()
    assert as_(asker).post(CHILDREN, body(), headers=headers).status_code == 409
    row = shown().get()
    assert (row.actor_id, row.subject_id, row.data["files"]) == (asker.pk, there.pk, [there.pk])
    owner = fresh(User.objects.get(memberships__agency=there.guardianship))
    look = named(list(looks_at(there, owner)))[0]
    assert (look.person, str(look.purpose)) == (asker, "told of, masked, when a child was registered")


@pytest.mark.parametrize("headers", KEYS)
def test_a_reason_given_from_the_start_notes_the_hidden_file_each_time(as_, headers):  # noqa: F811
    there, asker = make_child(), make_officer()
    reason = {"override_reason": "Басқа бала: құжаттарын көрдім"}
    assert as_(asker).post(CHILDREN, body(**reason), headers=headers).status_code == 201
    assert [(row.actor_id, row.subject_id) for row in shown()] == [(asker.pk, there.pk)]
    assert as_(asker).post(CHILDREN, body(**reason)).status_code == 201
    assert shown().filter(subject_id=there.pk).count() == 2


@pytest.mark.parametrize("headers", KEYS)
def test_a_hidden_iin_is_noted_in_its_file(as_, headers):  # noqa: F811
    iin = make_iin(years_ago(12))
    there, asker = make_child(iin=iin, no_iin_reason=""), make_officer()
    new = body(iin=iin, no_iin_reason="", surname="Жұмабаева", given_name="Меруерт", patronymic="")
    assert as_(asker).post(CHILDREN, new, headers=headers).status_code == 422
    assert [row.subject_id for row in shown()] == [there.pk]


def test_a_hidden_iin_typed_into_an_own_file_is_noted(as_):  # noqa: F811
    iin, asker = make_iin(years_ago(12)), make_officer()
    there = make_child(iin=iin, no_iin_reason="")
    own = make_child(asker, surname="Жұмабаева", given_name="Меруерт", patronymic="")
    change, version = {"iin": iin, "no_iin_reason": ""}, {"If-Match": f'"{own.version}"'}
    answer = as_(asker).patch(f"{CHILDREN}{own.number}/", change, headers=version)
    assert answer.status_code == 422, answer.content
    assert [row.subject_id for row in shown()] == [there.pk]


def test_the_page_notes_it_too(client):
    there, asker = make_child(), make_officer()
    client.force_login(asker)
    typed = {**body(), "birth_date": f"{there.birth_date:%d.%m.%Y}", "area": asker.agency.area.pk}
    assert client.post(reverse("children:new"), typed).status_code == 422
    assert [row.subject_id for row in shown()] == [there.pk]


def test_the_page_shows_a_file_seen_on_another_ground_masked(client):
    there, asker = make_child(address="Абылай хан 148"), make_officer()
    with transaction.atomic():
        log.act_as(None)
        access_row(there, asker.agency, Ground.REFERRAL, valid_from=timezone.now() - timedelta(days=1)).save()
    client.force_login(asker)
    typed = {**body(), "birth_date": f"{there.birth_date:%d.%m.%Y}", "area": asker.agency.area.pk}
    page = client.post(reverse("children:new"), typed)
    assert page.status_code == 422
    assert there.number not in page.content.decode()
    assert there.address not in page.content.decode()
    assert [row.subject_id for row in shown()] == [there.pk]


def test_the_page_notes_an_own_file_that_it_compares_as_opened(client):
    own = make_officer()
    there = make_child(own)
    client.force_login(own)
    typed = {**body(), "birth_date": f"{there.birth_date:%d.%m.%Y}", "area": own.agency.area.pk}
    page = client.post(reverse("children:new"), typed)
    assert there.number in page.content.decode()
    assert LedgerEntry.objects.filter(verb="child.opened", subject_id=there.pk, actor_id=own.pk).exists()


def test_files_one_may_see_are_not_noted(as_):  # noqa: F811
    own = make_officer()
    make_child(own)
    assert as_(own).post(CHILDREN, body()).status_code == 409
    assert not shown().exists()


def test_few_an_hour_then_nothing_is_told_and_the_head_hears_of_it(as_):  # noqa: F811
    make_child()
    asker = as_(make_officer())
    for _turn in range(glimpses.AN_HOUR):
        assert asker.post(CHILDREN, body()).status_code == 409
    hit = asker.post(CHILDREN, body())
    miss = asker.post(CHILDREN, body(surname="Жұмабаева", given_name="Меруерт", patronymic=""))
    assert (hit.status_code, hit.json()) == (miss.status_code, miss.json())
    assert hit.status_code == 422
    assert "too many files" in hit.json()["detail"]
    watch(timezone.now())
    assert ReadingAlert.objects.get().kind == ReadingAlert.Kind.REFUSED


@pytest.mark.django_db(transaction=True)
def test_four_at_the_same_instant_open_one_file():
    first, start, done = make_officer(), threading.Barrier(4), []
    officers = [first, *(make_officer(first.agency) for _n in range(3))]

    def send(officer):
        start.wait()
        try:
            done.append(register_child(data=child_data(), by=fresh(officer), at=timezone.now()))
        except Refused as refused:
            done.append(refused.rule)
        connection.close()

    threads = [threading.Thread(target=send, args=[officer]) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Child.objects.count() == 1
    assert done.count("caseflow.child.possible_duplicate") == 3


@pytest.fixture
def families(as_):  # noqa: F811
    """A child of another body with a mother; an asker with a child of the own; posts the mother there, or patches."""
    owner, asker = make_officer(), make_officer()
    there, own = make_child(owner), make_child(asker, given_name="Асан")
    mother = {"kind": "MOTHER", "surname": "Бекетова", "given_name": "Сауле", "iin": "851123300157"}
    assert as_(owner).post(f"{CHILDREN}{there.number}/family/", mother).status_code == 201
    return there, own, asker, mother


def test_a_parent_known_elsewhere_is_noted_in_the_hidden_file(as_, families):  # noqa: F811
    there, own, asker, mother = families
    url = f"{CHILDREN}{own.number}/family/"
    assert as_(asker).post(url, {**mother, "kind": "AUNT_UNCLE"}).status_code == 201
    assert not shown().exists(), "an aunt makes no sister or brother"
    [aunt] = as_(asker).get(url).json()["results"]
    told = as_(asker).patch(f"{url}{aunt['id']}/", {"kind": "MOTHER"}, headers={"If-Match": "*"})
    assert told.status_code == 200, told.content
    assert as_(asker).get(f"{CHILDREN}{own.number}/siblings/").json()["hidden"] == 1
    row = shown().get()
    assert (row.actor_id, row.subject_id, row.data["files"]) == (asker.pk, there.pk, [there.pk])
    owner = fresh(User.objects.get(memberships__agency=there.guardianship))
    look = next(one for one in named(list(looks_at(there, owner))) if one.person == asker)
    assert str(look.purpose) == "told that there is such a file, not whose, when a relative was recorded"
    assert as_(asker).patch(f"{url}{aunt['id']}/", {"address": "Абай 1"}, headers={"If-Match": "*"}).status_code == 200
    assert shown().count() == 1, "nothing new is told"


@pytest.mark.parametrize("way", ["added", "iin", "name"])
def test_every_way_that_joins_the_families_is_noted(as_, families, way):  # noqa: F811
    there, own, asker, mother = families
    url = f"{CHILDREN}{own.number}/family/"
    first = {"added": {}, "iin": {"iin": ""}, "name": {"given_name": "Гүлнар"}}[way]
    made = as_(asker).post(url, {**mother, **first})
    assert made.status_code == 201
    if way != "added":
        assert not shown().exists()
        change = {name: mother[name] for name in first}
        address = f"{url}{made.json()['id']}/"
        assert as_(asker).patch(address, change, headers={"If-Match": "*"}).status_code == 200
    assert [row.subject_id for row in shown()] == [there.pk]


def test_few_parents_an_hour_are_asked_about(as_, families, monkeypatch):  # noqa: F811
    _there, own, asker, mother = families
    monkeypatch.setattr(glimpses, "AN_HOUR", 2)
    url = f"{CHILDREN}{own.number}/family/"
    for _turn in range(2):
        made = as_(asker).post(url, mother)
        assert made.status_code == 201
        away = f"{url}{made.json()['id']}/withdraw/"
        assert as_(asker).post(away, {"reason": "Қате"}).status_code == 200
    hit, miss = as_(asker).post(url, mother), as_(asker).post(url, {**mother, "iin": "900315400126"})
    assert (hit.status_code, hit.json()) == (422, miss.json())
    assert "too many files" in hit.json()["detail"]
    aunt = as_(asker).post(url, {**mother, "kind": "AUNT_UNCLE"})
    assert aunt.status_code == 201, "who makes no siblings is recorded"
    turned = as_(asker).patch(f"{url}{aunt.json()['id']}/", {"kind": "MOTHER"}, headers={"If-Match": "*"})
    assert turned.status_code == 422
    assert shown().count() == 2
