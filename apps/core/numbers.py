"""Numbers that people read out on the telephone. They come from PostgreSQL sequences: unique, never reused."""

from datetime import datetime

from django.db import connection

from apps.core.localtime import local

SEQUENCES = {"I": "number_incident", "N": "number_notice", "C": "number_child"}


def next_numbers(prefix: str, count: int, at: datetime) -> list[str]:
    """`count` fresh numbers: I-26-000415 for incidents and notices (year of `at`), C-104512 for children."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [SEQUENCES[prefix], count])
        values = [row[0] for row in cursor.fetchall()]
    if prefix == "C":
        return [f"C-{value}" for value in values]
    return [f"{prefix}-{local(at):%y}-{value:06d}" for value in values]


def next_number(prefix: str, at: datetime) -> str:
    return next_numbers(prefix, 1, at)[0]
