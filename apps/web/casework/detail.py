"""The page of a case: where it stands, goals and steps with their clocks, visits, decisions."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.casework import actions, clocks, policies
from apps.casework.models import Case, Goal, Matter, Plan, Step, Visit
from apps.casework.states import PlanState, State
from apps.core.localtime import local_day
from apps.obligations.models import Obligation
from apps.people.actions import open_child
from apps.people.models import Child
from apps.web import wording
from apps.web.casework import words
from apps.web.casework.forms import VisitForm
from apps.web.shared import get_visible_or_404, now

WITH = ("child__area", "child__guardianship", "agency", "officer", "supervisor", "previous")
VISITS = 50


def fetch(request: HttpRequest, number: str) -> Case:
    """The case of this number, if the reader may see it; else 404."""
    return get_visible_or_404(Case.objects.select_related(*WITH), request.user, number=number)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The case. Opening it is noted, with the child's file where the reader may open that."""
    case = fetch(request, number)
    at = now()
    actions.look(case, by=request.user, at=at)
    sees_child = Child.objects.visible_to(request.user).filter(pk=case.child_id).exists()
    if sees_child:
        open_child(case.child, by=request.user, at=at)
    return render(request, "casework/detail.html", page(case, request.user, at, sees_child=sees_child))


def page(case: Case, reader: User, at: datetime, *, sees_child: bool) -> dict[str, Any]:
    """Context of `casework/detail.html`."""
    duties = _duties(case)
    plans = list(case.plans.select_related("author", "approved_by").order_by("-no"))
    drawn = next((plan for plan in plans if plan.state in (PlanState.DRAFT, PlanState.SUBMITTED)), None)
    approved = next((plan for plan in plans if plan.state == PlanState.APPROVED), None)
    approval = case.approvals.filter(outcome="").select_related("asked_by", "plan").first()
    visits = list(case.visits.select_related("by").order_by("-pk")[:VISITS])
    may_work = policies.may(policies.check_can_work, reader, case)
    may_record = policies.may(policies.check_can_record, reader, case)
    if approval:
        approval.case = case
    return {
        "case": case, "now": at, "today": local_day(at), "sees_child": sees_child, **words.stages(case),
        "risk": words.risk_look(case.risk), "look": words.CASE_LOOKS[case.state],
        "running": _running(case, duties, visits, approved),
        "plan": _shown(approved, duties), "drawn": _shown(drawn, duties),
        "old_plans": [plan for plan in plans if plan.state == PlanState.REPLACED],
        "approval": approval,
        "may_decide": bool(approval) and policies.may(policies.check_can_decide, reader, approval),
        "planned": [(visit, duties.get(("case_visit", visit.pk))) for visit in reversed(visits) if visit.is_ahead],
        "line": _line(case, visits), "assessment": _assessment(case), "risks": _risks(case),
        "referrals": list(case.child.referrals.filter(case=case).select_related("sender", "recipient")),
        "facts": _facts(case), "may_work": may_work, "may_record": may_record,
        "may_reopen": policies.may(policies.check_can_reopen, reader, case),
        "visit_form": VisitForm(now=at, initial={"occurred_at": at}, auto_id="visit_%s") if may_record else None,
        "acts": _acts(case, drawn, may_work=may_work, may_record=may_record),
    }  # fmt: skip


def _duties(case: Case) -> dict[tuple[str, int], Obligation]:
    """The duty of each matter, step and visit; of several the one that still runs."""
    held = clocks.duties_of(case).exclude(state="CANCELLED").select_related("rule").order_by("state", "due_at")
    found: dict[tuple[str, int], Obligation] = {}
    for duty in held:
        found.setdefault((duty.subject_kind, duty.subject_id), duty)
    return found


def _running(
    case: Case, duties: dict[tuple[str, int], Obligation], visits: list[Visit], plan: Plan | None
) -> list[dict[str, Any]]:
    """Every open duty of the case, the soonest first, in the words of the step or the visit it is about."""
    steps = Step.objects.filter(goal__plan=plan).in_bulk() if plan else {}
    known = {one.pk: one for one in visits}
    rows = []
    for (kind, pk), duty in duties.items():
        row = {"duty": duty, "title": "", "url": reverse("cases:detail", args=[case.number])}
        if kind == "case_step" and pk in steps:
            row |= {"title": steps[pk].text, "url": reverse("cases:done", args=[case.number, pk])}
        elif kind == "case_visit" and pk in known:
            url = reverse("cases:visit", args=[case.number])
            row |= {"title": known[pk].get_kind_display(), "url": f"{url}?planned={pk}"}
        rows.append(row)
    return sorted((row for row in rows if row["duty"].state == "OPEN"), key=lambda row: row["duty"].due_at)


