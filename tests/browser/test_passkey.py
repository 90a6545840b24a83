"""A passkey in a real browser with a virtual device: set up after the password, then asked for at sign-in."""

from typing import Any

import pytest
from playwright.sync_api import expect

from apps.accounts.models import User
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


def test_set_up_a_passkey_and_sign_in_with_it(cast: Any, at_localhost: Visitor) -> None:
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
    visitor.go("/children/")
