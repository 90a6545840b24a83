"""Alerts of unusual reading: list and review."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.disclosure import actions, policies
from apps.disclosure.models import ReadingAlert
from apps.disclosure.reading import files_of
from apps.people.models import Child
from apps.web.disclosure.emergencies import pk_of
from apps.web.disclosure.forms import ALERT_VERDICTS, ReviewForm
from apps.web.disclosure.words import tabs
from apps.web.shared import capped_count, get_visible_or_404, keyset_page, now, run_action

WITH = ("user", "agency", "reviewed_by")
SHOWN = 100


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those addressed to the agency, the newest first."""
    require(request.user, Perm.REVIEW_ACCESS)
    seen = ReadingAlert.objects.visible_to(request.user).select_related(*WITH)
    page = keyset_page(request, seen, ("raised_at", "pk"), descending=True, count=capped_count(seen))
    return render(request, "access/alerts.html", {"page": page, "now": now(), "tabs": tabs(request.user, "alerts")})


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One alert: who read how much, which files of those the reviewer may see; the verdict."""
    alert = get_visible_or_404(ReadingAlert.objects.select_related(*WITH), request.user, pk=pk_of(number, "R"))
    may_review = alert.verdict in ("", ALERT_VERDICTS.ASKED)
    form = ReviewForm(request.POST or None, verdicts=ALERT_VERDICTS) if may_review else None
    if request.method == "POST":
        policies.check_can_review_alert(request.user, alert)
        if form is not None and form.is_valid() and run_action(
            form, lambda: actions.review_alert(alert, **form.cleaned_data, by=request.user, at=now())
        )[0]:  # fmt: skip
            messages.success(request, _("The review is recorded."))
            return redirect("access:alert", alert.number)
    files = files_of(alert)
    seen = Child.objects.visible_to(request.user).filter(pk__in=files).order_by("number")
    context = {
        "alert": alert, "form": form, "now": now(), "files": files.count(),
        "numbers": list(seen.values_list("number", flat=True)[:SHOWN]),
    }  # fmt: skip
    return render(request, "access/alert.html", context, status=422 if form and form.errors else 200)
