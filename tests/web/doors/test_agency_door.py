"""Sign-in through an agency's own provider, which really answers: whom it lets in, and whom never."""

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone

from apps.accounts.agency_doors import open_door, set_door, shut_door
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import AgencyDoor, SignIn, User
from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.core.errors import NotAllowed, Refused
from tests.factories.accounts import fresh, give_post, make_agency, make_user
from tests.factories.factors import code_of, give_app
from tests.factories.provider import CLIENT, SECRET, running

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/agency/police-astana/"
CALLBACK = f"{LOGIN}callback/"


@pytest.fixture(scope="module")
def server():
    with running() as provider:
        yield provider


@pytest.fixture
def provider(server):
    server.claims = {"sub": "77", "email": "Aidos@police.example", "email_verified": True, "amr": ["pwd", "mfa"]}
    server.issuer, server.algorithm = "", "RS256"
    server.key = type(server).key
    return server


@pytest.fixture
def operator():
    return make_user(make_agency(AgencyKind.OPERATIONS), Role.SYSADMIN)


@pytest.fixture
def police():
    return make_agency(AgencyKind.POLICE)


@pytest.fixture
def admin(police):
    return make_user(police, Role.AGENCY_ADMIN)


@pytest.fixture
def officer(police):
    return make_user(police, Role.POLICE_OFFICER, email="aidos@police.example")


@pytest.fixture
def door(provider, police, operator, admin, officer):
    made = set_door(
        police, slug="police-astana", issuer=provider.address, client_id=CLIENT, secret=SECRET, by=operator,
        at=timezone.now(),
    )  # fmt: skip
    return open_door(made, by=admin, at=timezone.now())


def come_in(client, provider, **query):
    """There and back, as a browser would be sent."""
    there = client.get(LOGIN, query)
    assert there.status_code == 302, there.content
    return client.get(f"{CALLBACK}?{provider.authorize(there['Location'])}")


def test_the_button_stands_on_the_sign_in_page(client, door, police):
    assert "/accounts/agency/" in client.get("/accounts/login/").content.decode()
    assert police.name in client.get("/accounts/agency/").content.decode()
    AgencyDoor.objects.update(opened_by=None)
    assert "/accounts/agency/" not in client.get("/accounts/login/").content.decode()


def test_an_officer_comes_in_with_the_providers_second_factor(client, door, provider, officer):
    assert come_in(client, provider, next="/children/")["Location"] == "/children/"
    assert client.get("/children/").status_code == 200
    assert SignIn.objects.get().how == "provider_factor"
    tie = SocialAccount.objects.get()
    assert (tie.user, tie.uid, tie.extra_data) == (officer, "77", {})
    assert LedgerEntry.objects.filter(verb="agencydoor.tied").count() == 1
    client.logout()
    assert come_in(client, provider).status_code == 302
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("amr", [None, [], ["pwd"], "mfa", ["pwd", "otpx"]])
def test_without_word_of_a_second_factor_the_own_one_is_needed(client, door, provider, officer, amr):
    provider.claims |= {"amr": amr}
    come_in(client, provider)
    assert client.get("/children/")["Location"] == "/doors/second-factor/"
    secret = give_app(officer)
    client.logout()
    assert come_in(client, provider)["Location"] == "/accounts/factor/"
    assert client.get("/children/").status_code == 302
    client.post("/accounts/factor/", {"code": code_of(secret)})
    assert client.get("/children/").status_code == 200


def test_an_agreed_acr_counts(client, door, provider, settings):
    settings.OIDC_TWO_FACTOR_ACR = ["urn:aal2"]
    provider.claims |= {"amr": ["pwd"], "acr": "urn:aal2"}
    come_in(client, provider)
    assert client.get("/children/").status_code == 200


@pytest.mark.parametrize(
    "claims",
    [{"email": "stranger@police.example"}, {"email_verified": False}, {"email_verified": "true"}, {"email": ""}],
)
def test_nobody_new_comes_in(client, door, provider, claims):
    people = User.objects.count()
    provider.claims |= claims
    assert come_in(client, provider).status_code == 403
    assert client.get("/children/")["Location"].startswith("/accounts/login/")
    assert (User.objects.count(), SocialAccount.objects.count()) == (people, 0)


def test_people_of_other_agencies_do_not_come_in(client, door, provider):
    make_user(make_agency(), Role.GUARDIANSHIP_OFFICER, email="gulnar@body.example")
    provider.claims |= {"email": "gulnar@body.example"}
    assert come_in(client, provider).status_code == 403


def test_who_also_works_elsewhere_comes_in_by_password_only(client, door, provider, officer):
    give_post(officer, make_agency(), Role.GUARDIANSHIP_OFFICER)
    assert come_in(client, provider).status_code == 403
    assert client.get("/children/").status_code == 302


