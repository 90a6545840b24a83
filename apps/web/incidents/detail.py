"""The page of an incident: clocks first, then how the term came about, what happened, and what is known."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apps.accounts.models import Agency
from apps.audit.models import LedgerEntry
from apps.core import wall
from apps.incidents import aftermath, policies, reading
from apps.incidents.models import Incident
from apps.incidents.states import LIVE, State
from apps.notices.models import Notice
from apps.obligations.models import Change, Obligation, Step
from apps.people.models import Child
from apps.web import births, formats, wording
from apps.web.incidents import about, cards, draft_page, ledger, timeline, words
from apps.web.presenters.clocks import most_urgent
from apps.web.shared import get_visible_or_404, keyset_page, now

RELATED = ("agency", "author", "area__parent", "joined_to")


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The whole page. Every opening is written to the ledger."""
    incident = fetch(request, number)
    at = now()
    grounds = reading.open_incident(incident, by=request.user, at=at)
    return render(request, "incidents/detail.html", context(request, incident, grounds, at))


@require_safe
def description(request: HttpRequest, number: str) -> HttpResponse:
    """The restricted story; reading it is written to the ledger. Without script: the page with it open."""
    incident = fetch(request, number)
    at = now()
    story = reading.show_description(incident, by=request.user, at=at)
    if request.htmx:
        return render(request, "incidents/_description.html", {"story": story})
    shown = context(request, incident, reading.grounds_of(request.user, incident), at)
    return render(request, "incidents/detail.html", shown | {"story": story, "show_story": True})


@require_safe
def full_ledger(request: HttpRequest, number: str) -> HttpResponse:
    """Every ledger row about the incident that this reader may see, page by page."""
    incident = fetch(request, number)
    grounds = reading.grounds_of(request.user, incident)
    rows = ledger.rows_about(incident.subject, agency_id=None if reading.sees_all(grounds) else request.user.agency.pk)
    page = keyset_page(request, rows, ["pk"], descending=True, size=50)
    context = {
        "incident": incident,
        "page": page,
        "excerpt": ledger.excerpt(page.items, unnamed=_unnamed(incident, request.user)),
    }
    return render(request, "incidents/ledger.html", context)


def fetch(request: HttpRequest, number: str) -> Incident:
    """The incident if this reader may see it, else 404."""
    return get_visible_or_404(Incident.objects.select_related(*RELATED), request.user, number=number)


def context(request: HttpRequest, incident: Incident, grounds: frozenset[str], at: datetime) -> dict[str, Any]:
    """Everything the page shows, limited to what this reader's grounds allow."""
    user, whole = request.user, reading.sees_all(grounds)
    notices = reading.veil(_notices(incident), user, incident=incident)
    duties = _duties(incident)
    shown = duties if whole else [d for d in duties if user.agency.pk in (d.owner_id, d.party_id)]
    found = cards.cards(incident, notices, duties, user=user, whole=whole, now=at)
    main = _main(shown, at)
    context = {
        "incident": incident,
        "now": at,
        "whole": whole,
        "cards": found,
        "main": main,
        "others": len([n for n in notices if not n.withdrawn_at]) - len(found),
        "pill": _pill(incident, found if whole else []),
        "heading": _heading(found, main, whole, at),
        "heading_duty": _urgent(found, main),
        "kind": about.kind_name(incident),
        "state_colour": words.STATE_COLOURS[incident.state],
        "notes": _notes(incident, duties, user),
    }
    return context | _work(incident, user, shown, main) | _past(incident, user, whole, shown, notices, main, at)


def _work(incident: Incident, user: Any, shown: list[Obligation], main: Obligation | None) -> dict[str, Any]:
    """What is known, what was done, what may be done."""
    done = reading.follow_ups_of(incident, user)[::-1]
    return {
        "children": _children(incident, user, now()),
        "facts": about.facts(incident, user),
        "follow_up": about.follow_up(incident, done, shown),
        "missing": _missing(incident, user),
        "acts": about.acts(incident, user),
        "corrections": _versions(incident, reading.corrections_of(incident, user)[::-1], main),
    }


def _past(
    incident: Incident,
    user: Any,
    whole: bool,
    shown: list[Obligation],
    notices: list[Notice],
    main: Obligation | None,
    at: datetime,
) -> dict[str, Any]:
    """The timeline and the ledger."""
    mine = [n for n in notices if whole or n.recipient_id == user.agency.pk]
    live = [duty for duty in shown if duty.state != Obligation.State.CANCELLED]
    open_main = main if main and main.state == Obligation.State.OPEN else None
    told = timeline.Told(
        incident,
        live,
        mine,
        _steps([duty for duty in shown if whole or duty.owner_id == user.agency.pk]),
        reading.corrections_of(incident, user)[::-1],
        reading.follow_ups_of(incident, user)[::-1],
        _moves(incident),
        open_main or cards.most_urgent_of(*live),
    )
    return {
        "timeline": timeline.timeline(told, at),
        "withdrawn": cards.withdrawn(mine),
        "ledger": ledger.excerpt(ledger.latest(_ledger(incident, user, whole)), unnamed=_unnamed(incident, user)),
    }


def _unnamed(incident: Incident, user: Any) -> Agency | None:
    """The agency whose people are not named to this reader."""
    return None if policies.may_name(user, incident, incident.agency_id) else incident.agency


