"""Celery: files that are due for the archive, and erasures whose days to think are over."""

from celery import shared_task
from django.utils import timezone

from apps.core.db import only_one
from apps.retention import actions, erasing


@shared_task(name="retention.propose", ignore_result=True)
def propose() -> None:
    now = timezone.now()
    actions.follow_bodies(at=now)
    while actions.propose_due(at=now) == actions.AT_ONCE:
        pass


@shared_task(name="retention.erase", ignore_result=True)
def erase() -> None:
    with only_one("retention.erase") as mine:
        if mine:
            erasing.carry_out(at=timezone.now())
