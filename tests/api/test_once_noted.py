"""What an Idempotency-Key may not hide: searches that were refused, and answers to which the right has ended."""

from datetime import date

import pytest
from django.utils import timezone

from apps.api.models import KeptAnswer
from apps.audit.models import LedgerEntry
from apps.disclosure.actions import SEARCHES_AN_HOUR
from apps.people.models import ChildAccess
from tests.api.conftest import V1, problem
from tests.factories.people import make_iin

GRANTS = f"{V1}/access-grants/"
CHILDREN = f"{V1}/children/"
REASON = "Бала көшеде жалғыз табылды, ауырып тұр"


def key(number: int) -> dict[str, str]:
    return {"Idempotency-Key": f"probe-{number}"}


def searched():
    return LedgerEntry.objects.filter(verb="emergency.searched")


def test_a_search_with_a_fresh_key_is_noted_and_limited_all_the_same(as_, cast):
    police, missing = as_(cast.police), {"child": make_iin(date(2014, 3, 2)), "kind": "LIFE", "reason": REASON}
    for turn in range(SEARCHES_AN_HOUR):
        told = problem(police.post(GRANTS, missing, headers=key(turn)), 422, "refused")
        assert told["errors"][0]["message"] == "There is no file with exactly this number or IIN."
    assert searched().count() == SEARCHES_AN_HOUR
    told = problem(police.post(GRANTS, {**missing, "child": cast.child.number}, headers=key(99)), 422, "refused")
    assert "Too many searches" in told["detail"]
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize("headers", [{}, key(1)])
def test_without_a_reason_nothing_is_searched_nor_told(as_, cast, headers):
    police = as_(cast.police)
    answers = [
        problem(police.post(GRANTS, {"child": asked, "kind": "LIFE", "reason": "x"}, headers=headers), 422, "refused")
        for asked in (cast.child.number, make_iin(date(2014, 3, 2)))
    ]
    assert answers[0] == answers[1]
    assert answers[0]["errors"][0]["field"] == "reason"
    assert not searched().exists()


def test_a_search_by_name_keeps_no_answer_and_is_asked_anew(as_, cast):
    officer, body = as_(cast.officer), {"q": cast.child.surname}
    assert officer.post(f"{CHILDREN}search/", body, headers=key(1)).json()
    assert not KeptAnswer.objects.exists()
    ChildAccess.objects.filter(child=cast.child).update(valid_to=timezone.now())
    again = officer.post(f"{CHILDREN}search/", body, headers=key(1))
    assert (again.status_code, again.json()) == (200, [])
    assert "Idempotency-Replayed" not in again
    assert LedgerEntry.objects.filter(verb="children.searched").count() == 2


def test_the_schema_offers_no_key_where_it_is_only_read(client, db):
    paths = client.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()["paths"]
    offered = {
        path: any(one["name"] == "Idempotency-Key" for one in act["post"].get("parameters", ()))
        for path, act in paths.items()
        if "post" in act
    }
    assert not offered["/api/v1/children/search/"]
    assert not offered["/api/v1/retention/find/"]
    assert offered["/api/v1/children/"]
