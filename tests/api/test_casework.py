"""Cases and referrals by the API: the same acts, masks and refusals as on the pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.casework.models import Case, Referral
from apps.core.localtime import local_day
from tests.api.conftest import V1
from tests.factories.accounts import make_user
from tests.factories.casework import active, make_case

CASES, REFERRALS = f"{V1}/cases/", f"{V1}/referrals/"


@pytest.fixture
def officer(as_, cast):
    return as_(cast.officer)


@pytest.fixture
def head(as_, cast):
    return as_(cast.heads[AgencyKind.GUARDIANSHIP])


def day(ahead: int) -> str:
    return (local_day(timezone.now()) + timedelta(days=ahead)).isoformat()


def opened(officer, cast) -> dict:
    answer = officer.post(CASES, {"child": cast.child.pk, "reason": "NEGLECT", "risk": 2})
    assert answer.status_code == 201, answer.json()
    return answer.json()


def test_a_case_from_opening_to_closing(officer, head, cast):
    number = opened(officer, cast)["number"]
    one = f"{CASES}{number}/"
    data = {"needs": "Тамақ", "conclusion": "Қолдау", "risk": 3}
    refused = officer.post(f"{one}assessments/", data)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["rule"] == "caseflow.case.child_heard"
    assert officer.post(f"{one}assessments/", data | {"wishes": "Үйге"}).json()["state"] == "ASSESSED"
    plan = {"goals": [{"text": "Мектеп", "steps": [{"text": "Келісу", "due_on": day(9)}]}]}
    answer = officer.post(f"{one}plans/", plan)
    assert answer.json()["state"] == "PLAN_SUBMITTED", answer.json()
    assert officer.post(f"{one}approve/", {}).status_code == 403
    whole = head.post(f"{one}approve/", {}).json()
    assert whole["state"] == "ACTIVE"
    step = whole["plans"][0]["goals"][0]["steps"][0]["id"]
    done = officer.post(f"{one}steps/{step}/done/", {"result": "Бар"}).json()
    assert {d["rule"]: d["state"] for d in done["duties"]}["caseflow.case.step"] == "MET"
    visit = {"kind": "HOME", "occurred_at": timezone.now().isoformat(), "findings": "Жақсы", "next_on": day(20)}
    assert len(officer.post(f"{one}visits/", visit).json()["visits"]) == 2
    closing = {"reason": "GOALS_REACHED", "text": "Бала мектепте"}
    assert officer.post(f"{one}close/", closing).json()["state"] == "CLOSING_SUBMITTED"
    assert head.post(f"{one}return/", {"reason": "Күтейік"}).json()["state"] == "ACTIVE"
    assert officer.post(f"{one}close/", closing).status_code == 200
    assert head.post(f"{one}approve/", {}).json()["closing_reason"] == "GOALS_REACHED"
    assert officer.post(f"{one}reopen/", {"reason": "Қайта"}).json()["state"] == "OPENED"


def test_a_plan_that_is_refused_leaves_no_draft_behind(officer, cast):
    one = f"{CASES}{opened(officer, cast)['number']}/"
    officer.post(f"{one}assessments/", {"needs": "a", "conclusion": "b", "risk": 2, "wishes": "c"})
    bad = {"goals": [{"text": "Мектеп", "steps": [{"text": "Келісу", "due_on": day(-1)}]}]}
    assert officer.post(f"{one}plans/", bad).status_code == 422
    assert officer.get(one).json()["plans"] == []
    assert officer.get(one).json()["state"] == "ASSESSED"


def test_an_old_version_is_refused_and_a_repeated_post_done_once(officer, cast):
    case = opened(officer, cast)
    one = f"{CASES}{case['number']}/"
    tag = officer.get(one).headers["ETag"]
    key = {"Idempotency-Key": "once"}
    body = {"risk": 3, "reason": "Қауіп"}
    first = officer.post(f"{one}risk/", body, headers={"If-Match": tag, **key})
    again = officer.post(f"{one}risk/", body, headers={"If-Match": tag, **key})
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.headers["Idempotency-Replayed"] == "true"
    stale = officer.post(f"{one}risk/", {"risk": 4, "reason": "x"}, headers={"If-Match": tag})
    assert stale.status_code == 412
    assert Case.objects.get().risks.count() == 2


@pytest.mark.parametrize("who", ["coordinator", "orphanage", "police", "ombudsman", "officer2", "mentor"])
def test_outsiders_neither_read_nor_change(as_, cast, who):
    case = make_case(cast.child, cast.officer, at=timezone.now())
    client = as_(getattr(cast, who))
    for ref in (case.pk, case.number):
        assert client.get(f"{CASES}{ref}/").status_code == 404
        assert client.post(f"{CASES}{ref}/risk/", {"risk": 4, "reason": "x"}).status_code == 404
    listed = client.get(CASES)
    assert listed.status_code == 403 or listed.json()["results"] == []


def test_hand_over_by_ids(head, officer, cast):
    case = make_case(cast.child, cast.officer, at=timezone.now())
    to = cast.heads[AgencyKind.GUARDIANSHIP].pk
    body = {"cases": [case.pk], "officer": to, "reason": "Демалыс"}
    assert officer.post(f"{CASES}hand-over/", body).status_code == 403
    assert head.post(f"{CASES}hand-over/", body).json()["moved"] == 1
    assert head.post(f"{CASES}hand-over/", body | {"cases": [case.pk, 10**9]}).status_code == 422


def test_a_transfer_is_masked_until_it_is_accepted(as_, officer, cast):
    active(cast.child, cast.officer, cast.heads[AgencyKind.GUARDIANSHIP], at=timezone.now())
    body = {
        "child": cast.child.number, "kind": "TRANSFER", "recipient": cast.officer2.agency.pk, "asked": "Алыңыз",
        "reason": "Көшті",
    }  # fmt: skip
    sent = officer.post(REFERRALS, body)
    assert sent.status_code == 201, sent.json()
    assert officer.post(REFERRALS, body).status_code == 422
    there = as_(cast.officer2)
    one = f"{REFERRALS}{sent.json()['number']}/"
    seen = there.get(one).json()
    assert (seen["child"], seen["reason"], seen["case"]) == (None, None, None)
    assert seen["card"]["age"] == cast.child.age(local_day(timezone.now()))
    assert cast.child.surname not in there.get(one).content.decode()
    assert as_(cast.coordinator2).get(one).status_code == 404
    assert officer.post(f"{one}accept/", {}).status_code == 403
    accepted = there.post(f"{one}accept/", {}).json()
    assert (accepted["state"], accepted["child"]) == ("ACCEPTED", cast.child.pk)
    assert there.post(f"{one}accept/", {}).status_code == 422
    assert officer.get(one).json()["child"] is None
    assert Referral.objects.get().child.guardianship == cast.officer2.agency


def test_lists_and_filters(officer, cast):
    case = make_case(cast.child, cast.officer, at=timezone.now())
    assert [row["number"] for row in officer.get(CASES, {"risk": 2, "open": "true"}).json()["results"]] == [case.number]
    assert officer.get(CASES, {"state": "CLOSED"}).json()["results"] == []
    assert officer.get(CASES, {"nothing": 1}).status_code == 400
    assert officer.get(REFERRALS, {"box": "in"}).json()["results"] == []


def test_a_planned_visit_is_called_off(officer, cast):
    one = f"{CASES}{opened(officer, cast)['number']}/"
    planned = officer.post(f"{one}planned-visits/", {"kind": "HOME", "planned_on": day(5)}).json()["visits"][0]
    url = f"{one}visits/{planned['id']}/call-off/"
    assert officer.post(url, {"reason": " "}).status_code == 422
    assert officer.post(url, {"reason": "Отбасы көшіп кетті"}).status_code == 200
    assert officer.post(url, {"reason": "Отбасы көшіп кетті"}).status_code == 422
    assert officer.post(f"{one}visits/1/call-off/", {"reason": "x"}).status_code == 404


def test_somebody_is_away_and_back(officer, head, as_, cast):
    colleague = make_user(cast.body, Role.GUARDIANSHIP_OFFICER)
    asked = {"substitute": colleague.pk, "starts_on": day(0), "ends_on": day(9)}
    made = officer.post(f"{V1}/absences/", asked)
    assert made.status_code == 201, made.content
    assert made.json()["user"]["id"] == cast.officer.pk
    assert as_(colleague).post(f"{V1}/absences/", {**asked, "user": cast.officer.pk}).status_code in (403, 422)
    assert as_(cast.officer2).get(f"{V1}/absences/").json()["results"] == []
    assert as_(cast.officer2).post(f"{V1}/absences/{made.json()['id']}/end/").status_code == 404
    assert head.post(f"{V1}/absences/{made.json()['id']}/end/").status_code == 204
    assert head.get(f"{V1}/absences/").status_code == 200
    assert as_(cast.police).get(f"{V1}/absences/").status_code == 403


def test_cases_handed_over_are_given_back(officer, head, cast):
    number = opened(officer, cast)["number"]
    case = officer.get(f"{CASES}{number}/").json()["id"]
    colleague = make_user(cast.body, Role.GUARDIANSHIP_OFFICER)
    done = head.post(f"{CASES}hand-over/", {"cases": [case], "officer": colleague.pk, "reason": "Демалыс"}).json()
    (row,) = head.get(f"{V1}/hand-overs/").json()["results"]
    assert (row["id"], row["cases"]) == (done["id"], [number])
    assert officer.post(f"{V1}/hand-overs/{done['id']}/undo/").status_code == 404
    assert head.post(f"{V1}/hand-overs/{done['id']}/undo/").json() == {"given_back": 1}
    assert head.post(f"{V1}/hand-overs/{done['id']}/undo/").status_code == 422
