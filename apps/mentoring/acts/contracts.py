"""The three-party agreement of mentor, guardianship body and orphan organisation, on paper."""

from datetime import datetime

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.mentoring import policies
from apps.mentoring.models import Assignment
from apps.people.models import access_rows
from apps.people.opening import pass_the_door


@action
def print_contract(assignment: Assignment, *, by: User, at: datetime) -> None:
    """Note that the agreement was printed: it names the child. Raises NotAllowed, and PurposeRequired like opening the
    file itself."""
    child = assignment.child
    policies.check_can_print(by, assignment)
    grounds = sorted(set(access_rows(by).filter(child=child).values_list("ground", flat=True)))
    noted = pass_the_door(child, by, grounds, at)
    log.record(
        "child.mentor_contract_printed", child.subject, by=by, at=at, assignment=assignment.pk, grounds=grounds, **noted
    )
