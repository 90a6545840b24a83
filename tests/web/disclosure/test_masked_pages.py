"""A mentoring organisation without consent: no page, list, search or answer tells who the child is."""

import pytest
from django.utils import timezone

from apps.disclosure import reading
from apps.disclosure.models import Consent, ReadingAlert
from apps.incidents.models import Incident
from apps.people.models import Child
from tests.cast import log_harm, withdraw_consents
from tests.disclosure.test_reading import read
from tests.factories.accounts import fresh

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def masked(cast):
    Child.objects.filter(pk=cast.child.pk).update(
        address="ул. Абая, 1", phone="+77011234567", surname_latin="Beketova", representative_name="Бекетова Сауле"
    )
    withdraw_consents(cast)
    cast.secrets = [
        "Бекетова", "Beketova", "Айару", "Сериковна", "Абая", "77011234567", "15.01.2013", "2013-01-15",
        "15 января 2013",
    ]  # fmt: skip
    return cast


def clean(masked, response) -> str:
    page = text(response)
    assert [secret for secret in masked.secrets if secret in page] == []
    return page


@pytest.mark.parametrize("who", ["coordinator", "mentor"])
@pytest.mark.parametrize("path", ["", "looks/", "consents/"])
def test_the_file(as_, masked, who, path):
    page = clean(masked, as_(getattr(masked, who)).get(f"/children/{masked.child.number}/{path}"))
    assert masked.child.number in page
    assert "Б. А. С." in page


@pytest.mark.parametrize("part", ["family", "categories", "health", "education", "notes", "timeline", "documents"])
def test_other_parts_are_closed(as_, masked, part):
    answer = as_(masked.coordinator).get(f"/children/{masked.child.number}/{part}/")
    assert answer.status_code in (403, 404)
    clean(masked, answer)


@pytest.mark.parametrize("who", ["coordinator", "mentor"])
def test_lists_and_searches(as_, masked, who):
    client = as_(getattr(masked, who))
    assert masked.child.number in clean(masked, client.get("/children/"))
    assert masked.child.number not in text(client.post("/children/", {"q": "Бекетова"}))
    assert masked.child.number not in text(client.post("/search/", {"q": "Айару"}))
    assert masked.child.number in clean(masked, client.post("/search/", {"q": masked.child.number[2:]}))


def test_an_incident_is_recorded_all_the_same_and_the_recipients_know_the_child(as_, masked):
    client = as_(masked.coordinator)
    page = client.post("/incidents/find-child/", {"q": masked.child.number})
    if page.status_code == 200:
        clean(masked, page)
    incident = log_harm(masked)
    assert incident in Incident.objects.visible_to(fresh(masked.coordinator))
    clean(masked, client.get(f"/incidents/{incident.number}/"))
    notice = incident_notice(masked)
    assert masked.child.surname in text(as_(masked.heads["GUARDIANSHIP"]).get(f"/notices/{notice.number}/"))


def incident_notice(cast):
    from apps.notices.models import Notice

    return Notice.objects.filter(recipient=cast.body).latest("pk")


def test_consent_is_recorded_and_withdrawn_on_pages(as_, masked):
    officer = as_(masked.officer)
    url = f"/children/{masked.child.number}/consents/"
    today = f"{timezone.localdate():%d.%m.%Y}"
    data = {
        "agency": masked.organisation.pk, "scope": ["NAME"], "given_relation": "PARENT", "given_by": "Бекетова Сауле",
        "given_on": today, "expires_on": "", "paper": "",
    }  # fmt: skip
    assert officer.post(f"{url}new/", {**data, "scope": []}).status_code == 422
    assert officer.post(f"{url}new/", data).status_code == 302
    consent = Consent.objects.get(withdrawn_at=None)
    assert "Бекетова" in text(as_(masked.coordinator).get(f"/children/{masked.child.number}/"))
    assert as_(masked.coordinator).get(f"{url}new/").status_code == 403
    assert as_(masked.officer).post(f"{url}{consent.pk}/withdraw/", {"reason": "Өтініш"}).status_code == 302
    clean(masked, as_(masked.coordinator).get(f"/children/{masked.child.number}/"))


def test_others_see_no_mask(as_, masked):
    for person in (masked.officer, masked.orphanage):
        assert "Бекетова" in text(as_(person).get(f"/children/{masked.child.number}/"))


def test_the_head_of_the_readers_agency_reviews_an_alert(as_, cast, settings):
    settings.READING_LIMITS = {"*": 2}
    read(cast.officer, 4, timezone.now())
    reading.watch(timezone.now())
    alert = ReadingAlert.objects.first()
    url = f"/access/alerts/{alert.number}/"
    assert as_(cast.officer).get(url).status_code == 404
    assert as_(cast.heads["POLICE"]).get(url).status_code == 404
    head = as_(cast.heads["GUARDIANSHIP"])
    assert head.get("/access/alerts/").status_code == 200
    assert head.get(url).status_code == 200
    assert head.post(url, {"verdict": "EXPLAINED", "note": ""}).status_code == 302
    alert.refresh_from_db()
    assert alert.verdict == "EXPLAINED"
