"""Exports: exactly what the person sees, masked as the page masks, noted, and gone after a day."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.exchange.models import ExportJob
from apps.exchange.states import ExportState
from apps.exchange.work import tidy, work
from apps.people.models import Child, ChildAccess, Ground
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.people import make_child, make_iin, make_stay, years_ago

pytestmark = pytest.mark.django_db
ASKED = {"purpose": "Quarterly report to the akimat", "format": "CSV", "columns": ["age", "iin", "address", "home"]}


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer():
    return make_officer(language="en")


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def make_known(officer, n=0, **fields):
    born = years_ago(8 + n)
    iin = make_iin(born, "FEMALE", 300 + n)
    return make_child(officer, iin=iin, no_iin_reason="", birth_date=born, address=f"Абай {n}", **fields)


def table(answer) -> list[list[str]]:
    assert answer.status_code == 200, answer
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def test_a_small_list_comes_at_once_and_is_noted(signed_in, officer):
    mine = [make_known(officer, n) for n in range(3)]
    make_known(make_officer(), 9)
    assert "3 children" in signed_in.get("/exports/new/").content.decode()
    answer = signed_in.post("/exports/new/", ASKED)
    assert answer["Content-Disposition"].startswith('attachment; filename="children-')
    assert answer["Cache-Control"] == "no-store"
    rows = table(answer)
    assert rows[0] == ["Number", "Surname", "Given name", "Patronymic", "Age", "Lives in", "IIN", "Address"]
    assert [row[0] for row in rows[1:]] == [child.number for child in reversed(mine)]
    assert {row[6] for row in rows[1:]} == {child.iin for child in mine}
    job = ExportJob.objects.get()
    assert (job.state, job.total, bool(job.file)) == (ExportState.DONE, 3, False)
    entries = LedgerEntry.objects.filter(subject_kind="export", subject_id=job.pk)
    assert sorted(entry.verb for entry in entries) == ["export.asked", "export.done", "export.writing"]
    asked = entries.get(verb="export.asked")
    assert (asked.actor_id, asked.data["rows"], asked.data["filters"]) == (officer.pk, 3, [])
    assert "akimat" not in str([entry.data for entry in entries])


def test_filters_order_and_language_of_the_page_count(signed_in, officer):
    girl, boy = make_known(officer, 0, surname="Яхин"), make_known(officer, 1, sex="MALE", surname="Әлиев")
    other = make_known(officer, 2, surname="Бекетова")
    rows = table(signed_in.post("/exports/new/?sex=FEMALE&sort=name", ASKED))
    assert [row[0] for row in rows[1:]] == [other.number, girl.number]
    assert boy.number not in str(rows)
    asked = LedgerEntry.objects.get(verb="export.asked")
    assert asked.data["filters"] == ["sex", "sort"]
    officer.language = "ru"
    officer.save()
    assert table(signed_in.post("/exports/new/", ASKED))[0][1] == "Фамилия"


def test_a_workbook_keeps_zeros_days_and_texts(signed_in, officer):
    child = make_known(officer, surname="Бекетова")
    Child.objects.filter(pk=child.pk).update(address="=cmd|calc")
    asked = ASKED | {"format": "XLSX", "columns": ["born", "iin", "address", "age"]}
    answer = signed_in.post("/exports/new/", asked)
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    head, row = list(sheet.iter_rows())
    values = {cell.value: found for cell, found in zip(head, row, strict=True)}
    assert (values["IIN"].value, values["IIN"].number_format) == (child.iin, "@")
    assert values["Birth date"].value.date() == child.birth_date
    assert values["Age"].value == child.age(timezone.localdate())
    assert (values["Address"].value, values["Address"].data_type) == ("'=cmd|calc", "s")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_begins_like_a_formula(signed_in, officer, start):
    child = make_known(officer)
    Child.objects.filter(pk=child.pk).update(address=f"{start}1+1")
    (row,) = table(signed_in.post("/exports/new/", ASKED))[1:]
    assert row[7] == f"'{start}1+1"


def test_a_masked_child_stays_masked(officer, client):
    home = make_agency(AgencyKind.ORPHAN_ORG)
    seen, masked = make_known(officer, 0), make_known(officer, 1)
    make_stay(seen, officer, home)
    now = timezone.now()
    ChildAccess.objects.create(
        child=masked, agency=home, ground=Ground.MENTORING, valid_from=now - timedelta(days=1), sort_at=now
    )
    head = make_user(home, Role.ORG_HEAD, language="en")
    client.force_login(head)
    rows = {row[0]: row for row in table(client.post("/exports/new/", ASKED))[1:]}
    assert set(rows) == set(Child.objects.visible_to(fresh(head)).values_list("number", flat=True))
    assert rows[seen.number][6:] == [seen.iin, seen.address]
    assert rows[masked.number][6:] == ["", ""]


def test_a_large_list_is_written_in_the_background_and_expires(signed_in, officer, settings, client):
    settings.EXCHANGE_STREAMED_ROWS = 1
    mine = [make_known(officer, n) for n in range(3)]
    answer = signed_in.post("/exports/new/", ASKED)
    job = ExportJob.objects.get()
    url = f"/exports/{job.pk}/"
    assert answer["Location"] == url
    assert "<progress" in signed_in.get(url).content.decode()
    assert "0 of 3" in signed_in.get(f"{url}progress/").content.decode()
    assert signed_in.get(f"{url}file/").status_code == 302
    work(timezone.now)
    assert signed_in.get(f"{url}progress/")["HX-Refresh"] == "true"
    assert "Download" in signed_in.get(url).content.decode()
    rows = table(signed_in.get(f"{url}file/"))
    assert [row[0] for row in rows[1:]] == [child.number for child in reversed(mine)]
    assert LedgerEntry.objects.filter(verb="export.downloaded", subject_id=job.pk).count() == 1
    assert tidy(timezone.now()) == 0
    assert tidy(timezone.now() + timedelta(hours=25)) == 1
    job.refresh_from_db()
    assert (job.state, bool(job.file)) == (ExportState.EXPIRED, False)
    assert signed_in.get(f"{url}file/").status_code == 302
    assert str(job.pk) in signed_in.get("/exports/").content.decode()


def test_what_ended_before_the_worker_came_does_not_leave(signed_in, officer, settings):
    settings.EXCHANGE_STREAMED_ROWS = 1
    kept, gone = make_known(officer, 0), make_known(officer, 1)
    signed_in.post("/exports/new/", ASKED)
    ChildAccess.objects.filter(child=gone).update(valid_to=timezone.now() - timedelta(seconds=1))
    work(timezone.now)
    job = ExportJob.objects.get()
    assert (job.state, job.total) == (ExportState.DONE, 1)
    with job.file.open() as file:
        text = file.read().decode()
    assert kept.number in text
    assert gone.number not in text
    settings.EXCHANGE_STREAMED_ROWS = 0
    signed_in.post("/exports/new/", ASKED)
    officer.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    work(timezone.now)
    assert ExportJob.objects.latest("pk").state == ExportState.FAILED


def test_without_a_purpose_or_without_rows_nothing_leaves(signed_in, officer):
    assert signed_in.post("/exports/new/", ASKED).status_code == 422
    make_known(officer)
    assert signed_in.post("/exports/new/", ASKED | {"purpose": " a "}).status_code == 422
    assert signed_in.post("/exports/new/", ASKED | {"format": "PDF"}).status_code == 422
    assert not ExportJob.objects.exists()


def test_only_those_who_may(signed_in, officer, client, settings):
    settings.EXCHANGE_STREAMED_ROWS = 0
    make_known(officer)
    signed_in.post("/exports/new/", ASKED)
    work(timezone.now)
    job = ExportJob.objects.get()
    colleague = make_officer(officer.agency)
    client.force_login(colleague)
    for part in ("", "progress/", "file/"):
        assert client.get(f"/exports/{job.pk}/{part}").status_code == 404
    organisation = make_agency(AgencyKind.MENTORING_ORG)
    for role in (Role.MENTORING_COORDINATOR, Role.MENTORING_HEAD, Role.MENTOR):
        client.force_login(make_user(organisation, role))
        assert client.get("/exports/new/").status_code == 403
        assert client.post("/exports/new/", ASKED).status_code == 403
        assert client.get("/exports/").status_code == 403
        assert "/exports/" not in client.get("/children/").content.decode()
