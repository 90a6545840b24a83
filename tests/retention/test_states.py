"""The tables of steps are total."""

import pytest

from apps.retention.states import ERASURE_TRANSITIONS, TRANSITIONS, ErasureState, State


@pytest.mark.parametrize(("states", "table"), [(State, TRANSITIONS), (ErasureState, ERASURE_TRANSITIONS)])
def test_every_state_has_a_row_and_leads_to_known_states(states, table):
    assert set(table) == set(states.values)
    assert set().union(*table.values()) <= set(states.values)
