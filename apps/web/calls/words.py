"""Colours and sentences of calls to 111."""

from typing import Any

from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from apps.complaints.models import Call, CallReferral
from apps.complaints.states import Outcome, Safety
from apps.web.casework.words import row_of

SAFETY: dict[str, tuple[str, str]] = {
    Safety.SAFE: ("met", "check"), Safety.IN_DANGER: ("over", "alert"), Safety.UNKNOWN: ("off", "info"),
}  # fmt: skip

READ_OUT = gettext_lazy(
    "Say: “Note these sixteen digits where nobody looks. On the page where children write to the ombudsman press “I"
    " have a code” and type them in. You will get a new code of your own, and nobody else will know it.”"
)


def read_out(call: Call) -> list[dict[str, str]]:
    """What the operator says with the code: in the caller's language first, then in the operator's own."""
    said = []
    for language in dict.fromkeys((call.language, (get_language() or call.language)[:2])):
        with override(language):
            said.append({"language": language, "text": str(READ_OUT)})
    return said


def look(call: Call) -> tuple[str, str]:
    if call.outcome:
        return "off", "check"
    return ("over", "alert") if call.safety == Safety.IN_DANGER else ("run", "phone")


def line_of(call: Call, referrals: list[CallReferral]) -> list[dict[str, Any]]:
    """What became of a call, newest on top. Of an appeal the centre reads that it was taken over and how it ended."""
    rows = [row_of(call.began_at, "phone", "run", _("Call taken"), under=call.operator.get_full_name())]
    for one in referrals:
        office = one.body.name
        to = one.incident.number if one.incident else office
        rows.append(row_of(one.sent_at, "send", "run", _("Passed on: %(to)s") % {"to": to}))
        if one.acknowledged_at:
            rows.append(row_of(one.acknowledged_at, "check", "met", _("Taken over by %(who)s") % {"who": office}))
        if one.outcome_at:
            rows.append(row_of(one.outcome_at, "check", "met", Outcome(one.outcome).label))
    if call.ended_at:
        rows.append(row_of(call.ended_at, "check", "off", call.get_outcome_display()))
    return sorted(rows, key=lambda row: row["at"], reverse=True)
