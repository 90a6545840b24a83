"""Incidents: list, the whole, logging, drafts."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.permissions import Perm
from apps.api.base import Resource, find_visible, match_version, require_any
from apps.api.etags import tagged
from apps.api.incidents.children import children_of
from apps.api.incidents.inputs import DraftChange, IncidentIn, IncidentQuery, facts_from
from apps.api.incidents.serializers import IncidentOut, IncidentRow
from apps.api.incidents.whole import WITH, whole
from apps.api.paging import Cursor
from apps.audit import log
from apps.core.subjects import Subject
from apps.incidents.acts import drafts, sending
from apps.incidents.models import Incident, access_rows
from apps.incidents.states import State


class IncidentResource(Resource):
    """Finding one incident, acting on it, answering with it whole."""

    scope = "incidents"

    def incident(self, reference: str) -> Incident:
        return find_visible(Incident.objects.visible_to(self.user).select_related(*WITH), reference)

    def act(self, reference: str, do: Callable[[Incident], Any]) -> Response:
        """Do something to the version the client read (If-Match), and answer with what came of it."""
        incident = self.incident(reference)
        with transaction.atomic():
            match_version(self.request, incident)
            done = do(incident)
        return self.answer(done if isinstance(done, Incident) else incident)

    def answer(self, incident: Incident, *, saved: drafts.Saved | None = None) -> Response:
        """The whole incident; 201 for one that was `saved` just now."""
        incident = incident if saved else Incident.objects.select_related(*WITH).get(pk=incident.pk)
        data = IncidentOut(incident, context={"whole": whole(incident, self.user, saved=saved)}).data
        response = tagged(self.request, data, incident.version, 201 if saved else 200)
        if saved:
            response["Location"] = self.request.build_absolute_uri(f"{incident.number}/")
        return response


class Incidents(IncidentResource):
    """Facts of harm or danger. Reading one, and every list, is a row of the ledger."""

    pagination_class = Cursor

    @extend_schema(operation_id="incidents_list", parameters=[IncidentQuery], responses=IncidentRow(many=True))
    def list(self, request: Request) -> Response:
        """Incidents the present post may see, newest first."""
        require_any(self.user, Perm.VIEW_INCIDENTS, Perm.VIEW_OWN_INCIDENTS)
        rows = self._narrowed(access_rows(self.user), self.query(IncidentQuery))
        rows = rows.order_by("-sort_at", "-incident_id").distinct("sort_at", "incident_id")
        found = self.page(rows, "sort_at", "incident_id", descending=True)
        held = Incident.objects.select_related("agency", "area").in_bulk([row.incident_id for row in found])
        incidents = [held[row.incident_id] for row in found]
        ids = [incident.pk for incident in incidents]
        log.record("incidents.listed", Subject("incident", None, ""), by=self.user, at=self.at, ids=ids)
        return self.paged(IncidentRow(incidents, many=True).data)

    @extend_schema(operation_id="incidents_retrieve", responses=IncidentOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """The whole incident."""
        incident = self.incident(ref)
        log.record("incident.opened", incident.subject, by=self.user, at=self.at)
        return self.answer(incident)

    @extend_schema(operation_id="incidents_create", request=IncidentIn, responses={201: IncidentOut})
    def create(self, request: Request) -> Response:
        """Log an incident. The answer holds a duty with its clock for each recipient of each rule."""
        body = self.body(IncidentIn)
        data, people = facts_from(body), self._concerned(body)
        if body.get("state") == State.DRAFT:
            saved = drafts.save_draft(None, data=data, **people, by=self.user, at=self.at)
        else:
            data.setdefault("safety", Incident.Safety.UNKNOWN)
            people = {"children": [], "unknown": []} | people
            saved = sending.log_incident(data=data, **people, by=self.user, at=self.at)
        return self.answer(saved.incident, saved=saved)

    @extend_schema(operation_id="incidents_update", request=DraftChange, responses=IncidentOut)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change a draft. If-Match guards against a lost update."""
        body = self.body(DraftChange)
        data, people = facts_from(body), self._concerned(body)
        reason = body.get("reason", "")
        return self.act(
            ref,
            lambda incident: drafts.save_draft(incident, data=data, **people, reason=reason, by=self.user, at=self.at),
        )

    def _concerned(self, body: dict[str, Any]) -> dict[str, Any]:
        people: dict[str, Any] = {}
        if "children" in body:
            people["children"] = children_of(self.user, body["children"], at=self.at)
        if "unknown_children" in body:
            people["unknown"] = body["unknown_children"]
        return people

    def _narrowed(self, rows: QuerySet, wanted: dict[str, Any]) -> QuerySet:
        for name in ("state", "kind"):
            if name in wanted:
                rows = rows.filter(**{f"incident__{name}": wanted[name]})
        if "child" in wanted:
            rows = rows.filter(incident__concerned__child=wanted["child"])
        if "established_after" in wanted:
            rows = rows.filter(incident__established_at__gte=wanted["established_after"])
        if "established_before" in wanted:
            rows = rows.filter(incident__established_at__lt=wanted["established_before"])
        return rows
