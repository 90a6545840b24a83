"""What could take an account over waits for a second person; nobody is the second person of himself."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.actions import grant_membership
from apps.accounts.confirmations import ask_email, ask_factor_reset, confirm, decline
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Confirmation, Letter, Membership
from apps.accounts.roles import Role
from apps.api.tokens import create_token
from apps.audit.models import LedgerEntry
from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import local_day
from tests.factories.accounts import fresh, give_post, make_agency, make_user
from tests.factories.factors import give_app

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


@pytest.fixture
def agency():
    return make_agency(AgencyKind.GUARDIANSHIP)


@pytest.fixture
def admin(agency):
    return make_user(agency, Role.AGENCY_ADMIN)


@pytest.fixture
def second(agency, admin):
    return make_user(agency, Role.GUARDIANSHIP_HEAD)


@pytest.fixture
def colleague(agency):
    return make_user(agency, Role.GUARDIANSHIP_OFFICER, email="old@example.kz")


@pytest.fixture
def operator():
    return make_user(make_agency(AgencyKind.OPERATIONS), Role.SYSADMIN)


def give(user, agency, role, by):
    return grant_membership(user=user, agency=agency, role=role, starts_on=local_day(now()), by=fresh(by), at=now())


def email(colleague, agency, by, to="new@example.kz"):
    return ask_email(fresh(colleague), to, agency=agency, by=fresh(by), at=now())


def dismiss(person):
    """Yesterday was the last day of every post."""
    person.memberships.update(ends_on=local_day(now()) - timedelta(days=1))


def test_a_post_that_opens_files_waits(agency, admin, second):
    person = make_user()
    asked = give(person, agency, Role.GUARDIANSHIP_OFFICER, admin)
    assert isinstance(asked, Confirmation)
    assert not Membership.objects.filter(user=person).exists()
    told = set(Letter.objects.values_list("user", "kind"))
    assert told == {(person.pk, "POST_ASKED"), (second.pk, "PLEASE")}
    confirm(asked, by=second, at=now())
    assert fresh(person).post.role == Role.GUARDIANSHIP_OFFICER
    verbs = set(LedgerEntry.objects.values_list("verb", "actor_id"))
    assert {("confirmation.asked", admin.pk), ("confirmation.confirmed", second.pk)} <= verbs
    assert ("membership.granted", second.pk) in verbs


def test_a_post_that_could_confirm_waits_too(agency, admin, second):
    puppet = make_user()
    asked = give(puppet, agency, Role.AGENCY_ADMIN, admin)
    assert isinstance(asked, Confirmation)
    with pytest.raises(NotAllowed):
        confirm(asked, by=fresh(puppet), at=now())


def test_a_post_that_opens_nothing_is_given_at_once():
    authority = make_agency(AgencyKind.CENTRAL_AUTHORITY)
    admin = make_user(authority, Role.AGENCY_ADMIN)
    assert isinstance(give(make_user(), authority, Role.INSPECTOR, admin), Membership)


def test_the_first_administrator_is_appointed_by_operations_alone(agency, operator):
    assert isinstance(give(make_user(), agency, Role.AGENCY_ADMIN, operator), Membership)
    assert isinstance(give(make_user(), agency, Role.AGENCY_ADMIN, operator), Confirmation)
    assert isinstance(give(make_user(), agency, Role.GUARDIANSHIP_HEAD, operator), Confirmation)


def test_nobody_confirms_the_own_wish_nor_about_oneself(agency, admin, second, colleague):
    asked = email(colleague, agency, admin)
    for person in (admin, colleague):
        with pytest.raises(NotAllowed):
            confirm(asked, by=fresh(person), at=now())
    with pytest.raises(NotAllowed):
        email(admin, agency, make_user(make_agency(), Role.AGENCY_ADMIN))
    assert fresh(colleague).email == "old@example.kz"


def test_the_database_itself_refuses_a_second_who_is_the_first(agency, admin, colleague):
    asked = email(colleague, agency, admin)
    for person in (admin, colleague):
        with pytest.raises(IntegrityError), transaction.atomic():
            Confirmation.objects.filter(pk=asked.pk).update(outcome="CONFIRMED", decided_by=person, decided_at=now())


def test_administrators_of_other_agencies_confirm_nothing(agency, admin, second, colleague):
    asked = email(colleague, agency, admin)
    stranger = make_user(make_agency(AgencyKind.POLICE), Role.AGENCY_ADMIN)
    give_post(stranger, agency, Role.GUARDIANSHIP_OFFICER)
    with pytest.raises(NotAllowed):
        confirm(asked, by=fresh(stranger), at=now())
    assert not Confirmation.objects.visible_to(fresh(stranger)).exists()


def test_operations_confirm_only_where_no_other_administrator_is(agency, admin, colleague, operator):
    asked = email(colleague, agency, admin)
    other = make_user(agency, Role.AGENCY_ADMIN)
    with pytest.raises(NotAllowed):
        confirm(asked, by=fresh(operator), at=now())
    other.memberships.update(
        ends_on=local_day(now()) - timedelta(days=1), starts_on=local_day(now()) - timedelta(days=9)
    )
    confirm(asked, by=fresh(operator), at=now())
    assert fresh(colleague).email == "new@example.kz"


def test_the_old_address_is_told(agency, admin, second, colleague):
    confirm(email(colleague, agency, admin), by=second, at=now())
    mine = Letter.objects.filter(user=colleague).values_list("kind", "address")
    assert list(mine) == [("EMAIL_ASKED", "old@example.kz"), ("EMAIL", "old@example.kz")]


def test_declined_withdrawn_and_lapsed_change_nothing(agency, admin, second, colleague):
    decline(email(colleague, agency, admin), by=second, at=now())
    decline(email(colleague, agency, admin), by=fresh(admin), at=now())
    lapsed = email(colleague, agency, admin)
    with pytest.raises(Refused):
        confirm(lapsed, by=second, at=now() + timedelta(days=7))
    outcomes = list(Confirmation.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == ["DECLINED", "WITHDRAWN", ""]
    assert fresh(colleague).email == "old@example.kz"


def test_the_same_is_not_asked_twice_nor_confirmed_twice(agency, admin, second, colleague):
    asked = email(colleague, agency, admin)
    with pytest.raises(Refused):
        email(colleague, agency, admin, "other@example.kz")
    confirm(asked, by=second, at=now())
    with pytest.raises(Refused):
        confirm(asked, by=second, at=now())


def test_the_wish_of_a_dismissed_administrator_lapses(agency, admin, second, colleague):
    asked = email(colleague, agency, admin)
    admin.memberships.update(
        ends_on=local_day(now()) - timedelta(days=1), starts_on=local_day(now()) - timedelta(days=9)
    )
    with pytest.raises(NotAllowed):
        confirm(asked, by=second, at=now())


def test_an_address_taken_meanwhile_is_refused(agency, admin, second, colleague):
    asked = email(colleague, agency, admin)
    make_user(email="NEW@example.kz")
    with pytest.raises(Refused):
        confirm(asked, by=second, at=now())
    assert fresh(colleague).email == "old@example.kz"
    assert Confirmation.objects.get().outcome == ""


def test_a_lost_factor_is_taken_off_by_two_and_everything_ends(agency, admin, second, colleague):
    give_app(colleague)
    token, _text = create_token(fresh(colleague), by=fresh(colleague), at=now())
    asked = ask_factor_reset(fresh(colleague), agency=agency, reason="Куәлігін көрсетті", by=fresh(admin), at=now())
    assert Authenticator.objects.filter(user=colleague).count() == 2
    confirm(asked, by=second, at=now())
    assert not Authenticator.objects.filter(user=colleague).exists()
    token.refresh_from_db()
    assert token.revoked_at is not None
    kinds = list(Letter.objects.filter(user=colleague).values_list("kind", flat=True))
    assert kinds == ["FACTOR_ASKED", "FACTOR_RESET"]
    assert LedgerEntry.objects.filter(verb="factor.reset", actor_id=second.pk).exists()


def test_a_reset_needs_a_reason_and_a_factor(agency, admin, colleague):
    with pytest.raises(Refused):
        ask_factor_reset(fresh(colleague), agency=agency, reason="куәлік", by=fresh(admin), at=now())
    give_app(colleague)
    with pytest.raises(Refused):
        ask_factor_reset(fresh(colleague), agency=agency, reason=" ", by=fresh(admin), at=now())


def test_the_ledger_holds_no_address_and_no_reason(agency, admin, second, colleague):
    give_app(colleague)
    confirm(email(colleague, agency, admin), by=second, at=now())
    ask_factor_reset(fresh(colleague), agency=agency, reason="Жеке сырым", by=fresh(admin), at=now())
    written = str(list(LedgerEntry.objects.values_list("data", flat=True)))
    assert not any(word in written for word in ("example.kz", "сырым"))
