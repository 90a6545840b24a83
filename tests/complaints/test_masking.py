"""Numbers that could name somebody are hidden, and so is what would give them away."""

import pytest

from apps.complaints.masking import ENOUGH, masked, shown


def hidden(counts: dict[str, int]) -> set[str]:
    return {cell.key for cell in masked(counts) if cell.value is None}


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ({"a": 20, "b": 5, "c": 0}, set()),
        ({"a": 20, "b": 9, "c": 4}, {"b", "c"}),
        ({"a": 20, "b": 6, "c": 2, "d": 3}, {"b", "c", "d"}),
        ({"a": 20, "b": 4, "c": 3, "d": 4}, {"b", "c", "d"}),
        ({"a": 20, "b": 5, "c": 1}, {"a", "b", "c"}),
        ({"a": 3, "b": 0}, {"a", "b"}),
        ({}, set()),
    ],
)
def test_small_numbers_and_what_gives_them_away(counts, wanted):
    assert hidden(counts) == wanted


def test_what_is_hidden_cannot_be_computed_from_the_sum():
    """Whatever the numbers: the hidden ones are two at least, or all; their sum leaves more than one way."""
    for first in range(1, 5):
        for second in range(30):
            for third in range(30):
                counts = {"a": first, "b": second, "c": third}
                taken = hidden(counts)
                assert "a" in taken
                assert taken == set(counts) or (len(taken) >= 2 and sum(counts[key] for key in taken) >= ENOUGH)


def test_a_hidden_number_says_whether_it_is_small_itself():
    texts = {cell.key: cell.text for cell in masked({"a": 20, "b": 9, "c": 4})}
    assert texts == {"a": "20", "b": "…", "c": "<5"}
    assert [cell.key for cell in masked({"a": 5, "b": 20})] == ["b", "a"]


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5")])
def test_a_number_by_itself(count, text):
    assert shown(count).text == text
