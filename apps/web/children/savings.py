"""Target claims and savings of a child (Articles 7-3 to 7-7): information for a conversation, no account and no sum."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from apps.people.checks import ADULT
from apps.people.models import Child, Citizenship
from apps.web.formats import numeric_date

MOVED_AFTER = 10
"""Years after majority in which unused savings stay (Article 7-3(1)(6))."""


def card(child: Child, today: date, sees_identity: bool) -> list[dict[str, Any]]:
    """Facts for `components/facts.html`; empty for those who may not see who the child is, and for foreigners."""
    if not sees_identity or child.citizenship not in ("", Citizenship.KAZ):
        return []
    adult_on, moved_on = birthday(child.birth_date, ADULT), birthday(child.birth_date, ADULT + MOVED_AFTER)
    until = _("accrued every year until %(day)s") if today < adult_on else _("accrued until %(day)s")
    told = numeric_date(child.savings_told_on) if child.savings_told_on else _("not recorded")
    return [
        {"label": _("Target claims"), "value": until % {"day": numeric_date(adult_on)}},
        {"label": _("May be spent on"), "value": _("housing or education, from eighteen on")},
        {"label": _("Unused go to the pension account"), "value": numeric_date(moved_on)},
        {"label": _("Child or representative told"), "value": told},
    ]


def birthday(born: date, age: int) -> date:
    """The birthday of that age; 29 February falls on 1 March where there is none."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)
