"""Search before create: a likely duplicate stops the opening of a file until somebody says how they know."""

from datetime import date

import pytest
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.core.errors import Refusals, Refused
from apps.matching.actions import PossibleDuplicate, register_child
from apps.matching.models import SuspectedPair
from apps.people.models import Child
from tests.factories.accounts import make_officer
from tests.factories.people import child_data, make_child, make_iin

pytestmark = pytest.mark.django_db

BORN = date(2015, 4, 12)
NOW = timezone.now()
WHY = "Туу туралы куәлігі басқа, анасы басқа адам."


@pytest.fixture
def officer():
    return make_officer()


def register(by, **fields):
    reason = fields.pop("override_reason", "")
    data = child_data(**{"birth_date": BORN, **fields})
    return register_child(data=data, override_reason=reason, by=by, at=NOW)[0]


def test_a_new_child_gets_a_file(officer):
    assert register(officer).number
    assert not SuspectedPair.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{}, {"surname": "Beketova"}, {"birth_date": date(2015, 12, 4)}, {"given_name": "Бекетова", "surname": "Айару"}],
)  # fmt: skip
def test_a_likely_duplicate_stops(officer, fields):
    there = make_child(officer, birth_date=BORN)
    with pytest.raises(PossibleDuplicate) as stopped:
        register(officer, **fields)
    assert [one.child for one in stopped.value.likely] == [there.pk]
    assert Child.objects.count() == 1


@pytest.mark.parametrize("reason", ["жоқ", "...............", "аааааааааааааааааа"])
def test_the_reason_must_be_one(officer, reason):
    make_child(officer, birth_date=BORN)
    with pytest.raises(Refused) as refused:
        register(officer, override_reason=reason)
    assert refused.value.field == "override_reason"


def test_with_a_reason_the_file_opens_and_the_comparison_is_kept(officer):
    there = make_child(officer, birth_date=BORN)
    elsewhere = make_child(make_officer(), birth_date=BORN)
    child = register(officer, override_reason=WHY)
    pairs = {pair.one: pair for pair in SuspectedPair.objects.filter(two=child)}
    assert (pairs[there].state, pairs[there].reason) == ("DIFFERENT", WHY)
    assert (pairs[elsewhere].state, pairs[elsewhere].override_reason) == ("OPEN", WHY)
    row = LedgerEntry.objects.get(verb="child.registered_despite")
    assert set(row.data["files"]) == {there.pk, elsewhere.pk}
    assert "анасы" not in str(row.data)


def test_the_same_iin_is_refused_whatever_the_reason(officer):
    iin = make_iin(BORN, "FEMALE")
    there = make_child(officer, birth_date=BORN, iin=iin, no_iin_reason="")
    with pytest.raises(Refused, match=there.number) as refused:
        register(officer, iin=iin, no_iin_reason="", override_reason=WHY)
    assert refused.value.field == "iin"


def test_what_is_wrong_is_said_before_duplicates(officer):
    make_child(officer, birth_date=BORN)
    with pytest.raises(Refusals):
        register(officer, sex="")
