"""The deadline engine with millions of running duties: a burst, the way to the reader, and a sweep with nothing to do.

`figure`: steps a second when 50,000 reminders are ripe at once, through `sweep`. `limit`: the same duties moved on with
one message each, by one hand-written statement. Breaches cost more (ledger, history, access) and stand for themselves.
"""

import statistics
import time
from datetime import timedelta
from typing import Any

from celery import current_app
from django.core.mail import get_connection
from django.utils import timezone

from apps.notices.delivery import deliver
from apps.obligations.sweep import sweep
from bench.data import bulk, execute, fill_duties, make_country, rows, say, size
from bench.peer import remind
from bench.processes import BEAT, WORKER, celery

DUTIES, DUE, ROUNDS, TASKS, MAILS = 5_000_000, 50_000, 3, 2000, 500
LEAD = 20
"""Seconds until the first step of the minute is ripe: worker and beat are up by then."""

RIPEN = """
UPDATE obligations_obligation SET started_at = t.at, due_at = t.times[4], step_times = t.times, steps_taken = %s,
    next_step_at = t.times[%s]
FROM (
    SELECT pk, at,
           ARRAY[at + interval '12 h', at + interval '20 h', at + interval '23 h', at + interval '24 h'] AS times
    FROM (
        SELECT id AS pk, %s::timestamptz + (row_number() OVER (ORDER BY id) * %s) * interval '1 second'
               - interval '1 hour' * (ARRAY[12, 20, 23, 24])[%s] AS at
        FROM obligations_obligation WHERE id > %s ORDER BY id LIMIT %s
    ) started
) t
WHERE id = t.pk
"""
RAW = """
WITH ripe AS (
    SELECT id FROM obligations_obligation
    WHERE state = 'OPEN' AND set_aside_at IS NULL AND next_step_at IS NOT NULL AND next_step_at <= %s
    FOR UPDATE SKIP LOCKED
), moved AS (
    UPDATE obligations_obligation o SET steps_taken = o.steps_taken + 1, next_step_at = o.step_times[o.steps_taken + 2]
    FROM ripe WHERE o.id = ripe.id RETURNING o.*
)
INSERT INTO notices_message (key, kind, to_user_id, subject_kind, subject_id, subject_no, duty_id, due_at, ripe_at,
    created_at, email_state, attempts, next_try_at, error)
SELECT format('raw:%%s:%%s', id, steps_taken), 'REMINDER', author_id, subject_kind, subject_id, subject_no, id, due_at,
    now(), now(), 'NONE', 0, now(), '' FROM moved
"""
INCIDENTS = """
INSERT INTO incidents_incident (id, number, kind, state, agency_id, author_id, created_at, established_at, area_id,
    place, description, alleged_person, alleged_relation, safety, safety_measures, reporter_name, reporter_contact,
    reporter_is_confidential, public_channel, version)
SELECT o.subject_id, o.subject_no, 'CRUEL_PHYSICAL', 'DRAFT', o.owner_id, o.author_id, now(), now(), a.id, '',
    '', '', '', '', '', '', '', false, '', 1
FROM obligations_obligation o CROSS JOIN (SELECT min(id) AS id FROM accounts_area) a
WHERE o.id > %s ORDER BY o.id LIMIT %s
"""
WAY = """
SELECT extract(epoch FROM pg_xact_commit_timestamp(s.xmin) - s.ripe_at) * 1000,
       extract(epoch FROM m.emailed_at - pg_xact_commit_timestamp(s.xmin)) * 1000
FROM obligations_step s JOIN notices_message m ON m.duty_id = s.duty_id AND m.ripe_at = s.ripe_at
WHERE s.ripe_at > %s AND s.ripe_at <= %s
"""


