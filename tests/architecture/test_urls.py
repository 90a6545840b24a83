"""Default deny, walked: every page and endpoint refuses strangers, and says nothing to people without a post."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories.accounts import make_user

OPEN = {
    "/healthz": "says only that the process lives",
    "/readyz": "says how the machinery is, nothing about people",
    "/verify/": "checks a printed notice without showing content",
    "/verify/<code>/": "checks a printed notice without showing content",
    "/apply/": "takes applications of people who wish to become mentors",
    "/apply/received/<token>/": "tells an applicant the number and what happens next; the token is signed",
    "/help/": "takes letters to the ombudsman from everybody; the sender comes back with a code",
    "/help/exit/": "ends a sender's visit and leads elsewhere",
    "/language/": "chooses the language of the page",
    "/accounts/login/": "signing in",
    "/accounts/logout/": "signing out",
    "/accounts/signup/": "closed: says that accounts are made by administrators",
    "/accounts/agency/": "choosing an agency's own sign-in",
    "/accounts/agency/<provider_id>/": "leads to an agency's own sign-in",
    "/accounts/agency/<provider_id>/callback/": "comes back from an agency's own sign-in",
    "/accounts/agency/cancelled/page/": "says that the agency's own sign-in did not open",
    "/accounts/inactive/": "says that an account is closed",
    "/accounts/password/reset/": "asking for a new password",
    "/accounts/password/reset/done/": "asking for a new password",
    "/accounts/password/reset/key/<uidb36>-<key>/": "setting a new password with a mailed key",
    "/accounts/password/reset/key/done/": "setting a new password with a mailed key",
    "/api/v1/auth/token/": "asking for a token with a password",
    "/api/schema/": "the description of the API",
    "/api/docs/": "the description of the API",
}
"""Addresses that answer without a sign-in, each with its reason."""


def walk(resolver=None, prefix="/"):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + re.sub(r"[\^$]|\\Z|\\", "", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", re.sub(r"<\w+:(\w+)>", r"<\1>", route))


ADDRESSES = sorted(set(walk()))
GUARDED = [route for route in ADDRESSES if route not in OPEN]


def example(route: str) -> str:
    return re.sub(r"<\w+>", "1", route)


def test_the_walk_finds_the_pages_and_the_api():
    assert {"/", "/healthz"} <= set(ADDRESSES)
    assert any(a.startswith("/api/v1/incidents") for a in ADDRESSES)


@pytest.mark.django_db
@pytest.mark.parametrize("route", GUARDED)
def test_strangers_are_refused(client, route):
    answer = client.get(example(route))
    assert answer.status_code in (301, 302, 401, 403, 404, 405), route
    if answer.status_code == 302:
        assert answer.url.startswith("/accounts/login/"), route


@pytest.mark.django_db
@pytest.mark.parametrize("route", GUARDED)
def test_people_without_a_post_get_no_case(client, route):
    client.force_login(make_user())
    for method in (client.get, client.post):
        answer = method(example(route))
        assert answer.status_code < 500, (method, route)
    if route.startswith(("/incidents", "/children", "/engine", "/api/v1/incidents", "/api/v1/children")):
        answer = client.get(example(route))
        rows = answer.json().get("results", []) if answer.headers["Content-Type"].endswith("json") else []
        assert answer.status_code != 200 or (rows == [] and not answer.context), route


def test_no_stale_exceptions():
    assert set(OPEN) <= set(ADDRESSES), set(OPEN) - set(ADDRESSES)
