"""Sealing the ledger and the history of rows, and finding out whether anybody touched them.

Rows are taken in commit order: a seal covers every transaction number below the oldest one still running in this
database, so that a slow transaction cannot slip a row behind a seal, and one of another database on the same
server does not hold it up. Roots also go to a witness file outside the database.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from apps.audit.erasing import Listed, listed, stray
from apps.audit.history import UNTRACKED
from apps.audit.leaves import LEDGER_LEAF, digest, history_leaf
from apps.audit.log import keyed_hash, mac_of
from apps.audit.models import LedgerEntry, Seal

logger = logging.getLogger(__name__)

STREAMS = {
    b"L": ("audit_ledgerentry", LEDGER_LEAF),
    b"H": ("audit_rowhistory", history_leaf()),
}
LEAF = 1 + 8 + 32
DIFFERS = """
SELECT t.id, h.op IS NULL OR h.op = 'DELETE'
FROM {table} t
LEFT JOIN LATERAL (
    SELECT op, row FROM audit_rowhistory WHERE table_name = %s AND row_id = t.id ORDER BY id DESC LIMIT 1
) h ON true
WHERE h.op IS NULL OR h.op = 'DELETE' OR NOT h.row ? 'id' OR (h.row <> {now} AND EXISTS (
    SELECT FROM jsonb_each(h.row) AS old(name, value) WHERE {now} ? old.name AND {now}->old.name <> old.value
))
ORDER BY t.id LIMIT 1
"""
"""Columns that a later migration added or removed are no difference. The version of a row that is still there is
never an erased one."""
MISSING = """
SELECT row_id FROM (
    SELECT DISTINCT ON (row_id) row_id, op FROM audit_rowhistory WHERE table_name = %s ORDER BY row_id, id DESC
) h
WHERE op <> 'DELETE' AND NOT EXISTS (SELECT FROM {table} t WHERE t.id = h.row_id)
ORDER BY row_id LIMIT 1
"""


OLDEST = """
WITH now AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot),
elsewhere AS MATERIALIZED (
    SELECT l.transactionid::text::bigint AS low FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND l.granted
    AND a.datid <> (SELECT oid FROM pg_database WHERE datname = current_database())
)
SELECT coalesce(min(running), (SELECT pg_snapshot_xmax(snapshot)::text::bigint FROM now))
FROM (
    SELECT pg_snapshot_xip(snapshot)::text::bigint AS running FROM now
    UNION ALL SELECT pg_current_xact_id_if_assigned()::text::bigint
) r
WHERE mod(running, 4294967296) NOT IN (SELECT low FROM elsewhere)
"""
"""Every running transaction writes its own number's lock; the snapshot is taken first, so one that is not listed among
the locks of other databases counts as ours."""


@dataclass(frozen=True)
class Finding:
    """The first thing found wrong, in words for an operator."""

    text: str


def seal(at: datetime) -> Seal | None:
    """Seal all rows committed since the last seal; None when there are none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('caseflow.seal'))")
        last = Seal.objects.order_by("-pk").first()
        start = last.to_xid if last else 0
        cursor.execute(OLDEST)
        end = cursor.fetchone()[0]
        leaves = _leaves(start, end)
        if not leaves:
            return None
        previous = bytes(last.root) if last else bytes(32)
        new = Seal.objects.create(
            from_xid=start, to_xid=end, sealed_at=at, rows=len(leaves) // LEAF, leaves=leaves, previous=previous,
            root=_root(previous, start, end, leaves),
        )  # fmt: skip
        transaction.on_commit(lambda: _bear_witness(new))
    return new


def verify() -> Finding | None:
    """Check the chain, every sealed row, every ledger row's own hash, every tracked row's last version, and that
    nothing was emptied but what a genuine entry of the ledger lists."""
    erased = listed()
    return _check_erased(erased) or _check_chain(erased) or _check_macs() or _check_rows() or _check_outsiders()


def _leaves(start: int, end: int) -> bytes:
    parts = []
    with connection.cursor() as cursor:
        for tag, (table, text) in STREAMS.items():
            cursor.execute(
                f"SELECT id, {digest(text)} FROM {table}"  # noqa: S608 (constants above)
                " WHERE xid >= %s::text::xid8 AND xid < %s::text::xid8 ORDER BY id",
                [start, end],
            )
            parts += [tag + row_id.to_bytes(8, "big") + bytes(digest) for row_id, digest in cursor.fetchall()]
    return b"".join(parts)


