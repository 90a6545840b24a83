"""When a purpose is asked for, and the question at the door of a file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.disclosure.models import Purpose
from apps.people.models import Child, Ground, access_rows
from apps.people.opening import PurposeRequired

DAILY = frozenset({Ground.RESPONSIBLE, Ground.PLACEMENT, Ground.MENTORING})
"""Grounds that are somebody's daily work: the body answers for the child, the child lives there, one mentors it."""


def stated(child: Child, user: User, at: datetime) -> Purpose | None:
    """What the person said today in the present post."""
    return Purpose.objects.filter(child=child, user=user, agency=user.agency, day=local_day(at)).first()


def purpose_of_today(child: Child, by: User, grounds: Sequence[str], at: datetime) -> dict[str, Any]:
    """The question at the door: nothing for daily work, else the purpose stated for today. Raises PurposeRequired."""
    if DAILY & set(grounds):
        return {}
    purpose = stated(child, by, at)
    if purpose is None:
        raise PurposeRequired(_("Say for what purpose you open this file: it is asked once a day."), child.number)
    return {"purpose": purpose.kind, "purpose_id": purpose.pk}


def is_asked(child: Child, user: User, at: datetime) -> bool:
    """Whether the person still has to say what for."""
    grounds = set(access_rows(user).filter(child=child).values_list("ground", flat=True))
    return bool(grounds) and not DAILY & grounds and stated(child, user, at) is None
