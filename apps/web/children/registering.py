"""Registering a child: looked for first, so that no child gets a second file."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.core.localtime import local_day
from apps.matching.actions import Likely, PossibleDuplicate, register_child
from apps.people import policies
from apps.people.actions import open_child
from apps.people.models import Child
from apps.web.children.forms import ChildForm
from apps.web.children.views import status_of, warn
from apps.web.matching.sides import sides
from apps.web.shared import now, run_action


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; when the child may have a file already, that file beside it and the question how one knows."""
    policies.check_can_register(request.user)
    form = ChildForm(request.POST or None, user=request.user)
    form.fields["override_reason"] = forms.CharField(
        label=gettext_lazy("How you know that it is another child"), required=False, max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Fill in only if none of the files shown is this child's. Kept with both files."),
    )  # fmt: skip
    likely: list[Likely] = []
    if request.method == "POST" and form.is_valid():
        done, result = run_action(form, lambda: _register(form, request, likely))
        if done:
            child, cautions = result
            messages.success(request, _("The file %(number)s is open.") % {"number": child.number})
            warn(request, form, cautions)
            return redirect("children:detail", child.number)
    found = sides(likely, form.data_of_child, request.user, local_day(now())) if likely else []
    for child in Child.objects.filter(number__in=[one.number for one in found if one.number]):
        open_child(child, by=request.user, at=now())
    context = {"form": form, "child": None, "sides": found}
    return render(request, "children/form.html", context, status=status_of(form))


def _register(form: ChildForm, request: HttpRequest, likely: list[Likely]) -> Any:
    """Open the file; what stopped it is left in `likely`."""
    reason = form.cleaned_data["override_reason"]
    try:
        return register_child(data=form.data_of_child, override_reason=reason, by=request.user, at=now())
    except PossibleDuplicate as stopped:
        likely.extend(stopped.likely)
        raise
