"""The scene of the pages of pairs, and how they are asked."""

import pytest

from tests.factories.accounts import fresh
from tests.factories.obligations import make_law
from tests.factories.pairs import make_scene


@pytest.fixture
def scene(db):
    make_law()
    return make_scene()


@pytest.fixture
def officer(client, scene):
    client.force_login(fresh(scene.cast.officer))
    return client