def _notices(incident: Incident) -> list[Notice]:
    found = Notice.objects.filter(subject_kind="incident", subject_id=incident.pk).order_by("pk")
    return list(found.select_related("recipient", "acknowledged_by", "opened_by", "told_by", "sender"))


def _duties(incident: Incident) -> list[Obligation]:
    found = Obligation.objects.about(incident.subject).select_related("rule", "party", "owner", "notice")
    return list(found.order_by("due_at", "pk"))


def _steps(duties: list[Obligation]) -> list[Step]:
    by_pk = {duty.pk: duty for duty in duties}
    steps = list(Step.objects.filter(duty_id__in=by_pk, told=True).order_by("-ripe_at", "-pk")[:60])
    for step in steps:
        step.duty = by_pk[step.duty_id]
    return steps


def _moves(incident: Incident) -> list[LedgerEntry]:
    return list(ledger.rows_about(incident.subject).filter(verb__in=timeline.MOVES)[:30])


def _ledger(incident: Incident, user: Any, whole: bool) -> Any:
    return ledger.rows_about(incident.subject, agency_id=None if whole else user.agency.pk)


def _main(duties: list[Obligation], at: datetime) -> Obligation | None:
    """The duty whose arithmetic the page explains: the Law's clock first, then the most urgent."""
    live = [duty for duty in duties if duty.state != Obligation.State.CANCELLED]
    lawful = [duty for duty in live if duty.rule.basis == "LAW"]
    running = [duty for duty in lawful if duty.state == Obligation.State.OPEN]
    return most_urgent(running or lawful or live, at)


def _heading(found: list[cards.Card], main: Obligation | None, whole: bool, at: datetime) -> str:
    """How many are told and until when; one who was only told reads of its own notice."""
    urgent = _urgent(found, main)
    if not whole:
        return _("The notice to your agency")
    if urgent is None or not found:
        return _("Recipients")
    due, n = formats.relative(urgent.due_at, at), len(found)
    return ngettext("%(n)d recipient, term: %(due)s", "%(n)d recipients, first term: %(due)s", n) % {"n": n, "due": due}


def _urgent(found: list[cards.Card], main: Obligation | None) -> Obligation | None:
    """The duty whose term stands in the heading, with its own basis beside it."""
    return cards.most_urgent_of(*(card.urgent for card in found)) or main


def _pill(incident: Incident, found: list[cards.Card]) -> str:
    text = str(incident.get_state_display())
    text = text[:1].upper() + text[1:]
    if incident.state != State.NOTIFYING or not found:
        return text
    reached = sum(1 for card in found if card.notice and card.notice.delivered_at)
    values = {"state": text, "reached": reached, "all": len(found)}
    return _("%(state)s: %(reached)s of %(all)s reached") % values


def _children(incident: Incident, user: Any, at: datetime) -> list[dict[str, Any]]:
    """Numbers and ages; a link where the reader may open the file."""
    with wall.lifted("the incident is the ground: who was told of it knows whom it concerns"):
        concerned = list(incident.concerned.select_related("child").order_by("pk"))
    seen = set(
        Child.objects.visible_to(user)
        .filter(pk__in=[c.child_id for c in concerned if c.child_id])
        .values_list("pk", flat=True)
    )
    return [
        {
            "child": one.child,
            "description": one.description,
            "link": one.child_id in seen,
            "age": births.age(one.child, at) if one.child else "",
        }
        for one in concerned
    ]


def _versions(incident: Incident, corrections: list[Any], main: Obligation | None) -> list[dict[str, Any]]:
    """The present time of establishing and every one before it, newest first, each with its last instant."""
    dues = {main.started_at: main.due_at} if main else {}
    for change in Change.objects.filter(duty=main) if main and corrections else []:
        dues |= {change.old_started_at: change.old_due_at, change.new_started_at: change.new_due_at}
    rows = [
        {
            "at": one.new_established_at,
            "due": dues.get(one.new_established_at),
            "by": wording.short_name(one.who) if one.who else incident.agency.name,
            "on": one.at,
            "reason": one.reason,
            "now": place == 0,
        }
        for place, one in enumerate(corrections)
    ]
    if corrections:
        first = corrections[-1].old_established_at
        rows.append({"at": first, "due": dues.get(first), "by": None, "on": None, "reason": "", "now": False})
    return rows


def _notes(incident: Incident, duties: list[Obligation], user: Any) -> list[dict[str, str]]:
    """Why the Law's clock does not run, where it does not: the rule was not in force, or no mentor assignment."""
    if incident.joined_to:
        text = _("This report was joined to %(number)s: the work goes on there.") % {
            "number": incident.joined_to.number
        }
        return [{"text": text, "rule": "", "article": ""}]
    if incident.state == State.DISCARDED:
        return []
    own = user.agency.pk == incident.agency_id
    notes = [draft_page.refusal(one) for one in (draft_page.warnings_about(incident) if own else [])]
    notes += draft_page.not_in_force(incident)
    running = any(duty.state != Obligation.State.CANCELLED for duty in duties)
    if not notes and not running and incident.kind and incident.established_at:
        text = _("For this kind the rules name nobody who has to be told. The fact is recorded.")
        notes.append({"text": text, "rule": "", "article": ""})
    return notes


def _missing(incident: Incident, user: Any) -> list[dict[str, str]]:
    if incident.state not in LIVE or not cards.allowed(policies.check_can_close, user, incident):
        return []
    return [draft_page.refusal(one) for one in aftermath.what_is_missing(incident).refusals]
