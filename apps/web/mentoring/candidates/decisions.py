"""Putting forward, deciding, renewing, reporting, withdrawing: what moves a candidate from one state to another."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import wall
from apps.core.errors import Refused, Stale
from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.acts import applications, clearance
from apps.mentoring.checks.progress import LineState, missing
from apps.mentoring.models import Assignment, Candidate
from apps.mentoring.states import AssignmentState
from apps.web.mentoring.acting import act_page, posted
from apps.web.mentoring.candidates import evidence_forms as forms
from apps.web.mentoring.candidates import words
from apps.web.mentoring.candidates.acts import act_on
from apps.web.mentoring.candidates.detail import fetch
from apps.web.mentoring.candidates.grounds import record_url
from apps.web.shared import now

STEP_PAGES = {
    "household": "mentoring:candidate_declare", "interview": "mentoring:candidate_interview",
    "survey": "mentoring:candidate_survey",
}  # fmt: skip


@act_page
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """Put the candidate before the body; what is missing stands at its ground."""
    candidate = fetch(request, number)
    policies.check_can_keep(request.user, candidate.organisation)
    return _gate(
        request, candidate, clearance.submit, heading=_("Put before the guardianship body"), button=_("Put forward"),
        said=_("The guardianship body has been asked."), visited=False,
        text=_("The body talks with the candidate, looks at the dwelling, and decides within its term."),
    )  # fmt: skip


@act_page
def approve(request: HttpRequest, number: str) -> HttpResponse:
    """Clear the candidate."""
    candidate = fetch(request, number)
    policies.check_can_decide(request.user, candidate)
    return _gate(
        request, candidate, clearance.approve, heading=_("Approve the candidate"), button=_("Approve"),
        said=_("The candidate is cleared."), visited=True,
        text=_("The clearance is a photograph of this day: it holds until the first of its papers runs out."),
    )  # fmt: skip


@act_page
def renew(request: HttpRequest, number: str) -> HttpResponse:
    """Clear a mentor anew on renewed papers, without a gap."""
    candidate = fetch(request, number)
    policies.check_can_decide(request.user, candidate)
    return _gate(
        request, candidate, clearance.renew, heading=_("Renew the clearance"), button=_("Renew"),
        said=_("The clearance is renewed."), visited=True,
        text=_("A new photograph of this day takes the place of the old one."),
    )  # fmt: skip


@act_page
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Return for completion, with reasons."""
    candidate = fetch(request, number)
    policies.check_can_decide(request.user, candidate)
    return _with_reason(
        request, candidate, clearance.send_back, heading=_("Return the application"), button=_("Return"),
        said=_("Returned with your reason."), text=_("The organisation completes it and puts it before you again."),
    )  # fmt: skip


@act_page
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    """Refuse, with reasons: this cannot be undone."""
    candidate = fetch(request, number)
    policies.check_can_decide(request.user, candidate)
    return _with_reason(
        request, candidate, clearance.refuse_candidate, heading=_("Refuse the candidate"), button=_("Refuse"),
        said=_("The candidate is refused."), text=_said_ends(candidate),
    )  # fmt: skip


@act_page
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """The organisation, or the candidate, takes the application back: this cannot be undone."""
    candidate = fetch(request, number)
    if candidate.account_id != request.user.pk:
        policies.check_can_keep(request.user, candidate.organisation)
    return _with_reason(
        request, candidate, applications.withdraw, heading=_("Withdraw the application"), button=_("Withdraw"),
        said=_("The application is withdrawn."), text=_said_ends(candidate),
    )  # fmt: skip


