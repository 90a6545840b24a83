"""Tokens: sign-in, scopes, ends, the post they act in; sessions with CSRF."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.api.models import Token
from apps.api.scopes import Scope
from apps.api.tokens import create_token, digest_of, find_token, revoke_token
from apps.audit.models import LedgerEntry
from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import local_day
from tests.api.conftest import V1, problem
from tests.factories.accounts import fresh, give_post, make_agency, make_officer, make_user
from tests.factories.factors import give_app, recovery_code

SIGN_IN = f"{V1}/auth/token/"
PASSWORD = "Тал-терек 1986"


@pytest.fixture
def officer(db):
    user = make_officer()
    user.set_password(PASSWORD)
    user.save()
    give_app(user)
    return user


def sign_in(user, **changes):
    body = {"username": user.username, "password": PASSWORD, "code": recovery_code(user), **changes}
    return APIClient().post(SIGN_IN, body)


def with_token(text):
    return APIClient(headers={"Authorization": f"Bearer {text}"})


def test_a_password_gives_a_token_with_scopes_and_an_end(officer):
    answer = sign_in(officer, name="Есеп жүйесі", expires_in_days=7)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert set(told) == {
        "token", "token_type", "id", "prefix", "name", "scopes", "post", "created_at", "expires_at", "last_used_at",
        "revoked_at",
    }  # fmt: skip
    assert told["scopes"] == Scope.values
    assert told["post"]["agency"]["id"] == officer.agency.pk
    token = Token.objects.get()
    assert token.expires_at - token.created_at == timedelta(days=7)
    assert with_token(told["token"]).get(f"{V1}/users/me/").json()["username"] == officer.username


def test_only_a_hash_of_the_secret_is_stored(officer):
    text = sign_in(officer).json()["token"]
    token = Token.objects.get()
    assert token.digest == digest_of(text)
    stored = str(Token.objects.values().get())
    assert text not in stored
    assert text.split("_", 2)[2] not in stored
    assert not LedgerEntry.objects.filter(data__icontains=text.split("_", 2)[2]).exists()


def test_wrong_password_and_malformed_sign_in(officer):
    problem(sign_in(officer, password="wrong"), 401, "not-authenticated")
    told = problem(APIClient().post(SIGN_IN, {"username": "x"}), 400, "invalid")
    assert told["errors"][0]["field"] == "password"
    problem(sign_in(officer, admin=True), 400, "invalid")
    problem(sign_in(officer, scopes=["children:eat"]), 400, "invalid")


def test_guessing_is_limited_as_on_the_page(officer):
    answers = [sign_in(officer, password=f"guess {n}").status_code for n in range(7)]
    assert answers[:5] == [401] * 5
    assert answers[-1] == 429
    problem(sign_in(officer), 429, "too-many-requests")


def test_without_a_token_nothing_opens(db):
    answer = APIClient().get(f"{V1}/incidents/")
    problem(answer, 401, "not-authenticated")
    assert answer["WWW-Authenticate"] == 'Bearer realm="caseflow"'
    for text in ("", "cf_", "cf_12345678_x", "x" * 5000, "cf_\u0000", "a b"):
        assert with_token(text).get(f"{V1}/users/me/").status_code == 401


def test_expired_and_revoked_tokens_open_nothing(officer):
    text = sign_in(officer).json()["token"]
    Token.objects.update(expires_at=timezone.now() + timedelta(seconds=1))
    assert with_token(text).get(f"{V1}/users/me/").status_code == 200
    Token.objects.update(
        created_at=timezone.now() - timedelta(days=9), expires_at=timezone.now() - timedelta(seconds=1)
    )
    problem(with_token(text).get(f"{V1}/users/me/"), 401, "not-authenticated")
    other = sign_in(officer).json()
    client = with_token(other["token"])
    assert client.delete(f"{V1}/tokens/{other['id']}/").status_code == 204
    problem(client.get(f"{V1}/users/me/"), 401, "not-authenticated")
    assert LedgerEntry.objects.filter(verb="token.revoked", subject_id=other["id"]).exists()


def test_scopes_narrow_a_token(officer):
    _token, text = create_token(officer, scopes=[Scope.NOTICES_READ], by=officer, at=timezone.now())
    client = with_token(text)
    assert client.get(f"{V1}/notices/").status_code == 200
    for url in ("children", "incidents", "obligations", "rules", "agencies", "areas", "users/me", "tokens"):
        told = problem(client.get(f"{V1}/{url}/"), 403, "scope-missing")
        assert ":read" in told["detail"]
    problem(client.post(f"{V1}/incidents/", {}), 403, "scope-missing")
    problem(client.post(f"{V1}/notices/1/acknowledge/"), 403, "scope-missing")


def test_a_token_acts_in_its_post_whatever_is_chosen_on_the_page(officer):
    other = make_agency(AgencyKind.POLICE)
    post = give_post(officer, other, Role.POLICE_OFFICER)
    _token, text = create_token(fresh(officer), membership=post, by=officer, at=timezone.now())
    me = with_token(text).get(f"{V1}/users/me/").json()
    assert me["post"]["agency"]["id"] == other.pk
    assert [held["id"] for held in me["posts"]] == [post.pk]
    assert "register_children" not in me["permissions"]


@pytest.mark.parametrize("what", ["post", "user", "agency"])
def test_a_token_ends_with_its_post(officer, what):
    text = create_token(officer, by=officer, at=timezone.now())[1]
    if what == "post":
        officer.memberships.update(ends_on=local_day(timezone.now()) - timedelta(days=1))
    elif what == "user":
        type(officer).objects.update(is_active=False)
    else:
        type(officer.agency).objects.update(is_active=False)
    problem(with_token(text).get(f"{V1}/users/me/"), 401, "not-authenticated")


def test_tokens_of_others_are_neither_seen_nor_revoked(officer, as_):
    mine, _text = create_token(officer, by=officer, at=timezone.now())
    client = as_(make_officer())
    assert [row["id"] for row in client.get(f"{V1}/tokens/").json()["results"]] != [mine.pk]
    problem(client.get(f"{V1}/tokens/{mine.pk}/"), 404, "not-found")
    problem(client.delete(f"{V1}/tokens/{mine.pk}/"), 404, "not-found")
    mine.refresh_from_db()
    assert mine.revoked_at is None
    with pytest.raises(NotAllowed):
        revoke_token(mine, by=make_officer(), at=timezone.now())


def test_making_a_token_for_another_post_or_without_scopes_is_refused(officer):
    foreign = make_officer().post
    for options in ({"membership": foreign}, {"scopes": []}, {"scopes": ["x"]}, {"lasts": timedelta(days=400)}):
        with pytest.raises(Refused):
            create_token(officer, **options, by=officer, at=timezone.now())
    with pytest.raises(NotAllowed):
        create_token(officer, by=make_officer(), at=timezone.now())
    problem(sign_in(officer, membership=foreign.pk), 422, "refused")
    problem(sign_in(make_and_set(make_user())), 403, "not-allowed")


def make_and_set(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def test_last_use_is_noted_at_most_once_a_minute(officer, django_assert_num_queries):
    token, text = create_token(officer, by=officer, at=timezone.now())
    client = with_token(text)
    client.get(f"{V1}/users/me/")
    first = Token.objects.get().last_used_at
    assert first is not None
    client.get(f"{V1}/users/me/")
    assert Token.objects.get().last_used_at == first
    assert find_token(text) == token


def test_a_session_works_too_and_needs_its_csrf_token(officer):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(officer, backend="caseflow.sign_in.Passwords")
    assert client.get(f"{V1}/users/me/").status_code == 200
    told = problem(client.post(f"{V1}/children/search/", {"q": "x"}), 403, "not-allowed")
    assert "CSRF" in told["detail"]


def test_requests_are_counted_and_limited(officer, settings, monkeypatch):
    from rest_framework.settings import api_settings

    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "read", "3")
    client = with_token(create_token(officer, by=officer, at=timezone.now())[1])
    answers = [client.get(f"{V1}/users/me/") for _n in range(5)]
    assert 429 in [answer.status_code for answer in answers]
    assert answers[0]["RateLimit-Limit"] == "3"
    assert int(answers[0]["RateLimit-Remaining"]) == 2
    assert 0 < int(answers[0]["RateLimit-Reset"]) <= 60
    stopped = next(answer for answer in answers if answer.status_code == 429)
    assert int(stopped["Retry-After"]) >= 1
    problem(stopped, 429, "too-many-requests")


def test_without_redis_nobody_is_stopped(officer, monkeypatch):
    from redis.exceptions import ConnectionError as Down

    def down(*_args, **_options):
        raise Down("no Redis")

    client = with_token(create_token(officer, by=officer, at=timezone.now())[1])
    monkeypatch.setattr(cache, "add", down)
    answer = client.get(f"{V1}/users/me/")
    assert answer.status_code == 200
    assert "RateLimit-Limit" not in answer
