"""Where a child learns, period by period."""

from django.utils.translation import gettext_lazy as _

from apps.people.acts.parts import Draft, Rules
from apps.people.models import Schooling
from apps.people.policies import check_may_write_daily


def check(draft: Draft) -> None:
    """A school of the system, or one by name; lessons at home need neither."""
    values, refuse = draft.values, draft.refuse
    institution = values["institution"]
    if institution and values["institution_name"]:
        values["institution_name"] = ""
    if institution and not institution.is_active and not (draft.stored and draft.stored.institution == institution):
        refuse(_("This organisation is closed."), field="institution")
    if not institution and not values["institution_name"] and values["kind"] != Schooling.Kind.HOME:
        refuse(_("Choose the school, or write its name."), field="institution_name")


SCHOOLING = Rules(
    model=Schooling, name="schooling",
    fields=("kind", "institution", "institution_name", "grade", "language", "starts_on", "ends_on", "paper"),
    may=check_may_write_daily, check=check, stamped=True,
    alone=lambda values: None if values["kind"] == Schooling.Kind.EXTRA else {"kind": values["kind"]},
)  # fmt: skip
