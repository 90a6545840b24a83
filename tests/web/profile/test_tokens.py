"""Tokens for programs on the profile page."""

import re

import pytest

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.api.models import Token
from tests.factories.accounts import make_agency, make_officer, make_user

pytestmark = pytest.mark.django_db
FORM = {"name": "Отчёты", "scopes": ["children:read"], "days": "30"}


@pytest.fixture
def officer(client):
    officer = make_officer()
    client.force_login(officer)
    return officer


def test_the_secret_is_shown_once_and_works(client, officer):
    page = client.post("/profile/tokens/new/", FORM).content.decode()
    (secret,) = re.findall(r"cf_\w{8}_[\w-]+", page)
    assert secret not in client.get("/profile/").content.decode()
    client.logout()
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/children/", headers=headers).status_code == 200
    token = Token.objects.get()
    client.force_login(officer)
    assert client.post(f"/profile/tokens/{token.pk}/revoke/").status_code == 302
    client.logout()
    assert client.get("/api/v1/children/", headers=headers).status_code == 401


@pytest.mark.parametrize("fields", [{"scopes": []}, {"scopes": ["all"]}, {"days": "0"}, {"days": "366"}, {"name": ""}])
def test_refusals_stand_in_the_form(client, officer, fields):
    answer = client.post("/profile/tokens/new/", {**FORM, **fields})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(fields))
    assert not Token.objects.exists()


def test_nobody_revokes_the_token_of_another(client, officer):
    client.post("/profile/tokens/new/", FORM)
    client.force_login(make_user(make_agency(AgencyKind.POLICE), Role.POLICE_OFFICER))
    assert client.post(f"/profile/tokens/{Token.objects.get().pk}/revoke/").status_code == 404
    assert "Отчёты" not in client.get("/profile/").content.decode()


def test_without_a_post_there_is_no_token(client):
    client.force_login(make_user())
    assert client.get("/profile/tokens/new/").status_code == 403
