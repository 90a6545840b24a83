"""What waits for those who sign in: drafts with terms about to run out, notices to acknowledge, one that came back."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.localtime import local
from apps.demo.children import HOME
from apps.demo.fixture import read
from apps.demo.life import MAIL, Life
from apps.demo.world import Resident, World
from apps.incidents.models import FollowUp, Incident
from apps.incidents.states import Kind
from apps.notices.models import Notice

ELSEWHERE = "351000000"
"""The city of Karaganda, where the second logins work."""
BOUNCING, OUTSIDE = "711310000", "711410000"
"""Districts of Astana whose police refuse mail, or are outside the system (fixtures/demo/agencies.yaml)."""


class Scenes:
    def __init__(self, world: World) -> None:
        self.world = world

    def play(self) -> int:
        """All of them; returns how many incidents that made."""
        scenes: list[Callable[[], Any]] = [
            self._drafts, self._waiting_for_all, self._came_back, self._by_telephone, self._overdue,
            self._of_the_mentor, self._of_the_home, self._of_the_school, self._of_the_line, self._told_late,
            self._done, self._elsewhere,
        ]  # fmt: skip
        lives = [life for scene in scenes for life in scene()]
        for life in lives:
            life.finish()
        return len(lives)

    def _drafts(self) -> list[Life]:
        """The reminder of the 23rd hour is two minutes away in one, the end of the term five in the other."""
        soon = self._begin("coordinator", Kind.CRUEL_PHYSICAL, hours=22 + 58 / 60, of=self.ours[1])
        last = self._begin("coordinator", Kind.CRUEL_MENTAL, hours=23 + 55 / 60, of=self.ours[2])
        home = self._begin("orphanage", Kind.CRUEL_MENTAL, hours=11.2, of=self.housemates[-1])
        return [soon, last, home]

    def _waiting_for_all(self) -> list[Life]:
        """Sent an hour ago: the home has acknowledged, the police have only opened it."""
        life = self._send("coordinator", Kind.CRUEL_PHYSICAL, hours=3, sent=1, of=self.ours[3])
        self._answer(life, AgencyKind.ORPHAN_ORG, "orphanage", minutes=20)
        self._open(life, AgencyKind.POLICE, "police", minutes=31)
        fresh = self._send("coordinator", Kind.SEXUAL_ATTEMPT, hours=1.5, sent=0.2, of=self.ours[4])
        return [life, fresh]

    def _came_back(self) -> list[Life]:
        """It happened where the police's address refuses mail: the term runs on until somebody telephones."""
        return [self._send("coordinator", Kind.CRUEL_PHYSICAL, hours=9, sent=6, of=self.ours[5], code=BOUNCING)]

    def _by_telephone(self) -> list[Life]:
        """The police of that district are not in the system."""
        life = self._send("coordinator", Kind.CRUEL_MENTAL, hours=19.5, sent=18, of=self.ours[6], code=OUTSIDE)
        self._answer(life, AgencyKind.GUARDIANSHIP, "officer", minutes=65)
        return [life]

    def _overdue(self) -> list[Life]:
        """Delivered more than a day ago and acknowledged by one of three."""
        life = self._send("coordinator", Kind.CRUEL_PHYSICAL, hours=29, sent=26, of=self.ours[7])
        self._answer(life, AgencyKind.ORPHAN_ORG, "orphanage", minutes=15)
        return [life]

    def _of_the_mentor(self) -> list[Life]:
        """The mentor's own: an illness told within the hour, and an older one that is done."""
        now = self._send("mentor", Kind.ILLNESS, hours=4, sent=3.8, of=self.ours[0])
        old = self._send("mentor", Kind.INJURY, hours=24 * 20, sent=24 * 20 - 0.3, of=self.ours[0])
        self._answer(old, AgencyKind.GUARDIANSHIP, "officer", minutes=50)
        self._answer(old, AgencyKind.ORPHAN_ORG, "orphanage", minutes=25)
        old.follow_up(FollowUp.Kind.MEASURE, self._who("coordinator"), self.world.ago(days=18))
        old.close(self._who("coordinator"), self.world.ago(days=15))
        return [now, old]

    def _of_the_home(self) -> list[Life]:
        """The home reports about its own residents: a rule of the system, not the Law."""
        life = self._send("orphanage", Kind.CRUEL_PHYSICAL, hours=7, sent=5, of=self.housemates[-2])
        self._answer(life, AgencyKind.POLICE, "police", minutes=90)
        both = (AgencyKind.REPUBLIC_OMBUDSMAN, AgencyKind.CENTRAL_AUTHORITY)
        death = self._send("orphanage", Kind.DEATH, hours=12, sent=11, of=self.housemates[-3], also=both)
        return [life, death]

    def _of_the_school(self) -> list[Life]:
        """Violence a teacher learned of: guardianship body, police and ombudsman."""
        teacher = self._someone(AgencyKind.SCHOOL, Perm.LOG_INCIDENTS)
        doctor = self._someone(AgencyKind.HEALTH_ORG, Perm.LOG_INCIDENTS)
        first = self._send(teacher, Kind.VIOLENCE, hours=5, sent=4.5, of=self.neighbours[0])
        second = self._send(doctor, Kind.VIOLENCE, hours=16, sent=15, of=self.neighbours[1])
        self._answer(second, AgencyKind.REGIONAL_OMBUDSMAN, "ombudsman", minutes=200)
        return [first, second]

    def _of_the_line(self) -> list[Life]:
        """A call to 111 about a child nobody knows, another about bullying, and a call not passed on yet."""
        found = self._send("operator111", Kind.CHILD_FOUND, hours=2, sent=1.8, unknown=read("stories")["unknown"][0])
        bullied = self._send("operator111", Kind.BULLYING, hours=13, sent=12, of=self.neighbours[2])
        draft = self._begin("operator111", Kind.EXPLOITATION, hours=1.2, of=self.neighbours[3])
        return [found, bullied, draft]

    def _told_late(self) -> list[Life]:
        """Sent two hours after the term was over: late stays late."""
        life = self._send("coordinator", Kind.CRUEL_MENTAL, hours=24 * 4, sent=24 * 3 - 2, of=self.ours[8])
        self._answer_all(life, minutes=100)
        return [life]

    def _done(self) -> list[Life]:
        """From establishing to the assistance plan and closing, all in time."""
        life = self._send("coordinator", Kind.CRUEL_PHYSICAL, hours=24 * 40, sent=24 * 40 - 1, of=self.ours[9])
        self._answer_all(life, minutes=45)
        life.confirm_violence(self._who("officer"), self.world.ago(days=38))
        life.follow_up(FollowUp.Kind.ASSISTANCE_PLAN, self._who("officer"), self.world.ago(days=33))
        life.close(self._who("coordinator"), self.world.ago(days=12))
        return [life]

    def _elsewhere(self) -> list[Life]:
        """The other region, so that its logins have work that nobody in Astana sees."""
        draft = self._begin("coordinator2", Kind.CRUEL_PHYSICAL, hours=14, of=self.theirs[0])
        sent = self._send("coordinator2", Kind.CRUEL_MENTAL, hours=8, sent=6, of=self.theirs[1 % len(self.theirs)])
        doctor = self.world.worker(
            self.world.in_region(AgencyKind.HEALTH_ORG, self.world.areas["350000000"])[0], Perm.LOG_INCIDENTS
        )
        local_children = [r for r in self.world.residents if r.child.area.code == ELSEWHERE]
        seen = self._send(doctor, Kind.VIOLENCE, hours=10, sent=9, of=local_children[0])
        return [draft, sent, seen]

    @cached_property
    def ours(self) -> list[Resident]:
        """Children the coordinator's organisation mentors in the home of the login `orphanage`, the mentor's first."""
        found = [r for r in self.housemates if r.assignments and self._is_mentored_by(r, "coordinator")]
        return sorted(found, key=lambda r: r.assignments[0].mentor != self._who("mentor"))

    @cached_property
    def housemates(self) -> list[Resident]:
        home = self._who("orphanage").post.agency_id
        return [
            r for r in self.world.residents
            if r.placements and r.placements[0].organisation_id == home and not r.placements[0].ends_on
        ]  # fmt: skip

    @cached_property
    def neighbours(self) -> list[Resident]:
        """Children of the district who live in families."""
        return [r for r in self.world.residents if r.child.area.code == HOME and not r.placements]

    @cached_property
    def theirs(self) -> list[Resident]:
        return [
            r for r in self.world.residents
            if r.assignments and not r.assignments[0].ends_on and self._is_mentored_by(r, "coordinator2")
        ]  # fmt: skip

    def _is_mentored_by(self, resident: Resident, login: str) -> bool:
        return resident.assignments[0].organisation_id == self._who(login).post.agency_id

    def _who(self, login: str | User) -> User:
        return self.world.logins[login] if isinstance(login, str) else login

    def _someone(self, kind: str, perm: str) -> User:
        return self.world.worker(self.world.in_region(kind, self.world.areas["710000000"])[0], perm)

    def _begin(
        self, login: str | User, kind: str, *, hours: float, of: Resident | None = None, unknown: str = "",
        code: str = "", also: Sequence[str] = (),
    ) -> Life:  # fmt: skip
        """A draft whose fact was established that many hours ago; `also` are central bodies to be told."""
        stories, at = read("stories"), self.world.ago(hours=hours)
        area = self.world.areas[code] if code else of.child.area if of else self.world.areas[HOME]
        fields = {"episodes": 3, "public_channel": "ONLINE"} if kind == Kind.BULLYING else {}
        schools = self.world.in_region(AgencyKind.SCHOOL, area.region)
        named = [("", self.world.central(other)) for other in also]
        extra = [(AgencyKind.SCHOOL, schools[0])] if kind == Kind.BULLYING else named
        return Life(
            self.world, author=self._who(login), kind=kind, established_at=at,
            created_at=at + timedelta(minutes=4), area=area, residents=[of] if of else [], unknown=unknown,
            extra=extra, occurred_from=local(at) - timedelta(minutes=35),
            discovered_at=at - timedelta(minutes=10), place=self._place(),
            description=stories["kinds"][kind][0], safety=Incident.Safety.SAFE,
            safety_measures=stories["measures"][0], **fields,
        )  # fmt: skip

    def _send(self, login: str | User, kind: str, *, hours: float, sent: float, **rest: Any) -> Life:
        """The same, submitted `sent` hours ago; mail servers have answered."""
        life = self._begin(login, kind, hours=hours, **rest)
        life.submit(self.world.ago(hours=sent))
        for notice in life.notices:
            if notice.channel == Notice.Channel.PLATFORM:
                life.deliver(notice, notice.sent_at + MAIL)
        return life

    def _place(self) -> str:
        return f"{read('names')['streets'][0]} к-сі, 12"

    def _open(self, life: Life, role: str, login: str, *, minutes: float) -> datetime:
        notice, at = self._notice(life, role), life.incident.submitted_at + timedelta(minutes=minutes)
        life.open_notice(notice, self._who(login), at)
        return at

    def _answer(self, life: Life, role: str, login: str, *, minutes: float) -> None:
        opened_at = self._open(life, role, login, minutes=minutes)
        life.acknowledge(self._notice(life, role), self._who(login), opened_at + timedelta(minutes=2))

    def _answer_all(self, life: Life, *, minutes: float) -> None:
        for notice in life.notices:
            by = self.world.worker(notice.recipient, Perm.ACKNOWLEDGE_NOTICES)
            life.acknowledge(notice, by, life.incident.submitted_at + timedelta(minutes=minutes))

    def _notice(self, life: Life, role: str) -> Notice:
        return next(notice for notice in life.notices if notice.role == role)
