"""Who sees suspected pairs, questions between bodies and merges: every role of the body, and everybody else nothing."""

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.roles import Role
from apps.matching.actions import ask_body, merge
from apps.matching.finding import find_pairs
from apps.matching.models import Enquiry, Merge, SuspectedPair
from tests.factories.accounts import fresh, make_agency, make_district, make_officer, make_user
from tests.factories.people import make_child

SETTLES = {Role.GUARDIANSHIP_OFFICER, Role.GUARDIANSHIP_HEAD}
MODELS = (SuspectedPair, Enquiry, Merge)


@pytest.fixture
def officer(db):
    """Of a body with an open pair, a question from elsewhere and a merge."""
    officer = make_officer()
    same = {"surname": "Оспанова", "given_name": "Дана", "patronymic": ""}
    kept, absorbed = make_child(officer), make_child(officer, **same)
    make_child(officer, **same)
    find_pairs(timezone.now())
    ask_body(kept, text="Бұл бала сіздерде ме екен?", by=make_officer(), at=timezone.now())
    merge(kept, absorbed=absorbed, reason="Бір бала: құжаттары табылды.", by=officer, at=timezone.now())
    return officer


def test_every_role_of_the_body(officer):
    for role in roles_for(AgencyKind.GUARDIANSHIP):
        person = fresh(make_user(officer.agency, role))
        for model in (SuspectedPair, Enquiry):
            assert model.objects.visible_to(person).exists() == (role in SETTLES), (role, model.__name__)


@pytest.mark.parametrize("kind", AgencyKind.values)
def test_everybody_else_sees_nothing(officer, kind):
    for agency in (
        make_agency(kind, officer.agency.area),
        make_agency(kind, make_district(officer.agency.area.parent)),
    ):
        for role in roles_for(kind):
            person = fresh(make_user(agency, role))
            for model in MODELS:
                assert not model.objects.visible_to(person).exists(), (kind, role, model.__name__)
