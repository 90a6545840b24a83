"""Headers, cookies and limits of every answer under /help/."""

import pytest
from django.conf import settings

from apps.web.intake.door import POLICY
from tests.factories.accounts import make_user
from tests.web.intake.writer import Writer, child, sent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/help/", "/help/exit/", "/help/file/1/", "/help/nowhere/"])
def test_every_answer_is_shut(client, path):
    answer = client.get(path)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "default-src 'none'" in POLICY
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert "microphone=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert ("X-Robots-Tag" in answer.headers) == (path != "/help/")


@pytest.mark.parametrize(("path", "method", "status"), [
    ("/help/nowhere/", "get", 404), ("/help/file/1/", "get", 404), ("/help/", "put", 405),
])  # fmt: skip
def test_an_error_keeps_the_way_out_and_the_telephones(client, path, method, status):
    answer = getattr(client, method)(path, headers={"accept-language": "kk"})
    page = answer.content.decode()
    assert answer.status_code == status
    assert 'id="exit"' in page
    assert "tel:111" in page
    assert "/accounts/" not in page


def test_a_fault_of_ours_keeps_the_way_out(client, monkeypatch):
    monkeypatch.setattr("apps.web.intake.views.writing.first", lambda *_args: 1 / 0)
    client.raise_request_exception = False
    answer = client.get("/help/")
    assert answer.status_code == 500
    assert 'id="exit"' in answer.content.decode()


def test_steps_and_the_room_are_found_by_no_search(client, offices):
    writer = Writer(client).press("child")
    assert "noindex" in writer.response.headers["X-Robots-Tag"]
    assert "noindex" in sent(client).response.headers["X-Robots-Tag"]


def test_no_cookie_before_the_letter_is_sent(client, offices):
    writer = Writer(client)
    assert not client.cookies
    for step in ("safe", "tell", "who", "where", "answer", "name", "files", "review"):
        child(client, until=step).speak("ru")
        assert not client.cookies, step
    writer = child(client).press("send")
    (cookie,) = client.cookies.values()
    assert cookie.key == "help"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["max-age"]
    assert writer.code.replace(" ", "") not in cookie.value


def test_nothing_is_loaded_from_elsewhere(client, offices):
    writer = child(client, until="files")
    for page in (writer.page, sent(client).page):
        assert "http://" not in page.replace("http://www.w3.org", "")
        assert "https://" not in page
        assert "style=" not in page
        assert "onclick" not in page


def test_who_is_signed_in_on_the_same_device_is_nobody_here(client, offices):
    client.force_login(make_user(username="aigul", first_name="Айгүл"))
    page = Writer(client).page
    assert "aigul" not in page
    assert "Айгүл" not in page
    assert settings.SESSION_COOKIE_NAME not in client.get("/help/").cookies


def test_a_form_on_a_foreign_site_is_refused(client, offices):
    ticket = child(client).hidden("ticket")
    answer = client.post("/help/", {"ticket": ticket, "go": "send"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_the_sign_in_page_leads_here(client, db):
    assert 'href="/help/"' in client.get("/accounts/login/").content.decode()
