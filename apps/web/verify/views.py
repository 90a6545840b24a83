"""Anybody who holds a printed notice may check that it is genuine. Content is never shown."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.notices.models import Notice
from apps.obligations.models import Rule
from apps.web.verify import limits
from apps.web.verify.forms import CodeForm, cleaned, is_code


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The field for the code; a good one leads to its own address."""
    form = CodeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        return redirect("verify:check", form.cleaned_data["code"])
    return _answer(request, {"form": form}, status=422 if form.is_bound else 200)


@login_not_required
@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Valid or not, and what the paper's head says: number, time, article, sender, recipient."""
    if limits.is_exhausted(request):
        return _answer(request, {"exhausted": True}, status=429)
    code = cleaned(code)
    notice = _find(code)
    if notice is None:
        limits.count_wrong(request)
        return _answer(request, {"form": CodeForm(initial={"code": code[:60]}), "wrong": True}, status=404)
    return _answer(request, {"form": CodeForm(), "notice": notice, "rules": _rules(notice)})


def _answer(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, "verify/index.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if status == 429:
        response.headers["Retry-After"] = str(limits.WINDOW)
    return response


def _find(code: str) -> Notice | None:
    if not is_code(code):
        return None
    return Notice.objects.select_related("sender", "recipient", "replaced_by").filter(code=code).first()


def _rules(notice: Notice) -> list[Rule]:
    """The rules the notice serves, each article once."""
    return list(Rule.objects.filter(duties__notice=notice).distinct().order_by("code"))
