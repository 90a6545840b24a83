"""What Article 28-2(1) asks of a mentoring assignment."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.core.errors import Collector
from apps.people.models import Child

MENTORED_FROM = 10
RULE = "kz345.a28-2.p1"


def check_may_be_mentored(child: Child, starts_on: date, refuse: Collector) -> None:
    """Ten or older, and living in an organisation for orphans and children without parental care."""
    if child.age(starts_on) < MENTORED_FROM:
        refuse(
            _("A mentor is for a child of ten or older: this one is %(age)s on that day.")
            % {"age": child.age(starts_on)},
            field="starts_on",
            rule=RULE,
        )
    home = child.placements.on(starts_on).filter(organisation__kind=AgencyKind.ORPHAN_ORG)
    if not home.exists():
        refuse(
            _(
                "On that day the child does not live in an education organisation for orphans and children "
                "without parental care: a mentor is only for such a child."
            ),
            field="starts_on",
            rule=RULE,
        )
