"""One child and the mentors who come into question: what it wishes, what stands in the way, whom to propose."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.acts import assignments as life
from apps.mentoring.finding import Suggestion, candidates_for, in_question, obstacles_of
from apps.mentoring.models import Assignment, Candidate, Interest, Proposal, Wish
from apps.mentoring.states import AssignmentState, ProposalState
from apps.people.actions import open_child
from apps.people.models import Child
from apps.people.policies import check_is_responsible, check_may_write_daily, is_responsible
from apps.web import wording
from apps.web.mentoring.acting import act_page, posted
from apps.web.mentoring.pairs import forms, words
from apps.web.mentoring.pairs.common import form_act
from apps.web.shared import get_visible_or_404, now

MOST = 60
"""Of the mentors; those who may be proposed and the nearest come first."""
CHOICE = 200
ABOUT_CHILD = {"agreement": "candidate", "consent": "candidate", "wish": "candidate", "child": "candidate"}


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a match. Opening it is opening the file, and noted."""
    child, at = _child(request, number), now()
    open_child(child, by=request.user, at=at)
    return render(request, "mentoring/pairs/match.html", page(child, request.user, at))


def page(child: Child, reader: User, at: datetime) -> dict[str, Any]:
    """Context of `mentoring/pairs/match.html`."""
    today, searches = local_day(at), is_responsible(reader, child)
    suggestions = candidates_for(child, today, most=MOST) if searches else []
    possible = [one for one in suggestions if one.is_possible]
    others = [one for one in suggestions if not one.is_possible]
    obstacles = obstacles_of(child, today)
    pairs = _pairs(child, reader)
    wishes = list(child.mentor_wishes.select_related("by").newest_first())
    proposals = list(
        Proposal.objects.visible_to(reader).filter(child=child)
        .select_related("candidate", "organisation", "body", "assignment").order_by("-proposed_at", "-pk")
    )  # fmt: skip
    current = next((one for one in pairs if one.state != AssignmentState.ENDED), None)
    return {
        "child": child, "now": at, "today": today, "searches": searches, "home": _home(child, today),
        "possible": [row(one) for one in possible], "others": [row(one) for one in others],
        "hidden": in_question(child).count() - len(suggestions) if searches else 0,
        "obstacles": [obstacle(one) for one in obstacles],
        "wishes": [{"wish": one, "look": words.wish_look(one.wants)} for one in wishes], "current": current,
        "pairs": [{"pair": one, "look": words.PAIR_LOOKS[one.state]} for one in pairs],
        "proposals": [{"proposal": one, "look": words.PROPOSAL_LOOKS[one.state]} for one in proposals],
        "languages": words.languages(child.languages),
        "may_hear": policies.may(check_may_write_daily, reader, child),
        **_stand(child, wishes, proposals, current, searches),
    }  # fmt: skip


def row(one: Suggestion) -> dict[str, Any]:
    """A mentor beside the child, as the page shows him or her."""
    candidate = one.candidate
    known = dict(Interest.choices)
    return {
        "one": one, "candidate": candidate, "url": words.candidate_url(candidate),
        "organisation": candidate.organisation.agency.name, "district": candidate.area.name,
        "languages": words.languages(one.languages), "speaks": words.languages(candidate.languages),
        "interests": ", ".join(str(known.get(code, code)) for code in candidate.interests),
        "places": [n < one.load for n in range(max(candidate.capacity, one.load))],
        "obstacles": [obstacle(each) for each in one.obstacles],
    }  # fmt: skip


def obstacle(refused: Any) -> dict[str, Any]:
    """A reason why not, with its article and what helps against it."""
    code = refused.rule or ""
    return {"text": refused.message, "rule": code, "article": wording.article(code) if code else "",
            "field": refused.field}  # fmt: skip


@act_page
def wish(request: HttpRequest, number: str) -> HttpResponse:
    """Record what the child said."""
    child, at = _child(request, number), now()
    check_may_write_daily(request.user, child)
    form = forms.WishForm(posted(request), initial={"heard_on": local_day(at)})
    return form_act(
        request, form, lambda: life.record_wish(child, **form.cleaned_data, by=request.user, at=now()),
        heading=_("What the child wishes"), button=_("Record"), said=_("The child's wish is recorded."),
        text=_("Nobody is given a mentor unheard. The newest wish counts; none is overwritten."), back=_back(child),
        number=child.number, section="waiting",
    )  # fmt: skip


