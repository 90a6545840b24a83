"""My profile: own data, language, appearance, e-mails, posts, tokens."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.http import require_http_methods

from apps.accounts.actions import save_profile
from apps.accounts.models import User
from apps.web.agencies.words import role_facts
from apps.web.profile.forms import ProfileForm
from apps.web.profile.switches import remember_language
from apps.web.shared import now, run_action


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    person = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        fields = list(form.fields)
        if run_action(form, lambda: save_profile(person, by=request.user, at=now(), fields=fields))[0]:
            with override(person.language):
                messages.success(request, _("Saved."))
            response = redirect("profile:index")
            remember_language(response, person.language)
            return response
    return render(request, "profile/index.html", _context(request, form), status=422 if form.errors else 200)


def _context(request: HttpRequest, form: ProfileForm) -> dict[str, Any]:
    user = request.user
    return {
        "form": form, "now": now(),
        "facts": [
            {"label": pgettext("person", "Name"), "value": user.get_full_name()},
            {"label": _("User name"), "value": user.username},
            {"label": _("E-mail"), "value": user.email},
        ],
        "posts": [{"post": post, "role": role_facts(post.role)} for post in user.posts],
    }  # fmt: skip
