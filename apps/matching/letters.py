"""Which of many words can be a slip or two away from a typed one, found without comparing them one by one.

Sets of words are bits of whole numbers: one for every letter, one for its second standing in a word, one for every
length. A slip takes at most one letter of the typed word away, so a few ANDs and ORs leave the words that miss no more
than that; only those need a comparison letter by letter.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

Letter = tuple[str, int]
"""A letter, and the how manieth of its kind it is in the word."""


def letters_of(word: str) -> list[Letter]:
    """Its letters in any order."""
    return [(letter, nth) for letter in sorted(set(word)) for nth in range(word.count(letter))]


class Letters:
    """Words by the letters they have. Words are only added."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._having: dict[Letter, int] = {}
        self._long: dict[int, int] = {}

    def add(self, words: Iterable[str]) -> None:
        """Words that are not here yet."""
        having: dict[Letter, list[int]] = {}
        long: dict[int, list[int]] = {}
        for word in words:
            place = len(self._words)
            self._words.append(word)
            long.setdefault(len(word), []).append(place)
            for letter in letters_of(word):
                having.setdefault(letter, []).append(place)
        self._join(self._having, having)
        self._join(self._long, long)

    def lacking(self, word: str, most: int) -> list[str]:
        """The words of which `most` slips may have made this one: no more letters than that are here and not there,
        or there and not here."""
        sized = {long: self._long.get(long, 0) for long in range(len(word) - most, len(word) + most + 1)}
        lack = [reduce(or_, sized.values())] + [0] * most
        for letter in letters_of(word):
            having = self._having.get(letter, 0)
            missed = 0
            for n, words in enumerate(lack):
                kept = words & having
                lack[n], missed = kept | missed, words ^ kept
        found = 0
        for long, words in sized.items():
            spare = most - max(long - len(word), 0)
            found |= words & reduce(or_, lack[: spare + 1])
        return [self._words[place] for place in _places(found)]

    def _join(self, held: dict[Any, int], new: dict[Any, list[int]]) -> None:
        for key, places in new.items():
            held[key] = held.get(key, 0) | self._bits(places)

    def _bits(self, places: list[int]) -> int:
        bits = bytearray((len(self._words) >> 3) + 1)
        for place in places:
            bits[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(bits, "little")


def _places(bits: int) -> Iterable[int]:
    """Which bits are set."""
    text = f"{bits:b}"[::-1]
    place = text.find("1")
    while place >= 0:
        yield place
        place = text.find("1", place + 1)
