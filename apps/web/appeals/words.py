"""Colours, signs and sentences of appeals, requests to bodies and the conversation."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.complaints.models import Appeal, Post, WorkNote
from apps.complaints.states import RequestState, State

LOOKS: dict[str, tuple[str, str]] = {
    State.RECEIVED: ("soon", "inbox"), State.REGISTERED: ("soon", "inbox"), State.TRIAGED: ("run", "hand"),
    State.FORWARDED: ("soon", "send"), State.UNDER_REVIEW: ("run", "edit"),
    State.INFORMATION_REQUESTED: ("run", "send"), State.EXTENDED: ("late", "calendar"),
    State.RECOMMENDATION_SENT: ("run", "send"), State.RESTORED: ("met", "check"), State.NOT_RESTORED: ("late", "off"),
    State.SETTLED: ("met", "check"), State.REPLIED: ("met", "send"), State.CLOSED: ("off", "lock"),
    State.REOPENED: ("soon", "history"), State.JOINED: ("off", "same"),
}  # fmt: skip
REQUEST_LOOKS: dict[str, tuple[str, str]] = {
    RequestState.SENT: ("run", "clock"), RequestState.ANSWERED: ("met", "check"), RequestState.REFUSED: ("over", "off"),
    RequestState.WITHDRAWN: ("off", "off"),
}  # fmt: skip
NOTE_ICONS: dict[str, str] = {
    WorkNote.Kind.PLAN: "doc", WorkNote.Kind.INTERVIEW: "people", WorkNote.Kind.VISIT: "eye",
    WorkNote.Kind.EVIDENCE: "shield", WorkNote.Kind.REMARK: "edit",
}  # fmt: skip
SAID: dict[str, Any] = {
    Post.What.STATEMENT: gettext_lazy("The appeal"),
    Post.What.REPLY: gettext_lazy("The reply"),
    Post.What.FORWARDED: gettext_lazy("The appeal was passed on to another office"),
    Post.What.EXTENDED: gettext_lazy("The term was extended"),
    Post.What.REOPENED: gettext_lazy("The appeal was opened again"),
    Post.What.JOINED: gettext_lazy("Joined to another appeal about the same matter"),
    Post.What.NAMED: gettext_lazy("The sender gave a name"),
    Post.What.DANGER: gettext_lazy("The sender says: I am in danger"),
    Post.What.POLICE: gettext_lazy("The police were told"),
}
SIGNS: dict[str, str] = {
    Post.What.REPLY: "send", Post.What.FORWARDED: "send", Post.What.EXTENDED: "calendar", Post.What.REOPENED: "history",
    Post.What.JOINED: "same", Post.What.NAMED: "people", Post.What.DANGER: "alert", Post.What.POLICE: "shield",
}  # fmt: skip
LANGUAGES = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"))


def sender(appeal: Appeal) -> str:
    """Who wrote, as far as lists say it: never a name."""
    if appeal.by_child:
        return _("a child, anonymous") if appeal.is_anonymous else _("a child, gave a name")
    return _("an adult, anonymous") if appeal.is_anonymous else _("an adult, gave a name")


def who_said(post: Post) -> str:
    """Whose word it is, above a post of the conversation."""
    if post.author == Post.Author.SENDER:
        return _("The sender")
    return _("The office") if post.author == Post.Author.OFFICE else _("Word of the system to the sender")


def row_of(at: datetime, icon: str, state: str, text: Any, **more: Any) -> dict[str, Any]:
    """One line of `components/timeline.html`."""
    return {"at": at, "icon": icon, "state": state, "text": text, **more}
