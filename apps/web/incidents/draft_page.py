"""What a step of a new incident shows beside its form: the running clock, who will be told, what is missing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.errors import Refused
from apps.incidents.acts.drafts import warnings_about
from apps.incidents.checks import check_whole
from apps.incidents.models import Incident
from apps.incidents.questions import informing_duties, rules_not_in_force, to_tell
from apps.incidents.routes import facts_of
from apps.obligations.models import Obligation, Rule
from apps.web import formats, wording
from apps.web.incidents import words
from apps.web.incidents.forms import STEPS, is_whole_day, sentence
from apps.web.presenters.clocks import most_urgent

STEP_NAMES = {1: gettext_lazy("What and when"), 2: gettext_lazy("Who and where"), 3: gettext_lazy("Check")}
LAST = 3
STEP_OF_FIELD = {name: step for step, form in STEPS.items() for name in form.TAKES} | {"children": 2}


@dataclass(frozen=True)
class Told:
    """A recipient as the draft lists it; `rules` give the tags of basis."""

    heading: str
    under: str
    icon: str
    rules: list[Rule]
    is_found: bool


@dataclass(frozen=True)
class Running:
    """The clock at the side: the most urgent duty, or the sentence why none runs."""

    duty: Obligation | None
    heading: str
    note: str
    told: list[Told]
    warnings: list[dict[str, str]]

    @property
    def found(self) -> int:
        """How many recipients are known by name."""
        return sum(one.is_found for one in self.told)


def running(draft: Incident | None, now: datetime) -> Running:
    """The clock of a draft and whom it obliges to tell."""
    if draft is None:
        return Running(None, _("The term is not counted yet"), _not_yet(), [], [])
    duties = informing_duties(draft)
    duty = most_urgent(duties, now)
    told = [_told(one) for one in to_tell(draft, duties)]
    warnings = [refusal(one) for one in warnings_about(draft)] + not_in_force(draft)
    if duty:
        return Running(duty, _("The term is running already"), "", told, warnings)
    known = draft.kind and draft.established_at and draft.concerned.exists()
    note = _no_duty(draft, bool(warnings)) if known else _not_yet()
    heading = _("No term runs") if known else _("The term is not counted yet")
    return Running(None, heading, note, told, warnings)


def not_in_force(incident: Incident) -> list[dict[str, str]]:
    """Says of each rule that the fact was established before it was in force, so that it opens no duty."""
    if not incident.established_at:
        return []
    text = _("On %(day)s this rule was not in force yet (in force from %(from)s): no duty under it arises.")
    day = formats.long_date(incident.established_at, weekday=False)
    return [
        {
            "text": text % {"day": day, "from": formats.long_date(rule.in_force_from, weekday=False)},
            "rule": rule.code,
            "article": wording.rule_article(rule) or rule.title,
        }
        for rule in rules_not_in_force(incident)
    ]


def missing(draft: Incident, now: datetime) -> list[dict[str, Any]]:
    """What keeps the draft from being sent in the steps before the last, each with the step where it is mended."""
    try:
        check_whole(draft, now)
    except Refused as refused:
        elsewhere = [one for one in refused.all if STEP_OF_FIELD.get(one.field or "", 1) != LAST]
        return [refusal(one) | {"url": step_url(draft, STEP_OF_FIELD.get(one.field or "", 1))} for one in elsewhere]
    return []


def refusal(one: Refused) -> dict[str, str]:
    """A refusal as pages show it."""
    return {"text": str(one.message), "rule": one.rule or "", "article": wording.article(one.rule or "")}


def stages(draft: Incident | None) -> list[dict[str, Any]]:
    return [{"label": name, "url": step_url(draft, step) if draft else ""} for step, name in STEP_NAMES.items()]


def step_url(draft: Incident, step: int) -> str:
    return reverse("incidents:step", args=[draft.number, step])


def recorded(draft: Incident) -> list[dict[str, Any]]:
    """The facts entered in the first two steps."""
    children = [one.child.number if one.child else one.description for one in draft.concerned.select_related("child")]
    return [
        {"label": _("What"), "value": sentence(draft.get_kind_display()) or "—"},
        {"label": _("Children"), "value": ", ".join(children) or "—"},
        {"label": _("Established"), "value": formats.instant(draft.established_at) if draft.established_at else "—"},
        {"label": _("Happened"), "value": happened(draft)},
        {"label": _("Where"), "value": ", ".join(filter(None, [draft.area and draft.area.name, draft.place])) or "—"},
        {"label": _("Safety"), "value": sentence(draft.get_safety_display()) or "—"},
    ]


def happened(incident: Incident) -> str:
    """When it happened: not known, a day, an instant or an interval."""
    start, end = incident.occurred_from, incident.occurred_to
    if start is None:
        return _("the time is not known")
    if is_whole_day(incident):
        return formats.long_date(start)
    if end is None:
        return formats.instant(start)
    if formats.local_day(start) == formats.local_day(end):
        return f"{formats.instant(start)}–{formats.clock_time(end)}"
    return f"{formats.instant(start)} – {formats.instant(end)}"


def _told(one: Any) -> Told:
    icon = words.ICONS.get(one.role, "building")
    if not one.is_found:
        heading = _("%(role)s: not found") % {"role": words.role_name(one.role)}
        return Told(heading, _("After sending name it by hand; its clock runs all the same"), "alert", one.rules, False)
    heading = one.agency.name if one.agency else one.name
    under = "; ".join(filter(None, [words.reason_of(one.role), words.channel_of(one.agency)]))
    return Told(heading, under, icon, one.rules, True)


def _not_yet() -> str:
    return _("It appears here as soon as the kind, the child and the time of establishing are known.")


def _no_duty(draft: Incident, said: bool) -> str:
    if facts_of(draft) and said:
        return _("The fact is recorded; under the rules of that day nobody had to be told.")
    return _("For this kind the rules name nobody who has to be told. The fact is recorded.")
