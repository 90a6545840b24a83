"""What bodies are asked, calls to 111, and posters, over the API."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.api.models import KeptAnswer
from apps.complaints.acts import requests, sender
from apps.complaints.models import BodyRequest
from apps.obligations.law import load_law
from tests.api.appeals import APPEALS, CALLS, POSTERS, REQUESTS, done, one, refused
from tests.api.conftest import problem
from tests.complaints.test_life import MONDAY
from tests.factories.accounts import fresh
from tests.factories.appeals import file_appeal, under_review
from tests.factories.offices import Offices, make_offices
from tests.factories.papers import picture


@pytest.fixture
def offices(db) -> Offices:
    load_law()
    with time_machine.travel(MONDAY, tick=True):
        yield make_offices()


@pytest.fixture
def asked(offices) -> BodyRequest:
    appeal = under_review(file_appeal(at=MONDAY, area=offices.district).appeal, by=offices.head, at=MONDAY)
    return requests.ask(
        appeal, kind="INFORMATION", body=offices.education, text="Мектеп туралы хабарлаңыз", by=fresh(offices.head),
        at=MONDAY,
    )  # fmt: skip


def at(request: BodyRequest, *path: str) -> str:
    return "/".join([f"{REQUESTS}{request.number}", *path]) + "/"


def test_the_body_reads_its_request_and_nothing_of_the_appeal(as_, offices, asked):
    body = as_(offices.official)
    (row,) = done(body.get(REQUESTS, {"box": "in"}))["results"]
    read = body.get(at(asked))
    assert (row["number"], row["appeal"], read.json()["appeal"]) == (asked.number, None, None)
    assert read.json()["asked"] == "Мектеп туралы хабарлаңыз"
    told = read.content.decode() + body.get(REQUESTS).content.decode()
    assert "E-26-" not in told
    assert "ұрады" not in told
    (sent,) = done(as_(offices.head).get(REQUESTS, {"box": "out"}))["results"]
    assert sent["appeal"] == asked.appeal.number
    problem(as_(offices.head2).get(at(asked)), 404, "not-found")
    problem(as_(offices.operator).get(REQUESTS), 403, "not-allowed")


def test_a_late_answer_is_taken_and_stays_late_for_both(as_, offices, asked):
    body, head = as_(offices.official), as_(offices.head)
    with time_machine.travel(asked.due_at + timedelta(days=2)):
        (overdue,) = done(head.get(REQUESTS, {"overdue": "true"}))["results"]
        assert overdue["number"] == asked.number
        paper = SimpleUploadedFile("act.png", picture(), content_type="image/png")
        answered = body.post(at(asked, "answer"), {"text": "Тексердік", "files": [paper]}, format="multipart")
        assert done(answered)["is_late"]
        assert answered.json()["duties"][0]["state"] == "MET_LATE"
        seen = done(head.get(at(asked)))
        assert (seen["is_late"], seen["answer"]) == (True, "Тексердік")
        assert [file["name"] for note in done(head.get(one(asked.appeal)))["notes"] for file in note["files"]]
        problem(body.post(at(asked, "answer"), {"text": "Тағы"}), 403, "not-allowed")
        assert done(head.get(REQUESTS, {"overdue": "true"}))["results"] == []


def test_only_a_file_is_refused_and_only_the_office_withdraws(as_, offices, asked):
    body, head = as_(offices.official), as_(offices.head)
    problem(body.post(at(asked, "refuse"), {"reason": "Жоқ"}), 403, "not-allowed")
    problem(body.post(at(asked, "withdraw"), {"reason": "Жоқ"}), 403, "not-allowed")
    problem(head.post(at(asked, "answer"), {"text": "Өзім"}), 403, "not-allowed")
    refused(body.post(at(asked, "answer"), {"text": " "}), "text")
    tag = body.get(at(asked))["ETag"]
    assert done(head.post(at(asked, "withdraw"), {"reason": "Керек емес"}))["state"] == "WITHDRAWN"
    stale = problem(body.post(at(asked, "answer"), {"text": "x"}, headers={"If-Match": tag}), 412, "stale")
    assert stale["current"]["state"] == "WITHDRAWN"


def test_a_call_is_logged_passed_on_and_its_outcome_comes_back(as_, offices):
    centre, key = as_(offices.operator), {"Idempotency-Key": "call-1"}
    said = {"category": "VIOLENCE", "said": "Үйде ұрады", "safety": "IN_DANGER", "area": offices.district.code}
    call = done(centre.post(CALLS, said, headers=key), 201)
    assert done(centre.post(CALLS, said, headers=key), 201) == call
    address = f"{CALLS}{call['number']}/"
    refused(centre.post(f"{address}end/", {"outcome": "ADVISED"}), "outcome", "caseflow.call.danger")
    assert done(centre.patch(address, {"way": "CHAT"}))["way"] == "CHAT"
    refused(centre.post(f"{address}refer-as-incident/", {"incident": "I-26-999999"}), "incident")
    passed = done(
        centre.post(f"{address}refer-to-ombudsman/", {"right": "LIFE"}, headers={"Idempotency-Key": "c"}), 201
    )
    assert passed["office"]["id"] == offices.regional.pk
    (referral,) = passed["call"]["referrals"]
    again = done(centre.post(f"{address}referrals/{referral['id']}/code/"), 201)["code"]
    assert sender.enter(passed["code"], at=MONDAY) is None
    assert sender.enter(again, at=MONDAY).renewed
    problem(centre.post(f"{address}referrals/{referral['id']}/code/"), 403, "not-allowed")
    done(as_(offices.head).post(f"{APPEALS}{passed['number']}/take-over/", {"right": "LIFE"}))
    assert done(centre.get(address))["referrals"][0]["acknowledged_at"]
    assert done(centre.post(f"{address}end/", {"outcome": "PASSED_ON"}))["ended_at"]
    refused(centre.patch(address, {"way": "QR"}), "state")
    assert [row["number"] for row in done(centre.get(CALLS, {"open": "false"}))["results"]] == [call["number"]]
    assert done(centre.post(f"{address}take-up/"))["outcome"] == ""
    problem(centre.get(f"{APPEALS}{passed['number']}/"), 404, "not-found")
    assert KeptAnswer.objects.count() == 2


def test_a_call_belongs_to_the_centre_and_knows_no_caller(as_, offices):
    centre = as_(offices.operator)
    call = done(centre.post(CALLS, {"category": "OTHER"}), 201)
    for person in (offices.head, offices.commissioner, offices.official):
        problem(as_(person).get(f"{CALLS}{call['number']}/"), 404, "not-found")
        problem(as_(person).get(CALLS), 403, "not-allowed")
        problem(as_(person).post(CALLS, {"category": "OTHER"}), 403, "not-allowed")
    named = problem(centre.post(CALLS, {"category": "OTHER", "caller": "x"}), 400, "invalid")
    assert named["errors"][0]["field"] == "caller"
    tag = centre.get(f"{CALLS}{call['number']}/")["ETag"]
    done(centre.patch(f"{CALLS}{call['number']}/", {"said": "a"}, headers={"If-Match": tag}))
    problem(centre.patch(f"{CALLS}{call['number']}/", {"said": "b"}, headers={"If-Match": tag}), 412, "stale")


def test_a_poster_hangs_once_in_a_language_and_is_taken_down(as_, offices):
    head = as_(offices.head)
    wanted = {"place": offices.education.pk, "language": "kk"}
    made = done(head.post(POSTERS, wanted), 201)
    assert done(head.post(POSTERS, wanted), 201)["id"] == made["id"]
    assert problem(head.post(POSTERS, {**wanted, "place": 999_999}), 400, "invalid")["errors"][0]["field"] == "place"
    problem(as_(offices.head2).post(f"{POSTERS}{made['id']}/end/"), 404, "not-found")
    assert done(head.post(f"{POSTERS}{made['id']}/end/"))["ended_at"]
    assert done(head.get(POSTERS, {"open": "true"}))["results"] == []
    problem(as_(offices.official).get(POSTERS), 403, "not-allowed")
