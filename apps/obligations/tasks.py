"""Celery: the sweep and the nightly check. Beat only pokes; a second poke is harmless."""

import logging

from celery import shared_task
from django.db.models import F
from django.utils import timezone

from apps.obligations import sweep as sweeping
from apps.obligations.models import Obligation

logger = logging.getLogger(__name__)


@shared_task(name="obligations.sweep")
def sweep() -> None:
    sweeping.sweep(timezone.now())


@shared_task(name="obligations.check")
def check() -> None:
    """Report open duties whose next step does not follow from their ladder; nothing is changed silently."""
    odd = (
        Obligation.objects.open()
        .exclude(step_times__len__isnull=True)
        .filter(steps_taken__lt=F("step_times__len"), next_step_at__isnull=True)
    )
    for pk in odd.values_list("pk", flat=True)[:100]:
        logger.error("open duty %s has no next step", pk)
