"""Who reads nothing of an appeal over the API: bodies, other regions, whoever is shut out, administrators, tokens."""

import pytest
import time_machine
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.complaints.acts import triage
from apps.complaints.models import Appeal, Exclusion
from apps.obligations.law import load_law
from tests.api.appeals import APPEALS, CALLS, LAWS, LETTER, POSTERS, REQUESTS, done, one
from tests.api.conftest import problem
from tests.complaints.test_life import MONDAY
from tests.factories.accounts import fresh, make_agency, make_user
from tests.factories.appeals import against, file_appeal, taken_over, under_review
from tests.factories.offices import Offices, make_offices

TEXT = "Мектепте мені күнде ұрады"
ACTS = (
    "take-over", "describe", "forward", "pass-outside", "withdraw-self", "exclude", "join", "separate", "assign",
    "begin", "read", "write", "notes", "ask", "police", "settle-danger", "open-file", "children", "incidents", "extend",
    "extension-told", "decide", "take-up-again", "reply-preview", "reply", "close", "reopen", "identity",
)  # fmt: skip


@pytest.fixture
def offices(db) -> Offices:
    load_law()
    with time_machine.travel(MONDAY, tick=True):
        yield make_offices()


@pytest.fixture
def appeal(offices) -> Appeal:
    """About the school department, under review in the region."""
    filed = file_appeal(at=MONDAY, area=offices.district, respondents=against(offices.education))
    return under_review(filed.appeal, by=offices.head, at=MONDAY)


def strangers(offices: Offices) -> dict:
    """People who may read nothing of it, by what they are."""
    operations = make_agency(AgencyKind.OPERATIONS, offices.republic.area)
    return {
        "department": offices.official, "police": offices.officer, "other region": offices.head2,
        "republic": offices.commissioner, "centre": offices.operator,
        "administrator": make_user(offices.regional, Role.AGENCY_ADMIN),
        "sysadmin": make_user(operations, Role.SYSADMIN), "auditor": make_user(operations, Role.AUDITOR),
    }  # fmt: skip


def test_strangers_learn_nothing(as_, offices, appeal):
    missing = as_(offices.official).get(one("E-26-999999")).json()
    for name, person in strangers(offices).items():
        client = as_(person)
        assert client.get(one(appeal)).json() == missing, name
        assert client.get(one(str(appeal.pk))).json() == missing, name
        assert client.get(one(appeal, "files", "1")).status_code == 404, name
        for act in ACTS:
            problem(client.post(one(appeal, act), ANY.get(act, {})), 404, "not-found")
        listed = client.get(APPEALS, {"q": "мектепте"})
        assert listed.status_code == 403 or listed.json()["results"] == [], name
        for address in (APPEALS, REQUESTS, CALLS, POSTERS, LAWS):
            assert appeal.number not in client.get(address).content.decode(), (name, address)
    assert Appeal.objects.get().version == appeal.version


ANY = {
    "forward": {"to": 1, "reason": "x"}, "pass-outside": {"to": "x", "reason": "x"}, "exclude": {"person": 1},
    "join": {"into": "E-26-999999"}, "extend": {"until": "2026-11-20", "reason": "x"},
    "decide": {"outcome": "RESTORED", "evidence": "x"}, "open-file": {"child": "C-26-999999"},
    "children": {"child": "C-26-999999"}, "incidents": {"incident": "I-26-999999"}, "assign": {"officer": 1},
    "notes": {"kind": "PLAN", "text": "x"},
    **{act: {"text": "x"} for act in ("write", "reply-preview", "reply")},
    **{act: {"reason": "x"} for act in ("withdraw-self", "separate", "settle-danger", "take-up-again", "reopen")},
}  # fmt: skip
"""Bodies that are good in form, so that a refusal is not one of the form."""


@pytest.fixture(autouse=True)
def real_bodies(offices):
    """Agencies and people that exist, in the bodies above."""
    ANY["forward"] = {"to": offices.republic.pk, "reason": "x"}
    ANY["exclude"] = {"person": offices.staff.pk, "reason": "x"}
    ANY["assign"] = {"officer": offices.staff.pk}
    for name in ("ask", "police"):
        ANY[name] = {"body": offices.police.pk, "text": "x"} | ({"kind": "INFORMATION"} if name == "ask" else {})


