"""The limit: the rows of one logged incident written by one prepared statement, from several processes."""

import multiprocessing
import os
import time

import psycopg

PARTS = (
    ("c", "incidents_incidentchild", "incident_id = %s"),
    ("a", "incidents_incidentaccess", "incident_id = %s"),
    ("n", "notices_notice", "subject_kind = 'incident' AND subject_id = %s"),
    ("d", "obligations_obligation", "subject_kind = 'incident' AND subject_id = %s"),
    ("m", "notices_message", "subject_kind = 'incident' AND subject_id = %s"),
    ("l", "audit_ledgerentry", "subject_kind = 'incident' AND subject_id = %s"),
)
"""Everything one incident leaves behind, besides its own row and the history that triggers write."""
NOT_WRITTEN = ("id", "xid")


def statement_like(incident_id: int) -> tuple[str, dict[str, int]]:
    """One statement that writes again what this incident wrote, under new numbers; and how many rows of each table."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as line:
        number = "'L-' || nextval('number_incident')"
        ctes = [_insert(line, "i", "incidents_incident", "id = %s", incident_id, {"number": number})]
        counts = {"incidents_incident": 1}
        for alias, table, where in PARTS:
            rows = _rows(line, table, where, incident_id)
            counts[table] = len(rows)
            ctes += [_select(f"{alias}{n}", table, row, _overrides(line, table, row, n)) for n, row in enumerate(rows)]
    return f"WITH {', '.join(ctes)} SELECT id FROM i", counts


def limit(statement: str, *, seconds: float = 5, clients: tuple[int, ...] = (2, 4, 8)) -> float:
    """Transactions a second with the number of clients that does best."""
    return max(_measure(statement, seconds, count) for count in clients)


def _measure(statement: str, seconds: float, clients: int) -> float:
    context = multiprocessing.get_context("spawn")
    with context.Pool(clients) as pool:
        jobs = [(os.environ["DATABASE_URL"], statement, seconds)] * clients
        return round(sum(pool.starmap(hammer, jobs)) / seconds, 1)


def hammer(address: str, statement: str, seconds: float) -> int:
    """One client: how many transactions it made."""
    done = 0
    with psycopg.connect(address, autocommit=True) as line:
        line.execute("SELECT set_config('caseflow.by', '1', false)")
        for _n in range(5):
            line.execute(statement, prepare=True)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            line.execute(statement, prepare=True)
            done += 1
    return done


Row = dict[str, tuple[str, str | None]]
"""Column -> its type and its value as text."""


def _rows(line: psycopg.Connection, table: str, where: str, incident_id: int) -> list[Row]:
    types = line.execute(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [table],
    ).fetchall()
    columns = ", ".join(f'"{name}"::text' for name, _type in types)
    found = line.execute(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY id", [incident_id]).fetchall()
    return [{name: (kind, value) for (name, kind), value in zip(types, row, strict=True)} for row in found]


def _insert(line, alias: str, table: str, where: str, incident_id: int, overrides: dict[str, str]) -> str:
    (row,) = _rows(line, table, where, incident_id)
    names = [name for name in row if name not in NOT_WRITTEN]
    values = [overrides.get(name) or _literal(*row[name]) for name in names]
    return f"{alias} AS (INSERT INTO {table} ({_quoted(names)}) VALUES ({', '.join(values)}) RETURNING id, number)"


def _select(alias: str, table: str, row: Row, overrides: dict[str, str]) -> str:
    names = [name for name in row if name not in NOT_WRITTEN]
    values = [overrides.get(name) or _literal(*row[name]) for name in names]
    return f"{alias} AS (INSERT INTO {table} ({_quoted(names)}) SELECT {', '.join(values)} FROM i RETURNING id)"


def _overrides(line: psycopg.Connection, table: str, row: Row, n: int) -> dict[str, str]:
    """What is new in a row: the incident, numbers and keys, and the notice among those written beside it."""
    found = {"incident_id": "i.id"} if "incident_id" in row else {"subject_id": "i.id", "subject_no": "i.number"}
    if table == "notices_notice":
        found |= {"number": "'L-' || nextval('number_notice')", "code": "upper(substr(md5(random()::text), 1, 16))"}
    if table == "notices_message":
        found["key"] = f"'raw:' || i.id || ':{n}'"
    if row.get("notice_id", ("", None))[1]:
        first = line.execute(
            "SELECT count(*) FROM notices_notice WHERE subject_kind = 'incident' AND subject_id = %s AND id < %s",
            [row["subject_id"][1], row["notice_id"][1]],
        ).fetchone()
        found["notice_id"] = f"(SELECT id FROM n{first[0] if first else 0})"
    return found


def _literal(kind: str, value: str | None) -> str:
    return f"NULL::{kind}" if value is None else "'" + value.replace("'", "''") + f"'::{kind}"


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
