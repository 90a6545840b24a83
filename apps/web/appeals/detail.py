"""The page of an appeal: what is due first, the conversation, the work, and what may be done."""

from datetime import datetime
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.complaints import clocks, policies, reading
from apps.complaints.models import Appeal
from apps.complaints.states import ENDED
from apps.complaints.vaults import vault_of
from apps.core.crypto import Undecipherable
from apps.core.errors import NotAllowed
from apps.core.localtime import local_day
from apps.obligations.models import Obligation
from apps.web.appeals import menu, parts, story, words
from apps.web.appeals.acting import fetch
from apps.web.shared import keyset_page, now


@require_safe
@csp_update({"media-src": [SELF]})  # type: ignore[untyped-decorator, unused-ignore]
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The whole page. Every opening is written to the ledger."""
    appeal, at = fetch(request, number), now()
    reading.note_opened(appeal, by=request.user, at=at)
    return render(request, "appeals/detail.html", page(appeal, request.user, at))


@require_POST
def sender(request: HttpRequest, number: str) -> HttpResponse:
    """Who sent it: on the answer to one press, noted, and not on the page of the appeal."""
    appeal, at = fetch(request, number), now()
    identity = reading.open_identity(appeal, by=request.user, at=at)
    context = {"appeal": appeal, "facts": parts.identity_facts(identity), "now": at}
    answer = render(request, "appeals/sender.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def full_ledger(request: HttpRequest, number: str) -> HttpResponse:
    """Every row of the ledger about the appeal, page by page."""
    appeal = fetch(request, number)
    found = keyset_page(request, story.rows_about(appeal), ["pk"], descending=True, size=50)
    context = {"appeal": appeal, "page": found, "excerpt": story.excerpt(found.items)}
    return render(request, "appeals/ledger.html", context)


def page(appeal: Appeal, reader: User, at: datetime) -> dict[str, Any]:
    """Context of `appeals/detail.html`."""
    duties = _duties(appeal)
    can = _powers(appeal, reader)
    look = words.LOOKS[appeal.state]
    return {
        "appeal": appeal, "now": at, "today": local_day(at), "look": look, "sender": words.sender(appeal),
        "term": clocks.term_of(appeal, clocks.current(appeal)), "dangers": _dangers(duties),
        "running": story.running(appeal, duties, can), "can": can, "acts": menu.acts(appeal, reader, can),
        "is_ours": reader.agency is not None and reader.agency.pk == appeal.office_id,
        "facts": parts.facts(appeal), "ledger": story.latest(appeal),
        "line": story.line(appeal, duties, at),
        "links": parts.links(appeal, reader), **parts.near(appeal, reader),
        **_sealed(appeal, duties, at),
    }  # fmt: skip


def _sealed(appeal: Appeal, duties: list[Obligation], at: datetime) -> dict[str, Any]:
    """What is opened with the key of the appeal; once that is destroyed, nothing."""
    try:
        vault = vault_of(appeal)
    except Undecipherable:
        return {"is_shredded": True, "rounds": story.rounds(appeal, duties, None)}
    return {
        "said": parts.conversation(appeal, vault), "notes": parts.notes(appeal, vault),
        "asked": parts.requests(appeal, vault, at), "against": reading.respondents_of(appeal, vault),
        "rounds": story.rounds(appeal, duties, vault), "exclusions": reading.exclusions_of(appeal, vault),
    }  # fmt: skip


def _duties(appeal: Appeal) -> list[Obligation]:
    """Every duty about its considerations and what the sender wrote, as they stand."""
    found = Obligation.objects.none()
    kinds: dict[str, list[int]] = {}
    for one in reading.subjects_of(appeal):
        kinds.setdefault(one.kind, []).append(one.id or 0)
    for kind, ids in kinds.items():
        found = found | Obligation.objects.filter(subject_kind=kind, subject_id__in=ids)
    return list(found.select_related("rule", "owner").order_by("due_at", "pk"))


def _dangers(duties: list[Obligation]) -> list[Obligation]:
    return [one for one in duties if one.rule.met_on == "APPEAL_DANGER_SETTLED" and one.state == "OPEN"]


def _powers(appeal: Appeal, reader: User) -> dict[str, bool]:
    """What the reader may do, for the template."""
    work, decide = _may(policies.check_can_work, reader, appeal), _may(policies.check_can_decide, reader, appeal)
    return {
        "work": work, "decide": decide, "identity": _may(policies.check_can_open_identity, reader, appeal),
        "write": work and appeal.state not in ENDED,
    }  # fmt: skip


def _may(check: Any, reader: User, appeal: Appeal) -> bool:
    try:
        check(reader, appeal)
    except NotAllowed:
        return False
    return True
