"""Recording what is known of a candidate: answers on grounds, income, interview, dwelling, papers."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.localtime import local_day
from apps.documents.models import Paper
from apps.mentoring import dated, policies
from apps.mentoring.acts import evidence, papers
from apps.mentoring.checks.grounds import rule_of
from apps.mentoring.checks.progress import missing
from apps.mentoring.models import Candidate, Ground, HouseholdMember
from apps.mentoring.models.grounds import BY_OTHER_RECORDS
from apps.web.mentoring.acting import act_page, posted
from apps.web.mentoring.candidates import evidence_forms as forms
from apps.web.mentoring.candidates.acts import act_on
from apps.web.mentoring.candidates.detail import fetch, is_own
from apps.web.shared import get_visible_or_404, now


@act_page
def check(request: HttpRequest, number: str, ground: int) -> HttpResponse:
    """One answer on one ground, about the candidate or `?member=` of the household."""
    candidate = fetch(request, number)
    policies.check_can_report_reason(request.user, candidate)
    if ground not in Ground.values or ground == Ground.NINTH or ground in BY_OTHER_RECORDS:
        raise Http404
    member, at = _member(request, candidate), now()
    form = forms.CheckForm(posted(request), _files(request), ground=ground, today=local_day(at))

    def act() -> Any:
        return papers.record_with_paper(
            candidate, lambda paper: evidence.record_check(
                candidate, member=member, data=form.answer_data, paper=paper, by=request.user, at=at
            ),
            upload=form.cleaned_data["file"], data=form.about(), by=request.user, at=at,
        )  # fmt: skip

    whose = f"{member.name}, {member.get_relation_display()}" if member else candidate.full_name
    return act_on(
        request, candidate, form, act, template="evidence.html", button=_("Record"), said=_("The answer is recorded."),
        heading=_("Ground %(no)s: %(ground)s") % {"no": ground, "ground": Ground(ground).label}, rule=rule_of(ground),
        whose=whose, stops=candidate.state == "CLEARED", earlier=_earlier(candidate, member, ground),
        fields={"paper": "file"},
    )  # fmt: skip


@act_page
def income(request: HttpRequest, number: str) -> HttpResponse:
    """A proved income, held against the subsistence minimum of the day."""
    candidate = fetch(request, number)
    policies.check_can_keep(request.user, candidate.organisation)
    form, at = forms.IncomeForm(posted(request), _files(request)), now()

    def act() -> Any:
        return papers.record_with_paper(
            candidate, lambda paper: evidence.record_income(
                candidate, data=form.income_data, paper=paper, by=request.user, at=at
            ),
            upload=form.cleaned_data["file"], data=form.about_paper(), by=request.user, at=at,
        )  # fmt: skip

    return act_on(
        request, candidate, form, act, heading=_("Income of the candidate"), button=_("Record"),
        said=_("The income is recorded."), rule=rule_of(Ground.INCOME), template="evidence.html",
        whose=candidate.full_name, minimum=dated.minimum_on(local_day(at)),
    )  # fmt: skip


@act_page
def interview(request: HttpRequest, number: str) -> HttpResponse:
    """A talk of the body with the candidate."""
    candidate = fetch(request, number)
    policies.check_can_decide(request.user, candidate)
    form = forms.InterviewForm(posted(request), initial={"held_on": local_day(now())})
    return act_on(
        request, candidate, form,
        lambda: evidence.record_interview(candidate, **form.cleaned_data, by=request.user, at=now()),
        heading=_("Record an interview"), button=_("Record"), said=_("The interview is recorded."),
    )  # fmt: skip


@act_page
def survey(request: HttpRequest, number: str) -> HttpResponse:
    """The body looked at the dwelling."""
    candidate = fetch(request, number)
    policies.check_can_decide(request.user, candidate)
    at = now()
    initial = {"made_on": local_day(at), "address": candidate.address}
    form = forms.SurveyForm(posted(request), _files(request), initial=initial)

    def act() -> Any:
        return papers.record_with_paper(
            candidate, lambda paper: evidence.record_survey(
                candidate, **form.survey_data, paper=paper, by=request.user, at=at
            ),
            upload=form.cleaned_data["file"], data=form.about_paper(Paper.Kind.EXAMINATION), by=request.user, at=at,
        )  # fmt: skip

    return act_on(
        request, candidate, form, act, heading=_("Record a look at the dwelling"), button=_("Record"),
        said=_("The look at the dwelling is recorded."), template="evidence.html", whose=candidate.full_name,
    )  # fmt: skip


@act_page
def paper_new(request: HttpRequest, number: str) -> HttpResponse:
    """A paper by itself."""
    candidate = fetch(request, number)
    policies.check_can_report_reason(request.user, candidate)
    form = forms.PaperForm(posted(request), _files(request))

    def act() -> Paper:
        return papers.add_paper_of_candidate(
            candidate, upload=form.cleaned_data["file"], data=form.about, by=request.user, at=now()
        )

    return act_on(
        request, candidate, form, act, heading=_("Add a document"), button=_("Add"), said=_("The document is stored."),
        template="evidence.html", whose=candidate.full_name,
    )  # fmt: skip


@require_safe
def paper_file(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The newest file of a paper, as it was uploaded; noted. To the candidate of the own papers alone."""
    candidate, at = fetch(request, number), now()
    about = Paper.objects.about(candidate.subject)
    if is_own(request, candidate):
        about = papers.own_papers(missing(candidate, local_day(at)))
    paper = get_visible_or_404(about, request.user, pk=pk)
    version = paper.versions.select_related("document", "paper").order_by("-no").first()
    held = papers.open_paper(version, by=request.user, at=at)
    return FileResponse(held.file.open("rb"), content_type=held.content_type, as_attachment=True, filename=held.name)


def _files(request: HttpRequest) -> Any:
    return request.FILES if request.method == "POST" else None


def _member(request: HttpRequest, candidate: Candidate) -> HouseholdMember | None:
    wanted = request.GET.get("member", "")
    if not wanted:
        return None
    found = candidate.household.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 19 else None
    if found is None:
        raise Http404
    return found


def _earlier(candidate: Candidate, member: HouseholdMember | None, ground: int) -> list[Any]:
    """The answers given before: the newest counts, none is lost."""
    held = candidate.ground_checks.filter(ground=ground, member=member).select_related("by", "paper")
    return list(held.order_by("-pk")[:5])
