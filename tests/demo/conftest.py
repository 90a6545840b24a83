"""The demo loaded once for all tests of this folder, by one process; its transaction is rolled back at the end."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from apps.demo.load import load
from apps.obligations.law import load_law


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker) -> Iterator[datetime]:
    """The instant the demo was made for."""
    now = timezone.now()
    with django_db_blocker.unblock(), transaction.atomic():
        load_law()
        load(scale=1, at=now)
        yield now
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(demo) -> Iterator[None]:
    """Stands in for pytest-django's own: what a test changes goes back, the demo stays for the next one."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
