"""Duties over the API: filters of the contract, the clock with its arithmetic, who sees them."""

from datetime import timedelta

import pytest
import time_machine

from apps.incidents.acts.corrections import correct_established_at
from apps.obligations.models import Obligation
from apps.obligations.sweep import sweep
from tests.api.conftest import V1, problem
from tests.cast import FRIDAY, log_harm
from tests.factories.accounts import fresh

DUTIES = f"{V1}/obligations/"
LAW = "kz345.a28-2.p10.s7"

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def incident(cast):
    return log_harm(cast)


@pytest.fixture
def client(cast, as_, incident):
    return as_(cast.coordinator)


def test_filters(cast, client, incident):
    rows = lambda query: client.get(f"{DUTIES}?{query}").json()["results"]  # noqa: E731
    assert len(rows("state=&overdue=&due_before=&agency=&rule=")) == 4
    assert len(rows(f"rule={LAW}")) == 3
    assert len(rows(f"state=OPEN&agency={cast.organisation.pk}&due_before=2026-03-22T00:00:00Z")) == 4
    assert rows("due_before=2026-03-21T23:10:00%2B05:00") == []
    assert rows(f"agency={cast.body.pk}") == rows("overdue=true") == rows("state=MET") == []
    assert len(rows(f"subject={incident.number}")) == 4
    problem(client.get(f"{DUTIES}?due_before=soon"), 400, "invalid")
    problem(client.get(f"{DUTIES}?agency=99999999999999999999"), 400, "invalid")


def test_overdue_is_computed(client, cast, as_):
    with time_machine.travel(FRIDAY + timedelta(hours=25)):
        rows = as_(cast.coordinator).get(f"{DUTIES}?overdue=true").json()["results"]
        assert len(rows) == 4
        assert all(row["overdue"] and row["state"] == "OPEN" for row in rows)


def test_keys_of_a_duty_with_its_arithmetic_steps_and_changes(cast, client, incident):
    sweep(FRIDAY + timedelta(hours=13))
    correct_established_at(
        incident, established_at=FRIDAY - timedelta(hours=1), reason="Қате", by=fresh(cast.coordinator), at=FRIDAY
    )
    duty = Obligation.objects.filter(rule__code=LAW).first()
    told = client.get(f"{DUTIES}{duty.pk}/").json()
    assert set(told) == {
        "id", "subject", "rule", "version", "title", "article", "basis", "term_basis", "owner", "recipient",
        "started_at", "due_at", "overdue", "state", "met_at", "breached_at", "cancelled_at",
        "cancel_reason", "explanation", "steps",
        "changes",
    }  # fmt: skip
    assert [step["kind"] for step in told["steps"]] == ["REMINDER"]
    assert told["changes"][0]["old_due_at"] == "2026-03-21T23:10:00+05:00"
    assert told["due_at"] == "2026-03-21T22:10:00+05:00"
    assert told["explanation"][-1].startswith("Due:")


def test_duties_of_others_stay_hidden(cast, as_, client):
    duty = Obligation.objects.first()
    for person in (*cast.outsiders, cast.police, cast.mentor):
        problem(as_(person).get(f"{DUTIES}{duty.pk}/"), 404, "not-found")
        assert as_(person).get(DUTIES).json()["results"] == []


def test_pages_and_bad_cursors(client):
    first = client.get(f"{DUTIES}?page_size=3").json()
    assert len(first["results"]) == 3
    assert first["previous"] is None
    second = client.get(first["next"]).json()
    assert second["next"] is None
    assert len(second["results"]) == 1
    assert client.get(second["previous"]).json()["results"] == first["results"]
    for cursor in (
        "x",
        "W10",
        "bnVsbA",
        "WyJuIiwiMSIsMV0",
        "WyJuIiwiMDAwMS0wMS0wMVQwMDowMDowMCswMDowMCIsMV0",
        "Ж",
    ):
        assert problem(client.get(f"{DUTIES}?cursor={cursor}"), 400, "invalid")["errors"][0]["field"] == "cursor"
    for size in ("0", "201", "-1", "x", "1e2", "٣"):
        assert problem(client.get(f"{DUTIES}?page_size={size}"), 400, "invalid")["errors"][0]["field"] == "page_size"


def test_the_same_queries_for_one_and_for_many(client, django_assert_max_num_queries):
    client.get(DUTIES)
    with django_assert_max_num_queries(6) as few:
        client.get(f"{DUTIES}?page_size=1")
    with django_assert_max_num_queries(len(few)):
        client.get(DUTIES)
