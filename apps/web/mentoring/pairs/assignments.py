"""Pairs of a mentor and a child: the list, one pair with its whole story, and those before it."""

from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.core import wall
from apps.core.errors import Collector
from apps.core.localtime import day_end, local_day
from apps.disclosure.models import Consent
from apps.mentoring import policies
from apps.mentoring.checks.assignments import check_goes_on, home_of, load_of
from apps.mentoring.checks.clearance import clearance_on
from apps.mentoring.models import Assignment, Suspension
from apps.mentoring.states import AssignmentState, MeetingState
from apps.people.actions import open_child
from apps.people.models import Child
from apps.people.policies import is_responsible, may_write_daily
from apps.web import formats, wording
from apps.web.mentoring.pairs import forms, words
from apps.web.mentoring.pairs.match import obstacle
from apps.web.shared import CAP, capped_count, get_visible_or_404, keyset_page, now, tab_query

WITH = (
    "child__area", "child__guardianship", "organisation", "body", "mentor", "candidate__organisation", "agreement",
    "proposal", "contract",
)  # fmt: skip
TABS: dict[str, tuple[Any, str, str]] = {
    "": (gettext_lazy("Standing"), "", "people"),
    "suspended": (gettext_lazy("Suspended"), "over", "lock"),
    "trial": (gettext_lazy("Trial meetings"), "run", "hand"),
    "active": (gettext_lazy("Active"), "met", "check"),
    "ended": (gettext_lazy("Ended"), "", "history"),
}
STATES = {
    "suspended": AssignmentState.SUSPENDED, "trial": AssignmentState.TRIAL, "active": AssignmentState.ACTIVE,
    "ended": AssignmentState.ENDED,
}  # fmt: skip
URGENCY = Case(
    When(state=AssignmentState.SUSPENDED, then=Value(0)), When(state=AssignmentState.TRIAL, then=Value(1)),
    default=Value(2), output_field=IntegerField(),
)  # fmt: skip
"""What rests is to be settled first, then what waits for its agreement."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Pairs of the own organisation, body or home; of a mentor the own."""
    policies.check_sees_pairs(request.user)
    at, form = now(), forms.PairFilter(request.GET)
    form.is_valid()
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    base = narrowed(Assignment.objects.visible_to(request.user), form.cleaned_data)
    shown = in_tab(base, tab)
    rows = shown.select_related("child", "organisation", "candidate", "body")
    page = keyset_page(
        request, rows, ["ends_on", "pk"] if tab == "ended" else [URGENCY, F("starts_on"), F("pk")],
        descending=tab == "ended", count=capped_count(shown.values("pk")),
    )  # fmt: skip
    context = {
        "now": at, "form": form, "page": page, "rows": _rows(page.items, request.user), "tab": tab,
        "tabs": _tabs(base, tab, request), "filtered": any(form.cleaned_data.values()),
        "may_match": policies.may(policies.check_can_match, request.user),
    }  # fmt: skip
    return render(request, "mentoring/pairs/assignments.html", context)


def narrowed(pairs: QuerySet[Assignment], wanted: dict[str, Any]) -> QuerySet[Assignment]:
    """The pairs that the filters ask for."""
    if q := (wanted.get("q") or "").strip().upper():
        pairs = pairs.filter(Q(number=q) | Q(child__number=q) | Q(candidate__number=q))
    return pairs.filter(end_reason=wanted["end_reason"]) if wanted.get("end_reason") else pairs


def in_tab(pairs: QuerySet[Assignment], tab: str) -> QuerySet[Assignment]:
    return pairs.filter(state=STATES[tab]) if tab else pairs.standing()


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One pair. Where the child's file is open to the reader, opening the pair is opening it, and noted."""
    pair, at = fetch(request, number), now()
    if Child.objects.visible_to(request.user).filter(pk=pair.child_id).exists():
        open_child(pair.child, by=request.user, at=at)
    return render(request, "mentoring/pairs/assignment.html", page(pair, request.user, at))


def fetch(request: HttpRequest, number: str) -> Assignment:
    """The pair of this number, if the reader may see it; else 404."""
    rests = Prefetch("suspensions", Suspension.objects.select_related("by").order_by("since"))
    pairs = Assignment.objects.select_related(*WITH).prefetch_related(rests)
    return get_visible_or_404(pairs, request.user, number=number)


