"""Colours, signs and sentences of cases and referrals."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.models import Case, Referral
from apps.casework.states import STAGES, ReferralState, State

RISK_STATES = {Case.Risk.LOW: "off", Case.Risk.MEDIUM: "run", Case.Risk.HIGH: "soon", Case.Risk.CRITICAL: "over"}
RISK_ICONS = {Case.Risk.LOW: "same", Case.Risk.MEDIUM: "info", Case.Risk.HIGH: "up", Case.Risk.CRITICAL: "alert"}
CASE_LOOKS: dict[str, tuple[str, str]] = {
    State.OPENED: ("run", "doc"), State.ASSESSED: ("run", "doc"), State.PLAN_DRAFTED: ("run", "edit"),
    State.PLAN_SUBMITTED: ("soon", "send"), State.ACTIVE: ("met", "check"),
    State.CLOSING_SUBMITTED: ("soon", "send"), State.CLOSED: ("off", "lock"),
}  # fmt: skip
REFERRAL_LOOKS: dict[str, tuple[str, str]] = {
    ReferralState.SENT: ("run", "send"), ReferralState.ACCEPTED: ("met", "check"),
    ReferralState.REFUSED: ("over", "off"), ReferralState.WITHDRAWN: ("off", "off"),
    ReferralState.ANSWERED: ("met", "check"),
}  # fmt: skip
STAGE_NAMES = {
    "assess": gettext_lazy("Assessment"), "plan": gettext_lazy("Plan"), "approve": gettext_lazy("Approval"),
    "work": gettext_lazy("Work by the plan"), "close": gettext_lazy("Closing"),
}  # fmt: skip


def stages(case: Case) -> dict[str, Any]:
    """The way of the case for `components/stages.html`; a closed one has all steps behind it."""
    names = [key for key, _states in STAGES]
    current = next(n for n, (_key, states) in enumerate(STAGES, start=1) if case.state in states)
    if case.state == State.CLOSED:
        current = len(names) + 1
    return {"stages": [{"label": STAGE_NAMES[key], "url": ""} for key in names], "current": current}


def risk_look(risk: int) -> dict[str, Any]:
    return {"state": RISK_STATES[Case.Risk(risk)], "icon": RISK_ICONS[Case.Risk(risk)], "word": Case.Risk(risk).label}


def row_of(at: datetime, icon: str, state: str, text: Any, **more: Any) -> dict[str, Any]:
    """One line of `components/timeline.html`."""
    return {"at": at, "icon": icon, "state": state, "text": text, **more}


def referral_said(referral: Referral) -> str:
    """`transfer of responsibility: Астана → Рудный`."""
    return _("%(kind)s: %(sender)s → %(recipient)s") % {
        "kind": referral.get_kind_display(), "sender": referral.sender.name, "recipient": referral.recipient.name,
    }  # fmt: skip
