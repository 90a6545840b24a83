"""Proposals on legislation: made by the offices of ombudsmen, read by the Commissioner."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.access import allows, require
from apps.accounts.permissions import Perm
from apps.complaints import policies
from apps.complaints.acts import work
from apps.complaints.models import Appeal, LegislativeProposal
from apps.core.errors import Refused
from apps.web.answers import answered
from apps.web.appeals import forms
from apps.web.appeals.acting import act_page, posted
from apps.web.shared import capped_count, get_visible_or_404, keyset_page, now

MOST_APPEALS = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those the own office made, and, at the Commissioner's, all."""
    require(request.user, Perm.VIEW_APPEALS)
    seen = LegislativeProposal.objects.visible_to(request.user).select_related("office", "by")
    page = keyset_page(request, seen, ["at", "pk"], descending=True, count=capped_count(seen.values("pk")))
    may_make = allows(request.user, Perm.KEEP_APPEALS)
    return render(request, "appeals/proposals.html", {"page": page, "now": now(), "may_make": may_make})


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    records = LegislativeProposal.objects.select_related("office", "addressee", "by")
    proposal = get_visible_or_404(records, request.user, pk=pk)
    shown = Appeal.objects.visible_to(request.user).filter(proposals=proposal).order_by("pk")
    return render(request, "appeals/proposal.html", {"proposal": proposal, "appeals": shown, "now": now()})


@act_page
def new(request: HttpRequest) -> HttpResponse:
    policies.check_can_register(request.user)
    form = forms.ProposalForm(posted(request), initial={"appeals": request.GET.get("appeal", "")[:16]})

    def act() -> LegislativeProposal:
        numbers = form.cleaned_data["appeals"].upper().replace(",", " ").split()[:MOST_APPEALS]
        appeals = list(Appeal.objects.visible_to(request.user).filter(number__in=numbers))
        missing = sorted(set(numbers) - {one.number for one in appeals})
        if missing:
            raise Refused(_("Not among those you see: %(numbers)s.") % {"numbers": ", ".join(missing)}, field="appeals")
        data = {name: form.cleaned_data[name] for name in ("title", "text")}
        return work.propose_law(**data, appeals=appeals, by=request.user, at=now())

    context = {
        "heading": _("Propose a change of legislation"), "button": _("Send to the Commissioner"),
        "cancel": reverse("appeals:proposals"), "text": _("The Commissioner for Children's Rights receives it."),
    }  # fmt: skip
    return answered(
        request, form, act, template="appeals/act.html", context=context, said=_("The proposal is sent."),
        back=("appeals:proposals",), onward=lambda made: reverse("appeals:proposal", args=[made.pk]), makes=True,
    )  # fmt: skip
