"""Colours, signs and sentences of meetings: where one stands, who acts next, what may be done now."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Agency, User
from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.checks.meetings import RULES, is_head_of
from apps.mentoring.models import Meeting
from apps.mentoring.states import AHEAD, MeetingState
from apps.web import formats, wording

LOOKS: dict[str, tuple[str, str]] = {
    MeetingState.ASKED: ("soon", "bell"), MeetingState.PLANNED: ("run", "calendar"),
    MeetingState.HELD: ("met", "check"), MeetingState.MISSED: ("late", "late"), MeetingState.CANCELLED: ("off", "off"),
}  # fmt: skip
KIND_ICONS: dict[str, str] = {Meeting.Kind.INSIDE: "home", Meeting.Kind.OUTING: "exit", Meeting.Kind.REMOTE: "phone"}
_OUTING_STEPS = (
    gettext_lazy("Asked for"), gettext_lazy("Both agreed"), gettext_lazy("The child is out"),
    gettext_lazy("The child is back"), gettext_lazy("Recorded"),
)  # fmt: skip
_PLAIN_STEPS = (gettext_lazy("Planned"), gettext_lazy("Took place"), gettext_lazy("Note written"))


def look(meeting: Meeting, at: datetime) -> dict[str, str]:
    """The one state of a meeting as colour, sign and word; what is over and not recorded says so."""
    if is_to_record(meeting, at):
        return {"state": "over", "icon": "edit", "word": _("to be recorded")}
    state, icon = LOOKS[meeting.state]
    return {"state": state, "icon": icon, "word": str(meeting.get_state_display())}


def is_to_record(meeting: Meeting, at: datetime) -> bool:
    return meeting.state in AHEAD and meeting.planned_to < at


def times(meeting: Meeting) -> str:
    """`сб 4 апреля 2026, 11:00–15:00`."""
    if local_day(meeting.planned_from) == local_day(meeting.planned_to):
        return f"{formats.instant(meeting.planned_from)}–{formats.clock_time(meeting.planned_to)}"
    return f"{formats.instant(meeting.planned_from)} – {formats.instant(meeting.planned_to)}"


def stages(meeting: Meeting, *, noted: bool) -> dict[str, Any]:
    """The way of a meeting for `components/stages.html`."""
    if not meeting.is_outing:
        done = 1 if meeting.state in AHEAD else 2 if not noted else 3
        return {"stages": [{"label": label, "url": ""} for label in _PLAIN_STEPS], "current": done + 1}
    done = 1
    if meeting.state != MeetingState.ASKED:
        done = 2
    if meeting.left_at:
        done = 3
    if meeting.returned_at:
        done = 4
    if meeting.state == MeetingState.HELD:
        done = 5
    return {"stages": [{"label": label, "url": ""} for label in _OUTING_STEPS], "current": done + 1}


def next_step(meeting: Meeting, home: Agency | None, at: datetime, *, noted: bool, asked: bool) -> dict[str, str]:
    """Who acts next and with what; an empty dictionary when nothing is left to do."""
    mentor, house = meeting.assignment.mentor_name, home.name if home else ""
    if meeting.state == MeetingState.ASKED and meeting.planned_from > at:
        return _consent_lacks(meeting, house)
    if is_to_record(meeting, at):
        return {"who": mentor, "what": _("records whether the meeting took place")}
    if meeting.state in AHEAD:
        return _ahead(meeting, mentor, house, at)
    if asked:
        return {"who": mentor, "what": _("answers the question on the note")}
    if meeting.state == MeetingState.HELD and not noted:
        return {"who": mentor, "what": _("writes a note about the meeting")}
    return {}


def offers(meeting: Meeting, reader: User, home: Agency | None, at: datetime) -> list[dict[str, Any]]:
    """What the reader may do now, the next act first."""
    assignment = meeting.assignment
    found: list[tuple[str, Any, str]] = []
    if meeting.state == MeetingState.ASKED and meeting.planned_from > at:
        found += _answers(meeting, reader, home, at)
    if policies.may(policies.check_can_meet, reader, assignment) and meeting.state in AHEAD:
        found += _course(meeting, at)
    noting = policies.may(policies.check_can_note, reader, assignment)
    if noting and meeting.state != MeetingState.CANCELLED and meeting.planned_from <= at:
        found.append(("meeting_note", _("Write a note"), "edit"))
    return [
        {"label": label, "url": reverse(f"mentoring:{name}", args=[meeting.number]), "icon": icon}
        for name, label, icon in found
    ]  # fmt: skip


def breaches(meeting: Meeting) -> list[dict[str, str]]:
    """What was against the Law, each with the rule and its article."""
    names = dict(Meeting.Breach.choices)
    return [
        {"text": str(names.get(code, code)), "rule": RULES[code], "article": wording.article(RULES[code])}
        for code in meeting.breaches
    ]  # fmt: skip


def _consent_lacks(meeting: Meeting, house: str) -> dict[str, str]:
    lacks = []
    if meeting.child_consent_at is None:
        lacks.append(_("asks the child whether it wishes to go"))
    if meeting.head_consent_at is None:
        lacks.append(_("the head agrees or refuses"))
    return {"who": house, "what": "; ".join(lacks)}


def _ahead(meeting: Meeting, mentor: str, house: str, at: datetime) -> dict[str, str]:
    if meeting.planned_from > at:
        return {"who": mentor, "what": _("meets the child %(when)s") % {"when": formats.relative(
            meeting.planned_from, at)}}  # fmt: skip
    if meeting.is_outing and meeting.left_at is None:
        return {"who": house, "what": _("notes when the child leaves")}
    if meeting.is_outing and meeting.returned_at is None:
        return {"who": house, "what": _("notes when the child comes back")}
    return {"who": mentor, "what": _("records whether the meeting took place")}


def _answers(meeting: Meeting, reader: User, home: Agency | None, at: datetime) -> list[tuple[str, Any, str]]:
    """An outing asked for: the head and the child answer, each for oneself."""
    if not policies.may(policies.check_keeps_home, reader, home):
        return []
    found: list[tuple[str, Any, str]] = []
    if meeting.head_consent_at is None and home and is_head_of(reader, home, local_day(at)):
        found.append(("meeting_agree", _("Agree as the head"), "check"))
    if meeting.child_consent_at is None:
        found.append(("meeting_child_agrees", _("The child agrees"), "check"))
    return [*found, ("meeting_refuse", _("Refuse the outing"), "off")]


def _course(meeting: Meeting, at: datetime) -> list[tuple[str, Any, str]]:
    found: list[tuple[str, Any, str]] = []
    if meeting.is_outing and local_day(meeting.planned_from) <= local_day(at):
        if meeting.left_at is None:
            found.append(("meeting_left", _("The child leaves"), "exit"))
        elif meeting.returned_at is None:
            found.append(("meeting_returned", _("The child is back"), "home"))
    if meeting.planned_from <= at:
        held, missed = (
            ("meeting_held", _("It took place"), "check"),
            ("meeting_missed", _("It did not take place"), "off"),
        )
        is_out = meeting.is_outing and meeting.returned_at is None and meeting.planned_to > at
        found = [*found, held, missed] if is_out else [held, *found, missed]
    never = ("meeting_missed", "meeting_call_off") if meeting.left_at else ()
    found.append(("meeting_call_off", _("Call off"), "off"))
    return [one for one in found if one[0] not in never]
