import pytest

from apps.obligations.law import load_law
from tests.factories.accounts import fresh
from tests.factories.offices import Offices, make_offices


@pytest.fixture
def offices(db) -> Offices:
    """A region's office, the republic's, and those around them, under the rules of the fixtures."""
    load_law()
    return make_offices()


@pytest.fixture
def operator(client, offices):
    client.force_login(fresh(offices.operator))
    return client
