"""Reading alerts, the ledger and the timeline over the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.disclosure.models import ReadingAlert
from tests.api.conftest import V1, problem
from tests.cast import log_harm, withdraw_consents
from tests.factories.accounts import make_agency, make_user

ALERTS, LEDGER = f"{V1}/reading-alerts/", f"{V1}/ledger/"


@pytest.fixture
def alert(cast):
    now = timezone.now()
    return ReadingAlert.objects.create(
        user=cast.officer, agency=cast.body, addressed_to=cast.body, kind="MANY", hour=now, times=61, limit=60,
        raised_at=now,
    )  # fmt: skip


@pytest.fixture
def auditor(db):
    return make_user(make_agency(AgencyKind.OPERATIONS), Role.AUDITOR)


def test_an_alert_is_seen_with_its_files_and_reviewed(as_, cast, alert):
    as_(cast.officer).get(f"{V1}/children/{cast.child.number}/")
    head = as_(cast.heads["GUARDIANSHIP"])
    assert [one["number"] for one in head.get(f"{ALERTS}?unreviewed=true").json()["results"]] == [alert.number]
    told = head.get(f"{ALERTS}{alert.pk}/").json()
    assert (told["files"], told["children"], told["person"]["id"]) == (1, [cast.child.number], cast.officer.pk)
    problem(head.post(f"{ALERTS}{alert.pk}/review/", {"verdict": "MISUSE"}), 422, "refused")
    assert head.post(f"{ALERTS}{alert.pk}/review/", {"verdict": "ASKED", "note": "Түсіндіріңіз"}).json()["verdict"]
    assert head.post(f"{ALERTS}{alert.pk}/review/", {"verdict": "EXPLAINED"}).json()["verdict"] == "EXPLAINED"
    problem(head.post(f"{ALERTS}{alert.pk}/review/", {"verdict": "MISUSE", "note": "x"}), 422, "refused")
    assert head.get(f"{ALERTS}?unreviewed=true").json()["results"] == []


def test_alerts_are_for_the_head_and_never_about_oneself(as_, cast, alert):
    problem(as_(cast.officer).get(ALERTS), 403, "not-allowed")
    assert as_(cast.heads["POLICE"]).get(f"{ALERTS}{alert.pk}/").status_code == 404
    alert.user = cast.heads["GUARDIANSHIP"]
    alert.save()
    assert as_(cast.heads["GUARDIANSHIP"]).get(f"{ALERTS}{alert.pk}/").status_code == 404


def test_openings_that_wait_for_review(as_, cast):
    asked = {"child": cast.child.number, "kind": "LIFE", "reason": "Бала көшеде жалғыз табылды, ауырып тұр"}
    opening = as_(cast.police).post(f"{V1}/access-grants/", asked).json()
    head = as_(cast.heads["GUARDIANSHIP"])
    url = f"{V1}/access-grants/"
    assert [one["id"] for one in head.get(f"{url}?unreviewed=true").json()["results"]] == [opening["id"]]
    head.post(f"{url}{opening['id']}/review/", {"verdict": "JUSTIFIED"})
    assert head.get(f"{url}?unreviewed=true").json()["results"] == []
    assert len(head.get(f"{url}?unreviewed=false").json()["results"]) == 1


def test_the_ledger_by_kind_person_day_and_number(as_, cast, auditor):
    as_(cast.officer).get(f"{V1}/children/{cast.child.number}/")
    as_(cast.officer2).get(f"{V1}/children/{cast.child.number}/")
    client = as_(auditor)
    said = client.get(f"{LEDGER}?number={cast.child.number}&kind=reads").json()["results"]
    assert {row["verb"] for row in said} == {"child.opened"}
    assert said[0]["about"] == {"kind": "child", "number": cast.child.number}
    assert said[0]["person"]["username"] == cast.officer.username
    (refused,) = client.get(f"{LEDGER}?person={cast.officer2.username}&kind=refusals").json()["results"]
    assert refused["verb"] == "access.refused"
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert client.get(f"{LEDGER}?day={tomorrow}").json()["results"] == []
    assert LedgerEntry.objects.filter(verb="ledger.read", actor_id=auditor.pk).count() == 3
    assert cast.child.surname not in str(client.get(LEDGER).json())
    problem(client.get(f"{LEDGER}?kind=all"), 400, "invalid")


@pytest.mark.parametrize("who", ["officer", "police", "ombudsman", "coordinator"])
def test_nobody_else_reads_the_ledger(as_, cast, who):
    problem(as_(getattr(cast, who)).get(LEDGER), 403, "not-allowed")


def test_the_ledger_in_pages_and_in_as_many_queries(as_, cast, auditor, django_assert_max_num_queries):
    client = as_(auditor)
    client.get(LEDGER)
    with django_assert_max_num_queries(8) as few:
        first = client.get(f"{LEDGER}?page_size=1").json()
    most = len(few)
    assert client.get(first["next"]).json()["results"][0]["id"] < first["results"][0]["id"]
    log_harm(cast)
    with django_assert_max_num_queries(most):
        assert len(client.get(LEDGER).json()["results"]) > 10


def test_the_timeline(as_, cast):
    incident = log_harm(cast)
    url = f"{V1}/children/{cast.child.number}/timeline/"
    told = as_(cast.officer).get(url).json()["results"]
    assert any(incident.number in event["text"] and event["kind"] == "incidents" for event in told)
    assert "<" not in str(told)
    assert {event["kind"] for event in as_(cast.officer).get(f"{url}?kind=care").json()["results"]} == {"care"}
    assert as_(cast.officer2).get(url).status_code == 404
    for wrong in ("?kind=x", "?after=x"):
        problem(as_(cast.officer).get(url + wrong), 400, "invalid")


def test_the_timeline_goes_on_and_is_closed_by_the_mask(as_, cast, monkeypatch):
    monkeypatch.setattr("apps.web.children.timeline.SIZE", 2)
    url = f"{V1}/children/{cast.child.number}/timeline/"
    client, texts, page = as_(cast.officer), [], {"next": url}
    while page["next"]:
        page = client.get(page["next"]).json()
        texts += [event["text"] for event in page["results"]]
    assert len(texts) == len(set(texts)) > 3
    coordinator = as_(cast.coordinator)
    assert coordinator.get(url).status_code == 200
    withdraw_consents(cast)
    problem(coordinator.get(url), 403, "not-allowed")
