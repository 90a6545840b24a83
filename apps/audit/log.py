"""Writing to the ledger. Data hold numbers, codes and ids, never names or stories."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache

from django.conf import settings
from django.db import connection

from apps.audit.models import LedgerEntry
from apps.core.errors import Refused
from apps.core.subjects import Subject


@cache
def _key() -> bytes:
    return hashlib.sha256(b"caseflow-ledger:" + settings.LEDGER_KEY.encode()).digest()


def keyed_hash(*parts: bytes) -> bytes:
    return hmac.digest(_key(), b"\x00".join(parts), "sha256")


def mac_of(entry: LedgerEntry) -> bytes:
    """The keyed hash that a genuine row carries."""
    values = [
        entry.at.astimezone(UTC).isoformat(), entry.actor_id, entry.agency_id, entry.verb, entry.subject_kind,
        entry.subject_id, entry.subject_no, entry.data,
    ]  # fmt: skip
    return keyed_hash(json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())


def entry(verb: str, subject: Subject, *, by, at: datetime, **data) -> LedgerEntry:
    """An unsaved ledger row with its hash; `by` None means the system itself."""
    post = by.post if by is not None else None
    row = LedgerEntry(
        at=at, actor_id=by.pk if by else None, agency_id=post.agency_id if post else None, verb=verb,
        subject_kind=subject.kind, subject_id=subject.id, subject_no=subject.no,
        data=json.loads(json.dumps(data, default=str)),
    )  # fmt: skip
    row.mac = mac_of(row)
    return row


def record(verb: str, subject: Subject, *, by, at: datetime, **data) -> LedgerEntry:
    """Write one act to the ledger, in the caller's transaction."""
    row = entry(verb, subject, by=by, at=at, **data)
    row.save(force_insert=True)
    return row


def reached(hidden: Subject | None, *, by, at: datetime) -> LedgerEntry:
    """Somebody reached for a record that is hidden, or for one that is not there: a row either way, so that not even
    the time it takes tells which."""
    if hidden is None:
        return record("access.missed", Subject("", None, ""), by=by, at=at)
    return record("access.refused", hidden, by=by, at=at)


def outlive(refused: Refused) -> None:
    """Write the notes of a refused act, where they do not stand: after each end of what took them back."""
    for note in refused.notes:
        if note.pk is None or not LedgerEntry.objects.filter(pk=note.pk).exists():
            note.pk = None
            note.save(force_insert=True)


def record_many(rows: Iterable[LedgerEntry]) -> None:
    LedgerEntry.objects.bulk_create(rows, batch_size=2000)


def record_each(verb: str, subjects: Sequence[Subject], *, by, at: datetime, **data) -> None:
    """The same act on many subjects: rows as `record` writes them, in one COPY."""
    head = entry(verb, Subject("", 0, ""), by=by, at=at, **data)
    texts = [json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for value in (
        [at.astimezone(UTC).isoformat(), head.actor_id, head.agency_id, verb], head.data,
    )]  # fmt: skip
    names = "at, actor_id, agency_id, verb, subject_kind, subject_id, subject_no, data, mac"
    with connection.cursor() as cursor, cursor.copy(f"COPY audit_ledgerentry ({names}) FROM STDIN") as copy:
        for one in subjects:
            said = json.dumps([one.kind, one.id, one.no], ensure_ascii=False, separators=(",", ":"))
            mac = keyed_hash(f"{texts[0][:-1]},{said[1:-1]},{texts[1]}]".encode())
            copy.write_row((at, head.actor_id, head.agency_id, verb, one.kind, one.id, one.no, texts[1], mac))


def act_as(user) -> None:
    """Name the actor to the history triggers for the rest of this transaction; None: the system (0)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('caseflow.by', %s, true)", [str(user.pk if user else 0)])
