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
    fields: dict[str, str] | None = None, onward: Callable[[Any], str] | None = None,
) -> HttpResponse:  # fmt: skip
    """The form (422 when something is wrong in it); once the action took it, `said` above the page `back`, which is
    the name of an address with its parts, or a path; or above `onward` of what it made. `fields`: domain name to form
    name. `shown` is called before the form is, a refused one too: to note what it tells."""
    done, made = save_form(request, form, act, history=history, fields=fields)
    if done:
        messages.success(request, str(said))
        return redirect(onward(made)) if onward else redirect(*back)
    if shown:
        shown()
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
