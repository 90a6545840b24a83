"""History may be emptied by an entry of the ledger that lists it, and in no other way."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from apps.audit import log
from apps.audit.erasing import erase_history
from apps.audit.models import LedgerEntry, RowHistory
from apps.core.subjects import Subject
from tests.audit.test_sealing import _committed, behind_the_back, child, found, seal  # noqa: F401 - fixtures

ABOUT = Subject("child", 7, "C-7")


def versions(child):  # noqa: F811
    """Ids of the versions of the child's row of access, which is then removed."""
    with transaction.atomic():
        log.act_as(None)
        child.access.all().delete()
    return list(
        RowHistory.objects.filter(table_name="people_childaccess", row__child_id=child.pk).values_list("pk", flat=True)
    )


def erase(rows):
    with transaction.atomic():
        log.act_as(None)
        return erase_history(rows, ABOUT, by=None, at=timezone.now())


def verified() -> str:
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def erased(child):  # noqa: F811
    rows = versions(child)
    seal()
    entries = erase(rows)
    return rows, entries


def test_erased_history_is_verified_and_named(erased):
    rows, (entry,) = erased
    assert len(rows) == 2
    assert [row.row for row in RowHistory.objects.filter(pk__in=rows)] == [{"erased": entry}] * 2
    seal()
    assert verified().endswith(f"rows sealed, 2 rows of history erased by entries {entry}")
    assert erase(rows) == []


def test_history_erased_before_it_is_sealed_is_verified(child):  # noqa: F811
    erase(versions(child))
    seal()
    assert "2 rows of history erased" in verified()


def test_many_rows_take_several_entries(child, monkeypatch):  # noqa: F811
    monkeypatch.setattr("apps.audit.erasing.AT_ONCE", 1)
    assert len(erase(versions(child))) == 2
    assert "2 rows of history erased" in verified()


@pytest.mark.parametrize("entry", ["1", "(SELECT max(id) FROM audit_ledgerentry)"])
def test_the_database_refuses_to_empty_without_an_entry(child, entry):  # noqa: F811
    row = versions(child)[0]
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_rowhistory SET row = jsonb_build_object('erased', {entry}) WHERE id = %s", [row])


def test_the_database_refuses_an_entry_of_another_transaction(erased, child):  # noqa: F811
    rows, (entry,) = erased
    with behind_the_back() as cursor:
        cursor.execute("UPDATE audit_rowhistory SET row = '{\"id\": 1}' WHERE id = %s", [rows[0]])
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_rowhistory SET row = '{{\"erased\": {entry}}}' WHERE id = %s", [rows[0]])


@pytest.mark.parametrize("change", ["actor_id = 99", 'row = row || \'{"name": "x"}\''])
def test_the_database_refuses_more_than_emptying(child, change):  # noqa: F811
    row = versions(child)[0]
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_rowhistory SET {change} WHERE id = %s", [row])


@pytest.mark.parametrize("sealed", [True, False])
def test_a_forged_erasure_is_found(child, sealed):  # noqa: F811
    """Whoever switches the triggers off and empties a row needs an entry with the key of the ledger."""
    row = versions(child)[0]
    if sealed:
        seal()
    with behind_the_back() as cursor:
        cursor.execute(
            "INSERT INTO audit_ledgerentry (at, verb, subject_kind, subject_no, data, mac) VALUES (now(),"
            " 'history.erased', 'child', 'C-7', jsonb_build_object('rows', jsonb_build_object(%s::text, '00:00')),"
            " '\\x00') RETURNING id",
            [row],
        )
        entry = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE audit_rowhistory SET row = jsonb_build_object('erased', %s::bigint) WHERE id = %s", [entry, row]
        )
    assert f"audit_rowhistory row {row}: emptied, and no entry" in found()


def test_a_row_emptied_in_the_name_of_a_genuine_entry_is_found(erased, child):  # noqa: F811
    _rows, (entry,) = erased
    other = RowHistory.objects.filter(table_name="people_child").latest("pk").pk
    with behind_the_back() as cursor:
        cursor.execute(
            "UPDATE audit_rowhistory SET row = jsonb_build_object('erased', %s::bigint) WHERE id = %s", [entry, other]
        )
    assert f"audit_rowhistory row {other}: emptied, and no entry" in found()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE audit_rowhistory SET actor_id = 99 WHERE id = %s", "altered after it was erased"),
        ("UPDATE audit_rowhistory SET row = '{\"id\": 1}' WHERE id = %s", "altered after it was erased"),
        ("DELETE FROM audit_rowhistory WHERE id = %s", "removed after it was erased"),
    ],
)
def test_what_is_left_of_an_erased_row_is_still_guarded(erased, statement, words):
    rows, _entries = erased
    with behind_the_back() as cursor:
        cursor.execute(statement, [rows[1]])
    assert f"audit_rowhistory row {rows[1]}: {words}" in found()


def test_an_altered_list_of_erased_rows_is_found(erased):
    rows, (entry,) = erased
    with behind_the_back() as cursor:
        cursor.execute("UPDATE audit_ledgerentry SET data = '{\"rows\": {}}' WHERE id = %s", [entry])
    assert f"row {min(rows)}: emptied" in found()


def test_the_version_of_a_row_that_is_there_is_no_erased_one(child):  # noqa: F811
    """Else an erasure would hide what somebody changed past the triggers."""
    last = RowHistory.objects.filter(table_name="people_child").latest("pk")
    erase([last.pk])
    assert f"people_child row {child.pk}: altered past the triggers" in found()
    assert LedgerEntry.objects.filter(verb="history.erased").count() == 1