def test_an_administrator_registers_nothing(as_, offices):
    for person in (make_user(offices.regional, Role.AGENCY_ADMIN), offices.official, offices.operator):
        problem(as_(person).post(APPEALS, LETTER), 403, "not-allowed")
        problem(as_(person).get(APPEALS), 403, "not-allowed")
    assert not Appeal.objects.exists()


def test_whoever_is_shut_out_reads_nothing_until_admitted_again(as_, offices, appeal):
    staff, head = as_(offices.staff), as_(offices.head)
    assert staff.get(one(appeal)).status_code == 200
    done(head.post(one(appeal, "exclude"), {"person": offices.staff.pk, "reason": "Шағым осы адамға"}))
    problem(staff.get(one(appeal)), 404, "not-found")
    assert done(staff.get(APPEALS))["results"] == []
    told = done(head.get(one(appeal)))["exclusions"]
    mine = next(row for row in told if row["user"])
    about = next(row for row in told if row["agency"])
    assert (mine["user"]["id"], about["agency"]["id"]) == (offices.staff.pk, offices.education.pk)
    lift = {"reason": "Қате"}
    assert head.post(one(appeal, "exclusions", str(about["id"]), "lift"), lift).status_code == 422
    done(head.post(one(appeal, "exclusions", str(mine["id"]), "lift"), lift))
    assert staff.get(one(appeal)).status_code == 200


def test_a_kept_answer_says_nothing_to_whoever_was_shut_out_since(as_, offices, appeal):
    staff, key = as_(offices.staff), {"Idempotency-Key": "n"}
    note = {"kind": "REMARK", "text": "Ескерту"}
    assert staff.post(one(appeal, "notes"), note, headers=key).json()["number"] == appeal.number
    triage.exclude(appeal, person=offices.staff, reason="x", by=fresh(offices.head), at=timezone.now())
    again = staff.post(one(appeal, "notes"), note, headers=key)
    assert (again["Idempotency-Replayed"], again.content) == ("true", b"")


def test_a_conflict_of_the_only_head_is_answered_without_a_word(as_, offices):
    own = taken_over(file_appeal(at=MONDAY, area=offices.district).appeal, by=offices.head, at=MONDAY)
    head = as_(offices.head)
    assert head.post(one(own, "withdraw-self"), {"reason": "Туысым"}).status_code == 204
    assert Exclusion.objects.filter(user=offices.head).exists()
    problem(head.get(one(own)), 404, "not-found")
    assert as_(offices.commissioner).get(one(own)).status_code == 200


@pytest.mark.parametrize(("scopes", "reads", "writes"), [
    (["appeals:read"], 200, 403), (["appeals:write"], 403, 200), (["requests:read", "calls:write"], 403, 403),
])  # fmt: skip
def test_a_token_reaches_as_far_as_its_scopes(as_, offices, appeal, scopes, reads, writes):
    client = as_(offices.head, scopes=scopes)
    assert client.get(one(appeal)).status_code == client.get(APPEALS).status_code == reads
    assert client.post(one(appeal, "identity")).status_code == reads
    assert client.post(one(appeal, "write"), {"text": "Сәлем"}).status_code == writes
    assert client.get(POSTERS).status_code == reads
    assert client.get(REQUESTS).status_code == (200 if "requests:read" in scopes else 403)


def test_nobody_without_a_token(client, appeal):
    for address in (APPEALS, one(appeal), REQUESTS, CALLS, POSTERS, LAWS):
        assert client.get(address).status_code == 401


def test_lists_and_one_appeal_cost_the_same_for_many(as_, offices, appeal, django_assert_max_num_queries):
    head = as_(offices.head)

    def counted(address: str, most: int = 40) -> int:
        head.get(address)
        with django_assert_max_num_queries(most) as asked:
            assert head.get(address).status_code == 200
        return len(asked)

    def more() -> None:
        for _turn in range(2):
            file_appeal(at=MONDAY, area=offices.district)
            triage_asked = {"kind": "INFORMATION", "body": offices.police.pk, "text": "x"}
            done(head.post(one(appeal, "ask"), triage_asked))
            done(head.post(one(appeal, "write"), {"text": "x"}))
            done(head.post(one(appeal, "notes"), {"kind": "REMARK", "text": "x"}))

    more()
    before = {address: counted(address) for address in (APPEALS, one(appeal), REQUESTS)}
    more()
    assert {address: counted(address) for address in before} == before
