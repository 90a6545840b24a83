"""What was decided about suspected duplicates: merges, which can be undone, and pairs of two children."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.core.localtime import local_day
from apps.matching.models import Enquiry, SuspectedPair
from apps.web.matching.sides import briefs
from apps.web.matching.views import QUESTIONS, WHOLE
from apps.web.shared import capped_count, keyset_page, now


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Pairs that were decided, the newest decision first, and questions that were answered."""
    require(request.user, Perm.MERGE_CHILDREN)
    decided = ~Q(state=SuspectedPair.State.OPEN)
    pairs = SuspectedPair.objects.visible_to(request.user).filter(decided).select_related(*WHOLE)
    page = keyset_page(request, pairs, ("decided_at", "pk"), descending=True, count=capped_count(pairs))
    page.items = briefs(page.items, request.user, local_day(now()))
    questions = (
        Enquiry.objects.visible_to(request.user).filter(answered_at__isnull=False)
        .select_related("asker", "asked").order_by("-answered_at")[:QUESTIONS]
    )  # fmt: skip
    return render(request, "matching/answered.html", {"page": page, "questions": questions, "now": now()})
