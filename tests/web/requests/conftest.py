import pytest

from apps.accounts.kinds import AgencyKind
from apps.obligations.law import load_law
from tests.factories.accounts import make_agency, make_officer
from tests.factories.offices import Offices, make_offices


@pytest.fixture
def offices(db) -> Offices:
    """A region's office, the republic's, and those around them, under the rules of the fixtures."""
    load_law()
    return make_offices()


@pytest.fixture
def keeper(offices):
    """The officer of a guardianship body that keeps a child's file."""
    return make_officer(make_agency(AgencyKind.GUARDIANSHIP, offices.district))
