"""Numbers that people read out on the telephone. They come from PostgreSQL sequences: unique, never reused."""

from datetime import datetime

from django.db import connection

from apps.core.localtime import local

SEQUENCES = {
    "I": "number_incident", "N": "number_notice", "C": "number_child", "K": "number_case", "R": "number_referral",
    "A": "number_agreement", "M": "number_candidate", "T": "number_certificate",
    "P": "number_assignment", "W": "number_proposal", "V": "number_meeting", "Q": "number_report",
    "E": "number_appeal", "Z": "number_request", "L": "number_call",
}  # fmt: skip


def next_numbers(prefix: str, count: int, at: datetime) -> list[str]:
    """`count` fresh numbers: I-26-000415 with the year of `at`, and C-104512 for children."""
    return [label(prefix, value, at) for value in take(prefix, count)]


def next_number(prefix: str, at: datetime) -> str:
    return next_numbers(prefix, 1, at)[0]


def take(prefix: str, count: int) -> list[int]:
    """The next values of a sequence, for whoever makes many records of different years at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [SEQUENCES[prefix], count])
        return [row[0] for row in cursor.fetchall()]


def label(prefix: str, value: int, at: datetime) -> str:
    """A value of a sequence as people read it."""
    return f"C-{value}" if prefix == "C" else f"{prefix}-{local(at):%y}-{value:06d}"
