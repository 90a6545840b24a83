"""The engine's page: for those who keep the system running, figures without people."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.audit import log
from apps.audit.models import LedgerEntry, Seal
from apps.core.subjects import Subject
from apps.core.tasks import beat
from apps.obligations.models import Step
from apps.web.engine import state
from tests.factories.accounts import make_agency, make_officer, make_user
from tests.factories.obligations import make_duty, make_rule
from tests.web.test_health import make_message

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 20, 12, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def keeper(client):
    user = make_user(make_agency(AgencyKind.OPERATIONS), Role.SYSADMIN, language="en")
    client.force_login(user)
    return user


def text_of(answer) -> str:
    return re.sub(r"[\s\u00a0]+", " ", answer.content.decode())


def test_fresh_system_shows_what_never_worked(client, keeper):
    text = text_of(client.get(reverse("engine:health")))
    assert "never yet" in text
    assert "Nothing is sealed yet." in text


def test_ages_queue_and_seal(client, keeper):
    beat("sweep", NOW - timedelta(minutes=3))
    beat("worker", NOW)
    for minutes, kind in ((1, "QUEUED"), (2, "RETURNED"), (3, "DEAD"), (4, "SENT")):
        make_message(NOW - timedelta(minutes=minutes), kind)
    log.record("test.done", Subject("test", 1, "T-1"), by=keeper, at=NOW)
    text = text_of(client.get(reverse("engine:state")))
    assert "3 min ago" in text
    assert re.findall(r'<dd class="say">(\d+)</dd>', text) == ["1", "1", "1"]
    assert "act waits for the next seal" in text or "acts wait for the next seal" in text
    assert "@example" not in text
    assert "<html" not in text


@pytest.mark.parametrize(
    ("minutes", "to_xid", "waiting", "judged"), [(1, 0, 1, "met"), (6, 0, 1, "over"), (6, 10**15, 0, "met")]
)
def test_last_seal_and_what_waits_for_the_next(client, keeper, minutes, to_xid, waiting, judged):
    log.record("test.done", Subject("test", 1, "T-1"), by=keeper, at=NOW)
    Seal.objects.create(
        from_xid=0, to_xid=to_xid, sealed_at=NOW - timedelta(minutes=minutes), rows=7, leaves=b"", previous=b"",
        root=b"",
    )  # fmt: skip
    found = state.ledger(NOW)
    assert (min(found["waiting"], 1), found["state"]) == (waiting, judged)
    assert "7 rows" in text_of(client.get(reverse("engine:state")))


def test_steps_a_minute():
    duty = make_duty(make_rule(), NOW)
    for position, seconds in enumerate((5, 20, 40, 95, 60 * 31), start=1):
        at = NOW - timedelta(seconds=seconds)
        Step.objects.create(duty=duty, position=position, kind="REMINDER", ripe_at=at, taken_at=at, told=True)
    bars = state.steps_a_minute(NOW)
    assert len(bars) == state.MINUTES
    assert [bar.count for bar in bars[-3:]] == [1, 1, 2]
    assert sum(bar.count for bar in bars) == 4
    assert (bars[-1].height, bars[-2].height) == ("100.0%", "50.0%")


def test_set_aside_duty_is_tried_again(client, keeper):
    duty = make_duty(make_rule(), NOW, set_aside_at=NOW, set_aside_error="DataError", subject_no="I-26-000009")
    text = text_of(client.get(reverse("engine:health")))
    assert "DataError" in text
    assert "I-26-000009" in text
    answer = client.post(reverse("engine:retry", args=[duty.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("engine:health"), 302)]
    duty.refresh_from_db()
    assert (duty.set_aside_at, duty.set_aside_error) == (None, "")
    assert LedgerEntry.objects.filter(verb="duty.retried", actor_id=keeper.pk).exists()


def test_only_a_set_aside_duty_is_tried_again(client, keeper):
    duty = make_duty(make_rule(), NOW)
    assert client.post(reverse("engine:retry", args=[duty.pk])).status_code == 404
    assert client.get(reverse("engine:retry", args=[duty.pk])).status_code == 405


@pytest.mark.parametrize("name", ["health", "state"])
def test_others_may_not_look(client, name):
    client.force_login(make_officer())
    assert client.get(reverse(f"engine:{name}")).status_code == 403


def test_others_may_not_try_again(client):
    client.force_login(make_officer())
    duty = make_duty(make_rule(), NOW, set_aside_at=NOW)
    assert client.post(reverse("engine:retry", args=[duty.pk])).status_code == 403
    duty.refresh_from_db()
    assert duty.set_aside_at
