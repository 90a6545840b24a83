"""Celery: proof that a worker is alive."""

from celery import shared_task
from django.utils import timezone

from apps.core.models import Heartbeat


@shared_task(name="core.worker_ping", ignore_result=True)
def worker_ping() -> None:
    """Beat asks, a worker writes: the row's age is the age of the last full round trip."""
    beat("worker", timezone.now())


def beat(name: str, at, **detail) -> None:
    """Note that a part of the machinery works."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at, detail=detail)], update_conflicts=True, unique_fields=["name"],
        update_fields=["at", "detail"],
    )  # fmt: skip
