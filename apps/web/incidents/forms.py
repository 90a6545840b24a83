"""The three steps of a new incident. Nothing is required here: a draft takes what there is, the action checks."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Area
from apps.core.errors import Refused
from apps.core.localtime import day_end, day_start, local, local_day
from apps.core.parsing import INCOMPLETE, parse_day
from apps.incidents.models import Incident
from apps.incidents.states import EXPLOITATIVE, HARM, SITUATIONS, Kind
from apps.people.models import Child
from apps.web.fields import GroupedField, districts_of
from apps.web.incidents.fields import InstantsForm, WhenField
from apps.web.templatetags.caseflow_forms import refusal

OTHER = (Kind.VIOLENCE, Kind.CHILD_FOUND, Kind.BULLYING, Kind.NIGHT_VENUE, Kind.NIGHT_OUTSIDE)
KIND_GROUPS = (
    ("", [kind for kind in Kind if kind in HARM]),
    (_("Illness, injury or danger while with the mentor"), [kind for kind in Kind if kind in SITUATIONS]),
    (_("Other violence, a child found, bullying, at night"), list(OTHER)),
    (_("Exploitation and other danger"), [kind for kind in Kind if kind in EXPLOITATIVE]),
)
"""Kinds as the first step offers them; the first group is always open."""
META: dict[str, Any] = {
    **dict.fromkeys(SITUATIONS, _("to be told at once")),
    Kind.BULLYING: _("twice or more, or once in public or online"),
    Kind.NIGHT_VENUE: "22:00–06:00",
    Kind.NIGHT_OUTSIDE: "23:00–06:00",
}
ONE_MOMENT = timedelta(seconds=1)


class DraftForm(InstantsForm):
    """A step of the draft. `data` after cleaning: domain fields that were given and could be read."""

    TAKES: tuple[str, ...] = ()
    NEEDED: tuple[str, ...] = ()
    """Fields a draft may lack and an incident may not: the page does not call them optional."""

    def __init__(self, *args: Any, draft: Incident | None, user: Any, **kwargs: Any) -> None:
        self.draft, self.user = draft, user
        initial = {name: getattr(draft, name) for name in self.TAKES} if draft else {}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        for name in self.NEEDED:
            self.fields[name].is_needed = True  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What may be stored: every field of the step that holds no error."""
        return {name: self.cleaned_data.get(name) for name in self.TAKES if name not in self.errors}


