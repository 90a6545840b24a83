"""What a duty, a notice or a ledger row is about, named without knowing it.

Lower layers (the engine, notices, the ledger) hold a subject as kind, id and number. A domain app registers
its kind here once, at start, and so gets told what happens to it without being imported.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet


@dataclass(frozen=True)
class SubjectKind:
    """`path` gives the page of a number. `delivered`, `acknowledged` and `told(notice, at)` say that a notice
    about such a subject moved; `breached(duties, at)` that terms of some ran out, in the same transaction as the
    step (duties: list of (subject_id, agency ids told)). `papers_seen(user)` gives the ids of the records whose
    documents a person may see, for a kind that keeps documents; `open_to(user)` the ids of those of which whoever
    opened them still hears, for a kind that closes to its author with a child's file; `heard(user)` the records
    of which alone a person may hear by duties and messages (None: of all), for a kind of which others learn nothing."""

    kind: str
    path: Callable[[str], str]
    delivered: Callable[[Any, datetime], None] | None = None
    acknowledged: Callable[[Any, datetime], None] | None = None
    told: Callable[[Any, datetime], None] | None = None
    breached: Callable[[list[tuple[int, list[int]]], datetime], None] | None = None
    papers_seen: Callable[[Any], Any] | None = None
    open_to: Callable[[Any], Any] | None = None
    heard: Callable[[Any], QuerySet | None] | None = None


@dataclass(frozen=True)
class Subject:
    kind: str
    id: int
    no: str


@dataclass
class _Registry:
    kinds: dict[str, SubjectKind] = field(default_factory=dict)

    def register(self, kind: SubjectKind) -> None:
        self.kinds[kind.kind] = kind

    def path(self, kind: str, no: str) -> str:
        """The page of a subject, or the start page for a kind nobody registered."""
        known = self.kinds.get(kind)
        return known.path(no) if known else "/"

    def with_papers(self) -> list[SubjectKind]:
        """The kinds that keep documents."""
        return [kind for kind in self.kinds.values() if kind.papers_seen]

    def that_close(self) -> list[SubjectKind]:
        """The kinds of records that close to their author."""
        return [kind for kind in self.kinds.values() if kind.open_to]

    def heard_by(self, user: Any) -> Q:
        """Of rows that name a subject, those whose subject the person may hear of."""
        found = Q()
        for kind in self.kinds.values():
            heard = kind.heard(user) if kind.heard else None
            if heard is not None:
                found &= ~Q(subject_kind=kind.kind) | Q(Exists(heard.filter(pk=OuterRef("subject_id"))))
        return found

    def is_heard_by(self, user: Any, kind: str, pk: int) -> bool:
        known = self.get(kind)
        heard = known.heard(user) if known and known.heard else None
        return heard is None or heard.filter(pk=pk).exists()

    def get(self, kind: str) -> SubjectKind | None:
        return self.kinds.get(kind)


SUBJECTS = _Registry()