@act_page
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the organisation of a mentor; `?mentor=` chooses one beforehand."""
    child, at = _child(request, number), now()
    check_is_responsible(request.user, child)
    policies.check_can_match(request.user)
    suggestions = candidates_for(child, local_day(at), most=CHOICE)
    chosen = request.GET.get("mentor", "")
    initial = next((one.candidate.pk for one in suggestions if one.candidate.number == chosen), None)
    form = forms.ProposeForm(posted(request), suggestions=suggestions, initial={"candidate": initial})

    def act() -> Proposal:
        candidate: Candidate = form.cleaned_data["candidate"]
        said = form.cleaned_data["text"]
        return life.propose(child, candidate=candidate, text=said, by=request.user, at=now())

    return form_act(
        request, form, act, heading=_("Propose a mentor"), button=_("Propose"), fields=ABOUT_CHILD,
        said=_("The organisation is asked, and its term to answer runs."), back=_back(child), number=child.number,
        text=_("The organisation reads age, sex, district and languages of the child. The file stays closed to it."),
        section="waiting", obstacles=[obstacle(one) for one in obstacles_of(child, local_day(at))],
        onward=lambda made: reverse("mentoring:proposal", args=[made.number]),
    )  # fmt: skip


def _child(request: HttpRequest, number: str) -> Child:
    """A child of the own body or home: nobody else looks for its mentor."""
    policies.check_can_await(request.user)
    found = get_visible_or_404(Child.objects.select_related("guardianship", "area"), request.user, number=number)
    check_may_write_daily(request.user, found)
    return found


def _back(child: Child) -> str:
    return reverse("mentoring:match", args=[child.number])


def _pairs(child: Child, reader: User) -> list[Assignment]:
    pairs = Assignment.objects.visible_to(reader).filter(child=child)
    return list(pairs.select_related("organisation", "candidate").order_by("-starts_on", "-pk"))


def _home(child: Child, today: date) -> Any:
    stay = child.placements.on(today).select_related("organisation").first()
    return stay.organisation if stay else None


def _stand(
    child: Child, wishes: list[Wish], proposals: list[Proposal], current: Assignment | None, searches: bool
) -> dict[str, Any]:
    """Where the way of this child to a mentor stands: the picture, who acts next, and what that is."""
    if current is not None:
        return {**words.stages(words.stage_of(current)), "next": None}
    if not wishes:
        url = reverse("mentoring:wish", args=[child.number])
        text = _("Ask the child whether it wants a mentor, and write down what it says.")
        who = _("The guardianship body or the organisation the child lives in")
        return {**words.stages(words.HEARD), "next": {"who": who, "text": text, "url": url, "act": _("Record a wish")}}
    if wishes[0].wants != Wish.Wants.YES:
        text = _("The child does not want a mentor now. Ask again when it feels right.")
        return {**words.stages(words.HEARD), "next": {"who": "", "text": text}}
    asked = next((one for one in proposals if one.state == ProposalState.PROPOSED), None)
    agreed = next((one for one in proposals if one.state == ProposalState.ACCEPTED and not one.assignment_id), None)
    if asked or agreed:
        return _of_proposal(asked or agreed, agreed is not None and asked is None)
    text = _("Choose one of the mentors below and propose him or her to the organisation.")
    if not searches:
        text = _("The guardianship body looks for a mentor.")
    return {**words.stages(words.PROPOSED), "next": {"who": child.guardianship.name, "text": text}}


def _of_proposal(proposal: Any, is_agreed: bool) -> dict[str, Any]:
    url = reverse("mentoring:proposal", args=[proposal.number])
    stage, who, text = words.PROPOSED, proposal.organisation.name, _("Answers the proposal.")
    if is_agreed:
        stage, who, text = words.TRIED, proposal.body.name, _("Begins the trial meetings; only then the file opens.")
    step = {"who": who, "text": text, "url": url, "act": _("Open the proposal")}
    return {**words.stages(stage), "next": step}
