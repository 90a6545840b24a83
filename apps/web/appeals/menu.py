"""What may be done with an appeal now: the next act first, then the others in the order of the work."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.complaints.models import Appeal
from apps.complaints.states import DECIDED, ENDED, OPEN, TRANSITIONS, WORKED_ON, State
from apps.web.appeals.asking import may_open_files


def acts(appeal: Appeal, reader: User, can: dict[str, bool]) -> list[dict[str, Any]]:
    """Each with label, url, icon, whether it is one press (`post`) and under which heading it stands."""
    if not can["work"]:
        return []
    found = _next(appeal, can) + _work(appeal) + _course(appeal, can) + _whose(appeal, can)
    return [_act(appeal, *one) for one in found]


def _act(appeal: Appeal, name: str, label: str, icon: str, post: bool = False) -> dict[str, Any]:
    return {"url": reverse(f"appeals:{name}", args=[appeal.number]), "label": label, "icon": icon, "post": post}


def _next(appeal: Appeal, can: dict[str, bool]) -> list[tuple]:
    """The one act that the state waits for."""
    if State.TRIAGED in TRANSITIONS[appeal.state]:
        return [("take_over", _("Take over"), "hand")]
    if appeal.state in (State.TRIAGED, State.REOPENED):
        return [("begin", _("Begin the work"), "edit", True)]
    if appeal.state in WORKED_ON:
        return [("ask", _("Ask a body"), "send")]
    if appeal.state in DECIDED and can["decide"]:
        return [("reply", _("Reply"), "send")]
    return [("close", _("Close"), "lock", True)] if appeal.state == State.REPLIED else []


def _work(appeal: Appeal) -> list[tuple]:
    found: list[tuple] = [("note", _("Write a note"), "doc")]
    if appeal.state in OPEN:
        found += [("write", _("Write to the sender"), "edit"), ("police", _("Tell the police"), "shield")]
    if may_open_files(appeal) and appeal.state in OPEN:
        found.append(("open_file", _("Open a child's file"), "lock"))
    return [
        *found,
        ("link_child", _("Link a child's file"), "child"),
        ("link_incident", _("Link an incident"), "alert"),
    ]


def _course(appeal: Appeal, can: dict[str, bool]) -> list[tuple]:
    if not can["decide"]:
        return []
    found: list[tuple] = []
    if appeal.state in WORKED_ON:
        found.append(("decide", _("Decide on the outcome"), "check"))
    if State.EXTENDED in TRANSITIONS[appeal.state]:
        found.append(("extend", _("Extend the term"), "calendar"))
    if appeal.state in DECIDED:
        found.append(("take_up_again", _("Take up again"), "history"))
    if State.REOPENED in TRANSITIONS[appeal.state]:
        found.append(("reopen", _("Open again"), "history"))
    return found


def _whose(appeal: Appeal, can: dict[str, bool]) -> list[tuple]:
    found: list[tuple] = []
    if appeal.state not in ENDED:
        found += [("describe", _("Correct what it is about"), "edit"), ("assign", _("Who works on it"), "people")]
    if State.FORWARDED in TRANSITIONS[appeal.state]:
        found.append(("forward", _("Pass on to another office"), "send"))
        found += [("pass_outside", _("Pass on by letter"), "inbox")] if can["decide"] else []
    if appeal.state == State.JOINED:
        found.append(("separate", _("Separate from the other appeal"), "same"))
    elif State.JOINED in TRANSITIONS[appeal.state]:
        found.append(("join", _("Join to another appeal"), "same"))
    if can["decide"]:
        found.append(("exclude", _("Shut a person out"), "off"))
    return [*found, ("withdraw_self", _("Withdraw for a conflict of interest"), "exit")]
