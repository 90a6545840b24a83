import pytest
from django.utils import translation

from apps.obligations.law import load_law
from tests.factories.offices import Offices, make_offices


@pytest.fixture
def offices(db) -> Offices:
    """Those who take letters in, under the rules of the fixtures."""
    load_law()
    return make_offices()


@pytest.fixture(autouse=True)
def files_of_the_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def afterwards():
    yield
    translation.activate("ru")
