"""The IIN lies encrypted wherever it comes from, is found whole, stays unique, and outlives its keys."""

import json
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.exceptions import FieldError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from apps.api.tokens import create_token
from apps.audit import log
from apps.audit.models import LedgerEntry, RowHistory
from apps.complaints.models import IndexKey
from apps.core.crypto import Undecipherable
from apps.core.errors import Refused
from apps.core.fields import Unreadable
from apps.core.rotation import Place, places, rotate, seal, stale, unseal
from apps.disclosure.finding import exact_child
from apps.exchange.actions import confirm_import, upload_import
from apps.exchange.models import ImportJob
from apps.exchange.states import ImportState
from apps.exchange.work import work
from apps.matching.search import search
from apps.people.actions import correct_child, register_child, reveal_iin
from apps.people.acts import family
from apps.people.models import Child, Relative
from apps.retention.stories import words_of
from tests.factories.accounts import fresh, make_officer
from tests.factories.people import child_data, make_child, make_iin

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
BORN = date(2014, 5, 1)
OLD, NEW = "old-key " * 8, "new-key " * 8


@pytest.fixture
def officer(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.FIELD_KEYS = [OLD]
    IndexKey.objects.all().delete()  # made by a migration, under the key of the settings
    return make_officer()


def iin(serial: int) -> str:
    return make_iin(BORN, "FEMALE", serial)


def with_iin(officer, serial=1, **fields):
    return make_child(fresh(officer), birth_date=BORN, iin=iin(serial), no_iin_reason="", at=AT, **fields)


def holding(word: str) -> list[str]:
    """Every table in whose rows, written out whole, the word stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text ILIKE %s)', [f"%{word}%"])
            found += [table] if cursor.fetchone()[0] else []
    return found


def raw(child, column="iin"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_child WHERE id = %s", [child.pk])
        return cursor.fetchone()[0]


def table_of(*serials):
    rows = [f"Серіков{'аәб'[n]};Нұрлан;{iin(one)};{BORN:%d.%m.%Y};қыз" for n, one in enumerate(serials)]
    text = "\n".join(["Тегі;Аты;ЖСН;Туған күні;Жынысы", *rows])
    return SimpleUploadedFile("list.csv", text.encode())


@pytest.fixture
def said(caplog):
    """Every SQL statement with its values, and every line of the log."""
    caplog.set_level("DEBUG")
    with CaptureQueriesContext(connection) as queries:

        def everything():
            own = [one["sql"] for one in queries.captured_queries]
            return caplog.text + "".join(sql for sql in own if "t::text ILIKE" not in sql)  # but for `holding`

        yield everything


def test_no_table_statement_or_log_holds_an_iin_whichever_way_it_came(officer, client, said):
    client.force_login(officer)
    page = {
        **child_data(),
        "birth_date": "01.05.2014",
        "iin": iin(1),
        "no_iin_reason": "",
        "area": officer.agency.area_id,
    }
    assert client.post("/children/new/", page).status_code == 302
    _token, secret = create_token(fresh(officer), by=fresh(officer), at=timezone.now())
    api = APIClient(headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "once"})
    sent = {"surname": "Оспан", "given_name": "Дана", "birth_date": "2014-05-01", "sex": "FEMALE", "iin": iin(2)}
    assert api.post("/api/v1/children/", sent, format="json").status_code == 201
    child = Child.objects.get(iin=iin(1))
    mother = {"kind": "MOTHER", "surname": "Бекетова", "given_name": "Сауле", "iin": iin(3)}
    family.add_relative(child, data=mother, by=fresh(officer), at=AT)
    job = upload_import(table_of(4), by=fresh(officer), at=timezone.now())
    work(timezone.now)
    assert [one for serial in (1, 2, 3, 4) for one in holding(iin(serial))] == []
    job.refresh_from_db()
    confirm_import(job, by=fresh(officer), at=timezone.now())
    work(timezone.now)
    correct_child(child, data={"iin": iin(5)}, version=1, by=fresh(officer), at=AT)
    search(fresh(officer), iin(5))
    for _ in range(2):  # a second time it is refused
        api.post("/api/v1/children/", sent | {"given_name": "Жанна", "iin": iin(6)}, format="json")
    assert Child.objects.filter(iin__in=[iin(2), iin(4), iin(5)]).count() == 3
    assert Relative.objects.get(iin=iin(3)).iin == iin(3)
    assert [one for serial in range(1, 7) for one in holding(iin(serial))] == []
    assert "INSERT INTO" in said()
    assert [serial for serial in range(1, 7) if iin(serial) in said()] == []
    assert holding(child.number), "the scan itself finds what is there"


@pytest.mark.parametrize("name", ["startswith", "contains", "icontains", "gt", "iexact", "regex", "range"])
def test_what_cannot_find_anything_is_refused(name):
    with pytest.raises(FieldError):
        Child.objects.filter(**{f"iin__{name}": "1205"}).exists()


def test_nor_is_a_comparison_with_a_column():
    for value in (Child.objects.values("number"), [1], 1):
        with pytest.raises(FieldError):
            Child.objects.filter(iin__in=value).exists()


def test_every_way_of_writing_keeps_the_fingerprint(officer):
    child = with_iin(officer)
    child.iin = iin(2)
    child.save(update_fields=["iin"])
    assert list(Child.objects.filter(iin=iin(2))) == [child] != list(Child.objects.filter(iin=iin(1)))
    Child.objects.filter(pk=child.pk).update(iin=iin(3))
    assert Child.objects.get(iin=iin(3)) == child
    child.refresh_from_db()
    child.iin = iin(4)
    Child.objects.bulk_update([child], ["iin"])
    assert Child.objects.get(iin=iin(4)) == child
    with pytest.raises(IntegrityError), transaction.atomic():
        make_child(fresh(officer)).__class__.objects.filter(iin="").update(iin=iin(4), no_iin_reason="")


def test_a_row_saved_without_change_keeps_its_cipher(officer):
    child = Child.objects.get(pk=with_iin(officer).pk)
    before = raw(child)
    child.address = "Абай 1"
    child.save()
    assert raw(child) == before
    assert raw(child).startswith("v2.")


def test_search_and_uniqueness_before_half_way_and_after_a_rotation(officer, settings):
    first, second = with_iin(officer), with_iin(officer, 2, given_name="Дана", surname="Оспанова")
    seen = fresh(officer)

    def all_found():
        for child, serial in ((first, 1), (second, 2)):
            assert search(seen, iin(serial)) == [child.pk]
            assert exact_child(iin(serial)) == child
            with pytest.raises(Refused):
                register_child(data=child_data(iin=iin(serial), no_iin_reason="", birth_date=BORN), by=seen, at=AT)

    all_found()
    settings.FIELD_KEYS = [NEW, OLD]
    all_found()
    second.refresh_from_db()
    second.save(update_fields=["iin"])
    assert raw(first).split(".")[1] != raw(second).split(".")[1]
    all_found()
    before = Child.objects.get(pk=first.pk).version
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    assert "people.Child.iin: 1 written anew" in said.getvalue()
    assert "Nothing is under an older key" in said.getvalue()
    all_found()
    settings.FIELD_KEYS = [NEW]
    all_found()
    assert Child.objects.get(pk=first.pk).version == before
    assert not RowHistory.objects.filter(table_name="people_child", actor_id=None).exists()


def test_a_rotation_stopped_after_a_batch_goes_on(officer, settings, monkeypatch):
    monkeypatch.setattr("apps.core.rotation.BATCH", 1)
    for serial in range(1, 4):
        with_iin(officer, serial, given_name="АӘБ"[serial - 1])
    settings.FIELD_KEYS = [NEW, OLD]
    place = next(one for one in places() if one.label == "people.Child.iin")
    next(rotate(place))
    assert stale(place) == 2
    assert [batch.written for batch in rotate(place)] == [1, 1]
    assert stale(place) == 0


def test_what_cannot_be_rotated_is_named_and_the_old_key_kept(officer, settings):
    damaged, twice, good = (with_iin(officer, n, given_name="АӘБ"[n - 1]) for n in (1, 2, 3))
    settings.FIELD_KEYS = [NEW]
    second = with_iin(officer, 2, given_name="Г")  # a process that was never told of the old key
    settings.FIELD_KEYS = [NEW, OLD]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_child SET iin = left(iin, -8) || 'AAAAAAA=' WHERE id = %s", [damaged.pk])
    said, wrong = StringIO(), StringIO()
    with pytest.raises(CommandError, match=r"people\.Child\.iin 2"):
        call_command("rotate_keys", stdout=said, stderr=wrong)
    assert f"no key opens the values of rows {damaged.pk}\n" in wrong.getvalue()
    assert f"holds the same as rows {twice.pk}\n" in wrong.getvalue()
    assert iin(2) not in said.getvalue() + wrong.getvalue()
    settings.FIELD_KEYS = [NEW]
    assert Child.objects.get(iin=iin(3)) == good
    assert Child.objects.get(iin=iin(2)) == second


def test_a_table_checked_under_an_old_key_is_checked_again(officer, settings):
    job = upload_import(table_of(1, 2), by=fresh(officer), at=timezone.now())
    work(timezone.now)
    settings.FIELD_KEYS = [NEW, OLD]
    taken = make_child(fresh(officer), birth_date=BORN, iin=iin(2), no_iin_reason="", given_name="Дана")
    job.refresh_from_db()
    confirm_import(job, by=fresh(officer), at=timezone.now())
    for _ in range(3):
        work(timezone.now)
    assert ImportJob.objects.get().state == ImportState.CHECKED_FAULTY
    assert list(Child.objects.filter(iin__in=[iin(1), iin(2)])) == [taken]


def test_a_damaged_iin_closes_no_page(officer, client):
    child = with_iin(officer)
    with transaction.atomic(), connection.cursor() as cursor:
        log.act_as(None)
        cursor.execute("UPDATE people_child SET iin = left(iin, -8) || 'AAAAAAA=' WHERE id = %s", [child.pk])
    child.refresh_from_db()
    assert isinstance(child.iin, Unreadable)
    type(officer).objects.filter(pk=officer.pk).update(language="en")
    client.force_login(officer)
    for address in ("", "summary/ru/", "edit/"):
        page = client.get(f"/children/{child.number}/{address}")
        assert page.status_code == 200
        if "summary" not in address:
            assert "cannot be read" in page.content.decode()
    assert client.get("/children/").status_code == 200
    assert not words_of([child.pk]) & set(str(child.iin).replace(":", "").split()), "the note is no word of the child"
    shown = client.post(f"/children/{child.number}/iin/", follow=True)
    assert "its key is missing" in shown.content.decode()
    with pytest.raises(Refused):
        reveal_iin(child, by=fresh(officer), at=AT)
    before = raw(child)
    child.address = "Абай 1"
    child.save()
    assert raw(child) == before, "nothing is lost by saving"
    with pytest.raises(Refused):
        correct_child(child, data={"address": "Абай 2"}, version=1, by=fresh(officer), at=AT)
    correct_child(child, data={"iin": iin(1)}, version=1, by=fresh(officer), at=AT)
    assert Child.objects.get(iin=iin(1)) == child


def test_an_iin_moved_to_another_table_does_not_open(officer):
    child = with_iin(officer)
    mother = {"kind": "MOTHER", "surname": "Бекетова", "given_name": "Сауле", "iin": iin(3)}
    tie = family.add_relative(child, data=mother, by=fresh(officer), at=AT)[0]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_relative SET iin = (SELECT iin FROM people_child WHERE id = %s)", [child.pk])
    assert isinstance(Relative.objects.get(pk=tie.relative_id).iin, Unreadable)
    assert not Relative.objects.filter(iin=iin(1)).exists()


def test_plain_columns_are_sealed_in_batches_and_opened_again(officer, monkeypatch):
    monkeypatch.setattr("apps.core.rotation.BATCH", 2)
    children = [with_iin(officer, n, given_name="АӘБ"[n - 1]) for n in (1, 2, 3)]
    place = Place("", "people_child", "iin", "people_child.iin", findable=True)
    with pytest.raises(Undecipherable):
        unseal(place)  # what is unique stays sealed as long as the rule stands
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; DROP INDEX child_iin_unique")
    unseal(place)
    assert [raw(child) for child in children] == [iin(1), iin(2), iin(3)]
    seal(place)
    seal(place)
    assert [Child.objects.get(iin=iin(n)).pk for n in (1, 2, 3)] == [child.pk for child in children]
    assert not RowHistory.objects.filter(table_name="people_child", actor_id=None).exists()


def test_the_history_of_a_correction_names_the_iin_only_when_it_changed(officer, client, settings):
    child = with_iin(officer)
    settings.FIELD_KEYS = [NEW, OLD]
    correct_child(child, data={"address": "Абай 7"}, version=1, by=fresh(officer), at=timezone.now())
    entry = LedgerEntry.objects.get(verb="child.corrected")
    assert entry.data["fields"] == ["address"]
    client.force_login(officer)
    client.cookies["django_language"] = "en"
    page = client.get(f"/children/{child.number}/timeline/").content.decode()
    line = page[page.index("Абай 7") - 400 : page.index("Абай 7") + 200]
    assert "IIN" not in line
    assert json.dumps(entry.data).count(iin(1)) == 0
