"""Incidents as they are asked for."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from apps.accounts.kinds import AgencyKind
from apps.api.examples import INCIDENT_REQUEST
from apps.api.inputs import MOST_ID, AgencyRef, AreaRef, Instant, Strict, Text, YesNo
from apps.incidents.models import FollowUp, Incident
from apps.incidents.states import Kind, State

MOST_CHILDREN = 50
INSTANT = {"type": "string", "format": "date-time"}


@extend_schema_field({
    "oneOf": [
        INSTANT,
        {
            "type": "object",
            "properties": {"from": INSTANT, "to": {**INSTANT, "type": ["string", "null"]}},
            "required": ["from"],
            "additionalProperties": False,
        },
        {"type": "null"},
    ],
})  # fmt: skip
class Occurred(serializers.Field):
    """When it happened: an instant, an interval `{"from", "to"}`, or null when nobody knows."""

    default_error_messages = {"invalid": _("An instant, an object with “from” and “to”, or null.")}

    def to_internal_value(self, data: Any) -> tuple[Any, Any]:
        instant = Instant()
        instant.bind("occurred_from", self)
        if isinstance(data, str):
            return instant.to_internal_value(data), None
        if not isinstance(data, Mapping) or not {"from"} <= set(data) <= {"from", "to"}:
            self.fail("invalid")
        end = data.get("to")
        return instant.to_internal_value(data["from"]), None if end is None else instant.to_internal_value(end)


@extend_schema_field(
    {"oneOf": [{"type": "integer", "minimum": 1}, {"type": "string", "maxLength": 16}], "example": 104512}
)
class ChildRef(serializers.Field):
    """A child by its id or number."""

    default_error_messages = {"invalid": _("The id or number of a child.")}

    def to_internal_value(self, data: Any) -> int | str:
        if isinstance(data, int) and not isinstance(data, bool) and 0 < data <= MOST_ID:
            return data
        if isinstance(data, str) and 0 < len(data) <= 16 and data.isprintable():
            return data.upper()
        raise serializers.ValidationError(self.error_messages["invalid"])


class ReporterIn(Strict):
    """Who told. A confidential one is known to the reporting agency alone."""

    name = Text(max_length=150, required=False)
    contact = Text(max_length=150, required=False)
    is_confidential = YesNo(required=False)


@extend_schema_field({
    "oneOf": [
        {"type": "string", "maxLength": 150},
        {
            "type": "object",
            "properties": {
                "name": {"type": "string", "maxLength": 150},
                "contact": {"type": "string", "maxLength": 150},
                "is_confidential": {"type": "boolean"},
            },
            "additionalProperties": False,
        },
    ],
})  # fmt: skip
class Reporter(serializers.Field):
    """A name, or an object with `name`, `contact`, `is_confidential`."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        form = ReporterIn(data={"name": data} if isinstance(data, str) else data)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)


class DraftIn(Strict):
    """The facts, as far as they are known."""

    kind = serializers.ChoiceField(Kind.choices, required=False)
    children = serializers.ListField(child=ChildRef(), required=False, max_length=MOST_CHILDREN)
    unknown_children = serializers.ListField(
        child=Text(max_length=250, allow_blank=False), required=False, max_length=MOST_CHILDREN,
        help_text="a few words on each child nobody has identified yet",
    )  # fmt: skip
    occurred_at = Occurred(required=False, allow_null=True)
    discovered_at = Instant(required=False, allow_null=True)
    established_at = Instant(required=False, allow_null=True, help_text="the clock counts from here")
    area = AreaRef(required=False, allow_null=True, help_text="district of the incident: it decides which police")
    place = Text(max_length=250, required=False)
    description = Text(max_length=8000, required=False)
    alleged_person = Text(max_length=200, required=False)
    alleged_relation = Text(max_length=100, required=False)
    safety = serializers.ChoiceField(Incident.Safety.choices, required=False)
    safety_measures = Text(max_length=1000, required=False)
    reporter = Reporter(required=False)
    episodes = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=32767)
    public_channel = serializers.ChoiceField(Incident.PublicChannel.choices, required=False, allow_blank=True)


@extend_schema_serializer(examples=[INCIDENT_REQUEST])
class IncidentIn(DraftIn):
    """With `state: DRAFT` a draft; else the incident is established and everybody is told at once."""

    state = serializers.ChoiceField([State.DRAFT, State.ESTABLISHED], required=False)


class DraftChange(DraftIn):
    """Fields left out stay as they are."""

    reason = Text(max_length=500, required=False, help_text="needed when the clock runs and its start is changed")


class CorrectIn(Strict):
    established_at = Instant()
    reason = Text(max_length=500)


class RecipientIn(Strict):
    """An agency, or the name of somebody outside the system."""

    agency = AgencyRef(required=False, allow_null=True)
    name = Text(max_length=250, required=False)
    role = serializers.ChoiceField(AgencyKind.choices, required=False, allow_blank=True)


class ReplaceIn(Strict):
    """The right recipient instead of the wrong one."""

    agency = AgencyRef(required=False, allow_null=True)
    name = Text(max_length=250, required=False)
    reason = Text(max_length=500)


class FollowUpIn(Strict):
    kind = serializers.ChoiceField(FollowUp.Kind.choices)
    text = Text(max_length=4000)


class ReasonIn(Strict):
    reason = Text(max_length=500)


class JoinIn(Strict):
    into = Text(max_length=16, allow_blank=False, help_text="number of the incident that goes on")


class IncidentQuery(Strict):
    state = serializers.ChoiceField(State.choices, required=False)
    kind = serializers.ChoiceField(Kind.choices, required=False)
    child = serializers.IntegerField(required=False, min_value=1, max_value=MOST_ID, help_text="id of a child")
    established_after = Instant(required=False)
    established_before = Instant(required=False)


def facts_from(body: Mapping[str, Any]) -> dict[str, Any]:
    """What `save_draft` takes, from a checked body."""
    same = (
        "kind", "discovered_at", "established_at", "area", "place", "description", "alleged_person",
        "alleged_relation", "safety", "safety_measures", "episodes", "public_channel",
    )  # fmt: skip
    data = {name: body[name] for name in same if name in body}
    if "occurred_at" in body:
        data["occurred_from"], data["occurred_to"] = body["occurred_at"] or (None, None)
    for name, value in body.get("reporter", {}).items():
        data[f"reporter_{name}"] = value
    return data
