"""The archive's cast, for pages."""

import pytest

from tests.retention.conftest import Archive, make_archive


@pytest.fixture
def archive(db) -> Archive:
    return make_archive()
