"""The sections of mentoring above its pages."""

from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context

from apps.web.mentoring.boards import sections
from apps.web.templatetags.caseflow_forms import refusal

register = template.Library()


@register.simple_tag(takes_context=True)
def mentoring_sections(context: Context) -> list[dict[str, Any]]:
    """Links to the sections the reader may open, the present one marked; for `components/tabs.html`."""
    return sections.sections(context.request)  # type: ignore[attr-defined]


@register.filter
def refused(bound: BoundField) -> list[dict[str, Any]]:
    """What is wrong at a field that has no control: for `components/field_notes.html`."""
    return [refusal(error) for error in bound.errors.as_data()] if bound.errors else []