def page(pair: Assignment, reader: User, at: datetime) -> dict[str, Any]:
    """Context of `mentoring/pairs/assignment.html`."""
    today = local_day(at)
    home, lacking = home_of(pair, today), _lacking(pair, reader, today)
    may_print = policies.may(policies.check_can_print, reader, pair)
    child = words.names([pair.child], reader)[pair.child_id]
    return {
        "pair": pair, "now": at, "look": words.PAIR_LOOKS[pair.state], "home": home,
        "load": _load(pair, today), "line": words.story_of(pair), "url": words.candidate_url(pair.candidate),
        "before": _others(Assignment.objects.visible_to(reader).filter(child=pair.child_id), pair),
        "besides": _besides(pair, reader), "facts": _facts(pair, home, today, is_open=child["is_open"]),
        "may_print": may_print and pair.state != AssignmentState.ENDED, **_stand(pair, reader, lacking),
        **words.stages(words.stage_of(pair)), **_acts(pair, reader), "meetings": _meetings(pair, at),
        "child": child, "signed": _signed(pair, reader) if may_print else None,
        "warnings": _warnings(pair) if may_print else [],
    }  # fmt: skip


def _lacking(pair: Assignment, reader: User, today: date) -> list[dict[str, Any]]:
    """What stands against going on today, for the body that settles it."""
    waits = pair.state in (AssignmentState.TRIAL, AssignmentState.SUSPENDED)
    if not (waits and is_responsible(reader, pair.child)):
        return []
    refuse = Collector()
    check_goes_on(pair, today, refuse)
    return [obstacle(one) for one in refuse.refusals]


def _load(pair: Assignment, today: date) -> dict[str, Any] | None:
    """How many children the mentor has, of how many he or she has room for."""
    if pair.candidate is None:
        return None
    load = load_of(pair.candidate, today)
    places = [n < load for n in range(max(pair.candidate.capacity, load))]
    return {"load": load, "capacity": pair.candidate.capacity, "places": places}


def _others(pairs: QuerySet[Assignment], pair: Assignment) -> list[dict[str, Any]]:
    found = pairs.exclude(pk=pair.pk).select_related("organisation").order_by("-starts_on", "-pk")
    return [{"pair": one, "look": words.PAIR_LOOKS[one.state]} for one in found]


def _besides(pair: Assignment, reader: User) -> list[dict[str, Any]]:
    """Other children of this mentor, as far as the reader sees those pairs."""
    if pair.candidate_id is None:
        return []
    pairs = Assignment.objects.visible_to(reader).filter(candidate=pair.candidate_id).exclude(child=pair.child_id)
    found = list(pairs.select_related("child").order_by("-starts_on", "-pk"))
    known = words.names([one.child for one in found], reader)
    return [{"pair": one, "look": words.PAIR_LOOKS[one.state], "child": known[one.child_id]} for one in found]


def _facts(pair: Assignment, home: Any, today: date, *, is_open: bool) -> list[dict[str, Any]]:
    with wall.lifted("who sees the pair sees until when its mentor is cleared"):
        clearance = clearance_on(pair.candidate, today) if pair.candidate else None
    until = clearance.valid_until if clearance else None
    consent = Consent.objects.in_force(today).filter(child=pair.child_id, agency=pair.organisation_id).exists()
    standing = pair.state != AssignmentState.ENDED
    return [
        {"label": _("Mentoring organisation"), "value": pair.organisation.name},
        {"label": _("Guardianship body"), "value": pair.body.name if pair.body else ""},
        {"label": _("Lives in"), "value": home.name if home else ""},
        {"label": _("From"), "value": formats.numeric_date(pair.starts_on)},
        {"label": _("Until"), "value": formats.numeric_date(pair.ends_on) if pair.ends_on else ""},
        {"label": _("Clearance in force until"), "value": formats.numeric_date(until) if until and standing else ""},
        {"label": _("Mentoring agreement"), "value": pair.agreement.number if pair.agreement else ""},
        {"label": _("Consent to data"), "value": (_("in force") if consent else _("not given")) if is_open else ""},
    ]  # fmt: skip


