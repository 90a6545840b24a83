"""A handle for a file that was shown masked: enough to ask its body about it within the hour, and nothing else."""

from apps.accounts.models import User
from apps.core import tickets, wall
from apps.people.models import Child

PURPOSE = "matching.ask"
HOUR = 3600


def handle_of(child: Child, reader: User) -> str:
    """For this reader alone."""
    return tickets.issue([child.pk, reader.pk], purpose=PURPOSE)


def child_of(handle: str, reader: User) -> Child | None:
    """The file that this reader was shown as masked within the last hour."""
    child_id, user_id = tickets.taken(handle, purpose=PURPOSE, seconds=HOUR) or (None, None)
    if child_id is None or user_id != reader.pk:
        return None
    with wall.lifted("shown masked, asked about at its body"):
        return Child.objects.filter(pk=child_id).first()
