"""The ledger for those who audit: who did or read what, when; numbers alone, no content of cases."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.accounts.access import require
from apps.accounts.models import Agency, User
from apps.accounts.permissions import Perm
from apps.audit import log
from apps.audit.models import LedgerEntry
from apps.core.localtime import day_end, day_start
from apps.core.subjects import Subject
from apps.disclosure.looks import LOOKS
from apps.incidents.models import Incident
from apps.people.models import Child
from apps.retention.models import Retention
from apps.web.disclosure.forms import LedgerForm
from apps.web.shared import Page, keyset_page, now

READS = (
    *LOOKS, "children.listed", "children.searched", "incident.opened", "incidents.listed",
    "incident.description_shown", "notice.opened", "notice.printed", "notice.proof_opened", "paper.downloaded",
    "referral.opened", "emergency.searched", "ledger.read", "retention.opened",
    "archive.searched",
)  # fmt: skip
REFUSALS = ("access.refused", "act.refused")
EXPORTS = Q(verb__contains="export")
KINDS: dict[str, Q] = {
    "reads": Q(verb__in=READS),
    "refusals": Q(verb__in=REFUSALS),
    "exports": EXPORTS,
    "acts": ~Q(verb__in=(*READS, *REFUSALS)) & ~EXPORTS,
}
SAID = {"reads": _("read"), "refusals": _("refusal"), "exports": _("export"), "acts": _("act")}


@require_http_methods(["GET", "HEAD"])
def index(request: HttpRequest) -> HttpResponse:
    """The ledger, newest first, by kind, person, day and number. Looking at it is noted in it."""
    require(request.user, Perm.VIEW_LEDGER)
    form = LedgerForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    page: Page = keyset_page(request, _wanted(wanted), ("pk",), descending=True)
    log.record(
        "ledger.read", Subject("ledger", None, ""), by=request.user, at=now(),
        filters=sorted(name for name, value in wanted.items() if value),
    )  # fmt: skip
    context = {"form": form, "page": page, "rows": _rows(page.items), "now": now(), "filtered": any(wanted.values())}
    return render(request, "access/ledger.html", context, status=422 if form.is_bound and form.errors else 200)


def _wanted(wanted: dict[str, Any]) -> QuerySet[LedgerEntry]:
    rows = LedgerEntry.objects.all()
    if wanted.get("kind"):
        rows = rows.filter(KINDS[wanted["kind"]])
    if wanted.get("person"):
        rows = rows.filter(
            actor_id__in=list(User.objects.filter(username__iexact=wanted["person"]).values_list("pk", flat=True))
        )
    if wanted.get("day"):
        rows = rows.filter(at__gte=day_start(wanted["day"]), at__lte=day_end(wanted["day"]))
    if wanted.get("number"):
        rows = rows.filter(_about(wanted["number"].strip().upper()))
    return rows


def _about(number: str) -> Q:
    """Children and incidents by the ledger's index over records; the rest by the number alone."""
    for prefix, kind, model in (("C-", "child", Child), ("I-", "incident", Incident)):
        if number.startswith(prefix):
            ids = list(model.objects.filter(number=number).values_list("pk", flat=True))
            if kind == "child":  # an erased file is known by what stays of it
                ids += Retention.objects.filter(number=number, child=None).values_list("file_id", flat=True)
            return Q(subject_kind=kind, subject_id__in=ids)
    return Q(subject_no=number)


def _rows(items: list[LedgerEntry]) -> list[dict[str, Any]]:
    """Rows with people and agencies, in two queries."""
    people = User.objects.in_bulk({row.actor_id for row in items if row.actor_id})
    agencies = Agency.objects.in_bulk({row.agency_id for row in items if row.agency_id})
    return [
        {
            "row": row, "person": people.get(row.actor_id), "agency": agencies.get(row.agency_id),
            "kind": SAID[kind_of(row.verb)], "is_refusal": row.verb in REFUSALS,
        }
        for row in items
    ]  # fmt: skip


def kind_of(verb: str) -> str:
    """Which of the four kinds an act of the ledger is."""
    if verb in REFUSALS:
        return "refusals"
    if verb in READS:
        return "reads"
    return "exports" if "export" in verb else "acts"
