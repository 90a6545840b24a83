"""All words of all names, held in memory by each process and read on as new ones are written."""

from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

from django.db import connection
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from apps.matching.letters import Letters

MOST_BEGINNINGS = 64
"""A beginning of a word stands for at most so many words."""


class Dictionary:
    """Words with their ids. `near`, `holding` and `beginning` look in memory; `refresh` reads what was added.

    Ids become visible in the order of commits, not of numbers: a word is read again from below until every
    transaction that was open at an earlier reading has ended.
    """

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._words: dict[int, str] = {}
        self._letters = Letters()
        self._sorted: list[str] = []
        self._text = ""
        self._floor = 0
        self._waiting: tuple[int, int] | None = None
        self._lock = Lock()
        self.near = lru_cache(maxsize=4096)(self._near)
        self.holding = lru_cache(maxsize=4096)(self._holding)

    def refresh(self) -> None:
        """Read the words added since; one small query."""
        with self._lock, connection.cursor() as cursor:
            cursor.execute(
                "SELECT s.low, s.high, array(SELECT (id, token)::text FROM matching_nametoken WHERE id > %s) FROM"
                " (SELECT pg_snapshot_xmin(now.s)::text::bigint low, pg_snapshot_xmax(now.s)::text::bigint high"
                " FROM (SELECT pg_current_snapshot() s) now) s",
                [self._floor],
            )
            low, high, rows = cursor.fetchone()
            self._learn((int(pk), token) for pk, token in (row[1:-1].split(",") for row in rows))
            if self._waiting and low >= self._waiting[1]:
                self._floor, self._waiting = self._waiting[0], None
            if self._waiting is None and rows:
                self._waiting = (max(self._ids.values()), high)

    def id_of(self, token: str) -> int | None:
        return self._ids.get(token)

    def ids_of(self, tokens: Iterable[str]) -> list[int]:
        return [self._ids[token] for token in tokens if token in self._ids]

    def words(self, ids: Iterable[int]) -> tuple[str, ...]:
        return tuple(self._words[pk] for pk in ids if pk in self._words)

    def beginning(self, start: str) -> list[str]:
        """Words that begin so, the shortest first."""
        at = bisect_left(self._sorted, start)
        end = bisect_left(self._sorted, start + "\uffff", lo=at)
        return sorted(self._sorted[at:end], key=len)[:MOST_BEGINNINGS]

    def _holding(self, part: str) -> list[str]:
        """Words that hold this one somewhere inside, the shortest first."""
        found: set[str] = set()
        at = self._text.find(part)
        while at >= 0:
            end = self._text.index("\n", at)
            found.add(self._text[self._text.rfind("\n", 0, at) + 1 : end])
            at = self._text.find(part, end)
        return sorted(found, key=len)[:MOST_BEGINNINGS]

    def _near(self, word: str, most: int) -> dict[str, int]:
        """Words at most `most` slips away (a letter wrong, missing, added, or two swapped), with how many."""
        choices = self._letters.lacking(word, most)
        alike = extract(word, choices, scorer=OSA.distance, score_cutoff=most, processor=None, limit=None)
        return {token: int(distance) for token, distance, _index in alike}

    def _learn(self, rows: Iterable[tuple[int, str]]) -> None:
        new = []
        for pk, token in rows:
            if token not in self._ids:
                new.append(token)
            self._ids[token] = pk
            self._words[pk] = token
        if new:
            self._letters.add(new)
            self._sorted = sorted(self._ids)
            self._text = "".join(f"{token}\n" for token in self._sorted)
            self.near.cache_clear()
            self.holding.cache_clear()


WORDS = Dictionary()
"""The one of this process."""
