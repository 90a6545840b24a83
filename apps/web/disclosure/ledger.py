"""The ledger for those who audit: who did or read what, when; numbers alone, no content of cases."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.accounts.access import require
from apps.accounts.models import Agency, User
from apps.accounts.permissions import Perm
from apps.audit import log
from apps.audit.models import LedgerEntry
from apps.core.subjects import Subject
from apps.retention.ledger import REFUSALS, entries, kind_of
from apps.web.disclosure.forms import LedgerForm
from apps.web.shared import Page, keyset_page, now

SAID = {"reads": _("read"), "refusals": _("refusal"), "exports": _("export"), "acts": _("act")}


@require_http_methods(["GET", "HEAD"])
def index(request: HttpRequest) -> HttpResponse:
    """The ledger, newest first, by kind, person, day and number. Looking at it is noted in it."""
    require(request.user, Perm.VIEW_LEDGER)
    form = LedgerForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    page: Page = keyset_page(request, entries(wanted), ("pk",), descending=True)
    log.record(
        "ledger.read", Subject("ledger", None, ""), by=request.user, at=now(),
        filters=sorted(name for name, value in wanted.items() if value),
    )  # fmt: skip
    context = {"form": form, "page": page, "rows": _rows(page.items), "now": now(), "filtered": any(wanted.values())}
    return render(request, "access/ledger.html", context, status=422 if form.is_bound and form.errors else 200)


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
