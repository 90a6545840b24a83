"""The page of a mentoring organisation: what it lacks, its agreements, figures, people, register and charter."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.models import Agreement, Assignment, Candidate, Certificate, Organisation
from apps.mentoring.states import STAGES, AgreementState, AssignmentState, OrganisationState
from apps.web import wording
from apps.web.agencies.words import role_facts
from apps.web.mentoring.organisations import words
from apps.web.mentoring.organisations.shared import fetch_organisation
from apps.web.shared import now

SHOWN = 10


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One organisation of the register."""
    organisation = fetch_organisation(request, number)
    return render(request, "mentoring/organisations/detail.html", page(organisation, request.user, now()))


def page(organisation: Organisation, reader: User, at: datetime) -> dict[str, Any]:
    """Context of `mentoring/organisations/detail.html`."""
    today = local_day(at)
    agreements = _agreements(organisation, reader)
    waiting = [one for one in agreements if one.state == AgreementState.PROPOSED]
    in_force = sum(1 for one in agreements if one.state == AgreementState.IN_FORCE)
    keeps = policies.keeps(reader, organisation)
    may_correct = policies.may(policies.check_can_correct, reader, organisation)
    stands = organisation.state != OrganisationState.ENDED
    return {
        "organisation": organisation, "now": at, "today": today, "look": words.ORGANISATION_LOOKS[organisation.state],
        "missing": words.missing(organisation, reader, waiting=waiting, in_force=in_force),
        "agreements": [
            {"agreement": one, "look": words.look(one, today), "said": words.said(one, today)}
            for one in agreements[:SHOWN]
        ],
        "bars": _stages(organisation, reader), "figures": _figures(organisation, reader, today),
        "people": _people(organisation, today) if keeps else [], "keeps": keeps, "facts": _facts(organisation),
        "charter": _versions(organisation.charter), "line": _line(organisation, agreements),
        "may_correct": may_correct and stands, "may_end": keeps and stands, "may_propose": stands,
    }  # fmt: skip


def _agreements(organisation: Organisation, reader: User) -> list[Agreement]:
    """Those the reader's agency is a side of: what waits and what is in force first."""
    held = list(Agreement.objects.visible_to(reader).filter(organisation=organisation).select_related("body")
                .order_by("-pk"))  # fmt: skip
    order = [AgreementState.PROPOSED, AgreementState.IN_FORCE]
    for one in held:
        one.organisation = organisation
    return sorted(held, key=lambda one: order.index(one.state) if one.state in order else len(order))


def _stages(organisation: Organisation, reader: User) -> list[dict[str, Any]]:
    """Candidates by their stage, each a bar of all that are open; for `components/bar.html`."""
    counts = {name: Count("pk", filter=Q(state__in=states)) for name, states in STAGES}
    seen = Candidate.objects.visible_to(reader).filter(organisation=organisation)
    found = seen.aggregate(**counts)
    names = {
        "apply": _("Applied"), "advise": _("Advised"), "check": _("In checks"), "review": _("Before the body"),
        "cleared": _("Cleared"),
    }  # fmt: skip
    everything = sum(found.values())
    return [
        {
            "label": names[name], "figure": wording.number(found[name]),
            "width": f"{100 * found[name] / everything:.0f}%" if everything else "0%",
            "state": "met" if name == "cleared" else "run",
        }
        for name, _states in STAGES
    ]  # fmt: skip


def _figures(organisation: Organisation, reader: User, today: date) -> list[dict[str, Any]]:
    """Pairs and certificates, as far as the reader's agency is concerned."""
    running = Q(state__in=[AssignmentState.TRIAL, AssignmentState.ACTIVE])
    pairs = Assignment.objects.visible_to(reader).filter(organisation=organisation.agency_id).aggregate(
        running=Count("pk", filter=running), suspended=Count("pk", filter=Q(state=AssignmentState.SUSPENDED)),
    )  # fmt: skip
    certificates = Certificate.objects.visible_to(reader).standing(today).filter(candidate__organisation=organisation)
    return [
        {"label": _("Children with a mentor"), "value": wording.number(pairs["running"])},
        {"label": _("Pairs suspended"), "value": wording.number(pairs["suspended"])},
        {"label": _("Certificates in force"), "value": wording.number(certificates.count())},
    ]  # fmt: skip


def _people(organisation: Organisation, today: date) -> list[dict[str, Any]]:
    """The roles at the organisation, what each may see, and who holds them."""
    posts = organisation.agency.memberships.in_force(today).select_related("user").order_by("role", "user__last_name")
    held: dict[str, list[User]] = {}
    for post in posts:
        held.setdefault(post.role, []).append(post.user)
    return [{"role": role_facts(role), "people": people} for role, people in held.items()]


def _facts(organisation: Organisation) -> list[dict[str, Any]]:
    agency = organisation.agency
    address = reverse("agencies:detail", args=[agency.pk])
    return [
        {"label": _("Organisation"), "value": format_html("<a href=\"{}\">{}</a>", address, agency.name)},
        {"label": _("BIN"), "value": agency.bin},
        {"label": _("Legal form"), "value": wording_of(organisation.get_legal_form_display())},
        {"label": _("Registered by the state on"), "value": f"{organisation.registered_on:%d.%m.%Y}"},
        {"label": _("Works in"), "value": ", ".join(str(area) for area in organisation.areas.order_by("level", "pk"))},
        {"label": _("Head"), "value": agency.head_name},
        {"label": _("Address"), "value": agency.address},
        {"label": _("Telephone"), "value": agency.phone},
    ]  # fmt: skip


def wording_of(text: Any) -> str:
    """A choice as a sentence begins."""
    said = str(text)
    return said[:1].upper() + said[1:]


def _versions(paper: Any) -> list[Any]:
    return list(paper.versions.select_related("document", "by").order_by("-no")) if paper else []


def _line(organisation: Organisation, agreements: list[Agreement]) -> list[dict[str, Any]]:
    """What happened with its agreements, newest on top."""
    rows = []
    for one in agreements:
        head = format_html("<b>{}</b> {}", one.number, one.body.name)
        rows.append(_row(one.proposed_at, "send", "run", head, _("proposed")))
        if one.confirmed_at:
            rows.append(_row(one.confirmed_at, "check", "met", head, _("confirmed")))
        if one.ended_at:
            why = one.get_end_reason_display() or one.get_state_display()
            rows.append(_row(one.ended_at, "lock", "off", head, why))
    return sorted(rows, key=lambda row: row["at"], reverse=True)[:SHOWN]


def _row(at: datetime, icon: str, state: str, head: Any, text: Any) -> dict[str, Any]:
    return {"at": at, "icon": icon, "state": state, "text": format_html("{}<br>{}", head, text)}
