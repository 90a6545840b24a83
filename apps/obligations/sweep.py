"""The sweep: takes every ripe step of every ladder once, in order, however many sweepers run.

One statement claims a batch of duties (SKIP LOCKED), writes their steps and the messages to people, and moves
the duties on, in one transaction. Clocks of one incident that end together bring one letter, not four.
`due_at <= now` is a parameter: a volatile clock could not use the index.
"""

import logging
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.accounts.roles import HEAD_ROLES
from apps.audit import log
from apps.audit.acting import action
from apps.core.localtime import local_day
from apps.core.subjects import SUBJECTS, Subject
from apps.core.tasks import beat
from apps.obligations.models import Obligation

logger = logging.getLogger(__name__)

BATCH = 2000

TAKE_STEPS = """
WITH ripe AS MATERIALIZED (
    SELECT id, rule_id, owner_id, party_id, author_id, subject_kind, subject_id, subject_no, due_at, steps_taken,
           step_times, escalation
    FROM obligations_obligation
    WHERE state = 'OPEN' AND set_aside_at IS NULL AND next_step_at IS NOT NULL AND next_step_at <= %(now)s
    ORDER BY next_step_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
), taken AS MATERIALIZED (
    SELECT ripe.*, t.position, t.ripe_at, rule.ladder->(t.position::int - 1) AS rung,
           t.position = max(t.position) OVER (PARTITION BY ripe.id) AS is_last
    FROM ripe
    JOIN obligations_rule rule ON rule.id = ripe.rule_id
    CROSS JOIN LATERAL unnest(ripe.step_times) WITH ORDINALITY AS t(ripe_at, position)
    WHERE t.position > ripe.steps_taken AND t.ripe_at <= %(now)s
), told AS MATERIALIZED (
    SELECT *, rung->>'kind' AS kind FROM taken WHERE is_last OR rung->>'kind' = 'BREACH'
), audience AS (
    SELECT told.id, told.position, a.audience
    FROM told CROSS JOIN LATERAL jsonb_array_elements_text(told.rung->'notify') AS a(audience)
), recipient AS (
    SELECT a.id, a.position, told.author_id AS to_user, NULL::bigint AS to_agency
    FROM audience a JOIN told USING (id, position) WHERE a.audience = 'AUTHOR' AND told.author_id IS NOT NULL
    UNION
    SELECT a.id, a.position, m.user_id, CASE WHEN m.user_id IS NULL THEN body.agency_id END
    FROM audience a JOIN told USING (id, position)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN a.audience LIKE 'PARTY%%' THEN told.party_id ELSE told.owner_id END AS agency_id
    ) body
    LEFT JOIN accounts_membership m ON m.agency_id = body.agency_id
        AND m.starts_on <= %(today)s AND (m.ends_on IS NULL OR m.ends_on >= %(today)s)
        AND CASE WHEN a.audience LIKE '%%DUTY_OFFICER' THEN m.is_duty_officer ELSE m.role = ANY(%(heads)s) END
    WHERE a.audience IN ('DUTY_OFFICER', 'HEAD', 'PARTY_DUTY_OFFICER', 'PARTY_HEAD') AND body.agency_id IS NOT NULL
    UNION
    SELECT a.id, a.position, NULL, (told.escalation->>a.audience)::bigint
    FROM audience a JOIN told USING (id, position) WHERE told.escalation ? a.audience
), step AS (
    INSERT INTO obligations_step (duty_id, position, kind, ripe_at, taken_at, told)
    SELECT id, position, rung->>'kind', ripe_at, %(now)s, is_last OR rung->>'kind' = 'BREACH' FROM taken
    ON CONFLICT DO NOTHING RETURNING 1
), message AS (
    INSERT INTO notices_message (key, kind, to_user_id, to_agency_id, subject_kind, subject_id, subject_no, duty_id,
        due_at, ripe_at, created_at, email_state, attempts, next_try_at, error)
    SELECT format('step:%%s:%%s:%%s%%s', told.id, told.position, CASE WHEN r.to_user IS NULL THEN 'a' ELSE 'u' END,
               coalesce(r.to_user, r.to_agency)),
           told.kind, r.to_user, r.to_agency, told.subject_kind, told.subject_id, told.subject_no, told.id,
           told.due_at, told.ripe_at, %(now)s,
           CASE WHEN (u.id IS NULL OR (told.kind = 'REMINDER' AND u.email_reminders)
                      OR (told.kind <> 'REMINDER' AND u.email_escalations))
                     AND row_number() OVER (PARTITION BY r.to_user, r.to_agency, told.kind, told.subject_kind,
                         told.subject_id, told.due_at ORDER BY told.id) = 1 THEN 'QUEUED' ELSE 'NONE' END,
           0, %(now)s, ''
    FROM recipient r JOIN told USING (id, position) LEFT JOIN accounts_user u ON u.id = r.to_user
    ON CONFLICT (key) DO NOTHING
), moved AS (
    UPDATE obligations_obligation o
    SET steps_taken = done.position, next_step_at = o.step_times[done.position + 1]
    FROM (SELECT id, max(position)::int AS position FROM taken GROUP BY id) done
    WHERE o.id = done.id
)
SELECT (SELECT count(*) FROM taken), (SELECT count(*) FROM ripe),
       (SELECT coalesce(array_agg(DISTINCT id), '{}') FROM taken WHERE rung->>'kind' IN ('BREACH', 'ESCALATION'))
"""

