"""Who sees a case and a referral: every role × every relation, written out and not read from the roles' code."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.roles import Role
from apps.casework import referrals
from apps.casework.models import Absence, Case, Handover, Referral
from apps.core.localtime import local_day
from apps.people.models import Child
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_agency, make_district, make_user
from tests.factories.casework import make_case
from tests.factories.obligations import make_law

KEEPS_CASES = {Role.GUARDIANSHIP_OFFICER, Role.GUARDIANSHIP_HEAD}
READS_LETTERS = KEEPS_CASES | {
    Role.OMBUDSMAN, Role.COMMISSIONER, Role.MENTORING_COORDINATOR, Role.MENTORING_HEAD, Role.ORG_STAFF, Role.ORG_HEAD,
    Role.POLICE_OFFICER, Role.POLICE_HEAD, Role.OFFICIAL, Role.OFFICIAL_HEAD, Role.OMBUDSMAN_STAFF,
    Role.HR_COMMISSIONER,
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    make_law()
    cast = make_cast()
    cast.case = make_case(cast.child, cast.officer, at=timezone.now())
    return cast


def ask(cast, agency, kind=Referral.Kind.REFERRAL):
    until = local_day(timezone.now()) + timedelta(days=9) if kind == Referral.Kind.REFERRAL else None
    return referrals.send(
        cast.child, kind=kind, recipient=agency, asked="a", reason="b", until=until, by=fresh(cast.officer),
        at=timezone.now(),
    )  # fmt: skip


def seen(person, model) -> set:
    return set(model.objects.visible_to(fresh(person)))


def people_of(agency):
    return {role: make_user(agency, role) for role in sorted(roles_for(agency.kind))}


def test_the_body_itself(cast):
    referral = ask(cast, cast.department)
    for role, person in people_of(cast.body).items():
        keeps = role in KEEPS_CASES
        assert seen(person, Case) == ({cast.case} if keeps else set()), role
        assert seen(person, Referral) == ({referral} if keeps else set()), role


@pytest.mark.parametrize("kind", [kind for kind in AgencyKind.values if kind != AgencyKind.OPERATIONS])
def test_a_body_that_was_asked_reads_the_letter_and_no_child(cast, kind):
    agency = make_agency(kind, cast.district)
    referral = ask(cast, agency)
    for role, person in people_of(agency).items():
        assert seen(person, Referral) == ({referral} if role in READS_LETTERS else set()), (kind, role)
        assert seen(person, Case) == seen(person, Child) == set(), (kind, role)


@pytest.mark.parametrize("kind", AgencyKind.values)
def test_outsiders_of_every_kind(cast, kind):
    ask(cast, cast.department)
    for agency in (make_agency(kind, cast.district), make_agency(kind, make_district(cast.district.parent))):
        for person in people_of(agency).values():
            for model in (Case, Referral, Absence, Handover, Child):
                assert seen(person, model) == set(), (kind, model.__name__)


def test_who_takes_a_child_over_reads_what_was_done_and_who_gave_it_away_reads_its_own(cast):
    referral = ask(cast, cast.officer2.agency, Referral.Kind.TRANSFER)
    assert seen(cast.officer2, Case) == set()
    referrals.accept(referral, by=fresh(cast.officer2), at=timezone.now())
    new = Case.objects.get(previous=cast.case)
    assert seen(cast.officer2, Case) == {cast.case, new}
    assert seen(cast.officer, Case) == {cast.case}
    assert seen(cast.officer, Child) == set()


def test_ended_post_and_superuser_see_nothing(cast):
    cast.officer2.is_superuser = True
    cast.officer2.save()
    cast.officer.memberships.update(ends_on=local_day(timezone.now()) - timedelta(days=1))
    for person in (cast.officer, cast.officer2):
        for model in (Case, Referral, Absence, Handover):
            assert seen(person, model) == set()