def _stand(pair: Assignment, reader: User, lacking: list[dict[str, Any]]) -> dict[str, Any]:
    """Who acts next, what that is, and what is missing for it."""
    body = pair.child.guardianship.name
    if pair.state == AssignmentState.TRIAL:
        text = _("Signs the three-party agreement with the mentor and the child's organisation, or ends the trial.")
        return {"next": {"who": body, "text": text}, "lacking": lacking}
    if pair.state == AssignmentState.SUSPENDED:
        rest = next((one for one in pair.suspensions.all() if one.until is None), None)
        why = f"{rest.get_reason_display()}. {rest.text}" if rest else ""
        text = _("Lets mentoring go on, or ends it. Until then nobody meets the child and the file is closed.")
        return {"next": {"who": body, "text": text, "why": why}, "lacking": lacking}
    if pair.state == AssignmentState.ENDED and is_responsible(reader, pair.child):
        url = reverse("mentoring:match", args=[pair.child.number])
        said = _("The assignment stays in the history. Another mentor is an assignment of its own.")
        return {"next": {"who": "", "text": said, "url": url, "act": _("Find a mentor")}, "lacking": []}
    return {"next": None, "lacking": []}


def _signed(pair: Assignment, reader: User) -> dict[str, Any] | None:
    """The agreement as it was signed, with its versions; None where there is nothing to show or to add."""
    paper = pair.contract
    may_file = pair.contract_on is not None and policies.may(policies.check_can_file_contract, reader, pair)
    if not (paper or may_file):
        return None
    versions = list(paper.versions.select_related("document", "by").order_by("-no")) if paper else []
    return {"versions": versions, "may_file": may_file}


def _warnings(pair: Assignment) -> list[str]:
    """What is usual and lacks, without standing against anything: trial meetings before the signature, and the scan."""
    if pair.state == AssignmentState.ENDED:
        return []
    held = pair.meetings.filter(state=MeetingState.HELD)
    if pair.state == AssignmentState.TRIAL:
        return [] if held.exists() else [_("No trial meeting has been recorded yet.")]
    if pair.contract_on is None:
        return []
    found = []
    if hasattr(pair, "proposal") and not held.filter(planned_from__lt=day_end(pair.contract_on)).exists():
        found.append(_("No trial meeting was recorded before the agreement was signed."))
    if pair.contract_id is None:
        found.append(_("The scan of the signed three-party agreement has not been added yet."))
    return found


def _acts(pair: Assignment, reader: User) -> dict[str, bool]:
    """What may be done now."""
    decides = is_responsible(reader, pair.child)
    standing = pair.state != AssignmentState.ENDED
    return {
        "may_activate": decides and pair.state == AssignmentState.TRIAL, "may_end": decides and standing,
        "may_lift": decides and pair.state == AssignmentState.SUSPENDED,
        "may_suspend": pair.state != AssignmentState.ENDED and policies.may(policies.check_can_suspend, reader, pair),
        "may_hear": standing and may_write_daily(reader, pair.child),
        "may_record": pair.state not in policies.MENTORS and policies.may(policies.check_can_meet, reader, pair),
    }  # fmt: skip


def _meetings(pair: Assignment, at: datetime) -> dict[str, Any]:
    """How often the two met, when they will, and the way to the list."""
    counted = dict(pair.meetings.order_by().values_list("state").annotate(n=Count("pk")))
    ahead = pair.meetings.ahead().filter(planned_from__gte=at).order_by("planned_from", "pk").first()
    facts = [
        {"label": capfirst(MeetingState(state).label), "value": wording.number(counted.get(state, 0))}
        for state in (MeetingState.HELD, MeetingState.MISSED)
    ]
    if ahead:
        link = format_html('<a href="{}">{}</a>', reverse("mentoring:meeting", args=[ahead.number]),
                           formats.instant(ahead.planned_from))  # fmt: skip
        facts.insert(0, {"label": _("Next meeting"), "value": link})
    return {"facts": facts, "url": f"{reverse('mentoring:meetings')}?tab=held&q={pair.number}"}


def _rows(items: list[Assignment], reader: User) -> list[dict[str, Any]]:
    known = words.names([one.child for one in items], reader)
    return [
        {"pair": one, "look": words.PAIR_LOOKS[one.state], "child": known[one.child_id]} for one in items
    ]  # fmt: skip


def _tabs(pairs: QuerySet[Assignment], current: str, request: HttpRequest) -> list[dict[str, Any]]:
    items = []
    for name, (label, state, icon) in TABS.items():
        count = None if name == "ended" else capped_count(in_tab(pairs, name).values("pk"))
        items.append({
            "label": label, "url": tab_query(request, name), "icon": icon, "current": name == current,
            "state": state if count else "", "count": None if count is None else wording.number(count, cap=CAP),
        })  # fmt: skip
    return items
