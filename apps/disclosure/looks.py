"""Who has looked into a file, from the ledger: person, agency, ground, purpose, first, last, how often."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Count, F, Max, Min, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, User
from apps.audit.models import LedgerEntry
from apps.disclosure.models import Purpose
from apps.disclosure.policies import may_see_all_looks
from apps.people import glimpses
from apps.people.models import Child, Ground

LOOKS = (
    "child.opened", "child.iin_shown", "child.summary_printed", "child.exported", "paper.downloaded", "paper.looked_at",
    "child.mentor_contract_printed", "child.mentor_contract_opened", glimpses.VERB,
)  # fmt: skip
"""Acts of the ledger that show a file, or a part of it, to a person."""

FOR_AN_APPEAL = {"grounds": [Ground.APPEAL]}


@dataclass(frozen=True)
class Look:
    """One person in one post on one ground for one purpose."""

    person: User | None
    agency: Agency | None
    grounds: tuple[str, ...]
    purpose: str
    text: str
    first_at: datetime
    last_at: datetime
    times: int


def looks_at(child: Child, reader: User, *, since: datetime | None = None, until: datetime | None = None) -> QuerySet:
    """Groups of looks, the latest first, of those the reader may know: all for the responsible body, but what an
    ombudsman looked up for an appeal; else those of the own agency (for a mentor, the own)."""
    rows = LedgerEntry.objects.filter(subject_kind="child", subject_id=child.pk, verb__in=LOOKS)
    rows = known_to(reader, rows)
    if not may_see_all_looks(reader, child):
        rows = rows.filter(agency_id=reader.agency.pk) if reader.agency else rows.none()
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lt=until)
    grouped = rows.values("actor_id", "agency_id", grounds=F("data__grounds"), purpose=F("data__purpose"))
    return grouped.annotate(
        times=Count("pk"),
        first_at=Min("at"),
        last_at=Max("at"),
        purpose_id=Max(Cast(KeyTextTransform("purpose_id", "data"), BigIntegerField())),
    ).order_by("-last_at", "actor_id")


def known_to(reader: User, looks: QuerySet) -> QuerySet:
    """Without those by which a body would learn that somebody complained of it: an ombudsman's, to any other agency."""
    return looks.exclude(~Q(agency_id=reader.agency.pk if reader.agency else None), data__contains=FOR_AN_APPEAL)


def named(rows: list[dict[str, Any]]) -> list[Look]:
    """Groups with their people, agencies and purposes in words; three queries for any number."""
    people = User.objects.in_bulk({row["actor_id"] for row in rows if row["actor_id"]})
    agencies = Agency.objects.in_bulk({row["agency_id"] for row in rows if row["agency_id"]})
    purposes = Purpose.objects.in_bulk({row["purpose_id"] for row in rows if row["purpose_id"]})
    kinds = {
        **dict(Purpose.Kind.choices),
        glimpses.PURPOSE: _("told of, masked, when a child was registered"),
        glimpses.KIN: _("told that there is such a file, not whose, when a relative was recorded"),
    }
    return [
        Look(
            person=people.get(row["actor_id"]), agency=agencies.get(row["agency_id"]),
            grounds=tuple(row["grounds"] or ()), purpose=str(kinds.get(row["purpose"], "")),
            text=purposes[row["purpose_id"]].text if row["purpose_id"] in purposes else "",
            first_at=row["first_at"], last_at=row["last_at"], times=row["times"],
        )
        for row in rows
    ]  # fmt: skip
