"""Training by the API: programmes, sessions, the roll, tests, certificates; an orphan organisation trains, too."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.mentoring.models import Attendance, Certificate, TestResult
from tests.api.conftest import V1, problem
from tests.factories.accounts import make_agency, make_officer
from tests.factories.mentoring import (
    certify,
    coordinator_of,
    make_candidate,
    make_cleared,
    make_programme,
    today,
    train,
    trainer_of,
)
from tests.factories.obligations import make_law
from tests.factories.papers import upload

PROGRAMMES, SESSIONS = f"{V1}/mentoring/programmes/", f"{V1}/mentoring/sessions/"
CERTIFICATES = f"{V1}/mentoring/certificates/"


@pytest.fixture
def candidate(db):
    make_law()
    return make_candidate()


@pytest.fixture
def keeper(as_, candidate):
    return as_(coordinator_of(candidate.organisation.agency))


def day(ahead: int = 0) -> str:
    return (today() + timedelta(days=ahead)).isoformat()


def programme(**changes):
    return {"title": "Тәлімгер мектебі", "hours": 6, "approved_on": day(-9), **changes}


def session(number: str, hours_ahead: int = -24, **changes):
    starts = timezone.now() + timedelta(hours=hours_ahead)
    return {
        "programme": number, "starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=3)).isoformat(),
        "hours": 3, "place": "Зал", "trainer": "Сейітова А.", **changes,
    }  # fmt: skip


def refusals(answer) -> set:
    return {(one["field"], one["rule"]) for one in problem(answer, 422, "refused")["errors"]}


def test_an_orphan_organisation_trains_from_programme_to_certificate(as_, candidate, keeper):
    trainer = as_(trainer_of(make_agency(AgencyKind.ORPHAN_ORG)))
    made = trainer.post(PROGRAMMES, programme())
    assert made.status_code == 201, made.content
    number, one = made.json()["number"], f"{PROGRAMMES}{made.json()['number']}/"
    assert trainer.post(f"{one}text/", {"file": upload()}, format="multipart").json()["paper"]["versions"]
    held = trainer.post(SESSIONS, session(number))
    assert held.status_code == 201, held.content
    meeting = f"{SESSIONS}{held.json()['id']}/"
    assert trainer.post(f"{meeting}enrol/", {"candidates": [candidate.number]}).status_code == 404
    enrolled = keeper.post(f"{meeting}enrol/", {"candidates": [candidate.number]}).json()
    (line,) = enrolled["attendances"]
    assert line["candidate"]["name"] == candidate.full_name
    roll = {"roll": [{"attendance": line["id"], "was_there": True}]}
    assert keeper.post(f"{meeting}roll/", roll).status_code == 403
    assert trainer.post(f"{meeting}roll/", roll).json()["attendances"][0]["was_there"] is True
    test = {"candidate": candidate.number, "taken_on": day(0), "score": 90}
    assert trainer.post(f"{one}tests/", test).json()["is_passed"] is True
    (trainee,) = trainer.get(f"{one}trainees/").json()["results"]
    assert (trainee["attended"], trainee["hours"], trainee["certificate"]) == (1, 3, None)
    given = trainer.post(f"{one}certificates/", {"candidate": str(candidate.pk), "issued_on": day(0)})
    assert given.status_code == 201, given.content
    for client in (trainer, keeper):
        assert client.get(f"{CERTIFICATES}{given.json()['number']}/").status_code == 200
        assert [row["number"] for row in client.get(CERTIFICATES).json()["results"]] == [given.json()["number"]]
    assert keeper.get(one).status_code == 404


@pytest.mark.parametrize("missing", ["test", "attendance"])
def test_row_10_no_certificate_without_training_and_its_test(keeper, candidate, missing):
    made = train(candidate)
    if missing == "test":
        TestResult.objects.all().delete()
    else:
        Attendance.objects.update(was_there=False)
    answer = keeper.post(
        f"{PROGRAMMES}{made.number}/certificates/", {"candidate": candidate.number, "issued_on": day(0)}
    )
    field = "result" if missing == "test" else "programme"
    assert refusals(answer) == {(field, "kz345.a28-2.p7")}
    assert problem(answer, 422, "refused")["errors"][0]["article"]
    assert not Certificate.objects.exists()


def test_no_field_for_a_price_is_known(keeper):
    told = problem(keeper.post(PROGRAMMES, programme(price=1000)), 400, "invalid")
    assert [one["field"] for one in told["errors"]] == ["price"]


@pytest.mark.parametrize(
    ("changes", "field"), [({"title": " "}, "title"), ({"hours": 0}, "hours"), ({"pass_mark": 101}, "pass_mark")]
)
def test_a_programme_is_refused_at_its_fields(keeper, changes, field):
    assert refusals(keeper.post(PROGRAMMES, programme(**changes))) == {(field, None)}


def test_two_editors_of_a_programme_meet(keeper, candidate):
    one = f"{PROGRAMMES}{make_programme(candidate.organisation.agency).number}/"
    tag = keeper.get(one)["ETag"]
    assert keeper.patch(one, {"hours": 40}, headers={"If-Match": tag}).json()["hours"] == 40
    told = problem(keeper.patch(one, {"hours": 41}, headers={"If-Match": tag}), 412, "stale")
    assert told["current"]["hours"] == 40
    problem(keeper.patch(one, {"hours": 41}), 409, "version-needed")
    stopped = keeper.patch(one, {"is_active": False}, headers={"If-Match": "*"}).json()
    assert (stopped["is_active"], stopped["hours"]) == (False, 40)
    assert refusals(keeper.post(SESSIONS, session(stopped["number"]))) == {("programme", None)}


def test_a_session_is_called_off_and_takes_nobody(keeper, candidate):
    made = make_programme(candidate.organisation.agency)
    one = f"{SESSIONS}{keeper.post(SESSIONS, session(made.number, 24)).json()['id']}/"
    line = keeper.post(f"{one}enrol/", {"candidates": [candidate.number]}).json()["attendances"][0]
    roll = {"roll": [{"attendance": line["id"], "was_there": True}]}
    assert refusals(keeper.post(f"{one}roll/", roll)) == {("was_there", None)}
    assert keeper.post(f"{one}attendances/{line['id']}/take-off/", {}).json()["attendances"] == []
    assert keeper.post(f"{one}cancel/", {}).json()["cancelled_at"]
    assert refusals(keeper.post(f"{one}enrol/", {"candidates": [candidate.number]})) == {("session", None)}
    assert keeper.get(SESSIONS, {"ahead": "true"}).json()["results"] == []


def test_a_mentoring_organisation_does_not_train_for_another(as_, candidate, keeper):
    stranger = make_candidate().organisation.agency
    made = make_programme(stranger)
    one = as_(coordinator_of(stranger)).post(SESSIONS, session(made.number)).json()["id"]
    for path in (f"{PROGRAMMES}{made.number}/", f"{SESSIONS}{one}/"):
        assert keeper.get(path).status_code == 404
    assert keeper.post(f"{SESSIONS}{one}/enrol/", {"candidates": [candidate.number]}).status_code == 404


def test_a_revoked_certificate_opens_the_clearance_again(as_, db):
    make_law()
    candidate = make_cleared()
    number = candidate.certificates.get().number
    client = as_(coordinator_of(candidate.organisation.agency))
    assert as_(make_officer()).get(f"{CERTIFICATES}{number}/").status_code == 404
    revoked = client.post(f"{CERTIFICATES}{number}/revoke/", {"reason": "Қате берілген"}).json()
    assert revoked["revoke_reason"] == "Қате берілген"
    candidate.refresh_from_db()
    assert candidate.state == "SUSPENDED"
    assert client.get(CERTIFICATES, {"state": "revoked"}).json()["results"][0]["number"] == number


def test_lists_cost_the_same_for_any_size(keeper, candidate):
    def grow():
        certify(make_candidate(candidate.organisation))

    def costs():
        counted = []
        for path in (PROGRAMMES, SESSIONS, CERTIFICATES):
            with CaptureQueriesContext(connection) as held:
                assert keeper.get(path).status_code == 200
            counted.append(len(held))
        return counted

    grow()
    costs()
    before = costs()
    for _n in range(3):
        grow()
    assert costs() == before


def test_a_session_of_a_programme_one_does_not_see_is_refused_at_its_field(as_, keeper):
    other = as_(trainer_of(make_agency(AgencyKind.ORPHAN_ORG))).post(PROGRAMMES, programme()).json()["number"]
    answers = [keeper.post(SESSIONS, session(number)) for number in (other, "MP-999999", "Merge")]
    assert [refusals(answer) for answer in answers] == [{("programme", None)}] * 3
    assert len({answer.content for answer in answers}) == 1
