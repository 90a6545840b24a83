"""Whoever touches the ledger, the history or a tracked row behind the application's back is found."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from threading import Event, Thread

import psycopg
import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from apps.audit import log, sealing
from apps.audit.history import UNTRACKED
from apps.audit.models import LedgerEntry, RowHistory, Seal
from apps.core.subjects import Subject
from apps.obligations.law import load_rules
from apps.people.models import Child
from tests.factories.people import make_child

SUBJECT = Subject("child", 7, "C-7")
FORGED = (
    "INSERT INTO audit_ledgerentry (at, verb, subject_kind, subject_no, data, mac)"
    " VALUES (now(), 'child.opened', 'child', 'C-7', '{}', %s)"
)


@pytest.fixture(autouse=True)
def _committed(transactional_db, settings, tmp_path):
    """Seals follow commits, so these tests commit; roots are also written down outside the database."""
    settings.LEDGER_WITNESS = str(tmp_path / "witness")


@pytest.fixture
def child() -> Child:
    with transaction.atomic():
        log.act_as(None)
        made = make_child()
    record()
    seal()
    return made


def record(verb: str = "child.opened") -> LedgerEntry:
    return log.record(verb, SUBJECT, by=None, at=timezone.now())


def seal() -> Seal:
    """Seal everything, which waits for what a thread of this test may still be writing."""
    limit = time.monotonic() + 60
    while sum(Seal.objects.values_list("rows", flat=True)) < LedgerEntry.objects.count() + RowHistory.objects.count():
        assert time.monotonic() < limit
        if sealing.seal(timezone.now()) is None:
            time.sleep(0.05)
    return Seal.objects.latest("pk")


@contextmanager
def behind_the_back() -> Iterator:
    """The session of the tables' owner, who has switched every trigger of ours off."""
    with connection.cursor() as cursor:
        _triggers(cursor, "DISABLE")
        with transaction.atomic():
            yield cursor
        _triggers(cursor, "ENABLE")


def _triggers(cursor, word: str) -> None:
    for table in ("audit_ledgerentry", "audit_rowhistory", "audit_seal", *UNTRACKED):
        cursor.execute(f"ALTER TABLE {table} {word} TRIGGER USER")


@contextmanager
def raw_sql() -> Iterator:
    """Another program's session: triggers fire, nobody is named."""
    with transaction.atomic(), connection.cursor() as cursor:
        yield cursor


def found() -> str:
    """What `verify_ledger` says, after making sure that it exits with 4."""
    errors = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_ledger", stderr=errors)
    assert stopped.value.code == 4
    return errors.getvalue()


def test_untouched_is_ok_and_counts_what_is_sealed(child):
    for _time in range(2):
        out = StringIO()
        call_command("verify_ledger", stdout=out)
        total = LedgerEntry.objects.count() + RowHistory.objects.count()
        assert out.getvalue().strip() == f"OK {total} rows sealed"


