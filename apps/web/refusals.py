"""Refusals of the domain, put at the fields of a form."""

from django.core.exceptions import ValidationError
from django.forms import Form

from apps.core.errors import Refused


def refuse(form: Form, refused: Refused, fields: dict[str, str] | None = None) -> None:
    """Add every refusal to its field, or to the form when it has none; `fields`: domain name to form name.

    The rule's code travels in the error's params, so that the page links the article beside the words.
    """
    for one in refused.all:
        name = (fields or {}).get(one.field or "", one.field)
        error = ValidationError(str(one.message), code="refused", params={"rule": one.rule or ""})
        form.add_error(name if name in form.fields else None, error)
