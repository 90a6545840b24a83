"""The cards of recipients: each notice with its two clocks, and the acts its sender or recipient may take."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed
from apps.incidents import policies as incident_policies
from apps.incidents.acts.sending import INFORMING
from apps.incidents.models import Incident
from apps.incidents.states import LIVE
from apps.notices import policies
from apps.notices.models import Notice
from apps.obligations.models import Obligation, Rule
from apps.web import formats, wording
from apps.web.incidents import words
from apps.web.presenters.clocks import URGENCY, most_urgent, state_of

ACKNOWLEDGE_EVENT = "NOTICE_ACKNOWLEDGED"


@dataclass
class Card:
    """One recipient. `notice` None: a body nobody has found yet, whose clock runs all the same."""

    title: str
    name: str
    inform: Obligation | None
    acknowledge: Obligation | None = None
    notice: Notice | None = None
    acts: list[dict[str, Any]] = field(default_factory=list)
    note: SafeString | str = ""

    @property
    def urgent(self) -> Obligation | None:
        return most_urgent_of(self.inform, self.acknowledge)


def most_urgent_of(*duties: Obligation | None) -> Obligation | None:
    open_ones = [duty for duty in duties if duty and duty.state == Obligation.State.OPEN]
    return min(open_ones, key=lambda duty: duty.due_at, default=None)


def allowed(check: Any, *args: Any) -> bool:
    """Whether a policy lets this pass; buttons appear only then."""
    try:
        check(*args)
    except NotAllowed:
        return False
    return True


def cards(
    incident: Incident, notices: list[Notice], duties: list[Obligation], *, user: Any, whole: bool, now: datetime
) -> list[Card]:
    """Every recipient, the most urgent first; one who was only told sees its own card alone."""
    live = [duty for duty in duties if duty.state != Obligation.State.CANCELLED]
    mine = [n for n in notices if not n.withdrawn_at and (whole or _is_mine(n, user))]
    found = [_card(notice, live) for notice in mine]
    if whole:
        found += [_unfound(duty) for duty in live if _is_unfound(duty)]
    found.sort(key=lambda card: _order(card, now))
    for card in found:
        card.acts = _acts(card, incident, user)
        card.note = _note(card, incident, user)
    _one_filled(found)
    return found


def withdrawn(notices: list[Notice]) -> list[dict[str, Any]]:
    """Notices to wrong recipients: they stay on record, with the reason."""
    return [
        {
            "icon": "history",
            "state": "off",
            "text": _("%(who)s: withdrawn, the recipient was wrong") % {"who": notice.recipient_label},
            "under": f"{notice.number} · {formats.instant(notice.withdrawn_at)} · {notice.withdraw_reason}",
        }
        for notice in notices
        if notice.withdrawn_at
    ]


def inform_of(notice: Notice, duties: list[Obligation]) -> Obligation | None:
    """The duty this notice serves: the Law's before others, then a duty that any of several notices meets."""
    own = [d for d in duties if d.rule.met_on == INFORMING and d.notice_id == notice.pk]
    shared = [
        d
        for d in duties
        if d.rule.met_on == INFORMING
        and d.rule.recipient_rule == Rule.Recipients.ANY
        and notice.role in d.rule.recipients
    ]
    return min(own or shared, key=lambda duty: (duty.rule.basis != "LAW", duty.due_at), default=None)


def acknowledge_of(notice: Notice, duties: list[Obligation]) -> Obligation | None:
    return next((d for d in duties if d.rule.met_on == ACKNOWLEDGE_EVENT and d.notice_id == notice.pk), None)


def _card(notice: Notice, duties: list[Obligation]) -> Card:
    return Card(
        title=words.role_name(notice.role),
        name=notice.recipient_label,
        notice=notice,
        inform=inform_of(notice, duties),
        acknowledge=acknowledge_of(notice, duties),
    )


def _unfound(duty: Obligation) -> Card:
    return Card(title=words.role_name(duty.role), name=_("not found: name the body"), inform=duty)


def _is_unfound(duty: Obligation) -> bool:
    return bool(duty.rule.met_on == INFORMING and duty.role and duty.notice_id is None and duty.party_id is None)


