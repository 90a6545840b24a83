"""The page of an agreement: its way, who acts next, both sides, its text, and who is mentored under it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import Agency, User
from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.acts import agreements, bonds
from apps.mentoring.models import Agreement, Assignment
from apps.mentoring.states import AgreementState
from apps.web import wording
from apps.web.mentoring.organisations import words
from apps.web.mentoring.organisations.shared import fetch_agreement
from apps.web.shared import now

SHOWN = 20


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One agreement; its notice counts as opened by whoever looks."""
    agreement, at = fetch_agreement(request, number), now()
    agreements.look(agreement, by=request.user, at=at)
    return render(request, "mentoring/organisations/agreement.html", page(agreement, request.user, at))


def page(agreement: Agreement, reader: User, at: datetime) -> dict[str, Any]:
    """Context of `mentoring/organisations/agreement.html`."""
    today = local_day(at)
    paper = agreement.document
    proposed = agreement.state == AgreementState.PROPOSED
    ended = agreement.state == AgreementState.ENDED
    pairs = pairs_of(agreement, reader)
    return {
        "agreement": agreement, "now": at, "today": today, "look": words.look(agreement, today),
        "said": words.said(agreement, today), **words.stages(agreement, today),
        "next_step": words.next_step(agreement, reader, today), "sides": _sides(agreement),
        "versions": list(paper.versions.select_related("document", "by").order_by("-no")) if paper else [],
        "may_confirm": policies.may(policies.check_can_confirm, reader, agreement) and proposed,
        "may_withdraw": proposed, "may_end": agreement.state == AgreementState.IN_FORCE,
        "may_file": proposed or (paper is None and agreement.state == AgreementState.IN_FORCE),
        "pairs": list(pairs.select_related("child")[:SHOWN]), "pairs_count": pairs.count(), "ended": ended,
        "facts": facts(agreement), "line": _line(agreement), "elapsed": _elapsed(agreement, today),
    }  # fmt: skip


def pairs_of(agreement: Agreement, reader: User) -> Any:
    """Assignments under it that run or rest; of one that ended those that stood under it."""
    if agreement.state == AgreementState.ENDED:
        return Assignment.objects.visible_to(reader).filter(agreement=agreement).order_by("-pk")
    standing = bonds.under(agreement).values("pk")
    return Assignment.objects.visible_to(reader).filter(pk__in=standing).order_by("-pk")


def _elapsed(agreement: Agreement, today: Any) -> dict[str, str] | None:
    """How much of the agreed time is over, for `components/bar.html`."""
    if agreement.ends_on is None or agreement.state != AgreementState.IN_FORCE:
        return None
    whole = (agreement.ends_on - agreement.starts_on).days + 1
    past = min(max((today - agreement.starts_on).days, 0), whole)
    left = words.days_left(agreement, today) or 0
    return {
        "width": f"{100 * past / whole:.0f}%", "figure": _("days left: %(n)s") % {"n": max(left, 0)},
        "state": "soon" if left <= words.SOON else "run",
    }  # fmt: skip


def _sides(agreement: Agreement) -> list[dict[str, Any]]:
    """Both sides with what each has done."""
    return [
        _side(agreement, agreement.organisation.agency, _("Mentoring organisation")),
        _side(agreement, agreement.body, _("Guardianship body")),
    ]


def _side(agreement: Agreement, agency: Agency, role: str) -> dict[str, Any]:
    proposed = agreement.proposed_agency_id == agency.pk
    at = agreement.proposed_at if proposed else agreement.confirmed_at
    person = agreement.proposed_by if proposed else agreement.confirmed_by
    if at is None:
        withdrawn = agreement.state == AgreementState.WITHDRAWN
        said, state, icon = (
            (_("not confirmed"), "off", "off") if withdrawn else (_("has not confirmed"), "soon", "soon")
        )
    else:
        said, state, icon = (_("proposed"), "met", "check") if proposed else (_("confirmed"), "met", "check")
    return {"agency": agency, "role": role, "at": at, "person": person, "said": said, "state": state, "icon": icon}


def facts(agreement: Agreement) -> list[dict[str, Any]]:
    """Numbers, days and the end of an agreement, for `components/facts.html`."""
    until = f"{agreement.ends_on:%d.%m.%Y}" if agreement.ends_on else _("without an end")
    return [
        {"label": _("Number of the agreement"), "value": agreement.paper_number},
        {"label": _("Signed on"), "value": f"{agreement.signed_on:%d.%m.%Y}"},
        {"label": _("From"), "value": f"{agreement.starts_on:%d.%m.%Y}"},
        {"label": _("Until"), "value": until},
        {"label": _("Ended on"), "value": f"{agreement.ended_on:%d.%m.%Y}" if agreement.ended_on else ""},
        {"label": _("Why it ended"), "value": agreement.get_end_reason_display()},
        {"label": _("The reason in words"), "value": agreement.end_text},
    ]  # fmt: skip


def _line(agreement: Agreement) -> list[dict[str, Any]]:
    """What happened, newest on top."""
    rows = [_row(agreement.proposed_at, "send", "run", _("Proposed"), agreement.proposed_by, agreement.proposed_agency)]
    if agreement.confirmed_at:
        rows.append(_row(agreement.confirmed_at, "check", "met", _("Confirmed"), agreement.confirmed_by, None))
    if agreement.ended_at:
        what = agreement.get_end_reason_display() or agreement.get_state_display()
        rows.append(_row(agreement.ended_at, "lock", "off", str(what), agreement.ended_by, None))
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def _row(at: datetime, icon: str, state: str, head: str, who: User | None, agency: Agency | None) -> dict[str, Any]:
    under = ", ".join(filter(None, [wording.short_name(who) if who else "", agency.name if agency else ""]))
    text = format_html('<b>{}</b><br><span class="muted small">{}</span>', head[:1].upper() + head[1:], under)
    return {"at": at, "icon": icon, "state": state, "text": text}
