"""The cast with the law loaded, and signed-in people."""

import pytest

from tests.disclosure.conftest import cast  # noqa: F401
from tests.factories.accounts import fresh


@pytest.fixture
def as_(client):
    """`as_(user)`: the client, signed in as that person."""

    def sign_in(person):
        client.force_login(fresh(person))
        return client

    return sign_in
