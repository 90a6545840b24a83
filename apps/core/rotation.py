"""Writing encrypted fields anew under the first of FIELD_KEYS."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, transaction

from apps.core.crypto import decrypt, encrypt, is_current
from apps.core.fields import Encrypted

BATCH = 1000


def encrypted_fields() -> list[Encrypted]:
    """Every encrypted column of the system."""
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, Encrypted)
    ]


def rotate(field: Encrypted) -> Iterator[int]:
    """Re-encrypt a column in batches, each in a transaction of its own; yields how many rows each batch wrote.

    Safe to stop and start again, and beside people at work: a row is locked while it is written. A value that no key
    opens raises Undecipherable with nothing of its batch written.
    """
    table, column, after = field.model._meta.db_table, field.column, 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f'SELECT id, "{column}" FROM "{table}" WHERE id > %s AND "{column}" <> \'\''  # noqa: S608 - own names
                " ORDER BY id LIMIT %s FOR UPDATE",
                [after, BATCH],
            )
            rows = cursor.fetchall()
            old = [(pk, stored) for pk, stored in rows if not is_current(stored)]
            cursor.executemany(
                f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s',  # noqa: S608 - own names
                [(encrypt(decrypt(stored, purpose=field.purpose), purpose=field.purpose), pk) for pk, stored in old],
            )
        if not rows:
            return
        after = rows[-1][0]
        yield len(old)
