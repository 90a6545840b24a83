"""What is known of an incident, what is done about it, and the acts a reader may take."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from apps.incidents import policies
from apps.incidents.models import FollowUp, Incident
from apps.incidents.states import State
from apps.obligations.models import Obligation
from apps.web import formats
from apps.web.incidents.cards import allowed
from apps.web.incidents.draft_page import happened
from apps.web.incidents.forms import sentence
from apps.web.wording import full_name, short_name

FOLLOW_UP_EVENTS = ("ASSISTANCE_PLAN_RECORDED", "CHILD_DATABANK_REGISTERED")


def kind_name(incident: Incident) -> str:
    return sentence(incident.get_kind_display()) if incident.kind else _("Incident without a kind yet")


def facts(incident: Incident, user: Any) -> list[dict[str, Any]]:
    """Labels and values for `components/facts.html`."""
    where = ", ".join(filter(None, [incident.area and incident.area.name, incident.place]))
    return [
        {"label": _("When it happened"), "value": happened(incident)},
        {"label": _("Became known"), "value": incident.discovered_at and formats.instant(incident.discovered_at)},
        {"label": _("Where"), "value": where},
        {"label": _("Safety when it was reported"), "value": sentence(incident.get_safety_display())},
        {"label": _("Safety measures"), "value": incident.safety_measures},
        {"label": _("Episodes"), "value": incident.episodes},
        {
            "label": _("In public or online"),
            "value": incident.get_public_channel_display() if incident.public_channel else "",
        },
        {"label": _("Said to have done it"), "value": _alleged(incident)},
        {"label": _("Recorded by"), "value": _recorded_by(incident, user)},
        {"label": _("Reporter"), "value": _reporter(incident, user)},
        *_joined(incident, user),
    ]


def follow_up(incident: Incident, done: list[FollowUp], duties: list[Obligation]) -> list[dict[str, Any]]:
    """What was done and what is owed afterwards, for `components/feed.html`."""
    rows = [
        {
            "icon": "check",
            "state": "met",
            "text": format_html("{}. {}", one.get_kind_display(), one.text),
            "under": ", ".join(
                [one.agency.name, *([short_name(one.who)] if one.who else []), formats.instant(one.at, weekday=False)]
            ),
        }
        for one in done
    ]
    for duty in duties:
        if duty.rule.met_on in FOLLOW_UP_EVENTS and duty.state == Obligation.State.OPEN:
            url = reverse("rules:detail", args=[duty.rule.code])
            text = format_html('<a href="{}">{}</a>', url, duty.rule.title)
            rows.append(
                {
                    "icon": "clock",
                    "state": "run",
                    "text": text,
                    "under": f"{duty.owner.name}: {formats.instant(duty.due_at)}",
                }
            )
    return rows


def acts(incident: Incident, user: Any) -> list[dict[str, Any]]:
    """Every act this reader may take now, as links to its page."""

    def at(name: str) -> str:
        return reverse(f"incidents:{name}", args=[incident.number])

    may = {
        "edit": allowed(policies.check_can_edit_draft, user, incident),
        "correct": allowed(policies.check_can_correct, user, incident),
        "follow": allowed(policies.check_can_follow_up, user, incident),
        "close": allowed(policies.check_can_close, user, incident),
        "restore": allowed(policies.check_can_restore, user, incident),
    }
    following = may["follow"]
    confirmable = following and incident.is_violent and not incident.violence_confirmed_at
    rows = [
        (may["edit"], "edit", "edit", _("Continue the draft")),
        (following, "follow_up", "check", _("Record what was done")),
        (confirmable, "confirm_violence", "alert", _("Violence was confirmed")),
        (may["correct"], "correct", "history", _("Correct the time of establishing")),
        (may["correct"], "recipient_new", "plus", _("Tell one more")),
        (following and may["close"], "close", "lock", _("Close")),
        (may["close"] and incident.state == State.CLOSED, "reopen", "history", _("Reopen")),
        (following, "join", "same", _("Join with another report")),
        (may["edit"], "discard", "off", _("Discard the draft")),
        (may["restore"], "restore", "history", _("Restore the draft")),
    ]
    return [{"label": label, "url": at(name), "icon": icon} for shown, name, icon, label in rows if shown]


def _alleged(incident: Incident) -> str:
    return ", ".join(filter(None, [incident.alleged_person, incident.alleged_relation]))


def _recorded_by(incident: Incident, user: Any) -> str:
    """Who typed it; where the reporter is confidential, strangers to the agency read its name alone."""
    if not policies.may_see_reporter(user, incident):
        return incident.agency.name
    return f"{full_name(incident.author)}, {incident.agency.name}"


def _reporter(incident: Incident, user: Any) -> Any:
    """The name for those who may know it; for others, that there is somebody and who may see."""
    who = ", ".join(filter(None, [incident.reporter_name, incident.reporter_contact]))
    if policies.may_see_reporter(user, incident):
        return f"{who} ({_('confidential')})" if who and incident.reporter_is_confidential else who
    return _("Confidential: known to the agency that reported it, and there to those who may see reporters")


def _joined(incident: Incident, user: Any) -> list[dict[str, Any]]:
    """The report this one went into, and reports that came into it, with their reporters."""
    rows = []
    if incident.joined_to_id:
        url = reverse("incidents:detail", args=[incident.joined_to.number])
        link = format_html('<a class="no" href="{}">{}</a>', url, incident.joined_to.number)
        rows.append({"label": _("Joined to"), "value": link})
    for other in incident.joined.select_related("agency", "author").order_by("pk"):
        text = f"{other.number}, {other.agency.name}: {_reporter(other, user) or short_name(other.author)}"
        rows.append({"label": _("Joined report"), "value": text})
    return rows
