"""Who keeps keys for finding children. Apps above people register here at start; no key is kept in people itself."""

from collections.abc import Callable, Sequence

Keeper = Callable[[Sequence[int]], None]
"""Gets the ids of children whose names, birth date, telephone or relatives were written, in the same transaction."""

_keepers: list[Keeper] = []


def keep_keys(keeper: Keeper) -> None:
    """Have `keeper` called whenever something changes by which a child is found."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def findable_changed(children: Sequence[int]) -> None:
    """Call after writing a name (also a former one), a birth date, a telephone or a relative of these children."""
    for keeper in _keepers:
        keeper(children)