def _shown(plan: Plan | None, duties: dict[tuple[str, int], Obligation]) -> dict[str, Any] | None:
    """A plan with its goals, each step with its clock."""
    if plan is None:
        return None
    goals = Goal.objects.filter(plan=plan).prefetch_related("steps__done_by").order_by("position", "pk")
    shown, done, everything = [], 0, 0
    for goal in goals:
        steps = sorted(goal.steps.all(), key=lambda step: (step.due_on, step.pk))
        done += sum(1 for step in steps if step.done_at)
        everything += sum(1 for step in steps if not step.dropped_at)
        shown.append({
            "goal": goal, "steps": [{"step": step, "duty": duties.get(("case_step", step.pk))} for step in steps],
        })  # fmt: skip
    width = f"{100 * done / everything:.0f}%" if everything else "0%"
    figure = _("%(n)s of %(all)s") % {"n": done, "all": everything}
    return {"plan": plan, "goals": shown, "width": width, "figure": figure}


def _line(case: Case, visits: list[Visit]) -> list[dict[str, Any]]:
    """Visits, reviews and decisions, newest on top."""
    rows = [_visited(visit) for visit in visits if visit.occurred_at]
    rows += [
        words.row_of(matter.ended_at, "history", "run", format_html("<b>{}</b> {}", _("Review"), matter.note))
        for matter in case.matters.filter(kind=Matter.Kind.REVIEW, is_done=True)
    ]
    for one in case.approvals.exclude(outcome="").select_related("decided_by"):
        icon, state = ("check", "met") if one.outcome == "APPROVED" else ("back", "soon")
        said = f"{one.get_kind_display()}: {one.get_outcome_display()}"
        who = wording.short_name(one.decided_by) if one.decided_by else ""
        rows.append(words.row_of(one.decided_at, icon, state, format_html("<b>{}</b> {} {}", said, who, one.reason)))
    rows.append(words.row_of(case.opened_at, "plus", "run", _("The case was opened")))
    if case.closed_at:
        rows.append(words.row_of(case.closed_at, "lock", "off", case.get_closing_reason_display()))
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def _visited(visit: Visit) -> dict[str, Any]:
    seen = ""
    if visit.child_seen:
        seen = _("seen alone") if visit.seen_alone else _("the child was seen")
    head = ", ".join(filter(None, [str(visit.get_kind_display()), visit.place, seen]))
    text = format_html("<b>{}</b><br>{} <span class=\"muted small\">{}</span>", head, visit.findings,
                       wording.short_name(visit.by))  # fmt: skip
    return words.row_of(visit.occurred_at, "eye", "met" if visit.child_seen else "run", text)


def _assessment(case: Case) -> list[dict[str, Any]]:
    last = case.assessments.select_related("by").order_by("-made_on", "-pk").first()
    if last is None:
        return []
    return [
        {"label": _("Day of the assessment"), "value": f"{last.made_on:%d.%m.%Y}, {wording.short_name(last.by)}"},
        {"label": _("Strengths of the child and the family"), "value": last.strengths},
        {"label": _("Needs"), "value": last.needs}, {"label": _("Dangers"), "value": last.dangers},
        {"label": _("Wishes of the child"), "value": last.wishes},
        {"label": _("Why the child was not heard"), "value": last.not_heard_reason},
        {"label": _("Conclusion"), "value": last.conclusion},
    ]  # fmt: skip


def _risks(case: Case) -> list[dict[str, Any]]:
    """The level of risk over time, newest first, for `components/feed.html`."""
    rows = []
    for change in case.risks.select_related("by").order_by("-pk"):
        look = words.risk_look(change.risk)
        under = " · ".join(filter(None, [f"{change.at:%d.%m.%Y}", change.reason]))
        rows.append({"icon": look["icon"], "state": look["state"], "text": look["word"], "under": under})
    return rows


def _facts(case: Case) -> list[dict[str, Any]]:
    officer = case.officer.get_full_name() if case.officer else _("nobody")
    return [
        {"label": _("Reason"), "value": case.get_reason_display()},
        {"label": _("The reason in words"), "value": case.reason_text},
        {"label": _("Body"), "value": case.agency.name},
        {"label": _("Responsible officer"), "value": officer},
        {"label": _("Supervisor"), "value": case.supervisor.get_full_name() if case.supervisor else ""},
        {"label": _("Opened"), "value": f"{case.opened_at:%d.%m.%Y}"},
        {"label": _("Review"), "value": f"{case.review_on:%d.%m.%Y}" if case.review_on else ""},
        {"label": _("Result"), "value": case.closing_text},
        {"label": _("Earlier case"), "value": case.previous.number if case.previous else ""},
    ]  # fmt: skip


def _acts(case: Case, drawn: Plan | None, *, may_work: bool, may_record: bool) -> list[dict[str, Any]]:
    """What may be done now, the next act first."""
    acts: list[tuple[str, Any]] = []
    if may_work and case.state == State.OPENED:
        acts.append(("assess", _("Assess the needs")))
    if may_work and case.state in (State.ASSESSED, State.ACTIVE) and drawn is None:
        acts.append(("plan", _("Draw up the plan") if case.state == State.ASSESSED else _("New version of the plan")))
    if may_record:
        acts += [("review", _("Record a review")), ("risk", _("Change the risk"))]
        acts.append(("plan_visit", _("Plan a visit")))
    if may_work:
        acts += [("assess", _("Assess again"))] if case.state != State.OPENED else []
        acts.append(("close", _("Close the case")))
    return [{"label": label, "url": reverse(f"cases:{name}", args=[case.number])} for name, label in acts]
