"""What the pages of signing in need."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute: the page escapes it, a script parses it."""
    return json.dumps(value, cls=DjangoJSONEncoder)
