"""The writers of plans and visits: drawing up, approving, carrying out."""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import move
from apps.casework import clocks, policies
from apps.casework.actions import Kind, bump, end, lock
from apps.casework.checks import check_day_ahead, check_plan_whole, checked_visit, reason_given, required
from apps.casework.models import Approval, Case, Goal, Plan, Step, Visit
from apps.casework.states import PlanState, State
from apps.core.errors import Collector, Refused, Stale

DRAWN_UP = (PlanState.DRAFT, PlanState.SUBMITTED)
CARRIED_OUT = "caseflow.case.plan_approved"


@action
def draft_plan(case: Case, *, by: User, at: datetime) -> Plan:
    """Begin the next version of the plan; goals and open steps of the approved one are taken along. What was being
    drawn up when the case was closed is taken up again."""
    case = lock(case)
    policies.check_can_work(by, case)
    move(case, State.PLAN_DRAFTED, by=by, at=at)
    plan = case.plans.filter(state__in=DRAWN_UP).first()
    if plan is None:
        old = case.plans.filter(state=PlanState.APPROVED).first()
        plan = Plan.objects.create(case=case, no=case.plans.count() + 1, author=by, created_at=at)
        if old is not None:
            _take_along(old, plan)
    elif plan.state == PlanState.SUBMITTED:
        plan.case = case
        move(plan, PlanState.DRAFT, by=by, at=at)
    log.record("case.plan_begun", case.subject, by=by, at=at, plan=plan.no)
    bump(case)
    return plan


@action
def add_goal(plan: Plan, *, text: str, by: User, at: datetime) -> Goal:
    """One more goal of a plan that is being drawn up."""
    plan = _draft(plan, by)
    refuse = Collector()
    text = required(text, "text", refuse, _("Write the goal."))
    refuse.done()
    goal = Goal.objects.create(plan=plan, text=text, position=plan.goals.count() + 1)
    log.record("case.goal_added", plan.case.subject, by=by, at=at, plan=plan.no, goal=goal.pk)
    bump(plan.case)
    return goal


@action
def remove_goal(goal: Goal, *, by: User, at: datetime) -> None:
    """Take a goal with its steps out of a plan that nobody has approved."""
    plan = _draft(goal.plan, by)
    goal.steps.all().delete()
    number = goal.pk
    goal.delete()
    log.record("case.goal_removed", plan.case.subject, by=by, at=at, plan=plan.no, goal=number)
    bump(plan.case)


@action
def save_step(
    step: Step | None, *, goal: Goal, text: str, due_on: date | None, who: str = "", seen: str | None = None, by: User,
    at: datetime,
) -> Step:  # fmt: skip
    """Add a step to a goal of a plan that is being drawn up, or change one.

    `seen`: `version_of` the step the actor started from; raises Stale when it was changed since.
    """
    plan = _draft(goal.plan, by)
    if step is not None and seen is not None and version_of(Step.objects.get(pk=step.pk)) != seen:
        raise Stale
    refuse = Collector()
    text = required(text, "text", refuse, _("Write what is to be done."))
    check_day_ahead(due_on, at, "due_on", refuse)
    refuse.done()
    step = step or Step(goal=goal)
    step.text, step.who, step.due_on = text, who.strip(), due_on
    step.save()
    log.record("case.step_saved", plan.case.subject, by=by, at=at, plan=plan.no, step=step.pk, due_on=due_on)
    bump(plan.case)
    return step


def version_of(step: Step) -> str:
    """A version for a record that counts none: what people write in it, as a digest."""
    return sha256(repr((step.text, step.who, step.due_on)).encode()).hexdigest()[:12]


@action
def remove_step(step: Step, *, by: User, at: datetime) -> None:
    """Take a step out of a plan that nobody has approved."""
    plan = _draft(step.goal.plan, by)
    number = step.pk
    step.delete()
    log.record("case.step_removed", plan.case.subject, by=by, at=at, plan=plan.no, step=number)
    bump(plan.case)


