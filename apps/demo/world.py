"""What the demo is made in: agencies, their people, children, rules, and the rows waiting to be written."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

from apps.accounts.models import Agency, Area, Membership, User
from apps.accounts.roles import HEAD_ROLES, ROLES
from apps.audit import log
from apps.audit.models import LedgerEntry
from apps.care.models import Placement
from apps.core.localtime import local_day
from apps.core.subjects import Subject
from apps.demo.identity import Numbers
from apps.demo.rows import Rows, copy_rows
from apps.mentoring.models import Assignment
from apps.obligations.calendar import WorkCalendar, stored_calendar
from apps.obligations.engine import rules_opened_by
from apps.obligations.models import Rule
from apps.people.models import Child

if TYPE_CHECKING:
    from apps.demo.mentors import Mentors


@dataclass
class Resident:
    """A child with where it lived and who mentored it, in memory."""

    child: Child
    placements: list[Placement] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)


@dataclass
class World:
    now: datetime
    random: Random
    rows: Rows = field(default_factory=Rows)
    numbers: Numbers = field(default_factory=Numbers)
    areas: dict[str, Area] = field(default_factory=dict)
    agencies: dict[int, Agency] = field(default_factory=dict)
    posts: dict[int, list[Membership]] = field(default_factory=lambda: defaultdict(list))
    logins: dict[str, User] = field(default_factory=dict)
    residents: list[Resident] = field(default_factory=list)
    _local: dict[tuple[str, int], list[Agency]] = field(default_factory=lambda: defaultdict(list))
    _kinds: dict[str, list[Agency]] = field(default_factory=lambda: defaultdict(list))
    _ledger: list[LedgerEntry] = field(default_factory=list)
    _law: tuple[dict[str, list[Rule]], WorkCalendar] | None = None

    @cached_property
    def mentors(self) -> "Mentors":
        """Makes the cleared mentors of the children."""
        from apps.demo.mentors import Mentors

        return Mentors(self)

    @property
    def today(self) -> date:
        return local_day(self.now)

    def add_agency(self, agency: Agency) -> Agency:
        self.rows.add(agency)
        self.agencies[agency.pk] = agency
        self._local[agency.kind, agency.area_id].append(agency)
        self._kinds[agency.kind].append(agency)
        return agency

    def local(self, kind: str, area: Area) -> list[Agency]:
        """Agencies of a kind in exactly this area."""
        return self._local[kind, area.pk]

    def of_kind(self, kind: str) -> list[Agency]:
        return self._kinds[kind]

    def in_region(self, kind: str, region: Area) -> list[Agency]:
        return [a for a in self._kinds[kind] if a.area.region and a.area.region.pk == region.pk]

    def add_post(self, post: Membership) -> Membership:
        self.rows.add(post)
        self.posts[post.agency_id].append(post)
        post.user.__dict__.setdefault("post", post)
        return post

    def heads(self, agency_id: int) -> list[User]:
        return [p.user for p in self.posts[agency_id] if p.role in HEAD_ROLES]

    def on_duty(self, agency_id: int) -> list[User]:
        return [p.user for p in self.posts[agency_id] if p.is_duty_officer]

    def worker(self, agency: Agency, perm: str) -> User | None:
        """Somebody of the agency whose post allows this, the duty officer first; None outside the platform."""
        able = [p for p in self.posts[agency.pk] if perm in ROLES[p.role].permissions]
        able.sort(key=lambda p: not p.is_duty_officer)
        return able[0].user if able else None

    def central(self, kind: str) -> Agency:
        return self._kinds[kind][0]

    @property
    def law(self) -> dict[str, list[Rule]]:
        """Every rule by the event that opens it."""
        return self._read_law()[0]

    @property
    def calendar(self) -> WorkCalendar:
        return self._read_law()[1]

    def _read_law(self) -> tuple[dict[str, list[Rule]], WorkCalendar]:
        if self._law is None:
            events = Rule.objects.exclude(opens_on="").values_list("opens_on", flat=True)
            self._law = rules_opened_by(events), stored_calendar()
        return self._law

    def record(self, verb: str, subject: Subject, *, by: User | None, at: datetime, **data: Any) -> None:
        """A row of the ledger, written in the order of time by `flush`."""
        self._ledger.append(log.entry(verb, subject, by=by, at=at, **data))

    def flush(self) -> None:
        """Write what waits: rows of every table, then the ledger."""
        self.rows.flush()
        self._ledger.sort(key=lambda entry: entry.at)
        copy_rows(LedgerEntry, self._ledger, with_id=False)
        self.rows.written += len(self._ledger)
        self._ledger.clear()

    def ago(self, **span: float) -> datetime:
        return self.now - timedelta(**span)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def weighted(self, weights: Mapping[Any, float]) -> Any:
        return self.random.choices(list(weights), list(weights.values()))[0]
