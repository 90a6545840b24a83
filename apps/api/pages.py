"""Pages of the own tokens: making one, seeing its secret once, revoking. The list is a part of the profile."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.api.models import Token
from apps.api.scopes import Scope
from apps.api.tokens import LONGEST, USUAL, create_token, revoke_token
from apps.core.errors import NotAllowed, Refused


class TokenForm(forms.Form):
    """What a program may do, and for how long."""

    name = forms.CharField(
        label=gettext_lazy("What it is for"), max_length=100, help_text=gettext_lazy("So that you recognise it later.")
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Never more than your present post may."),
    )  # fmt: skip
    days = forms.IntegerField(
        label=gettext_lazy("Days until it ends"), min_value=1, max_value=LONGEST.days, initial=USUAL.days,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a token for the present post; its secret is on this answer and nowhere else."""
    if request.user.post is None:
        raise NotAllowed(_("Without a post there is nothing a program could do for you."))
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lasts = timedelta(days=form.cleaned_data["days"])
        try:
            token, text = create_token(
                request.user, name=form.cleaned_data["name"], scopes=form.cleaned_data["scopes"], lasts=lasts,
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            for one in refused.all:
                form.add_error(one.field if one.field in form.fields else None, str(one.message))
        else:
            return render(request, "profile/token_made.html", {"token": token, "text": text})
    return render(request, "profile/token_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(Token.objects.visible_to(request.user), pk=pk)
    revoke_token(token, by=request.user, at=timezone.now())
    messages.success(request, _("The token %(prefix)s opens nothing any more.") % {"prefix": token.prefix})
    return redirect("profile:index")
