"""The candidate's own view: where the application stands, what is missing, what comes next. Nothing of anybody else."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.localtime import local_day
from apps.mentoring.acts.papers import own_papers
from apps.mentoring.checks.candidates import told_reason
from apps.mentoring.checks.next_step import Code
from apps.mentoring.checks.progress import missing
from apps.mentoring.models import Candidate
from apps.mentoring.states import CandidateState
from apps.web.mentoring.candidates import grounds, words
from apps.web.shared import now

WITH = ("organisation__agency", "body", "area")


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The open application of the reader, else the last one; 404 for who never applied."""
    own = Candidate.objects.visible_to(request.user).filter(account=request.user).select_related(*WITH)
    found = sorted(own, key=lambda one: (one.is_open, one.pk), reverse=True)
    if not found:
        raise Http404
    return render(request, "mentoring/candidates/mine.html", page(found[0], now()))


def page(candidate: Candidate, at: datetime) -> dict[str, Any]:
    """Context of `mentoring/candidates/mine.html`."""
    progress = missing(candidate, local_day(at))
    clearance = candidate.clearances.filter(ended_at=None).first()
    papers = set(own_papers(progress).values_list("pk", flat=True))
    step = words.step_of(candidate, progress, clearance.valid_until if clearance else None)
    return {
        "candidate": candidate, "now": at, "today": progress.on, "look": words.STATE_LOOKS[candidate.state],
        **words.stages(candidate), "bar": words.bar_of(progress), "clearance": clearance,
        "next": said_next(candidate, step.code), "reason": told_reason(candidate),
        "matrix": grounds.matrix(progress, may_record=False, may_keep=False, papers=papers),
        "todo": grounds.missing_of(progress, may_record=False, may_keep=False),
        "begun": candidate.state not in (CandidateState.APPLIED, CandidateState.ADVISED),
        "steps": progress.steps,
    }  # fmt: skip


def said_next(candidate: Candidate, code: Code) -> str:
    """What comes next in the words of somebody who waits."""
    body, organisation = str(candidate.body), str(candidate.organisation.agency)
    said = {
        Code.ADVISE: _("%(organisation)s will call you and explain how it goes on."),
        Code.DECLARE: _("Tell %(organisation)s with whom you live: alone, or with whom."),
        Code.COLLECT: _("Bring the papers below to %(organisation)s."),
        Code.SUBMIT: _("Everything is there: %(organisation)s puts your application before the guardianship body."),
        Code.VISIT: _("%(body)s will arrange to talk with you and to see your home."),
        Code.DECIDE: _("%(body)s decides now. You will be told."),
        Code.RENEW_PAPERS: _("Some papers run out soon: bring new ones to %(organisation)s."),
        Code.RENEW: _("Your papers are renewed: %(body)s renews the clearance."),
        Code.STANDS: _("You are cleared. %(organisation)s looks for the child whom you suit."),
        Code.BARRED: _("One of the grounds of the Law stands against it. Ask %(organisation)s what can be done."),
        Code.CLOSED: _("This application is closed. You may apply again."),
    }  # fmt: skip
    return said[code] % {"organisation": organisation, "body": body}
