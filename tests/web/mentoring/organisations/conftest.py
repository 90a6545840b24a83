"""The scene of the pages of organisations and agreements."""

import pytest

from apps.accounts.kinds import AgencyKind
from tests.cast import make_cast
from tests.factories.accounts import make_agency
from tests.factories.mentoring import a_bin, coordinator_of
from tests.factories.obligations import make_law


@pytest.fixture
def cast():
    """The cast; and an organisation that is in no register yet, with a body of its own district."""
    make_law()
    cast = make_cast()
    cast.newcomer = make_agency(AgencyKind.MENTORING_ORG, cast.district, bin=a_bin(900))
    cast.near = make_agency(AgencyKind.GUARDIANSHIP, cast.district)
    return cast


@pytest.fixture
def coordinator(client, cast):
    """At work in the organisation that is not registered yet."""
    client.force_login(coordinator_of(cast.newcomer))
    return client
