"""The tab "Case" of a child's file: its cases, referrals, and the bodies that were responsible, in one line."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.casework import policies
from apps.casework.models import Case, Referral
from apps.people.actions import open_child
from apps.people.models import Child
from apps.web.casework import words
from apps.web.children.file import frame
from apps.web.shared import get_visible_or_404, now


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Cases and referrals of the child, as far as the reader may see them."""
    child = get_visible_or_404(Child.objects.select_related("guardianship", "area"), request.user, number=number)
    at, reader = now(), request.user
    open_child(child, by=reader, at=at)
    cases = list(
        Case.objects.visible_to(reader).filter(child=child).select_related("agency", "officer", "previous")
        .order_by("-opened_at", "-pk")
    )  # fmt: skip
    asked = list(_referrals(child, reader))
    current = next((one for one in cases if one.is_open and one.agency_id == child.guardianship_id), None)
    context = {
        **frame(child, reader, at, tab="children:case"),
        "cases": [{"case": one, "risk": words.risk_look(one.risk)} for one in cases],
        "current_case": current, **(words.stages(current) if current else {}),
        "referrals": [{"referral": one, "look": words.REFERRAL_LOOKS[one.state]} for one in asked],
        "may_open": current is None and policies.may(policies.check_can_open, reader, child),
        "may_refer": policies.may(policies.check_can_refer, reader, child), "way": _way(cases, asked),
    }  # fmt: skip
    return render(request, "casework/child.html", context)


def _referrals(child: Child, reader: User) -> Any:
    """The responsible body sees every referral about its child; others those they are part of."""
    part = Q(sender=reader.agency) | Q(recipient=reader.agency)
    mine = Q() if child.guardianship_id == reader.agency.pk else part
    return Referral.objects.filter(mine, child=child).select_related("sender", "recipient").order_by("-sent_at", "-pk")


def _way(cases: list[Case], asked: list[Referral]) -> list[dict[str, Any]]:
    """What happened, newest on top."""
    rows: list[dict[str, Any]] = []
    for one in cases:
        link = format_html('<a class="no" href="{}">{}</a>', reverse("cases:detail", args=[one.number]), one.number)
        rows.append(words.row_of(one.opened_at, "doc", "run", format_html(
            "{} {}: {}", _("Case opened"), link, one.agency.name
        )))  # fmt: skip
        if one.closed_at:
            rows.append(_closed(one, one.closed_at, link))
    for letter in asked:
        link = format_html(
            '<a class="no" href="{}">{}</a>', reverse("referrals:detail", args=[letter.number]), letter.number
        )
        rows.append(words.row_of(letter.sent_at, "send", "run", format_html(
            "{} {}", words.referral_said(letter), link
        )))  # fmt: skip
        if letter.replied_at:
            state, icon = words.REFERRAL_LOOKS["REFUSED" if letter.refusal else "ACCEPTED"]
            said = _("refused") if letter.refusal else _("accepted")
            rows.append(words.row_of(letter.replied_at, icon, state, format_html(
                "{} {}: {}", link, said, letter.recipient.name
            )))  # fmt: skip
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def _closed(one: Case, at: datetime, link: Any) -> dict[str, Any]:
    said = format_html("{} {}: {}", _("Case closed"), link, one.get_closing_reason_display())
    return words.row_of(at, "lock", "off", said)
