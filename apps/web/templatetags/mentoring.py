"""The sections of mentoring above its pages."""

from typing import Any

from django import template
from django.template.context import Context

from apps.web.mentoring.boards import sections

register = template.Library()


@register.simple_tag(takes_context=True)
def mentoring_sections(context: Context) -> list[dict[str, Any]]:
    """Links to the sections the reader may open, the present one marked; for `components/tabs.html`."""
    return sections.sections(context.request)  # type: ignore[attr-defined]
