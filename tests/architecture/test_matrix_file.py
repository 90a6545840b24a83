"""Who sees what of a child's file: every role × every relation to each record and compartment of it.

The expectation is written out here and does not read the roles' code.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.roles import Role
from apps.core.localtime import local_day
from apps.people.acts import family, names, notes, parts
from apps.people.acts.categories import CATEGORY
from apps.people.acts.health import HEALTH
from apps.people.acts.schooling import SCHOOLING
from apps.people.acts.statuses import STATUS
from apps.people.models import (
    ChildCategory,
    ChildName,
    HealthRecord,
    Kinship,
    Note,
    ParentStatus,
    Relative,
    Schooling,
)
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_agency, make_district, make_user

OPENS_FILES = {
    Role.GUARDIANSHIP_OFFICER, Role.GUARDIANSHIP_HEAD, Role.MENTORING_COORDINATOR, Role.MENTORING_HEAD, Role.ORG_STAFF,
    Role.ORG_HEAD,
}  # fmt: skip
SEES_HEALTH = {Role.GUARDIANSHIP_OFFICER, Role.GUARDIANSHIP_HEAD, Role.ORG_STAFF, Role.ORG_HEAD}
SEES_ADOPTION = SUPERVISES = {Role.GUARDIANSHIP_HEAD}
RECORDS = (ChildCategory, ChildName, HealthRecord, Kinship, Note, ParentStatus, Relative, Schooling)


@pytest.fixture
def cast(db):
    cast = make_cast()
    now = timezone.now()
    head, day = fresh(cast.heads["GUARDIANSHIP"]), local_day(now) - timedelta(days=9)
    by = {"by": head, "at": now}
    child = cast.child
    cast.mother, _ = family.add_relative(child, data={"kind": "MOTHER", "surname": "Бекетова"}, **by)
    cast.adopter, _ = family.add_relative(child, data={"kind": "FATHER", "surname": "Сериков", "is_secret": True}, **by)
    for tie in (cast.mother, cast.adopter):
        parts.add(STATUS, child, data={"kinship": tie, "code": "MISSING", "starts_on": day}, **by)
    for kind, why in (("WITHOUT_CARE", "MISSING"), ("DISABILITY", ""), ("NEGLECTED", "")):
        parts.add(CATEGORY, child, data={"kind": kind, "why": why, "starts_on": day}, **by)
    parts.add(HEALTH, child, data={"kind": "ALLERGY", "text": "Сүт", "starts_on": day}, **by)
    parts.add(SCHOOLING, child, data={"kind": "HOME", "starts_on": day}, **by)
    for level in ("OPEN", "RESPONSIBLE", "SUPERVISOR"):
        notes.write_note(child, data={"kind": "TALK", "confidentiality": level, "text": level}, **by)
    for number, reason in enumerate(("COURT", "ADOPTION"), start=1):
        new = {"given_name": f"Айару{'аб'[number - 1]}", "reason": reason, "changed_on": day}
        names.change_name(child, data=new, version=number, **by)
    return cast


def seen(person, model) -> set:
    return set(model.objects.visible_to(fresh(person)))


def expect(cast, agency, role) -> dict:
    """The exact sets for a person of this role at this agency."""
    opens = agency in {cast.body, cast.home, cast.organisation} and role in OPENS_FILES
    knows = opens and agency in {cast.body, cast.home}
    health, secrecy = knows and role in SEES_HEALTH, agency == cast.body and role in SEES_ADOPTION
    levels = [["OPEN"] * opens, ["RESPONSIBLE"] * (opens and agency == cast.body), ["SUPERVISOR"] * (
        agency == cast.body and role in SUPERVISES)]  # fmt: skip
    kinds = ["WITHOUT_CARE"] * opens + ["NEGLECTED"] * knows + ["DISABILITY"] * health
    return {
        ChildCategory: set(ChildCategory.objects.filter(kind__in=kinds)),
        ChildName: set(ChildName.objects.filter(is_secret__in=[False] * knows + [True] * secrecy)),
        HealthRecord: set(HealthRecord.objects.all()) if health else set(),
        Kinship: set(Kinship.objects.filter(is_secret__in=[False] * opens + [True] * secrecy)),
        ParentStatus: set(ParentStatus.objects.filter(kinship__is_secret__in=[False] * knows + [True] * secrecy)),
        Relative: set(Relative.objects.filter(kinships__is_secret__in=[False] * knows + [True] * secrecy)),
        Note: set(Note.objects.filter(confidentiality__in=[level for some in levels for level in some])),
        Schooling: set(Schooling.objects.all()) if opens else set(),
    }


@pytest.mark.parametrize("which", ["organisation", "home", "body", "department", "ombudsman_office"])
def test_own_and_other_agencies(cast, which):
    agency = getattr(cast, which)
    for role in sorted(roles_for(agency.kind)):
        person = make_user(agency, role)
        for model, wanted in expect(cast, agency, role).items():
            assert seen(person, model) == wanted, (agency.kind, role, model.__name__)


def test_everything_is_seen_by_somebody(cast):
    for model in RECORDS:
        assert seen(cast.heads["GUARDIANSHIP"], model) == set(model.objects.all()), model.__name__


@pytest.mark.parametrize("kind", AgencyKind.values)
def test_outsiders_of_every_kind(cast, kind):
    same_place = make_agency(kind, cast.district)
    for agency in (same_place, make_agency(kind, make_district(cast.district.parent)), make_agency(kind)):
        for role in sorted(roles_for(kind)):
            person = make_user(agency, role)
            for model in RECORDS:
                assert seen(person, model) == set(), (kind, role, model.__name__)


def test_the_mentor_sees_no_identity(cast):
    mine = seen(cast.mentor, Kinship)
    assert mine == {cast.mother}
    for model in (Relative, ParentStatus, HealthRecord, ChildName):
        assert seen(cast.mentor, model) == set(), model.__name__


def test_a_former_home_sees_nothing(cast):
    from apps.care.actions import end_placement

    placement = cast.child.placements.get()
    cast.child.assignments.all().delete()
    end_placement(placement, ends_on=placement.starts_on, by=fresh(cast.officer), at=timezone.now())
    for model in RECORDS:
        assert seen(cast.orphanage, model) == set(), model.__name__
