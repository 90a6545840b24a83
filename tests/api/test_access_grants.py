"""Emergency openings, purposes, consents, looks and the mask over the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.disclosure.models import EmergencyOpening
from apps.people.access import access_row
from apps.people.models import Ground
from tests.api.conftest import V1, problem
from tests.cast import withdraw_consents

GRANTS = f"{V1}/access-grants/"
REASON = "Бала көшеде жалғыз табылды, ауырып тұр"


@pytest.fixture
def url(cast):
    return f"{V1}/children/{cast.child.number}/"


def test_an_emergency_from_opening_to_review(as_, cast, url):
    police, head = as_(cast.police), as_(cast.heads["GUARDIANSHIP"])
    assert police.get(url).status_code == 404
    asked = {"child": cast.child.number, "kind": "LIFE", "reason": REASON}
    problem(police.post(GRANTS, {**asked, "reason": "тез"}), 422, "refused")
    made = police.post(GRANTS, asked)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["child"], told["ground"], told["responsible"]["id"]) == (
        cast.child.number, "EMERGENCY", cast.body.pk,
    )  # fmt: skip
    assert police.get(url).json()["grounds"] == ["EMERGENCY"]
    assert [row["id"] for row in head.get(GRANTS).json()["results"]] == [told["id"]]
    problem(police.post(f"{GRANTS}{told['id']}/review/", {"verdict": "JUSTIFIED"}), 403, "not-allowed")
    assert head.post(f"{GRANTS}{told['id']}/review/", {"verdict": "JUSTIFIED"}).json()["verdict"] == "JUSTIFIED"
    assert police.post(f"{GRANTS}{told['id']}/end/", {}).json()["ended_at"]
    assert police.get(url).status_code == 404


def test_a_name_finds_nothing_and_nobody_without_the_power_asks(as_, cast):
    asked = {"child": cast.child.surname, "kind": "LIFE", "reason": REASON}
    problem(as_(cast.police).post(GRANTS, asked), 422, "refused")
    problem(as_(cast.coordinator).post(GRANTS, {**asked, "child": cast.child.number}), 403, "not-allowed")
    problem(as_(cast.mentor).get(GRANTS), 403, "not-allowed")
    assert not EmergencyOpening.objects.exists()


def test_openings_of_others_are_not_found(as_, cast):
    opening = as_(cast.police).post(
        GRANTS, {"child": cast.child.number, "kind": "LIFE", "reason": REASON}
    ).json()  # fmt: skip
    for person in (cast.officer, cast.officer2, cast.ombudsman, cast.coordinator):
        assert as_(person).get(f"{GRANTS}{opening['id']}/").status_code == 404


def test_a_purpose_is_required_and_taken_from_the_header_the_parameter_or_its_address(as_, cast, url):
    access_row(
        cast.child, cast.officer2.agency, Ground.REFERRAL, valid_from=timezone.now() - timedelta(days=1)
    ).save()  # fmt: skip
    client = as_(cast.officer2)
    problem(client.get(url), 428, "purpose-required")
    problem(client.get(f"{url}?purpose=NONE"), 422, "refused")
    problem(client.get(url, headers={"X-Purpose": "OTHER"}), 422, "refused")
    said = {"X-Purpose": "OTHER", "X-Purpose-Text": "%D0%A5%D0%B0%D1%82"}
    assert client.get(url, headers=said).status_code == 200
    assert client.get(url).status_code == 200
    looks = as_(cast.officer).get(f"{url}looks/").json()
    assert "Хат" in [look["text"] for look in looks]
    made = client.post(f"{url}purpose/", {"kind": "COURT"})
    assert (made.status_code, made.json()["kind"]) == (201, "OTHER")


def test_the_mask(as_, cast, url):
    whole = as_(cast.coordinator).get(url).json()
    assert (whole["is_masked"], whole["surname"]) == (False, cast.child.surname)
    withdraw_consents(cast)
    for person in (cast.coordinator, cast.mentor):
        client = as_(person)
        listed = client.get(f"{V1}/children/").json()["results"][0]
        found = client.post(f"{V1}/children/search/", {"q": cast.child.surname}).json()
        for told in (client.get(url).json(), listed):
            assert (told["is_masked"], told["surname"], told["birth_date"]) == (True, "Б.", None)
            assert cast.child.given_name not in str(told)
        assert found == []
    assert as_(cast.orphanage).get(url).json()["surname"] == cast.child.surname


def test_consents_are_recorded_and_withdrawn_by_the_responsible_body(as_, cast, url):
    withdraw_consents(cast)
    asked = {
        "agency": cast.organisation.pk, "scope": ["NAME"], "given_relation": "PARENT", "given_by": "Бекетова Сауле",
        "given_on": f"{timezone.localdate():%Y-%m-%d}",
    }  # fmt: skip
    problem(as_(cast.coordinator).post(f"{url}consents/", asked), 403, "not-allowed")
    assert as_(cast.officer2).post(f"{url}consents/", asked).status_code == 404
    officer = as_(cast.officer)
    made = officer.post(f"{url}consents/", asked)
    assert made.status_code == 201, made.content
    problem(officer.post(f"{url}consents/", asked), 422, "refused")
    seen = as_(cast.coordinator).get(f"{url}consents/").json()["results"]
    assert [one["given_by"] for one in seen] == [None, None]
    assert as_(cast.coordinator).get(url).json()["surname"] == cast.child.surname
    gone = officer.post(f"{url}consents/{made.json()['id']}/withdraw/", {"reason": "Өтініш"})
    assert gone.json()["withdrawn_at"]
    assert as_(cast.coordinator).get(url).json()["surname"] == "Б."


def test_looks_are_all_for_the_responsible_body_and_own_for_others(as_, cast, url):
    for person in (cast.officer, cast.orphanage):
        as_(person).get(url)
    everybody = as_(cast.officer).get(f"{url}looks/").json()
    assert {look["person"]["id"] for look in everybody} == {cast.officer.pk, cast.orphanage.pk}
    own = as_(cast.orphanage).get(f"{url}looks/").json()
    assert {look["person"]["id"] for look in own} == {cast.orphanage.pk}
    assert as_(cast.officer2).get(f"{url}looks/").status_code == 404
    problem(as_(cast.officer).get(f"{url}looks/?since=x"), 400, "invalid")
