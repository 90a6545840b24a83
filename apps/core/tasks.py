"""Celery: proof that a worker is alive."""

import json
from datetime import datetime
from typing import Any

from celery import shared_task
from django.db import connection
from django.utils import timezone

BEAT = """
INSERT INTO core_heartbeat (name, at, detail) VALUES (%s, %s, %s)
ON CONFLICT (name) DO UPDATE SET at = excluded.at, detail = excluded.detail
"""


@shared_task(name="core.worker_ping", ignore_result=True)
def worker_ping() -> None:
    """Beat asks, a worker writes: the row's age is the age of the last full round trip."""
    beat("worker", timezone.now())


def beat(name: str, at: datetime, **detail: Any) -> None:
    """Note that a part of the machinery works: one statement, for it happens every second on every node."""
    with connection.cursor() as cursor:
        cursor.execute(BEAT, [name, at, json.dumps(detail)])
