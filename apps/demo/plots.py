"""What happens in the background: who reports what about whom, at which hour, in which district."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Area, User
from apps.accounts.permissions import Perm
from apps.core.localtime import local, local_day
from apps.demo.fixture import read
from apps.demo.life import Extra, Life
from apps.demo.world import Resident, World
from apps.incidents.models import Incident
from apps.incidents.states import HARM, NIGHT, SITUATIONS, Kind

MENTORED = {Kind.CRUEL_PHYSICAL: 5, Kind.CRUEL_MENTAL: 4, Kind.SEXUAL_ATTEMPT: 1.5, Kind.DEATH: 0.6,
            Kind.INJURY: 5, Kind.ILLNESS: 4, Kind.HOSPITAL: 2, Kind.THREAT: 2, Kind.TAKEN_TO_POLICE: 2}  # fmt: skip
RESIDENT = {Kind.CRUEL_PHYSICAL: 4, Kind.CRUEL_MENTAL: 4, Kind.SEXUAL_ATTEMPT: 1.5, Kind.DEATH: 1, Kind.BULLYING: 3}
SEEN = {Kind.VIOLENCE: 6, Kind.CRUEL_PHYSICAL: 3, Kind.CRUEL_MENTAL: 2}
CALLS = {Kind.CHILD_FOUND: 4, Kind.VIOLENCE: 5, Kind.BULLYING: 5, Kind.EXPLOITATION: 2, Kind.HARMFUL_CONTENT: 2,
         Kind.SUBSTANCES: 1, Kind.TRAFFICKING: 0.4}  # fmt: skip
STREET = {Kind.NIGHT_OUTSIDE: 4, Kind.NIGHT_VENUE: 3, Kind.EXPLOITATION: 1, Kind.SUBSTANCES: 2, Kind.CHILD_FOUND: 1,
          Kind.RELIGION_IN_CAMP: 0.2, Kind.MILITARY_USE: 0.1}  # fmt: skip
BODY = {Kind.VIOLENCE: 3, Kind.BULLYING: 3, Kind.CHILD_FOUND: 2}
SOURCES = {"mentored": 34, "resident": 16, "school": 13, "hospital": 8, "line": 14, "police": 8, "guardianship": 7}
OLDEST = timedelta(days=730)


@dataclass(frozen=True)
class Plot:
    """An incident decided on, not yet lived."""

    kind: str
    author: User
    area: Area
    established_at: datetime
    residents: list[Resident]
    unknown: str = ""
    extra: Extra = ()
    fields: dict[str, Any] = field(default_factory=dict)

    def begin(self, world: World, created_at: datetime) -> Life:
        return Life(
            world, author=self.author, kind=self.kind, established_at=self.established_at, created_at=created_at,
            area=self.area, residents=self.residents, unknown=self.unknown, extra=self.extra, **self.fields,
        )  # fmt: skip


class Plots:
    """Draws plots; remembers who lives where, so that drawing is quick."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._asked = ""

    def draw(self, share: float, kind: str = "") -> Plot:
        """A plot at this share of the past two years (0: the oldest); of this kind, if one is given."""
        self._asked = kind
        while True:
            established_at = self.world.now - OLDEST * (1 - share)
            source = self.world.weighted(SOURCES)
            if plot := getattr(self, f"_{source}")(established_at):
                return plot

    @cached_property
    def _with_mentor(self) -> list[Resident]:
        return [r for r in self.world.residents if r.assignments]

    @cached_property
    def _placed(self) -> list[Resident]:
        return [r for r in self.world.residents if r.placements]

    def _mentored(self, at: datetime) -> Plot | None:
        resident = self._pick(self._with_mentor)
        assignment = resident.assignments[0]
        kind = self._kind(MENTORED)
        if kind is None or not _runs(assignment, at):
            return None
        author = self.world.worker(assignment.organisation, Perm.MANAGE_INCIDENTS)
        if kind in SITUATIONS and assignment.mentor and self.world.chance(0.7):
            author = assignment.mentor
        return self._plot(kind, author, at, [resident])

    def _resident(self, at: datetime) -> Plot | None:
        resident = self._pick(self._placed)
        stay = resident.placements[0]
        kind = self._kind(RESIDENT)
        if kind is None or not _runs(stay, at):
            return None
        author = self.world.worker(stay.organisation, Perm.MANAGE_INCIDENTS)
        friends = [r for r in self._placed if r.placements[0].organisation_id == stay.organisation_id and r != resident]
        several = [resident, self._pick(friends)] if friends and self.world.chance(0.15) else [resident]
        return self._plot(kind, author, at, several)

    def _school(self, at: datetime) -> Plot | None:
        return self._seen(AgencyKind.SCHOOL, at)

    def _hospital(self, at: datetime) -> Plot | None:
        return self._seen(AgencyKind.HEALTH_ORG, at)

    def _seen(self, kind: str, at: datetime) -> Plot | None:
        resident, seen = self._known(at), self._kind(SEEN)
        able = [a for a in self.world.in_region(kind, resident.child.area.region) if a.on_platform]
        if seen is None or not able:
            return None
        author = self.world.worker(self._pick(able), Perm.LOG_INCIDENTS)
        return self._plot(seen, author, at, [resident])

    def _line(self, at: datetime) -> Plot | None:
        author = self.world.worker(self.world.central(AgencyKind.CONTACT_CENTRE), Perm.LOG_INCIDENTS)
        kind = self._kind(CALLS)
        if kind is None:
            return None
        if kind == Kind.CHILD_FOUND or self.world.chance(0.15):
            return self._plot(kind, author, at, [], area=self._known(at).child.area)
        return self._plot(kind, author, at, [self._known(at)])

    def _police(self, at: datetime) -> Plot | None:
        resident = self._known(at)
        police = [a for a in self.world.local(AgencyKind.POLICE, resident.child.area) if a.on_platform]
        kind = self._kind(STREET)
        if kind is None or not police:
            return None
        return self._plot(kind, self.world.worker(police[0], Perm.LOG_INCIDENTS), at, [resident])

    def _guardianship(self, at: datetime) -> Plot | None:
        resident = self._known(at)
        author = self.world.worker(resident.child.guardianship, Perm.MANAGE_INCIDENTS)
        kind = self._kind(BODY)
        return self._plot(kind, author, at, [resident]) if author and kind else None

    def _kind(self, kinds: Mapping[Any, float]) -> str | None:
        """A kind such a source reports; None when another one is asked for."""
        if not self._asked:
            return self.world.weighted(kinds)
        return self._asked if self._asked in kinds else None

    def _known(self, at: datetime) -> Resident:
        while True:
            resident = self._pick(self.world.residents)
            if resident.child.registered_at < at:
                return resident

    def _plot(self, kind: str, author: User, at: datetime, residents: list[Resident], area: Area | None = None) -> Plot:
        at = self._hour(kind, at)
        area = area or residents[0].child.area
        schools = self.world.in_region(AgencyKind.SCHOOL, area.region)
        extra = [(AgencyKind.SCHOOL, self._pick(schools))] if kind == Kind.BULLYING else []
        unknown = "" if residents else self._pick(read("stories")["unknown"])
        fields = self._fields(kind, at)
        return Plot(kind, author, area, at, residents, unknown, extra, fields)

    def _hour(self, kind: str, at: datetime) -> datetime:
        """A night stay happens at night; everything else at any hour."""
        if kind not in NIGHT:
            return at
        night = local(at).replace(hour=23, minute=self.world.random.randint(1, 58))
        return night if night < self.world.now else night - timedelta(days=1)

    def _fields(self, kind: str, at: datetime) -> dict[str, Any]:
        stories, draw = read("stories"), self.world.random
        before = timedelta(minutes=1) if kind in NIGHT or kind in SITUATIONS else timedelta(hours=draw.uniform(1, 60))
        known = kind in NIGHT or kind in SITUATIONS or self.world.chance(0.7)
        place = draw.choice(stories["places"]).format(street=draw.choice(read("names")["streets"]))
        fields = {
            "occurred_from": at - before if known else None,
            "discovered_at": at - before * 0.2 if known else None,
            "place": place,
            "description": draw.choice(stories["kinds"][kind]),
            "safety": Incident.Safety.SAFE if self.world.chance(0.85) else Incident.Safety.UNKNOWN,
            "safety_measures": draw.choice([*stories["measures"], ""]),
            "reporter_is_confidential": self.world.chance(0.08),
        }
        if kind in HARM:
            fields["alleged_relation"] = draw.choice(stories["relations"])
        if kind == Kind.BULLYING:
            fields |= {"episodes": draw.randint(2, 9), "public_channel": draw.choice(["", "ONLINE", "TELECOM"])}
        return fields

    def _pick(self, options: Sequence[Any]) -> Any:
        return self.world.random.choice(options)


def _runs(period: Any, at: datetime) -> bool:
    day = local_day(at - timedelta(days=3))
    return period.starts_on <= day and (period.ends_on is None or period.ends_on > local_day(at))
