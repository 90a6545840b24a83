"""What the overview of a file says of consent."""

from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.disclosure import mask
from apps.disclosure.models import Consent
from apps.people.models import Child
from apps.people.policies import is_responsible


def card(child: Child, reader: User, at: datetime) -> dict[str, Any] | None:
    """What the overview says of consent while somebody mentors the child; None when nobody does, or when the reader
    would not know of a consent that is there."""
    today = local_day(at)
    assignment = child.assignments.on(today).select_related("organisation").first()
    if assignment is None:
        return None
    held = Consent.objects.visible_to(reader).in_force(today).filter(child=child, agency=assignment.organisation)
    consent = held.order_by("-given_on").first()
    if consent is None and not (is_responsible(reader, child) or mask.is_masking(reader)):
        return None
    return {
        "organisation": assignment.organisation, "consent": consent,
        "is_masked": mask.is_masking(reader) and consent is None,
    }  # fmt: skip
