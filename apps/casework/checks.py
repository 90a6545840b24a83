"""Checks of what is entered about a case. Each adds to a Collector, so that a form shows everything at once."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, Membership, User
from apps.accounts.permissions import Perm
from apps.accounts.roles import ROLES
from apps.casework.models import Case, Plan, Visit
from apps.core.errors import Collector, Refused
from apps.core.localtime import local_day
from apps.core.texts import said

HEARD_FROM = 10
"""From this age the child's own wishes are asked for and weighed."""
HEARD = "caseflow.case.child_heard"
FURTHEST = timedelta(days=3 * 366)
"""A step or a visit further ahead than this is a mistyped year."""
KEEPERS = [role for role, facts in ROLES.items() if Perm.MANAGE_CASES in facts.permissions]
ASSESSMENT_FIELDS = (
    "made_on", "strengths", "needs", "dangers", "wishes", "not_heard_reason", "conclusion", "risk",
)  # fmt: skip


def required(text: str, field: str, refuse: Collector, message: Any = None) -> str:
    """The text without spaces around; refused when nothing is left to see."""
    text = said(text)
    if not text:
        refuse(message or _("Fill this in."), field=field)
    return text


def reason_given(reason: str) -> str:
    """A reason that stays on record. Raises Refused for an empty one."""
    kept = said(reason)
    if not kept:
        raise Refused(_("Give the reason: it stays on record."), field="reason")
    return kept


def checked_case(*, reason: str, reason_text: str, risk: Any, refuse: Collector) -> None:
    if reason not in Case.Reason.values:
        refuse(_("Choose the reason."), field="reason")
    if reason == Case.Reason.OTHER and not reason_text.strip():
        refuse(_("Write the reason in words."), field="reason_text")
    check_risk(risk, refuse)


def check_risk(risk: Any, refuse: Collector) -> None:
    if risk not in Case.Risk.values:
        refuse(_("Choose the level of risk."), field="risk")


def checked_assessment(case: Case, data: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The values of an assessment. A child of ten or older was heard, or it is said why not."""
    refuse = Collector()
    values = {name: data.get(name) for name in ASSESSMENT_FIELDS}
    for name in ("strengths", "needs", "dangers", "wishes", "not_heard_reason", "conclusion"):
        values[name] = (values[name] or "").strip()
    required(values["needs"], "needs", refuse)
    required(values["conclusion"], "conclusion", refuse)
    check_risk(values["risk"], refuse)
    made_on = values["made_on"] or local_day(at)
    values["made_on"] = made_on
    if made_on > local_day(at):
        refuse(_("This day is in the future."), field="made_on")
    elif made_on < case.child.birth_date:
        refuse(_("This is before the child was born."), field="made_on")
    if case.child.age(made_on) >= HEARD_FROM and not (values["wishes"] or values["not_heard_reason"]):
        refuse(
            _("A child of ten or older is heard: write the child's wishes, or why the child was not heard."),
            field="wishes", rule=HEARD,
        )  # fmt: skip
    elif values["wishes"] and values["not_heard_reason"]:
        refuse(_("The child was heard: the wishes stand above. Leave one of the two empty."),
               field="not_heard_reason", rule=HEARD)  # fmt: skip
    refuse.done()
    return values


def check_day_ahead(day: date | None, at: datetime, field: str, refuse: Collector) -> None:
    """A day for something still to be done: today or later, and not years away."""
    today = local_day(at)
    if day is None:
        refuse(_("Name the day."), field=field)
    elif day < today:
        refuse(_("This day is past: name today or a later day."), field=field)
    elif day > today + FURTHEST:
        refuse(_("This is more than three years ahead: check the year."), field=field)


def check_plan_whole(plan: Plan, at: datetime) -> None:
    """A plan is put before the supervisor with a goal, a step for each goal, and days that are not past."""
    refuse = Collector()
    goals = list(plan.goals.prefetch_related("steps").order_by("position", "pk"))
    if not goals:
        refuse(_("Write at least one goal."), field="goals")
    for goal in goals:
        steps = [step for step in goal.steps.all() if step.is_open]
        if not steps and not goal.steps.all():
            refuse(_("The goal “%(goal)s” has no step yet.") % {"goal": goal.text[:60]}, field="goals")
        for step in steps:
            if step.due_on < local_day(at):
                refuse(
                    _("The day of the step “%(step)s” is past: name a new one.") % {"step": step.text[:60]},
                    field="goals",
                )
    refuse.done()


def checked_visit(case: Case, data: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The values of a visit that was made."""
    refuse = Collector()
    values = {name: data.get(name) for name in ("kind", "occurred_at", "place", "child_seen", "seen_alone", "findings")}
    values["place"], values["findings"] = ((values[name] or "").strip() for name in ("place", "findings"))
    values["child_seen"] = bool(values["child_seen"]) or bool(values["seen_alone"])
    values["seen_alone"] = bool(values["seen_alone"]) if values["child_seen"] else None
    if values["kind"] not in Visit.Kind.values:
        refuse(_("Choose what kind of contact it was."), field="kind")
    occurred = values["occurred_at"]
    if occurred is None:
        refuse(_("Say when it was."), field="occurred_at")
    elif occurred > at:
        refuse(_("This time is in the future."), field="occurred_at")
    elif local_day(occurred) < case.child.birth_date:
        refuse(_("This is before the child was born."), field="occurred_at")
    required(values["findings"], "findings", refuse, _("Write in a few words what was found."))
    refuse.done()
    return values


def keepers_of(agency: Agency, on: date):
    """Posts of people who may keep cases at this body on a day."""
    return Membership.objects.in_force(on).filter(agency=agency, role__in=KEEPERS)


def check_keeper(person: User, agency: Agency, on: date, field: str) -> None:
    """The person keeps cases at this body on that day. Raises Refused."""
    if not keepers_of(agency, on).filter(user=person).exists():
        raise Refused(_("Choose somebody who keeps cases at this body."), field=field)
