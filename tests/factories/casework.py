"""Cases by the real actions, as small as a test needs them."""

from datetime import date, datetime, timedelta
from typing import Any

from apps.accounts.models import User
from apps.casework import actions, planning
from apps.casework.models import Case, Plan
from apps.core.localtime import ALMATY, local_day
from apps.people.models import Child
from tests.factories.accounts import fresh

MONDAY = datetime(2026, 4, 6, 10, tzinfo=ALMATY)
"""An ordinary working Monday."""


def make_case(child: Child, by: User, *, at: datetime = MONDAY, **fields: Any) -> Case:
    values = {"reason": Case.Reason.NEGLECT, "risk": Case.Risk.MEDIUM, **fields}
    return actions.open_case(child, **values, by=fresh(by), at=at)


def assessed(case: Case, by: User, *, at: datetime = MONDAY, **fields: Any) -> Case:
    data = {
        "made_on": local_day(at), "needs": "Тамақ, киім, мектеп.", "conclusion": "Отбасына қолдау керек.",
        "wishes": "Әжесімен тұрғысы келеді.", "risk": case.risk, **fields,
    }  # fmt: skip
    actions.assess(case, data=data, by=fresh(by), at=at)
    return Case.objects.get(pk=case.pk)


def drafted(case: Case, by: User, *, at: datetime = MONDAY, due_on: date | None = None) -> Plan:
    """A plan of one goal and two steps, a week and two weeks ahead."""
    plan = planning.draft_plan(case, by=fresh(by), at=at)
    goal = planning.add_goal(plan, text="Бала мектепке барады", by=fresh(by), at=at)
    first = due_on or local_day(at) + timedelta(days=7)
    for text, day in (("Мектеппен келісу", first), ("Киім алып беру", first + timedelta(days=7))):
        planning.save_step(None, goal=goal, text=text, who="Отбасы", due_on=day, by=fresh(by), at=at)
    return plan


def active(child: Child, by: User, head: User, *, at: datetime = MONDAY, **fields: Any) -> Case:
    """A case whose plan is approved."""
    case = assessed(make_case(child, by, at=at, **fields), by, at=at)
    asked = planning.submit_plan(drafted(case, by, at=at), by=fresh(by), at=at)
    planning.approve(asked, by=fresh(head), at=at)
    return Case.objects.get(pk=case.pk)
