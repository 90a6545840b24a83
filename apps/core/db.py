"""What PostgreSQL does for us beyond the ORM."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Func, TextField


class KkKey(Func):
    """Sort key in the order of the Kazakh alphabet (contains the Russian one)."""

    function = "kk_key"
    output_field = TextField()


class NumberKey(Func):
    """A document's number as it is compared: without marks and spaces, Cyrillic look-alikes as Latin letters."""

    output_field = TextField()
    template = (
        "upper(translate(%(expressions)s, 'АВЕКМНОРСТУХІавекмнорстухі №#-–—./\\_', 'ABEKMHOPCTYXIabekmhopctyxi'))"
    )


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """True for the one process that holds `name` now, False for any other; freed when its connection ends."""
    key = zlib.crc32(name.encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        held: bool = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def one_at_a_time(*names: str) -> None:
    """Wait until no other transaction holds one of these names; held until the present one ends."""
    with connection.cursor() as cursor:
        for name in sorted(set(names)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
