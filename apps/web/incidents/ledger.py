"""The excerpt of the ledger on a page: who did what, when, and whether the row is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Agency, User
from apps.audit.log import mac_of
from apps.audit.models import LedgerEntry, Seal
from apps.core.subjects import Subject
from apps.web import formats, wording

SHOWN = 6
LOOKED_AT = 40
VERBS: dict[str, tuple[str, Any]] = {
    "incident.opened": ("eye", gettext_lazy("opened the incident")),
    "incident.description_shown": ("eye", gettext_lazy("read the description")),
    "incident.draft_created": ("edit", gettext_lazy("began the draft")),
    "incident.draft_saved": ("edit", gettext_lazy("saved the draft")),
    "incident.established": ("alert", gettext_lazy("established the incident")),
    "incident.notifying": ("send", gettext_lazy("recipients are being told")),
    "incident.notified": ("check", gettext_lazy("everybody has been reached")),
    "incident.notified_late": ("late", gettext_lazy("everybody has been reached, late")),
    "incident.established_at_corrected": ("history", gettext_lazy("corrected the time of establishing")),
    "incident.recipient_added": ("plus", gettext_lazy("added a recipient")),
    "incident.followed_up": ("check", gettext_lazy("recorded follow-up")),
    "incident.follow_up": ("history", gettext_lazy("follow-up has begun")),
    "incident.violence_confirmed": ("alert", gettext_lazy("confirmed violence")),
    "incident.closed": ("lock", gettext_lazy("closed the incident")),
    "incident.joined": ("same", gettext_lazy("joined it to another report")),
    "incident.joined_by": ("same", gettext_lazy("joined another report to it")),
    "incident.discarded": ("off", gettext_lazy("discarded the draft")),
    "incident.draft": ("history", gettext_lazy("restored the draft")),
    "notice.sent": ("send", gettext_lazy("sent a notice")),
    "notice.resent": ("send", gettext_lazy("sent a notice again")),
    "notice.delivered": ("inbox", gettext_lazy("a notice was delivered")),
    "notice.opened": ("eye", gettext_lazy("opened a notice")),
    "notice.acknowledged": ("check", gettext_lazy("acknowledged a notice")),
    "notice.returned": ("alert", gettext_lazy("a notice came back")),
    "notice.told": ("phone", gettext_lazy("told a recipient by telephone or letter")),
    "notice.proof_added": ("doc", gettext_lazy("added a proof")),
    "notice.proof_opened": ("doc", gettext_lazy("opened a proof")),
    "notice.printed": ("doc", gettext_lazy("downloaded a notice")),
    "notice.withdrawn": ("history", gettext_lazy("withdrew a notice")),
    "duty.opened": ("clock", gettext_lazy("a term began")),
    "duty.met": ("check", gettext_lazy("a duty was met")),
    "duty.met_late": ("late", gettext_lazy("a duty was met late")),
    "duty.cancelled": ("off", gettext_lazy("a term was cancelled")),
    "duty.handed_over": ("send", gettext_lazy("a duty passed to another body")),
    "duty.clock_changed": ("history", gettext_lazy("a term was counted anew")),
    "duty.breached": ("alert", gettext_lazy("a term ran out")),
    "access.refused": ("lock", gettext_lazy("was refused access")),
}


@dataclass(frozen=True)
class Excerpt:
    """Rows for `components/feed.html`, and what the seals say of them."""

    items: list[dict[str, Any]]
    sealed: bool
    altered: bool


def rows_about(subject: Subject, *, agency_id: int | None = None) -> Any:
    """The ledger about a subject, newest first; with `agency_id` only the acts of that agency."""
    rows = LedgerEntry.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return (rows.filter(agency_id=agency_id) if agency_id else rows).order_by("-pk")


def latest(rows: Any, *, looks: str = "incident.opened") -> list[LedgerEntry]:
    """The newest acts; somebody's repeated looks of one day are one line."""
    found: dict[tuple, LedgerEntry] = {}
    for row in rows[:LOOKED_AT]:
        key = (row.verb, row.actor_id, formats.local_day(row.at)) if row.verb == looks else (row.pk,)
        found.setdefault(key, row)
    return list(found.values())[:SHOWN]


def excerpt(
    rows: list[LedgerEntry], *, unnamed: Agency | None = None, verbs: Mapping[str, tuple[str, Any]] = VERBS
) -> Excerpt:
    """These rows in words. `sealed`: a seal covers all of them; `altered`: one does not carry its own hash. `unnamed`:
    an agency that stands for its people. `verbs`: icon and words of each act."""
    people = User.objects.in_bulk({row.actor_id for row in rows if row.actor_id})
    last = Seal.objects.order_by("-pk").values_list("to_xid", flat=True).first() or 0
    altered = any(bytes(row.mac) != mac_of(row) for row in rows)
    return Excerpt(
        [_item(row, people, unnamed, verbs) for row in rows],
        bool(rows) and all(row.xid < last for row in rows),
        altered,
    )


def _item(
    row: LedgerEntry, people: dict[int, User], unnamed: Agency | None, verbs: Mapping[str, tuple[str, Any]]
) -> dict[str, Any]:
    icon, words = verbs.get(row.verb, ("history", row.verb))
    who = wording.short_name(people[row.actor_id]) if row.actor_id in people else _("System")
    if unnamed and row.agency_id == unnamed.pk:
        who = unnamed.name
    mac = bytes(row.mac).hex()
    at = formats.instant(row.at, weekday=False)
    return {
        "icon": icon,
        "text": f"{who}: {words}",
        "under": f"№ {wording.number(row.pk)} · {at} · {mac[:4]}…{mac[-2:]}",
    }
