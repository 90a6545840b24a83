"""The second factor: who needs one, setting it up, signing in with it, and what stays shut without it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from apps.accounts.factors import is_demo, needs_factor
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Letter
from apps.accounts.roles import ROLES, Role
from apps.api.models import Token
from apps.audit.models import LedgerEntry
from tests.factories.accounts import fresh, give_post, make_agency, make_officer, make_user
from tests.factories.factors import PASSWORD, code_of, give_app, set_password, sign_in
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db

TOKEN = "/api/v1/auth/token/"
CHOOSE = "/doors/second-factor/"
FILE_PAGES = ("/", "/children/", "/children/new/", "/incidents/", "/notices/", "/profile/", "/profile/tokens/new/")


@pytest.fixture
def officer():
    return set_password(make_officer())


@pytest.fixture
def admin():
    return set_password(make_user(make_agency(), Role.AGENCY_ADMIN))


def test_every_role_that_opens_files_needs_one():
    kinds = {Role.MENTOR: AgencyKind.MENTORING_ORG, Role.POLICE_OFFICER: AgencyKind.POLICE}
    for role, agency_kind in kinds.items():
        assert needs_factor(make_user(make_agency(agency_kind), role))
    readers = {role for role, facts in ROLES.items() if {"view_children", "view_own_children"} & set(facts.permissions)}
    assert Role.AGENCY_ADMIN not in readers
    assert Role.SYSADMIN not in readers
    assert {Role.GUARDIANSHIP_OFFICER, Role.MENTOR, Role.ORG_STAFF} <= readers


def test_a_second_post_that_opens_files_counts_too(admin):
    assert not needs_factor(fresh(admin))
    give_post(admin, make_agency(AgencyKind.POLICE), Role.POLICE_OFFICER)
    assert needs_factor(fresh(admin))


def test_demo_people_are_exempt_only_while_trying_out(settings):
    person = make_officer(email="officer@demo.example")
    assert is_demo(person)
    assert not needs_factor(person)
    settings.TRYING_OUT = False
    assert needs_factor(fresh(person))


def test_without_a_factor_the_password_opens_nothing_but_setting_up(client, officer):
    child = make_child(officer)
    sign_in(client, officer)
    for path in (*FILE_PAGES, f"/children/{child.number}/"):
        assert client.get(path)["Location"] == CHOOSE, path
        assert client.post(path).get("Location") == CHOOSE, path
    answer = client.get("/api/v1/children/")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:caseflow:problem:second-factor-needed")
    assert child.number not in answer.content.decode()
    fragment = client.get("/children/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Refresh"], fragment.content) == (204, "true", b"")
    assert client.get(CHOOSE).status_code == 200
    assert client.post("/language/", {"language": "kk"}).status_code == 302


def test_the_api_makes_no_token_without_one(client, officer):
    answer = client.post(TOKEN, {"username": officer.username, "password": PASSWORD}, "application/json")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:caseflow:problem:not-allowed")
    assert not Token.objects.exists()


def test_setting_up_the_app_opens_the_session_and_shows_codes(client, officer):
    sign_in(client, officer)
    page = client.get("/accounts/factors/app/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert "<svg" in page.content.decode()
    assert secret in page.content.decode()
    assert client.post("/accounts/factors/app/", {"code": "000000"}).status_code == 200
    done = client.post("/accounts/factors/app/", {"code": code_of(secret)})
    assert done["Location"] == "/accounts/factors/codes/"
    codes = re.findall(r"<code>(\d{4}) (\d{4})</code>", client.get("/accounts/factors/codes/").content.decode())
    assert len(set(codes)) == 10
    assert client.get("/children/").status_code == 200
    entry = LedgerEntry.objects.get(verb="factor.added")
    assert (entry.subject_id, entry.data) == (officer.pk, {"kind": "totp"})
    assert list(Letter.objects.values_list("user", "kind")) == [(officer.pk, "FACTOR_ADDED")]


def test_secrets_lie_encrypted_in_the_database(officer):
    secret = give_app(officer)
    for row in Authenticator.objects.all():
        stored = row.data.get("secret") or row.data["seed"]
        assert stored.startswith("v1.")
        assert secret not in stored


def test_sign_in_asks_for_the_code(client, officer):
    secret = give_app(officer)
    assert sign_in(client, officer)["Location"] == "/accounts/factor/"
    assert client.get("/children/")["Location"].startswith("/accounts/login/")
    assert client.get("/accounts/factor/").status_code == 200
    assert client.post("/accounts/factor/", {"code": "123456"}).status_code == 200
    assert client.get("/children/").status_code == 302
    assert client.post("/accounts/factor/", {"code": code_of(secret)})["Location"] == "/"
    assert client.get("/children/").status_code == 200


def test_a_code_opens_once(client, officer):
    secret = give_app(officer)
    code = code_of(secret)
    assert sign_in(client, officer, code)["Location"] == "/"
    client.logout()
    assert sign_in(client, officer, code).status_code == 200
    assert client.get("/children/").status_code == 302
    body = {"username": officer.username, "password": PASSWORD, "code": code}
    assert client.post(TOKEN, body, "application/json").status_code == 401


def test_a_recovery_code_opens_once(client, officer):
    give_app(officer)
    row = Authenticator.objects.get(user=officer, type=Authenticator.Type.RECOVERY_CODES)
    code = row.wrap().get_unused_codes()[0]
    assert sign_in(client, officer, code)["Location"] == "/"
    client.logout()
    assert sign_in(client, officer, code).status_code == 200


def test_guessing_codes_is_limited(client, officer):
    secret = give_app(officer)
    sign_in(client, officer)
    for _ in range(5):
        client.post("/accounts/factor/", {"code": "000000"})
    answer = client.post("/accounts/factor/", {"code": code_of(secret)})
    assert answer.status_code == 200
    assert client.get("/children/").status_code == 302


def test_a_token_with_the_code(client, officer):
    secret = give_app(officer)
    body = {"username": officer.username, "password": PASSWORD}
    assert client.post(TOKEN, body, "application/json").status_code == 401
    assert client.post(TOKEN, {**body, "code": "000000"}, "application/json").status_code == 401
    made = client.post(TOKEN, {**body, "code": code_of(secret)}, "application/json")
    assert made.status_code == 201
    bearer = {"Authorization": f"Bearer {made.json()['token']}"}
    assert client.get("/api/v1/children/", headers=bearer).status_code == 200
    assert client.post(TOKEN, {**body, "code": code_of(secret)}, "application/json").status_code == 401


def test_guessing_codes_for_a_token_is_limited(client, officer):
    give_app(officer)
    body = {"username": officer.username, "password": PASSWORD, "code": "000000"}
    assert [client.post(TOKEN, body, "application/json").status_code for _ in range(6)] == [401] * 5 + [429]


def test_who_knows_only_the_password_adds_no_factor_of_his_own(client, officer):
    sign_in(client, officer)  # before the owner sets one up elsewhere
    give_app(officer)
    assert client.get(CHOOSE).status_code == 200
    assert client.get("/accounts/factors/app/").status_code == 403
    assert client.get("/accounts/factors/keys/new/").status_code == 403
    assert client.get("/children/")["Location"] == CHOOSE


def test_the_last_factor_is_exchanged_not_removed(client, officer):
    sign_in(client, officer, code_of(give_app(officer)))
    assert client.post("/accounts/factors/app/remove/")["Location"] == "/accounts/factors/"
    assert Authenticator.objects.filter(user=officer, type="totp").exists()


def test_a_person_who_needs_none_may_have_one_and_remove_it(client, admin):
    sign_in(client, admin, code_of(give_app(admin)))
    assert client.get("/agencies/").status_code == 200
    assert client.post("/accounts/factors/app/remove/").status_code == 302
    assert not Authenticator.objects.exists()
    assert LedgerEntry.objects.filter(verb="factor.removed").count() == 1


def test_changing_factors_asks_again_after_a_while(client, admin):
    import time_machine

    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, admin, code_of(give_app(admin)))
        assert client.get("/accounts/factors/codes/").status_code == 200
        clock.shift(301)
        for path in ("codes/", "codes/new/", "keys/new/", "app/remove/"):
            answer = client.get(f"/accounts/factors/{path}")
            assert answer["Location"].startswith("/accounts/reauthenticate/"), path
        page = client.get("/accounts/reauthenticate/?next=/accounts/factors/codes/new/")
        assert page.status_code == 200
        back = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/factors/codes/new/"})
        assert back["Location"] == "/accounts/factors/codes/new/"
        assert client.post("/accounts/factors/codes/new/").status_code == 302


def test_pages_of_factors_open(client, officer):
    sign_in(client, officer, code_of(give_app(officer)))
    for path in ("", "codes/", "codes/new/", "keys/new/", "reauthenticate/", "app/"):
        assert client.get(f"/accounts/factors/{path}").status_code in (200, 302), path


def test_the_reset_link_is_on_the_public_address(client, officer, mailoutbox, settings):
    settings.SITE_URL = "https://caseflow.example"
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/accounts/password/reset/", {"email": officer.email}, headers={"host": "evil.example"})
    assert "https://caseflow.example/accounts/password/reset/key/" in mailoutbox[0].body
    assert "evil.example" not in mailoutbox[0].body
