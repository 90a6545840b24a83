"""/healthz, /readyz and the banner: each thing that can fall behind is said, and nothing else."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import override_settings

from apps.core import wall
from apps.core.tasks import beat
from apps.notices.models import Message
from apps.web import health
from tests.factories.accounts import make_agency
from tests.factories.obligations import make_duty, make_rule

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.fixture
def alive():
    beat("sweep", NOW)
    beat("worker", NOW)


@pytest.fixture
def at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def make_message(created_at: datetime, state: str = "QUEUED") -> Message:
    return Message.objects.create(
        key=f"test:{created_at}", kind="NOTICE", to_agency=make_agency(), subject_kind="test", subject_id=1,
        subject_no="T-1", created_at=created_at, next_try_at=created_at, email_state=state,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _started_long_ago(monkeypatch):
    monkeypatch.setattr(health, "STARTED", float("-inf"))


def test_no_word_yet_is_no_alarm_in_the_first_minute(monkeypatch):
    now = time.monotonic()
    monkeypatch.setattr(health, "STARTED", now - 50)
    assert health.banner(NOW) is None
    make_message(ago(hours=3))
    health.RECENT.forget()
    assert health.banner(NOW)["code"] == "outbox"
    monkeypatch.setattr(health, "STARTED", now - 61)
    assert health.banner(NOW)["code"] == "sweep"


def problems() -> list[str]:
    return [problem.code for problem in health.read(NOW).problems()]


def test_all_well(alive):
    assert problems() == []
    assert health.banner(NOW) is None


@pytest.mark.parametrize(
    ("name", "seconds", "found"),
    [("sweep", 30, []), ("sweep", 31, ["sweep"]), ("worker", 60, []), ("worker", 61, ["worker"])],
)
def test_heartbeats_grow_old(alive, name, seconds, found):
    beat(name, ago(seconds=seconds))
    assert problems() == found


def test_what_never_beat_is_a_problem():
    assert problems() == ["sweep", "worker"]
    said = health.banner(NOW)
    assert said["since"] is None


@pytest.mark.parametrize(("seconds", "found"), [(-5, []), (60, []), (61, ["steps"])])
def test_oldest_ripe_step(alive, seconds, found):
    make_duty(make_rule(), ago(days=3), next_step_at=ago(seconds=seconds))
    assert problems() == found


def test_set_aside_duty_is_counted_and_stops_nobody(alive):
    make_duty(make_rule(), ago(days=3), next_step_at=ago(hours=2), set_aside_at=ago(hours=1))
    assert problems() == []
    assert health.read(NOW).set_aside == 1


@pytest.mark.parametrize(
    ("minutes", "state", "found"),
    [(10, "QUEUED", []), (11, "QUEUED", ["outbox"]), (11, "SENT", []), (11, "DEAD", [])],
)
def test_outbox(alive, minutes, state, found):
    make_message(ago(minutes=minutes), state)
    assert problems() == found


def test_banner_says_the_gravest_and_since_when(alive):
    beat("sweep", ago(minutes=14))
    make_message(ago(hours=3))
    said = health.banner(NOW)
    assert (said["code"], said["kind"], said["since"]) == ("sweep", "soon", ago(minutes=14))


def test_banner_costs_one_query_and_then_none(alive, django_assert_num_queries):
    with django_assert_num_queries(1):
        health.banner(NOW)
        health.banner(NOW)


def test_banner_works_without_redis(alive):
    dead = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    with override_settings(CACHES=dead, CELERY_BROKER_URL="redis://127.0.0.1:1/0"):
        assert health.banner(NOW) is None


def test_healthz_needs_no_database(client, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(wall._present, "wall", wall.Wall(stands=True))  # as the web process begins
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready(client, alive, at_noon):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "problems": [],
        "database": "ok",
        "redis": "ok",
        "worker_round_trip_age": 0.0,
        "engine_heartbeat_age": 0.0,
        "oldest_ripe_step_age": 0.0,
        "undelivered_notices": 0,
        "oldest_undelivered_age": 0.0,
        "set_aside_duties": 0,
    }


def test_not_ready_names_what_is_behind(client, alive, at_noon):
    beat("worker", ago(minutes=5))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["worker"]
    assert answer.json()["worker_round_trip_age"] == 300.0


def test_not_ready_without_redis(client, alive, at_noon):
    with override_settings(CELERY_BROKER_URL="redis://127.0.0.1:1/0"):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["redis"], answer.json()["problems"]) == ("down", ["redis"])


def test_not_ready_without_database(client, alive, monkeypatch):
    def down(_at):
        raise DatabaseError

    monkeypatch.setattr(health, "read", down)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "down"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading(client, path):
    assert client.post(path).status_code == 405
