"""Ordering children by how alike their names are to what was typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import OSA

from apps.core.names import name_words, spelling, word_key
from apps.matching.asking import Asked
from apps.matching.birth import DIGIT, SAME, SWAPPED, closeness
from apps.matching.keeping import PARTS, SPELLINGS

NAMES = tuple(part + suffix for part in PARTS for suffix in SPELLINGS if part + suffix != "patronymic_latin")
LEAST, BEHIND = 0.5, 0.25
"""Less alike than this, or so much less than the best, is another child."""
SAME_KEY, BEGINS, HOLDS = 0.94, 0.9, 0.8
GLUED = 7
"""A typed word so long may be two that were written as one."""
BIRTH = {SAME: 1.0, SWAPPED: 0.9, DIGIT: 0.8}
SAME_MONTH = 0.5
AS_WRITTEN = 0.01
ROUGHLY = 60
"""So many are compared letter by letter as they are written."""


@dataclass(frozen=True)
class Candidate:
    """A child that may be meant: id, birth date, the names in the order of NAMES, and all the keys it is found by,
    those of former names and of files merged into it too."""

    child: int
    born: date
    names: tuple[str, ...]
    keys: tuple[str, ...] = ()


def ranked(candidates: Iterable[Candidate], asked: Asked, limit: int) -> list[int]:
    """Ids of the best, the most alike first; of equals the newest file."""
    likely = _roughly(list(candidates), asked)
    scored = sorted(((score(one, asked), one.child) for one in likely), reverse=True)[:limit]
    return [child for how, child in scored if how >= max(LEAST, scored[0][0] - BEHIND)]


def _roughly(candidates: list[Candidate], asked: Asked) -> list[Candidate]:
    """The best by their keys alone, which is quick; all that are as good as the last of them."""
    if len(candidates) <= ROUGHLY:
        return candidates
    wanted = [key for key in map(word_key, asked.words) if key]
    rough = [
        sum(max((_key_alike(key, there) for there in one.keys), default=0.0) for key in wanted) for one in candidates
    ]
    least = sorted(rough, reverse=True)[ROUGHLY - 1]
    return [one for one, how in zip(candidates, rough, strict=True) if how >= least]


@lru_cache(maxsize=65536)
def _key_alike(one: str, other: str) -> float:
    if other.startswith(one):
        return 1.0
    return float(OSA.normalized_similarity(one, other))


def score(one: Candidate, asked: Asked) -> float:
    """From 0 to about 1: the mean of how alike each typed word and the typed birth date are to the closest there."""
    words = {word for name in one.names if name for word in _words(name)}
    parts = [_closest(typed, words, one.keys) for typed in asked.words if word_key(typed)]
    if asked.days:
        parts.append(max(_born_alike(day, one.born) for day in asked.days))
    return sum(parts) / len(parts) if parts else 0.0


def _born_alike(typed: date, there: date) -> float:
    in_month = SAME_MONTH if (typed.year, typed.month) == (there.year, there.month) else 0.0
    return BIRTH.get(closeness(typed, there), in_month)


@lru_cache(maxsize=65536)
def _words(name: str) -> tuple[str, ...]:
    return tuple(name_words(name))


def _closest(typed: str, words: Iterable[str], keys: Sequence[str]) -> float:
    best = max((_alike(typed, word) for word in words), default=0.0)
    if best >= HOLDS:
        return best
    wanted = word_key(typed)
    if wanted in keys or (len(wanted) >= GLUED and any(one + other == wanted for one, other in permutations(keys, 2))):
        return SAME_KEY
    return max([best, *(SAME_KEY * OSA.normalized_similarity(wanted, key) for key in keys)])


@lru_cache(maxsize=65536)
def _alike(typed: str, word: str) -> float:
    """1 as written; a little less for another spelling, a beginning, a slip."""
    if typed == word:
        return 1 + AS_WRITTEN
    heard, there = spelling(typed), spelling(word)
    if heard == there:
        return 1.0
    how = float(OSA.normalized_similarity(heard, there))
    if word_key(typed) == word_key(word):
        return max(SAME_KEY, how)
    if there.startswith(heard):
        return max(BEGINS + 0.04 * len(heard) / len(there), how)
    return max(HOLDS, how) if heard in there else how
