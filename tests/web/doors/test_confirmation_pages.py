"""The page of what waits for a second person, and letters about accounts."""

import smtplib

import pytest
from django.core import mail
from django.utils import timezone

from apps.accounts.letters import ATTEMPTS, send_letters
from apps.accounts.models import Confirmation, Letter
from apps.accounts.roles import Role
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.factors import give_app

pytestmark = pytest.mark.django_db

PAGE = "/doors/confirmations/"


@pytest.fixture
def agency():
    return make_agency()


@pytest.fixture
def admin(agency):
    return make_user(agency, Role.AGENCY_ADMIN)


@pytest.fixture
def second(agency):
    return make_user(agency, Role.GUARDIANSHIP_HEAD)


@pytest.fixture
def colleague(agency):
    return make_user(agency, Role.GUARDIANSHIP_OFFICER, last_name="Тілеуов", email="old@example.kz")


@pytest.fixture
def asked(client, admin, second, colleague):
    """The administrator corrects the e-mail on the page."""
    client.force_login(admin)
    form = {"last_name": "Тілеуов", "first_name": "Ерлан", "email": "new@example.kz"}
    assert client.post(f"/agencies/{admin.agency.pk}/people/{colleague.pk}/", form).status_code == 302
    return Confirmation.objects.get()


def test_the_second_person_confirms_on_the_page(client, asked, admin, second, colleague):
    page = client.get(PAGE)
    assert [(row["mine"], row["decides"]) for row in page.context["waiting"]] == [(True, False)]
    assert client.post(f"{PAGE}{asked.pk}/", {"confirm": "1"}).status_code == 403
    client.force_login(second)
    page = client.get(PAGE)
    assert [(row["mine"], row["decides"]) for row in page.context["waiting"]] == [(False, True)]
    assert "new@example.kz" in page.content.decode()
    assert client.post(f"{PAGE}{asked.pk}/", {"confirm": "1"}).status_code == 302
    assert fresh(colleague).email == "new@example.kz"
    assert client.get(PAGE).context["waiting"] == []


def test_declining_on_the_page(client, asked, second, colleague):
    client.force_login(second)
    client.post(f"{PAGE}{asked.pk}/", {"confirm": "0"})
    assert fresh(colleague).email == "old@example.kz"
    client.post(f"{PAGE}{asked.pk}/", {"confirm": "1"})
    assert fresh(colleague).email == "old@example.kz"


def test_others_do_not_see_it(client, asked, colleague):
    client.force_login(make_user(make_agency(), Role.AGENCY_ADMIN))
    assert client.get(PAGE).context["waiting"] == []
    assert client.post(f"{PAGE}{asked.pk}/", {"confirm": "1"}).status_code == 404
    for person in (colleague, make_officer()):
        client.force_login(person)
        assert client.get(PAGE).status_code == 403
        assert client.post(f"{PAGE}{asked.pk}/", {"confirm": "1"}).status_code == 404


def test_asking_to_take_off_a_factor(client, admin, second, colleague):
    give_app(colleague)
    client.force_login(admin)
    path = f"/doors/agencies/{admin.agency.pk}/people/{colleague.pk}/second-factor/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Паспорт показан"}).status_code == 302
    assert Confirmation.objects.get().kind == "FACTOR"
    client.force_login(make_user(make_agency(), Role.AGENCY_ADMIN))
    assert client.get(path).status_code == 403


def test_the_page_costs_the_same_however_much_waits(client, admin, second, agency, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from apps.accounts.actions import grant_membership
    from apps.core.localtime import local_day

    def ask():
        grant_membership(
            user=make_user(), agency=agency, role=Role.GUARDIANSHIP_OFFICER, starts_on=local_day(timezone.now()),
            by=fresh(admin), at=timezone.now(),
        )  # fmt: skip

    ask()
    client.force_login(second)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    for _n in range(5):
        ask()
    with django_assert_num_queries(len(one)):
        assert len(client.get(PAGE).context["waiting"]) == 6


def test_letters_go_to_the_old_address_without_names(asked, colleague, second):
    assert send_letters(timezone.now) == 2
    told = {letter.to[0]: letter for letter in mail.outbox}
    assert set(told) == {"old@example.kz", second.email}
    for letter in mail.outbox:
        text = letter.subject + letter.body
        assert not any(word in text for word in ("Тілеуов", "new@example.kz", colleague.username))
    assert "/doors/confirmations/" in told[second.email].body
    assert send_letters(timezone.now) == 0


def test_a_letter_is_tried_again_when_the_mail_server_is_away(asked, monkeypatch):
    def away(self, fail_silently=False):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    assert send_letters(timezone.now) == 0
    assert set(Letter.objects.values_list("attempts", "sent_at")) == {(1, None)}
    assert all(letter.next_try_at > letter.created_at for letter in Letter.objects.all())
    Letter.objects.update(attempts=ATTEMPTS, next_try_at=timezone.now())
    assert send_letters(timezone.now) == 0
