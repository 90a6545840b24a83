"""Archive, legal hold and erasure over the API: the heads of the body responsible, and two persons for an erasure."""

import pytest
import time_machine

from apps.audit.models import LedgerEntry
from apps.people.models import Child
from apps.retention import actions
from apps.retention.models import Erasure
from tests.api.conftest import V1, problem
from tests.retention.conftest import AFTER, NOW, make_archive

RETENTION = f"{V1}/retention/"


@pytest.fixture
def archive(db):
    return make_archive()


@pytest.fixture
def url(archive):
    return f"{RETENTION}{archive.child.number}/"


def test_a_file_due_is_held_released_and_archived(as_, archive, url):
    with time_machine.travel(NOW, tick=True):
        actions.propose_due(at=NOW)
        head = as_(archive.head)
        assert [row["number"] for row in head.get(f"{RETENTION}?state=PROPOSED").json()["results"]] == [
            archive.child.number
        ]
        held = head.post(f"{url}hold/", {"ordered_by": "Сот, №5", "reason": "Іс қаралуда", "starts_on": "2026-05-01"})
        assert held.status_code == 200, held.content
        hold = held.json()["holds"][0]["id"]
        assert [one["id"] for one in head.get(f"{RETENTION}holds/").json()["results"]] == [hold]
        stopped = problem(head.post(f"{url}archive/"), 422, "refused")
        assert stopped["rule"] == "caseflow.retention.nothing_open"
        assert [one["kind"] for one in head.get(url).json()["against"]] == ["hold"]
        assert head.post(f"{url}holds/{hold}/release/", {"reason": "Іс аяқталды"}).json()["against"] == []
        assert head.post(f"{url}holds/{hold}/release/", {"reason": "x"}).status_code == 404
        assert head.post(f"{url}archive/").json()["state"] == "ARCHIVED"
        assert head.get(f"{V1}/children/{archive.child.number}/").status_code == 404
        found = head.post(f"{RETENTION}find/", {"q": "Zhuldyzova", "purpose": "COURT"}).json()
        assert [one["number"] for one in found] == [archive.child.number]
        assert head.post(f"{url}reopen/", {"reason": "Сұраныс келді"}).json()["state"] == "REOPENED"
        assert head.get(f"{V1}/children/{archive.child.number}/").status_code == 200


def test_two_persons_erase(as_, archive, url):
    archive.archived()
    asked = {"ground": "TERM", "reason": "Мерзімі өтті", "typed": archive.child.number}
    with time_machine.travel(NOW, tick=True):
        too_early = problem(as_(archive.head).post(f"{url}erase/", asked), 422, "refused")
        assert too_early["rule"] == "caseflow.retention.kept"
    with time_machine.travel(AFTER, tick=True):
        head, second = as_(archive.head), as_(archive.second)
        assert len(head.get(f"{RETENTION}?over=true").json()["results"]) == 1
        wrong = problem(head.post(f"{url}erase/", {**asked, "typed": "C-1"}), 422, "refused")
        assert wrong["errors"][0]["field"] == "typed"
        (erasure,) = head.post(f"{url}erase/", asked).json()["erasures"]
        confirm = f"{url}erasures/{erasure['id']}/confirm/"
        typed = {"typed": archive.child.number}
        alone = problem(head.post(confirm, typed), 422, "refused")
        assert alone["rule"] == "caseflow.retention.two_persons"
        assert [one["id"] for one in second.get(f"{RETENTION}erasures/?state=PROPOSED").json()["results"]] == [
            erasure["id"]
        ]
        assert second.post(confirm, typed).json()["erasures"][0]["state"] == "CONFIRMED"
        back = head.post(f"{url}erasures/{erasure['id']}/withdraw/", {"reason": "Қате болды"})
        assert back.json()["erasures"][0]["state"] == "WITHDRAWN"
    assert Erasure.objects.get().done_at is None


def test_a_file_that_is_due_may_be_left_open(as_, archive, url):
    with time_machine.travel(NOW, tick=True):
        actions.propose_due(at=NOW)
        told = as_(archive.head).post(f"{url}postpone/", {"reason": "Оқуда, көмек керек"}).json()
        assert (told["state"], told["reason"]) == ("POSTPONED", "Оқуда, көмек керек")
        problem(as_(archive.head).post(f"{url}postpone/", {"reason": " "}), 422, "refused")


@pytest.mark.parametrize("who", ["officer", "stranger"])
def test_nobody_else(as_, archive, url, who):
    archive.archived()
    client = as_(archive.refreshed(who))
    wanted = 403 if who == "officer" else 404
    assert client.get(url).status_code == wanted
    for act, body in (("archive", {}), ("reopen", {"reason": "x"}), ("hold", {"reason": "x"}), ("erase", {})):
        assert client.post(f"{url}{act}/", body).status_code in (wanted, 400), act
    listed = client.get(RETENTION)
    assert listed.status_code == 403 or listed.json()["results"] == []
    assert Child.objects.filter(pk=archive.child.pk).exists()


def test_reading_how_a_file_is_kept_is_noted(as_, archive, url):
    archive.archived()
    as_(archive.head).get(url)
    assert LedgerEntry.objects.filter(verb="retention.opened", actor_id=archive.head.pk).count() == 1
    as_(archive.stranger).get(url)
    assert LedgerEntry.objects.filter(verb="access.refused", actor_id=archive.stranger.pk).count() == 1


def test_a_token_for_children_does_not_erase(as_, archive, url):
    client = as_(archive.head, scopes=["children:read", "children:write", "retention:read"])
    assert client.get(url).status_code == 200
    problem(client.post(f"{url}archive/"), 403, "scope-missing")
