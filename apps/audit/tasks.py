"""Celery: sealing."""

from celery import shared_task
from django.utils import timezone

from apps.audit import sealing


@shared_task(name="audit.seal", ignore_result=True)
def seal() -> None:
    sealing.seal(timezone.now())
