"""Celery: imports and exports. Beat only pokes; what is to be done stands in the database."""

from celery import shared_task
from django.utils import timezone

from apps.core.db import only_one
from apps.exchange import work as working

LONGEST = 2 * 60 * 60
"""Seconds: a hundred thousand rows on a slow machine, and the jobs that wait behind them."""


@shared_task(name="exchange.work", time_limit=LONGEST)
def work() -> None:
    """One at a time: a large table must not take every place in the worker from the sweep."""
    with only_one("exchange.work") as mine:
        if mine:
            working.work(timezone.now)


@shared_task(name="exchange.tidy")
def tidy() -> None:
    working.tidy(timezone.now())
