"""The past of an appeal: its considerations with their clocks, the line of its life, and the ledger."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.audit.models import LedgerEntry
from apps.complaints import reading
from apps.complaints.models import Appeal
from apps.complaints.sealing import Vault
from apps.complaints.states import DECIDED, State
from apps.obligations.models import Change, Obligation
from apps.web.appeals.words import LOOKS, row_of
from apps.web.incidents import ledger

VERBS: dict[str, tuple[str, Any]] = {
    "appeal.opened": ("eye", gettext_lazy("opened the appeal")),
    "appeal.identity_opened": ("lock", gettext_lazy("opened who sent it")),
    "appeal.file_opened": ("doc", gettext_lazy("opened a file")),
    "appeal.described": ("edit", gettext_lazy("said what it is about")),
    "appeal.note_written": ("doc", gettext_lazy("wrote a note")),
    "appeal.sender_written_to": ("edit", gettext_lazy("wrote to the sender")),
    "appeal.sender_named": ("people", gettext_lazy("the sender gave a name")),
    "appeal.receipt_renewed": ("lock", gettext_lazy("the sender has a new code")),
    "appeal.assigned": ("people", gettext_lazy("said who works on it")),
    "appeal.shut_out": ("off", gettext_lazy("shut a person out")),
    "appeal.admitted_again": ("back", gettext_lazy("admitted a person again")),
    "appeal.child_linked": ("child", gettext_lazy("linked a child's file")),
    "appeal.incident_linked": ("alert", gettext_lazy("linked an incident")),
    "appeal.unlinked": ("off", gettext_lazy("took a link away")),
    "appeal.extension_told": ("phone", gettext_lazy("told the sender of the extension")),
    "appeal.danger_settled": ("shield", gettext_lazy("wrote why the police are not told")),
    "access.refused": ("lock", gettext_lazy("reached for it without a right to see it")),
}
MOVES: dict[str, tuple[str, Any]] = {
    State.REGISTERED: ("inbox", gettext_lazy("The appeal was registered")),
    State.TRIAGED: ("hand", gettext_lazy("Taken over")),
    State.FORWARDED: ("send", gettext_lazy("Passed on to another office")),
    State.UNDER_REVIEW: ("edit", gettext_lazy("The work goes on")),
    State.INFORMATION_REQUESTED: ("send", gettext_lazy("Information was asked for")),
    State.EXTENDED: ("calendar", gettext_lazy("The term was extended")),
    State.RECOMMENDATION_SENT: ("send", gettext_lazy("A recommendation was sent")),
    State.RESTORED: ("check", gettext_lazy("Decided: the right is restored")),
    State.NOT_RESTORED: ("off", gettext_lazy("Decided: the right is not restored")),
    State.SETTLED: ("check", gettext_lazy("Decided: nothing to restore")),
    State.REPLIED: ("send", gettext_lazy("The sender was answered")),
    State.CLOSED: ("lock", gettext_lazy("The appeal was closed")),
    State.REOPENED: ("history", gettext_lazy("Opened again")),
    State.JOINED: ("same", gettext_lazy("Joined to another appeal")),
}
NAMES = {f"appeal.{state.lower()}": said for state, said in MOVES.items()}


def running(appeal: Appeal, duties: list[Obligation], can: dict[str, bool]) -> list[dict[str, Any]]:
    """Open duties, the soonest first; each with the act that meets it, for those who may do it."""
    acts = {} if not can["work"] else {
        "APPEAL_TAKEN_OVER": ("take_over", _("Take over")), "APPEAL_DANGER_SETTLED": ("police", _("Tell the police")),
        "APPEAL_SENDER_READ": ("detail", _("Read")),
    }  # fmt: skip
    if can["decide"] and appeal.state in DECIDED:
        acts["APPEAL_REPLIED"] = ("reply", _("Reply"))
    found = []
    for duty in duties:
        if duty.state != Obligation.State.OPEN:
            continue
        name, label = acts.get(duty.rule.met_on, ("detail", ""))
        address = reverse(f"appeals:{name}", args=[appeal.number])
        url = f"{address}#said" if duty.rule.met_on == "APPEAL_SENDER_READ" else address
        found.append({"duty": duty, "url": url, "act": label})
    return found


def rounds(appeal: Appeal, duties: list[Obligation], vault: Vault | None) -> list[dict[str, Any]]:
    """Every consideration with its clock to reply as it was and what became of it, the last one first."""
    terms = [one for one in duties if one.subject_kind == "appeal_round" and one.rule.met_on == "APPEAL_REPLIED"]
    moved = _changes(terms)
    found = []
    for one in appeal.rounds.select_related("extended_by", "decided_by", "began_by").order_by("-no"):
        mine = [duty for duty in terms if duty.subject_id == one.pk]
        held = [duty for duty in mine if duty.state != Obligation.State.CANCELLED] or mine[-1:]
        duty = held[0] if held else None
        reasons = reading.reasons_of(one, vault) if vault else {}
        found.append({"round": one, "duty": duty, "changes": moved.get(duty.pk, []) if duty else [], **reasons})
    return found


def _changes(duties: list[Obligation]) -> dict[int, list[Change]]:
    """How each term was moved: by an extension, by another kind."""
    found: dict[int, list[Change]] = {}
    for one in Change.objects.filter(duty__in=duties).select_related("by").order_by("pk"):
        found.setdefault(one.duty_id, []).append(one)
    return found


def line(appeal: Appeal, duties: list[Obligation], at: datetime) -> list[dict[str, Any]]:
    """The way of the appeal, newest on top, with what is ahead above."""
    rows = [row_of(appeal.received_at, "inbox", "run", _("Received: %(how)s") % {"how": appeal.get_channel_display()})]
    for entry in rows_about(appeal).filter(verb__in=NAMES)[:60]:
        icon, text = NAMES[entry.verb]
        rows.append(row_of(entry.at, icon, LOOKS[entry.verb.partition(".")[2].upper()][0], text))
    for duty in duties:
        if duty.breached_at:
            text = _("The term ran out: %(duty)s") % {"duty": duty.rule.title}
            rows.append(row_of(duty.breached_at, "alert", "over", text))
    for one in appeal.requests.select_related("body"):
        rows.append(row_of(one.sent_at, "send", "run", f"{one.number}: {one.get_kind_display()}, {one.body.name}"))
        if one.answered_at:
            late = _("late") if one.is_late else _("in time")
            said = f"{one.number}: {one.get_state_display()}, {late}"
            rows.append(row_of(one.answered_at, "inbox", "late" if one.is_late else "met", said))
    rows.sort(key=lambda row: row["at"], reverse=True)
    ahead = [duty for duty in duties if duty.state == Obligation.State.OPEN and duty.due_at > at][::-1]
    return [
        *(row_of(one.due_at, "clock", "off", _("Last instant: %(duty)s") % {"duty": one.rule.title}, ahead=True)
          for one in ahead),
        *rows,
    ]  # fmt: skip


def rows_about(appeal: Appeal) -> Any:
    return ledger.rows_about(appeal.subject)


def latest(appeal: Appeal) -> ledger.Excerpt:
    return excerpt(ledger.latest(rows_about(appeal), looks="appeal.opened"))


def excerpt(rows: list[LedgerEntry]) -> ledger.Excerpt:
    """These rows of the ledger in words."""
    return ledger.excerpt(rows, verbs=VERBS | NAMES)
