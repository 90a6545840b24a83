"""The idle lock: enforced by the server, gives everything back, and is not kept open by machines."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from apps.accounts.models import SignIn
from tests.factories.accounts import make_officer
from tests.factories.factors import PASSWORD, code_of, give_app, set_password, sign_in

pytestmark = pytest.mark.django_db

UNLOCK = "/doors/unlock/"


@pytest.fixture(autouse=True)
def _fifteen_minutes(settings):
    settings.IDLE_LOCK_MINUTES = 15


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def officer(client, clock):
    officer = set_password(make_officer())
    sign_in(client, officer, code_of(give_app(officer)))
    return officer


def test_a_used_session_stays_open(client, officer, clock):
    for _minute in range(4):
        clock.shift(timedelta(minutes=14))
        assert client.get("/children/").status_code == 200


def test_after_fifteen_minutes_pages_lead_to_the_lock_and_back(client, officer, clock):
    clock.shift(timedelta(minutes=15))
    answer = client.get("/children/?sort=name")
    assert answer["Location"] == "/doors/unlock/?next=%2Fchildren%2F%3Fsort%3Dname"
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert officer.username in page.content.decode()
    wrong = client.post(UNLOCK, {"secret": "wrong", "next": "/children/?sort=name"})
    assert wrong.status_code == 422
    assert client.get("/children/").status_code == 302
    back = client.post(UNLOCK, {"secret": PASSWORD, "next": "/children/?sort=name"})
    assert back["Location"] == "/children/?sort=name"
    assert client.get("/children/").status_code == 200


def test_a_locked_session_stays_locked_whatever_is_sent(client, officer, clock):
    clock.shift(timedelta(minutes=16))
    for path in ("/", "/children/", "/accounts/factors/codes/", "/accounts/reauthenticate/", "/profile/"):
        assert client.get(path)["Location"].startswith(UNLOCK), path
    assert client.post("/doors/activity/").json()["left"] == 0
    assert client.get("/children/").status_code == 302
    api = client.get("/api/v1/children/")
    assert (api.status_code, api.json()["type"]) == (403, "urn:caseflow:problem:locked")
    part = client.get("/children/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Trigger"], part.content) == (204, "door-locked", b"")


def test_requests_in_the_background_keep_nothing_open(client, officer, clock):
    clock.shift(timedelta(minutes=10))
    assert client.get("/children/", headers={"X-Background": "1"}).status_code == 200
    assert client.get("/doors/activity/").json()["left"] == 300
    clock.shift(timedelta(minutes=5))
    assert client.get("/children/", headers={"X-Background": "1"}).status_code == 302


def test_typing_without_a_request_counts(client, officer, clock):
    clock.shift(timedelta(minutes=14))
    assert client.post("/doors/activity/").json()["left"] == 900
    clock.shift(timedelta(minutes=14))
    assert client.get("/children/").status_code == 200


def test_what_was_typed_is_kept_sealed_and_sent_after_unlocking(client, officer, clock):
    clock.shift(timedelta(minutes=20))
    typed = {"language": "kk", "theme": "dark", "note": "Бала & «Қайнар»"}
    assert client.post("/profile/", typed)["Location"] == UNLOCK
    stored = Session.objects.get(pk=client.session.session_key).get_decoded()["kept_form"]
    assert stored.startswith("v1.")
    assert "Қайнар" not in client.get(UNLOCK).content.decode()
    assert client.post(UNLOCK, {"secret": PASSWORD})["Location"] == "/doors/kept/"
    page = client.get("/doors/kept/").content.decode()
    fields = dict(re.findall(r'name="(language|theme|note)" value="([^"]*)"', page))
    assert {name: html.unescape(value) for name, value in fields.items()} == typed
    assert client.post("/profile/", typed).status_code == 302
    officer.refresh_from_db()
    assert officer.theme == "dark"
    assert client.get("/doors/kept/").status_code == 302


def test_the_overlay_unlocks_without_leaving_the_page(client, officer, clock):
    clock.shift(timedelta(minutes=15))
    said = {"Accept": "application/json"}
    wrong = client.post(UNLOCK, {"secret": "x"}, headers=said)
    assert (wrong.status_code, len(wrong.json()["errors"])) == (422, 1)
    assert client.post(UNLOCK, {"secret": PASSWORD}, headers=said).json() == {"errors": []}
    assert client.get("/children/").status_code == 200


def test_guessing_at_the_lock_is_limited(client, officer, clock):
    clock.shift(timedelta(minutes=15))
    for _n in range(5):
        client.post(UNLOCK, {"secret": "wrong"})
    assert client.post(UNLOCK, {"secret": PASSWORD}).status_code == 422
    assert client.get("/children/").status_code == 302


def test_the_lock_goes_nowhere_else(client, officer, clock):
    clock.shift(timedelta(minutes=15))
    back = client.post(UNLOCK, {"secret": PASSWORD, "next": "https://evil.example/"})
    assert back["Location"] == "/"


def test_a_forged_form_is_not_put_aside(officer, clock, client):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    clock.shift(timedelta(minutes=15))
    assert strict.post("/profile/", {"theme": "dark"}).status_code == 403
    assert "kept_form" not in client.session


def test_twelve_hours_end_even_a_used_session(client, officer, clock):
    for _n in range(60):
        clock.shift(timedelta(minutes=12))
        answer = client.get("/profile/")
    assert answer["Location"].startswith("/accounts/login/")
    assert SignIn.objects.get().ended_at is not None


def test_without_minutes_nothing_locks(client, officer, clock, settings):
    settings.IDLE_LOCK_MINUTES = 0
    clock.shift(timedelta(hours=3))
    assert client.get("/children/").status_code == 200
    assert client.get("/doors/activity/").json()["left"] is None


def test_who_has_no_password_unlocks_by_code(client, officer, clock):
    officer.set_unusable_password()
    type(officer).objects.filter(pk=officer.pk).update(password=officer.password)
    session = client.session
    session["_auth_user_hash"] = officer.get_session_auth_hash()
    session.save()
    clock.shift(timedelta(minutes=15))
    from allauth.mfa.models import Authenticator

    codes = Authenticator.objects.get(user=officer, type="recovery_codes").wrap().get_unused_codes()
    assert client.post(UNLOCK, {"secret": "00000000"}).status_code == 422
    assert client.post(UNLOCK, {"secret": codes[0]}).status_code == 302
    assert client.get("/children/").status_code == 200
