"""What a call to 111 already says of an incident. The page is given the call's number alone, and fetches the call as
its reader may see it."""

from typing import Any

from django.http import HttpRequest

from apps.complaints.models import Call
from apps.incidents.states import Kind
from apps.web.shared import get_visible_or_404

KINDS: dict[str, str] = {Call.Category.BULLYING: Kind.BULLYING}
"""Violence is left open: its kinds oblige to different things, and the operator alone knows which it was."""


def call_of(request: HttpRequest) -> Call | None:
    """The call that the incident is logged from; 404 for whoever may not read it."""
    number = request.POST.get("call") or request.GET.get("call")
    if not number:
        return None
    return get_visible_or_404(Call.objects.select_related("area"), request.user, number=number[:16])


def initial(call: Call | None) -> dict[str, Any]:
    """What the first step begins with."""
    return {"kind": KINDS.get(call.category, "")} if call else {}


def beside(call: Call | None) -> dict[str, Any]:
    """What the draft takes over for its second step."""
    return {"area": call.area, "safety": call.safety} if call else {}