@pytest.mark.parametrize("table", ["audit_ledgerentry", "audit_rowhistory", "audit_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_ledger(child, table, statement):
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), raw_sql() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize("sealed", [True, False])
def test_an_altered_ledger_row_is_named(child, sealed):
    row = record()
    if sealed:
        seal()
    with behind_the_back() as cursor:
        cursor.execute("UPDATE audit_ledgerentry SET actor_id = 1 WHERE id = %s", [row.pk])
    assert f"audit_ledgerentry row {row.pk}: altered" in found()


def test_a_removed_ledger_row_is_named(child):
    row = LedgerEntry.objects.latest("pk")
    with behind_the_back() as cursor:
        cursor.execute("DELETE FROM audit_ledgerentry WHERE id = %s", [row.pk])
    assert f"audit_ledgerentry row {row.pk}: removed" in found()


def test_a_ledger_row_of_somebody_elses_hand_is_named(child):
    with raw_sql() as cursor:
        cursor.execute(FORGED + " RETURNING id", [b"\x00" * 32])
        pk = cursor.fetchone()[0]
    assert f"audit_ledgerentry row {pk}" in found()


def test_a_genuine_row_copied_into_the_past_is_named(child):
    """Its own hash is right, but the seal of that time does not know it."""
    with behind_the_back() as cursor:
        cursor.execute(
            "INSERT INTO audit_ledgerentry (at, verb, subject_kind, subject_id, subject_no, data, mac, xid)"
            " SELECT at, verb, subject_kind, subject_id, subject_no, data, mac, xid FROM audit_ledgerentry"
            " ORDER BY id DESC LIMIT 1 RETURNING id"
        )
        pk = cursor.fetchone()[0]
    assert f"audit_ledgerentry row {pk}: inserted" in found()


@pytest.mark.parametrize(
    ("statement", "fate"),
    [
        ("UPDATE audit_rowhistory SET actor_id = 99 WHERE id = %s", "altered"),
        ("DELETE FROM audit_rowhistory WHERE id = %s", "removed"),
    ],
)
def test_touched_history_is_named(child, statement, fate):
    row = RowHistory.objects.filter(table_name="people_child").latest("pk")
    with behind_the_back() as cursor:
        cursor.execute(statement, [row.pk])
    assert f"audit_rowhistory row {row.pk}: {fate}" in found()


@pytest.mark.parametrize("session", [behind_the_back, raw_sql])
def test_an_altered_row_is_named(child, session):
    with session() as cursor:
        cursor.execute("UPDATE people_child SET surname = 'Х' WHERE id = %s", [child.pk])
    assert f"people_child row {child.pk}: altered" in found()


@pytest.mark.parametrize("session", [behind_the_back, raw_sql])
def test_a_removed_row_is_named(child, session):
    with session() as cursor:
        cursor.execute("DELETE FROM people_childaccess WHERE child_id = %s RETURNING id", [child.pk])
        pk = cursor.fetchone()[0]
    assert f"people_childaccess row {pk}: removed" in found()


@pytest.mark.parametrize("session", [behind_the_back, raw_sql])
def test_an_inserted_row_is_named(child, session):
    with session() as cursor:
        cursor.execute(
            "INSERT INTO people_childaccess (child_id, agency_id, ground, valid_from, sort_at)"
            " VALUES (%s, %s, 'PLACEMENT', now(), now()) RETURNING id",
            [child.pk, child.guardianship_id],
        )
        pk = cursor.fetchone()[0]
    assert f"people_childaccess row {pk}: inserted" in found()


def test_a_row_put_back_after_it_was_removed_is_named(child):
    access = child.access.get()
    values = [child.pk, child.guardianship_id, access.pk]
    with transaction.atomic():
        log.act_as(None)
        access.delete()
    with behind_the_back() as cursor:
        cursor.execute(
            "INSERT INTO people_childaccess (child_id, agency_id, ground, valid_from, sort_at, id)"
            " VALUES (%s, %s, 'RESPONSIBLE', now(), now(), %s)",
            values,
        )
    assert f"people_childaccess row {values[2]}: inserted" in found()


def test_a_rung_added_to_a_stored_rule_is_found(child):
    """Something added deep inside a value is a difference like any other."""
    load_rules()
    with behind_the_back() as cursor:
        cursor.execute(
            "UPDATE obligations_rule SET ladder = ladder || ladder WHERE jsonb_array_length(ladder) > 0 RETURNING id"
        )
        pk = min(row[0] for row in cursor.fetchall())
    assert f"obligations_rule row {pk}: altered" in found()


def test_a_column_of_a_later_version_is_no_difference(child):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_child ADD COLUMN later text NOT NULL DEFAULT 'x'")
        try:
            assert sealing.verify() is None
        finally:
            cursor.execute("ALTER TABLE people_child DROP COLUMN later")


@pytest.mark.parametrize("column", ["root", "leaves", "previous"])
def test_an_altered_seal_is_named(child, column):
    last = Seal.objects.latest("pk")
    with behind_the_back() as cursor:
        cursor.execute(f"UPDATE audit_seal SET {column} = '\\x00' WHERE id = %s", [last.pk])
    assert f"seal {last.pk}" in found()


def test_a_seal_cut_out_of_the_chain_is_noticed(child):
    for _time in range(2):
        record()
        seal()
    middle, last = list(Seal.objects.order_by("pk"))[-2:]
    with behind_the_back() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE id = %s", [middle.pk])
    assert f"seal {last.pk}: the seal before it was removed" in found()


def test_the_witness_knows_of_the_last_seal_and_its_rows(child):
    """Without the witness, taking the newest seal and its rows away together would leave no trace inside."""
    record()
    last = seal()
    with behind_the_back() as cursor:
        cursor.execute("DELETE FROM audit_ledgerentry WHERE xid >= %s::text::xid8", [str(last.from_xid)])
        cursor.execute("DELETE FROM audit_seal WHERE id = %s", [last.pk])
    assert f"seal {last.pk}: the witness file" in found()


@contextmanager
def another_database() -> Iterator[psycopg.Cursor]:
    """A cursor on the server's own database, in a transaction of its own."""
    of_ours = connection.get_connection_params()
    there = {name: of_ours[name] for name in ("host", "port", "user", "password")}
    with psycopg.connect(**there, dbname="postgres") as other, other.cursor() as cursor:
        yield cursor


def test_a_transaction_of_another_database_does_not_hold_up_a_seal():
    with another_database() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        row = record()
        assert sealing.seal(timezone.now()) is not None
    assert sum(Seal.objects.values_list("rows", flat=True)) == LedgerEntry.objects.filter(pk=row.pk).count()


def test_a_slow_transaction_cannot_slip_behind_a_seal(child):
    written, go_on = Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            record("child.slow")
            written.set()
            go_on.wait(10)
        connection.close()

    thread = Thread(target=slow)
    thread.start()
    written.wait(10)
    record("child.quick")
    sealing.seal(timezone.now())
    go_on.set()
    thread.join()
    seal()
    assert sealing.verify() is None
