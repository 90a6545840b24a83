"""The ledger for those who audit: which rows are reads, refusals, exports or acts, and which are about a number.

It stands here because an erased file is known by what is kept of it.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.audit.models import LedgerEntry
from apps.core import wall
from apps.core.localtime import day_end, day_start
from apps.disclosure.looks import LOOKS
from apps.incidents.models import Incident
from apps.people.models import Child
from apps.retention.models import Retention

READS = (
    *LOOKS, "children.listed", "children.searched", "incident.opened", "incidents.listed",
    "incident.description_shown", "notice.opened", "notice.printed", "notice.proof_opened", "paper.downloaded",
    "referral.opened", "emergency.searched", "ledger.read", "retention.opened",
    "archive.searched",
)  # fmt: skip
REFUSALS = ("access.refused", "access.missed", "act.refused")
EXPORTS = Q(verb__contains="export")
KINDS: dict[str, Q] = {
    "reads": Q(verb__in=READS),
    "refusals": Q(verb__in=REFUSALS),
    "exports": EXPORTS,
    "acts": ~Q(verb__in=(*READS, *REFUSALS)) & ~EXPORTS,
}


def entries(wanted: Mapping[str, Any]) -> QuerySet[LedgerEntry]:
    """Rows that fit: `kind` of KINDS, `person` (sign-in name), `day` in Almaty, `number` of a record."""
    rows = LedgerEntry.objects.all()
    if wanted.get("kind"):
        rows = rows.filter(KINDS[wanted["kind"]])
    if wanted.get("person"):
        people = User.objects.filter(username__iexact=wanted["person"])
        rows = rows.filter(actor_id__in=list(people.values_list("pk", flat=True)))
    if wanted.get("day"):
        rows = rows.filter(at__gte=day_start(wanted["day"]), at__lte=day_end(wanted["day"]))
    if wanted.get("number"):
        rows = rows.filter(_about(wanted["number"].strip().upper()))
    return rows


def kind_of(verb: str) -> str:
    """Which of the four kinds an act of the ledger is."""
    if verb in REFUSALS:
        return "refusals"
    if verb in READS:
        return "reads"
    return "exports" if "export" in verb else "acts"


def _about(number: str) -> Q:
    """Children and incidents by the ledger's index over records; the rest by the number alone."""
    for prefix, kind, model in (("C-", "child", Child), ("I-", "incident", Incident)):
        if number.startswith(prefix):
            with wall.lifted("those who audit know files by their numbers alone"):
                ids = list(model.objects.filter(number=number).values_list("pk", flat=True))
                if kind == "child":  # an erased file is known by what stays of it
                    ids += Retention.objects.filter(number=number, child=None).values_list("file_id", flat=True)
            return Q(subject_kind=kind, subject_id__in=ids)
    return Q(subject_no=number)
