"""Pages of imports: upload, preview with errors at their cells, progress, letting in, the template there and back."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from apps.accounts.roles import Role
from apps.exchange.columns import BY_FIELD
from apps.exchange.models import ImportJob
from apps.exchange.states import ImportState
from apps.exchange.work import work
from apps.people.models import Child
from tests.exchange.files import HEAD, csv_file, good_row
from tests.exchange.test_bad_files import ROWS
from tests.factories.accounts import make_officer, make_user

pytestmark = pytest.mark.django_db
GOOD = [good_row(n) for n in range(4)]


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    client.cookies["django_language"] = "en"
    officer.language = "en"
    officer.save()
    return client


@pytest.fixture
def upload(signed_in):
    def send(file) -> ImportJob:
        answer = signed_in.post("/imports/", {"file": file})
        assert answer.status_code == 302, answer.content.decode()
        work(timezone.now)
        return ImportJob.objects.latest("pk")

    return send


def page(client, job, query="") -> str:
    return client.get(f"/imports/{job.pk}/{query}").content.decode()


def test_upload_wait_preview_import(signed_in, django_capture_on_commit_callbacks):
    answer = signed_in.post("/imports/", {"file": csv_file(GOOD)})
    job = ImportJob.objects.get()
    assert answer["Location"] == f"/imports/{job.pk}/"
    assert "Waiting for its turn" in page(signed_in, job)
    assert "Waiting" in signed_in.get(f"/imports/{job.pk}/progress/").content.decode()
    work(timezone.now)
    assert signed_in.get(f"/imports/{job.pk}/progress/")["HX-Refresh"] == "true"
    shown = page(signed_in, job)
    assert "All 4 rows are without errors" in shown
    assert GOOD[0][0] in shown
    assert "Import 4 children?" in signed_in.get(f"/imports/{job.pk}/confirm/").content.decode()
    assert signed_in.post(f"/imports/{job.pk}/confirm/").status_code == 302
    assert "come in in one step" in page(signed_in, job)
    with django_capture_on_commit_callbacks(execute=True):
        work(timezone.now)
    assert "4 files were opened" in page(signed_in, job)
    assert Child.objects.count() == 4


def test_68_the_page_names_each_row_and_its_cell(signed_in, upload):
    bad = [good_row(n, **{heading: cell}) for n, (heading, cell, _field, _words) in enumerate(ROWS, start=4)]
    job = upload(csv_file([*GOOD, *bad]))
    shown = page(signed_in, job)
    assert f"{len(ROWS)} rows of {len(ROWS) + 4} have errors" in shown
    lines = signed_in.get(f"/imports/{job.pk}/").context["preview"].page.items
    assert [line.number for line in lines] == list(range(6, 6 + len(ROWS)))
    listed = b"".join(signed_in.get(f"/imports/{job.pk}/errors/").streaming_content).decode("utf-8-sig")
    for line, (_heading, _cell, field, words) in zip(lines, ROWS, strict=True):
        (cell,) = [cell for cell in line.cells if cell.errors]
        assert cell.heading == BY_FIELD[field].en
        assert words in cell.errors[0]
        assert words.replace('"', "") in listed
    assert GOOD[0][3] not in shown
    assert GOOD[0][3] not in listed
    signed_in.post(f"/imports/{job.pk}/confirm/")
    job.refresh_from_db()
    assert job.state == ImportState.CHECKED_FAULTY
    assert not Child.objects.exists()


def test_68_a_file_in_another_encoding_is_refused_at_once(signed_in):
    head = ["Фамилия", "Имя", "Отчество", "ИИН", "Почему нет ИИН", "Дата рождения", "Пол", "Адрес"]
    answer = signed_in.post("/imports/", {"file": csv_file(GOOD, head=head, encoding="cp1251")})
    assert answer.status_code == 422
    assert "Windows-1251" in answer.content.decode()
    assert not ImportJob.objects.exists()
    assert signed_in.post("/imports/", {}).status_code == 422


def test_filters_and_pages_of_the_preview(signed_in, upload):
    rows = [good_row(n) for n in range(60)]
    rows[30] = good_row(30, Жынысы="?")
    job = upload(csv_file(rows))
    assert page(signed_in, job).count("<tr class") == 1
    first = signed_in.get(f"/imports/{job.pk}/?show=all").context["preview"].page
    assert [line.number for line in first.items] == list(range(2, 52))
    assert first.count == 60
    second = signed_in.get(f"/imports/{job.pk}/{first.next_url.partition('/?')[2].join(['?', ''])}")
    assert [line.number for line in second.context["preview"].page.items] == list(range(52, 62))
    assert page(signed_in, job, "?show=nonsense")


def test_the_same_queries_for_few_and_for_many_rows(signed_in, upload):
    def count(job):
        with CaptureQueriesContext(connection) as seen:
            page(signed_in, job, "?show=all")
        return len(seen)

    few, many = upload(csv_file(GOOD[:1])), upload(csv_file([good_row(n) for n in range(10, 50)]))
    page(signed_in, few)
    assert count(few) == count(many)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_template_there_and_back(signed_in, officer, upload, kind, language, settings):
    officer.language = language
    officer.save()
    signed_in.cookies["django_language"] = language
    answer = signed_in.get(f"/imports/template/{kind}/")
    assert answer["Content-Disposition"].startswith("attachment")
    row = dict(zip(HEAD, GOOD[0], strict=True))
    filled = [
        row["Тегі"], row["Аты"], row["Әкесінің аты"], "Serikov", "Nurlan", row["ЖСН"], "", row["Туған күні"], "",
        row["Жынысы"], "", "Абай 1", {"kk": "PARENT", "ru": "PARENT", "en": "parent"}[language], "Серікова Сәуле",
    ]  # fmt: skip
    if kind == "csv":
        text = answer.content.decode("utf-8-sig") + ";".join(filled) + "\n"
        file = io.BytesIO(text.encode())
    else:
        book = load_workbook(io.BytesIO(answer.content))
        sheet, notes = book.worksheets
        assert sheet.column_dimensions["F"].number_format == "@"
        assert notes.max_row > 20
        sheet.append(filled)
        file = io.BytesIO()
        book.save(file)
        file.seek(0)
    file.name = f"filled.{kind}"
    job = upload(file)
    assert job.state == ImportState.READY, page(signed_in, job)
    signed_in.post(f"/imports/{job.pk}/confirm/")
    work(timezone.now)
    child = Child.objects.get()
    assert (child.surname_latin, child.representative_kind, child.iin) == ("Serikov", "PARENT", row["ЖСН"])


def test_others_find_nothing_here(signed_in, upload, client):
    job = upload(csv_file(GOOD))
    stranger = make_officer()
    client.force_login(stranger)
    for part in ("", "progress/", "errors/", "confirm/", "discard/"):
        assert client.get(f"/imports/{job.pk}/{part}").status_code == 404
    assert client.post(f"/imports/{job.pk}/confirm/").status_code == 404
    client.force_login(make_user(stranger.agency, Role.AGENCY_ADMIN))
    for address in ("/imports/", "/imports/template/csv/"):
        assert client.get(address).status_code == 403
    job.refresh_from_db()
    assert job.state == ImportState.READY


def test_discarding(signed_in, upload):
    job = upload(csv_file(GOOD))
    assert signed_in.post(f"/imports/{job.pk}/discard/")["Location"] == "/imports/"
    assert "deleted" in page(signed_in, job)
    assert str(job.pk) in signed_in.get("/imports/").content.decode()
