"""Health and disability, in their closed compartment."""

from django.utils.translation import gettext_lazy as _

from apps.people.acts.parts import Draft, Rules
from apps.people.checks import ADULT, CHILD_RULE
from apps.people.models import Child, HealthRecord
from apps.people.policies import check_may_write_health

Kind = HealthRecord.Kind
PLAN_RULE = "kz345.a31.p3"
"""Article 31(3): help under an individual development plan, drawn up with parents, social worker, specialists."""


def check(draft: Draft) -> None:
    """What each kind needs."""
    values, refuse = draft.values, draft.refuse
    if values["starts_on"] > draft.today:
        refuse(_("This day has not come yet."), field="starts_on")
    if values["kind"] == Kind.DISABILITY:
        if not values["group"]:
            refuse(_("Choose the group of disability."), field="group")
        if draft.child.age(values["starts_on"]) >= ADULT:
            refuse(_("A disability of a child is established before eighteen."), field="starts_on", rule=CHILD_RULE)
        return
    if values["group"]:
        refuse(_("A group belongs to a disability alone."), field="group")
    if not values["text"]:
        refuse(_("Say it in words."), field="text")
    if values["kind"] == Kind.PLAN and not values["participants"]:
        refuse(
            _("Say with whom the plan was drawn up: parents, a social worker, specialists."),
            field="participants",
            rule=PLAN_RULE,
        )


def lacks_plan(child: Child, today) -> bool:
    """Whether a disability is in force today without an individual development plan (Article 31(3))."""
    now = child.health.standing().on(today)
    kinds = set(now.filter(kind__in=[Kind.DISABILITY, Kind.PLAN]).values_list("kind", flat=True))
    return kinds == {Kind.DISABILITY}


HEALTH = Rules(
    model=HealthRecord, name="health",
    fields=("kind", "group", "text", "participants", "starts_on", "ends_on", "paper"),
    may=check_may_write_health, check=check, stamped=True,
    alone=lambda values: {"kind": Kind.DISABILITY} if values["kind"] == Kind.DISABILITY else None,
)  # fmt: skip
