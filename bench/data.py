"""Data for benchmarks: the law and the demo's agencies and people as ever, and masses of rows by plain SQL."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from apps.accounts.models import Agency
from apps.audit import log
from apps.demo.agencies import make_agencies
from apps.demo.load import SEED
from apps.demo.staff import grant, make_people
from apps.demo.world import World

RULE = "kz345.a28-2.p10.s7"


def say(text: str) -> None:
    print(f"   {text}", flush=True)


def size(default: int) -> int:
    """How many rows to measure with: the benchmark's own number unless the environment says otherwise."""
    return int(os.environ.get("CASEFLOW_BENCH_SIZE", default))


def execute(sql: str, *parameters: object) -> int:
    """Run one statement; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def rows(sql: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def make_country() -> None:
    """Schema, law, agencies of every kind, their people and grants; once per database."""
    call_command("migrate", verbosity=0)
    if Agency.objects.exists():
        return
    call_command("load_law", stdout=open(os.devnull, "w"))  # noqa: SIM115 - the process ends soon
    with transaction.atomic():
        log.act_as(None)
        world = World(now=timezone.now(), random=Random(SEED))
        make_agencies(world)
        make_people(world)
        world.flush()
        grant()


@contextmanager
def bulk(table: str) -> Iterator[None]:
    """Fill a table without triggers, foreign keys and indexes; afterwards they are there again, old rows unchecked."""
    keys = rows(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
        table,
    )
    indexes = rows(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x')"
        " WHERE i.indrelid = %s::regclass AND c.oid IS NULL",
        table,
    )
    for name, _definition in keys:
        execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        execute(f"DROP INDEX {name}")
    execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    execute("SET maintenance_work_mem = '512MB'")
    for _name, definition in indexes:
        execute(definition)
    for name, definition in keys:
        execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition} NOT VALID')
    execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    execute(f"VACUUM ANALYZE {table}")


FILL = """
WITH post AS (
    SELECT row_number() OVER (ORDER BY m.id) - 1 AS n, m.agency_id, m.user_id
    FROM accounts_membership m WHERE m.is_duty_officer
), total AS (SELECT count(*) AS posts FROM post)
INSERT INTO obligations_obligation (rule_id, subject_kind, subject_id, subject_no, owner_id, author_id, role, party_id,
    started_at, due_at, arithmetic, step_times, steps_taken, next_step_at, escalation, state, opened_at, cancel_reason,
    set_aside_error)
SELECT %s, 'incident', g, 'I-26-' || g, post.agency_id, post.user_id, 'ORPHAN_ORG', %s, t.at, t.at + interval '24 h',
       '{}', ARRAY[t.at + interval '12 h', t.at + interval '20 h', t.at + interval '23 h', t.at + interval '24 h'], 0,
       t.at + interval '12 h', jsonb_build_object('GUARDIANSHIP', %s::bigint), 'OPEN', t.at, '', ''
FROM generate_series(%s, %s) g
CROSS JOIN total
JOIN post ON post.n = g %% total.posts
CROSS JOIN LATERAL (SELECT now() - (g %% 30011) * interval '1 second' AS at) t
"""
"""Running 24-hour duties, started within the last eight hours: not one has a ripe step for the next three."""


def fill_duties(count: int) -> None:
    """That many open duties, each about an incident of the same number that need not exist."""
    started = time.monotonic()
    rule = rows("SELECT max(id) FROM obligations_rule WHERE code = %s", RULE)[0][0]
    home, body = (Agency.objects.filter(kind=kind).first().pk for kind in ("ORPHAN_ORG", "GUARDIANSHIP"))
    chunk = 500_000
    with bulk("obligations_obligation"):
        for first in range(1, count + 1, chunk):
            execute(FILL, rule, home, body, first, min(first + chunk - 1, count))
            say(f"{min(first + chunk - 1, count):,} open duties")
        say("indexes")
    say(f"filled in {time.monotonic() - started:.0f} s")
