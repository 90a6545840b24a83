"""The demo's families agree with the Law: what the categories say follows from the parents."""

import pytest

from apps.core.localtime import local_day
from apps.people.acts.categories import GROUNDS, orphan_ground
from apps.people.models import Child, ChildCategory, HealthRecord, Kinship, Note, ParentStatus, Schooling

pytestmark = pytest.mark.django_db
Kind = ChildCategory.Kind


def test_children_have_a_family_and_a_category():
    known = Child.objects.filter(kinships__isnull=False).distinct()
    assert known.count() > Child.objects.count() * 0.95  # the rest are files made twice on purpose
    assert not known.filter(categories__isnull=True).exists()
    assert not Kinship.objects.filter(statuses__isnull=True).exists()


def test_orphans_are_those_whose_recorded_parents_are_dead():
    for category in ChildCategory.objects.filter(kind=Kind.ORPHAN).select_related("child")[:40]:
        assert orphan_ground(category.child) == category.why
    for category in ChildCategory.objects.filter(kind=Kind.WITHOUT_CARE).select_related("child")[:40]:
        assert category.why in GROUNDS[Kind.WITHOUT_CARE]
        assert orphan_ground(category.child) == ""


def test_some_parents_are_shared_and_nobody_learns_before_school_age(demo):
    shared = Kinship.objects.values("relative").distinct().count()
    assert shared < Kinship.objects.count()
    for one in Schooling.objects.select_related("child")[:60]:
        assert 6 <= one.child.age(local_day(demo)) <= 17


def test_found_children_say_where_and_closed_parts_are_filled():
    found = Child.objects.filter(no_iin_reason="FOUNDLING", kinships__isnull=False)
    assert found.exists()
    assert not found.filter(found_place="").exists()
    assert set(HealthRecord.objects.values_list("kind", flat=True)) == {"DISABILITY", "PLAN", "ALLERGY"}
    assert ParentStatus.objects.filter(code="UNKNOWN", kinship__relative__surname="").exists()
    assert set(Note.objects.values_list("confidentiality", flat=True)) == {"OPEN", "RESPONSIBLE"}
