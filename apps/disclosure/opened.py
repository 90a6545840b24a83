"""What a consent opens of closed parts of the file: the photo, and what must be known of the health.

Both are asked for anew at every look, so that a consent withdrawn shows nothing from that moment on.
"""

from datetime import date

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.disclosure.mask import Scope, consented
from apps.documents.models import Paper, PaperVersion, open_compartments
from apps.people.models import Child, HealthRecord
from apps.people.policies import can_see_identity

BASICS = (HealthRecord.Kind.DISABILITY, HealthRecord.Kind.ALLERGY)
"""What whoever is with the child must know. Of a disability the group alone, of an allergy what it is to."""


def health_basics(child: Child, reader: User, today: date) -> QuerySet[HealthRecord]:
    """The records in force that a consent opens to this reader; none without one."""
    held = HealthRecord.objects.filter(child=child, kind__in=BASICS).standing().on(today)
    return held if consented(reader, child, Scope.HEALTH_BASICS) else held.none()


def basic_words(record: HealthRecord) -> str:
    """What is told of such a record in words."""
    return record.text if record.kind == HealthRecord.Kind.ALLERGY else ""


def newest_photo(child: Child, reader: User) -> PaperVersion | None:
    """The newest version of the newest photo, for those who may know who the child is or whom a consent shows it."""
    if not (can_see_identity(reader, child) or consented(reader, child, Scope.PHOTO)):
        return None
    photos = Paper.objects.about(child.subject).standing().filter(kind=Paper.Kind.PHOTO)
    opened = photos.filter(compartment__in=open_compartments(reader))
    return PaperVersion.objects.filter(paper__in=opened).select_related("document").order_by("-at", "-pk").first()
