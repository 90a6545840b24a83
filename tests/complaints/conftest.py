from datetime import datetime

import pytest

from apps.core.localtime import ALMATY
from apps.obligations.law import load_law
from tests.factories.offices import Offices, make_offices


@pytest.fixture
def offices(db) -> Offices:
    """A region's office, the republic's, and those around them, under the rules of the fixtures."""
    load_law()
    return make_offices()


@pytest.fixture
def monday() -> datetime:
    """A working day far from any holiday."""
    return datetime(2026, 10, 5, 10, tzinfo=ALMATY)
