"""Celery: destroying what is kept no longer."""

from celery import shared_task
from django.utils import timezone

from apps.complaints import shredding


@shared_task(name="complaints.shred")
def shred() -> None:
    shredding.shred_due(timezone.now())
