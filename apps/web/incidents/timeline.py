"""What happened to an incident and what is still to come, on one line of time: the future above now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from apps.audit.models import LedgerEntry
from apps.incidents.models import Correction, FollowUp, Incident
from apps.notices.models import Notice
from apps.obligations.models import Obligation, Step
from apps.web import formats, wording
from apps.web.presenters.clocks import counts_working_days, spoken, state_of
from apps.web.wording import short_name

MOVES = {
    "incident.closed": ("lock", "off"),
    "incident.follow_up": ("history", "run"),
    "incident.joined_by": ("same", "run"),
    "incident.discarded": ("off", "off"),
    "incident.draft": ("history", "run"),
}


@dataclass
class Told:
    """Everything the timeline is made of, already limited to what the reader may see."""

    incident: Incident
    duties: list[Obligation]
    notices: list[Notice]
    steps: list[Step]
    corrections: list[Correction]
    follow_ups: list[FollowUp]
    moves: list[LedgerEntry]
    urgent: Obligation | None


def timeline(told: Told, now: datetime) -> list[dict[str, Any]]:
    """Rows for `components/timeline.html`, newest on top."""
    past = _facts(told) + _notices(told.notices) + _steps(told.steps) + _corrections(told.corrections)
    past += _follow_ups(told.follow_ups) + _moves(told.moves)
    past.reverse()  # of one instant, what came later stands above
    past.sort(key=lambda row: row["at"], reverse=True)
    return [*_ahead(told, now), _now(told.urgent, now), *past]


def _row(at: datetime, icon: str, state: str, text: Any, **more: Any) -> dict[str, Any]:
    return {"at": at, "icon": icon, "state": state, "text": text, **more}


def _ahead(told: Told, now: datetime) -> list[dict[str, Any]]:
    """Due instants of open duties, one row for those that fall together, and the reminders of the most urgent."""
    rows: dict[datetime, dict[str, Any]] = {}
    for duty in told.duties:
        if duty.state == Obligation.State.OPEN and duty.due_at > now:
            rows.setdefault(duty.due_at, _row(duty.due_at, "clock", "off", _last(duty), ahead=True))
    if told.urgent:
        for at in told.urgent.step_times[told.urgent.steps_taken :]:
            if now < at < told.urgent.due_at:
                rows.setdefault(at, _row(at, "bell", "off", _rung(told.urgent, at, taken=False), ahead=True))
    return [rows[at] for at in sorted(rows, reverse=True)]


def _last(duty: Obligation) -> str:
    if duty.rule.met_on == "NOTICE_ACKNOWLEDGED":
        return _("Last instant for acknowledging")
    return _("Last instant: %(duty)s. After it “late” stays for good") % {"duty": duty.rule.title}


def _now(urgent: Obligation | None, now: datetime) -> dict[str, Any]:
    if urgent is None:
        return _row(now, "clock", "off", _("Now"), strong=True)
    text = _("Now: %(left)s") % {"left": spoken(urgent, now)}
    return _row(now, "clock", state_of(urgent, now), text, strong=True)


def _begun_by(incident: Incident) -> str:
    """Everybody reads the timeline: a confidential reporter who typed it stays behind the agency's name."""
    return incident.agency.name if incident.reporter_is_confidential else short_name(incident.author)


def _facts(told: Told) -> list[dict[str, Any]]:
    incident = told.incident
    rows = [_row(incident.created_at, "edit", "off", _("The draft was begun: %(who)s") % {"who": _begun_by(incident)})]
    if incident.established_at:
        measures = incident.safety_measures.strip()
        text = _("The fact was established") + (f". {measures}" if measures else "")
        rows.append(_row(incident.established_at, "alert", "run", text))
    if incident.violence_confirmed_at:
        rows.append(_row(incident.violence_confirmed_at, "alert", "over", _("Violence was confirmed")))
    return rows


def _notices(notices: list[Notice]) -> list[dict[str, Any]]:
    sent: dict[datetime, list[str]] = {}
    for notice in notices:
        sent.setdefault(notice.sent_at, []).append(notice.recipient_label)
    rows = [
        _row(at, "send", "run", _("Notices were sent: %(who)s") % {"who": ", ".join(names)})
        for at, names in sent.items()
    ]
    return rows + [row for notice in notices for row in _steps_of(notice)]


