"""The head's page of keeping files, its acts, who is refused, and that nobody's name stands there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.core.localtime import local_day
from apps.people.models import Child
from apps.retention import actions, erasing
from apps.retention.models import Erasure, Hold, Retention
from apps.retention.states import ErasureState, State
from apps.web.retention.lists import LISTS
from tests.factories.accounts import fresh, make_agency, make_user
from tests.factories.people import make_child
from tests.retention.conftest import BORN, NOW, THEN

FREE = {"HTTP_ACCEPT_LANGUAGE": "en"}


def get(client, name, *args, **query):
    return client.get(reverse(f"retention:{name}", args=args), query, **FREE)


def post(client, name, *args, **data):
    return client.post(reverse(f"retention:{name}", args=args), data, **FREE)


@pytest.fixture
def head(client, archive):
    client.force_login(archive.head)
    return client


@pytest.fixture
def archived(archive):
    """In the archive, and the term of keeping has ended."""
    archive.archived()
    Retention.objects.update(keep_until=local_day(timezone.now()) - timedelta(days=1))
    return archive


def test_due_files_say_what_stands_and_are_archived(head, archive):
    actions.propose_due(at=NOW)
    page = get(head, "index").content.decode()
    assert archive.child.number in page
    assert "Жұлдызова" not in page
    number = archive.child.number
    assert get(head, "archive", number).status_code == 200
    answer = post(head, "archive", number)
    assert answer.url == reverse("retention:detail", args=[number])
    assert Retention.objects.get().state == State.ARCHIVED
    assert head.get(reverse("children:detail", args=[number])).status_code == 404
    assert number not in head.get(reverse("children:index")).content.decode()
    assert number in get(head, "index", show="archived").content.decode()
    detail = get(head, "detail", number)
    assert detail.status_code == 200
    assert "Жұлдызова" not in detail.content.decode()
    post(head, "reopen", number, reason="Запрос суда")
    assert head.get(reverse("children:detail", args=[number])).status_code == 200


def test_leaving_a_file_open(head, archive):
    actions.propose_due(at=NOW)
    assert post(head, "postpone", archive.child.number, reason="").status_code == 422
    post(head, "postpone", archive.child.number, reason="Учится")
    assert Retention.objects.get().state == State.POSTPONED
    assert post(head, "archive", archive.child.number).status_code == 422


def test_a_hold_is_a_strip_on_the_file_and_is_lifted(head, archive):
    number = archive.child.number
    data = {"ordered_by": "Суд №1", "reason": "Дело", "starts_on": "01.06.2026", "ends_on": ""}
    assert post(head, "hold", number, **data).status_code == 302
    held = Hold.objects.get()
    for url in (reverse("children:detail", args=[number]), reverse("retention:index") + "?show=held"):
        assert "Суд №1" in head.get(url).content.decode()
    assert get(head, "release", number, held.pk).status_code == 200
    post(head, "release", number, held.pk, reason="Снят")
    held.refresh_from_db()
    assert held.released_by == archive.head
    assert "Суд №1" not in head.get(reverse("children:detail", args=[number])).content.decode()


def test_two_persons_erase_on_the_pages(head, client, archived):
    number = archived.child.number
    assert number in get(head, "index", show="over").content.decode()
    data = {"ground": "TERM", "reason": "Срок", "typed": number}
    assert post(head, "propose", number, **{**data, "typed": "C-0"}).status_code == 422
    assert post(head, "propose", number, **data).status_code == 302
    erasure = Erasure.objects.get()
    mine = get(head, "detail", number).content.decode()
    assert reverse("retention:confirm", args=[number, erasure.pk]) not in mine
    assert post(head, "confirm", number, erasure.pk, typed=number).status_code == 422
    client.force_login(archived.second)
    assert number in get(client, "index", show="second").content.decode()
    assert 'class="banner is-over"' in get(client, "confirm", number, erasure.pk).content.decode()
    assert post(client, "confirm", number, erasure.pk, typed=number.lower()).status_code == 302
    assert number in get(client, "index", show="thinking").content.decode()
    erasing.carry_out(at=timezone.now() + timedelta(days=8))
    assert not Child.objects.exists()
    assert number in get(client, "index", show="erased").content.decode()
    stone = get(client, "detail", number).content.decode()
    assert "people_child" in stone
    assert post(client, "hold", number).status_code == 404
    client.force_login(make_user(make_agency("OPERATIONS"), Role.AUDITOR))
    rows = client.get(reverse("ledger:index"), {"number": number}).context["rows"]
    assert {"child.erased", "child.registered"} <= {one["row"].verb for one in rows}


def test_withdrawing(head, archived):
    number = archived.child.number
    post(head, "propose", number, ground="COURT", reason="Решение", typed=number)
    erasure = Erasure.objects.get()
    post(head, "withdraw", number, erasure.pk, reason="Ошибка")
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.WITHDRAWN
    assert "Ошибка" in get(head, "detail", number).content.decode()


def test_finding_in_the_archive_needs_a_purpose_that_stays(head, archived):
    make_child(archived.officer, at=THEN, surname="Жұлдызова", given_name="Басқа", birth_date=BORN)
    assert post(head, "find", q="Жулдызова", purpose="").status_code == 422
    assert post(head, "find", q="Жулдызова", purpose="OTHER").status_code == 422
    answer = post(head, "find", q="Жулдызова", purpose="COURT")
    assert [one.number for one in answer.context["found"]] == [archived.child.number]
    entry = LedgerEntry.objects.get(verb="archive.searched")
    assert entry.data == {"purpose": "COURT", "found": [archived.child.number]}


@pytest.mark.parametrize("who", ["officer", "stranger"])
@pytest.mark.parametrize("name", ["detail", "archive", "postpone", "reopen", "hold", "propose"])
def test_others_get_nothing(client, archived, who, name):
    client.force_login(archived.refreshed(who))
    wanted = 403 if who == "officer" else 404
    assert get(client, name, archived.child.number).status_code == wanted
    if name != "detail":
        assert post(client, name, archived.child.number).status_code == wanted


@pytest.mark.parametrize("who", ["officer", "stranger"])
def test_others_neither_confirm_nor_release_nor_find(client, archived, who):
    erasure = archived.proposed(at=timezone.now())
    held = actions.place_hold(
        archived.child, reason="x", ordered_by="y", starts_on=BORN, ends_on=None, by=fresh(archived.head), at=NOW
    )
    number = archived.child.number
    client.force_login(archived.refreshed(who))
    wanted = 403 if who == "officer" else 404
    assert post(client, "confirm", number, erasure.pk, typed=number).status_code == wanted
    assert post(client, "withdraw", number, erasure.pk, reason="x").status_code == wanted
    assert post(client, "release", number, held.pk, reason="x").status_code == wanted
    found = post(client, "find", q="Жулдызова", purpose="COURT")
    assert found.status_code == 403 if who == "officer" else found.context["found"] == []


def test_every_list_reads_with_the_same_number_of_queries(head, archive, django_assert_max_num_queries):
    def queries(show):
        with django_assert_max_num_queries(60) as counted:
            assert get(head, "index", show=show).status_code == 200
        return len(counted)

    actions.propose_due(at=NOW)
    _hold(archive, archive.child)
    queries("due")  # the first page of a session fills caches
    few = {one.key: queries(one.key) for one in LISTS}
    for _n in range(4):
        child = make_child(archive.officer, at=THEN, birth_date=BORN)
        _hold(archive, child)
    actions.propose_due(at=NOW)
    assert {one.key: queries(one.key) for one in LISTS} == few


def _hold(archive, child):
    actions.place_hold(child, reason="x", ordered_by="y", starts_on=BORN, ends_on=None, by=fresh(archive.head), at=NOW)


def test_a_held_file_is_not_offered_for_the_archive_and_it_is_said_why(head, archive):
    actions.propose_due(at=NOW)
    number, address = archive.child.number, reverse("retention:archive", args=[archive.child.number])
    assert address in get(head, "detail", number).content.decode()
    actions.place_hold(
        archive.child, reason="Сот қаулысы", ordered_by="Аудандық сот", starts_on=local_day(timezone.now()),
        ends_on=None, by=archive.head, at=timezone.now(),
    )  # fmt: skip
    page = get(head, "detail", number).content.decode()
    assert address not in page
    with translation.override("ru"):
        assert gettext("The file cannot be archived while this stands:") in page
