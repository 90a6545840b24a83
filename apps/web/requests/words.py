"""Colours and sentences of requests to bodies."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.complaints.models import BodyRequest
from apps.complaints.states import RequestKind, RequestState
from apps.web.casework.words import row_of

LOOKS: dict[str, tuple[str, str]] = {
    RequestState.SENT: ("run", "send"), RequestState.ANSWERED: ("met", "check"),
    RequestState.REFUSED: ("over", "off"), RequestState.WITHDRAWN: ("off", "off"),
}  # fmt: skip
ANSWERS: dict[str, Any] = {
    RequestKind.INFORMATION: pgettext_lazy("verb", "Answer"),
    RequestKind.FILE: gettext_lazy("Open the file"),
    RequestKind.RECOMMENDATION: gettext_lazy("Answer what was done"),
}
GRANTS = gettext_lazy(
    "With your answer the ombudsman reads this child's file for as long as the matter is considered. Each look is noted"
    " in the file."
)


def line_of(request: BodyRequest, *, for_office: bool) -> list[dict[str, Any]]:
    """The way of a request, newest on top. The office alone reads who answered."""
    rows = [row_of(request.sent_at, "send", "run", _("Sent by %(who)s") % {"who": request.office.name})]
    if request.answered_at:
        refused = request.state == RequestState.REFUSED
        said = _("Refused") if refused else _("Answered late") if request.is_late else _("Answered")
        state = "over" if refused else "late" if request.is_late else "met"
        under = request.answered_by.get_full_name() if for_office and request.answered_by else ""
        rows.append(row_of(request.answered_at, "off" if refused else "check", state, said, under=under))
    if request.withdrawn_at:
        said = _("Withdrawn: %(why)s") % {"why": request.why_withdrawn} if for_office else _("Withdrawn by the office")
        rows.append(row_of(request.withdrawn_at, "off", "off", said))
    return rows[::-1]
