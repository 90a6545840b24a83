"""The cast with the law loaded: an emergency opening opens a duty."""

import pytest

from apps.obligations.law import load_calendar, load_rules
from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db) -> Cast:
    load_rules()
    load_calendar()
    return make_cast()
