"""Celery: the nightly look for suspected duplicates. A second poke is harmless."""

from celery import shared_task
from django.utils import timezone

from apps.core.db import only_one
from apps.matching import finding


@shared_task(name="matching.find_pairs")
def find_pairs() -> None:
    with only_one("matching.find_pairs") as mine:
        if mine:
            finding.find_pairs(timezone.now())
