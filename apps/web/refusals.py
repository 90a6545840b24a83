"""Refusals of the domain, put at the fields of a form."""

from collections.abc import Callable
from typing import Any

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


def refuse_besides(form: Form, check: Callable[[], Any]) -> None:
    """What the domain's `check` refuses of a form that is not valid, at fields without an error as yet: whoever typed
    corrects everything in one go."""
    try:
        check()
    except Refused as refused:
        fresh = [one for one in refused.all if one.field in form.fields and one.field not in form.errors]
        for one in fresh:
            refuse(form, one)
