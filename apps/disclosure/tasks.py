"""Celery: looking for unusual reading of files."""

from celery import shared_task
from django.utils import timezone

from apps.disclosure import reading


@shared_task(name="disclosure.watch_reading", ignore_result=True)
def watch_reading() -> None:
    reading.watch(timezone.now())
