"""Pairs of a mentor and a child by the API: the same acts, masks and refusals as on the pages."""

from datetime import timedelta

import pytest

from apps.mentoring import dated
from apps.mentoring.acts import agreements, nightly
from apps.mentoring.models import Candidate, Certificate, Clearance
from tests.api.conftest import V1, problem
from tests.api.test_mentoring_pairs import refused
from tests.cast import withdraw_consents
from tests.factories.accounts import fresh
from tests.factories.mentoring import prove_income
from tests.factories.obligations import make_law
from tests.factories.pairs import make_scene, paired, tried
from tests.factories.papers import upload

PAIRS = f"{V1}/mentoring/assignments/"


@pytest.fixture
def scene(db):
    make_law()
    return make_scene()


@pytest.fixture
def officer(as_, scene):
    return as_(scene.cast.officer)


def test_signed_suspended_and_ended(officer, scene):
    one = f"{PAIRS}{tried(scene).number}/"
    assert officer.get(one).json()["lacking"] == []
    signed = officer.post(f"{one}activate/", {"contract_no": "7/26", "contract_on": scene.today.isoformat()})
    assert (signed.json()["state"], signed.json()["contract_no"]) == ("ACTIVE", "7/26")
    rested = officer.post(f"{one}suspend/", {"reason": "SAFETY", "text": "Тексеру"}).json()
    assert (rested["state"], rested["suspensions"][0]["text"]) == ("SUSPENDED", "Тексеру")
    assert officer.post(f"{one}activate/", {"contract_no": "8", "contract_on": "2026-01-01"}).status_code == 422
    assert officer.post(f"{one}lift/", {}).json()["state"] == "ACTIVE"
    ending = {"reason": "WISH", "ends_on": scene.today.isoformat(), "wants": "NO"}
    assert "words" in refused(officer.post(f"{one}end/", ending))
    ended = officer.post(f"{one}end/", ending | {"words": "Шаршадым"}).json()
    assert (ended["state"], ended["end_reason"]) == ("ENDED", "WISH")
    assert scene.cast.child.mentor_wishes.newest_first().first().text == "Шаршадым"
    problem(officer.post(f"{one}end/", ending | {"words": "x"}), 422, "refused")


def test_the_history_of_pairs_stays(officer, scene):
    pair = paired(scene)
    listed = officer.get(f"{PAIRS}?child={scene.cast.child.pk}").json()["results"]
    assert [row["number"] for row in listed] == [pair.number, scene.before.number]
    assert [row["state"] for row in listed] == ["ACTIVE", "ENDED"]
    assert [row["number"] for row in officer.get(f"{PAIRS}?state=ENDED").json()["results"]] == [scene.before.number]


def test_row_10_an_agreement_signed_before_the_certificate(officer, scene):
    signed = {"contract_no": "7", "contract_on": (scene.today - timedelta(days=1)).isoformat()}
    answer = officer.post(f"{PAIRS}{tried(scene).number}/activate/", signed)
    assert refused(answer) == {"contract_on": ("kz345.a28-2.p3.s14", "28-2(3)(14)")}


def test_row_11_an_income_below_the_minimum_of_the_day_of_establishing(officer, scene):
    pair = tried(scene)
    prove_income(scene.candidate, monthly=dated.minimum_on(scene.today).tenge - 1)
    assert [one["rule"] for one in officer.get(f"{PAIRS}{pair.number}/").json()["lacking"]] == ["kz345.a28-2.p3.s11"]
    signed = {"contract_no": "7", "contract_on": scene.today.isoformat()}
    answer = officer.post(f"{PAIRS}{pair.number}/activate/", signed)
    assert refused(answer)["candidate"] == ("kz345.a28-2.p3.s11", "28-2(3)(11)")


