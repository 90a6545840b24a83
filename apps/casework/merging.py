"""Cases of two files that are to become one."""

from django.utils.translation import gettext_lazy as _

from apps.casework.models import Case
from apps.core.errors import Refused
from apps.people.models import Child

TWO_CASES = "caseflow.case.merge_two_open"


def check_no_two_open_cases(kept: Child, absorbed: Child) -> None:
    """A body works with a child in one case. Which of two goes on is for that body to say, with a reason and its
    supervisor's approval: a merge closes no case, and leaves none behind in the absorbed file. Raises Refused."""
    mine = {case.agency_id: case for case in Case.objects.open().filter(child=kept)}
    others = Case.objects.open().filter(child=absorbed, agency__in=mine).select_related("agency").order_by("pk")
    doubled = [f"{other.agency}: {mine[other.agency_id].number}, {other.number}" for other in others]
    if doubled:
        raise Refused(
            _(
                "Both files have an open case at the same body (%(cases)s). Close one of the two there, carrying what "
                "is still to be done over to the other; then merge the files."
            )
            % {"cases": "; ".join(doubled)},
            rule=TWO_CASES,
        )
