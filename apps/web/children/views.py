"""Pages of children: the list, registering, the file, correcting it."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.errors import Refused
from apps.matching.models import kept_of
from apps.people import policies
from apps.people.actions import correct_child, open_child, reveal_iin
from apps.people.checks import Caution
from apps.people.models import Child
from apps.web.children import file
from apps.web.children.corrections import names_known
from apps.web.children.forms import ChildForm, values_of
from apps.web.conflicts import count, history_of, save_form
from apps.web.shared import get_visible_or_404, now


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The file. Opening it is noted. The number of a file that became part of another leads there."""
    kept = kept_of(number)
    if kept and Child.objects.visible_to(request.user).filter(number=kept).exists():
        return redirect("children:detail", kept)
    child = _child(request, number)
    at = now()
    open_child(child, by=request.user, at=at)
    return render(request, "children/detail.html", file.page(child, request.user, at))


@require_POST
def iin(request: HttpRequest, number: str) -> HttpResponse:
    """The file with its whole IIN, once; noted."""
    child = _child(request, number)
    at = now()
    try:
        whole = reveal_iin(child, by=request.user, at=at)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("children:detail", number)
    context = {**file.page(child, request.user, at), "iin": whole, "is_revealed": True}
    return render(request, "children/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Correcting the file; two people at once do not overwrite each other."""
    child = _child(request, number)
    policies.check_is_responsible(request.user, child)
    values = partial(values_of, reader=request.user)
    initial = {**values(child), "version": child.version}
    form = ChildForm(request.POST or None, user=request.user, initial=initial)

    def act() -> Any:
        version = form.cleaned_data["version"] or 0
        return correct_child(child, data=form.data_of_child, version=version, by=request.user, at=now())

    history = history_of(child, values=values, version=count, known=names_known(child, request.user))
    done, result = save_form(request, form, act, history=history)
    if done:
        messages.success(request, _("Saved."))
        warn(request, form, result[1])
        return redirect("children:detail", child.number)
    open_child(child, by=request.user, at=now())  # the form shows the whole file, its IIN too
    return render(request, "children/form.html", {"form": form, "child": child}, status=status_of(form))


def _child(request: HttpRequest, number: str) -> Child:
    return get_visible_or_404(Child.objects.select_related("guardianship", "area"), request.user, number=number)


def warn(request: HttpRequest, form: ChildForm, cautions: Iterable[Caution]) -> None:
    """Say what is doubtful about what was saved."""
    for caution in cautions:
        messages.warning(request, f"{form[caution.field].label}: {caution.message}")


def status_of(form: Any) -> int:
    """422 for a form that was not done."""
    return 422 if form.errors else 200
