"""The board of appeals: who sees it, how often the database is asked, what its table holds, and that it is noted."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from openpyxl import load_workbook

from apps.accounts.kinds import AgencyKind
from apps.audit.models import LedgerEntry
from apps.complaints.acts import requests
from apps.obligations.law import load_law
from tests.factories.accounts import fresh, make_agency
from tests.factories.appeals import against, file_appeal, under_review
from tests.factories.offices import Offices, make_offices

pytestmark = pytest.mark.django_db
BOARD, TABLE = "/appeals/board/", "/appeals/figures.xlsx"


@pytest.fixture
def offices() -> Offices:
    load_law()
    return make_offices()


def opened(client, person, address=BOARD, language="en", **query):
    client.force_login(fresh(person))
    with translation.override(language):
        return client.get(address, query, headers={"accept-language": language})


def some(offices, n=6, **changes):
    return [
        file_appeal(at=timezone.now() - timedelta(hours=2), area=offices.district, **changes).appeal for _n in range(n)
    ]


def test_the_office_sees_its_own(client, offices):
    some(offices)
    for person in (offices.head, offices.staff):
        answer = opened(client, person)
        assert answer.status_code == 200
        assert answer.context["figures"].received.value == 6
        assert not answer.context["lines"]
    assert opened(client, offices.head2).context["figures"].received.value == 0


@pytest.mark.parametrize("address", [BOARD, TABLE])
@pytest.mark.parametrize("who", ["official", "officer", "operator"])
def test_nobody_else_learns_that_it_is_there(client, offices, address, who):
    some(offices)
    assert opened(client, getattr(offices, who), address).status_code == 404


def test_the_country_is_the_commissioners(client, offices):
    some(offices)
    answer = opened(client, offices.commissioner)
    assert {line["name"] for line in answer.context["lines"]} >= {offices.region.name_en}
    one = opened(client, offices.commissioner, office=offices.regional.pk)
    assert one.context["office"] == offices.regional
    assert one.context["figures"].received.value == 6
    assert opened(client, offices.head, office=offices.republic.pk).status_code == 404


@pytest.mark.parametrize("query", [{"period": "1999"}, {"period": "x"}, {"office": "x"}, {"office": "9" * 30},
                                   {"office": "1"}])  # fmt: skip
def test_what_makes_no_sense_is_not_found(client, offices, query):
    assert opened(client, offices.commissioner, **query).status_code == 404


def test_the_page_is_asked_for_in_a_fixed_number_of_queries(client, offices):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert opened(client, offices.head).status_code == 200
        return len(queries)

    def asking(appeal):
        under_review(appeal, by=offices.head, at=timezone.now() - timedelta(hours=1))
        requests.ask(appeal, kind="INFORMATION", body=offices.education, text="Хабарлаңыз.", by=fresh(offices.head),
                     at=timezone.now())  # fmt: skip

    asking(some(offices, 1)[0])
    asked()
    few = asked()
    for appeal in some(offices, 4, respondents=against(make_agency(AgencyKind.SCHOOL, offices.district))):
        asking(appeal)
    assert asked() <= few + 1


def test_the_table_opens_without_formulas_and_is_on_record(client, offices):
    some(offices, 6)
    some(offices, 2, by_child=False)
    make = opened(client, offices.head, TABLE)
    book = load_workbook(io.BytesIO(make.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    values = [cell.value for cell in cells]
    assert 8 in values
    assert "<5" in values
    assert 2 not in [cell.value for cell in cells if cell.column == 3]
    noted = LedgerEntry.objects.get(verb="appeal.figures_exported")
    assert noted.data["office"] == offices.regional.pk
    assert noted.actor_id == offices.head.pk


def test_the_table_of_the_country_has_offices_and_calls(client, offices):
    some(offices)
    book = load_workbook(io.BytesIO(opened(client, offices.commissioner, TABLE).content))
    assert book.sheetnames[-1] == "111"
    assert len(book.sheetnames) == 5


def test_no_word_of_a_sender_stands_on_the_board(client, offices):
    some(offices, 6, identity={"name": "Қалдыбек Нұрай"})
    page = opened(client, offices.head).content.decode()
    assert "Қалдыбек" not in page
    assert "ұрады" not in page
