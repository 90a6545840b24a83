"""Celery: agreements and clearances whose last day is over, and people of the household who came of age."""

from celery import shared_task
from django.utils import timezone

from apps.mentoring.acts import agreements, clearance


@shared_task(name="mentoring.expire")
def expire() -> None:
    agreements.expire_agreements(at=timezone.now())
    clearance.reopen_expired(at=timezone.now())
