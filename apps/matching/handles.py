"""A handle for a file that was shown masked: enough to ask its body about it within the hour, and nothing else."""

from django.core import signing

from apps.accounts.models import User
from apps.core import wall
from apps.people.models import Child

SALT = "caseflow.matching.ask"
HOUR = 3600


def handle_of(child: Child, reader: User) -> str:
    """For this reader alone."""
    return signing.dumps({"child": child.pk, "user": reader.pk}, salt=SALT)


def child_of(handle: str, reader: User) -> Child | None:
    """The file that this reader was shown as masked within the last hour."""
    try:
        said = signing.loads(handle, salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        return None
    if said["user"] != reader.pk:
        return None
    with wall.lifted("shown masked, asked about at its body"):
        return Child.objects.filter(pk=said["child"]).first()
