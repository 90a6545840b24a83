"""One address, one account; an address that was corrected opens nothing any more."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from apps.accounts.actions import correct_person, save_user
from apps.accounts.confirmations import confirm
from apps.accounts.models import Letter
from apps.accounts.roles import Role
from apps.core.errors import Refused
from tests.factories.accounts import fresh, make_agency, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return make_user(make_agency(), Role.AGENCY_ADMIN)


@pytest.fixture
def colleague(admin):
    return make_user(admin.agency, Role.GUARDIANSHIP_OFFICER, email="old@example.kz")


def test_the_former_address_resets_no_password(admin, colleague):
    EmailAddress.objects.create(user=colleague, email="old@example.kz", verified=True, primary=True)
    colleague.email = "new@example.kz"
    asked = correct_person(colleague, agency=admin.agency, by=fresh(admin), at=timezone.now())
    assert fresh(colleague).email == "old@example.kz"
    confirm(asked, by=make_user(admin.agency, Role.AGENCY_ADMIN), at=timezone.now())
    told = Letter.objects.filter(user=colleague).values_list("kind", "address")
    assert list(told) == [("EMAIL_ASKED", "old@example.kz"), ("EMAIL", "old@example.kz")]
    assert not EmailAddress.objects.filter(email="old@example.kz").exists()
    Client().post("/accounts/password/reset/", {"email": "old@example.kz"})
    assert mail.outbox == []
    Client().post("/accounts/password/reset/", {"email": "new@example.kz"})
    assert [message.to for message in mail.outbox] == [["new@example.kz"]]


def test_the_address_of_somebody_else_is_refused(admin, colleague):
    other = make_user(make_agency(), Role.GUARDIANSHIP_OFFICER, email="mine@example.kz")
    colleague.email = "Mine@example.kz"
    with pytest.raises(Refused) as refusal:
        correct_person(colleague, agency=admin.agency, by=fresh(admin), at=timezone.now())
    assert refusal.value.field == "email"
    other.first_name = "Жаңа"
    save_user(other, by=fresh(make_user(other.agency, Role.AGENCY_ADMIN)), at=timezone.now())


def test_another_address_is_not_simply_saved(admin, colleague):
    colleague.email = "new@example.kz"
    with pytest.raises(Refused):
        save_user(colleague, by=fresh(admin), at=timezone.now())
    assert fresh(colleague).email == "old@example.kz"
