"""Small switches in the frame of every page: the language, and the post one acts in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.actions import save_profile, switch_post
from apps.web.shared import now, safe_next

YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language: kept in the profile of who is signed in, and in a cookie for visitors."""
    chosen = request.POST.get("language", "")
    response = redirect(safe_next(request))
    if chosen not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated and request.user.language != chosen:
        request.user.language = chosen
        save_profile(request.user, by=request.user, at=now(), fields=["language"])
    remember_language(response, chosen)
    return response


def remember_language(response: HttpResponse, chosen: str) -> None:
    """So that the sign-in page speaks it too."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE, secure=settings.LANGUAGE_COOKIE_SECURE,
    )  # fmt: skip


@require_POST
def post_switch(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own posts; goes to My day, because what was open may not be visible there."""
    wanted = request.POST.get("membership", "")
    post = get_object_or_404(
        request.user.memberships.in_force(), pk=wanted if wanted.isdecimal() and len(wanted) < 19 else 0
    )
    switch_post(request.user, post, by=request.user, at=now())
    messages.success(
        request,
        _("You now act as: %(role)s, %(agency)s.") % {"role": post.get_role_display(), "agency": post.agency.name},
    )
    return redirect("day:index")
