"""The file of a candidate: where it stands, whose turn it is, what is missing of whom, and what happened."""

from datetime import date, datetime
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.documents.models import Paper, PaperVersion
from apps.mentoring import policies
from apps.mentoring.acts import applications
from apps.mentoring.checks.household import OF_AGE, is_reached
from apps.mentoring.checks.next_step import Code
from apps.mentoring.checks.progress import Progress, missing
from apps.mentoring.doubles import doubles_of
from apps.mentoring.models import Candidate, HouseholdMember, Interest
from apps.mentoring.states import BEING_CHECKED, CandidateState
from apps.obligations.models import Obligation
from apps.people.models import Language
from apps.web.formats import numeric_date
from apps.web.mentoring.candidates import grounds, words
from apps.web.mentoring.candidates.listing import SUBJECTS
from apps.web.mentoring.candidates.story import line_of
from apps.web.shared import get_visible_or_404, now

State = CandidateState
WITH = ("organisation__agency", "body", "area", "account", "applied_by")
FIRST: dict[Code, str] = {
    Code.ADVISE: "candidate_consult", Code.DECLARE: "candidate_declare", Code.SUBMIT: "candidate_submit",
    Code.DECIDE: "candidate_approve", Code.RENEW: "candidate_renew",
}  # fmt: skip
"""The act that takes a candidate on."""


def fetch(request: HttpRequest, number: str) -> Candidate:
    """The candidate of this number, if the reader may see it; else 404."""
    return get_visible_or_404(Candidate.objects.select_related(*WITH), request.user, number=number)