class WhatForm(DraftForm):
    """Step 1: what happened, when it was established, when it happened."""

    TAKES = ("kind", "established_at", "occurred_from", "occurred_to", "discovered_at", "episodes", "public_channel")

    NEEDED = ("established_at",)

    kind = forms.ChoiceField(label=_("What happened"), choices=Kind.choices, required=False, widget=forms.RadioSelect)
    episodes = forms.IntegerField(
        label=_("How many times"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("Under the Law bullying is two episodes or more, or one in public or online."),
    )
    public_channel = forms.ChoiceField(
        label=_("In public or online"),
        required=False,
        choices=[("", _("no, among themselves")), *Incident.PublicChannel.choices],
    )
    established_at = WhenField(
        label=_("When you established the fact"),
        required=False,
        quick=True,
        help_text=_("The term runs from this moment. Later it is changed only with a reason."),
    )
    reason = forms.CharField(
        label=_("Why the time is changed"),
        required=False,
        max_length=500,
        help_text=_("The clock is running. The old time stays visible beside the new one."),
    )
    occurred_from = WhenField(
        label=_("When it happened"),
        required=False,
        help_text=_("Leave it empty if it is not known. A day without a time is enough."),
    )
    occurred_to = WhenField(label=_("Until when, if it lasted"), required=False)
    discovered_at = WhenField(label=_("When it became known, if earlier"), required=False)

    def __init__(self, *args: Any, clock_runs: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not clock_runs:
            del self.fields["reason"]
        if self.draft and is_whole_day(self.draft):
            day = f"{local(self.draft.occurred_from):%d.%m.%Y}"
            self.initial |= {"occurred_from": [day, ""], "occurred_to": None}

    def read(self, name: str, typed: list[str], values: dict[str, Any]) -> datetime | None:
        if name == "occurred_from" and typed[0] and not typed[1] and "t" not in typed[0].casefold():
            return self._whole_day(typed[0], values)
        return super().read(name, typed, values)

    def _whole_day(self, typed: str, values: dict[str, Any]) -> datetime | None:
        """A day without a time: the incident lies somewhere in it, at the latest when it was established."""
        try:
            day = parse_day(typed, local_day(self.now), "occurred_from")
        except Refused as refused:
            self.add_error("occurred_from", str(refused.message))
            return None
        if not values.get("occurred_to") and day:
            last = min(values.get("established_at") or self.now, self.now)
            values["occurred_to"] = day_end(day) if local_day(last) != day else max(last, day_start(day))
        return day_start(day) if day else None

    def forget_halves(self) -> None:
        """While somebody is still typing, a day without its time is no error."""
        for name in self.instants:
            errors = self.errors.as_data().get(name, [])
            if any((error.params or {}).get("rule") == INCOMPLETE for error in errors):
                del self.errors[name]
                self.cleaned_data.pop(name, None)
                self.TAKES = tuple(taken for taken in self.TAKES if taken != name)


class WhoForm(DraftForm):
    """Step 2: which children, where, and whether they are safe."""

    TAKES = ("area", "place", "safety", "safety_measures")

    NEEDED = ("q", "unknown")

    q = forms.CharField(
        label=_("Child"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
        help_text=_("Name in any spelling, number, or the whole IIN."),
    )
    child = forms.MultipleChoiceField(label=_("Children"), required=False, widget=forms.CheckboxSelectMultiple)
    unknown = forms.CharField(
        label=_("A child who is not in the list"),
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        help_text=_("What is known: sex, age, signs, where the child was found. One child a line."),
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=250)
    safety = forms.ChoiceField(
        label=_("Is the child safe now?"),
        choices=Incident.Safety.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("In danger: first telephone 102 (police) or 103 (ambulance)."),
    )
    safety_measures = forms.CharField(
        label=_("What was done for safety"), required=False, max_length=1000, widget=forms.Textarea
    )

    def __init__(self, *args: Any, offered: Iterable[Child] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.user.agency.area.region
        self.fields["area"] = GroupedField(
            districts_of(region),
            model=Area,
            label=_("District"),
            required=False,
            help_text=_("It decides which police are told."),
        )
        self.fields["area"].is_needed = True  # type: ignore[attr-defined]
        self.fields["child"].choices = [(child.number, child.number) for child in offered]
        self.order_fields(["q", "child", "unknown", "area", "place", "safety", "safety_measures"])


class CheckForm(DraftForm):
    """Step 3: the story, the alleged person, the reporter; then the notices go out."""

    TAKES = (
        "description",
        "alleged_person",
        "alleged_relation",
        "reporter_name",
        "reporter_contact",
        "reporter_is_confidential",
    )

    NEEDED = ("description",)

    description = forms.CharField(
        label=_("What is known, in short"),
        required=False,
        max_length=8000,
        widget=forms.Textarea,
        help_text=_("It may be added to until it is sent. Only those who are told may read it."),
    )
    alleged_person = forms.CharField(label=_("Who is said to have done it"), required=False, max_length=200)
    alleged_relation = forms.CharField(label=_("Who that is to the child"), required=False, max_length=100)
    reporter_name = forms.CharField(label=_("Who reported it"), required=False, max_length=150)
    reporter_contact = forms.CharField(label=_("How to reach the reporter"), required=False, max_length=150)
    reporter_is_confidential = forms.BooleanField(
        label=_("Do not show who reported it"),
        required=False,
        help_text=_("Recipients see that a reporter exists, and no name."),
    )


STEPS = {1: WhatForm, 2: WhoForm, 3: CheckForm}


def is_whole_day(incident: Incident) -> bool:
    """Whether only the day of the incident is known: from midnight to the day's end, or to the establishing."""
    start, end = incident.occurred_from, incident.occurred_to
    if start is None or end is None or local(start).time() != time(0):
        return False
    day = local_day(start)
    return local_day(end) == day and (end + ONE_MOMENT >= day_end(day) or end == incident.established_at)


def kind_rows(form: DraftForm) -> list[dict[str, Any]]:
    """The groups of kinds with their radios; a group that holds the chosen one is open."""
    chosen = str(form["kind"].value() or "")
    rows = []
    for heading, kinds in KIND_GROUPS:
        options = [
            {
                "value": kind.value,
                "label": sentence(kind.label),
                "checked": kind.value == chosen,
                "meta": META.get(kind, ""),
            }
            for kind in kinds
        ]
        rows.append({"heading": heading, "kinds": options, "open": any(option["checked"] for option in options)})
    return rows


def field_errors(form: forms.Form, name: str) -> list[dict[str, Any]]:
    """The errors of a field drawn by hand, as `components/field_notes.html` takes them."""
    return [refusal(error) for error in form.errors.as_data().get(name, [])]


def sentence(text: Any) -> str:
    """With a capital letter."""
    return str(text)[:1].upper() + str(text)[1:]
