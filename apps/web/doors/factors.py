"""Setting up a second factor: the library's pages, each act written to the ledger and known to the session."""

from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.factors import REAL, has_factor, needs_factor, note_factor
from apps.web.doors.sessions import is_proven, prove
from apps.web.shared import now


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Where a person without a second factor is led: which kind to set up."""
    if is_proven(request.session) or not needs_factor(request.user):
        return redirect("mfa_index")
    if has_factor(request.user):  # set up in another session: this one has to prove it at a sign-in
        return render(request, "mfa/elsewhere.html")
    return render(request, "mfa/choose.html")


class OneFirstOnly:
    """A session that has not given the existing factor adds no other: whoever knows only the password stays out."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and not is_proven(request.session) and has_factor(user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Recorded:
    """After the library's act: the ledger, and a word on the next page."""

    what: str
    kind: str
    said: Any = ""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            note_factor(self.request.user, self.what, kind=self.kind, by=self.request.user, at=now())
        if self.what == "added":
            prove(self.request.session, self.kind)
        return response


class ActivateTotp(OneFirstOnly, Recorded, ActivateTOTPView):
    what, kind = "added", "totp"


class AddKey(OneFirstOnly, Recorded, AddWebAuthnView):
    what, kind = "added", "webauthn"


class MakeCodes(Recorded, GenerateRecoveryCodesView):
    what, kind = "codes_made", "recovery_codes"


class NotTheLast:
    """The last factor of a person who needs one is exchanged, not removed: add the new one first."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and needs_factor(user):
            if Authenticator.objects.filter(user=user, type__in=REAL).count() < 2:
                messages.error(request, _("Your post needs a second factor: add the new one first."))
                return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)


class DeactivateTotp(NotTheLast, Recorded, DeactivateTOTPView):
    what, kind = "removed", "totp"


class RemoveKey(NotTheLast, Recorded, RemoveWebAuthnView):
    what, kind = "removed", "webauthn"


index = IndexView.as_view()
activate_totp = ActivateTotp.as_view()
deactivate_totp = DeactivateTotp.as_view()
add_webauthn = AddKey.as_view()
remove_webauthn = RemoveKey.as_view()
generate_recovery_codes = MakeCodes.as_view()