def is_own(request: HttpRequest, candidate: Candidate) -> bool:
    """Whether the reader is the candidate, and neither the organisation nor the body."""
    reader = request.user
    return candidate.account_id == reader.pk and not policies.may(policies.check_can_report_reason, reader, candidate)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The file. Opening it is noted; the candidate is shown the own view instead."""
    candidate = fetch(request, number)
    if is_own(request, candidate):
        return redirect("mentoring:own_candidate")
    at = now()
    applications.look(candidate, by=request.user, at=at)
    return render(request, "mentoring/candidates/detail.html", page(candidate, request.user, at))


def page(candidate: Candidate, reader: User, at: datetime) -> dict[str, Any]:
    """Context of `mentoring/candidates/detail.html`."""
    today = local_day(at)
    progress = missing(candidate, today)
    may_keep = policies.keeps(reader, candidate.organisation) and candidate.is_open
    may_decide = policies.may(policies.check_can_decide, reader, candidate) and candidate.is_open
    clearance = candidate.clearances.filter(ended_at=None).first()
    step = words.step_of(candidate, progress, clearance.valid_until if clearance else None)
    can = {"may_record": candidate.state in BEING_CHECKED and (may_keep or may_decide), "may_keep": may_keep}
    todo = grounds.missing_of(progress, **can)
    return {
        "candidate": candidate, "now": at, "today": today, "look": words.STATE_LOOKS[candidate.state],
        **words.stages(candidate), "bar": words.bar_of(progress), "progress": progress, "step": step,
        "clearance": clearance, "matrix": grounds.matrix(progress, **can), "todo": todo,
        "income": grounds.income_of(candidate, progress), "duties": duties_of(candidate),
        "household": _household(candidate, progress, today), "facts": _facts(candidate), "line": line_of(candidate),
        "training": _training(candidate, today), "papers": papers_of(candidate, reader), "may_decide": may_decide,
        "acts": (_next_line(step.code, todo) if may_keep else [])
        + _acts(candidate, _first(step.code, progress), may_keep=may_keep, may_decide=may_decide), **can,
        "steps": [one for one in progress.steps if one.code != "household"],
        "doubles": doubles_of([candidate], reader).get(candidate.pk),
    }  # fmt: skip


def duties_of(candidate: Candidate) -> list[dict[str, Any]]:
    """Open duties about the candidate with whose they are, the soonest first."""
    held = Obligation.objects.open().filter(subject_no=candidate.number, subject_kind__in=SUBJECTS)
    duties = held.select_related("rule", "owner").order_by("due_at", "pk")
    return [{"duty": duty, "meta": [str(duty.owner)] if duty.owner else []} for duty in duties]


def papers_of(candidate: Candidate, reader: User) -> list[Paper]:
    """The papers of the application with their newest files, newest first."""
    papers = list(Paper.objects.visible_to(reader).about(candidate.subject).with_newest().newest_first())
    newest = PaperVersion.objects.select_related("document").in_bulk([paper.newest_id for paper in papers])
    for paper in papers:
        paper.newest = newest[paper.newest_id]
    return papers


def _household(candidate: Candidate, progress: Progress, today: date) -> list[dict[str, Any]]:
    """Who lives there now and who did; a minor with the day of its majority, when the grounds reach it."""
    rows = []
    for one in candidate.household.order_by("ends_on", "-relation", "pk"):
        rows.append({
            "member": one, "age": one.age(today), "is_past": one.ends_on is not None and one.ends_on < today,
            "is_reached": is_reached(one, today), "of_age_on": None if is_reached(one, today) else majority(one),
        })  # fmt: skip
    return sorted(rows, key=lambda row: row["is_past"])


def majority(member: HouseholdMember) -> date:
    """The day on which the person comes of age; who was born on 29 February does on 1 March."""
    born = member.birth_date
    try:
        return born.replace(year=born.year + OF_AGE)
    except ValueError:
        return date(born.year + OF_AGE, 3, 1)


def _training(candidate: Candidate, today: date) -> dict[str, Any]:
    """Hours attended, tests, and the certificates with whether each holds on this day."""
    attended = candidate.attendances.filter(was_there=True)
    given = candidate.certificates.order_by("-issued_on", "-pk")
    standing = set(given.standing(today).values_list("pk", flat=True))
    return {
        "hours": attended.aggregate(hours=Sum("session__hours"))["hours"] or 0,
        "test": candidate.test_results.order_by("-taken_on", "-pk").first(),
        "certificates": [{"certificate": one, "holds": one.pk in standing} for one in given],
    }  # fmt: skip


def _facts(candidate: Candidate) -> list[dict[str, Any]]:
    languages, interests = dict(Language.choices), dict(Interest.choices)
    return [
        {"label": _("Birth date"), "value": numeric_date(candidate.birth_date)},
        {"label": _("IIN"), "value": candidate.iin},
        {"label": _("Citizenship"), "value": candidate.get_citizenship_display()},
        {"label": _("Telephone"), "value": candidate.phone}, {"label": _("E-mail"), "value": candidate.email},
        {"label": _("District"), "value": str(candidate.area)}, {"label": _("Address"), "value": candidate.address},
        {"label": _("Languages"), "value": ", ".join(str(languages[one]) for one in candidate.languages)},
        {"label": _("Interests"), "value": ", ".join(str(interests[one]) for one in candidate.interests)},
        {"label": _("How many children at a time"), "value": str(candidate.capacity)},
        {"label": _("Mentoring organisation"), "value": str(candidate.organisation.agency)},
        {"label": _("Guardianship body"), "value": str(candidate.body)},
        {"label": _("Where from"), "value": candidate.get_source_display()},
        {"label": _("Account"), "value": candidate.account.get_full_name() if candidate.account else ""},
    ]  # fmt: skip


def _first(code: Code, progress: Progress) -> str:
    """The name of the act that is due: of the two visits the one that is missing."""
    if code != Code.VISIT:
        return FIRST.get(code, "")
    wanted = next(step.code for step in progress.steps if step.code in ("interview", "survey") and not step.is_done)
    return f"candidate_{wanted}"


def _next_line(code: Code, todo: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """While answers are missing, the first of them is the act that is due."""
    url = next((item["url"] for item in todo if item["url"]), "")
    if code != Code.COLLECT or not url:
        return []
    return [{"label": _("Record the next answer"), "icon": "plus", "primary": True, "url": url}]


def _acts(candidate: Candidate, first: str, *, may_keep: bool, may_decide: bool) -> list[dict[str, Any]]:
    """What may be done now; the act that is due stands first."""
    state: str = candidate.state
    acts: list[tuple[str, Any, str]] = []
    if may_decide:
        acts += _of_body(state)
    if may_keep:
        acts += _of_organisation(state)
    if (may_keep or may_decide) and state == State.CLEARED:
        acts.append(("candidate_report", _("Report a new fact"), "alert"))
    acts.sort(key=lambda act: act[0] != first)
    return [
        {
            "label": label, "icon": icon, "primary": name == first,
            "url": reverse(f"mentoring:{name}", args=[candidate.number]),
        }
        for name, label, icon in acts
    ]  # fmt: skip


def _of_body(state: str) -> list[tuple[str, Any, str]]:
    acts: list[tuple[str, Any, str]] = []
    if state == State.REVIEW:
        acts += [("candidate_approve", _("Approve"), "check"), ("candidate_return", _("Return"), "back")]
    if state in (State.REVIEW, State.SUSPENDED):
        acts.append(("candidate_refuse", _("Refuse"), "off"))
    if state == State.CLEARED:
        acts.append(("candidate_renew", _("Renew the clearance"), "shield"))
    if state in BEING_CHECKED:
        acts += [("candidate_interview", _("Record an interview"), "phone"),
                 ("candidate_survey", _("Record a look at the dwelling"), "home")]  # fmt: skip
    return acts


def _of_organisation(state: str) -> list[tuple[str, Any, str]]:
    acts: list[tuple[str, Any, str]] = []
    if state in (State.CHECKING, State.RETURNED, State.SUSPENDED):
        acts.append(("candidate_submit", _("Put before the body"), "send"))
    acts.append(("candidate_consult", _("Record advice"), "phone"))
    if state in BEING_CHECKED | {State.ADVISED}:
        acts.append(("candidate_declare", _("Declare the household"), "people"))
    return [
        *acts, ("candidate_edit", _("Correct"), "edit"), ("candidate_account", _("Account"), "lock"),
        ("candidate_withdraw", _("Withdraw the application"), "exit"),
    ]  # fmt: skip
