"""Two files that are of sisters and brothers become one: no child is its own sister or brother, and all comes back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.matching.actions import merge, undo
from apps.people.acts.family import add_relative, withdraw_kinship
from apps.people.acts.siblings import name_sibling
from apps.people.models import Kinship
from apps.people.siblings import siblings_of
from tests.factories.accounts import fresh, make_officer
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db
WHY = "Бір бала: туу туралы куәлігі табылды."
BACK = "Қате біріктірілді, бұл екі бала."
MOTHER = {"kind": "MOTHER", "surname": "Бекетова", "given_name": "Сауле", "birth_date": date(1985, 3, 20)}


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def files(officer):
    """Three files of the body: kept, absorbed, another child."""
    return [make_child(officer, given_name=name, iin="") for name in ("Ая", "Аяжан", "Асан")]


def named(child, other, officer):
    return name_sibling(child, number=other.number, by=fresh(officer), at=timezone.now())


def joined(files, officer):
    return merge(files[0], absorbed=files[1], reason=WHY, by=fresh(officer), at=timezone.now())


def told(child, officer):
    found = siblings_of(child, fresh(officer))
    return [one.child.number for one in found.open], found.hidden, len(found.closed)


def picture():
    return list(Kinship.objects.order_by("pk").values_list("pk", "child", "sibling", "relative"))


@pytest.mark.parametrize("naming", [0, 1])
@pytest.mark.parametrize("withdrawn", [True, False])
def test_named_as_siblings_they_are_not_their_own_afterwards(officer, files, naming, withdrawn):
    tie = named(files[naming], files[1 - naming], officer)
    if withdrawn:
        withdraw_kinship(tie, reason="Қате", by=fresh(officer), at=timezone.now())
    before = picture()
    made = joined(files, officer)
    assert told(files[0], officer) == ([], 0, 0)
    assert not Kinship.objects.filter(child=files[0], sibling=files[0]).exists()
    assert picture() == before
    undo(made, reason=BACK, by=fresh(officer), at=timezone.now())
    assert picture() == before
    assert told(files[0], officer) == ([] if withdrawn else [files[1].number], 0, 0)


def test_through_one_mother_the_absorbed_file_is_no_hidden_sibling(officer, files):
    for child in files:
        add_relative(child, data=MOTHER, by=fresh(officer), at=timezone.now())
    before = picture()
    made = joined(files, officer)
    assert told(files[0], officer) == ([files[2].number], 0, 0)
    assert told(files[2], officer) == ([files[0].number], 0, 0), "one child, once"
    undo(made, reason=BACK, by=fresh(officer), at=timezone.now())
    assert picture() == before
    assert told(files[0], officer) == ([files[1].number, files[2].number], 0, 0)


def test_a_sibling_of_both_has_one(officer, files):
    ties = [named(files[0], files[2], officer), named(files[2], files[1], officer)]
    before = picture()
    made = joined(files, officer)
    assert told(files[2], officer) == ([files[0].number], 0, 0)
    assert told(files[0], officer) == ([files[2].number], 0, 0)
    undo(made, reason=BACK, by=fresh(officer), at=timezone.now())
    assert picture() == before
    for tie in ties:
        withdraw_kinship(tie, reason="Қате", by=fresh(officer), at=timezone.now())
    assert told(files[2], officer) == ([], 0, 0)


def test_the_database_holds_no_child_as_its_own_sibling(files):
    with pytest.raises(IntegrityError), transaction.atomic():
        Kinship.objects.create(child=files[0], sibling=files[0], kind="SIBLING")