BREACH = """
UPDATE obligations_obligation o SET breached_at = o.due_at
FROM obligations_step s WHERE s.duty_id = o.id AND s.kind = 'BREACH' AND o.id = ANY(%s) AND o.breached_at IS NULL
RETURNING o.id, o.subject_kind, o.subject_id, o.subject_no, o.rule_id, o.due_at
"""


def sweep(at: datetime, *, batch: int = BATCH) -> int:
    """Take every step that is ripe at this instant; returns how many. Safe to call from many places at once."""
    total, claimed = 0, batch if _anything_ripe(at) else 0
    while claimed == batch:
        try:
            steps, claimed = _take(at, batch)
            total += steps
        except Exception:
            logger.exception("a batch failed and is taken row by row")
            total += _take_one_by_one(at, batch)
            break
    beat("sweep", at, steps=total)
    return total


@action
def retry(duty: Obligation, *, by: User, at: datetime) -> None:
    """Put a duty that was set aside back under the sweep."""
    duty.set_aside_at, duty.set_aside_error = None, ""
    duty.save(update_fields=["set_aside_at", "set_aside_error"])
    log.record("duty.retried", duty.about, by=by, at=at, duty=duty.pk)


def _anything_ripe(at: datetime) -> bool:
    """A glance at the index: planning the great statement costs more than finding that there is nothing to do."""
    return _ripe(at).exists()


def _take(at: datetime, batch: int, only: int | None = None) -> tuple[int, int]:
    """One batch in one transaction: (steps taken, duties claimed)."""
    statement = TAKE_STEPS
    if only is not None:
        statement = statement.replace("WHERE state = 'OPEN'", f"WHERE id = {only:d} AND state = 'OPEN'")
    with transaction.atomic(), connection.cursor() as cursor:
        log.act_as(None)
        # At once, not at commit: a poison row fails here, and pending checks would slow every history trigger down.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, {"now": at, "today": local_day(at), "heads": HEAD_ROLES, "batch": batch})
        steps, claimed, grave = cursor.fetchone()
        if grave:
            _breach(grave, at)
    return steps, claimed


def _breach(duty_ids: list[int], at: datetime) -> None:
    """Mark the terms that ran out, write them to the ledger, and let the domains open what was escalated."""
    with connection.cursor() as cursor:
        cursor.execute(BREACH, [duty_ids])
        log.record_many(
            log.entry("duty.breached", Subject(kind, sid, no), by=None, at=at, duty=pk, rule=rule, due_at=due)
            for pk, kind, sid, no, rule, due in cursor.fetchall()
        )
        cursor.execute(
            "SELECT m.subject_kind, m.subject_id, array_agg(DISTINCT m.to_agency_id) FROM notices_message m"
            " WHERE m.duty_id = ANY(%s) AND m.to_agency_id IS NOT NULL AND m.kind IN ('BREACH', 'ESCALATION')"
            " GROUP BY 1, 2",
            [duty_ids],
        )
        told: dict[str, list] = {}
        for kind, subject_id, agencies in cursor.fetchall():
            told.setdefault(kind, []).append((subject_id, agencies))
    for kind, rows in told.items():
        known = SUBJECTS.get(kind)
        if known and known.breached:
            known.breached(rows, at)


def _take_one_by_one(at: datetime, batch: int) -> int:
    """After a failed batch: take each duty alone, set aside the one that fails, and stop nobody else."""
    ripe = _ripe(at).order_by("next_step_at", "pk")
    total = 0
    for pk in list(ripe.values_list("pk", flat=True)[:batch]):
        try:
            total += _take(at, 1, only=pk)[0]
        except Exception as error:
            logger.exception("duty %s set aside", pk)
            with transaction.atomic():
                log.act_as(None)
                Obligation.objects.filter(pk=pk).update(set_aside_at=at, set_aside_error=type(error).__name__)
    return total


def _ripe(at: datetime) -> QuerySet[Obligation]:
    return Obligation.objects.open().filter(set_aside_at__isnull=True, next_step_at__lte=at)
