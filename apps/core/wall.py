"""The second wall: PostgreSQL shows a request only the children its reader has a ground for, whatever the query says.

Requests are answered in the role `caseflow_web`, for which row-level security holds; `visible_to` stays the first wall.
Tasks and commands act for the system in the role that owns the tables, for which it does not. Within a request the
wall is opened by name: `lifted(why)`.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import psycopg
from django.conf import settings
from django.db import connection, models

ROLE = "caseflow_web"
SET = (
    "SELECT set_config('role', %s, false), set_config('caseflow.agency', %s, false),"
    " set_config('caseflow.reader', %s, false)"
)
OPEN_UNTIL_THE_END = "SELECT set_config('role', 'none', true)"


@dataclass(frozen=True)
class Wall:
    """Whether the wall stands, and for whom: ids of the reader's agency and of the reader."""

    stands: bool
    agency_id: int | None = None
    reader_id: int | None = None

    @property
    def values(self) -> list[str]:
        return [ROLE if self.stands else "none", str(self.agency_id or ""), str(self.reader_id or "")]


class _Present(threading.local):
    """The wall of this thread's connection. A new connection begins as settings say for the whole process."""

    def __init__(self) -> None:
        self.wall = Wall(settings.WALL_STANDS)


_present = _Present()


def stands() -> bool:
    """Whether row-level security holds for this thread's queries now."""
    return _present.wall.stands


@contextmanager
def standing(agency_id: int | None = None, reader_id: int | None = None) -> Iterator[None]:
    """The wall up for as long as a request takes; afterwards as before, whatever happened.

    It shows what this person's agency has grounds for; without a person, nothing.
    """
    with _as(Wall(True, agency_id, reader_id)):
        yield


def stand_for(agency_id: int, reader_id: int) -> None:
    """Let the standing wall show what this person's agency has grounds for, where that is known late."""
    if stands():
        _set(Wall(True, agency_id, reader_id))


@contextmanager
def lifted(why: str, *, until_commit: bool = False) -> Iterator[None]:
    """Open the wall for a crossing that is meant; `why` is for readers of the code.

    Lifts within lifts cost nothing. `until_commit`: the block is all of the present transaction, whose end closes the
    wall again without a round trip.
    """
    before = _present.wall
    if not before.stands:
        yield
    elif until_commit:
        with connection.cursor() as cursor:
            cursor.execute(OPEN_UNTIL_THE_END)
        _present.wall = Wall(False)
        try:
            yield
        finally:
            _present.wall = before
    else:
        with _as(Wall(False, before.agency_id, before.reader_id)):
            yield


@contextmanager
def _as(wall: Wall) -> Iterator[None]:
    before = _present.wall
    _set(wall)
    try:
        yield
    finally:
        _restore(before)


def _set(wall: Wall) -> None:
    if wall != _present.wall:
        with connection.cursor() as cursor:
            cursor.execute(SET, wall.values)
        _present.wall = wall


def _restore(wall: Wall) -> None:
    """Below Django's cursor, which refuses in a transaction that is to be rolled back. A failed transaction takes its
    settings back by itself; a new connection begins as the process does; one that does not answer is given up."""
    changed, _present.wall = wall != _present.wall, wall
    line = connection.connection
    if not changed or line is None or line.closed:
        return
    if line.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
        return
    try:
        line.execute(SET, wall.values)
    except psycopg.Error:
        connection.close()


class CrossingQuerySet(models.QuerySet):
    """Records with a ground of their own that name a child whose file is another matter: a request between two
    bodies, the closed case of a child who moved. Narrowed by that ground, they are read past the wall."""

    _past: str = ""

    def past_the_wall(self, why: str) -> Self:
        """These rows, and those joined to them, whoever has access to the children; `why` is for readers of the code.
        Inside another query the wall stands as it does for that one."""
        crossing = self._chain()  # type: ignore[attr-defined]
        crossing._past = why
        return crossing

    def count(self) -> int:
        with self._crossing():
            return super().count()

    def exists(self) -> bool:
        with self._crossing():
            return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        with self._crossing():
            return super().aggregate(*args, **kwargs)

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """Where the wall is crossed all rows are read at once: the lift ends before the first is handed out."""
        if not self._past:
            return super().iterator(*args, **kwargs)
        with self._crossing():
            return iter(list(super().iterator(*args, **kwargs)))

    def _clone(self) -> Self:
        copy = super()._clone()  # type: ignore[misc]
        copy._past = self._past
        return copy

    def _fetch_all(self) -> None:
        prefetched = self._prefetch_done or not self._prefetch_related_lookups  # type: ignore[attr-defined]
        if self._result_cache is None or not prefetched:
            with self._crossing():
                super()._fetch_all()  # type: ignore[misc]

    @contextmanager
    def _crossing(self) -> Iterator[None]:
        if self._past:
            with lifted(self._past):
                yield
        else:
            yield
