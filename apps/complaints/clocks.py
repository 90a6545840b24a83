"""What appeals report to the deadline engine, and the order in which lists show them. No date is computed here."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.complaints.models import Appeal, AppealAccess, BodyRequest, Post, Round
from apps.complaints.states import Kind, Level, RequestKind
from apps.core.localtime import day_start, local_day
from apps.core.subjects import Subject
from apps.obligations import engine
from apps.obligations.calendar import stored_calendar
from apps.obligations.engine import Fact, Party
from apps.obligations.events import Event
from apps.obligations.models import Obligation
from apps.obligations.parties import Group

Rank = AppealAccess.Rank
TERMS = frozenset({Event.APPLICATION_REGISTERED, Event.COMPLAINT_REGISTERED})
ASKING: dict[str, Event] = {
    RequestKind.INFORMATION: Event.INFORMATION_ASKED, RequestKind.FILE: Event.FILE_ASKED,
    RequestKind.RECOMMENDATION: Event.RECOMMENDATION_MADE,
}  # fmt: skip


def registration_day(received_at: datetime) -> date:
    """The working day on which what was received is registered: the next one, when it came on a free day."""
    day, calendar = local_day(received_at), stored_calendar()
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def registered_at(received_at: datetime, day: date) -> datetime:
    """The instant the term counts from: the receipt itself, or the beginning of the working day after it."""
    return received_at if local_day(received_at) == day else day_start(day)


def republic() -> Agency | None:
    return Agency.objects.active().of_kind(AgencyKind.REPUBLIC_OMBUDSMAN).order_by("pk").first()


def begin(appeal: Appeal, round_: Round, *, since: datetime, by: User | None, at: datetime) -> None:
    """The clocks of one consideration: to take it over or pass it on, and to reply; at once where a child is in
    danger."""
    facts = [fact(appeal, Event.APPEAL_REGISTERED, since), fact(appeal, _term(appeal), since)]
    if appeal.is_urgent:
        facts.append(fact(appeal, Event.APPEAL_URGENT, appeal.received_at if round_.no == 1 else at))
    engine.open_duties(round_.subject_in(appeal), facts, by=by, at=at)
    show(appeal)


def go_on(appeal: Appeal, round_: Round, *, by: User, at: datetime) -> None:
    """The term runs again as it was counted from the beginning, with the extension it was given."""
    since = appeal.registered_at if round_.no == 1 else round_.began_at
    [term] = engine.open_duties(round_.subject_in(appeal), [fact(appeal, _term(appeal), since)], by=by, at=at)
    if round_.extended_to:
        engine.extend(term, round_.extended_to, reason="", by=by, at=at)
    show(appeal)


def make_urgent(appeal: Appeal, about: Subject, *, by: User | None, at: datetime) -> None:
    """A danger became known: by what the sender wrote (`about` is that post), or at the office (its round)."""
    held = Obligation.objects.about(about).filter(rule__opens_on=Event.APPEAL_URGENT)
    if not held.exclude(state=Obligation.State.CANCELLED).exists():
        engine.open_duties(about, [fact(appeal, Event.APPEAL_URGENT, at)], by=by, at=at)
    show(appeal)


def danger_settled(appeal: Appeal, *, by: User, at: datetime) -> int:
    """The clocks of every danger told of so far are met, in this appeal and those joined to it; returns how many
    ran."""
    together = Appeal.objects.filter(Q(pk=appeal.pk) | Q(joined_to=appeal))
    met = _running(together, rule__met_on=Event.APPEAL_DANGER_SETTLED)
    for duty in met:
        engine.settle(duty, by=by, at=at)
    for one in together:
        show(one)
    return len(met)


def taken_over(appeal: Appeal, *, by: User, at: datetime) -> None:
    engine.meet(Event.APPEAL_TAKEN_OVER, current(appeal).subject_in(appeal), by=by, at=at)


def change_kind(appeal: Appeal, *, reason: str, by: User, at: datetime) -> None:
    """Another kind has another term, counted from the same registration; an extension already given stays its own."""
    round_ = current(appeal)
    since = appeal.registered_at if round_.no == 1 else round_.began_at
    engine.reconcile(
        round_.subject_in(appeal), [fact(appeal, _term(appeal), since)], events=TERMS, by=by, at=at, reason=reason
    )
    show(appeal)


def cancel(appeal: Appeal, *, reason: str, by: User | None, at: datetime) -> None:
    """End what runs about an appeal that goes elsewhere; what was late stays on record. A danger stays one until it is
    settled, where the appeal only joins another of the office."""
    mine = Appeal.objects.filter(pk=appeal.pk)
    kept = {Event.APPEAL_DANGER_SETTLED} if reason == Obligation.CancelReason.JOINED else set()
    engine.cancel([one for one in _running(mine) if one.rule.met_on not in kept], reason, by=by, at=at)


def term_of(appeal: Appeal, round_: Round) -> Obligation | None:
    """The duty to reply of a consideration, whatever became of it."""
    return (
        Obligation.objects.about(round_.subject_in(appeal))
        .filter(rule__opens_on__in=TERMS)
        .exclude(state=Obligation.State.CANCELLED)
        .select_related("rule")
        .order_by("-pk")
        .first()
    )


def current(appeal: Appeal) -> Round:
    """The consideration that goes on, or the last one."""
    return Round.objects.filter(appeal=appeal).order_by("-no")[0]


def ask_body(request: BodyRequest, *, by: User, at: datetime) -> Obligation:
    """Start the clock of the body that is asked; both sides hear of silence, and above the office the republic."""
    event = ASKING[request.kind]
    if request.is_urgent and request.kind == RequestKind.INFORMATION:
        event = Event.INFORMATION_ASKED_URGENTLY
    told = Fact(
        event, at, request.body, parties=(Party(str(Group.OMBUDSMAN), request.office_id),),
        escalation=_above(request.appeal, request.office),
    )  # fmt: skip
    return engine.open_duties(request.subject, [told], by=by, at=at)[0]


def body_answered(request: BodyRequest, *, by: User, at: datetime) -> None:
    engine.meet(Event.BODY_ANSWERED, request.subject, by=by, at=at)


def cancel_request(request: BodyRequest, *, by: User, at: datetime) -> None:
    duties = Obligation.objects.about(request.subject).open().select_for_update(of=("self",)).select_related("rule")
    engine.cancel(list(duties), Obligation.CancelReason.FACTS_CHANGED, by=by, at=at)


def sender_wrote(about: Subject, appeal: Appeal, *, at: datetime) -> None:
    """The office owes to read what was written (`about` is the post)."""
    engine.open_duties(about, [fact(appeal, Event.APPEAL_SENDER_WROTE, at)], by=None, at=at)


def show(appeal: Appeal) -> None:
    """Repeat the running term and the rank on the appeal and on its rows of access, for lists: a danger that was not
    settled stands where its own clock puts it."""
    term = term_of(appeal, current(appeal))
    appeal.due_at = term.due_at if term and appeal.is_open else None
    appeal.save(update_fields=["due_at"])
    ended = appeal.closed_at or appeal.replied_at or appeal.received_at
    rank = Rank.ENDED if not appeal.is_open else Rank.URGENT if appeal.is_urgent else Rank.OPEN
    dangers = _running(Appeal.objects.filter(pk=appeal.pk), rule__met_on=Event.APPEAL_DANGER_SETTLED)
    soonest = min([one.due_at for one in dangers], default=appeal.due_at or appeal.received_at)
    AppealAccess.objects.filter(appeal=appeal).update(rank=rank, sort_at=soonest if appeal.is_open else ended)


def fact(appeal: Appeal, event: Event, since: datetime) -> Fact:
    """What is told to the engine about an appeal: its office owes, its officer hears first."""
    return Fact(event, since, appeal.office, author=appeal.officer, escalation=_above(appeal, appeal.office))


def _running(appeals: QuerySet, **wanted: Any) -> list[Obligation]:
    """What runs about considerations of these appeals and about what their senders wrote, locked."""
    rounds = list(Round.objects.filter(appeal__in=appeals).values_list("pk", flat=True))
    posts = list(Post.objects.filter(appeal__in=appeals).values_list("pk", flat=True))
    about = Q(subject_kind="appeal_round", subject_id__in=rounds) | Q(subject_kind="appeal_post", subject_id__in=posts)
    running = Obligation.objects.open().filter(about, **wanted).order_by("pk")
    return list(running.select_for_update(of=("self",)).select_related("rule"))


def _term(appeal: Appeal) -> Event:
    return Event.COMPLAINT_REGISTERED if appeal.kind == Kind.COMPLAINT else Event.APPLICATION_REGISTERED


def _above(appeal: Appeal, office: Agency) -> dict[str, int]:
    """Whom breaches of an office are told to: the Commissioner, unless the appeal is about the Commissioner's office;
    nobody stands above that office."""
    above = republic()
    if above is None or above.pk == office.pk or appeal.respondents.filter(level=Level.REPUBLIC_OFFICE).exists():
        return {}
    return {"REPUBLIC_OMBUDSMAN": above.pk}
