"""Everything that happened with a child, as far as the reader may see it."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from apps.api.briefs import PersonBrief
from apps.api.children.part_base import OfChild
from apps.api.disclosure.purpose import PURPOSE, open_for
from apps.people.story import teller


class EventOut(serializers.Serializer):
    at = serializers.DateTimeField()
    kind = serializers.CharField(help_text="file, care, papers, incidents, terms or cases")
    text = serializers.CharField(help_text="in the reader's language, with the numbers of cases and requests")
    by = PersonBrief(allow_null=True, help_text="who acted; null for the system and where nobody is named")


@extend_schema_serializer(many=False)
class TimelineOut(serializers.Serializer):
    next = serializers.URLField(allow_null=True, help_text="the page of older events")
    results = EventOut(many=True)


QUERY = [
    OpenApiParameter("kind", str, description="One kind alone."),
    OpenApiParameter("after", str, description="Where to go on, as it stands in `next`."),
]


class Timeline(OfChild):
    @extend_schema(operation_id="timeline_list", parameters=[*QUERY, *PURPOSE], responses={200: TimelineOut})
    def list(self, request: Request, child_id: str) -> Response:
        """Newest first, forty a page. Counts as looking into the file."""
        child = self.child(child_id)
        kind, after = (request.query_params.get(name, "") for name in ("kind", "after"))
        if kind and kind not in teller().kinds():
            raise ValidationError({"kind": [_("One of: %(kinds)s.") % {"kinds": ", ".join(teller().kinds())}]})
        open_for(request, child, at=self.at)
        self.check_consent(child)
        try:
            told, last = teller().page(child, self.user, self.at, kind=kind, after=after)
        except ValueError:
            raise ValidationError({"after": [_("This cursor is not one of ours.")]}) from None
        more = replace_query_param(request.build_absolute_uri(), "after", last) if last else None
        return Response(TimelineOut({"next": more, "results": told}).data)
