"""Photo and what must be known of the health: shown to a mentoring organisation by consent, and only so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.core.localtime import local_day
from apps.disclosure.models import Consent
from apps.disclosure.opened import health_basics, newest_photo
from apps.people.acts import parts
from apps.people.acts.health import HEALTH
from tests.cast import give_consent, withdraw_consents
from tests.factories.accounts import fresh
from tests.factories.papers import make_paper, picture

SECRET = "Эпикриз мәтіні"


@pytest.fixture
def child(cast):
    now = timezone.now()
    day, by = local_day(now) - timedelta(days=9), {"by": fresh(cast.heads["GUARDIANSHIP"]), "at": now}
    for data in (
        {"kind": "ALLERGY", "text": "Сүтке аллергия"},
        {"kind": "DIAGNOSIS", "text": SECRET},
        {"kind": "DISABILITY", "group": "II", "text": SECRET},
        {"kind": "PLAN", "text": SECRET, "participants": "Дәрігер"},
    ):
        parts.add(HEALTH, cast.child, data={**data, "starts_on": day}, **by)
    make_paper(cast.child, by["by"], kind="PHOTO", content=picture("JPEG", (300, 400)))
    return cast.child


def consent_to(cast, *scopes) -> Consent:
    withdraw_consents(cast)
    return give_consent(cast, scope=list(scopes))


def told(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("who", ["coordinator", "mentor"])
def test_the_photo_by_consent_and_not_a_moment_longer(cast, child, client, who):
    client.force_login(fresh(getattr(cast, who)))
    page, photo, api = f"/children/{child.number}/", f"/children/{child.number}/photo/", f"/api/v1/children/{child.pk}/"
    consent_to(cast, "PHOTO")
    assert photo in told(client.get(page))
    assert client.get(photo)["Content-Type"] == "image/jpeg"
    assert client.get(f"{api}photo/")["Content-Type"] == "image/jpeg"
    for path in ("documents/", "health/", "family/"):
        assert client.get(f"{page}{path}").status_code in (403, 404), path
    withdraw_consents(cast)
    assert photo not in told(client.get(page))
    assert client.get(photo).status_code == 404
    assert client.get(f"{api}photo/").status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "mentor"])
def test_the_basics_of_health_by_consent_and_nothing_else(cast, child, client, who):
    client.force_login(fresh(getattr(cast, who)))
    page, api = f"/children/{child.number}/health/", f"/api/v1/children/{child.pk}/health/"
    consent_to(cast, "HEALTH_BASICS")
    shown = told(client.get(page))
    assert "Сүтке аллергия" in shown
    assert SECRET not in shown
    rows = client.get(api).json()["results"]
    assert {(row["kind"], row["group"], row["text"]) for row in rows} == {
        ("ALLERGY", "", "Сүтке аллергия"), ("DISABILITY", "II", ""),
    }  # fmt: skip
    assert SECRET not in told(client.get(api))
    assert client.get(f"/children/{child.number}/photo/").status_code == 404
    record = child.health.first()
    assert client.patch(f"{api}{record.pk}/", {"text": "x"}, content_type="application/json").status_code == 403
    withdraw_consents(cast)
    assert client.get(page).status_code == 403
    assert client.get(api).status_code == 403


def test_what_ended_or_was_withdrawn_is_not_told(cast, child):
    now = timezone.now()
    consent_to(cast, "HEALTH_BASICS")
    allergy = child.health.get(kind="ALLERGY")
    parts.withdraw(HEALTH, allergy, reason="Қате", by=fresh(cast.officer), at=now)
    disability = child.health.get(kind="DISABILITY")
    parts.end(HEALTH, disability, ends_on=local_day(now) - timedelta(days=1), by=fresh(cast.officer), at=now)
    assert list(health_basics(child, fresh(cast.coordinator), local_day(now))) == []


def test_who_sees_the_photo_at_all(cast, child):
    withdraw_consents(cast)
    sees = {"officer": True, "orphanage": True, "coordinator": False, "mentor": False, "police": False,
            "officer2": False, "coordinator2": False}  # fmt: skip
    for who, expected in sees.items():
        assert bool(newest_photo(child, fresh(getattr(cast, who)))) == expected, who


def test_a_photo_in_the_secrecy_of_adoption_stays_there(cast, child):
    head = fresh(cast.heads["GUARDIANSHIP"])
    make_paper(child, head, kind="PHOTO", compartment="ADOPTION", content=picture("JPEG", (300, 400)))
    consent_to(cast, "PHOTO")
    hidden = newest_photo(child, head)
    assert hidden.paper.compartment == "ADOPTION"
    for person in (cast.officer, cast.orphanage, cast.coordinator):
        assert newest_photo(child, fresh(person)).paper.compartment == ""


def test_a_file_without_a_photo_offers_to_add_one(cast, client):
    number = cast.child.number
    client.force_login(cast.officer)
    assert f"/children/{number}/documents/?add=PHOTO#add" in told(client.get(f"/children/{number}/"))
    assert '<option value="PHOTO" selected>' in told(client.get(f"/children/{number}/documents/?add=PHOTO"))
    client.force_login(cast.coordinator)
    assert "?add=PHOTO" not in told(client.get(f"/children/{number}/"))


def test_strangers_reach_no_photo(cast, child, client):
    for person in (*cast.outsiders, cast.police):
        client.force_login(person)
        assert client.get(f"/children/{child.number}/photo/").status_code == 404
        assert client.get(f"/api/v1/children/{child.pk}/photo/").status_code == 404
