"""Celery: grants follow the posts even when a period ends by itself."""

import logging

from celery import shared_task
from django.utils import timezone

from apps.accounts.actions import sync_user
from apps.accounts.models import User
from apps.core.localtime import local_day

logger = logging.getLogger(__name__)


@shared_task(name="accounts.sync_permissions", ignore_result=True)
def sync_permissions() -> None:
    today = local_day(timezone.now())
    changed = sum(sync_user(user, on=today) for user in User.objects.iterator())
    logger.info("permissions synchronised, %s people differed", changed)
