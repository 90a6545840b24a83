"""Rows of access to a child's file. Called only by the actions that create or end a ground."""

from datetime import date, datetime

from apps.accounts.models import Agency, User
from apps.core.localtime import day_end, day_start, local_day
from apps.people.models import Child, ChildAccess, Ground


def access_row(
    child: Child, agency: Agency, ground: Ground, *, valid_from: datetime, valid_to: datetime | None = None,
    user: User | None = None, by: User | None = None,
) -> ChildAccess:  # fmt: skip
    """An unsaved row; `user` limits it to one person of the agency."""
    return ChildAccess(
        child=child, agency=agency, user=user, ground=ground, valid_from=valid_from, valid_to=valid_to,
        granted_by=by, sort_at=child.registered_at,
    )  # fmt: skip


def access_of_period(
    child: Child, agency: Agency, ground: Ground, *, starts_on: date, ends_on: date | None,
    user: User | None = None, by: User | None = None,
) -> ChildAccess:  # fmt: skip
    """An unsaved row for a stay or an assignment: from the first day to the end of the last, in Almaty."""
    last = day_end(ends_on) if ends_on else None
    return access_row(child, agency, ground, valid_from=day_start(starts_on), valid_to=last, user=user, by=by)


def end_access(child: Child, agency: Agency, ground: Ground, *, starts_on: date, ends_on: date, at: datetime) -> None:
    """Close the rows of a period: at once when its last day is today or past, else at that day's end."""
    valid_to = at if ends_on <= local_day(at) else day_end(ends_on)
    rows = ChildAccess.objects.filter(child=child, agency=agency, ground=ground, valid_from=day_start(starts_on))
    rows.update(valid_to=max(valid_to, day_start(starts_on)))
