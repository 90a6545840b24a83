"""A birth date of which only the year or the month is known never shows a day."""

import csv
import io
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader

from apps.people.models import Child
from apps.web.births import Born
from tests.factories.accounts import make_officer
from tests.factories.people import make_child, years_ago

pytestmark = pytest.mark.django_db
BORN = date(years_ago(9).year, 12, 31)
WHOLE, YEAR = f"{BORN:%d.%m.%Y}", f"{BORN.year}\xa0г."
EXPORT = {"purpose": "Отчёт акимату за квартал", "columns": ["born", "age"]}


@pytest.fixture
def officer(client):
    officer = make_officer(language="ru")
    client.force_login(officer)
    return officer


@pytest.fixture
def child(officer):
    return make_child(officer, birth_date=BORN, birth_precision="YEAR", surname="Неизвестный")


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize(
    ("known", "typed", "numeric", "words"),
    [
        ("DAY", "31.12.2014", "31.12.2014", {"ru": "31 декабря 2014", "en": "31 December 2014"}),
        ("MONTH", "12.2014", "12.2014", {"ru": "декабрь 2014", "kk": "2014 ж. желтоқсан", "en": "December 2014"}),
        ("YEAR", "2014", "2014 г.", {"ru": "2014 г.", "kk": "2014 ж.", "en": "2014"}),
    ],
)
def test_written_as_far_as_it_is_known(known, typed, numeric, words):
    born = Born.of(date(2014, 12, 31), known)
    with translation.override("ru"):
        assert (born.typed, born.numeric.replace("\xa0", " ")) == (typed, numeric)
    for language, said in words.items():
        with translation.override(language):
            assert born.words.replace("\xa0", " ") == said


def test_an_estimated_year_says_so_in_place_of_a_day():
    born = Born.of(date(2014, 12, 31), "UNKNOWN")
    with translation.override("en"):
        assert born.words == born.numeric == "about 2014 (not known)"


def test_the_file_the_list_and_the_search(client, child):
    page = text(client.get(f"/children/{child.number}/"))
    assert YEAR in page
    assert "около" in page
    listed = text(client.get("/children/?cols=born&cols=age"))
    found = text(client.post("/search/", {"q": "Неизвестный"}, follow=True))
    assert child.number in listed
    assert child.number in found
    for shown in (page, listed, found):
        assert WHOLE not in shown
        assert "31\xa0декабря" not in shown


def test_the_export(client, child):
    answer = client.post("/exports/new/", {**EXPORT, "format": "CSV"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode()[1:]), delimiter=";"))
    assert YEAR in rows[1]
    assert WHOLE not in rows[1]
    answer = client.post("/exports/new/", {**EXPORT, "format": "XLSX"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert YEAR in [cell.value for cell in sheet[2]]


def test_the_printed_page(client, child):
    answer = client.get(f"/children/{child.number}/summary/ru/")
    said = " ".join(PdfReader(BytesIO(answer.content)).pages[0].extract_text().split())
    assert f"{BORN.year} г." in said
    assert WHOLE not in said
    assert "около" in said


def edited(child, **changes):
    return {
        "surname": child.surname, "given_name": child.given_name, "birth_date": f"{BORN.year}",
        "birth_precision": "YEAR", "sex": child.sex, "no_iin_reason": child.no_iin_reason, "area": child.area_id,
        "version": child.version, **changes,
    }  # fmt: skip


def test_the_form_shows_what_was_typed_and_keeps_it(client, child):
    at = f"/children/{child.number}/edit/"
    page = text(client.get(at))
    assert f'value="{BORN.year}"' in page
    assert WHOLE not in page
    assert client.post(at, edited(child, address="Абай 7")).status_code == 302
    child.refresh_from_db()
    assert (child.birth_date, child.birth_precision, child.address) == (BORN, "YEAR", "Абай 7")


def test_a_whole_day_typed_over_a_year_is_the_day(client, child):
    day = BORN - timedelta(days=40)
    answer = client.post(f"/children/{child.number}/edit/", edited(child, birth_date=f"{day:%d.%m.%Y}"))
    assert answer.status_code == 302
    child.refresh_from_db()
    assert (child.birth_date, child.birth_precision) == (day, "DAY")


def test_after_an_error_the_choice_does_not_contradict_the_date(client, officer):
    typed = {"given_name": "", "birth_date": "2016", "birth_precision": "DAY", "sex": "MALE"}
    answer = client.post("/children/new/", typed)
    assert answer.status_code == 422
    assert '<option value="YEAR" selected>' in text(answer)
    assert '<option value="DAY" selected>' not in text(answer)


def test_two_files_side_by_side_show_no_day(client, officer, child):
    typed = edited(child, no_iin_reason="NOT_KNOWN", birth_precision="DAY")
    del typed["version"]
    answer = client.post("/children/new/", typed)
    assert answer.status_code == 422, "a likely duplicate is shown first"
    assert child.number in text(answer)
    assert YEAR in text(answer)
    for false in (WHOLE, f"01.12.{BORN.year}", f"01.01.{BORN.year}"):
        assert false not in text(answer)
    assert Child.objects.count() == 1


def test_a_year_that_has_not_ended_may_be_typed(client, officer):
    year = f"{years_ago(0).year}"
    typed = {"surname": "Жаңа", "given_name": "Бала", "birth_date": year, "sex": "MALE",
             "no_iin_reason": "NOT_KNOWN", "area": officer.agency.area_id}  # fmt: skip
    assert client.post("/children/new/", typed).status_code == 302
    assert Child.objects.get().birth_precision == "YEAR"
