"""The legal hold on a file, as its strip shows it."""

from datetime import date
from typing import Any

from apps.accounts.models import User
from apps.people.models import Child
from apps.retention.models import Hold
from apps.retention.policies import may_keep


def held(child: Child, reader: User, today: date) -> dict[str, Any]:
    """`held`: the hold in force, the longest first; `may_keep`: whether the reader decides about keeping."""
    holds = Hold.objects.on(today).filter(child=child).order_by("ends_on")
    return {"held": holds.last(), "may_keep": may_keep(reader, child)}
