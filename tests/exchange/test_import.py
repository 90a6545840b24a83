"""Importing a table of children: all of it or nothing, once, with everything a registered child has."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.audit import log
from apps.audit.models import LedgerEntry, RowHistory
from apps.core.errors import NotAllowed, Refused
from apps.exchange import checking, importing
from apps.exchange.actions import confirm_import, discard_import, upload_import
from apps.exchange.models import ImportJob, ImportRow
from apps.exchange.states import ImportState
from apps.exchange.work import take_step, tidy, work
from apps.matching.keeping import rebuild
from apps.matching.models import ChildKey
from apps.matching.search import search
from apps.people.actions import register_child
from apps.people.models import Child, ChildAccess
from tests.exchange.files import csv_file, good_row, xlsx_file
from tests.factories.accounts import fresh, make_officer
from tests.factories.people import child_data, make_child, make_iin, years_ago

pytestmark = pytest.mark.django_db
GOOD = [good_row(n) for n in range(5)]


@pytest.mark.parametrize("file", [
    csv_file(GOOD), csv_file(GOOD, encoding="utf-8"), csv_file(GOOD, separator=","), csv_file(GOOD, separator="\t"),
    csv_file(GOOD, encoding="utf-16", separator="\t"), csv_file(GOOD, before="sep=;\n", encoding="utf-8"),
    xlsx_file(GOOD),
])  # fmt: skip
def test_a_good_table_comes_in_whole(bring_in, officer, file):
    job = bring_in(file)
    assert (job.state, job.total, job.faulty, job.refusal) == (ImportState.DONE, 5, 0, None)
    children = list(Child.objects.visible_to(fresh(officer)).order_by("pk"))
    assert [child.surname for child in children] == [row[0] for row in GOOD]
    assert [child.iin for child in children] == [row[3] for row in GOOD]
    assert {child.guardianship_id for child in children} == {officer.agency.pk}
    assert {child.area_id for child in children} == {officer.agency.area_id}
    assert not job.file
    assert not ImportRow.objects.exists()


def test_an_imported_child_is_stored_as_a_registered_one(bring_in, officer):
    bring_in(csv_file(GOOD[:1]))
    imported = Child.objects.get()
    iin = make_iin(years_ago(9), "MALE", 777)
    data = child_data(
        surname="Серікаов", given_name="Нұрлан", patronymic="Қайратұлы", iin=iin, no_iin_reason="", sex="MALE",
        birth_date=imported.birth_date, address="Абай көшесі 0",
    )  # fmt: skip
    registered, _cautions = register_child(data=data, by=fresh(officer), at=timezone.now())
    registered.refresh_from_db()
    own = {"id", "number", "iin", "registered_at"}
    for field in Child._meta.concrete_fields:
        if field.name not in own and "iin" not in field.name:
            assert getattr(imported, field.attname) == getattr(registered, field.attname), field.name
    access = ChildAccess.objects.order_by("pk")
    assert access[0].ground == access[1].ground == "RESPONSIBLE"
    assert access[0].sort_at == imported.registered_at == access[0].valid_from
    assert access[0].granted_by_id == officer.pk
    assert imported.number.startswith("C-")


def test_every_child_has_its_ledger_row_and_its_history(bring_in, officer):
    job = bring_in(csv_file(GOOD))
    entries = LedgerEntry.objects.filter(verb="child.registered").order_by("subject_id")
    assert [entry.subject_no for entry in entries] == list(
        Child.objects.order_by("pk").values_list("number", flat=True)
    )
    for entry in entries:
        assert bytes(entry.mac) == log.mac_of(entry)
        assert (entry.actor_id, entry.agency_id, entry.data) == (officer.pk, officer.agency.pk, {"job": job.pk})
    for table in ("people_child", "people_childaccess"):
        rows = RowHistory.objects.filter(table_name=table)
        assert {row.actor_id for row in rows} == {officer.pk}
        assert rows.count() == 5


def test_the_ledger_holds_nothing_personal(bring_in):
    bring_in(csv_file(GOOD))
    said = str(list(LedgerEntry.objects.filter(subject_kind="import").values_list("verb", "data", "subject_no")))
    for row in GOOD:
        assert row[0] not in said
        assert row[3] not in said


def test_an_error_in_one_row_keeps_everything_out(check, officer):
    job = check(csv_file([*GOOD, good_row(9, **{"Туған күні": "31.02.2015"})]))
    assert (job.state, job.faulty, job.total) == (ImportState.CHECKED_FAULTY, 1, 6)
    with pytest.raises(Refused):
        confirm_import(job, by=fresh(officer), at=timezone.now())
    work(timezone.now)
    assert not Child.objects.exists()


def test_a_kill_in_the_middle_leaves_nothing_and_the_next_worker_finishes(check, officer, monkeypatch):
    job = check(csv_file(GOOD))
    confirm_import(job, by=fresh(officer), at=timezone.now())

    def die(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(importing.log, "record_each", die)
        with pytest.raises(KeyboardInterrupt):
            work(timezone.now)
    assert not Child.objects.exists()
    assert not ChildAccess.objects.exists()
    job.refresh_from_db()
    assert job.state == ImportState.IMPORTING
    work(timezone.now)
    job.refresh_from_db()
    assert job.state == ImportState.DONE
    assert Child.objects.count() == 5


def test_a_kill_during_the_check_is_begun_anew(check, officer, monkeypatch):
    monkeypatch.setattr(checking, "BATCH", 2)
    upload_import(csv_file(GOOD), by=fresh(officer), at=timezone.now())
    kept = checking._keep

    def die_later(*arguments):
        kept(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(checking, "_keep", die_later)
        with pytest.raises(KeyboardInterrupt):
            work(timezone.now)
    job = ImportJob.objects.get()
    assert (job.state, job.done, ImportRow.objects.count()) == (ImportState.CHECKING, 2, 2)
    work(timezone.now)
    job.refresh_from_db()
    assert (job.state, job.total, ImportRow.objects.count()) == (ImportState.READY, 5, 5)


def test_a_job_that_fails_again_and_again_is_given_up(check, officer, monkeypatch):
    job = check(csv_file(GOOD))
    confirm_import(job, by=fresh(officer), at=timezone.now())
    monkeypatch.setattr(importing.log, "record_each", lambda *a, **k: 1 / 0)
    work(timezone.now)
    job.refresh_from_db()
    assert job.state == ImportState.FAILED
    assert not Child.objects.exists()


def test_confirmed_twice_is_imported_once(bring_in, officer):
    job = bring_in(csv_file(GOOD))
    with pytest.raises(Refused):
        confirm_import(job, by=fresh(officer), at=timezone.now())
    work(timezone.now)
    assert Child.objects.count() == 5


def test_an_iin_taken_between_check_and_confirmation_is_found(check, officer):
    job = check(csv_file(GOOD))
    data = child_data(iin=GOOD[2][3], no_iin_reason="", sex="MALE")
    register_child(data=data, by=fresh(officer), at=timezone.now())
    confirm_import(job, by=fresh(officer), at=timezone.now())
    work(timezone.now)
    job.refresh_from_db()
    assert (job.state, job.faulty) == (ImportState.CHECKED_FAULTY, 1)
    assert Child.objects.count() == 1


def test_confirmed_on_a_later_day_it_is_checked_anew(check, officer):
    job = check(csv_file(GOOD))
    ImportJob.objects.filter(pk=job.pk).update(checked_on=timezone.localdate() - timedelta(days=2))
    confirm_import(job, by=fresh(officer), at=timezone.now())
    work(timezone.now)
    job.refresh_from_db()
    assert job.state == ImportState.READY
    assert not Child.objects.exists()


def test_file_and_rows_go_when_discarded_and_after_a_week(check, officer, settings, django_capture_on_commit_callbacks):
    from pathlib import Path

    kept = [check(csv_file(GOOD)), check(csv_file([good_row(n) for n in range(7, 9)]))]
    files = [Path(settings.MEDIA_ROOT) / job.file.name for job in kept]
    assert all(file.exists() for file in files)
    with django_capture_on_commit_callbacks(execute=True):
        discard_import(kept[0], by=fresh(officer), at=timezone.now())
    assert [file.exists() for file in files] == [False, True]
    assert tidy(timezone.now()) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert tidy(timezone.now() + timedelta(days=8)) == 1
    assert not files[1].exists()
    assert not ImportRow.objects.exists()
    assert set(ImportJob.objects.values_list("state", flat=True)) == {ImportState.DISCARDED}


def test_a_post_that_ended_before_the_import_lets_nothing_in(check, officer):
    job = check(csv_file(GOOD))
    confirm_import(job, by=fresh(officer), at=timezone.now())
    officer.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    work(timezone.now)
    job.refresh_from_db()
    assert job.state == ImportState.FAILED
    assert not Child.objects.exists()


def test_imports_are_seen_by_the_own_agency_only(check, officer):
    job = check(csv_file(GOOD))
    assert list(ImportJob.objects.visible_to(fresh(officer))) == [job]
    assert not ImportJob.objects.visible_to(fresh(make_officer())).exists()
    stranger = make_officer()
    stranger.memberships.update(role="MENTOR")
    with pytest.raises(NotAllowed):
        upload_import(csv_file(GOOD), by=fresh(stranger), at=timezone.now())


def test_a_likely_duplicate_is_a_caution_that_names_only_visible_files(check, officer):
    born = years_ago(8)
    mine = make_child(fresh(officer), surname="Серіков", given_name="Ерлан", patronymic="", birth_date=born, sex="MALE")
    hidden = make_child(surname="Жұмабаев", given_name="Тимур", patronymic="", birth_date=born, sex="MALE")
    day = f"{born:%d.%m.%Y}"
    rows = [
        good_row(0, **{"Тегі": "Сериков", "Аты": "Ерлан", "Әкесінің аты": "", "Туған күні": day}),
        good_row(7, **{"Тегі": "Жумабаев", "Аты": "Тимур", "Әкесінің аты": "", "Туған күні": day}),
    ]
    job = check(csv_file(rows))
    assert (job.state, job.cautioned) == (ImportState.READY, 2)
    told = [[issue["text"]["en"] for issue in row.issues if issue["field"] == "given_name"] for row in job.rows.all()]
    assert mine.number in told[0][0]
    assert "another body" in told[1][0]
    assert hidden.number not in str(told)


def test_keys_are_those_that_a_registration_writes(bring_in, officer):
    rows = [good_row(0), good_row(1, **{"Әкесінің аты": ""}), good_row(2, Аты="Нұрлан-Әли", Тегі="Нұрлан")]
    bring_in(csv_file(rows))
    fields = ("child_id", "tokens", "pairs", "phones", "birth_date", "birth_is_vague", "is_fresh")
    imported = list(ChildKey.objects.order_by("pk").values_list(*fields))
    assert len(imported) == 3
    ChildKey.objects.all().delete()
    rebuild([row[0] for row in imported])
    rebuilt = list(ChildKey.objects.order_by("pk").values_list(*fields))
    ordered = [tuple(sorted(part) if isinstance(part, list) else part for part in row) for row in imported]
    assert ordered == rebuilt
    assert [child.pk for child in Child.objects.filter(pk__in=search(fresh(officer), "Нурлан Сериков"))]


def test_what_is_discarded_while_it_is_checked_stays_discarded(officer, monkeypatch):
    monkeypatch.setattr(checking, "BATCH", 2)
    job = upload_import(csv_file([good_row(n) for n in range(6)]), by=fresh(officer), at=timezone.now())
    instants = iter(range(100))

    def clock():
        if next(instants) == 5:  # between two batches
            discard_import(ImportJob.objects.get(pk=job.pk), by=fresh(officer), at=timezone.now())
        return timezone.now()

    take_step(ImportJob.objects.get(pk=job.pk), clock)
    left = ImportJob.objects.get(pk=job.pk)
    assert (left.state, left.file.name, left.rows.count()) == (ImportState.DISCARDED, "", 0)
    assert not Child.objects.filter(guardianship=officer.agency).exists()


def test_rows_that_are_missing_stop_the_import_and_it_is_checked_anew(check, officer):
    job = check(csv_file([good_row(n) for n in range(3)]))
    confirm_import(job, by=fresh(officer), at=timezone.now())
    job.rows.order_by("row").first().delete()
    take_step(ImportJob.objects.get(pk=job.pk), timezone.now)
    job.refresh_from_db()
    assert job.state == ImportState.CHECKING
    assert not Child.objects.filter(guardianship=officer.agency).exists()


def test_a_cell_of_many_letters_is_refused_by_its_length(check):
    job = check(xlsx_file([good_row(0, Аты="ә" * 32_000)]))
    [row] = job.rows.all()
    assert "longer than 250" in str(row.issues)
    assert len(row.cells["given_name"]) == 250
