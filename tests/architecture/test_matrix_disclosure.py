"""Who sees what an emergency, a consent and an alert leave behind: every role × every relation, and the mask.

The expectation is written out here and does not read the roles' code.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.roles import Role
from apps.core.errors import NotAllowed
from apps.disclosure import mask
from apps.disclosure.actions import break_glass
from apps.disclosure.models import Consent, EmergencyOpening, ReadingAlert
from apps.documents.models import Paper
from apps.obligations.law import load_calendar, load_rules
from apps.people.models import Child, HealthRecord
from tests.architecture.test_matrix import SEES_CASES, people_of, seen
from tests.cast import make_cast, withdraw_consents
from tests.disclosure.test_emergencies import REASON
from tests.factories.accounts import fresh, make_agency, make_user

BREAKS_GLASS = {
    Role.GUARDIANSHIP_OFFICER, Role.GUARDIANSHIP_HEAD, Role.OMBUDSMAN, Role.COMMISSIONER, Role.POLICE_OFFICER,
    Role.POLICE_HEAD,
}  # fmt: skip
REVIEWS = {
    Role.GUARDIANSHIP_HEAD, Role.OMBUDSMAN, Role.COMMISSIONER, Role.MENTORING_HEAD, Role.ORG_HEAD, Role.POLICE_HEAD,
    Role.OFFICIAL_HEAD, Role.HR_COMMISSIONER,
}  # fmt: skip
LEFT_BEHIND = (Consent, EmergencyOpening, ReadingAlert)
CLOSED = (HealthRecord, Paper)


@pytest.fixture
def cast(db):
    load_rules()
    load_calendar()
    return make_cast()


def opened(cast, by) -> EmergencyOpening:
    return break_glass(cast.child, kind="LIFE", reason=REASON, by=fresh(by), at=timezone.now())


@pytest.mark.parametrize("kind", AgencyKind.values)
def test_an_emergency_is_open_to_the_roles_that_may_and_to_one_person(cast, kind):
    people = people_of(make_agency(kind))
    for role, person in people.items():
        if role not in BREAKS_GLASS:
            with pytest.raises(NotAllowed):
                opened(cast, person)
            assert seen(person, Child) == set(), (kind, role)
            continue
        opening = opened(cast, person)
        assert seen(person, Child) == {cast.child}, (kind, role)
        assert opening in seen(person, EmergencyOpening)
        for model in CLOSED:
            assert seen(person, model) == set(), (kind, role, model.__name__)
        colleague = make_user(person.agency, role)
        assert seen(colleague, Child) == seen(colleague, EmergencyOpening) == set(), (kind, role)


@pytest.mark.parametrize("which", ["organisation", "home", "body", "department", "ombudsman_office"])
def test_own_agencies(cast, which):
    opening, consent = opened(cast, cast.police), Consent.objects.get()
    agency = getattr(cast, which)
    alert = ReadingAlert.objects.create(
        user=make_user(agency, sorted(roles_for(agency.kind))[0]), agency=agency, addressed_to=agency, kind="MANY",
        hour=timezone.now(), times=61, limit=60, raised_at=timezone.now(),
    )  # fmt: skip
    for role, person in people_of(agency).items():
        expected = {
            Consent: {consent} if which in ("body", "organisation") and role in SEES_CASES else set(),
            EmergencyOpening: {opening} if which == "body" and role in REVIEWS else set(),
            ReadingAlert: {alert} if role in REVIEWS else set(),
        }
        for model, wanted in expected.items():
            assert seen(person, model) == wanted, (which, role, model.__name__)


@pytest.mark.parametrize("kind", AgencyKind.values)
def test_outsiders_of_every_kind(cast, kind):
    opened(cast, cast.police)
    for person in people_of(make_agency(kind, cast.district)).values():
        for model in LEFT_BEHIND:
            assert seen(person, model) == set(), (kind, model.__name__)


def test_the_masked_state_by_role(cast):
    withdraw_consents(cast)
    for agency in (cast.body, cast.home, cast.organisation):
        for role, person in people_of(agency).items():
            if role in SEES_CASES:
                visible = mask.visible_fields(fresh(person), cast.child)
                assert visible == (mask.NOTHING if agency == cast.organisation else mask.EVERYTHING), role
    assert mask.visible_fields(fresh(cast.mentor), cast.child) == mask.NOTHING


def test_an_ended_post_ends_the_emergency(cast):
    opened(cast, cast.police)
    cast.police.memberships.update(ends_on=timezone.localdate() - timedelta(days=2))
    assert seen(cast.police, Child) == seen(cast.police, EmergencyOpening) == set()
