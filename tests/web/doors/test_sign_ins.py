"""One's own sign-ins: what is told of them, and ended ones are dead at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Letter, SignIn
from apps.accounts.roles import Role
from apps.api.models import Token
from apps.api.tokens import create_token
from apps.audit.models import LedgerEntry, RowHistory
from apps.web.doors.devices import device_of, network_of
from tests.factories.accounts import fresh, make_agency, make_user
from tests.factories.factors import PASSWORD, set_password, sign_in

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEW = "Жаңа-құлып-77"


@pytest.fixture
def person():
    return set_password(make_user(make_agency(), Role.AGENCY_ADMIN))


def signed_in(person, **headers):
    client = Client(headers=headers)
    assert sign_in(client, person).status_code == 302
    assert client.get("/profile/").status_code == 200
    return client


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 YaBrowser/25.1 Safari/537", "Yandex Browser · Linux"),
        ("curl/8", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_device_in_two_words(agent, words):
    assert device_of(agent) == words


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"), ("nonsense", ""),
    ],
)  # fmt: skip
def test_a_network_is_not_an_address(address, network):
    assert network_of(address) == network


def test_a_sign_in_is_listed_without_the_address(person):
    client = signed_in(person, user_agent=FIREFOX)
    row = SignIn.objects.get()
    assert (row.user, row.device, row.network, row.how) == (person, "Firefox · Windows", "127.0.0.0/24", "password")
    page = client.get("/doors/sign-ins/").content.decode()
    assert "Firefox · Windows" in page
    assert "127.0.0.1" not in page
    history = RowHistory.objects.filter(table_name="accounts_signin").latest("id").row
    assert not {"session_key", "last_used_at"} & set(history)


def test_an_ended_sign_in_is_dead_at_once(person):
    here, there = signed_in(person), signed_in(person)
    pk = there.session["sign_in"]
    assert here.post(f"/doors/sign-ins/{pk}/end/").status_code == 302
    assert there.get("/profile/")["Location"].startswith("/accounts/login/")
    assert here.get("/profile/").status_code == 200
    assert SignIn.objects.get(pk=pk).ended_at is not None
    assert LedgerEntry.objects.filter(verb="signin.ended", subject_id=pk).count() == 1


def test_ending_all_others_keeps_this_one(person):
    clients = [signed_in(person) for _ in range(3)]
    assert clients[0].post("/doors/sign-ins/others/end/").status_code == 302
    assert [client.get("/profile/").status_code for client in clients] == [200, 302, 302]


def test_nobody_ends_the_sign_in_of_another(person):
    other = set_password(make_user(make_agency(), Role.AGENCY_ADMIN))
    mine, theirs = signed_in(person), signed_in(other)
    pk = theirs.session["sign_in"]
    assert mine.post(f"/doors/sign-ins/{pk}/end/").status_code == 404
    mine.post("/doors/sign-ins/others/end/")
    assert theirs.get("/profile/").status_code == 200


def test_signing_out_ends_it(person):
    client = signed_in(person)
    client.post("/accounts/logout/")
    assert SignIn.objects.get().ended_at is not None


def test_the_last_use_is_noted(person):
    import time_machine

    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = signed_in(person)
        clock.shift(timedelta(minutes=5))
        client.get("/profile/")
        row = SignIn.objects.get()
        assert row.last_used_at - row.started_at == timedelta(minutes=5)


def bearer(person):
    _token, text = create_token(fresh(person), by=fresh(person), at=timezone.now())
    return {"Authorization": f"Bearer {text}"}


def test_a_new_password_ends_sessions_and_tokens(person):
    here, there, headers = signed_in(person), signed_in(person), bearer(person)
    assert Client().get("/api/v1/agencies/", headers=headers).status_code == 200
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/accounts/password/change/", form).status_code == 302
    assert [client.get("/profile/").status_code for client in (here, there)] == [302, 302]
    assert Client().get("/api/v1/agencies/", headers=headers).status_code == 401
    assert Token.objects.get().revoked_at is not None
    assert not SignIn.objects.open().exists()
    entry = LedgerEntry.objects.get(verb="user.password_changed")
    assert (entry.actor_id, entry.subject_id) == (person.pk, person.pk)
    assert Letter.objects.get().kind == "PASSWORD"


def test_a_password_by_mailed_link_ends_them_too(person, mailoutbox):
    client, headers = signed_in(person), bearer(person)
    Client().post("/accounts/password/reset/", {"email": person.email})
    link = next(word for word in mailoutbox[0].body.split() if "/key/" in word)
    stranger = Client()
    path = "/" + link.split("/", 3)[3]
    page = stranger.get(path, follow=True)
    form_path = page.redirect_chain[-1][0]
    assert stranger.post(form_path, {"password1": NEW, "password2": NEW}).status_code == 302
    assert client.get("/profile/").status_code == 302
    assert Client().get("/api/v1/agencies/", headers=headers).status_code == 401
    assert LedgerEntry.objects.filter(verb="user.password_changed", subject_id=person.pk).count() == 1


def test_the_list_costs_the_same_however_long(person, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(person)
    client.get("/doors/sign-ins/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/doors/sign-ins/")
    count = len(few)
    for _n in range(4):
        signed_in(person)
    with django_assert_num_queries(count):
        client.get("/doors/sign-ins/")
