"""The first page of a child's file: what is due, the case, the categories, sisters and brothers."""

from typing import Any

from django.urls import reverse

from apps.accounts.models import User
from apps.casework.models import Case
from apps.core.subjects import SUBJECTS
from apps.incidents.models import Incident
from apps.obligations.models import Obligation
from apps.people.models import Child, ChildCategory
from apps.people.siblings import siblings_of
from apps.web.casework import words
from apps.web.casework.seen import sees_cases
from apps.web.children.duties import duties_of
from apps.web.children.found import Said, finding, reaching
from apps.web.children.tabs import is_open

MOST = 20


def overview(child: Child, reader: User, framed: dict[str, Any]) -> dict[str, Any]:
    """Context of `children/detail.html` beside the frame; only parts that the reader may open."""
    incidents = Incident.objects.visible_to(reader).filter(concerned__child=child).order_by("-created_at", "-pk")
    return {
        "incidents": list(incidents[:MOST]), "duties": _duties(child, reader),
        "categories": _categories(child, reader, framed["today"]) if is_open(child, "children:categories") else None,
        "siblings": siblings_of(child, reader) if is_open(child, "children:family") else None,
        "sees_timeline": is_open(child, "children:timeline"), **_told_of(child, reader, framed["sees_identity"]),
        "case": _case(child, reader) if sees_cases(reader, child) else None,
    }  # fmt: skip


def _told_of(child: Child, reader: User, sees_identity: bool) -> dict[str, Any]:
    if not (sees_identity and is_open(child, "children:notes")):
        return {}
    return {"reaching": _facts(reaching(child)), "finding": _facts(finding(child, reader))}


def _facts(said: Said) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in said]


def _duties(child: Child, reader: User) -> list[dict[str, Any]]:
    """Open duties about the child, the soonest first, each with where it is met."""
    duties = duties_of(child, reader).open().select_related("rule").soonest_first()
    return [{"duty": duty, "url": _where(duty, child)} for duty in duties[:MOST]]


def _where(duty: Obligation, child: Child) -> str:
    if duty.rule.met_on == "CHILD_DATABANK_REGISTERED" and duty.subject_kind == "child":
        return reverse("children:databank", args=[child.number])
    return SUBJECTS.path(duty.subject_kind, duty.subject_no)


def _categories(child: Child, reader: User, today: Any) -> list[ChildCategory]:
    return list(
        ChildCategory.objects.visible_to(reader).standing().on(today).filter(child=child).order_by("starts_on", "pk")
    )


def _case(child: Child, reader: User) -> dict[str, Any] | None:
    """The open case of the responsible body, with its stage and risk."""
    cases = Case.objects.visible_to(reader).open().filter(child=child, agency=child.guardianship_id)
    case = cases.select_related("officer").order_by("-opened_at", "-pk").first()
    return None if case is None else {"case": case, "risk": words.risk_look(case.risk), **words.stages(case)}
