"""Transition tables are total, and their drawings in the documentation are not stale."""

from pathlib import Path

import pytest
from django.conf import settings

from apps.web.management.commands.draw_states import TABLES, drawing


@pytest.mark.parametrize("name", TABLES)
def test_every_state_has_a_row_and_leads_to_known_states(name):
    states, table = TABLES[name]
    assert set(table) == set(states.values)
    assert set().union(*table.values()) <= set(states.values)


@pytest.mark.parametrize("name", TABLES)
def test_drawing_is_up_to_date(name):
    path = Path(settings.BASE_DIR) / "docs" / "states" / f"{name}.md"
    assert path.read_text() == drawing(name, *TABLES[name]), "run ./run manage draw_states"
