"""Celery: the outbox."""

from celery import shared_task
from django.utils import timezone

from apps.core.db import only_one
from apps.core.tasks import beat
from apps.notices.delivery import deliver as deliver_messages


@shared_task(name="notices.deliver")
def deliver() -> None:
    """One at a time: a mail server that hangs must not take every place in the worker from the sweep."""
    with only_one("notices.deliver") as mine:
        if mine:
            beat("deliver", timezone.now())
            deliver_messages(timezone.now)
