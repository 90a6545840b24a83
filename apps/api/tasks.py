"""Celery: kept answers are thrown away after a day."""

import logging

from celery import shared_task
from django.utils import timezone

from apps.api.idempotency import forget_old

logger = logging.getLogger(__name__)


@shared_task(name="api.forget_answers", ignore_result=True)
def forget_answers() -> None:
    logger.info("%s kept answers removed", forget_old(timezone.now()))
