"""Celery: the outbox."""

from celery import shared_task
from django.utils import timezone

from apps.core.tasks import beat
from apps.notices.delivery import deliver as deliver_messages


@shared_task(name="notices.deliver")
def deliver() -> None:
    beat("deliver", timezone.now())
    deliver_messages(timezone.now(), timezone.now)
