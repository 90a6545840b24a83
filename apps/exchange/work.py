"""What the worker does for imports and exports: one job after the other, taken up again after a kill."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from apps.audit import log
from apps.audit.transitions import move
from apps.core.errors import NotAllowed
from apps.exchange import exporting
from apps.exchange.actions import discard_import
from apps.exchange.checking import GivenUp, check
from apps.exchange.importing import import_rows
from apps.exchange.models import ExportJob, ImportJob, ImportRow
from apps.exchange.states import ExportState, ImportState

logger = logging.getLogger(__name__)

ATTEMPTS = 3
TO_DO = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.IMPORTING)
LEFT_LYING = (ImportState.CHECKED_FAULTY, ImportState.READY, ImportState.FAILED)


def work(clock: Callable[[], datetime]) -> int:
    """Do everything that waits; returns how many steps were taken. Call in one process at a time."""
    steps = 0
    while job := ImportJob.objects.filter(state__in=TO_DO).select_related("agency__area__parent", "made_by").first():
        take_step(job, clock)
        steps += 1
    while export := _waiting().first():
        write_export(export, clock)
        steps += 1
    return steps


def _waiting() -> QuerySet[ExportJob]:
    """Exports for the background; a small one is answered at once and never written to a file."""
    large = ExportJob.objects.filter(total__gt=settings.EXCHANGE_STREAMED_ROWS)
    return large.filter(state__in=(ExportState.WAITING, ExportState.WRITING)).select_related("made_by")


def write_export(job: ExportJob, clock: Callable[[], datetime]) -> None:
    """Write one export; the third failure gives it up."""
    job.attempts += 1
    ExportJob.objects.filter(pk=job.pk).update(attempts=job.attempts)
    try:
        if job.attempts <= ATTEMPTS:
            exporting.write(job, clock)
            return
    except NotAllowed:
        pass
    except Exception as error:
        logger.error("export %s: %s", job.pk, type(error).__name__)
        return
    with transaction.atomic():
        log.act_as(None)
        move(job, ExportState.FAILED, by=None, at=clock())


def take_step(job: ImportJob, clock: Callable[[], datetime]) -> None:
    """Check or import one job. The third failure gives it up: one bad file must not stop the others."""
    job.attempts += 1
    ImportJob.objects.filter(pk=job.pk).update(attempts=job.attempts)
    if job.attempts > ATTEMPTS:
        _give_up(job, clock())
        return
    try:
        if job.state == ImportState.IMPORTING:
            import_rows(job, clock())
        else:
            check(job, clock)
    except NotAllowed:
        _give_up(job, clock())
    except GivenUp:
        logger.info("import %s: no longer to be checked", job.pk)
    except Exception as error:
        # The message of a database error may quote a row: only its kind goes into the log.
        logger.error("import %s: %s in state %s", job.pk, type(error).__name__, job.state)


def _give_up(job: ImportJob, at: datetime) -> None:
    with transaction.atomic():
        log.act_as(None)
        move(job, ImportState.FAILED, by=None, at=at)


def tidy(at: datetime) -> int:
    """Delete what lay too long: imports nobody decided on, files of exports. Returns how many were dropped."""
    old = at - timedelta(days=settings.EXCHANGE_KEEP_IMPORTS)
    dropped = 0
    for job in ImportJob.objects.filter(state__in=LEFT_LYING, made_at__lt=old):
        discard_import(job, by=None, at=at)
        dropped += 1
    for export in ExportJob.objects.filter(state=ExportState.DONE, expires_at__lt=at):
        exporting.expire(export, at)
        dropped += 1
    ImportRow.objects.filter(job__state__in=(ImportState.DONE, ImportState.DISCARDED)).delete()
    return dropped
