"""Words for messages and for what a notice tells."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.notices.models import Message
from apps.web import formats

LOOKS = {
    Message.Kind.NOTICE: ("inbox", "run"),
    Message.Kind.NOTICE_AGAIN: ("inbox", "soon"),
    Message.Kind.REMINDER: ("bell", "soon"),
    Message.Kind.BREACH: ("alert", "over"),
    Message.Kind.ESCALATION: ("alert", "over"),
    Message.Kind.RETURNED: ("alert", "over"),
    Message.Kind.EMERGENCY: ("lock", "soon"),
    Message.Kind.READING: ("eye", "soon"),
    Message.Kind.ENQUIRY: ("search", "soon"),
    Message.Kind.ERASURE: ("bell", "soon"),
    Message.Kind.WITHDRAWN: ("off", "off"),
    Message.Kind.FAMILY: ("off", "soon"),
    Message.Kind.PASSED: ("send", "soon"),
    Message.Kind.APPEAL: ("inbox", "run"),
    Message.Kind.APPEAL_URGENT: ("alert", "over"),
    Message.Kind.SENDER_WROTE: ("edit", "soon"),
    Message.Kind.ASKED: ("inbox", "soon"),
    Message.Kind.ANSWERED: ("check", "run"),
}


SAYS = {
    Message.Kind.NOTICE: gettext_lazy("New notice about %(number)s"),
    Message.Kind.NOTICE_AGAIN: gettext_lazy("You are reminded of a notice about %(number)s"),
    Message.Kind.REMINDER: gettext_lazy("A term ends: %(number)s, %(due)s"),
    Message.Kind.BREACH: gettext_lazy("A term ran out: %(number)s, it ended %(due)s"),
    Message.Kind.ESCALATION: gettext_lazy("Still not done after the term: %(number)s, it ended %(due)s"),
    Message.Kind.RETURNED: gettext_lazy("A notice about %(number)s came back: telephone the recipient"),
    Message.Kind.EMERGENCY: gettext_lazy("A child's file was opened in an emergency: %(number)s. Look at why"),
    Message.Kind.READING: gettext_lazy("Files were read in an unusual way: %(number)s. Look at why"),
    Message.Kind.ENQUIRY: gettext_lazy(
        "A question whether two files are of one child, or the answer to it: no. %(number)s"
    ),
    Message.Kind.ERASURE: gettext_lazy(
        "A colleague proposes to erase the file %(number)s: a second person confirms it, or not"
    ),
    Message.Kind.WITHDRAWN: gettext_lazy("What another body asked is withdrawn: %(number)s"),
    Message.Kind.FAMILY: gettext_lazy(
        "Another body withdrew a sister or brother from the family of %(number)s. Look at why"
    ),
    Message.Kind.PASSED: gettext_lazy(
        "Duties about %(number)s pass to the guardianship body that took the child over, by the same clock"
    ),
    Message.Kind.APPEAL: gettext_lazy("New appeal or word about one: %(number)s"),
    Message.Kind.APPEAL_URGENT: gettext_lazy("Urgent appeal, a child may be in danger: %(number)s. Look at once"),
    Message.Kind.SENDER_WROTE: gettext_lazy("The sender of %(number)s wrote"),
    Message.Kind.ASKED: gettext_lazy("An ombudsman's request to your body, or word about it: %(number)s"),
    Message.Kind.ANSWERED: gettext_lazy("A body answered a request about %(number)s"),
}


def said(message: Message, now: datetime) -> str:
    """A message in one sentence."""
    values = {"number": message.subject_no, "due": formats.relative(message.due_at, now) if message.due_at else ""}
    return str(SAYS[Message.Kind(message.kind)]) % values


def item(message: Message, now: datetime) -> dict[str, Any]:
    """A message as a row: sign, state, sentence, when, how late it was sent."""
    icon, state = LOOKS[Message.Kind(message.kind)]
    late = message.late_by
    return {
        "message": message,
        "icon": icon,
        "state": state,
        "text": said(message, now),
        "at": message.created_at,
        "late": _("sent %(time)s late, after an outage") % {"time": formats.duration(late)} if late else "",
    }


def merged(messages: Iterable[Message], now: datetime) -> list[dict[str, Any]]:
    """Messages as rows; those of one moment about one thing, such as four terms that end together, are one row."""
    rows: dict[tuple, dict[str, Any]] = {}
    for message in messages:
        key = (message.kind, message.subject_no, message.created_at, message.due_at)
        row = rows.setdefault(key, item(message, now) | {"is_read": True, "count": 0})
        row["is_read"] &= getattr(message, "is_read", True)
        row["count"] += 1
    return list(rows.values())
