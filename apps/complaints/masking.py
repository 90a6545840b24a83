"""Small numbers are not shown: who is one of three in a district could be known by those around."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
SMALLEST = 5
"""The least number that is shown."""
ENOUGH = 2 * SMALLEST
"""Cells are hidden until their sum, which the total gives away, says nothing certain about any of them."""


@dataclass(frozen=True)
class Cell(Generic[K]):
    """One number of a group; `value` is None where it is hidden. `is_small`: it is below five itself, and not only
    hidden so that nobody computes another one."""

    key: K
    value: int | None
    is_small: bool = False

    @property
    def text(self) -> str:
        if self.value is None:
            return f"<{SMALLEST}" if self.is_small else "…"
        return str(self.value)


def masked(counts: Mapping[K, int]) -> list[Cell[K]]:
    """The numbers of a group whose sum is known, the largest first, without those that could name somebody.

    A number from one to four is hidden. Where the sum would give it away, the next smallest are hidden too, until two
    are and their sum leaves open which is which.
    """
    small = {key for key, count in counts.items() if 0 < count < SMALLEST}
    hidden = _hidden(counts, small) if small else set()
    ordered = sorted(counts.items(), key=lambda one: (-one[1] if one[0] not in hidden else 0, str(one[0])))
    return [Cell(key, None if key in hidden else count, key in small) for key, count in ordered]


def shown(count: int) -> Cell[str]:
    """A number that stands by itself."""
    return masked({"": count})[0]


def _hidden(counts: Mapping[K, int], small: set[K]) -> set[K]:
    hidden = set(small)
    others = sorted((count, str(key), key) for key, count in counts.items() if count >= SMALLEST)
    while others and _gives_away(counts, hidden):
        hidden.add(others.pop(0)[2])
    return set(counts) if _gives_away(counts, hidden) else hidden


def _gives_away(counts: Mapping[K, int], hidden: set[K]) -> bool:
    return len(hidden) < 2 or sum(counts[key] for key in hidden) < ENOUGH
