"""Colours and sentences of calls to 111."""

from typing import Any

from django.utils.translation import gettext as _

from apps.complaints.models import Call, CallReferral
from apps.complaints.states import Outcome, Safety
from apps.web.casework.words import row_of

SAFETY: dict[str, tuple[str, str]] = {
    Safety.SAFE: ("met", "check"), Safety.IN_DANGER: ("over", "alert"), Safety.UNKNOWN: ("off", "info"),
}  # fmt: skip


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
