"""What a case reports to the deadline engine. No date is computed here: intervals and terms are rules of the system,
kept as dated data in fixtures/rules/casework.yaml."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.casework.models import Case, Matter, Step, Visit
from apps.core.localtime import day_start, local_day
from apps.core.subjects import Subject
from apps.obligations import engine
from apps.obligations.engine import Fact
from apps.obligations.events import Event
from apps.obligations.models import Obligation

Kind = Matter.Kind
NOT_NEEDED = Obligation.CancelReason.FACTS_CHANGED

OPENS: dict[str, Event] = {
    Kind.ASSESSMENT: Event.CASE_OPENED,
    Kind.PLAN: Event.CASE_ASSESSED,
    Kind.DECISION: Event.CASE_DECISION_ASKED,
    Kind.REVIEW: Event.CASE_REVIEW_STARTED,
    Kind.OFFICER: Event.CASE_LEFT_WITHOUT_OFFICER,
}
MEETS: dict[str, Event] = {
    Kind.ASSESSMENT: Event.CASE_NEEDS_RECORDED,
    Kind.PLAN: Event.CASE_PLAN_SUBMITTED,
    Kind.DECISION: Event.CASE_DECIDED,
    Kind.REVIEW: Event.CASE_REVIEWED,
    Kind.OFFICER: Event.CASE_OFFICER_NAMED,
}
REVIEWS = frozenset({Event.CASE_REVIEW_STARTED, Event.CASE_CRITICAL_REVIEW_STARTED})
OF_THE_HEAD = frozenset({Kind.DECISION, Kind.OFFICER})
"""Matters that nobody's officer owes: they stand on the day of those who supervise."""
SUBJECTS = ("case", "case_matter", "case_step", "case_visit")
"""Kinds of subject whose duties have an officer as their author."""


def start(case: Case, kind: str, *, by: User | None, at: datetime, since: datetime | None = None) -> Matter:
    """Start the clock of a matter; one that runs already goes on."""
    since = since or at
    matter, new = Matter.objects.get_or_create(case=case, kind=kind, ended_at=None, defaults={"since": since, "by": by})
    if new:
        engine.open_duties(matter.subject, [_fact(case, kind, since)], by=by, at=at)
        if kind == Kind.REVIEW:
            show_review(case, matter)
    return matter


def finish(case: Case, kind: str, *, by: User | None, at: datetime, note: str = "") -> Matter | None:
    """The matter is done: its duty is met, in time or late. None when no such clock runs."""
    matter = _running(case, kind)
    if matter is not None:
        engine.meet(MEETS[kind], matter.subject, by=by, at=at)
        matter.ended_at, matter.is_done, matter.note, matter.by = at, True, note, by
        matter.save(update_fields=["ended_at", "is_done", "note", "by"])
    return matter


def drop(case: Case, kinds: Iterable[str], *, by: User | None, at: datetime) -> None:
    """These matters are needed no more. What was late stays on record."""
    for matter in Matter.objects.filter(case=case, kind__in=list(kinds), ended_at=None).order_by("pk"):
        matter.case = case
        cancel(matter.subject, by=by, at=at)
        matter.ended_at = at
        matter.save(update_fields=["ended_at"])


def recount_review(case: Case, *, by: User | None, at: datetime) -> None:
    """The level of risk changed: a critical case is reviewed more often, counted from the change; another one by the
    usual interval from the last review."""
    matter = _running(case, Kind.REVIEW)
    if matter is None:
        return
    since = at if case.risk == Case.Risk.CRITICAL else matter.since
    engine.reconcile(matter.subject, [_fact(case, Kind.REVIEW, since)], events=REVIEWS, by=by, at=at)
    show_review(case, matter)


def show_review(case: Case, matter: Matter) -> None:
    """Repeat the day of the running review on the case, for lists."""
    duty = Obligation.objects.about(matter.subject).open().first()
    case.review_on = local_day(duty.due_at) if duty else None
    case.save(update_fields=["review_on"])


def plan_step(case: Case, step: Step, *, by: User | None, at: datetime) -> None:
    _open_planned(case, step.subject_in(case), Event.CASE_STEP_PLANNED, step.due_on, by=by, at=at)