def _root(previous: bytes, start: int, end: int, leaves: bytes) -> bytes:
    return keyed_hash(previous, f"{start}-{end}".encode(), leaves)


def _bear_witness(new: Seal) -> None:
    line = f"{new.pk} {new.rows} {bytes(new.root).hex()}"
    logger.info("ledger sealed: %s", line)
    if settings.LEDGER_WITNESS:
        with Path(settings.LEDGER_WITNESS).open("a") as file:
            file.write(line + "\n")


def _check_erased(erased: dict[int, Listed]) -> Finding | None:
    found = stray(erased)
    return Finding(f"audit_rowhistory row {found[0]}: {found[1]}") if found else None


def _check_chain(erased: dict[int, Listed]) -> Finding | None:
    previous, start, roots = bytes(32), 0, {}
    for one in Seal.objects.order_by("pk").iterator(chunk_size=200):
        leaves = bytes(one.leaves)
        if bytes(one.previous) != previous or one.from_xid != start:
            return Finding(f"seal {one.pk}: the seal before it was removed or altered")
        if bytes(one.root) != _root(previous, one.from_xid, one.to_xid, leaves):
            return Finding(f"seal {one.pk}: altered")
        if found := _compare(leaves, _leaves(one.from_xid, one.to_xid), erased):
            return found
        previous, start = bytes(one.root), one.to_xid
        roots[str(one.pk)] = previous.hex()
    return _check_witness(roots)


def _compare(sealed: bytes, present: bytes, erased: dict[int, Listed]) -> Finding | None:
    if sealed == present:
        return None
    before, now = _by_row(sealed), _by_row(present)
    for pk, one in erased.items():
        if before.get((b"H", pk)) == one.before and now.get((b"H", pk)) == one.after:
            before[b"H", pk] = one.after
    if before == now and list(before) == list(now):
        return None
    for key in sorted(before.keys() | now.keys(), key=lambda k: (k[0] != b"L", k[1])):
        if before.get(key) != now.get(key):
            fate = "removed" if key not in now else "inserted" if key not in before else "altered"
            return Finding(f"{STREAMS[key[0]][0]} row {key[1]}: {fate}")
    return Finding("rows were put into another order")


def _by_row(leaves: bytes) -> dict[tuple[bytes, int], bytes]:
    chunks = (leaves[i : i + LEAF] for i in range(0, len(leaves), LEAF))
    return {(c[:1], int.from_bytes(c[1:9], "big")): c[9:] for c in chunks}


def _check_witness(roots: dict[str, str]) -> Finding | None:
    path = Path(settings.LEDGER_WITNESS) if settings.LEDGER_WITNESS else None
    if path is None or not path.exists():
        return None
    for line in path.read_text().splitlines():
        number, _rows, root = line.split(" ")
        if roots.get(number) != root:
            return Finding(f"seal {number}: the witness file holds another root, or the seal was removed")
    return None


def _check_macs() -> Finding | None:
    for row in LedgerEntry.objects.order_by("pk").iterator(chunk_size=5000):
        if bytes(row.mac) != mac_of(row):
            return Finding(f"audit_ledgerentry row {row.pk}: altered, or not written by the application")
    return None


def _check_rows() -> Finding | None:
    """Every tracked row must equal its last recorded version, and none may be missing."""
    with connection.cursor() as cursor:
        for table, without in sorted(UNTRACKED.items()):
            minus = "".join(f" - '{column}'" for column in without)
            cursor.execute(DIFFERS.format(table=table, now=f"to_jsonb(t){minus}"), [table])
            if row := cursor.fetchone():
                return Finding(f"{table} row {row[0]}: {'inserted' if row[1] else 'altered'} past the triggers")
            cursor.execute(MISSING.format(table=table), [table])
            if row := cursor.fetchone():
                return Finding(f"{table} row {row[0]}: removed past the triggers")
    return None


def _check_outsiders() -> Finding | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, row_id, op FROM audit_rowhistory WHERE actor_id IS NULL ORDER BY id LIMIT 1")
        row = cursor.fetchone()
    fates = {"INSERT": "inserted", "UPDATE": "altered", "DELETE": "removed"}
    return Finding(f"{row[0]} row {row[1]}: {fates[row[2]]} outside the application") if row else None
