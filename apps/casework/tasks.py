"""Celery: cases that nobody answers for, and word to those who stand in."""

from celery import shared_task
from django.utils import timezone

from apps.casework import staffing


@shared_task(name="casework.find_orphaned")
def find_orphaned() -> None:
    staffing.find_orphaned(at=timezone.now())


@shared_task(name="casework.tell_substitutes")
def tell_substitutes() -> None:
    staffing.tell_substitutes(at=timezone.now())
