"""The register of mentoring organisations, in the alphabet of the page's language."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from apps.accounts.access import allows, require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.db import KkKey
from apps.core.localtime import local_day
from apps.mentoring import policies, sifting
from apps.mentoring.models import Agreement, Organisation
from apps.mentoring.states import AgreementState
from apps.web.mentoring.organisations import words
from apps.web.mentoring.organisations.forms import FilterForm
from apps.web.shared import capped_count, keyset_page, now


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The register; an organisation is led to its own page."""
    keeps = allows(request.user, Perm.KEEP_MENTORS)
    if not keeps:
        require(request.user, Perm.CLEAR_MENTORS)
    visible = Organisation.objects.visible_to(request.user)
    own = visible.first() if keeps else None
    if own is not None:
        return redirect("mentoring:organisation", own.number)
    form = FilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = sifting.organisations(visible, wanted).select_related("agency").prefetch_related("regions__area")
    name = "agency__name_kk" if get_language() == "kk" else "agency__name_ru"
    page = keyset_page(request, found, (KkKey(name), "pk"), count=capped_count(found.values("pk")))
    context = {
        "form": form, "page": page, "rows": rows(page.items, request.user), "filtered": any(wanted.values()),
        "may_register": policies.may(policies.check_can_register, request.user, request.user.agency), "keeps": keeps,
        "now": now(),
    }  # fmt: skip
    return render(request, "mentoring/organisations/index.html", context)


def rows(organisations: list[Organisation], reader: User) -> list[dict[str, Any]]:
    """Each with its look and the newest agreement with the reader's own side, in one query more."""
    standing = Agreement.objects.visible_to(reader).filter(
        organisation__in=[one.pk for one in organisations], state__in=[AgreementState.PROPOSED, AgreementState.IN_FORCE]
    )
    held: dict[int, Agreement] = {}
    for agreement in standing.order_by("pk"):
        held[agreement.organisation_id] = agreement
    today = local_day(now())
    return [
        {
            "organisation": one, "look": words.ORGANISATION_LOOKS[one.state],
            "areas": [part.area.name for part in one.regions.all()], "agreement": held.get(one.pk),
            "agreement_look": words.look(held[one.pk], today) if one.pk in held else ("off", "off"),
            "agreement_said": words.said(held[one.pk], today) if one.pk in held else "",
        }
        for one in organisations
    ]  # fmt: skip
