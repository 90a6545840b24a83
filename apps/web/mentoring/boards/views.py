"""The first page of mentoring: each post its own board; a mentor and a candidate their own page."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.access import allows
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.errors import NotAllowed, Refused
from apps.mentoring.boards.own import board_of, post_of
from apps.mentoring.boards.regions import overseen, overview_of
from apps.mentoring.clocks import SUBJECTS
from apps.mentoring.models import Assignment, Candidate
from apps.obligations.models import Obligation
from apps.web.day import duties
from apps.web.mentoring.boards import presenting, regions
from apps.web.shared import now

FIRST = 8


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits in mentoring for the present post."""
    user = request.user
    if post_of(user):
        return _own(request)
    if allows(user, Perm.OVERSEE_MENTORS):
        return _overview(request)
    if allows(user, Perm.VIEW_OWN_CHILDREN):
        return redirect(_page_of_mentor(user))
    raise NotAllowed(_("Your present post does not allow this."))


def _own(request: HttpRequest) -> HttpResponse:
    at = now()
    board = board_of(request.user, at)
    context = {"now": at, "first": first_of(request.user, at), **presenting.context_of(board, request.user)}
    return render(request, f"mentoring/boards/{board.post}.html", context)


def _overview(request: HttpRequest) -> HttpResponse:
    """Sums of the region of the post, or of the country; `?region=` looks into one region of it."""
    at, chosen = now(), request.GET.get("region", "")
    known = chosen.isdecimal() and len(chosen) < 19
    try:
        area = overseen(request.user, int(chosen) if known else None)
    except Refused as refused:
        raise Http404 from refused
    context = {"now": at, **regions.context_of(overview_of(area, at), is_part=known)}
    return render(request, "mentoring/boards/regions.html", context)


def first_of(user: User, at: datetime) -> list[duties.Row]:
    """The duties of mentoring that end first, as rows of My day."""
    mine = duties.owed_by(user, at).open().filter(subject_kind__in=SUBJECTS).soonest_first()
    held: list[Obligation] = list(mine.select_related("rule", "party", "notice__sender")[:FIRST])
    return duties.rows(held, user)


def _page_of_mentor(user: User) -> str:
    """Who mentors, or is cleared to, sees the own child; who is still on the way, the own application."""
    mentors = Assignment.objects.visible_to(user).exists()
    on_the_way = not mentors and Candidate.objects.visible_to(user).open().filter(clearances=None).exists()
    return "mentoring:own_candidate" if on_the_way else "mentoring:mine"