def _steps_of(notice: Notice) -> list[dict[str, Any]]:
    who, rows = notice.recipient_label, []
    if notice.returned_at:
        rows.append(_row(notice.returned_at, "alert", "over", _("%(who)s: the mail came back") % {"who": who}))
    if notice.told_at:
        values = {
            "who": who,
            "whom": notice.told_person,
            "by": short_name(notice.told_by) if notice.told_by else notice.sender.name,
        }
        text = _("%(who)s was told: %(whom)s. By %(by)s") % values
        rows.append(_row(notice.told_at, "phone", "met", text))
    elif notice.delivered_at:
        rows.append(_row(notice.delivered_at, "inbox", "run", _("Delivered: %(who)s") % {"who": who}))
    if notice.opened_at:
        text = _("%(who)s opened the notice: %(name)s") % {"who": who, "name": short_name(notice.opened_by)}
        rows.append(_row(notice.opened_at, "eye", "run", text))
    if notice.acknowledged_at:
        text = _("%(who)s acknowledged: %(name)s") % {"who": who, "name": short_name(notice.acknowledged_by)}
        rows.append(_row(notice.acknowledged_at, "check", "met", text))
    if notice.withdrawn_at:
        values = {"who": who, "reason": notice.withdraw_reason}
        rows.append(_row(notice.withdrawn_at, "history", "off", _("%(who)s: notice withdrawn. %(reason)s") % values))
    return rows


def _steps(steps: list[Step]) -> list[dict[str, Any]]:
    """Rungs that were taken; those of several duties at one instant are one row."""
    rows: dict[tuple[datetime, str], dict[str, Any]] = {}
    for step in steps:
        if step.kind == "REMINDER":
            row = _row(step.taken_at, "bell", "run", _rung(step.duty, step.ripe_at, taken=True))
        elif step.kind == "BREACH":
            text = _("The term ran out: a breach is recorded, those above are told. %(duty)s") % {
                "duty": step.duty.rule.title
            }
            row = _row(step.taken_at, "alert", "over", text)
        else:
            row = _row(step.taken_at, "alert", "over", _("Those above are told once more"))
        rows.setdefault((step.taken_at, row["text"]), row)
    return list(rows.values())


def _rung(duty: Obligation, at: datetime, *, taken: bool) -> str:
    if counts_working_days(duty):
        return _("Reminder") if taken else _("A reminder comes")
    gone = formats.hours_and_minutes(at - duty.started_at)
    return (_("Reminder after %(time)s") if taken else _("A reminder after %(time)s")) % {"time": gone}


def _corrections(corrections: list[Correction]) -> list[dict[str, Any]]:
    return [
        _row(
            one.at,
            "history",
            "late",
            format_html(
                _('Time of establishing corrected: <span class="was">{old}</span>, now {new}. {reason}'),
                old=formats.instant(one.old_established_at, weekday=False),
                new=formats.instant(one.new_established_at, weekday=False),
                reason=one.reason,
            ),
        )
        for one in corrections
    ]


def _follow_ups(done: list[FollowUp]) -> list[dict[str, Any]]:
    return [_row(one.at, "check", "met", f"{one.get_kind_display()}: {_who(one)}") for one in done]


def _who(done: FollowUp) -> str:
    return wording.short_name(done.who) if done.who else done.agency.name


def _moves(moves: list[LedgerEntry]) -> list[dict[str, Any]]:
    names = {
        "incident.closed": _("Closed"),
        "incident.follow_up": _("Follow-up"),
        "incident.joined_by": _("Another report of the event was joined"),
        "incident.discarded": _("The draft was discarded"),
        "incident.draft": _("The draft was restored"),
    }
    rows = []
    for move in moves:
        icon, state = MOVES[move.verb]
        reason = move.data.get("reason") or move.data.get("other") or ""
        rows.append(_row(move.at, icon, state, f"{names[move.verb]}. {reason}" if reason else names[move.verb]))
    return rows
