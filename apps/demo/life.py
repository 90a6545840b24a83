"""One incident lived through in memory: each method leaves the rows the action of that name would have written.

tests/demo compares the outcome with the real actions, which must find nothing to change.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, User
from apps.core.localtime import local_day
from apps.demo.clocks import Clocks
from apps.demo.fixture import read
from apps.demo.world import Resident, World
from apps.incidents import routes
from apps.incidents.acts.access import access_row
from apps.incidents.acts.sending import INFORMING
from apps.incidents.aftermath import FOLLOWED, MEETS
from apps.incidents.models import Correction, ExtraRecipient, FollowUp, Ground, Incident, IncidentChild
from apps.incidents.routes import Report, Surroundings
from apps.incidents.states import LIVE, Kind, State
from apps.notices.actions import Addressee
from apps.notices.models import Notice
from apps.obligations.engine import Fact
from apps.obligations.events import Event
from apps.obligations.models import Obligation, Rule

Extra = Sequence[tuple[str, Agency]]
MAIL = timedelta(seconds=4)
"""From sending to the answer of the recipient's mail server."""


class Life:
    def __init__(
        self, world: World, *, author: User, kind: str, established_at: datetime, created_at: datetime, area: Area,
        residents: list[Resident], unknown: str = "", extra: Extra = (), **fields: Any,
    ) -> None:  # fmt: skip
        """A draft from its first save on; `extra` are recipients a person named, each with its role or ""."""
        self.world, self.residents, self.extra = world, residents, extra
        self.notices: list[Notice] = []
        self.reports = [Report(author.post.agency, author)]
        self._held: set[tuple] = set()
        self.incident = world.rows.add(
            Incident(
                number=world.rows.number("I", created_at), kind=kind, agency=author.post.agency, author=author,
                created_at=created_at, established_at=established_at, area=area,
                reporter_name=author.get_full_name(), **fields,
            )
        )  # fmt: skip
        self.clocks = Clocks(world, self.incident.subject)
        for resident in residents:
            world.rows.add(IncidentChild(incident=self.incident, child=resident.child))
        if unknown:
            world.rows.add(IncidentChild(incident=self.incident, description=unknown))
        for role, agency in extra:
            world.rows.add(ExtraRecipient(incident=self.incident, role=role, agency=agency))
        self._grant(self.incident.agency_id, Ground.REPORTER, by=author, at=created_at)
        self._grant(self.incident.agency_id, Ground.AUTHOR, by=author, at=created_at, user=author)
        self._record("incident.draft_created", author, created_at)
        self._open(by=author, at=created_at)

    def submit(self, at: datetime) -> None:
        by = self.incident.author
        self.incident.submitted_at = at
        self._move(State.ESTABLISHED, by=by, at=at)
        self._tell_everyone(by=by, at=at)

    def discard(self, reason: str, at: datetime) -> None:
        self.clocks.cancel(Obligation.CancelReason.DISCARDED, by=self.incident.author, at=at)
        self._move(State.DISCARDED, by=self.incident.author, at=at, reason=reason)

    def deliver(self, notice: Notice, at: datetime) -> None:
        """The mail server took it, or refused it."""
        if notice.recipient.email.endswith("@bounce.example"):
            notice.returned_at, notice.return_reason = at, "SMTP 550"
            self._record("notice.returned", None, at, notice=notice.pk, number=notice.number)
            self.clocks.tell_returned(notice, at=at)
        else:
            self._delivered(notice, at)

    def tell(self, notice: Notice, person: str, at: datetime) -> None:
        """Somebody of the reporting agency telephones the recipient."""
        by = self.incident.author
        notice.channel, notice.told_person, notice.told_by, notice.told_at = Notice.Channel.PHONE, person, by, at
        self._record("notice.told", by, at, notice=notice.pk, number=notice.number, told_at=at)
        self._delivered(notice, at)

    def open_notice(self, notice: Notice, by: User, at: datetime) -> None:
        notice.opened_at, notice.opened_by = at, by
        self._record("notice.opened", by, at, notice=notice.pk, number=notice.number)

    def acknowledge(self, notice: Notice, by: User, at: datetime) -> None:
        if not notice.opened_at:
            self.open_notice(notice, by, at)
        notice.acknowledged_at, notice.acknowledged_by = at, by
        self._record("notice.acknowledged", by, at, notice=notice.pk, number=notice.number)
        self.clocks.meet(Event.NOTICE_ACKNOWLEDGED, by=by, at=at, notice=notice)

    def correct(self, established_at: datetime, reason: str, at: datetime) -> None:
        old, by = self.incident.established_at, self.incident.author
        self.incident.established_at = established_at
        self._add_correction(old, reason, by, at)
        self.clocks.restart(old, established_at, reason=reason, by=by, at=at)
        self._refresh(by=by, at=at)

    def confirm_violence(self, by: User, at: datetime) -> None:
        self.incident.violence_confirmed_at = at
        self._record("incident.violence_confirmed", by, at)
        around = self.around()
        body = self.world.agencies[min(around.bodies[AgencyKind.GUARDIANSHIP])]
        self._grant(body.pk, Ground.NOTICE, by=by, at=at)
        self.clocks.open([Fact(Event.VIOLENCE_CONFIRMED, at, body, escalation=around.escalation())], by=by, at=at)

    def follow_up(self, kind: str, by: User, at: datetime) -> None:
        text = self.world.random.choice(read("stories")["follow"][kind])
        done = self.world.rows.add(
            FollowUp(incident=self.incident, kind=kind, text=text, agency=by.post.agency, by=by, at=at)
        )
        self._record("incident.followed_up", by, at, kind=kind, follow_up=done.pk)
        if kind in MEETS:
            self.clocks.meet(MEETS[kind], by=by, at=at)
        if self.incident.state in FOLLOWED:
            self._move(State.FOLLOW_UP, by=by, at=at)

    def close(self, by: User, at: datetime) -> None:
        self.incident.closed_at = at
        self._move(State.CLOSED, by=by, at=at)

    def join_into(self, other: "Life", by: User, at: datetime) -> None:
        """This report becomes part of the other, which was established earlier and told the same bodies."""
        self.clocks.cancel(Obligation.CancelReason.JOINED, by=by, at=at)
        self._move(State.JOINED, by=by, at=at, into=other.incident.number)
        self.incident.joined_to = other.incident
        mine = self.reports[0]
        other._grant(mine.agency.pk, Ground.JOINED, by=by, at=at)
        other._grant(mine.agency.pk, Ground.AUTHOR, by=by, at=at, user=mine.author)
        other.reports.append(mine)
        other._record("incident.joined_by", by, at, other=self.incident.number)
        other._tell_everyone(by=by, at=at)

    def finish(self) -> None:
        """Steps of the past, and the agencies that breaches opened the incident to."""
        self.clocks.take_steps()
        for agency_id, at in sorted(self.clocks.told, key=lambda row: row[1]):
            self._grant(agency_id, Ground.ESCALATION, by=None, at=at)

    def may_close(self) -> bool:
        return self.incident.state == State.FOLLOW_UP and all(notice.is_settled for notice in self.notices)

    def around(self) -> Surroundings:
        """`routes.surroundings` from memory."""
        incident, day = self.incident, local_day(self.incident.established_at)
        happened = local_day(incident.occurred_from) if incident.occurred_from else day
        stays = [p for r in self.residents for p in r.placements if _in_force(p, day)]
        mentored = [
            a for r in self.residents for a in r.assignments
            if a.starts_on <= day and (a.ends_on is None or a.ends_on >= min(day, happened))
        ]  # fmt: skip
        found = Surroundings(day=day, concerns_somebody=True, placements=stays, assignments=mentored, bodies={})
        homes = {p.organisation_id for p in stays if p.organisation.kind == AgencyKind.ORPHAN_ORG}
        found.bodies[AgencyKind.ORPHAN_ORG] = homes
        found.bodies[AgencyKind.GUARDIANSHIP] = {r.child.guardianship_id for r in self.residents}
        for kind, agency in self._local_bodies():
            found.bodies.setdefault(kind, set()).add(agency.pk)
        found.bodies.update({role: {agency.pk} for role, agency in self.extra if role})
        return found

    def _local_bodies(self) -> list[tuple[str, Agency]]:
        area, world = self.incident.area, self.world
        regions = {a.region.pk: a.region for a in [area, *(r.child.area for r in self.residents)]}
        bodies = world.local(AgencyKind.POLICE, area) + world.of_kind(AgencyKind.CONTACT_CENTRE)
        bodies += [o for region in regions.values() for o in world.local(AgencyKind.REGIONAL_OMBUDSMAN, region)]
        if not self.residents:
            bodies += world.local(AgencyKind.GUARDIANSHIP, area)
        return [(agency.kind, agency) for agency in bodies]

    def _open(self, *, by: User, at: datetime) -> None:
        around, incident = self.around(), self.incident
        facts = [
            Fact(event, start, report.agency, report.author, around.parties(), around.escalation())
            for report in self.reports
            for event, start in routes._events(incident, report.agency, around)
        ]
        if incident.kind == Kind.CHILD_FOUND and around.bodies[AgencyKind.GUARDIANSHIP]:
            body = self.world.agencies[min(around.bodies[AgencyKind.GUARDIANSHIP])]
            start = incident.established_at
            facts.append(Fact(Event.CHILD_IDENTIFIED, start, body, escalation=around.escalation()))
        self.clocks.open(facts, by=by, at=at)

    def _tell_everyone(self, *, by: User, at: datetime) -> None:
        self._open(by=by, at=at)
        held = {notice.recipient_id for notice in self.notices}
        for addressee in self._addressees():
            if addressee.agency.pk not in held:
                self._send(addressee, by=by, at=at)
        self._tie(by=by)
        self._refresh(by=by, at=at)

    def _addressees(self) -> list[Addressee]:
        duties = [d for d in self.clocks.informing() if d.state != Obligation.State.CANCELLED]
        own = {report.agency.pk for report in self.reports}
        found: dict[int, Addressee] = {}
        for duty in duties:
            if duty.party_id:
                found.setdefault(duty.party_id, Addressee(duty.role, self.world.agencies[duty.party_id]))
        any_roles = {r for d in duties if d.rule.recipient_rule == Rule.Recipients.ANY for r in d.rule.recipients}
        for party in self.around().parties():
            if party.role in any_roles:
                found.setdefault(party.agency_id, Addressee(party.role, self.world.agencies[party.agency_id]))
        for role, agency in self.extra:
            found.setdefault(agency.pk, Addressee(role, agency))
        return [addressee for agency_id, addressee in found.items() if agency_id not in own]

    def _send(self, to: Addressee, *, by: User, at: datetime) -> None:
        incident = self.incident
        notice = self.world.rows.add(
            Notice(
                number=self.world.rows.number("N", at), subject_kind="incident", subject_id=incident.pk,
                subject_no=incident.number, sender=incident.agency, recipient=to.agency, role=to.role, sent_at=at,
                sent_by=by, channel=Notice.Channel.PLATFORM if to.is_on_platform else Notice.Channel.PHONE,
            )
        )  # fmt: skip
        self.notices.append(notice)
        self._grant(to.agency.pk, Ground.NOTICE, by=by, at=at)
        if to.is_on_platform:
            returned = to.agency.email.endswith("@bounce.example")
            self.clocks.announce(notice, at=at, returned=returned)
        self._record("notice.sent", by, at, notice=notice.pk, number=notice.number, to=notice.recipient_id)

    def _tie(self, by: User) -> None:
        held = {notice.recipient_id: notice for notice in self.notices}
        for duty in self.clocks.informing():
            notice = held.get(duty.party_id)
            if notice and not duty.notice_id and duty.state != Obligation.State.CANCELLED:
                duty.notice = notice
            if notice and notice.delivered_at and duty.state == Obligation.State.OPEN:
                self.clocks.settle(duty, by=by, at=max(notice.delivered_at, duty.started_at))

    def _delivered(self, notice: Notice, at: datetime) -> None:
        notice.delivered_at = at
        self._record("notice.delivered", None, at, notice=notice.pk, number=notice.number)
        self.clocks.meet(INFORMING, by=None, at=at, notice=notice)
        if notice.recipient.on_platform and notice.told_at is None:
            fact = Fact(Event.NOTICE_DELIVERED, at, notice.recipient, escalation=self.around().escalation())
            self.clocks.open([fact], by=None, at=at, notice=notice)
        self._refresh(by=None, at=at)

    def _refresh(self, *, by: User | None, at: datetime) -> None:
        incident, duties = self.incident, self.clocks.informing()
        if incident.state not in LIVE:
            return
        waiting = any(d.state == Obligation.State.OPEN for d in duties) or any(
            notice.delivered_at is None for notice in self.notices
        )
        late = State.NOTIFIED_LATE if any(d.breached_at for d in duties) else State.NOTIFIED
        target = State.NOTIFYING if waiting else late if self.notices else None
        if target in (None, incident.state) or (incident.state == State.FOLLOW_UP and target != State.NOTIFYING):
            return
        if incident.state == State.ESTABLISHED and target != State.NOTIFYING:
            self._move(State.NOTIFYING, by=by, at=at)
        self._move(target, by=by, at=at)

    def _move(self, state: str, *, by: User | None, at: datetime, **data: Any) -> None:
        old = self.incident.state
        if state not in Incident.TRANSITIONS[old]:
            raise ValueError(f"{self.incident.number}: {old} does not go to {state}")
        self.incident.state = state
        self.incident.version += 1
        self._record(f"incident.{state.lower()}", by, at, old=old, **data)

    def _add_correction(self, old: datetime, reason: str, by: User, at: datetime) -> None:
        new = self.incident.established_at
        self.world.rows.add(
            Correction(
                incident=self.incident, old_established_at=old, new_established_at=new, reason=reason, by=by, at=at
            )
        )
        self._record("incident.established_at_corrected", by, at, old=old, new=new)

    def _grant(self, agency_id: int, ground: str, *, by: User | None, at: datetime, user: User | None = None) -> None:
        key = (agency_id, ground, user and user.pk)
        if key in self._held:
            return
        self._held.add(key)
        self.world.rows.add(access_row(self.incident, agency_id, ground, by=by, at=at, user=user))

    def _record(self, verb: str, by: User | None, at: datetime, **data: Any) -> None:
        self.world.record(verb, self.incident.subject, by=by, at=at, **data)


def _in_force(period: Any, day: Any) -> bool:
    return period.starts_on <= day and (period.ends_on is None or period.ends_on >= day)
