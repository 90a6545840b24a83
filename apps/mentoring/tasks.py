"""Celery: what ends by itself each night, reports that are owed after a quarter, drafts nobody came back to."""

from celery import shared_task
from django.utils import timezone

from apps.mentoring.acts import assignments, nightly, notes, reports


@shared_task(name="mentoring.expire", ignore_result=True)
def expire() -> None:
    now = timezone.now()
    nightly.expire_agreements(at=now)
    nightly.reopen_expired(at=now)


@shared_task(name="mentoring.end_of_day", ignore_result=True)
def end_of_day() -> None:
    now = timezone.now()
    assignments.end_of_day(now)
    nightly.hold_back(at=now)


@shared_task(name="mentoring.open_reports", ignore_result=True)
def open_reports() -> None:
    reports.open_due(timezone.now())


@shared_task(name="mentoring.forget_drafts", ignore_result=True)
def forget_drafts() -> None:
    notes.forget_drafts(timezone.now())
