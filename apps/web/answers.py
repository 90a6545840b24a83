"""What a page with one form and one act answers, the same in every area."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.web.conflicts import History, save_form


def answered(
    request: HttpRequest, form: Form, act: Callable[[], Any], *, template: str, context: dict[str, Any], said: Any,
    back: tuple[Any, ...], history: History | None = None, shown: Callable[[], Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """The form (422 when something is wrong in it); once the action took it, `said` above the page `back`, which is
    the name of an address with its parts, or a path. `shown` is called before the form is, a refused one too: to note
    what it tells."""
    if save_form(request, form, act, history=history)[0]:
        messages.success(request, str(said))
        return redirect(*back)
    if shown:
        shown()
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
