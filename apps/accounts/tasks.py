"""Celery: grants follow the posts even when a period ends by itself; letters about accounts go out."""

import logging

from celery import shared_task
from django.utils import timezone

from apps.accounts.letters import send_letters
from apps.accounts.posts import sync_everybody
from apps.core.localtime import local_day

logger = logging.getLogger(__name__)


@shared_task(name="accounts.sync_permissions", ignore_result=True)
def sync_permissions() -> None:
    changed = sync_everybody(on=local_day(timezone.now()))
    logger.info("permissions synchronised, %s people differed", changed)


@shared_task(name="accounts.letters", ignore_result=True)
def letters() -> None:
    send_letters(timezone.now)
