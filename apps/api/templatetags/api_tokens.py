"""The list of the own tokens, for the profile page."""

from typing import Any

from django import template
from django.template.context import Context

from apps.api.tokens import visible_tokens

register = template.Library()
SHOWN = 20


@register.inclusion_tag("profile/_tokens.html", takes_context=True)
def token_list(context: Context) -> dict[str, Any]:
    """Newest first; live ones can be revoked."""
    tokens = visible_tokens(context["user"])[:SHOWN]
    return {
        "rows": [{"token": token, "is_live": token.is_live(context["now"])} for token in tokens],
        "now": context["now"], "csrf_token": context.get("csrf_token"),
    }  # fmt: skip
