"""The records behind a figure of a report, as far as the reader may see them."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.incidents.models import Incident
from apps.mentoring import reading
from apps.mentoring.acts import reports
from apps.mentoring.figures import BY_CODE, rows_behind, scope_of
from apps.mentoring.models import Assignment, Candidate, Certificate, Clearance, Consultation, Help, Meeting
from apps.obligations.models import Obligation
from apps.people.models import Child
from apps.web import formats
from apps.web.incidents.forms import sentence
from apps.web.mentoring.reports import words
from apps.web.mentoring.reports.detail import fetch
from apps.web.shared import CAP, capped_count, keyset_page, now

Row = dict[str, Any]
WITH: dict[type[Model], tuple[str, ...]] = {
    Assignment: ("candidate",), Meeting: ("assignment",), Candidate: (), Consultation: ("candidate",),
    Certificate: ("candidate", "programme"), Clearance: ("candidate",), Help: ("candidate",), Obligation: ("rule",),
}  # fmt: skip


@require_safe
def index(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The rows of one figure, newest first. Reading them is noted."""
    report, at = fetch(request, number), now()
    if code not in BY_CODE:
        raise Http404
    read = reading.read(report, request.user)
    line = next((one for one in read.lines if one.figure.code == code), None)
    if line is None:
        raise Http404
    found = rows_behind(report, code, request.user)
    every = capped_count(BY_CODE[code].rows(scope_of(report)).values("pk"))
    page = keyset_page(
        request, found.select_related(*WITH[found.model]), ["pk"], descending=True,
        count=capped_count(found.values("pk")),
    )  # fmt: skip
    reports.note_reading(report, "rows_read", by=request.user, at=at, figure=code)
    context = {
        "report": report, "line": line, "label": words.label(line.figure), "page": page, "now": at,
        "rows": described(found.model, page.items, request.user), "quarter": words.named(report.period),
        "hidden": max(every - (page.count or 0), 0) if every <= CAP else 0, "code": code,
        "may_change": reading.writes(request.user, report),
    }  # fmt: skip
    return render(request, "mentoring/reports/rows.html", context)


def described(model: type[Model], items: list[Any], reader: Any) -> list[Row]:
    """Each record with a name, a link where it has a page, and what it says. No child is named here."""
    children: dict[int, str] = {}
    if model in (Assignment, Meeting):
        pairs = items if model is Assignment else [one.assignment for one in items]
        seen = Child.objects.visible_to(reader).filter(pk__in={one.child_id for one in pairs})
        children = dict(seen.values_list("pk", "number"))
    if model is Obligation:
        facts = Incident.objects.visible_to(reader).filter(pk__in={one.subject_id for one in items})
        children = dict(facts.values_list("pk", "number"))
    return [DESCRIBE[model](one, children) for one in items]


def _assignment(one: Assignment, children: dict[int, str]) -> Row:
    until = _day(one.ends_on) if one.ends_on else _("until today")
    url = reverse("mentoring:assignment", args=[one.number]) if one.number else ""
    return _row(
        one.candidate.full_name if one.candidate else one.mentor_name, url, one.number or "",
        f"{_day(one.starts_on)} – {until}", str(one.get_state_display()), children.get(one.child_id, ""),
    )  # fmt: skip


def _meeting(one: Meeting, children: dict[int, str]) -> Row:
    broken = ", ".join(str(Meeting.Breach(code).label) for code in one.breaches)
    said = ": ".join(filter(None, [str(one.get_state_display()), broken]))
    return _row(
        sentence(one.get_kind_display()), reverse("mentoring:meeting", args=[one.number]), one.number,
        formats.instant(one.planned_from, weekday=False), said, children.get(one.assignment.child_id, ""),
    )  # fmt: skip


def _candidate(one: Candidate, _children: dict[int, str]) -> Row:
    url = reverse("mentoring:candidate", args=[one.number])
    return _row(one.full_name, url, one.number, _day(one.applied_at), str(one.get_state_display()))


def _of_candidate(day: str, said: Callable[[Any], str]) -> Callable[[Any, dict[int, str]], Row]:
    def describe(one: Any, _children: dict[int, str]) -> Row:
        person = one.candidate
        url = reverse("mentoring:candidate", args=[person.number])
        return _row(person.full_name, url, person.number, _day(getattr(one, day)), said(one))

    return describe


def _duty(one: Obligation, facts: dict[int, str]) -> Row:
    number = facts.get(one.subject_id, "")
    url = reverse("incidents:detail", args=[number]) if number else ""
    told = formats.instant(one.met_at, weekday=False) if one.met_at else _("not told yet")
    said = _("established %(at)s, told: %(told)s")
    return _row(
        number or _("An incident that is not shown to you"), url, "", _day(one.started_at),
        said % {"at": formats.instant(one.started_at, weekday=False), "told": told},
    )  # fmt: skip


def _row(title: Any, url: str, number: str, when: str, said: str, child: str = "") -> Row:
    return {"title": title, "url": url, "number": number, "when": when, "said": said, "child": child}


def _day(day: date | datetime) -> str:
    return formats.numeric_date(day)


def _cleared(one: Clearance) -> str:
    return _("valid until %(day)s") % {"day": _day(one.valid_until)} if one.valid_until else _("without an end")


def _helped(one: Help) -> str:
    return _("%(kind)s, %(n)s min") % {"kind": one.get_kind_display(), "n": one.minutes}


DESCRIBE: dict[type[Model], Callable[[Any, dict[int, str]], Row]] = {
    Assignment: _assignment, Meeting: _meeting, Candidate: _candidate, Obligation: _duty,
    Consultation: _of_candidate("held_on", lambda one: ""),
    Certificate: _of_candidate("issued_on", lambda one: one.number),
    Clearance: _of_candidate("given_on", _cleared), Help: _of_candidate("on", _helped),
}  # fmt: skip
