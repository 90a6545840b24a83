"""Categories of a child: each with its period, ground and document (domain of Articles 1, 7-4, 30, 52-2)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.people.acts.parts import Draft, Rules
from apps.people.checks import ADULT, CHILD_RULE
from apps.people.models import Child, ChildCategory, Citizenship, Kinship, ParentStatus
from apps.people.policies import check_is_responsible, check_may_write_health, sees_health

Kind, Why = ChildCategory.Kind, ChildCategory.Why
ORPHAN_RULE = "kz345.a1.s8"
"""Article 1(8): a child whose both parents or only parent died."""
WITHOUT_CARE_RULE = "kz345.a1.s1-1"
SERVICES_RULE = "kz345.a1.s1"
CLAIMS_RULE = "kz345.a7-4.p1"
LEAVER_FROM, LEAVER_UNTIL = 16, 23
"""Ages of a care leaver in full years; the upper one is no longer included."""

GROUNDS: dict[str, tuple[str, ...]] = {
    Kind.ORPHAN: (Why.BOTH_PARENTS_DEAD, Why.ONLY_PARENT_DEAD),
    Kind.WITHOUT_CARE: (
        Why.RIGHTS_RESTRICTED, Why.RIGHTS_DEPRIVED, Why.MISSING, Why.DECLARED_DEAD, Why.INCOMPETENT,
        Why.PARTIALLY_CAPABLE, Why.IMPRISONED, Why.EVADES, Why.REFUSES_TO_COLLECT, Why.OTHER_LACK,
    ),
    Kind.SPECIAL_SERVICES: tuple(code for code in Why.values if code.startswith("SC_")),
}  # fmt: skip
"""The grounds of the categories that need one; the ten of Article 1(1-1) among them."""
IN_WORDS = (Why.OTHER_LACK, Why.SC_OTHER)


def check(draft: Draft) -> None:
    """Ages, grounds and what the parents' statuses allow."""
    values, refuse = draft.values, draft.refuse
    if values["starts_on"] > draft.today:
        refuse(_("This day has not come yet."), field="starts_on")
    _check_age(draft)
    _check_why(values, refuse)
    if values["kind"] == Kind.ORPHAN:
        _check_orphan(draft)
    if values["kind"] == Kind.TARGET_CLAIMS and draft.child.citizenship not in ("", Citizenship.KAZ):
        refuse(_("Only citizens of Kazakhstan take part in target claims."), field="kind", rule=CLAIMS_RULE)
    if values["kind"] in ChildCategory.HEALTH and not sees_health(draft.by, draft.child):
        check_may_write_health(draft.by, draft.child)


def dead_parents(child: Child) -> tuple[int, int]:
    """How many parents are recorded, and how many of them are dead: known through this child or another."""
    parents = child.kinships.standing().filter(kind__in=Kinship.PARENTS, is_secret=False)
    people = list(parents.values_list("relative_id", flat=True))
    dead = ParentStatus.objects.standing().filter(code=ParentStatus.Code.DEAD, kinship__relative__in=people)
    return len(people), dead.values("kinship__relative").distinct().count()


def orphan_ground(child: Child) -> str:
    """The ground on which the child is an orphan by the recorded parents, or "" when it is none."""
    parents, dead = dead_parents(child)
    if not parents or dead < parents:
        return ""
    return Why.BOTH_PARENTS_DEAD if parents > 1 else Why.ONLY_PARENT_DEAD


def _check_age(draft: Draft) -> None:
    """A child category starts before eighteen (bad input 62); a care leaver is sixteen to twenty-two."""
    starts, age = draft.values["starts_on"], draft.child.age(draft.values["starts_on"])
    if draft.values["kind"] == Kind.CARE_LEAVER:
        if not LEAVER_FROM <= age < LEAVER_UNTIL:
            text = _("A care leaver is from 16 to 22 years old; on that day the person was %(age)d.")
            draft.refuse(text % {"age": age}, field="starts_on")
    elif age >= ADULT:
        text = _("On %(day)s this person was %(age)d: a category of a child starts before eighteen.")
        draft.refuse(text % {"day": f"{starts:%d.%m.%Y}", "age": age}, field="starts_on", rule=CHILD_RULE)


def _check_why(values: Mapping[str, Any], refuse: Any) -> None:
    allowed = GROUNDS.get(values["kind"], ())
    rules = {Kind.ORPHAN: ORPHAN_RULE, Kind.WITHOUT_CARE: WITHOUT_CARE_RULE, Kind.SPECIAL_SERVICES: SERVICES_RULE}
    rule = rules.get(values["kind"])
    if allowed and not values["why"]:
        refuse(_("This category needs one of the grounds of the Law."), field="why", rule=rule)
    elif values["why"] and values["why"] not in allowed:
        refuse(_("This ground belongs to another category."), field="why", rule=rule)
    elif values["why"] in IN_WORDS and not values["why_text"]:
        refuse(_("Say in words what the ground is."), field="why_text", rule=rule)


def _check_orphan(draft: Draft) -> None:
    """Only if both parents or the only parent are recorded as dead (G02)."""
    parents, dead = dead_parents(draft.child)
    why = draft.values["why"]
    wanted = {Why.BOTH_PARENTS_DEAD: 2, Why.ONLY_PARENT_DEAD: 1}.get(why)
    if wanted is None:
        return
    if parents == wanted and dead == parents:
        return
    text = _(
        "An orphan has lost both parents or the only one. Recorded in the family: parents %(parents)d, of them "
        "dead %(dead)d. Record the parents and their death first."
    )
    draft.refuse(text % {"parents": parents, "dead": dead}, field="why", rule=ORPHAN_RULE)


def may(user: User, child: Child) -> None:
    check_is_responsible(user, child)


CATEGORY = Rules(
    model=ChildCategory, name="category", fields=("kind", "why", "why_text", "starts_on", "ends_on", "paper"),
    may=may, check=check, alone=lambda values: {"kind": values["kind"]},
)  # fmt: skip
