"""The idle lock: the session waits for its person, the page and what was typed wait with it."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.models import User
from apps.web.doors import sessions
from apps.web.shared import now, safe_next


class UnlockForm(forms.Form):
    """The password; for people who come in through their agency and have none, a code of their app."""

    secret = forms.CharField(
        label=gettext_lazy("Password"), strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.by_code = not user.has_usable_password()
        if self.by_code:
            self.fields["secret"].label = _("Code")
            self.fields["secret"].widget.attrs["autocomplete"] = "one-time-code"

    def clean_secret(self) -> str:
        text: str = self.cleaned_data["secret"]
        right = self._is_code(text) if self.by_code else self._is_password(text)
        if not right:
            raise ValidationError(_("The code is wrong.") if self.by_code else _("The password is wrong."))
        return text

    def _is_password(self, text: str) -> bool:
        return get_adapter().reauthenticate(self.user, text)

    def _is_code(self, text: str) -> bool:
        return AuthenticateForm({"code": text}, user=self.user).is_valid()


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask who is there, then go back; the overlay of a page asks the same and stays where it is."""
    form = UnlockForm(request.POST or None, user=request.user)
    overlay = request.headers.get("Accept") == "application/json"
    if request.method == "POST":
        if not ratelimit.consume(request, action="reauthenticate", user=request.user):
            form.add_error("secret", _("Too many attempts. Wait five minutes and try again."))
        elif form.is_valid():
            return _open(request, overlay)
    if overlay:
        errors = [str(error) for error in form.errors.get("secret", [])]
        return JsonResponse({"errors": errors}, status=422 if errors else 200)
    return render(request, "doors/unlock.html", _context(request, form), status=422 if form.errors else 200)


@require_POST
def unlock_passkey(request: HttpRequest) -> HttpResponse:
    """The same by a passkey."""
    form = AuthenticateWebAuthnForm(request.POST, user=request.user)
    if form.is_valid():
        form.cleaned_data["credential"].record_usage()
        return _open(request, overlay=False)
    context = _context(request, UnlockForm(user=request.user)) | {"passkey_errors": form.errors.get("credential")}
    return render(request, "doors/unlock.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """What was sent while the session was locked: send it now, or leave it."""
    form = sessions.kept_form(request.session)
    if request.method == "POST" or form is None:
        sessions.drop_form(request.session)
        return redirect("day:index")
    response = render(request, "doors/kept.html", {"kept": form})
    sessions.drop_form(request.session)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest) -> HttpResponse:
    """How long until the lock, whose session it is, and a token for forms written before the person signed in anew; a
    POST says that somebody has just worked in the page."""
    at, session = now(), request.session
    left = sessions.seconds_left(session, at)
    if request.method == "POST" and left:
        sessions.stamp(session, at)
        left = sessions.seconds_left(session, at)
    seconds = None if left == float("inf") else int(left)
    return JsonResponse({"left": seconds, "who": request.user.pk, "csrf": get_token(request)})


def _open(request: HttpRequest, overlay: bool) -> HttpResponse:
    sessions.unlock(request.session, now())
    if overlay:
        return JsonResponse({"errors": []})
    if request.session.get(sessions.KEPT):
        return redirect("doors:kept")
    return redirect(safe_next(request))


def _context(request: HttpRequest, form: UnlockForm) -> dict[str, Any]:
    has_passkey = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).exists()
    return {
        "form": form, "next": request.POST.get("next") or request.GET.get("next", ""),
        "passkey": begin_authentication(request.user) if has_passkey else None,
    }  # fmt: skip
