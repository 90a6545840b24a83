"""“Immediately” (Article 28-2(6)(2)): a page of a few kilobytes that one sends again until it arrives."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.access import require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.localtime import local_day
from apps.incidents.acts.at_once import tell_at_once
from apps.incidents.models import Incident
from apps.incidents.states import SITUATIONS, Kind
from apps.mentoring.checks.assignments import home_of
from apps.mentoring.models import Assignment
from apps.mentoring.states import MENTORS
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from apps.web.conflicts import save_form
from apps.web.incidents.fields import InstantsForm, WhenField
from apps.web.mentoring.meetings.listing import show_children
from apps.web.presenters.clocks import most_urgent
from apps.web.shared import get_visible_or_404, now

AGO = [(0, _("just now")), (10, _("10 minutes ago")), (30, _("half an hour ago")), (60, _("an hour ago"))]
OTHER = "other"
LONGEST_WAIT = timedelta(days=2)
"""So long a message may have waited for the network before it counts from its arrival."""


class AtOnceForm(InstantsForm):
    """Which child, what, when, and is it safe. `waited`: seconds since the button was pressed first, counted by the
    telephone, so that neither its clock nor the network moves the fact."""

    assignment = forms.ModelChoiceField(Assignment.objects.none(), widget=forms.RadioSelect, empty_label=None)
    kind = forms.ChoiceField(
        label=_("What happened"), widget=forms.RadioSelect,
        choices=[(kind.value, kind.label) for kind in Kind if kind in SITUATIONS],
        error_messages={"required": _("Say what happened.")},
    )  # fmt: skip
    ago = forms.ChoiceField(
        label=_("When"), widget=forms.RadioSelect, initial="0",
        choices=[*((str(minutes), label) for minutes, label in AGO), (OTHER, _("another time"))],
    )  # fmt: skip
    occurred_at = WhenField(label=_("Day and time"), required=False)
    safety = forms.ChoiceField(
        label=_("Is the child safe now?"), choices=Incident.Safety.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the child is safe now.")},
    )  # fmt: skip
    description = forms.CharField(
        label=_("In a few words"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3})
    )
    waited = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9, initial=0, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    field_order = ("assignment", "kind", "safety", "description", "ago", "occurred_at")

    def __init__(self, *args: Any, pairs: list[Assignment], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["description"].widget.attrs.pop("maxlength")  # a browser would cut without a word
        held = self.fields["assignment"]
        held.queryset = Assignment.objects.visible_to(user).filter(pk__in=[one.pk for one in pairs])
        held.initial = pairs[0].pk if len(pairs) == 1 else None
        held.label = _("Child")
        held.error_messages["required"] = _("Say about which child.")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("ago") == OTHER and not values.get("occurred_at") and "occurred_at" not in self.errors:
            self.add_error("occurred_at", _("Say when it happened."))
        return values

    def facts(self, at: datetime) -> dict[str, Any]:
        """What the action takes; times as they were when the button was pressed."""
        waited = timedelta(seconds=self.cleaned_data.get("waited") or 0)
        pressed = at - waited if waited <= LONGEST_WAIT else at
        ago = self.cleaned_data["ago"]
        happened = self.cleaned_data["occurred_at"] if ago == OTHER else pressed - timedelta(minutes=int(ago))
        names = ("kind", "safety", "description")
        return {
            **{name: self.cleaned_data[name] for name in names}, "occurred_from": happened, "established_at": pressed,
        }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def at_once(request: HttpRequest) -> HttpResponse:
    """The page. A script sends it in the background (`X-Once`) and is told where to go; without it, as a form."""
    require(request.user, Perm.VIEW_OWN_CHILDREN)
    pairs = list(
        Assignment.objects.visible_to(request.user).filter(state__in=MENTORS).select_related("child").order_by("pk")
    )
    if not pairs:
        return render(request, "mentoring/meetings/at_once_none.html", {"now": now()}, status=404)
    form = AtOnceForm(
        request.POST if request.method == "POST" else None, pairs=pairs, user=request.user, now=now(),
        initial={"key": uuid4().hex},
    )  # fmt: skip
    done, incident = save_form(request, form, lambda: _tell(request, form), fields={"occurred_from": "occurred_at"})
    if not done:
        named = show_children([one.child for one in pairs], request.user)
        choices = [{"pair": one, "is_named": one.child_id in named} for one in pairs]
        context = {"form": form, "choices": choices, "now": now(), "chosen": str(form["assignment"].value() or "")}
        return render(request, "mentoring/meetings/at_once.html", context, status=422 if form.errors else 200)
    url = reverse("mentoring:at_once_sent", args=[incident.number])
    if request.headers.get("X-Once"):
        return JsonResponse({"url": url}, status=201)
    return redirect(url)


@require_safe
def sent(request: HttpRequest, number: str) -> HttpResponse:
    """That it arrived: number, who is told, the clock, and whom to call now."""
    require(request.user, Perm.VIEW_OWN_CHILDREN)
    incident = get_visible_or_404(Incident.objects.all(), request.user, number=number)
    duties = Obligation.objects.visible_to(request.user).about(incident.subject).select_related("rule")
    notices = Notice.objects.filter(subject_kind="incident", subject_id=incident.pk, withdrawn_at=None)
    child = incident.concerned.select_related("child").first()
    pair = Assignment.objects.visible_to(request.user).filter(child=child and child.child_id).first()
    context = {
        "incident": incident, "now": now(), "duty": most_urgent(list(duties), now()),
        "notices": list(notices.select_related("recipient").order_by("pk")),
        "home": home_of(pair, local_day(now())) if pair else None,
    }  # fmt: skip
    return render(request, "mentoring/meetings/at_once_sent.html", context)


def _tell(request: HttpRequest, form: AtOnceForm) -> Incident:
    at = now()
    pair = form.cleaned_data["assignment"]
    return tell_at_once(pair, data=form.facts(at), key=form.cleaned_data["key"], by=request.user, at=at)