def _is_mine(notice: Notice, user: Any) -> bool:
    return user.agency is not None and notice.recipient_id == user.agency.pk


def _order(card: Card, now: datetime) -> tuple[int, Any, int]:
    duty = most_urgent([card.inform, card.acknowledge], now)
    if duty is None:
        return len(URGENCY), now, card.notice.pk if card.notice else 0
    return URGENCY.index(state_of(duty, now)), duty.due_at, card.notice.pk if card.notice else 0


def _acts(card: Card, incident: Incident, user: Any) -> list[dict[str, Any]]:
    notice = card.notice
    if notice is None:
        url = f"{reverse('incidents:recipient_new', args=[incident.number])}?role={card.inform.role}"  # type: ignore[union-attr]
        may = allowed(incident_policies.check_can_change_recipients, user, incident)
        return [{"label": _("Name the recipient"), "url": url, "icon": "edit", "primary": True}] if may else []
    if _is_mine(notice, user) and not notice.acknowledged_at and allowed(policies.check_can_acknowledge, user, notice):
        url = reverse("notices:acknowledge", args=[notice.number])
        return [{"label": _("Acknowledge"), "url": url, "icon": "check", "primary": True, "post": True}]
    if notice.acknowledged_at or notice.told_at or not allowed(policies.check_can_manage, user, notice):
        return []
    told = {
        "label": _("I told them by telephone"),
        "url": reverse("incidents:told", args=[incident.number, notice.number]),
        "icon": "phone",
        "primary": notice.delivered_at is None,
    }
    again = {
        "label": _("Remind again"),
        "url": reverse("incidents:resend", args=[incident.number, notice.number]),
        "icon": "send",
        "post": True,
    }
    if notice.channel != Notice.Channel.PLATFORM:
        return [told | {"label": _("Record the call or letter"), "primary": True}]
    return [again, told | {"primary": False}] if notice.delivered_at else [told, again]


def _note(card: Card, incident: Incident, user: Any) -> SafeString | str:
    """Who acknowledged or was told, and the smaller acts as links."""
    notice, parts = card.notice, []
    if notice is None:
        return ""
    if notice.acknowledged_at:
        name = wording.short_name(notice.acknowledged_by) if notice.acknowledged_by else ""
        parts.append(_("Acknowledged by %(name)s") % {"name": name})
    if notice.told_at:
        values = {
            "how": notice.get_channel_display(),
            "when": formats.instant(notice.told_at, weekday=False),
            "whom": notice.told_person,
            "by": wording.short_name(notice.told_by) if notice.told_by else notice.sender.name,
        }
        parts.append(_("Told %(how)s, %(when)s: %(whom)s. By %(by)s") % values)
    return format_html_join(" · ", "{}", [(part,) for part in [*parts, _links(notice, incident, user)] if part])


def _links(notice: Notice, incident: Incident, user: Any) -> SafeString:
    mine = user.agency is not None and user.agency.pk in (notice.sender_id, notice.recipient_id)
    manages = allowed(policies.check_can_manage, user, notice)
    links = [(reverse("incidents:pdf", args=[incident.number, notice.number]), _("Notice (PDF)"))] if mine else []
    if notice.proof_id and user.agency is not None and user.agency.pk == notice.sender_id:
        links.append((reverse("incidents:proof", args=[incident.number, notice.number]), _("Proof")))
    if manages and notice.told_at and not notice.proof_id:
        links.append((reverse("incidents:told", args=[incident.number, notice.number]), _("Add the proof")))
    if manages and incident.state in LIVE and not notice.acknowledged_at:
        links.append(
            (reverse("incidents:recipient_replace", args=[incident.number, notice.number]), _("Wrong recipient"))
        )
    return format_html_join(" · ", '<a href="{}">{}</a>', links)


def _one_filled(found: list[Card]) -> None:
    """One filled button on the page: the act of the most urgent recipient that has one."""
    filled = False
    for card in found:
        for act in card.acts:
            act["primary"] = bool(act.get("primary")) and not filled
            filled = filled or act["primary"]
