"""Erasing the content of history without touching the proof: the one thing that may replace a version of a row.

A ledger entry lists each row with its hash before and after; its own keyed hash makes the list genuine. The row
keeps its place, instant, actor and table, and holds the entry's id instead of its content. So verification can
tell what was erased by whose act from what somebody emptied.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from apps.audit.leaves import ERASED, digest, hexed, history_leaf
from apps.audit.log import entry, mac_of
from apps.audit.models import LedgerEntry
from apps.core.subjects import Subject

AT_ONCE = 200
"""Rows an entry lists: the trigger looks into the entry once for every row."""
MARK = "jsonb_build_object('erased', %s::bigint)"


@dataclass(frozen=True)
class Listed:
    """A row of history by its hashes, and the ledger entry that says so."""

    entry: int
    before: bytes
    after: bytes


def erase_history(rows: Sequence[int], about: Subject, *, by: Any, at: datetime, **data: Any) -> list[int]:
    """Erase the content of these rows of history (ids); returns the ids of the ledger entries that list them.

    Call inside an action. Rows that were erased before are passed over. `data` goes into each entry.
    """
    wanted = sorted(set(rows))
    chunks = [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]
    return [pk for chunk in chunks if (pk := _erase(chunk, about, by=by, at=at, **data))]


def _erase(rows: list[int], about: Subject, *, by: Any, at: datetime, **data: Any) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('audit_ledgerentry', 'id'))")
        pk = cursor.fetchone()[0]
        cursor.execute(
            f"SELECT id, {hexed(history_leaf())} || ':' || {hexed(history_leaf(row=MARK))}"  # noqa: S608 (constants)
            " FROM audit_rowhistory WHERE id = ANY(%s) AND row ? 'id' ORDER BY id FOR UPDATE",
            [pk, rows],
        )
        hashes = {str(row): pair for row, pair in cursor.fetchall()}
        if not hashes:
            return None
        made = entry(ERASED, about, by=by, at=at, rows=hashes, **data)
        made.pk = pk
        made.save(force_insert=True)
        cursor.execute(
            f"UPDATE audit_rowhistory SET row = {MARK} WHERE id = ANY(%s)",  # noqa: S608 (a constant)
            [pk, [int(row) for row in hashes]],
        )
    return pk


def listed() -> dict[int, Listed]:
    """Every row of history that a genuine entry of the ledger lists as erased, by id."""
    found = {}
    for one in LedgerEntry.objects.filter(verb=ERASED).order_by("pk").iterator(chunk_size=100):
        if bytes(one.mac) != mac_of(one):
            continue
        for row, pair in one.data["rows"].items():
            before, after = map(bytes.fromhex, pair.split(":"))
            found[int(row)] = Listed(one.pk, before, after)
    return found


def stray(erased: dict[int, Listed]) -> tuple[int, str] | None:
    """The first row of history that is empty without leave, or that should be empty and is not; and how."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {digest(history_leaf())} FROM audit_rowhistory"  # noqa: S608 (constants)
            " WHERE NOT row ? 'id' OR id = ANY(%s) ORDER BY id",
            [list(erased)],
        )
        present = {pk: bytes(said) for pk, said in cursor.fetchall()}
    for pk, said in present.items():
        if pk not in erased:
            return pk, "emptied, and no entry of the ledger says that it was erased"
        if said != erased[pk].after:
            return pk, f"altered after it was erased by entry {erased[pk].entry}"
    gone = min(erased.keys() - present.keys(), default=None)
    return (gone, f"removed after it was erased by entry {erased[gone].entry}") if gone is not None else None
