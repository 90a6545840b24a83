"""Why a parent does not care for a child: each ground with its time and its document (Article 1(1-1))."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.people.acts.categories import WITHOUT_CARE_RULE
from apps.people.acts.parts import Draft, Rules
from apps.people.models import Child, Kinship, ParentStatus
from apps.people.policies import check_is_responsible, check_may_write_secrecy

Code = ParentStatus.Code


def check(draft: Draft) -> None:
    """Grounds are of parents; "other" needs words; the dead need no other ground from then on."""
    values, refuse = draft.values, draft.refuse
    tie: Kinship = values["kinship"]
    if tie.child_id != draft.child.pk or tie.withdrawn_at or not tie.is_parent:
        refuse(_("Choose one of the child's parents."), field="kinship")
        return
    if tie.is_secret:
        check_may_write_secrecy(draft.by, draft.child)
    if values["code"] == Code.OTHER_LACK and not values["text"]:
        refuse(_("Say in words what the ground is."), field="text", rule=WITHOUT_CARE_RULE)
    if values["starts_on"] and values["starts_on"] > draft.today:
        refuse(_("This day has not come yet."), field="starts_on")
    if values["code"] == Code.DEAD and values["ends_on"]:
        refuse(_("A death does not end."), field="ends_on")


def _alone(values: Any) -> dict[str, Any]:
    return {"kinship": values["kinship"], "code": values["code"]}


def may(user: User, child: Child) -> None:
    check_is_responsible(user, child)


STATUS = Rules(
    model=ParentStatus, name="status", fields=("kinship", "code", "text", "starts_on", "ends_on", "paper"), may=may,
    check=check, alone=_alone, within_life=False,
)  # fmt: skip
