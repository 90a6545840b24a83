"""A passkey in a real browser with a virtual device: set up after the password, then asked for at sign-in.

And the cover over a page that nobody used: it comes by itself, and what was typed is there when it goes.
"""

from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.web.doors.sessions import ACTIVE
from tests.browser.visitor import PASSWORD, Visitor
from tests.factories.accounts import fresh

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at_localhost(window: Any, live_server: Any) -> Visitor:
    """Passkeys belong to a name: an address of digits has none."""
    visitor = window()
    visitor.url = live_server.url.replace("127.0.0.1", "localhost")
    tools = visitor.page.context.new_cdp_session(visitor.page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }},
    )  # fmt: skip
    return visitor


def enter(visitor: Visitor, person: User) -> None:
    visitor.go("/accounts/login/")
    visitor.page.fill("input[name=login]", person.username)
    visitor.page.fill("input[name=password]", PASSWORD)
    visitor.press("main form [type=submit]")


def leave_alone(seconds: float) -> None:
    """As if nobody had touched any page for so long."""
    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        session[ACTIVE] = session.get(ACTIVE, 0) - seconds
        session.save()


def test_set_up_a_passkey_and_sign_in_with_it(cast: Any, at_localhost: Visitor, settings: LazySettings) -> None:
    settings.IDLE_LOCK_MINUTES = 15
    User.objects.filter(pk=cast.officer.pk).update(email="officer@body.example")
    officer, visitor = fresh(cast.officer), at_localhost
    enter(visitor, officer)
    expect(visitor.page).to_have_url(f"{visitor.url}/doors/second-factor/")
    visitor.look()
    visitor.press("a[href='/accounts/factors/app/']")
    visitor.look()
    visitor.go("/accounts/factors/keys/new/")
    visitor.look()
    visitor.press("form[data-passkey] [type=submit]")
    expect(visitor.page).to_have_url(f"{visitor.url}/accounts/factors/codes/")
    visitor.look()
    visitor.go("/accounts/factors/")
    visitor.look()
    visitor.go("/doors/sign-ins/")
    visitor.look()
    visitor.page.context.clear_cookies()
    enter(visitor, officer)
    expect(visitor.page).to_have_url(f"{visitor.url}/accounts/factor/")
    visitor.look()
    visitor.press("form[data-passkey] [type=submit]")
    expect(visitor.page).to_have_url(f"{visitor.url}/")
    visitor.go("/profile/tokens/new/")
    visitor.page.fill("input[name=name]", "Есеп жүйесі")
    leave_alone(15 * 60)
    visitor.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(visitor.find("#lock")).to_be_visible()
    expect(visitor.find("#lock_secret")).to_be_focused()
    visitor.page.fill("#lock_secret", "wrong")
    visitor.press("#lock [type=submit]")
    expect(visitor.find("#lock [data-lock-error]")).to_be_visible()
    visitor.page.fill("#lock_secret", PASSWORD)
    visitor.press("#lock [type=submit]")
    expect(visitor.find("#lock")).to_be_hidden()
    expect(visitor.find("input[name=name]")).to_have_value("Есеп жүйесі")
    leave_alone(15 * 60)
    visitor.go("/profile/")
    expect(visitor.page).to_have_url(f"{visitor.url}/doors/unlock/?next=%2Fprofile%2F")
    visitor.said.clear()  # the browser reports the refused secret as a failed request
    visitor.look()
