"""The deadline engine: domains report facts; rules in force turn them into duties, and meet them.

No domain computes a date. A duty keeps the version of the rule it was born under; what was late stays late.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from apps.accounts.models import Agency, User
from apps.audit import log
from apps.core.localtime import day_end, local_day
from apps.core.subjects import Subject
from apps.obligations.calendar import WorkCalendar, stored_calendar
from apps.obligations.models import Change, Obligation, Rule
from apps.obligations.terms import Computation, Line, Term, compute, step_times

State = Obligation.State


@dataclass(frozen=True)
class Party:
    """Somebody a rule names as recipient. `agency_id` None: not found yet, or outside the system."""

    role: str
    agency_id: int | None = None


@dataclass(frozen=True)
class Fact:
    """Something that happened, as a domain reports it.

    `at` is the instant the term counts from. `escalation` names agencies that rungs of the ladder address.
    """

    event: str
    at: datetime
    owner: Agency
    author: User | None = None
    parties: tuple[Party, ...] = ()
    escalation: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Wanted:
    rule: Rule
    fact: Fact
    role: str
    party_id: int | None

    @property
    def key(self) -> tuple:
        return (self.rule.code, self.fact.owner.pk, self.role, self.party_id)


def rules_opened_by(events: Iterable[str]) -> dict[str, list[Rule]]:
    """Every version of the rules that these events open."""
    found: dict[str, list[Rule]] = {}
    for rule in Rule.objects.filter(opens_on__in=set(events)).order_by("code", "version"):
        found.setdefault(rule.opens_on, []).append(rule)
    return found


def in_force(rule: Rule, at: datetime) -> bool:
    day = local_day(at)
    return rule.in_force_from <= day and (rule.in_force_to is None or day <= rule.in_force_to)


def reconcile(
    subject: Subject, facts: Sequence[Fact], *, events: frozenset[str], by: User | None, at: datetime,
    reason: str = "",
) -> list[Obligation]:  # fmt: skip
    """Make the duties about a subject those that the facts ask for now.

    Opens what is missing, restarts clocks whose start was corrected (keeping the old one visible, with
    `reason`), names a recipient that was not known, cancels what no fact asks for any more. `events` is every
    event this domain may report, so that duties opened otherwise are left alone. Returns the live duties.
    """
    wanted = {w.key: w for w in _wanted(facts, rules_opened_by(events))}
    held = list(
        Obligation.objects.about(subject)
        .filter(rule__opens_on__in=events)
        .exclude(state=State.CANCELLED)
        .select_for_update(of=("self",))
        .select_related("rule")
        .order_by("pk")
    )
    calendar = stored_calendar()
    kept = []
    for duty in held:
        asked = wanted.pop(_key(duty), None) or _adopt(duty, wanted)
        if asked is None:
            cancel([duty], Obligation.CancelReason.FACTS_CHANGED, by=by, at=at)
            continue
        if duty.started_at != asked.fact.at:
            restart_clock(duty, asked.fact.at, calendar, cause=Change.Cause.CORRECTION, reason=reason, by=by, at=at)
        kept.append(duty)
    return kept + _open(subject, list(wanted.values()), calendar, by=by, at=at)


def open_duties(
    subject: Subject, facts: Sequence[Fact], *, by: User | None, at: datetime, notice=None
) -> list[Obligation]:
    """Open what these facts open, once. Used where nothing is to be reconciled, such as acknowledgements."""
    wanted = _wanted(facts, rules_opened_by(fact.event for fact in facts))
    return _open(subject, wanted, stored_calendar(), by=by, at=at, notice=notice)


def meet(
    event: str, subject: Subject, *, by: User | None, at: datetime, notice=None, owner: Agency | None = None
) -> list[Obligation]:
    """Meet the open duties about a subject that this event meets, in time or late.

    With `notice`, only duties this notice serves: its own, or one that any of several recipients satisfies.
    """
    duties = Obligation.objects.about(subject).filter(rule__met_on=event, state=State.OPEN)
    if owner is not None:
        duties = duties.filter(owner=owner)
    met = []
    for duty in duties.select_for_update(of=("self",)).select_related("rule"):
        if notice is None or duty.notice_id == notice.pk or _any_serves(duty, notice):
            settle(duty, by=by, at=at)
            met.append(duty)
    return met


def settle(duty: Obligation, *, by: User | None, at: datetime) -> None:
    """The duty was met at this instant."""
    if at > duty.due_at and duty.breached_at is None:
        duty.breached_at = duty.due_at
    duty.state = State.MET_LATE if duty.breached_at else State.MET
    duty.met_at, duty.next_step_at = at, None
    duty.save(update_fields=["state", "met_at", "breached_at", "next_step_at"])
    log.record(
        f"duty.{duty.state.lower()}",
        duty.about,
        by=by,
        at=at,
        duty=duty.pk,
        rule=duty.rule.code,
        due_at=duty.due_at,
    )


def cancel(duties: Iterable[Obligation], reason: str, *, by: User | None, at: datetime) -> None:
    """End duties that no longer apply. A breach that already happened stays on record."""
    for duty in duties:
        if duty.breached_at is None and duty.state == State.OPEN and duty.due_at < at:
            duty.breached_at = duty.due_at
        duty.state, duty.cancelled_at, duty.cancel_reason, duty.next_step_at = (
            State.CANCELLED,
            at,
            reason,
            None,
        )
        duty.save(update_fields=["state", "cancelled_at", "cancel_reason", "breached_at", "next_step_at"])
        log.record(
            "duty.cancelled", duty.about, by=by, at=at, duty=duty.pk, rule=duty.rule.code, reason=reason,
            breached_at=duty.breached_at,
        )  # fmt: skip


def restart_clock(
    duty: Obligation, started_at: datetime, calendar: WorkCalendar, *, cause: str, reason: str, by: User | None,
    at: datetime,
) -> None:  # fmt: skip
    """Count again from another start (or by another calendar) and keep the old clock in `Change`.

    A breach already reached stays; a duty met before becomes late when the new term was over by then.
    """
    computation, times = clock(duty.rule, started_at, calendar)
    if (computation.started_at, computation.due_at) == (duty.started_at, duty.due_at):
        return
    if duty.breached_at is None and duty.state == State.OPEN and duty.due_at < at:
        duty.breached_at = duty.due_at
    Change.objects.create(
        duty=duty, cause=cause, old_started_at=duty.started_at, new_started_at=started_at, old_due_at=duty.due_at,
        new_due_at=computation.due_at, reason=reason, by=by, at=at,
    )  # fmt: skip
    _wind(duty, computation, times)
    if duty.state == State.MET and duty.met_at > duty.due_at:
        duty.state, duty.breached_at = State.MET_LATE, duty.due_at
    duty.save(
        update_fields=[
            "started_at", "due_at", "arithmetic", "step_times", "next_step_at", "state", "breached_at",
        ]
    )  # fmt: skip
    log.record(
        "duty.clock_changed", duty.about, by=by, at=at, duty=duty.pk, rule=duty.rule.code, cause=cause,
        due_at=duty.due_at,
    )  # fmt: skip


def extend(duty: Obligation, until: date, *, reason: str, by: User, at: datetime) -> None:
    """Give a running duty until the end of a later day. The old term stays visible in `Change`; a breach stays."""
    if duty.breached_at is None and duty.due_at < at:
        duty.breached_at = duty.due_at
    calendar, due, old = stored_calendar(), day_end(until), Computation.from_json(duty.arithmetic)
    computation = Computation(old.started_at, due, [
        *old.lines, Line("EXTENDED_UNTIL", {"date": until.isoformat()}), Line("DUE", {"at": due.isoformat()}),
    ])  # fmt: skip
    Change.objects.create(
        duty=duty, cause=Change.Cause.EXTENSION, old_started_at=duty.started_at, new_started_at=duty.started_at,
        old_due_at=duty.due_at, new_due_at=due, reason=reason, by=by, at=at,
    )  # fmt: skip
    _wind(duty, computation, _in_order(step_times(duty.rule.ladder, computation.started_at, due, calendar)))
    duty.steps_taken = sum(time <= at for time in duty.step_times)
    left = duty.step_times[duty.steps_taken :]
    duty.next_step_at = left[0] if left else None
    duty.save(update_fields=["due_at", "arithmetic", "step_times", "steps_taken", "next_step_at", "breached_at"])
    log.record(
        "duty.clock_changed", duty.about, by=by, at=at, duty=duty.pk, rule=duty.rule.code,
        cause=Change.Cause.EXTENSION, due_at=due,
    )  # fmt: skip


def clock(rule: Rule, started_at: datetime, calendar: WorkCalendar) -> tuple[Computation, list[datetime]]:
    """The due instant of a rule from a start, with its arithmetic, and the instants of the ladder."""
    computation = compute(Term.parse(rule.term), started_at, calendar)
    return computation, _in_order(step_times(rule.ladder, computation.started_at, computation.due_at, calendar))


def _in_order(rungs: Iterable[tuple[int, str, datetime]]) -> list[datetime]:
    """The instants of the rungs; none before the one below it."""
    times: list[datetime] = []
    for _position, _kind, instant in sorted(rungs):
        times.append(max(instant, times[-1]) if times else instant)
    return times


def _wind(duty: Obligation, computation: Computation, times: list[datetime]) -> None:
    duty.started_at, duty.due_at = computation.started_at, computation.due_at
    duty.arithmetic, duty.step_times = computation.as_json(), times
    left = times[duty.steps_taken :] if duty.state == State.OPEN else []
    duty.next_step_at = left[0] if left else None


def _wanted(facts: Iterable[Fact], rules: dict[str, list[Rule]]) -> list[_Wanted]:
    """One duty per rule in force and recipient; a recipient nobody could find still has a clock."""
    found = []
    for fact in facts:
        for rule in rules.get(fact.event, []):
            if not in_force(rule, fact.at):
                continue
            if rule.recipient_rule != Rule.Recipients.ALL:
                found.append(_Wanted(rule, fact, "", None))
                continue
            for role in rule.recipients:
                known = {p.agency_id for p in fact.parties if p.role == role}
                others = known - {fact.owner.pk}
                if known and not others:
                    continue
                found += [
                    _Wanted(rule, fact, role, agency) for agency in sorted(others, key=lambda a: a or 0) or [None]
                ]
    return found


def _open(subject: Subject, wanted: Sequence[_Wanted], calendar, *, by, at: datetime, notice=None) -> list[Obligation]:
    duties, clocks = [], {}
    for ask in wanted:
        if (ask.rule.pk, ask.fact.at) not in clocks:
            clocks[ask.rule.pk, ask.fact.at] = clock(ask.rule, ask.fact.at, calendar)
        duty = Obligation(
            rule=ask.rule, subject_kind=subject.kind, subject_id=subject.id, subject_no=subject.no, opened_at=at,
            owner=ask.fact.owner, author=ask.fact.author, role=ask.role, party_id=ask.party_id, notice=notice,
            escalation=ask.fact.escalation,
        )  # fmt: skip
        _wind(duty, *clocks[ask.rule.pk, ask.fact.at])
        duties.append(duty)
    Obligation.objects.bulk_create(duties)
    log.record_many(
        log.entry("duty.opened", subject, by=by, at=at, duty=d.pk, rule=d.rule.code, due_at=d.due_at) for d in duties
    )
    return duties


def _key(duty: Obligation) -> tuple:
    return (duty.rule.code, duty.owner_id, duty.role, duty.party_id)


def _adopt(duty: Obligation, wanted: dict[tuple, _Wanted]) -> _Wanted | None:
    """A duty towards somebody unknown takes the first recipient found for its role, and the other way round."""
    for key, ask in list(wanted.items()):
        same_rule = (ask.rule.code, ask.fact.owner.pk, ask.role) == _key(duty)[:3]
        if same_rule and duty.state == State.OPEN and duty.notice_id is None:
            duty.party_id = ask.party_id
            duty.save(update_fields=["party"])
            return wanted.pop(key)
    return None


def _any_serves(duty: Obligation, notice) -> bool:
    return (
        duty.rule.recipient_rule == Rule.Recipients.ANY
        and duty.notice_id is None
        and notice.role in duty.rule.recipients
    )
