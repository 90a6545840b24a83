"""Bad input 68 and its kin: a file that cannot be read without guessing is refused, its rows named, nothing kept."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from apps.core.errors import Refused
from apps.exchange.actions import upload_import
from apps.exchange.models import ImportJob, ImportRow
from apps.exchange.states import ImportState
from apps.people.models import Child
from tests.exchange.files import HEAD, csv_file, good_row, xlsx_file
from tests.factories.accounts import fresh
from tests.factories.people import make_child, make_iin, years_ago

pytestmark = pytest.mark.django_db
GOOD = [good_row(n) for n in range(3)]


def upload(file, officer):
    return upload_import(file, by=fresh(officer), at=timezone.now())


def raw(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("children.csv", content)


def bomb() -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
    return SimpleUploadedFile("bomb.xlsx", out.getvalue())


@pytest.mark.parametrize(("file", "words"), [
    (csv_file(GOOD, encoding="cp1251", head=["Фамилия", "Имя", "Отчество", "ИИН", "Почему нет ИИН", "Дата рождения",
                                             "Пол", "Адрес"]), "Windows-1251"),
    (raw(b"\xff\xd8\xff\xe0 picture \x00\x01"), "UTF-8"),
    (raw(b"\xd0\xcf\x11\xe0 old excel"), "XLSX"),
    (raw(b"name\x00;b\n"), "XLSX"),
    (raw(b""), "template"),
    (raw(b"PK\x03\x04 not an archive"), "damaged"),
    (csv_file(GOOD, head=[*HEAD[:7], "Dragon"]), "Dragon"),
    (csv_file(GOOD, head=[*HEAD[:7], "Тегі"]), "twice"),
    (csv_file(GOOD, head=["Тегі", "Әкесінің аты", "ЖСН", "ЖСН неге жоқ", "Мекенжайы"]), "Имя"),
])  # fmt: skip
def test_files_refused_at_the_door(officer, file, words):
    with pytest.raises(Refused) as refused:
        upload(file, officer)
    assert refused.value.field == "file"
    assert words in str(refused.value)
    assert not ImportJob.objects.exists()


def test_an_archive_that_unpacks_beyond_reason(officer, settings):
    settings.EXCHANGE_MAX_UNPACKED = 2_000_000
    with pytest.raises(Refused, match="unpacks"):
        upload(bomb(), officer)


def test_a_file_too_large(officer, settings):
    settings.EXCHANGE_MAX_BYTES = 100
    with pytest.raises(Refused, match="larger"):
        upload(csv_file(GOOD), officer)


def issues(job) -> dict[int, dict[str, str]]:
    rows = ImportRow.objects.filter(job=job, faulty=True).order_by("row")
    return {row.row: {issue["field"]: issue["text"]["en"] for issue in row.issues} for row in rows}


ROWS = [
    ("ЖСН", "1.21E+11", "iin", "1.21E+11"),
    ("ЖСН", "1,21131E+11", "iin", "1.21E+11"),
    ("ЖСН", "70522500417", "iin", "leading zero"),
    ("ЖСН", "070522500418", "iin", "check digit"),
    ("Туған күні", "42068", "birth_date", "number by which a spreadsheet stores"),
    ("Туған күні", "5/3/2015", "birth_date", "dd.mm.yyyy"),
    ("Туған күні", "05.03.15", "birth_date", "dd.mm.yyyy"),
    ("Туған күні", "31.02.2015", "birth_date", "no such day"),
    ("Туған күні", "", "birth_date", "birth date"),
    ("Жынысы", "?", "sex", "girl or boy"),
    ("Аты", "", "given_name", "given name"),
    ("Аты", "Нұр2лан", "given_name", "letters"),
    ("ЖСН неге жоқ", "бәлкім", "no_iin_reason", "explanations"),
]


@pytest.mark.parametrize(("heading", "cell", "field", "words"), ROWS)
@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_68_the_row_is_named_and_nothing_kept(check, make, heading, cell, field, words):
    job = check(make([*GOOD, good_row(5, **{heading: cell}), good_row(6)]))
    assert job.state == ImportState.CHECKED_FAULTY
    found = issues(job)
    assert list(found) == [5]
    assert words in found[5][field]
    assert not Child.objects.exists()
    assert not ImportRow.objects.filter(job=job, row__gte=5, child__isnull=False).exists()


@pytest.mark.parametrize(("cell", "words"), [
    (70522500417, "leading zero"), (1.21e11, None), (121131500.5, "1.21E+11"), ("=1+1", "formula"),
])  # fmt: skip
def test_68_typed_cells_of_a_workbook(check, cell, words):
    job = check(xlsx_file([good_row(0, ЖСН=cell)]))
    assert job.state == ImportState.CHECKED_FAULTY
    assert (words or "check digit") in issues(job)[2]["iin"]


def test_a_whole_number_of_twelve_digits_and_a_real_date_are_no_guess(check):
    born = years_ago(10)
    iin = make_iin(born, "MALE", 5)
    cells = {"ЖСН": int(iin) if iin[0] != "0" else iin, "Туған күні": born}
    assert check(xlsx_file([good_row(0, **cells)])).state == ImportState.READY


def test_a_serial_number_of_a_date_in_a_workbook(check):
    job = check(xlsx_file([good_row(0, **{"Туған күні": 42068})]))
    assert "spreadsheet stores" in issues(job)[2]["birth_date"]


def test_the_same_iin_twice_in_the_file_and_in_a_file_that_exists(check, officer):
    make_child(fresh(officer), iin=GOOD[0][3], no_iin_reason="", sex="MALE")
    stranger = make_child(iin=GOOD[1][3], no_iin_reason="", sex="MALE")
    job = check(csv_file([*GOOD, good_row(8, ЖСН=GOOD[2][3])]))
    found = issues(job)
    assert list(found) == [2, 3, 5]
    assert "C-" in found[2]["iin"]
    assert stranger.number not in found[3]["iin"]
    assert "row 4" in found[5]["iin"]


def test_issues_are_told_in_three_languages(check):
    job = check(csv_file([good_row(0, Жынысы="?")]))
    text = ImportRow.objects.get(job=job).issues[0]["text"]
    assert set(text) == {"kk", "ru", "en"}
    assert len(set(text.values())) == 3


def test_the_same_child_twice_is_a_caution(check):
    twice = [good_row(0, **{"ЖСН": "", "ЖСН неге жоқ": "белгісіз әзірге"})]
    row = good_row(0, **{"ЖСН": "", "ЖСН неге жоқ": "NOT_KNOWN"})
    twice = [row, row]
    job = check(csv_file(twice))
    assert (job.state, job.cautioned) == (ImportState.READY, 1)


def test_more_rows_than_allowed(check, settings):
    settings.EXCHANGE_MAX_ROWS = 2
    job = check(csv_file(GOOD))
    assert job.state == ImportState.CHECKED_FAULTY
    assert "more than 2" in job.refusal["en"]


def test_a_quotation_mark_without_its_pair(check, officer):
    text = ";".join(HEAD) + '\n"Серіков;Нұрлан;;;NEWBORN;01.02.2020;ұл;\n'
    job = check(raw(text.encode()))
    assert job.state == ImportState.CHECKED_FAULTY
    assert "quotation" in job.refusal["en"]


def test_a_cell_too_many_and_a_row_of_nothing(check):
    job = check(csv_file([GOOD[0], [""] * 8, [*GOOD[1], "stray"]]))
    assert job.total == 2
    assert "more cells" in issues(job)[4][None if None in issues(job)[4] else "None"]


def test_a_formula_in_the_first_rows(check):
    book = Workbook()
    book.active.append(HEAD)
    book.active.append(good_row(0, Тегі='=HYPERLINK("http://example.org")'))
    out = io.BytesIO()
    book.save(out)
    job = check(SimpleUploadedFile("f.xlsx", out.getvalue()))
    assert "formula" in issues(job)[2]["surname"]