def plan_visit(case: Case, visit: Visit, *, by: User | None, at: datetime) -> None:
    _open_planned(case, visit.subject_in(case), Event.CASE_VISIT_PLANNED, visit.planned_on, by=by, at=at)


def cancel(subject: Subject, *, by: User | None, at: datetime) -> None:
    """End the open duties about a subject, because the facts changed."""
    open_now = Obligation.objects.about(subject).open().select_for_update(of=("self",)).select_related("rule")
    engine.cancel(list(open_now), NOT_NEEDED, by=by, at=at)


def give_duties_to(cases: Iterable[Case], officer: User | None) -> None:
    """The open duties of these cases that an officer owes now belong to this one: reminders go there."""
    mine = Obligation.objects.open().filter(about(case.pk for case in cases))
    heads = [str(OPENS[kind]) for kind in OF_THE_HEAD]
    mine.exclude(rule__opens_on__in=heads).update(author=officer)


def about(cases: Iterable[int]) -> Q:
    """The duties of these cases (ids): of their matters, steps and visits. Looks the subjects up first, so that the
    index over subjects is used."""
    cases = list(cases)
    parts = (
        Matter.objects.filter(case__in=cases).values_list(Value("case_matter"), "pk")
        .union(
            Step.objects.filter(goal__plan__case__in=cases).values_list(Value("case_step"), "pk"),
            Visit.objects.filter(case__in=cases, planned_on__isnull=False).values_list(Value("case_visit"), "pk"),
            all=True,
        )
    )  # fmt: skip
    found: dict[str, list[int]] = {}
    for kind, pk in parts:
        found.setdefault(kind, []).append(pk)
    asked = Q(pk__in=[])
    for kind, ids in found.items():
        asked |= Q(subject_kind=kind, subject_id__in=ids)
    return asked


def soonest() -> Any:
    """For annotating or ordering cases: when the first open duty of a case ends; the end of time without one."""
    of_case: dict[str, QuerySet] = {
        "case_matter": Matter.objects.filter(case=OuterRef(OuterRef("pk"))),
        "case_step": Step.objects.filter(goal__plan__case=OuterRef(OuterRef("pk"))),
        "case_visit": Visit.objects.filter(case=OuterRef(OuterRef("pk"))),
    }
    ends = [
        Subquery(
            Obligation.objects.open().filter(subject_kind=kind, subject_id__in=rows.values("pk"))
            .order_by("due_at").values("due_at")[:1]
        ) for kind, rows in of_case.items()
    ]  # fmt: skip
    return Coalesce(Least(*ends), Value(datetime.max.replace(tzinfo=UTC)), output_field=DateTimeField())


def duties_of(case: Case) -> Any:
    """Every duty of a case."""
    return Obligation.objects.filter(about([case.pk]))


def escalation_of(agency: Agency) -> dict[str, int]:
    """The regional children's ombudsman over a body, for terms that ran out."""
    region = agency.area.region
    if region is None:
        return {}
    kind = AgencyKind.REGIONAL_OMBUDSMAN
    above = Agency.objects.active().of_kind(kind).filter(area=region).order_by("pk").first()
    return {str(kind): above.pk} if above else {}


def _fact(case: Case, kind: str, since: datetime) -> Fact:
    event = OPENS[kind]
    if kind == Kind.REVIEW and case.risk == Case.Risk.CRITICAL:
        event = Event.CASE_CRITICAL_REVIEW_STARTED
    author = None if kind in OF_THE_HEAD else case.officer
    return Fact(event, since, case.agency, author, escalation=escalation_of(case.agency))


def _running(case: Case, kind: str) -> Matter | None:
    matter = Matter.objects.select_for_update().filter(case=case, kind=kind, ended_at=None).first()
    if matter is not None:
        matter.case = case
    return matter


def _open_planned(case: Case, subject: Subject, event: Event, day: date, *, by: User | None, at: datetime) -> None:
    """Report something planned for a day, with the day's end as its moment: the term counts back from there."""
    fact = Fact(event, day_start(day + timedelta(days=1)), case.agency, case.officer)
    engine.open_duties(subject, [fact], by=by, at=at)