@action
def submit_plan(plan: Plan, *, by: User, at: datetime) -> Approval:
    """Put the plan before the supervisor. The duty to plan is met; the one to decide starts."""
    plan = _draft(plan, by)
    check_plan_whole(plan, at)
    case = plan.case
    move(case, State.PLAN_SUBMITTED, by=by, at=at, plan=plan.no)
    move(plan, PlanState.SUBMITTED, by=by, at=at)
    asked = Approval.objects.create(
        case=case, kind=Approval.Kind.PLAN, plan=plan, came_from=State.PLAN_DRAFTED, asked_by=by, asked_at=at
    )
    clocks.finish(case, Kind.PLAN, by=by, at=at)
    clocks.start(case, Kind.DECISION, by=by, at=at)
    bump(case)
    return asked


@action
def approve(approval: Approval, *, by: User, at: datetime) -> Case:
    """The supervisor agrees: the plan is carried out, or the case is closed. Nobody approves what is one's own."""
    approval, case = _waiting(approval, by)
    _decide(approval, Approval.Outcome.APPROVED, "", by=by, at=at)
    if approval.kind == Approval.Kind.CLOSING:
        end(case, reason=approval.closing_reason, text=approval.closing_text, by=by, at=at)
        return case
    move(case, State.ACTIVE, by=by, at=at, plan=approval.plan.no)
    _put_in_force(approval.plan, case, by=by, at=at)
    bump(case)
    return case


@action
def send_back(approval: Approval, *, reason: str, by: User, at: datetime) -> Case:
    """The supervisor returns a plan or a closing, saying why; the case stands where it stood."""
    approval, case = _waiting(approval, by)
    reason = reason_given(reason)
    _decide(approval, Approval.Outcome.RETURNED, reason, by=by, at=at)
    move(case, approval.came_from, by=by, at=at, returned=approval.kind)
    if approval.plan:
        move(approval.plan, PlanState.DRAFT, by=by, at=at)
        clocks.start(case, Kind.PLAN, by=by, at=at)
    bump(case)
    return case


@action
def finish_step(step: Step, *, result: str, by: User, at: datetime) -> Step:
    """A step was done: its duty is met, in time or late."""
    step, case = _open_step(step, by)
    step.done_at, step.done_by, step.result = at, by, result.strip()
    step.save(update_fields=["done_at", "done_by", "result"])
    clocks.engine.meet(clocks.Event.CASE_STEP_DONE, step.subject_in(case), by=by, at=at)
    log.record("case.step_done", case.subject, by=by, at=at, step=step.pk)
    bump(case)
    return step


@action
def drop_step(step: Step, *, reason: str, by: User, at: datetime) -> Step:
    """A step is needed no more; the reason stays on record, and so does its being late."""
    step, case = _open_step(step, by)
    step.dropped_at, step.drop_reason = at, reason_given(reason)
    step.save(update_fields=["dropped_at", "drop_reason"])
    clocks.cancel(step.subject_in(case), by=by, at=at)
    log.record("case.step_dropped", case.subject, by=by, at=at, step=step.pk)
    bump(case)
    return step


@action
def plan_visit(case: Case, *, kind: str, planned_on: date | None, place: str = "", by: User, at: datetime) -> Visit:
    """Plan a visit for a day; it is a duty from then on."""
    case = lock(case)
    policies.check_can_record(by, case)
    refuse = Collector()
    if kind not in Visit.Kind.values:
        refuse(_("Choose what kind of contact it was."), field="kind")
    check_day_ahead(planned_on, at, "planned_on", refuse)
    refuse.done()
    visit = Visit.objects.create(
        case=case, kind=kind, planned_on=planned_on, place=place.strip(), by=by, recorded_at=at
    )
    clocks.plan_visit(case, visit, by=by, at=at)
    log.record("case.visit_planned", case.subject, by=by, at=at, visit=visit.pk, planned_on=planned_on)
    return visit


@action
def record_visit(
    case: Case, *, data: Mapping[str, Any], planned: Visit | None = None, next_on: date | None = None, by: User,
    at: datetime,
) -> Visit:  # fmt: skip
    """Record a visit that was made, `planned` before or not; `next_on` plans the next of the same kind."""
    case = lock(case)
    policies.check_can_record(by, case)
    values = checked_visit(case, data, at)
    if planned is not None and not planned.is_ahead:
        raise Refused(_("This has ended already and stays as it was recorded."))
    visit = planned or Visit(case=case)
    for name, value in values.items():
        setattr(visit, name, value)
    visit.by, visit.recorded_at = by, at
    visit.save()
    if planned is not None:
        clocks.engine.meet(clocks.Event.CASE_VISIT_MADE, visit.subject_in(case), by=by, at=at)
    log.record("case.visited", case.subject, by=by, at=at, visit=visit.pk)
    if next_on:
        plan_visit(case, kind=visit.kind, planned_on=next_on, place=visit.place, by=by, at=at)
    return visit


