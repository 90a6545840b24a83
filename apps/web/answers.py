"""What a page with one form and one act answers, the same in every area."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from apps.web import once
from apps.web.conflicts import History, save_form


def answered(
    request: HttpRequest, form: Form, act: Callable[[], Any], *, template: str, context: dict[str, Any], said: Any,
    back: tuple[Any, ...], history: History | None = None, shown: Callable[[], Any] | None = None,
    fields: dict[str, str] | None = None, onward: Callable[[Any], str] | None = None, makes: bool = False,
) -> HttpResponse:  # fmt: skip
    """The form (422 when something is wrong in it); once the action took it, `said` above the page `back`, which is
    the name of an address with its parts, or a path; or above `onward` of what it made. `fields`: domain name to form
    name. `shown` is called before the form is, a refused one too: to note what it tells. A form that `makes` something
    makes it once, however often it is sent."""
    if makes and (before := once.made_before(request)):
        return redirect(before)

    def act_once() -> str:
        with once.once(request) as made:
            made.append(after(act()))
        return made[0]

    def after(made: Any) -> str:
        return onward(made) if onward else resolve_url(*back)

    done, made = save_form(request, form, act_once if makes else act, history=history, fields=fields)
    if done:
        messages.success(request, str(said))
        return redirect(made if makes else after(made))
    if shown:
        shown()
    marked = {"once": once.token_of(request)} if makes else {}
    return render(request, template, {"form": form, **marked, **context}, status=422 if form.errors else 200)
