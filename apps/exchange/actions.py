"""The only writers of imports, exports, saved filters and preferences that a person asks for."""

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import move
from apps.core.errors import Refused
from apps.exchange import importing
from apps.exchange.hidden import MOST_AN_HOUR
from apps.exchange.models import ImportJob
from apps.exchange.policies import check_can_import
from apps.exchange.states import ImportState
from apps.exchange.tables import opened
from apps.people import glimpses

RUNNING = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.IMPORTING)
MOST_RUNNING = 5


@action
def upload_import(file: Any, *, by: User, at: datetime) -> ImportJob:
    """Take a table of children to be checked in the background.

    Raises Refused at `file`, and keeps nothing, when it is too large, of another kind, in an encoding without
    Kazakh letters, or has other columns than the template.
    """
    check_can_import(by)
    glimpses.check_may_ask(by, at, MOST_AN_HOUR)
    if file.size > settings.EXCHANGE_MAX_BYTES:
        megabytes = settings.EXCHANGE_MAX_BYTES // 1024**2
        raise Refused(_("The file is larger than %(n)s MB. Divide it.") % {"n": megabytes}, field="file")
    if ImportJob.objects.filter(agency=by.agency, state__in=RUNNING).count() >= MOST_RUNNING:
        raise Refused(_("Several imports of your agency are running. Wait until one is done."), field="file")
    with opened(file) as table:
        kind = table.format
    job = ImportJob(
        agency=by.agency, made_by=by, made_at=at, language=(get_language() or by.language)[:2], format=kind,
        size=file.size, sha256=_checksum(file),
    )  # fmt: skip
    file.seek(0)
    job.file.save("table", File(file), save=False)
    job.save()
    log.record("import.uploaded", job.subject, by=by, at=at, format=kind, size=job.size, sha256=job.sha256)
    return job


@action
def confirm_import(job: ImportJob, *, by: User, at: datetime) -> ImportJob:
    """Let a checked table in. Only one without any error; it is imported in the background, all or nothing."""
    check_can_import(by, job.agency_id)
    locked = ImportJob.objects.select_for_update().get(pk=job.pk)
    if locked.state == ImportState.CHECKED_FAULTY:
        raise Refused(
            _("The table has errors: nothing is imported. Mend them in the file and upload it again."), field="state"
        )
    locked.confirmed_by, locked.confirmed_at, locked.attempts = by, at, 0
    locked.save()
    move(locked, ImportState.IMPORTING, by=by, at=at, rows=locked.total)
    return locked


@action
def discard_import(job: ImportJob, *, by: User | None, at: datetime) -> ImportJob:
    """Give an import up: its file and rows are deleted at once."""
    if by is not None:
        check_can_import(by, job.agency_id)
    locked = ImportJob.objects.select_for_update().get(pk=job.pk)
    move(locked, ImportState.DISCARDED, by=by, at=at)
    importing.forget(locked, at)
    return locked


def _checksum(file: Any) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while part := file.read(1 << 20):
        digest.update(part)
    return digest.hexdigest()
