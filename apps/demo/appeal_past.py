"""Two years of appeals in every region, replied and closed, as rows: what boards and figures are drawn from.

Written as the actions would have written them; their clocks are the engine's own sums. Nobody holds their codes.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area
from apps.complaints import clocks as real
from apps.complaints import words
from apps.complaints.acts.locking import archive_until
from apps.complaints.letters import letter_for
from apps.complaints.models import (
    Appeal,
    AppealAccess,
    AppealKey,
    Exclusion,
    Ground,
    Identity,
    Index,
    Post,
    Respondent,
    Round,
)  # fmt: skip
from apps.complaints.routing import level_of
from apps.complaints.sealing import Vault, new_key
from apps.complaints.states import Channel, Kind, Outcome, State
from apps.demo.clocks import Clocks
from apps.demo.fixture import read
from apps.demo.identity import invent_name
from apps.demo.world import World
from apps.obligations.engine import Fact
from apps.obligations.events import Event

SEED = 712
OLDEST, NEWEST = 730, 62
"""Days ago between which they came: all are over by now."""
LATE = 0.09
CAPITAL, SECOND = "710000000", "350000000"
CHANNELS = {
    Channel.SITE: 46, Channel.PHONE: 15, Channel.LETTER: 12, Channel.EMAIL: 10, Channel.VISIT: 9, Channel.TRANSFER: 4,
    Channel.MEDIA: 2, Channel.OWN_INITIATIVE: 2,
}  # fmt: skip
KINDS = {Kind.MESSAGE: 48, Kind.COMPLAINT: 26, Kind.APPLICATION: 18, Kind.REQUEST: 6, Kind.PROPOSAL: 2}
RIGHTS = {
    "BULLYING": 22, "EDUCATION": 18, "LIFE": 11, "FAMILY": 12, "LIVING": 9, "HEALTH": 8, "CARE": 6, "SUPPORT": 5,
    "DISABILITY": 4, "HOUSING": 2, "PROPERTY": 2, "IDENTITY": 1, "EXPRESSION": 1, "JUSTICE": 2, "OTHER": 1,
}  # fmt: skip
OUTCOMES = {
    Outcome.RESTORED: 52,
    Outcome.PARTLY: 18,
    Outcome.NOT_RESTORED: 13,
    Outcome.UNFOUNDED: 11,
    Outcome.EXPLAINED: 6,
}
ABOUT = {
    AgencyKind.SCHOOL: 34, AgencyKind.EDU_MANAGEMENT: 10, AgencyKind.SOCIAL_PROTECTION: 11, AgencyKind.HEALTH_ORG: 11,
    AgencyKind.GUARDIANSHIP: 9, AgencyKind.ORPHAN_ORG: 6, AgencyKind.AKIMAT: 6, AgencyKind.POLICE: 5, "": 8,
}  # fmt: skip
AREAS = {CAPITAL: 34.0, SECOND: 13.0}


class Past:
    def __init__(self, world: World) -> None:
        self.world, self.random = world, Random(SEED)
        stories = read("appeals")["stories"]
        self.texts = {lang: [s["text"] for s in stories if s["lang"] == lang] for lang in ("kk", "ru", "en")}
        self.words = read("appeals")["words"]
        self.regions = [a for a in world.areas.values() if a.level == Area.Level.REGION]

    def play(self, count: int) -> int:
        """From the oldest on."""
        shares = sorted(self.random.betavariate(1.4, 1.0) for _n in range(count))
        for share in shares:
            self._one(self.world.ago(days=OLDEST - share * (OLDEST - NEWEST)))
        self.world.flush()
        return count

    def _one(self, came: datetime) -> None:
        region = self._drawn({a: AREAS.get(a.code, 3.0) for a in self.regions})
        district = self.random.choice([a for a in self.world.areas.values() if a.parent_id == region.pk])
        office = self.world.local(AgencyKind.REGIONAL_OMBUDSMAN, region)[0]
        appeal, round_ = self._appeal(office, district, came)
        self._live(appeal, round_)
        self._say(appeal)
        self._about(appeal, region, district)

    def _appeal(self, office: Agency, area: Area, came: datetime) -> tuple[Appeal, Round]:
        add, day, channel = self.world.rows.add, real.registration_day(came), self._drawn(CHANNELS)
        appeal: Appeal = add(Appeal(
            number=self.world.rows.number("E", came), kind=self._drawn(KINDS), channel=channel, state=State.CLOSED,
            language=self.random.choice(["kk", "kk", "ru"]), office=office, officer=self.world.heads(office.pk)[0],
            route=Appeal.Route.LOCAL, received_at=came, registered_on=day, registered_at=real.registered_at(came, day),
            by_child=channel == Channel.SITE and self.random.random() < 0.7, right=self._drawn(RIGHTS), area=area,
            outcome=self._drawn(OUTCOMES),
        ))  # fmt: skip
        appeal.is_anonymous = appeal.by_child and self.random.random() < 0.8
        round_: Round = add(Round(appeal=appeal, no=1, began_at=came, outcome=appeal.outcome))
        self.world.record("appeal.registered", appeal.subject, by=None, at=came, channel=channel, office=office.pk)
        return appeal, round_

    def _live(self, appeal: Appeal, round_: Round) -> None:
        """Its clocks, and when it was replied to and closed."""
        clocks, since = Clocks(self.world, round_.subject_in(appeal)), appeal.registered_at
        term = Event.COMPLAINT_REGISTERED if appeal.kind == Kind.COMPLAINT else Event.APPLICATION_REGISTERED
        above = {"REPUBLIC_OMBUDSMAN": self.world.central(AgencyKind.REPUBLIC_OMBUDSMAN).pk}
        facts = [
            Fact(event, since, appeal.office, author=appeal.officer, escalation=above)
            for event in (Event.APPEAL_REGISTERED, term)
        ]
        clocks.open(facts, by=None, at=appeal.received_at)
        due = next(duty.due_at for duty in clocks.duties if duty.rule.opens_on == term)
        taken, share = since + timedelta(hours=self.random.uniform(2, 40)), self.random.uniform(0.3, 0.95)
        late = self.random.random() < LATE
        replied = due + timedelta(days=self.random.uniform(0.3, 9)) if late else taken + (due - taken) * share
        clocks.meet(Event.APPEAL_TAKEN_OVER, by=appeal.officer, at=taken)
        clocks.meet(Event.APPEAL_REPLIED, by=appeal.officer, at=replied)
        clocks.take_steps()
        self._end(appeal, round_, replied)
        self._admit(appeal, appeal.office, Ground.OFFICE, appeal.received_at)
        for agency, at in clocks.told:
            self._admit(appeal, self.world.agencies[agency], Ground.BREACH, at)

    def _end(self, appeal: Appeal, round_: Round, replied: datetime) -> None:
        closed = replied + timedelta(days=self.random.uniform(5, 20))
        round_.decided_at, round_.decided_by, round_.ended_at = replied, appeal.officer, replied
        appeal.replied_at, appeal.closed_at = replied, closed
        appeal.keep_until = archive_until(closed)
        self.world.record("appeal.closed", appeal.subject, by=appeal.officer, at=closed)

    def _say(self, appeal: Appeal) -> None:
        """Its key, what was written and answered, and who wrote it."""
        add, key, came = self.world.rows.add, new_key(), appeal.received_at
        vault, text = Vault.of(appeal.pk, key), self.random.choice(self.texts[appeal.language])
        reply = self.words[appeal.language]["reply" if appeal.by_child else "reply_adult"]
        letter = letter_for(appeal)
        written = letter.written(appeal, reply, at=appeal.replied_at)  # type: ignore[arg-type]
        self._keep(AppealKey(appeal=appeal, wrapped=key))
        self._keep(Index(appeal=appeal, words=_fingerprints(text)))
        add(Post(appeal=appeal, author=Post.Author.SENDER, what=Post.What.STATEMENT, body=vault.seal(text, "post"),
                 at=came, seen_at=came + timedelta(hours=3)))  # fmt: skip
        add(Post(appeal=appeal, author=Post.Author.OFFICE, what=Post.What.REPLY, body=vault.seal(written, "post"),
                 by=appeal.officer, at=appeal.replied_at, template=letter.name))  # fmt: skip
        if not appeal.is_anonymous:
            name = invent_name(self.random, female=self.random.random() < 0.6, russian=0.2)
            said = {"name": f"{name.surname} {name.given}", "way": "CODE"}
            self._keep(Identity(appeal=appeal, sealed=vault.seal_json(said, "identity"), named_at=came))

    def _about(self, appeal: Appeal, region: Area, district: Area) -> None:
        """A body of the region or none; it is shut out."""
        kind = self._drawn(ABOUT)
        near = (self.world.local(kind, district) or self.world.in_region(kind, region)) if kind else []
        if near:
            body = self.random.choice(near)
            self.world.rows.add(Respondent(appeal=appeal, level=level_of(body), agency=body))
            self.world.rows.add(Exclusion(
                appeal=appeal, agency=body, reason=Exclusion.Reason.RESPONDENT, at=appeal.received_at
            ))  # fmt: skip

    def _admit(self, appeal: Appeal, agency: Agency, ground: str, at: datetime) -> None:
        self.world.rows.add(AppealAccess(
            appeal=appeal, agency=agency, ground=ground, valid_from=at, sort_at=appeal.closed_at,
            rank=int(AppealAccess.Rank.ENDED),
        ))  # fmt: skip

    def _keep(self, row: Any) -> None:
        """A row whose key is its appeal's."""
        self.world.rows.keep(row)

    def _drawn(self, weights: Mapping[Any, float]) -> Any:
        return self.random.choices(list(weights), list(weights.values()))[0]


@cache
def _fingerprints(text: str) -> list[int]:
    return words.fingerprints_of(text)