@act_page
def report(request: HttpRequest, number: str) -> HttpResponse:
    """A conviction, an entry in a register, another fact: the clearance is suspended at once."""
    candidate = fetch(request, number)
    policies.check_can_report_reason(request.user, candidate)
    form = forms.ReportForm(posted(request), candidate=candidate)
    return act_on(
        request, candidate, form,
        lambda: clearance.report(candidate, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Report a new fact"), button=_("Report and suspend"), rule="kz345.a28-2.p3",
        said=_("The clearance is suspended; the organisations around the children have been told."),
        text=_("The mentor loses access to the children this second; the body settles it within its term."),
    )  # fmt: skip


def _gate(
    request: HttpRequest, candidate: Candidate, act: Callable[..., Any], *, visited: bool, **shown: Any
) -> HttpResponse:  # fmt: skip
    form, at = forms.GateForm(posted(request), candidate=candidate), now()
    progress = missing(candidate, local_day(at))
    checklist = _checklist(form, progress, request.user, visited=visited)
    lacking = [row for row in checklist if not row["is_done"]]
    return act_on(
        request, candidate, form,
        lambda: _as_seen(form, candidate, lambda version: act(candidate, version=version, by=request.user, at=at)),
        template="gate.html", checklist=checklist, lacking=len(lacking),
        first_lacking=lacking[0]["field"] if lacking else None, bar=words.bar_of(progress), progress=progress, **shown,
    )  # fmt: skip


def _with_reason(request: HttpRequest, candidate: Candidate, act: Callable[..., Any], **shown: Any) -> HttpResponse:
    form = forms.ReasonForm(posted(request), candidate=candidate)
    return act_on(
        request, candidate, form,
        lambda: _as_seen(form, candidate, lambda version: act(
            candidate, reason=form.cleaned_data["reason"], version=version, by=request.user, at=now()
        )),
        **shown,
    )  # fmt: skip


def _as_seen(form: Any, candidate: Candidate, act: Callable[[int | None], Any]) -> Any:
    """An act on the version that was read. After what was added meanwhile the page shows how it stands now, and the
    next press is about that."""
    try:
        return act(form.cleaned_data["version"])
    except Stale:
        form.data = form.data.copy()
        form.data["version"] = candidate.version
        raise Refused(
            _("Something was recorded about this candidate meanwhile. Look at it, then decide again.")
        ) from None


def _checklist(form: Any, progress: Any, reader: User, *, visited: bool) -> list[dict[str, Any]]:
    """Each ground and step with how it stands, and what lacks with the page where the reader enters it."""
    candidate = progress.candidate
    rows: dict[str, dict[str, Any]] = {}
    rights = {
        "may_record": policies.may(policies.check_can_report_reason, reader, candidate),
        "may_keep": policies.may(policies.check_can_keep, reader, candidate.organisation),
    }
    for step in progress.steps:
        if visited or step.code == "household":
            is_own = rights["may_keep"] if step.code == "household" else visited
            url = reverse(STEP_PAGES[step.code], args=[candidate.number]) if is_own and not step.is_done else ""
            rows[step.code] = {
                "field": form[step.code], "label": form[step.code].label, "people": [], "is_done": step.is_done,
                "what": "" if step.is_done else step.what, "url": url,
            }  # fmt: skip
    for line in progress.lines:
        row = rows.setdefault(line.field, {
            "field": form[line.field], "label": line.label, "people": [], "is_done": True, "no": line.ground,
            "rule": line.rule,
        })  # fmt: skip
        state, icon = words.look_of(line, progress.on)
        row["is_done"] = row["is_done"] and line.is_settled
        url = "" if line.is_settled else record_url(candidate, line, **rights)
        row["people"].append(
            {"line": line, "state": state, "icon": icon, "word": LineState(line.state).label, "url": url}
        )
    return list(rows.values())


def _said_ends(candidate: Candidate) -> str:
    """What ends with it, in a sentence."""
    with wall.lifted("how many assignments end is said, and no child"):
        running = Assignment.objects.filter(candidate=candidate).exclude(state=AssignmentState.ENDED).count()
    if not running:
        return _("This cannot be undone: who wishes to try again applies anew.")
    return _("This cannot be undone. Assignments that end at once: %(n)s.") % {"n": running}
