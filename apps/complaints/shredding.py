"""Destroying what is kept no longer: without its key nothing sealed of an appeal can ever be read, in backups of the
database's rows and of the files alike, as long as the backup of the keys' table is not older than they are."""

import logging
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from apps.audit import log
from apps.complaints.models import Appeal, AppealKey, Attachment, Identity, Index, Receipt
from apps.complaints.states import ENDED
from apps.core.localtime import local_day

logger = logging.getLogger(__name__)
BATCH = 200


def shred_due(at: datetime, *, batch: int = BATCH) -> int:
    """Shred closed appeals whose years are over; returns how many. Each by itself: one that fails stops no other."""
    due = Appeal.objects.filter(keep_until__lt=local_day(at), shredded_at__isnull=True, state__in=ENDED)
    done = 0
    for appeal in due.order_by("keep_until", "pk")[:batch]:
        try:
            shred(appeal, at=at)
            done += 1
        except OSError as error:
            logger.error("appeal %s was not shredded: %s", appeal.pk, type(error).__name__)
    return done


def shred(appeal: Appeal, *, at: datetime) -> None:
    """The key, the identity, the words and the receipts go; number, dates and outcome stay for the figures."""
    with transaction.atomic():
        log.act_as(None)
        locked = Appeal.objects.select_for_update().get(pk=appeal.pk)
        if locked.shredded_at:
            return
        AppealKey.objects.filter(appeal=appeal).delete()
        Identity.objects.filter(appeal=appeal).delete()
        Index.objects.filter(appeal=appeal).delete()
        Receipt.objects.filter(appeal=appeal).delete()
        locked.shredded_at = at
        locked.save(update_fields=["shredded_at"])
        log.record("appeal.shredded", locked.subject, by=None, at=at)
    for one in Attachment.objects.filter(appeal=appeal):
        for name in filter(None, (one.original.name, one.shown.name)):
            default_storage.delete(name)