@action
def call_off_visit(visit: Visit, *, reason: str, by: User, at: datetime) -> Visit:
    """A planned visit does not take place."""
    case = lock(visit.case)
    policies.check_can_record(by, case)
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    if not visit.is_ahead:
        raise Refused(_("This has ended already and stays as it was recorded."))
    visit.called_off_at, visit.call_off_reason = at, reason_given(reason)
    visit.save(update_fields=["called_off_at", "call_off_reason"])
    clocks.cancel(visit.subject_in(case), by=by, at=at)
    log.record("case.visit_called_off", case.subject, by=by, at=at, visit=visit.pk)
    return visit


def _draft(plan: Plan, by: User) -> Plan:
    """The plan with its case locked, if it is being drawn up."""
    case = lock(plan.case)
    policies.check_can_work(by, case)
    plan = Plan.objects.get(pk=plan.pk)
    plan.case = case
    if plan.state != PlanState.DRAFT or case.state != State.PLAN_DRAFTED:
        raise Refused(_("Only a plan that is being drawn up is changed: begin a new version."), rule=CARRIED_OUT)
    return plan


def _waiting(approval: Approval, by: User) -> tuple[Approval, Case]:
    case = lock(approval.case)
    approval = Approval.objects.select_for_update(of=("self",)).select_related("plan").get(pk=approval.pk)
    approval.case = case
    policies.check_can_decide(by, approval)
    if approval.outcome:
        raise Refused(_("This was decided already."))
    if approval.plan:
        approval.plan.case = case
    return approval, case


def _decide(approval: Approval, outcome: str, reason: str, *, by: User, at: datetime) -> None:
    approval.outcome, approval.reason, approval.decided_by, approval.decided_at = outcome, reason, by, at
    approval.save(update_fields=["outcome", "reason", "decided_by", "decided_at"])
    clocks.finish(approval.case, Kind.DECISION, by=by, at=at)
    log.record(f"case.{approval.kind.lower()}_{outcome.lower()}", approval.case.subject, by=by, at=at)


def _put_in_force(plan: Plan, case: Case, *, by: User, at: datetime) -> None:
    """The version is carried out from now on: it replaces the one before, and its open steps become duties."""
    for old in case.plans.filter(state=PlanState.APPROVED):
        old.case = case
        for step in Step.objects.filter(goal__plan=old, done_at=None, dropped_at=None):
            clocks.cancel(step.subject_in(case), by=by, at=at)
        move(old, PlanState.REPLACED, by=by, at=at)
    move(plan, PlanState.APPROVED, by=by, at=at)
    plan.approved_at, plan.approved_by = at, by
    plan.save(update_fields=["approved_at", "approved_by"])
    for step in Step.objects.filter(goal__plan=plan, done_at=None, dropped_at=None).order_by("pk"):
        clocks.plan_step(case, step, by=by, at=at)


def _take_along(old: Plan, plan: Plan) -> None:
    for goal in old.goals.prefetch_related("steps").order_by("position", "pk"):
        left = [step for step in goal.steps.all() if step.is_open]
        if left:
            copy = Goal.objects.create(plan=plan, text=goal.text, position=goal.position)
            Step.objects.bulk_create(
                Step(goal=copy, text=step.text, who=step.who, due_on=step.due_on, taken_from=step) for step in left
            )


def _open_step(step: Step, by: User) -> tuple[Step, Case]:
    """An open step of the approved plan, with its case locked."""
    case = lock(step.goal.plan.case)
    policies.check_can_record(by, case)
    step = Step.objects.select_for_update(of=("self",)).select_related("goal__plan").get(pk=step.pk)
    if not step.is_open:
        raise Refused(_("This has ended already and stays as it was recorded."))
    if step.goal.plan.state != PlanState.APPROVED:
        raise Refused(_("The plan is not approved yet, or a later version replaced it."), rule=CARRIED_OUT)
    return step, case
