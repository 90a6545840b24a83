"""Appeals about the same matter, among those the reader sees: by the body, by the right, by the words."""

from datetime import timedelta

from django.db.models import Q

from apps.accounts.models import User
from apps.complaints.models import Appeal, Index, Respondent
from apps.complaints.states import ENDED

SHOWN = 10
LOOKED_AT = 400
NEAR = timedelta(days=366)
ENOUGH = 0.2
"""So great a part of the fewer words must be in common."""


def like(appeal: Appeal, user: User) -> list[Appeal]:
    """Those at work that it may be joined to, the likeliest first. Words are compared as fingerprints; nothing is
    opened."""
    bodies = list(appeal.respondents.exclude(agency=None).values_list("agency", flat=True))
    seen = Appeal.objects.visible_to(user).exclude(pk=appeal.pk).exclude(state__in=ENDED)
    near = seen.filter(received_at__gte=appeal.received_at - NEAR)
    same_right = Q(right=appeal.right) if appeal.right else Q(pk=None)
    about = Q(pk__in=Respondent.objects.filter(agency__in=bodies).values("appeal_id"))
    close = near.filter(about | same_right | Q(right="")).order_by("-received_at")[:LOOKED_AT]
    found = {
        one.pk: one for one in close.select_related("officer", "area__parent").prefetch_related("respondents__agency")
    }
    scores = _scores(appeal, list(found.values()), set(bodies))
    likely = sorted((pk for pk in found if scores[pk] >= ENOUGH), key=lambda pk: (-scores[pk], -pk))
    return [found[pk] for pk in likely[:SHOWN]]


def _scores(appeal: Appeal, others: list[Appeal], bodies: set[int]) -> dict[int, float]:
    held = dict(
        Index.objects.filter(appeal__in=[appeal.pk, *(one.pk for one in others)]).values_list("appeal", "words")
    )
    mine = set(held.get(appeal.pk, ()))
    scores = {}
    for one in others:
        theirs = set(held.get(one.pk, ()))
        words = len(mine & theirs) / max(min(len(mine), len(theirs)), 1)
        same_body = bool(bodies & {held.agency_id for held in one.respondents.all()})
        scores[one.pk] = words + (0.4 if same_body else 0) + (0.1 if appeal.right and one.right == appeal.right else 0)
    return scores
