"""Importing a checked table: one transaction, set by set. Whoever is killed leaves nothing, and is done anew."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.transitions import move
from apps.core.crypto import FOUND, current
from apps.core.errors import NotAllowed
from apps.core.localtime import local_day
from apps.core.subjects import Subject
from apps.exchange.copying import columns
from apps.exchange.models import ImportJob, ImportRow
from apps.exchange.policies import check_can_import
from apps.exchange.states import ImportState
from apps.people.keys import findable_changed
from apps.people.models import Ground

INSERT = """
WITH made AS (
    INSERT INTO people_child (number, registered_at, {columns})
    SELECT 'C-' || nextval('number_child'), %(at)s, {values}
    FROM (
        SELECT r.* FROM exchange_importrow s
        CROSS JOIN LATERAL jsonb_populate_record(NULL::people_child, s.child) r
        WHERE s.job_id = %(job)s ORDER BY s.row
    ) r
    RETURNING id, number
), seen AS (
    INSERT INTO people_childaccess (child_id, agency_id, ground, valid_from, sort_at, granted_by_id)
    SELECT id, %(agency)s, %(ground)s, %(at)s, %(at)s, %(by)s FROM made ORDER BY id
)
SELECT id, number FROM made ORDER BY id
"""

BEFORE = """
SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL jit = off; DISCARD PLANS; SET LOCAL enable_seqscan = off
"""
"""Against checks put off to the commit, which take quadratic time under the history triggers; against compiling a
statement that runs once; and against checks of foreign keys planned while the table was empty, which would read all of
it for every row."""


class Incomplete(Exception):
    """Fewer rows are stored than were checked."""


def import_rows(job: ImportJob, at: datetime) -> None:
    """Make the children of a confirmed job, all or none of them; DONE is part of the same commit.

    When an IIN was taken since the check, rows are missing, the day of the check is past, or the keys of IINs have
    changed, the job is checked anew.
    """
    by = _confirmer(job)
    if job.checked_on != local_day(job.confirmed_at) or _has_old_keys(job):
        return _check_again(job, at)
    try:
        with transaction.atomic():
            log.act_as(by)
            made = _insert(job, by)
            if len(made) != job.total:
                raise Incomplete
            log.record_each("child.registered", made, by=by, at=job.confirmed_at, job=job.pk)
            findable_changed([one.id for one in made])
            forget(job, at)
            move(job, ImportState.DONE, by=by, at=at, rows=len(made))
    except (IntegrityError, Incomplete):
        job.refresh_from_db()
        _check_again(job, at)
    return None


def _confirmer(job: ImportJob) -> User:
    """The person who confirmed, in the post at the job's agency, as long as it still allows importing."""
    by = User.objects.get(pk=job.confirmed_by_id)
    by.posts = [post for post in by.posts if post.agency_id == job.agency_id]
    if by.post is None:
        raise NotAllowed(_("Your present post does not allow importing files of children."))
    check_can_import(by)
    return by


def _has_old_keys(job: ImportJob) -> bool:
    """Whether IINs of the table lie under another key than new files: two keys would hide that an IIN is taken."""
    iins = ImportRow.objects.filter(job=job, child__iin__startswith="v")
    return iins.exclude(child__iin__startswith=f"{FOUND}.{current().name}.").exists()


def _insert(job: ImportJob, by: User) -> list[Subject]:
    names = [field.column for field in columns()]
    sql = INSERT.format(
        columns=", ".join(f'"{name}"' for name in names), values=", ".join(f'r."{name}"' for name in names)
    )
    parameters: dict[str, Any] = {
        "job": job.pk, "agency": job.agency_id, "at": job.confirmed_at, "by": by.pk, "ground": Ground.RESPONSIBLE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(BEFORE)
        cursor.execute(sql, parameters)
        made = [Subject("child", pk, number) for pk, number in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")
    return made


def forget(job: ImportJob, at: datetime) -> None:
    """Throw away the rows and the file: they are personal data and not needed any more."""
    ImportRow.objects.filter(job=job)._raw_delete("default")
    name, storage = job.file.name, job.file.storage
    job.file, job.finished_at, job.worked_at = "", at, at
    job.save()
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def _check_again(job: ImportJob, at: datetime) -> None:
    with transaction.atomic():
        log.act_as(None)
        job.confirmed_by = job.confirmed_at = None
        job.save()
        move(job, ImportState.CHECKING, by=None, at=at)
