"""Finding children; and who finds none."""

import pytest

from apps.people.models import Child, access_rows, newest_first
from tests.factories.accounts import make_officer
from tests.factories.people import make_child, make_iin, make_stay, years_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_officer()


def found(officer, text) -> list[str]:
    return [child.given_name for child in Child.objects.visible_to(officer).search(text)]


@pytest.mark.parametrize(
    "text", ["Қайрат", "кайрат", "Kairat", "Qairat", "КАЙРАТ сер", "Серіков Кайрат", "Сериков Кайрт"]
)
def test_any_spelling_finds_the_name(officer, text):
    make_child(officer, surname="Серіков", given_name="Қайрат", patronymic="", sex="MALE")
    make_child(officer, surname="Ли", given_name="Вера", patronymic="")
    assert found(officer, text) == ["Қайрат"]


def test_the_closest_comes_first(officer):
    make_child(officer, surname="Бекмаганбетов", given_name="Дінасыл", patronymic="")
    make_child(officer, surname="Асылбеков", given_name="Нурлан", patronymic="")
    make_child(officer, surname="Ахметов", given_name="Асыл", patronymic="")
    assert found(officer, "асыл") == ["Асыл", "Нурлан", "Дінасыл"]


@pytest.mark.parametrize("form", ["{0}", "C-{0}", "c {0}", "С-{0}"])
def test_number_in_any_form(officer, form):
    child = make_child(officer)
    make_child(officer, given_name="Дана")
    assert found(officer, form.format(child.number[2:])) == [child.given_name]


def test_iin_whole_and_its_beginning(officer):
    iin = make_iin(years_ago(12), "FEMALE")
    make_child(officer, iin=iin, no_iin_reason="")
    assert found(officer, iin) == found(officer, iin[:8]) == ["Айару"]


@pytest.mark.parametrize("text", ["%", "'; --", "(", "999999999999", "~~"])
def test_odd_text_finds_nothing_and_breaks_nothing(officer, text):
    make_child(officer)
    assert found(officer, text) == []


def test_another_district_finds_nothing(officer):
    child = make_child(officer)
    assert found(make_officer(), child.number) == []


def test_a_page_holds_each_child_once_newest_first(officer):
    children = [make_child(officer) for _ in range(3)]
    make_stay(children[0], officer, officer.agency.__class__.objects.create(
        kind="ORPHAN_ORG", area=officer.agency.area, name_kk="Ү", name_ru="Д", email="d@example.kz"
    ))  # fmt: skip
    assert [row.child for row in newest_first(access_rows(officer))] == children[::-1]


def test_kazakh_order(officer):
    for surname in ("Ұлан", "Умаров", "Қасым", "Касым", "Әлі", "Алиев", "Югай"):
        make_child(officer, surname=surname)
    order = [child.surname for child in Child.objects.visible_to(officer).in_kazakh_order()]
    assert order == ["Алиев", "Әлі", "Касым", "Қасым", "Умаров", "Ұлан", "Югай"]