def test_an_agreement_that_ends_while_children_are_mentored(as_, officer, scene):
    pair = paired(scene)
    agreements.end(scene.agreement, reason="BOTH", text="x", by=fresh(scene.cast.officer), at=scene.now)
    coordinator = as_(scene.cast.coordinator)
    told = coordinator.get(f"{PAIRS}{pair.number}/").json()
    assert (told["state"], told["end_reason"]) == ("ENDED", "AGREEMENT")
    assert told["child"] == {"id": None, "number": scene.cast.child.number, "name": None}
    assert coordinator.get(f"{V1}/children/{scene.cast.child.number}/").status_code == 404
    problem(officer.post(f"{PAIRS}{pair.number}/lift/", {}), 422, "refused")


def test_a_certificate_that_expires_during_the_assignment(as_, officer, scene):
    pair, over = paired(scene), scene.today - timedelta(days=1)
    Certificate.objects.filter(candidate=scene.candidate).update(valid_until=over, issued_on=over)
    Clearance.objects.filter(candidate=scene.candidate).update(valid_until=over, given_on=over)
    nightly.reopen_expired(at=scene.now)
    told = officer.get(f"{PAIRS}{pair.number}/").json()
    assert (told["state"], told["suspensions"][0]["reason"]) == ("SUSPENDED", "CLEARANCE")
    assert told["lacking"][0]["rule"] == "kz345.a28-2.p3"
    answer = officer.post(f"{PAIRS}{pair.number}/lift/", {})
    assert refused(answer)["candidate"] == ("kz345.a28-2.p3", "28-2(3)")
    assert as_(scene.cast.coordinator).get(f"{V1}/children/{scene.cast.child.number}/").status_code == 404


def test_masked_until_consent_and_stale_when_changed(as_, officer, scene):
    one = f"{PAIRS}{tried(scene).number}/"
    withdraw_consents(scene.cast)
    coordinator = as_(scene.cast.coordinator)
    masked = coordinator.get(one)
    assert scene.cast.child.surname not in masked.content.decode()
    assert masked.json()["lacking"] == []
    old = {"If-Match": masked.headers["ETag"]}
    said = {"reason": "SAFETY", "text": "Тексеру"}
    assert coordinator.post(f"{one}suspend/", said, headers=old).status_code == 200
    assert coordinator.post(f"{one}suspend/", said, headers=old).status_code == 412
    assert coordinator.post(f"{one}lift/", {}).status_code == 403


def test_a_mentor_and_outsiders(as_, scene):
    Candidate.objects.filter(account=scene.cast.mentor).update(account=None)
    Candidate.objects.filter(pk=scene.candidate.pk).update(account=scene.cast.mentor)
    pair = paired(scene)
    mentor = as_(scene.cast.mentor)
    assert [row["number"] for row in mentor.get(PAIRS).json()["results"]] == [pair.number]
    assert mentor.post(f"{PAIRS}{pair.number}/suspend/", {"reason": "SAFETY", "text": "x"}).status_code == 403
    for person in (*scene.cast.outsiders, scene.cast.police):
        client = as_(person)
        assert client.get(f"{PAIRS}{pair.number}/").status_code == 404
        listed = client.get(PAIRS)
        assert listed.status_code == 403 or listed.json()["results"] == []


def test_the_signed_agreement_is_stored_and_downloaded_by_those_who_know_the_name(as_, officer, scene):
    one = f"{PAIRS}{paired(scene).number}/"
    assert officer.get(one).json()["contract"] is None
    sent = officer.post(f"{one}contract/", {"file": upload()}, format="multipart").json()
    assert [version["no"] for version in sent["contract"]["versions"]] == [1]
    coordinator = as_(scene.cast.coordinator)
    assert coordinator.get(one).json()["contract"] == sent["contract"]
    file = coordinator.get(f"{one}contract/download/", headers={"Accept": "*/*"})
    assert b"".join(file.streaming_content).startswith(b"\x89PNG")
    assert officer.get(f"{one}contract/download/?version=2").status_code == 404
    withdraw_consents(scene.cast)
    assert coordinator.get(one).json()["contract"] is None
    assert coordinator.get(f"{one}contract/download/").status_code == 403
    assert coordinator.post(f"{one}contract/", {"file": upload()}, format="multipart").status_code == 403
    assert as_(scene.cast.police).get(f"{one}contract/download/").status_code == 404
