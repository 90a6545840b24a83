"""Words that share their letters: none that a slip or two could make is left out, and few others stay."""

from random import Random

import pytest
from rapidfuzz.distance import OSA

from apps.matching.letters import Letters

RANDOM = Random(7)
WORDS = sorted({"".join(RANDOM.choices("aeiknrstbdu", k=RANDOM.randrange(2, 12))) for _n in range(3000)})


@pytest.fixture(scope="module")
def letters():
    held = Letters()
    held.add(WORDS[:2000])
    held.add(WORDS[2000:])
    return held


@pytest.mark.parametrize("most", [0, 1, 2])
@pytest.mark.parametrize("word", [*WORDS[::400], "serik", "nurlan", "aaaa", "x", ""])
def test_every_word_that_is_near_is_among_them(letters, word, most):
    near = {there for there in WORDS if OSA.distance(word, there) <= most}
    assert near <= set(letters.lacking(word, most))


def test_most_words_need_no_comparison(letters):
    looked_at = sum(len(letters.lacking(word, 2)) for word in WORDS[::100] if len(word) > 5)
    assert looked_at < len(WORDS[::100]) * len(WORDS) / 10


def test_no_words_at_all():
    assert Letters().lacking("serik", 2) == []
