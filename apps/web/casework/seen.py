"""Who is offered the part "Case" of a child's file."""

from apps.accounts.models import User
from apps.casework import policies
from apps.people.models import Child


def sees_cases(reader: User, _child: Child) -> bool:
    return policies.keeps_cases(reader)
