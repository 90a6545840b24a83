"""Lists of children: each once, newest first, or in Kazakh order."""

import pytest

from apps.people.models import Child, access_rows, newest_first
from apps.web.children.list_form import BY_NAME
from apps.web.children.lists import ORDERS
from tests.factories.accounts import make_officer
from tests.factories.people import make_child, make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_officer()


def test_a_page_holds_each_child_once_newest_first(officer):
    children = [make_child(officer) for _ in range(3)]
    make_stay(children[0], officer, officer.agency.__class__.objects.create(
        kind="ORPHAN_ORG", area=officer.agency.area, name_kk="Ү", name_ru="Д", email="d@example.kz"
    ))  # fmt: skip
    assert [row.child for row in newest_first(access_rows(officer))] == children[::-1]


def test_kazakh_order(officer):
    for surname in ("Ұлан", "Умаров", "Қасым", "Касым", "Әлі", "Алиев", "Югай"):
        make_child(officer, surname=surname)
    by_name, _descending = ORDERS[BY_NAME]
    order = [child.surname for child in Child.objects.visible_to(officer).order_by(*by_name)]
    assert order == ["Алиев", "Әлі", "Касым", "Қасым", "Умаров", "Ұлан", "Югай"]
