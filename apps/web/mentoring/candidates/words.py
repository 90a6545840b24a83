"""Colours, signs and sentences about candidates."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.localtime import day_start, local_day
from apps.mentoring.checks.next_step import NextStep, next_step, runs_out
from apps.mentoring.checks.progress import Line, LineState, Progress
from apps.mentoring.models import Candidate
from apps.mentoring.states import STAGES, CandidateState
from apps.web import formats
from apps.web.formats import numeric_date

STATE_LOOKS: dict[str, tuple[str, str]] = {
    CandidateState.APPLIED: ("run", "inbox"), CandidateState.ADVISED: ("run", "phone"),
    CandidateState.CHECKING: ("run", "doc"), CandidateState.REVIEW: ("soon", "eye"),
    CandidateState.RETURNED: ("soon", "back"), CandidateState.CLEARED: ("met", "shield"),
    CandidateState.SUSPENDED: ("over", "alert"), CandidateState.REFUSED: ("off", "off"),
    CandidateState.WITHDRAWN: ("off", "exit"),
}  # fmt: skip
LINE_LOOKS: dict[str, tuple[str, str]] = {
    LineState.OPEN: ("run", "clock"), LineState.PASSED: ("met", "check"), LineState.BARRED: ("over", "alert"),
    LineState.EXPIRED: ("over", "soon"), LineState.NOT_ASKED: ("off", "same"), LineState.NOT_NEEDED: ("off", "same"),
}  # fmt: skip
STAGE_NAMES = {
    "apply": gettext_lazy("Application"), "advise": gettext_lazy("Advice and household"),
    "check": gettext_lazy("Checks and training"), "review": gettext_lazy("Decision of the body"),
    "cleared": gettext_lazy("Clearance"),
}  # fmt: skip


def stages(candidate: Candidate) -> dict[str, Any]:
    """The way of a candidate for `components/stages.html`; a closed one stands before the first step."""
    names = [key for key, _states in STAGES]
    current = next((n for n, (_key, states) in enumerate(STAGES, start=1) if candidate.state in states), 0)
    if candidate.state == CandidateState.CLEARED:
        current = len(names) + 1
    return {"stages": [{"label": STAGE_NAMES[key], "url": ""} for key in names], "current": current}


def bar_of(progress: Progress) -> dict[str, Any]:
    """How much is settled, for `components/bar.html`."""
    state = "over" if progress.is_barred else "met" if progress.done == progress.total else "run"
    return {
        "label": _("Settled"), "figure": _("%(n)s of %(all)s") % {"n": progress.done, "all": progress.total},
        "width": f"{100 * progress.done / progress.total:.0f}%", "state": state,
    }  # fmt: skip


def look_of(line: Line, on: date) -> tuple[str, str]:
    """Colour and sign of an answer; one whose paper runs out soon says so."""
    if line.state == LineState.PASSED and runs_out(line.valid_until, on):
        return "soon", "soon"
    return LINE_LOOKS[line.state]


def time_left(clearance: Any, now: datetime, within: int) -> dict[str, Any]:
    """A bar that drains as the time to renew a clearance comes near, for `components/bar.html`; `within`: days of the
    whole bar. Of a queryset `with_due`."""
    due_at = renewed_by(clearance)
    left = (due_at - now) / timedelta(days=within)
    return {
        "label": numeric_date(clearance.valid_until), "state": "over" if left < 0 else "soon",
        "figure": formats.left(due_at, now), "width": f"{max(0, min(100, 100 * left)):.0f}%",
    }  # fmt: skip


def renewed_by(clearance: Any) -> datetime:
    """The end of the duty to renew a clearance, so that every page counts to the same instant; where none runs, the
    end of its last day. Of a queryset `with_due`."""
    return clearance.due_at or day_start(clearance.valid_until + timedelta(days=1))


def step_of(candidate: Candidate, progress: Progress, valid_until: date | None) -> NextStep:
    return next_step(candidate, progress, valid_until)


def row_of(at: Any, icon: str, state: str, text: Any, **more: Any) -> dict[str, Any]:
    """One line of `components/timeline.html`; a day without a time stands as the day."""
    if hasattr(at, "hour"):
        return {"at": at, "day": local_day(at), "icon": icon, "state": state, "text": text, **more}
    return {"when": numeric_date(at), "day": at, "icon": icon, "state": state, "text": text, **more}
