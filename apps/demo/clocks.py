"""Duties of one incident in memory: opened, met and cancelled as the engine does, with its own pure functions.

Steps of the past are taken as the sweep would have taken them, so that the real sweep finds nothing old to do.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.core.subjects import Subject
from apps.demo.world import World
from apps.incidents import routes
from apps.incidents.acts.sending import INFORMING
from apps.notices.models import Message, MessageRead, Notice
from apps.obligations import engine
from apps.obligations.engine import Fact
from apps.obligations.models import Change, Obligation, Rule, Step

State = Obligation.State
SWEEP = timedelta(milliseconds=600)
"""What beat and a worker need from a ripe step to the taken one."""
READ_AFTER = timedelta(days=2)


@dataclass
class Clocks:
    """The duties about one subject. `told` gathers agencies that a breach opens the subject to."""

    world: World
    subject: Subject
    duties: list[Obligation] = field(default_factory=list)
    told: list[tuple[int, datetime]] = field(default_factory=list)

    def open(self, facts: Iterable[Fact], *, by: User | None, at: datetime, notice: Notice | None = None) -> None:
        """Open what the facts ask for and is not there yet."""
        held = {engine._key(duty) for duty in self.duties if duty.state != State.CANCELLED}
        wanted = {ask.key: ask for ask in engine._wanted(facts, self.world.law)}
        for key, ask in wanted.items():
            if key in held:
                continue
            duty = Obligation(
                rule=ask.rule, subject_kind=self.subject.kind, subject_id=self.subject.id, subject_no=self.subject.no,
                opened_at=at, owner=ask.fact.owner, author=ask.fact.author, role=ask.role, party_id=ask.party_id,
                notice=notice, escalation=ask.fact.escalation,
            )  # fmt: skip
            engine._wind(duty, *engine.clock(ask.rule, ask.fact.at, self.world.calendar))
            self.duties.append(self.world.rows.add(duty))
            self._record("opened", duty, by, at, due_at=duty.due_at)

    def informing(self) -> list[Obligation]:
        return [duty for duty in self.duties if duty.rule.met_on == INFORMING]

    def meet(self, event: str, *, by: User | None, at: datetime, notice: Notice | None = None) -> None:
        for duty in self.duties:
            if duty.rule.met_on != event or duty.state != State.OPEN:
                continue
            if notice is None or duty.notice_id == notice.pk or _any_serves(duty, notice):
                self.settle(duty, by=by, at=at)

    def settle(self, duty: Obligation, *, by: User | None, at: datetime) -> None:
        if at > duty.due_at:
            duty.breached_at = duty.due_at
        duty.state = State.MET_LATE if duty.breached_at else State.MET
        duty.met_at = at
        self._record(duty.state.lower(), duty, by, at, due_at=duty.due_at)

    def cancel(self, reason: str, *, by: User | None, at: datetime) -> None:
        """End every open duty."""
        for duty in self.duties:
            if duty.state != State.OPEN:
                continue
            duty.breached_at = duty.due_at if duty.due_at < at else None
            duty.state, duty.cancelled_at, duty.cancel_reason = State.CANCELLED, at, reason
            self._record("cancelled", duty, by, at, reason=reason, breached_at=duty.breached_at)

    def restart(self, old: datetime, new: datetime, *, reason: str, by: User, at: datetime) -> None:
        """Count the incident's own duties from a corrected instant; what was met stays, late or not."""
        for duty in self.duties:
            if duty.rule.opens_on not in routes.EVENTS or duty.started_at != old or duty.state == State.CANCELLED:
                continue
            before = duty.due_at
            if duty.state == State.OPEN and duty.due_at < at:
                duty.breached_at = duty.due_at
            engine._wind(duty, *engine.clock(duty.rule, new, self.world.calendar))
            if duty.state == State.MET and duty.met_at > duty.due_at:
                duty.state, duty.breached_at = State.MET_LATE, duty.due_at
            self.world.rows.add(
                Change(
                    duty=duty, cause=Change.Cause.CORRECTION, old_started_at=old, new_started_at=new,
                    old_due_at=before, new_due_at=duty.due_at, reason=reason, by=by, at=at,
                )
            )  # fmt: skip
            self._record("clock_changed", duty, by, at, cause=Change.Cause.CORRECTION, due_at=duty.due_at)

    def take_steps(self) -> None:
        """Everything the sweep has done to these duties until now. Call once, at the end."""
        for duty in self.duties:
            self._take(duty)

    def _take(self, duty: Obligation) -> None:
        end = duty.met_at or duty.cancelled_at or self.world.now
        ripe = [t for t in duty.step_times if max(t, duty.opened_at) + SWEEP <= end]
        for position, ripe_at in enumerate(ripe, start=1):
            taken_at = max(ripe_at, duty.opened_at) + SWEEP
            rung = duty.rule.ladder[position - 1]
            passed_over = position < len(ripe) and ripe[position] <= duty.opened_at and rung["kind"] != "BREACH"
            self.world.rows.add(
                Step(
                    duty=duty, position=position, kind=rung["kind"], ripe_at=ripe_at, taken_at=taken_at,
                    told=not passed_over,
                )
            )  # fmt: skip
            if rung["kind"] == "BREACH":
                duty.breached_at = duty.breached_at or duty.due_at
                self.world.record(
                    "duty.breached", self.subject, by=None, at=taken_at, duty=duty.pk, rule=duty.rule_id,
                    due_at=duty.due_at,
                )  # fmt: skip
            if not passed_over:
                self._tell(duty, rung, position, ripe_at, taken_at)
        duty.steps_taken = len(ripe)
        left = duty.step_times[len(ripe) :] if duty.state == State.OPEN else []
        duty.next_step_at = left[0] if left else None

    def _tell(self, duty: Obligation, rung: dict, position: int, ripe_at: datetime, at: datetime) -> None:
        for user, agency in dict.fromkeys(self._audience(duty, rung["notify"])):
            key = f"step:{duty.pk}:{position}:" + (f"u{user.pk}" if user else f"a{agency}")
            message = self._message(key, rung["kind"], user, agency, at)
            message.duty_id, message.due_at, message.ripe_at = duty.pk, duty.due_at, ripe_at
            if agency and rung["kind"] in ("BREACH", "ESCALATION"):
                self.told.append((agency, at))

    def _audience(self, duty: Obligation, audiences: Iterable[str]) -> Iterator[tuple[User | None, int | None]]:
        """The people, or the agency itself where it has none, as the sweep finds them."""
        for audience in audiences:
            if audience == "AUTHOR":
                if duty.author:
                    yield duty.author, None
            elif audience in duty.escalation:
                yield None, duty.escalation[audience]
            elif audience.endswith(("DUTY_OFFICER", "HEAD")):
                body = duty.party_id if audience.startswith("PARTY") else duty.owner_id
                if body is None:
                    continue
                on_duty = audience.endswith("DUTY_OFFICER")
                people = self.world.on_duty(body) if on_duty else self.world.heads(body)
                yield from ((person, None) for person in people)
                if not people:
                    yield None, body

    def announce(self, notice: Notice, *, at: datetime, returned: bool) -> None:
        """Word of a notice to its agency and to who is on duty there."""
        first = self._message(f"notice:{notice.pk}:a{notice.recipient_id}", "NOTICE", None, notice.recipient_id, at)
        first.notice = notice
        if returned:
            first.email_state, first.emailed_at, first.error = Message.Email.RETURNED, None, "SMTP 550"
        for user in self.world.on_duty(notice.recipient_id):
            self._message(f"notice:{notice.pk}:u{user.pk}", "NOTICE", user, None, at).notice = notice

    def tell_returned(self, notice: Notice, *, at: datetime) -> None:
        stamp = f"returned:{notice.pk}:{at.timestamp():.0f}"
        self._message(f"{stamp}:a", "RETURNED", None, notice.sender_id, at).notice = notice
        if notice.sent_by:
            self._message(f"{stamp}:u", "RETURNED", notice.sent_by, None, at).notice = notice

    def _message(self, key: str, kind: str, user: User | None, agency: int | None, at: datetime) -> Message:
        """A message whose mail was taken a moment later; those who sign in have read the old ones."""
        email = user.email if user else self.world.agencies[agency].email
        message = self.world.rows.add(
            Message(
                key=key, kind=kind, to_user=user, to_agency_id=agency, subject_kind=self.subject.kind,
                subject_id=self.subject.id, subject_no=self.subject.no, created_at=at, next_try_at=at, attempts=1,
                email_state=Message.Email.SENT if email else Message.Email.RETURNED,
                emailed_at=at + 2 * SWEEP if email else None, error="" if email else "no e-mail address",
            )
        )  # fmt: skip
        if at < self.world.now - READ_AFTER:
            readers = {user} if user else {post.user for post in self.world.posts[agency]}
            for reader in readers & set(self.world.logins.values()):
                self.world.rows.add(MessageRead(message=message, user=reader, at=at + READ_AFTER))
        return message

    def _record(self, verb: str, duty: Obligation, by: User | None, at: datetime, **data) -> None:
        self.world.record(f"duty.{verb}", self.subject, by=by, at=at, duty=duty.pk, rule=duty.rule.code, **data)


def _any_serves(duty: Obligation, notice: Notice) -> bool:
    return (
        duty.rule.recipient_rule == Rule.Recipients.ANY and not duty.notice_id and notice.role in duty.rule.recipients
    )
