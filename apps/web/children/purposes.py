"""Saying for what purpose a file is opened that is not one's daily work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from apps.disclosure.actions import state_purpose
from apps.people.models import Child
from apps.web.disclosure.forms import PurposeForm
from apps.web.shared import get_visible_or_404, now, run_action, safe_next


@require_http_methods(["GET", "HEAD", "POST"])
def purpose(request: HttpRequest, number: str) -> HttpResponse:
    """Asked once per person, child and day; then the page that was wanted."""
    child = get_visible_or_404(Child.objects.all(), request.user, number=number)
    file = reverse("children:detail", args=[child.number])
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    form = PurposeForm(request.POST or None, initial={"next": wanted if safe else file})
    if request.method == "POST" and form.is_valid():
        kind, text = form.cleaned_data["kind"], form.cleaned_data["text"]
        if run_action(form, lambda: state_purpose(child, kind=kind, text=text, by=request.user, at=now()))[0]:
            return redirect(safe_next(request, file))
    context = {"form": form, "number": child.number}
    return render(request, "children/purpose.html", context, status=422 if form.errors else 200)
