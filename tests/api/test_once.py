"""Idempotency-Key: done once, answered alike, also when two send at the same instant."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from apps.api.idempotency import forget_old
from apps.api.models import KeptAnswer
from apps.core.localtime import local_day
from apps.disclosure.models import Consent
from apps.incidents.models import Incident, IncidentAccess
from apps.mentoring.acts.assignments import suspend
from apps.people.models import ChildAccess
from tests.api.conftest import V1, problem
from tests.cast import withdraw_consents
from tests.factories.accounts import fresh

INCIDENTS = f"{V1}/incidents/"
KEY = {"Idempotency-Key": "6f1e-1"}

pytestmark = pytest.mark.usefixtures("friday")


def test_the_same_request_twice_is_done_once_and_answered_alike(cast, as_, body):
    client = as_(cast.coordinator)
    first = client.post(INCIDENTS, body(), headers=KEY)
    again = client.post(INCIDENTS, body(), headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Incident.objects.count() == 1


def test_a_key_belongs_to_one_request_of_one_post(cast, as_, body):
    client = as_(cast.coordinator)
    number = client.post(INCIDENTS, body(), headers=KEY).json()["number"]
    problem(client.post(INCIDENTS, body(place="Басқа"), headers=KEY), 409, "key-reused")
    problem(client.post(f"{INCIDENTS}{number}/close/", headers=KEY), 409, "key-reused")
    other = as_(cast.orphanage).post(INCIDENTS, body(), headers=KEY)
    assert other.status_code == 201
    assert other.json()["number"] != number


def test_a_refused_request_may_be_mended_under_its_key(cast, as_, body):
    client = as_(cast.coordinator)
    problem(client.post(INCIDENTS, body(description=""), headers=KEY), 422, "refused")
    assert client.post(INCIDENTS, body(), headers=KEY).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "ж", "x" * 201])
def test_malformed_keys(cast, as_, body, key):
    problem(as_(cast.coordinator).post(INCIDENTS, body(), headers={"Idempotency-Key": key}), 400, "invalid")


@pytest.mark.parametrize("of", [ChildAccess, IncidentAccess])
def test_an_answer_does_not_outlive_the_access(cast, as_, body, of):
    """A placement that ended, a pair that was suspended: it was done, and nothing more is told."""
    client = as_(cast.orphanage)
    first = client.post(INCIDENTS, body(), headers=KEY)
    for agency in (cast.coordinator, cast.orphanage):
        assert client.post(INCIDENTS, body(), headers=KEY).content == first.content
        held = of.objects.filter(agency=fresh(agency).post.agency)
        assert held.exists() or agency == cast.coordinator
        held.update(valid_to=timezone.now())
    again = client.post(INCIDENTS, body(), headers=KEY)
    assert (again.status_code, again["Location"], again.content) == (201, first["Location"], b"")
    assert Incident.objects.count() == 1


def test_a_suspended_mentor_is_told_nothing_again(cast, as_):
    pair = cast.child.assignments.get()
    client, sent = as_(cast.mentor), {"assignment": pair.pk, "kind": "ILLNESS", "description": "Қызу"}
    first = client.post(f"{V1}/mentoring/at-once/", sent, format="json", headers=KEY)
    assert first.status_code == 201
    by = {"by": fresh(cast.coordinator), "at": timezone.now()}
    suspend(pair, reason="OTHER", text="Тексеру", **by)
    again = client.post(f"{V1}/mentoring/at-once/", sent, format="json", headers=KEY)
    assert (again.status_code, again.content) == (201, b"")


def planned(cast, client):
    """A visit planned by the coordinator: the answer names the child as far as it may be named."""
    starts = timezone.now() + timedelta(days=1)
    sent = {
        "assignment": cast.child.assignments.get().pk, "kind": "INSIDE", "planned_from": starts.isoformat(),
        "planned_to": (starts + timedelta(hours=1)).isoformat(),
    }  # fmt: skip
    return lambda: client.post(f"{V1}/mentoring/meetings/", sent, format="json", headers=KEY)


def test_the_name_is_not_told_again_once_the_consent_to_it_is_withdrawn(cast, as_):
    send = planned(cast, as_(cast.coordinator))
    first = send()
    assert first.status_code == 201
    assert cast.child.surname in first.content.decode()
    assert send().content == first.content
    withdraw_consents(cast)
    again = send()
    assert (again.status_code, again["Location"], again.content) == (201, first["Location"], b"")
    assert again["Idempotency-Replayed"] == "true"
    assert cast.child.surname not in as_(cast.coordinator).get(first["Location"]).content.decode()


def test_nor_once_the_consent_has_run_out(cast, as_):
    today = local_day(timezone.now())
    Consent.objects.update(expires_on=today)
    send = planned(cast, as_(cast.coordinator))
    first = send()
    assert send().content == first.content
    Consent.objects.update(given_on=today - timedelta(days=9), expires_on=today - timedelta(days=1))
    KeptAnswer.objects.update(created_at=timezone.now() - timedelta(hours=23, minutes=59))
    assert send().content == b""


def test_answers_are_forgotten_after_a_day(cast, as_, body):
    client = as_(cast.coordinator)
    client.post(INCIDENTS, body(), headers=KEY)
    assert forget_old(timezone.now() + timedelta(hours=23)) == 0
    KeptAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert client.post(INCIDENTS, body(), headers=KEY).status_code == 201
    assert Incident.objects.count() == 2
    assert forget_old(timezone.now() + timedelta(hours=25)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_instant_are_one_incident(cast, as_, body):
    clients = [as_(cast.coordinator) for _n in range(4)]
    start, answers = threading.Barrier(len(clients)), []

    def send(client):
        start.wait()
        answers.append(client.post(INCIDENTS, body(), headers=KEY))
        connection.close()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Incident.objects.count() == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = {answer.content for answer in answers if answer.status_code == 201}
    assert len(made) == 1
    for answer in answers:
        if answer.status_code == 409:
            problem(answer, 409, "in-progress")
            assert answer["Retry-After"] == "1"
    assert clients[0].post(INCIDENTS, body(), headers=KEY).content == made.pop()
