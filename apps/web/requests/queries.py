"""What waits for an answer: asked by the list, the menu and My day alike."""

from typing import Any

from django.db.models import QuerySet

from apps.complaints.models import BodyRequest
from apps.complaints.states import RequestState


def asked_of(user: Any) -> QuerySet[BodyRequest]:
    """What ombudsmen wait for from the person's body."""
    return BodyRequest.objects.received_by(user).filter(state=RequestState.SENT)
