"""Celery: destroying what is kept no longer, removing what was never sent."""

from celery import shared_task
from django.utils import timezone

from apps.complaints import shredding, waiting


@shared_task(name="complaints.shred")
def shred() -> None:
    shredding.shred_due(timezone.now())


@shared_task(name="complaints.sweep_waiting")
def sweep_waiting() -> None:
    waiting.sweep(timezone.now())
