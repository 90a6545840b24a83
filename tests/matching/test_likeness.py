"""Whether a child about to get a file has one already."""

from datetime import date

import pytest

from apps.matching.actions import alike, likely_duplicates, likely_of_many
from apps.matching.birth import closeness, slips
from tests.factories.accounts import make_officer
from tests.factories.people import make_child, years_ago

pytestmark = pytest.mark.django_db

BORN = date(2013, 4, 12)


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def child(officer):
    return make_child(officer, surname="Ахметова", given_name="Жансая", patronymic="Серікқызы", birth_date=BORN)


def values(**changes):
    return {"surname": "Ахметова", "given_name": "Жансая", "patronymic": "", "birth_date": BORN, **changes}


@pytest.mark.parametrize(
    ("typed", "birth"),
    [
        ({}, "same"),
        ({"given_name": "Zhansaya", "surname": "Akhmetova"}, "same"),
        ({"given_name": "Ахмет", "surname": "Жансая"}, "same"),
        ({"surname": "", "patronymic": "Сериковна"}, "same"),
        ({"surname": "", "given_name": "Жансая Серикқызы"}, "same"),
        ({"birth_date": date(2013, 12, 4)}, "swapped"),
        ({"birth_date": date(2013, 4, 13)}, "digit"),
        ({"birth_date": date(2003, 4, 12)}, "digit"),
        ({"birth_date": date(2012, 1, 1), "birth_date_is_estimated": True}, "vague"),
    ],
)
def test_found(child, typed, birth):
    found = likely_duplicates(values(**typed))
    assert [(one.child, one.birth) for one in found] == [(child.pk, birth)]


@pytest.mark.parametrize(
    "typed",
    [
        {"given_name": "Айгүл"},
        {"birth_date": date(2013, 5, 13)},
        {"birth_date": date(2014, 12, 4)},
        {"surname": "", "patronymic": ""},
        {"birth_date": None},
        {"birth_date": date(2009, 1, 1), "birth_date_is_estimated": True},
    ],
)
def test_not_found(child, typed):
    assert likely_duplicates(values(**typed)) == []


def test_the_closest_first_and_never_itself(child, officer):
    whole = make_child(officer, surname="Ахметова", given_name="Жансая", patronymic="Сериковна", birth_date=BORN)
    found = likely_duplicates(values(patronymic="Серікқызы", birth_date=BORN), besides=child.pk)
    assert [(one.child, one.parts) for one in found] == [(whole.pk, 3)]


def test_many_in_one_statement_and_the_archive_in_another(child, django_assert_num_queries):
    rows = [values(), values(given_name="Дана"), values(birth_date=date(2013, 12, 4))]
    likely_of_many(rows)
    with django_assert_num_queries(3):
        found = likely_of_many(rows * 5)
    assert sorted(found) == sorted(place for place in range(15) if place % 3 != 1)


def test_rows_of_one_table_are_compared_without_files():
    assert alike(values(), values(given_name="Jansaya", birth_date=date(2013, 12, 4)))
    assert not alike(values(), values(given_name="Дана"))
    assert not alike(values(), values(birth_date=None))


def test_a_corrected_name_is_found_anew(child, officer):
    from apps.people.actions import correct_child

    correct_child(child, data={"given_name": "Дана"}, version=1, by=officer, at=child.registered_at)
    assert likely_duplicates(values()) == []
    assert [one.child for one in likely_duplicates(values(given_name="Дана"))] == [child.pk]


def test_slips_and_closeness_say_the_same():
    born = years_ago(9)
    assert all(closeness(born, day) for day in slips(born))
    assert len(slips(born)) < 60