def run() -> dict[str, Any]:
    count = size(DUTIES)
    due = min(DUE, count // 10)
    make_country()
    fill_duties(count)
    execute("UPDATE accounts_user SET email_reminders = false")
    taken, limit = _burst(due)
    result = {"duties": count, "due": due, "figure": taken, "limit": limit, "ratio": round(taken / limit, 2)}
    result |= {
        "breaches_per_s": _breaches(due // 5, after=2 * due),
        "task_per_duty_per_s": _tasks(min(TASKS, due), after=3 * due),
    }
    result |= {"times_task_per_duty": round(taken / result["task_per_duty_per_s"])}
    result |= _idle() | _way(due, after=4 * due) | {"mails_per_s": _mails()}
    return result


def _ripen(due: int, after: int, *, at: Any = None, spread: float = 0.0, position: int = 1) -> None:
    """Bring a step of the `due` duties that follow this id to `at` (now), `spread` seconds apart."""
    at = at or timezone.now() - timedelta(seconds=2)
    execute("ALTER TABLE obligations_obligation DISABLE TRIGGER USER")
    execute(RIPEN, position - 1, position, at, spread, position, after, due)
    execute("ALTER TABLE obligations_obligation ENABLE TRIGGER USER")
    execute("VACUUM (ANALYZE) obligations_obligation")


def _burst(due: int) -> tuple[int, int]:
    """The product and the limit in turns; the middle of each."""
    ours, raw = [], []
    for turn in range(ROUNDS):
        _ripen(due, 0, position=turn + 1)
        started = time.perf_counter()
        steps = sweep(timezone.now())
        ours.append(steps / (time.perf_counter() - started))
        _ripen(due, due, position=turn + 1)
        started = time.perf_counter()
        moved = execute(RAW, timezone.now())
        raw.append(moved / (time.perf_counter() - started))
        say(f"burst of {steps:,}: {ours[-1]:,.0f} steps/s; one statement, {moved:,}: {raw[-1]:,.0f}/s")
    return round(statistics.median(ours)), round(statistics.median(raw))


def _breaches(due: int, *, after: int) -> int:
    """The last rung: messages to head and guardianship body, ledger, row history, and access to the incident."""
    with bulk("incidents_incident"):
        execute(INCIDENTS, after, due)
    _ripen(due, after, position=4)
    started = time.perf_counter()
    taken = sweep(timezone.now())
    pace = taken / (time.perf_counter() - started)
    execute("UPDATE notices_message SET email_state = 'NONE' WHERE email_state = 'QUEUED'")
    say(f"{taken:,} breaches: {pace:,.0f}/s")
    return round(pace)


def _tasks(due: int, *, after: int) -> int:
    """One Celery task for each duty, on the worker the product runs with."""
    ids = [pk for (pk,) in rows("SELECT id FROM obligations_obligation WHERE id > %s ORDER BY id LIMIT %s", after, due)]
    current_app.control.purge()
    for duty_id in ids:
        remind.delay(duty_id)
    with celery(WORKER):
        while len(rows("SELECT 1 FROM obligations_step WHERE duty_id = ANY(%s)", ids)) < due:
            time.sleep(0.2)
    seconds = rows(
        "SELECT extract(epoch FROM max(taken_at) - min(taken_at)) FROM obligations_step WHERE duty_id = ANY(%s)", ids
    )[0][0]
    pace = due / float(seconds)
    say(f"a task for each of {due:,} duties: {pace:,.0f}/s")
    return round(pace)


def _idle() -> dict[str, float]:
    """A sweep that finds nothing to do: what every node does every second."""
    execute("VACUUM obligations_obligation")
    spent = []
    for _turn in range(200):
        started = time.perf_counter()
        sweep(timezone.now())
        spent.append((time.perf_counter() - started) * 1000)
    idle = round(statistics.median(spent), 2)
    say(f"idle sweep: {idle} ms, p95 {_part(spent, 0.95)} ms")
    return {"idle_sweep_ms": idle}


def _way(due: int, *, after: int) -> dict[str, Any]:
    """From the due instant to the committed step, and to the mail, with worker and beat as in production.

    The steps are spread over one minute; one in fifty goes to somebody who wants reminders by mail.
    """
    execute("UPDATE accounts_user SET email_reminders = (id %% 50 = 0)")
    first = timezone.now() + timedelta(seconds=LEAD)
    _ripen(due, after, at=first, spread=60 / due)
    with celery(WORKER, BEAT):
        last = first + timedelta(seconds=62)
        while timezone.now() < last or rows("SELECT 1 FROM notices_message WHERE email_state = 'QUEUED' LIMIT 1"):
            time.sleep(0.5)
    found = rows(WAY, first, last)
    taken = [float(row[0]) for row in found]
    mailed = [float(row[1]) for row in found if row[1] is not None]
    parts = {name: {p: _part(values, int(p[1:]) / 100) for p in ("p50", "p95", "p99")}
             for name, values in (("due_to_step_ms", taken), ("step_to_mail_ms", mailed)) if values}  # fmt: skip
    for name, values in parts.items():
        say(f"{name}: {values}")
    return parts | {"steps_on_time": len(taken), "mails": len(mailed)}


def _mails() -> int:
    """How many mails a second one worker hands to a mail server."""
    execute(
        "UPDATE notices_message SET email_state = 'QUEUED', attempts = 0, leased_until = NULL, next_try_at = now()"
        " WHERE id IN (SELECT id FROM notices_message WHERE to_user_id IS NOT NULL LIMIT %s)",
        MAILS,
    )
    get_connection().open()
    started = time.perf_counter()
    pace = deliver(timezone.now) / (time.perf_counter() - started)
    say(f"mails: {pace:,.0f}/s")
    return round(pace)


def _part(values: list[float], share: float) -> float:
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))], 2)