def test_a_closed_account_and_an_ended_post_stay_out(client, door, provider, officer):
    come_in(client, provider)
    client.logout()
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert come_in(client, provider).status_code == 403
    User.objects.filter(pk=officer.pk).update(is_active=True)
    officer.memberships.update(ends_on="2021-01-01")
    assert come_in(client, provider).status_code == 403


def test_an_address_given_to_somebody_else_at_the_provider_opens_nothing(client, door, provider):
    come_in(client, provider)
    client.logout()
    provider.claims |= {"sub": "78"}
    assert come_in(client, provider).status_code == 403


def test_forged_and_foreign_tokens_open_nothing(client, door, provider):
    provider.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert come_in(client, provider).status_code in (403, 502)
    provider.key = type(provider).key
    for claims in (
        {"aud": "another"}, {"iss": "https://elsewhere.example"}, {"exp": 1}, {"nonce": "another"}, {"nonce": ""},
    ):  # fmt: skip
        before = provider.claims
        provider.claims = before | claims
        assert come_in(client, provider).status_code in (403, 502), claims
        provider.claims = before
    provider.key, provider.algorithm = "x" * 32, "HS256"
    assert come_in(client, provider).status_code in (403, 502)
    provider.key, provider.algorithm = None, "none"
    assert come_in(client, provider).status_code in (403, 502)
    assert client.get("/children/").status_code == 302


def test_a_way_back_that_nobody_asked_for_opens_nothing(client, door, provider):
    there = client.get(LOGIN)
    query = provider.authorize(there["Location"])
    from django.test import Client

    assert Client().get(f"{CALLBACK}?{query}").status_code == 403
    assert client.get(f"{CALLBACK}?error=access_denied&{query.split('&')[1]}").status_code == 403


def test_a_provider_that_speaks_for_another_is_not_believed(client, door, provider):
    provider.issuer = "https://elsewhere.example"
    assert client.get(LOGIN).status_code == 502


def test_an_unknown_or_shut_door_is_not_there(client, door, admin):
    assert client.get("/accounts/agency/nobody/").status_code == 404
    shut_door(door, by=admin, at=timezone.now())
    assert client.get(LOGIN).status_code == 404
    assert client.get(CALLBACK).status_code == 404


def test_the_return_is_to_the_public_address(client, door, settings):
    settings.SITE_URL = "https://caseflow.example"
    settings.ALLOWED_HOSTS = ["*"]
    there = client.get(LOGIN, {"scope": "admin", "auth_params": "prompt=none"}, headers={"host": "evil.example"})
    assert "redirect_uri=https%3A%2F%2Fcaseflow.example%2Faccounts" in there["Location"]
    assert not any(word in there["Location"] for word in ("evil.example", "admin", "prompt"))


def test_one_sets_another_opens(operator, police, admin, provider):
    told = {"slug": "p", "issuer": provider.address, "client_id": "c", "at": timezone.now()}
    made = set_door(police, secret="s", by=operator, **told)
    assert not made.is_open
    assert made.sealed_secret.startswith("v1.")
    with pytest.raises(NotAllowed):
        open_door(made, by=fresh(operator), at=timezone.now())
    with pytest.raises(NotAllowed):
        set_door(police, by=fresh(admin), **told)
    open_door(made, by=admin, at=timezone.now())
    again = set_door(police, by=operator, **told | {"client_id": "other"})
    assert (again.is_open, bool(again.sealed_secret)) == (False, True)


@pytest.mark.parametrize(
    "issuer", ["http://idp.example", "https://u@idp.example", "https://idp.example/?x=1", "ftp://x"]
)
def test_an_issuer_is_a_plain_https_address(operator, police, issuer):
    with pytest.raises(Refused):
        set_door(police, slug="p", issuer=issuer, client_id="c", by=operator, at=timezone.now())


def test_the_pages_of_setting_and_opening(client, operator, admin, police, provider):
    path = f"/doors/agencies/{police.pk}/sign-in/"
    client.force_login(operator)
    form = {"slug": "police-astana", "issuer": provider.address, "client_id": CLIENT, "secret": SECRET}
    assert client.post(path, {**form, "issuer": "http://idp.example"}).status_code == 422
    assert client.post(path, form).status_code == 302
    assert SECRET not in client.get(path).content.decode()
    assert client.post(f"{path}open/", {"open": "1"}).status_code == 403
    client.force_login(admin)
    assert client.get(path).status_code == 200
    assert client.post(f"{path}open/", {"open": "1"}).status_code == 302
    assert AgencyDoor.objects.get().is_open
    client.force_login(make_user(make_agency(), Role.AGENCY_ADMIN))
    assert client.get(path).status_code == 403
    assert client.post(f"{path}open/", {"open": "0"}).status_code == 404
