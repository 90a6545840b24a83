"""Who sees how files are kept: the heads of the body responsible, and nobody else in any role anywhere."""

import pytest

from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.roles import Role
from apps.retention import actions
from apps.retention.models import Erasure, Hold, Retention
from tests.factories.accounts import fresh, make_agency, make_district, make_user
from tests.retention.conftest import AFTER, BORN, make_archive

MODELS = (Retention, Erasure, Hold)


@pytest.fixture
def archive(db):
    made = make_archive().archived()
    made.proposed()
    actions.place_hold(
        made.child, reason="x", ordered_by="y", starts_on=BORN, ends_on=None, by=fresh(made.head), at=AFTER
    )
    return made


def seen(person) -> dict:
    return {model: model.objects.visible_to(fresh(person)).count() for model in MODELS}


def test_the_body_itself(archive):
    for role in sorted(roles_for(AgencyKind.GUARDIANSHIP)):
        wanted = int(role == Role.GUARDIANSHIP_HEAD)
        assert seen(make_user(archive.body, role)) == dict.fromkeys(MODELS, wanted), role


@pytest.mark.parametrize("kind", AgencyKind.values)
def test_outsiders_of_every_kind(archive, kind):
    district = archive.body.area
    for agency in (make_agency(kind, district), make_agency(kind, make_district(district.parent)), make_agency(kind)):
        for role in sorted(roles_for(kind)):
            assert seen(make_user(agency, role)) == dict.fromkeys(MODELS, 0), (kind, role)


def test_ended_post_and_superuser_see_nothing(archive):
    archive.head.memberships.update(ends_on=BORN.replace(year=2024))
    archive.stranger.is_superuser = True
    archive.stranger.save()
    assert seen(archive.head) == seen(archive.stranger) == dict.fromkeys(MODELS, 0)
