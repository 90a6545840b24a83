"""The board of an office: what is due, what bodies owe, and figures over a period; for the Commissioner the country."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.complaints.acts.figures import note_export
from apps.complaints.figures import Figures, figures_of, scope_of
from apps.complaints.models import BodyRequest
from apps.complaints.periods import period_of
from apps.complaints.states import RequestState
from apps.core.errors import NotAllowed, Refused
from apps.web.appeals_board import presenting, table_file
from apps.web.day import duties
from apps.web.shared import now

FIRST = 6
SUBJECTS = ("appeal_round", "appeal_post")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """`?period=` names a year, a quarter or a month, `?office=` an office of the country, for whoever oversees it."""
    figures, user = _asked(request), request.user
    mine = BodyRequest.objects.visible_to(user).filter(office=user.agency, state=RequestState.SENT)
    owed = mine.select_related("body", "appeal").order_by("due_at", "pk")[: FIRST + 1]
    context = {
        "now": figures.at, "first": _first(user, figures), "owed": presenting.owed(list(owed), figures.at, FIRST),
        **presenting.context_of(figures, user),
    }  # fmt: skip
    return render(request, "appeals_board/board.html", context)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The same figures as XLSX."""
    figures = _asked(request)
    note_export(figures.scope, figures.period, by=request.user, at=figures.at)
    response = HttpResponse(table_file.of(figures), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="appeals-{figures.period.code}.xlsx"'
    return response


def _asked(request: HttpRequest) -> Figures:
    at, office = now(), request.GET.get("office", "")
    if office and not (office.isdecimal() and len(office) < 19):
        raise Http404
    try:
        period = period_of(request.GET.get("period", ""), at=at)
        scope = scope_of(request.user, int(office) if office else None)
    except (Refused, NotAllowed) as refused:
        raise Http404 from refused
    return figures_of(scope, period, at=at)


def _first(user: User, figures: Figures) -> list[duties.Row]:
    """The duties about appeals that end first, as rows of My day."""
    mine = duties.owed_by(user, figures.at).open().filter(subject_kind__in=SUBJECTS).soonest_first()
    return duties.rows(list(mine.select_related("rule", "party", "notice__sender")[:FIRST]), user)
