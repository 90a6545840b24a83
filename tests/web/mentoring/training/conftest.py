"""The scene of the pages of training."""

import pytest

from tests.factories.mentoring import (
    coordinator_of,
    make_candidate,
)
from tests.factories.obligations import make_law


@pytest.fixture
def candidate():
    make_law()
    return make_candidate()


@pytest.fixture
def keeper(client, candidate):
    """The coordinator of the candidate's organisation."""
    client.force_login(coordinator_of(candidate.organisation.agency))
    return client
