"""What the acts of pairs have in common: a page with one form, one action, and back to the record."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.web.conflicts import save_form
from apps.web.shared import now

act_page = require_http_methods(["GET", "HEAD", "POST"])


def posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def form_act(
    request: HttpRequest, form: Form, act: Callable[[], Any], *, heading: Any, button: Any, said: Any, back: str,
    number: str, fields: dict[str, str] | None = None, **more: Any,
) -> HttpResponse:  # fmt: skip
    """Show the form; once it is right and the action took it, say so and go to `back` (or where the action's record
    stands, when `back` is a function of it). `fields`: where a refusal of the domain stands in this form."""
    done, made = save_form(request, form, act, fields=fields)
    if done:
        messages.success(request, str(said))
        return redirect(more["onward"](made) if "onward" in more else back)
    context = {"form": form, "heading": heading, "button": button, "back": back, "number": number, "now": now()}
    return render(request, "mentoring/pairs/act.html", {**context, **more}, status=422 if form.errors else 200)
