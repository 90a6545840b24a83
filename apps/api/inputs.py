"""Strict input: what a body may hold and nothing else, and fields that know the law of the land."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.models import Agency, Area
from apps.core.localtime import from_local

FIRST_YEAR, LAST_YEAR = 1900, 2200
MOST_ID = 2**63 - 1


class Strict(serializers.Serializer):
    """Refuses fields it does not know: a mistyped name must not be passed over in silence."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = [str(name)[:60] for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError({name: [_("There is no such field.")] for name in unknown})
        return super().to_internal_value(data)


class Nothing(Strict):
    """An act that needs no body."""


@extend_schema_field({"type": "string", "format": "date-time", "example": "2026-03-20T23:10:00+05:00"})
class Instant(serializers.Field):
    """ISO 8601. Without an offset it is the clock in Almaty; an hour that happened twice is asked about (422)."""

    default_error_messages = {"invalid": _("An instant in ISO 8601, like 2026-03-20T23:10:00+05:00.")}

    def to_internal_value(self, data: Any) -> datetime:
        try:
            at = datetime.fromisoformat(data)
        except (TypeError, ValueError):
            self.fail("invalid")
        if len(data) < 16 or not FIRST_YEAR <= at.year <= LAST_YEAR:
            self.fail("invalid")
        return (at if at.tzinfo else from_local(at, field=self.field_name)).astimezone(UTC)

    def to_representation(self, value: datetime) -> str:
        return value.isoformat().replace("+00:00", "Z")


class Text(serializers.CharField):
    """A sentence or more; blank unless said otherwise."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("allow_blank", True)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Id(serializers.IntegerField):
    """The id of a record, a JSON number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=MOST_ID, **options)


@extend_schema_field(
    {"oneOf": [{"type": "integer", "minimum": 1}, {"type": "string", "maxLength": 12}], "example": "751110000"}
)
class AreaRef(serializers.Field):
    """An area by its id or its KATO code."""

    default_error_messages = {
        "invalid": _("The id of an area or its KATO code."),
        "unknown": _("There is no such area."),
    }

    def to_internal_value(self, data: Any) -> Area:
        areas = Area.objects.select_related("parent")
        if isinstance(data, int) and not isinstance(data, bool) and 0 < data <= MOST_ID:
            found = areas.filter(pk=data).first()
        elif isinstance(data, str) and 0 < len(data) <= 12 and data.isprintable():
            found = areas.filter(code=data).first()
        else:
            self.fail("invalid")
        if found is None:
            self.fail("unknown")
        return found


@extend_schema_field({"type": "integer", "minimum": 1})
class AgencyRef(serializers.Field):
    """An agency by its id."""

    default_error_messages = {"invalid": _("The id of an agency."), "unknown": _("There is no such agency.")}

    def to_internal_value(self, data: Any) -> Agency:
        if not isinstance(data, int) or isinstance(data, bool) or not 0 < data <= MOST_ID:
            self.fail("invalid")
        found = Agency.objects.select_related("area__parent").filter(pk=data).first()
        if found is None:
            self.fail("unknown")
        return found


class YesNo(serializers.BooleanField):
    """true or false, and nothing that merely looks like it."""

    TRUE_VALUES = {True, "true"}
    FALSE_VALUES = {False, "false"}
    NULL_VALUES = {None}
