"""Who sees what people keep for themselves: sign-ins are one's own, saved filters those of the own agency."""

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.models import SignIn
from apps.accounts.sign_ins import begin_sign_in
from apps.exchange.models import SavedFilter
from apps.exchange.preferences import save_filter
from tests.architecture.test_matrix import people_of, seen
from tests.factories.accounts import fresh, make_agency, make_officer, make_user


@pytest.fixture
def officer(db):
    """Of a body, with a shared filter, a filter of the own and a sign-in."""
    officer, now = fresh(make_officer()), timezone.now()
    for name, shared in (("a", True), ("b", False)):
        save_filter(name=name, query={"sex": "MALE"}, shared=shared, by=officer, at=now)
    begin_sign_in(officer, session_key="k", device="", network="", how="totp", by=officer, at=now)
    return officer


@pytest.mark.parametrize("kind", AgencyKind.values)
def test_every_role_of_every_kind_elsewhere(officer, kind):
    for role, person in people_of(make_agency(kind, officer.agency.area)).items():
        assert seen(person, SavedFilter) == seen(person, SignIn) == set(), (kind, role)


def test_every_role_of_the_body(officer):
    for role in sorted(roles_for(AgencyKind.GUARDIANSHIP)):
        person = make_user(officer.agency, role)
        assert {one.name for one in seen(person, SavedFilter)} == {"a"}, role
        assert seen(person, SignIn) == set(), role
    assert {one.name for one in seen(officer, SavedFilter)} == {"a", "b"}
    assert seen(officer, SignIn) == set(SignIn.objects.filter(user=officer))
