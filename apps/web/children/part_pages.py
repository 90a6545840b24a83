"""Parts of a child's file: categories, health, education, each as one page of sections."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.core.errors import NotAllowed
from apps.core.localtime import local_day
from apps.disclosure.mask import Scope, consented
from apps.disclosure.opened import basic_words, health_basics
from apps.people import databank
from apps.people.actions import open_child
from apps.people.acts.categories import orphan_ground
from apps.people.acts.health import PLAN_RULE, lacks_plan
from apps.people.models import Child, ChildCategory, HealthRecord, Schooling
from apps.people.policies import is_responsible, may_write_daily, may_write_health, sees_health
from apps.web.children import file, savings
from apps.web.children.part_forms import DatabankForm
from apps.web.children.parts import answer, find_child, form_page
from apps.web.children.sections import Row, Section, Shown
from apps.web.shared import now


def opened(request: HttpRequest, number: str, tab: str) -> tuple[Child, dict[str, Any], Shown]:
    """The child, the context of the file's frame and what shows rows; the look is noted."""
    child, at = find_child(request, number), now()
    open_child(child, by=request.user, at=at)
    frame = file.frame(child, request.user, at, tab=tab)
    return child, frame, Shown(child, request.user, local_day(at))


@require_safe
def categories(request: HttpRequest, number: str) -> HttpResponse:
    """What the child is before the Law, with grounds and documents."""
    child, frame, shown = opened(request, number, "children:categories")
    writes = is_responsible(request.user, child)
    held = shown.of(ChildCategory.objects.order_by("ends_on", "-starts_on", "pk"))
    rows = [
        shown.row(
            one, one.get_kind_display(), _why(one, frame["sees_identity"]), slug="category", acts=writes
        ) for one in held
    ]  # fmt: skip
    section = Section(
        "categories", _("Categories"), rows, _("No category is recorded."),
        shown.add("category", _("Add a category")) if writes else [],
    )  # fmt: skip
    hint = _orphan_hint(child, held) if writes else ""
    context = frame | {
        "sections": [section], "hint": hint, "savings": savings.card(child, frame["today"], frame["sees_identity"]),
        "entry": _entry(child, writes),
    }  # fmt: skip
    return render(request, "children/categories.html", context)


@require_safe
def health(request: HttpRequest, number: str) -> HttpResponse:
    """The closed compartment: only with the right to it, or as much of it as a consent opens."""
    found = find_child(request, number)
    if not sees_health(request.user, found):
        if not consented(request.user, found, Scope.HEALTH_BASICS):
            raise NotAllowed(_("Health is a closed part of the file."))
        return _basics(request, number)
    child, frame, shown = opened(request, number, "children:health")
    writes = may_write_health(request.user, child)
    held = shown.of(HealthRecord.objects.select_related("agency").order_by("ends_on", "-starts_on", "pk"))
    sections = [
        _health_section(shown, kind, [one for one in held if one.kind == kind], writes)
        for kind in HealthRecord.Kind
        if kind in (HealthRecord.Kind.DISABILITY, HealthRecord.Kind.PLAN) or any(one.kind == kind for one in held)
    ]
    sections[0].add = shown.add("health", _("Add to the health")) if writes else []
    context = frame | {"sections": sections, "lacks_plan": lacks_plan(child, frame["today"]), "plan_rule": PLAN_RULE}
    return render(request, "children/health.html", context)


@require_safe
def education(request: HttpRequest, number: str) -> HttpResponse:
    """Kindergartens, schools and colleges, the present one first."""
    child, frame, shown = opened(request, number, "children:education")
    writes = may_write_daily(request.user, child)
    held = shown.of(Schooling.objects.select_related("institution", "agency").order_by("-starts_on", "pk"))
    rows = [_school_row(shown, one, writes) for one in held]
    section = Section(
        "education", _("Education"), rows, _("No school is recorded."),
        shown.add("schooling", _("Add a school")) if writes else [],
    )  # fmt: skip
    return render(request, "children/part.html", frame | {"sections": [section], "title": _("Education")})


@form_page
def enter_databank(request: HttpRequest, number: str) -> HttpResponse:
    """Number and day of the entry in the republican data bank; meets its duty."""
    child = find_child(request, number)
    databank.check_is_responsible(request.user, child)
    initial = {"number": child.databank_number, "on": child.databank_on or local_day(now())}
    form = DatabankForm(request.POST or None, initial=initial)
    words = {
        "heading": _("Entry in the republican data bank"), "act": _("Record the entry"),
        "done": _("The entry is recorded."), "rule": databank.RULE,
    }  # fmt: skip
    return answer(
        request, child, form, "children:categories", words,
        lambda: databank.enter_in_databank(child, **form.cleaned_data, by=request.user, at=now()),
    )  # fmt: skip


def _basics(request: HttpRequest, number: str) -> HttpResponse:
    """What must be known of the health, by consent: no words of a diagnosis, no document."""
    child, frame, shown = opened(request, number, "children:health")
    held = health_basics(child, request.user, frame["today"]).order_by("kind", "pk")
    rows = [
        shown.row(one, f"{one.get_kind_display()}: {one.get_group_display()}" if one.group else one.get_kind_display(),
                  [basic_words(one)])
        for one in held
    ]  # fmt: skip
    title = _("What must be known of the health")
    section = Section("health-basics", title, rows, _("None is recorded."))
    return render(request, "children/part.html", frame | {"sections": [section], "title": _("Health")})


def _why(one: ChildCategory, sees_identity: bool) -> list[str]:
    """The ground in words, for those who may know who the child is."""
    if not sees_identity:
        return []
    ended = _("Ended: %(why)s") % {"why": one.end_reason} if one.end_reason else ""
    return [str(one.get_why_display()), one.why_text, ended]


def _orphan_hint(child: Child, held: list[ChildCategory]) -> str:
    """The parents' statuses make the child an orphan, and no category says so."""
    known = any(one.kind == ChildCategory.Kind.ORPHAN and not one.withdrawn_at for one in held)
    ground = "" if known else orphan_ground(child)
    return str(ChildCategory.Why(ground).label) if ground else ""


def _entry(child: Child, writes: bool) -> dict[str, Any] | None:
    """The data bank: what is recorded, and the duty if there is one."""
    duty = databank.duty_of(child) if writes else None
    if not writes or not (duty or child.databank_number):
        return None
    return {"duty": duty, "url": reverse("children:databank", args=[child.number])}


def _health_section(shown: Shown, kind: str, held: list[HealthRecord], writes: bool) -> Section:
    rows: list[Row] = []
    for one in held:
        title = one.get_group_display() if one.group else one.get_kind_display()
        with_whom = _("Drawn up with: %(people)s") % {"people": one.participants} if one.participants else ""
        row = shown.row(one, title, [one.text, with_whom, one.agency.name], slug="health", acts=writes)
        rows.append(row)
    return Section(f"health-{kind.lower()}", HealthRecord.Kind(kind).label.capitalize(), rows, _("None is recorded."))


def _school_row(shown: Shown, one: Schooling, writes: bool) -> Row:
    grade = _("Grade or year: %(grade)s") % {"grade": one.grade} if one.grade else ""
    language = _("Language of teaching: %(name)s") % {"name": one.get_language_display()} if one.language else ""
    title = one.where or one.get_kind_display()
    return shown.row(one, title, [one.get_kind_display(), grade, language], slug="schooling", acts=writes)
